"""What lies in a folder: which format it is, its pictures, and the label file of each. Names are read, files are not,
except for short lists; so a folder of many thousands opens at once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.datasets import counting, elsewhere, foreign, mnist75
from engine.datasets.coco_folders import coco_file
from engine.datasets.lists import by_folder, read_lines, read_lists
from engine.datasets.pairing import as_spelled, matched
from engine.datasets.record import Dataset, Listing
from engine.datasets.scanning import (
    DEEP,
    MASKS,
    PICTURES,
    XML,
    barred_of,
    first_files,
    folders,
    is_file_itself,
    stems,
    tree,
)
from engine.errors import EngineError, NoPictures
from engine.formats.pets import read_breeds
from engine.limits import leads_out
from engine.safekeeping import arriving

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from engine.steps import Step

_INNER = {"jpegimages", "images", "annotations", "segmentationclass", "segmentationobject", "imagesets", "xmls", "main"}
_INNER_OF_READ_ONLY = {"images", "labels", "annotations", *("train", "val", "valid", "test"), "train2017", "val2017"}
_LABELS = XML | {"json", "yaml", "yml"}
_LOOK = os.R_OK | os.X_OK


def open_folder(path: Path, first: int | None = None) -> Dataset:
    """What `opening` finds, without its steps."""
    work = opening(path, first)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def opening(path: Path, first: int | None = None) -> Generator[Step, None, Dataset]:
    """The dataset in the folder `path`: a PASCAL VOC, Oxford-IIIT Pet, COCO, YOLO or MNIST root, a folder holding just
    one (VOCdevkit), the picture folder inside one, XML, labelme JSON or YOLO texts beside pictures, or plain pictures
    (also one folder down). A picture or a label file opens its folder; a COCO JSON opens what it names.

    With `first` (0 or 1) it is remembered for the folder that its VOC files count pixels from that number. Yields steps
    of kind "progress" while the digits of MNIST are made into pictures, the first time, or pictures are looked for.

    Nothing is written into the folder: of a save that a kill broke off a problem of the dataset says so, and
    `engine.reading.open_folder` brings it to its end.

    Raises EngineError where there are no pictures (NoPictures: but some deeper), several roots to choose from, no VOC
    files to count in, or half a copy or conversion.
    """
    try:
        if not path.exists():
            raise EngineError(f"{path}: there is no such folder; check the name")
        if not path.is_dir() and path.suffix[1:].lower() not in PICTURES | _LABELS:
            raise EngineError(f"{path}: this is no folder and no picture; name a folder with pictures")
        folder = (path if path.is_dir() else path.parent).resolve()
        found = _found(path, folder)
        left = arriving.arrive(folder if found is None else found.root)
    except OSError as error:
        raise EngineError(f"{error.filename or path}: cannot be read ({error.strerror})") from error
    if found is None or not found.records:
        if (instead := (yield from elsewhere.nearest(folder))) is not None:
            raise NoPictures(folder, instead)
        kinds = "VOC, Pets, COCO, YOLO or labelme"
        raise EngineError(f"{folder}: no pictures here; open a folder with JPEG or PNG pictures, or one of {kinds}")
    if first is not None:
        _choose(found, first)
    if found.format == "mnist":
        yield from mnist75.draw(found)
    return _counted(replace(found, problems=(*found.problems, *left)) if left else found)


def open_beginning(folder: Path, most: int = 100) -> Dataset | None:
    """The first records of a large PASCAL VOC root as `open_folder` will list them, from one look at the names of its
    pictures: those before the first one that has no XML of its own name. None where there are no such, or only half a
    copy or conversion."""
    try:
        names = folders(folder)
        if "images" in names or not names.keys() >= {"jpegimages", "annotations"}:
            return None
        if leads_out(names["annotations"], folder):
            return None
        left = arriving.arrive(folder)
        pictures, xml_folder = first_files(names["jpegimages"], PICTURES, most), names["annotations"]
        labelled = ((name, path, f"{xml_folder}{os.sep}{name}.xml") for name, path in pictures)
        found = tuple(takewhile(lambda files: is_file_itself(files[2]), labelled))
        masks, objects = _masks(folder, names) if found else ({}, {})
    except (OSError, EngineError):  # it is told by who lists the folder
        return None
    if not found:
        return None
    known, images, xmls = zip(*found, strict=True)
    records = Listing(known, images, xmls, _column(known, masks), _column(known, objects))
    return _counted(Dataset(folder, "voc", records, xml_folder, problems=left, partial=True))


def _found(path: Path, folder: Path) -> Dataset | None:
    found = coco_file(path.resolve()) if path.suffix.lower() == ".json" and path.is_file() else None
    return found or _root(folder) or _around(folder) or _within(folder) or _plain(folder)


def _choose(dataset: Dataset, first: int) -> None:
    if dataset.format not in counting.FORMATS:
        raise EngineError(f"{dataset.root}: only VOC label files are read as 0-based or 1-based; there are none here")
    counting.remember(dataset.root, first)


def _counted(dataset: Dataset) -> Dataset:
    """With what was chosen for the folder; it holds for the files that are written there, too."""
    first = 1 if dataset.read_only else counting.first_of(dataset.root)
    return dataset if first == 1 else replace(dataset, records=replace(dataset.records, first=first))


def _around(folder: Path) -> Dataset | None:
    """The root that the folder is a part of: a person dropped `JPEGImages`, `Annotations`, or one picture."""
    inner = folder.name.lower()
    if inner not in _INNER | _INNER_OF_READ_ONLY:
        return None
    for parent in list(folder.parents)[:2]:
        found = _root(parent)
        if found is not None and (inner in _INNER or (found.read_only and _holds(folder, found))):
            return found
    return None


def _holds(folder: Path, dataset: Dataset) -> bool:
    inside = f"{folder}{os.sep}"
    return any(inside in f"{record.image_file}\n{record.label_file}" for record in dataset.records)


def _within(folder: Path) -> Dataset | None:
    """The one root inside the folder, at most two levels down (`VOCdevkit/VOC2012`)."""
    if any(True for _ in stems(folder, PICTURES)):
        return None
    level, seen = [folder], []
    for _ in range(2):
        level = [child for parent in level for child in _open_to_us(parent)][:1000]
        seen += level
        roots = [child for child in level if _looks_like_root(child)]
        if len(roots) > 1:
            names = ", ".join(str(choice.relative_to(folder)) for choice in _choices(sorted(roots), seen))
            raise EngineError(f"{folder}: several datasets lie here; open one of them: {names}")
        if roots:
            return _root(roots[0])
    return None


def _choices(roots: list[Path], seen: list[Path]) -> list[Path]:
    """At most 8 folders to open instead: the roots, then what else of `seen` (the nearest first) holds pictures."""
    found = roots[:8]
    above = {root.parent for root in roots}
    for folder in seen:
        if len(found) == 8:
            break
        if folder not in above and not {folder, folder.parent} & set(found) and _holds_pictures(folder):
            found.append(folder)
    return found


def _holds_pictures(folder: Path) -> bool:
    """Whether pictures lie in the folder, or in one inside it; those of one that cannot be read do not."""
    try:
        return bool(tree(folder, PICTURES)) or any(_looks_like_root(child) for child in folders(folder).values())
    except OSError:
        return False


def _open_to_us(parent: Path) -> Iterator[Path]:
    """The folders in a folder that we may look into: a disk's `lost+found` is none of them."""
    for child in folders(parent).values():
        with suppress(OSError):  # what Windows forbids, `os.access` does not know
            if os.access(child, _LOOK):
                os.scandir(child).close()
                yield child


def _looks_like_root(folder: Path) -> bool:
    names = folders(folder)
    return "jpegimages" in names or ("images" in names and "annotations" in names) or foreign.looks_like_root(folder)


def _root(folder: Path) -> Dataset | None:
    found = _voc_or_pets(folder)
    if found is not None and found.format != "images":
        return found
    other = foreign.root(folder)
    if other is None and found is not None and found.xml_folder.is_dir() and any(stems(found.xml_folder, foreign.JSON)):
        other = foreign.beside(folder, tree(folder, PICTURES))
    return other or found


def _voc_or_pets(folder: Path) -> Dataset | None:
    names = folders(folder)
    if "images" in names and "annotations" in names:
        inner = folders(names["annotations"])
        lists = any((names["annotations"] / name).is_file() for name in ("list.txt", "trainval.txt"))
        if "trimaps" in inner or "xmls" in inner or lists:
            return _pets(folder, names["images"], names["annotations"], inner)
        return _voc(folder, names["images"], names)
    return _voc(folder, names["jpegimages"], names) if "jpegimages" in names else None


def _voc(root: Path, pictures: Path, names: Mapping[str, Path]) -> Dataset:
    xml_folder = names.get("annotations", root / "Annotations")
    images = tree(pictures, PICTURES, deep=DEEP)
    beside = xml_folder.parent == root and "annotations" not in names
    barred: dict[str, str] = {}
    masks, objects = _masks(root, names, barred)
    xmls = tree(pictures if beside else xml_folder, XML, root, barred, DEEP)
    if beside and xmls:
        xml_folder = pictures
    label_of = matched(images, xmls)
    known = tuple(sorted(images))
    records = Listing(
        known,
        _paths(known, images),
        _column(known, label_of),
        _column(known, as_spelled(images, masks)),
        _column(known, as_spelled(images, objects)),
        barred_file=barred_of(known, barred, label_of),
    )
    form = "voc" if xmls else "voc_masks" if masks else "images"
    sets = folders(names["imagesets"]) if "imagesets" in names else {}
    kind = ("segmentation", "main") if form == "voc_masks" else ("main", "segmentation")
    lists = next((read_lists(sets[name], records, root) for name in kind if name in sets), {}) or by_folder(known)
    return Dataset(root, form, records, xml_folder, lists)


def _masks(
    root: Path, names: Mapping[str, Path], barred: dict[str, str] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """The class masks and the instance masks of a VOC root; `barred` gets the class masks that links lead out."""
    masks = names.get("segmentationclass") or names.get("segmentationclasspng")
    objects = names.get("segmentationobject") or names.get("segmentationobjectpng")
    return tree(masks, MASKS, root, barred, DEEP), tree(objects, MASKS, root, deep=DEEP)


def _pets(root: Path, pictures: Path, annotations: Path, inner: Mapping[str, Path]) -> Dataset:
    images = tree(pictures, PICTURES)
    xml_folder = inner.get("xmls", annotations / "xmls")
    barred: dict[str, str] = {}
    trimaps = as_spelled(images, tree(inner.get("trimaps"), MASKS, root, barred))
    xmls = as_spelled(images, tree(inner.get("xmls"), XML, root, barred))
    breeds = read_breeds(read_lines(annotations / "list.txt", root))
    names = tuple(sorted(images))
    stems = [Path(images[name]).stem for name in names]
    records = Listing(
        names,
        _paths(names, images),
        _column(names, xmls),
        _column(names, trimaps),
        label=tuple(map(breeds.breed, stems)),
        species=tuple(map(breeds.species, stems)),
        barred_file=barred_of(names, barred, xmls),
    )
    return Dataset(root, "pets", records, xml_folder, read_lists(annotations, records, root, ("trainval", "test")))


def _plain(folder: Path) -> Dataset | None:
    images = tree(folder, PICTURES)
    barred: dict[str, str] = {}
    label_of = matched(images, tree(folder, XML, folder, barred))
    names = tuple(sorted(images))
    barred_files = barred_of(names, barred, label_of)
    records = Listing(names, _paths(names, images), _column(names, label_of), barred_file=barred_files)
    plain = Dataset(folder, "voc" if label_of else "images", records, folder, by_folder(names))
    return plain if label_of else foreign.beside(folder, images) or plain


def _paths(names: tuple[str, ...], images: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(images[name] for name in names)


def _column(names: tuple[str, ...], files: Mapping[str, str]) -> tuple[str | None, ...]:
    """The file of each name, a column of `Listing`."""
    return tuple(map(files.get, names)) if files else ()
