"""The truth of a folder of label files, with or without its pictures, in any format we read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import images
from engine.datasets import counting, facts
from engine.datasets.folder import open_folder
from engine.datasets.lists import read_lines
from engine.datasets.scanning import PICTURES, XML, folders, tree
from engine.errors import EngineError, LabelError, PictureError
from engine.formats import frames, labelme, pets, voc
from engine.limits import NOT_READ
from engine.scoring import coco_files
from engine.scoring.things import Names, Problems, Thing, Truth
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Container, Generator, Iterable

    from engine.annotation import Instance
    from engine.datasets.record import Dataset

_JSON = frozenset(("json",))


@dataclass(frozen=True, slots=True)
class LabelFiles:
    """What lies in a folder: `form` is a word of `doors.md`, `files` the label files by the names of their pictures (of
    COCO: the JSONs), `pictures` the pictures by name where they are there. `first` is the number of the first pixel in
    VOC's files. `dataset` is there where the pictures are needed to read the labels. `barred` names the files that a
    link leads out of the folder: they are not read."""

    root: Path
    form: str
    files: dict[str, str]
    pictures: dict[str, str]
    first: int = 1
    dataset: Dataset | None = None
    barred: Container[str] = ()


def find(folder: Path) -> LabelFiles:
    """The label files in `folder`: those of a VOC, Pets, COCO, YOLO or labelme root, or of a folder holding just one
    (VOCdevkit/VOC2012), or XML and JSON files side by side. Raises EngineError where there are none."""
    for place in _places(folder):
        found = _without_pictures(place)
        if found is not None:
            return found
    dataset = open_folder(folder)
    found = _without_pictures(dataset.root)
    if found is not None:
        return found
    if dataset.format in ("yolo", "labelme"):
        records = dataset.records
        files = zip(records.name, records.column("label_file"), strict=True)
        pictures = dict(zip(records.name, records.image_file, strict=True))
        labelled = {name: file for name, file in files if file is not None}
        labelled |= {each.name: each.barred_file for each in records if each.barred_file is not None}
        return LabelFiles(dataset.root, dataset.format, labelled, pictures, dataset=dataset)
    raise EngineError(f"{folder}: no label files with boxes here; name a folder with VOC, COCO, YOLO or labelme labels")


def read_truth(found: LabelFiles, problems: Problems) -> Generator[Step, None, Truth]:
    """Every picture that has a label file, with its objects. A file that cannot be used is left out, named, and its
    picture with it. Raises LabelError for a COCO file that cannot be used."""
    if found.form == "coco":
        yield Step("Reading labels")
        return coco_files.read_truth([Path(path) for path in found.files], problems)
    names: list[str] = []
    sizes: list[tuple[int, int] | None] = []
    labels: list[str | None] = []
    things: list[Thing] = []
    breeds = pets.read_breeds(read_lines(found.root / "annotations" / "list.txt", found.root))
    wanted = found.pictures if found.form == "yolo" else found.files  # without a text, YOLO's picture shows nothing
    for done, name in enumerate(wanted):
        if done % 500 == 0:
            yield Step("Reading labels", done, len(wanted))
        label = breeds.breed(name.rpartition("/")[2]) if found.form == "pets" else None
        try:
            size, instances, said = _read(found, name, label)
        except (LabelError, PictureError) as error:
            problems.add(str(error))
            continue
        for problem in said:
            problems.add(str(problem))
        things += [_thing(len(names), instance) for instance in instances]
        names.append(name)
        sizes.append(size)
        labels.append(label)
    notes = ("its VOC files count pixels from 0, as was chosen for this folder",) if found.first == 0 else ()
    return Truth(tuple(names), tuple(things), Names(names), tuple(sizes), tuple(labels), notes=notes)


def voc_instances(
    path: Path, data: bytes, picture: str | None, first: int = 1
) -> tuple[tuple[int, int] | None, tuple[Instance, ...], Iterable[object]]:
    """Size, objects and problems of a VOC file as it stands; upright where the picture is there and stored turned.
    Objects outside the picture are true all the same. Raises LabelError."""
    file = voc.parse(path, data)
    size, instances = file.size, [_moved(instance, 1 - first) for instance in file.instances]
    if picture is not None:
        try:
            upright, orientation = images.read_frame(Path(picture))
        except PictureError:  # nothing but its orientation is needed
            return size, tuple(instances), file.problems
        if frames.is_stored(file.size, upright, orientation):
            stored = frames.swapped(upright)
            instances = [replace(each, box=frames.turned(each.box, orientation, stored)) for each in instances]
        size = upright
    return size, tuple(instances), file.problems


def _places(folder: Path) -> Iterable[Path]:
    """The folder, and, where it holds nothing but folders, the one root inside it, at most two levels down."""
    level = [folder]
    for _ in range(3):
        if len(level) == 1:
            yield level[0]
        level = [child for parent in level for child in folders(parent).values()][:100]


def _without_pictures(folder: Path) -> LabelFiles | None:
    """VOC, Pets, COCO and labelme say all by themselves; whatever pictures lie there too are only asked which way up
    they are."""
    inner = folders(folder)
    annotations = inner.get("annotations")
    pictures = tree(inner.get("jpegimages") or inner.get("images"), PICTURES)
    first, barred = counting.first_of(folder), dict[str, str]()
    if annotations is not None:
        below = folders(annotations)
        if "xmls" in below:
            xmls = tree(below["xmls"], XML, folder, barred) | barred
            return LabelFiles(folder, "pets", xmls, pictures, first, barred=barred)
        xmls = tree(annotations, XML, folder, barred) | barred
        if xmls:
            return LabelFiles(folder, "voc", xmls, pictures, first, barred=barred)
    xmls = tree(folder, XML, folder, barred) | barred
    if xmls:
        return LabelFiles(folder, "voc", xmls, pictures or tree(folder, PICTURES), first, barred=barred)
    return _jsons(folder, annotations)


def _jsons(folder: Path, annotations: Path | None) -> LabelFiles | None:
    """COCO's files, else labelme's."""
    for place in (annotations, folder):
        barred: dict[str, str] = {}
        files = tree(place, _JSON, folder, barred) if place is not None else {}
        if barred and not files:
            raise LabelError(Path(next(iter(barred.values()))), NOT_READ)
        coco = [path for path in files.values() if looks_like_coco(Path(path))]
        instances = [path for path in coco if Path(path).name.lower().startswith("instances")]
        if coco:
            return LabelFiles(folder, "coco", {path: path for path in instances or coco}, {})
        if (
            place == folder
            and any(b'"shapes"' in _ends(Path(path)) for path in files.values())
            and not tree(folder, PICTURES)
        ):
            return LabelFiles(folder, "labelme", files | barred, {}, barred=barred)
    return None


def looks_like_coco(path: Path) -> bool:
    """Whether the JSON is a whole COCO file, judged by its first letters and its last."""
    ends = _ends(path)
    said = sum(word in ends for word in (b'"images"', b'"annotations"', b'"categories"'))
    return ends.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and said >= 1 and b'"shapes"' not in ends


def _ends(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            file.seek(max(0, path.stat().st_size - 4096))
            return head + file.read(4096)
    except OSError:
        return b""


def _read(
    found: LabelFiles, name: str, breed: str | None
) -> tuple[tuple[int, int] | None, tuple[Instance, ...], Iterable[object]]:
    if found.dataset is not None:
        record = found.dataset.records.named(name)
        if record is None:
            raise LabelError(Path(name), "the picture is no longer there")
        read = facts.read_facts(found.form, record)
        return read.size, (*read.instances, *read.hidden), [each for each in read.problems if each.code != "outside"]
    path = Path(found.files[name])
    if name in found.barred:
        raise LabelError(path, NOT_READ)
    data = facts.read_bytes(path)
    if data is None:
        raise LabelError(path, "the file is no longer there")
    if found.form == "labelme":
        labelled = labelme.parse(path, data)
        return labelled.size, labelled.instances, labelled.problems
    size, instances, said = voc_instances(path, data, found.pictures.get(name), found.first)
    return size, pets.from_file(instances, breed) if found.form == "pets" else instances, said


def _moved(instance: Instance, by: int) -> Instance:
    return replace(instance, box=instance.box.moved(by, by)) if by else instance


def _thing(picture: int, instance: Instance) -> Thing:
    crowd = dict(instance.attributes).get("iscrowd") == "1"
    return Thing(
        picture,
        instance.label,
        instance.box.as_tuple(),
        instance.score,
        instance.difficult,
        crowd,
        None,
        instance.polygons,
        instance.rle,
    )
