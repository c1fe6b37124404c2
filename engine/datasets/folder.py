"""What lies in a folder: which format it is, its pictures, and the label file of each. Names are read, files are not,
except for short lists; so a folder of many thousands opens at once.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from engine.datasets.lists import read_lines, read_lists
from engine.datasets.record import Dataset, Record
from engine.errors import EngineError
from engine.formats.pets import read_breeds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PICTURES = frozenset(["jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "webp", "tif", "tiff", "ppm", "pgm", "pnm"])
_MASKS = frozenset(("png", "bmp", "tif", "tiff"))
_XML = frozenset(("xml",))
_INNER = {"jpegimages", "images", "annotations", "segmentationclass", "segmentationobject", "imagesets", "xmls", "main"}


def open_folder(path: Path) -> Dataset:
    """The dataset in the folder `path`: a PASCAL VOC or Oxford-IIIT Pet root, a folder holding just one (VOCdevkit),
    the picture folder inside one, XML beside pictures, or plain pictures (also one folder down). A picture or a label
    file opens its folder.

    Raises EngineError where there are no pictures, or several roots to choose from.
    """
    if not path.exists():
        raise EngineError(f"{path}: there is no such folder; check the name")
    if not path.is_dir() and path.suffix[1:].lower() not in PICTURES | _XML:
        raise EngineError(f"{path}: this is no folder and no picture; name a folder with pictures")
    folder = (path if path.is_dir() else path.parent).resolve()
    try:
        found = _root(folder) or _around(folder) or _within(folder) or _plain(folder)
    except OSError as error:
        raise EngineError(f"{error.filename or folder}: cannot be read ({error.strerror})") from error
    if found is None or not found.records:
        raise EngineError(f"{folder}: no pictures here; open a folder with JPEG or PNG pictures, or a VOC or Pets root")
    return found


def _around(folder: Path) -> Dataset | None:
    """The root that the folder is a part of: a person dropped `JPEGImages`, `Annotations`, or one picture."""
    if folder.name.lower() not in _INNER:
        return None
    for parent in list(folder.parents)[:2]:
        found = _root(parent)
        if found is not None:
            return found
    return None


def _within(folder: Path) -> Dataset | None:
    """The one root inside the folder, at most two levels down (`VOCdevkit/VOC2012`)."""
    if any(True for _ in _stems(folder, PICTURES)):
        return None
    level = [folder]
    for _ in range(2):
        level = [child for parent in level for child in _folders(parent).values()][:1000]
        roots = [child for child in level if _looks_like_root(child)]
        if len(roots) > 1:
            names = ", ".join(str(root.relative_to(folder)) for root in sorted(roots)[:8])
            raise EngineError(f"{folder}: several datasets lie here; open one of them: {names}")
        if roots:
            return _root(roots[0])
    return None


def _looks_like_root(folder: Path) -> bool:
    names = _folders(folder)
    return "jpegimages" in names or ("images" in names and "annotations" in names)


def _root(folder: Path) -> Dataset | None:
    names = _folders(folder)
    if "images" in names and "annotations" in names:
        inner = _folders(names["annotations"])
        lists = any((names["annotations"] / name).is_file() for name in ("list.txt", "trainval.txt"))
        if "trimaps" in inner or "xmls" in inner or lists:
            return _pets(folder, names["images"], names["annotations"], inner)
        return _voc(folder, names["images"], names)
    return _voc(folder, names["jpegimages"], names) if "jpegimages" in names else None


def _voc(root: Path, pictures: Path, names: Mapping[str, Path]) -> Dataset:
    xml_folder = names.get("annotations", root / "Annotations")
    images = _tree(pictures, PICTURES)
    beside = xml_folder.parent == root and "annotations" not in names
    xmls = _tree(pictures if beside else xml_folder, _XML)
    if beside and xmls:
        xml_folder = pictures
    masks = _tree(names.get("segmentationclass") or names.get("segmentationclasspng"), _MASKS)
    objects = _tree(names.get("segmentationobject") or names.get("segmentationobjectpng"), _MASKS)
    label_of = _matched(images, xmls)
    records = tuple(
        Record(name, image, label_of.get(name), masks.get(_key(name)), objects.get(_key(name)))
        for name, image in _named(images)
    )
    form = "voc" if xmls else "voc_masks" if masks else "images"
    sets = _folders(names["imagesets"]) if "imagesets" in names else {}
    kind = ("segmentation", "main") if form == "voc_masks" else ("main", "segmentation")
    lists = next((read_lists(sets[name], records) for name in kind if name in sets), {})
    return Dataset(root, form, records, xml_folder, lists)


def _pets(root: Path, pictures: Path, annotations: Path, inner: Mapping[str, Path]) -> Dataset:
    images = _tree(pictures, PICTURES)
    xml_folder = inner.get("xmls", annotations / "xmls")
    xmls, trimaps = _tree(inner.get("xmls"), _XML), _tree(inner.get("trimaps"), _MASKS)
    breeds = read_breeds(read_lines(annotations / "list.txt"))
    records = tuple(
        Record(
            name,
            image,
            xmls.get(_key(name)),
            trimaps.get(_key(name)),
            label=breeds.breed(Path(image).stem),
            species=breeds.species(Path(image).stem),
        )
        for name, image in _named(images)
    )
    return Dataset(root, "pets", records, xml_folder, read_lists(annotations, records, ("trainval", "test")))


def _plain(folder: Path) -> Dataset | None:
    images = _tree(folder, PICTURES)
    xmls = _tree(folder, _XML)
    label_of = _matched(images, xmls)
    records = tuple(Record(name, image, label_of.get(name)) for name, image in _named(images))
    return Dataset(folder, "voc" if label_of else "images", records, folder)


def _named(images: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((name, images[name]) for name in sorted(images))


def _matched(images: Mapping[str, str], xmls: Mapping[str, str]) -> dict[str, str]:
    """The XML of each picture by its name; where that leaves pictures and XMLs over, without regard to capitals and
    leading zeros (A.JPG and a.xml, 1284.jpg and 01284.xml), if no two are alike then. The index says so."""
    found = {name: xmls[_key(name)] for name in images if _key(name) in xmls}
    spare_images, spare_xmls = set(images) - set(found), set(xmls) - {_key(name) for name in found}
    if spare_images and spare_xmls:
        pictures, files = _loosely(spare_images), _loosely(spare_xmls)
        found.update({pictures[key]: xmls[files[key]] for key in pictures if key in files})
    return found


def _loosely(names: set[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for name in names:
        number = name.isascii() and name.isdigit()
        found.setdefault(name.lstrip("0") if number else name.casefold(), []).append(name)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


def _key(name: str) -> str:
    """The same name from a Mac (decomposed letters) and from elsewhere are one name."""
    return unicodedata.normalize("NFC", name)


def _tree(folder: Path | None, endings: frozenset[str]) -> dict[str, str]:
    """The files of `folder` with one of the `endings`, and of the folders in it: name -> path. Two files of one name
    (a.jpg, a.png) keep their endings in the later name."""
    found: dict[str, str] = {}
    if folder is None or not folder.is_dir():
        return found
    for part, at in (("", folder), *((f"{child.name}/", child) for child in _folders(folder).values())):
        for stem, path in sorted(_stems(at, endings)):
            name = _key(part + stem)
            found[name if name not in found else _key(part + Path(path).name)] = path
    return found


def _stems(folder: Path, endings: frozenset[str]) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            stem, _, ending = entry.name.rpartition(".")
            if ending.lower() in endings and not entry.name.startswith(".") and _is(entry.is_file):
                yield stem, entry.path


def _folders(folder: Path) -> dict[str, Path]:
    """The folders in a folder by their names in small letters, sorted."""
    with os.scandir(folder) as entries:
        found = [Path(entry.path) for entry in entries if not entry.name.startswith(".") and _is(entry.is_dir)]
    return {path.name.lower(): path for path in sorted(found)}


def _is(kind: Callable[[], bool]) -> bool:
    """What an entry is; a link that leads round to itself, or where we may not look, is nothing to us."""
    try:
        return kind()
    except OSError:
        return False
