"""Masks that are true and masks that were predicted, picture by picture: palette PNGs, or painted from regions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine import images
from engine.datasets import labels, painting
from engine.datasets.index import index
from engine.datasets.lists import read_class_names
from engine.datasets.scanning import MASKS, PICTURES, folders, tree
from engine.errors import EngineError, LabelError, PictureError
from engine.formats import coco, frames, pets
from engine.formats.voc_classes import VOC_CLASSES
from engine.limits import NOT_READ
from engine.scoring.label_files import find
from engine.scoring.mask_reading import read_ids
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from engine.datasets.record import Record
    from engine.scoring.things import Names


@dataclass(frozen=True, eq=False)
class TrueMasks:
    """The true masks: `read[i]()` is that of `pictures[i]`, uint8 H×W upright, and raises LabelError or PictureError;
    value v > 0 is `classes[v - 1]`. `reading` says how the files are understood; `trimaps`: they have a border that can
    be read in three ways."""

    pictures: tuple[str, ...]
    read: tuple[Callable[[], np.ndarray], ...]
    classes: tuple[str, ...]
    reading: str
    trimaps: bool = False


def true_masks(path: Path) -> Generator[Step, None, TrueMasks]:
    """The masks at `path`: a VOC or Pets root, a folder of palette PNGs, a COCO JSON or a folder whose outlines and
    regions can be painted. Raises EngineError where there are none."""
    yield Step("Looking for masks")
    if path.is_file():
        return _painted_coco([path])
    if not path.exists():
        raise EngineError(f"{path}: there is no such folder; check the name")
    inner = folders(path)
    annotations = folders(inner["annotations"]) if "annotations" in inner else {}
    if "trimaps" in annotations:
        return _from_files(path, annotations["trimaps"], inner.get("images"), pets.MASK_CLASSES)
    folder = inner.get("segmentationclass") or inner.get("segmentationclasspng")
    if folder is not None:
        return _from_files(path, folder, inner.get("jpegimages"), None)
    plain = not any(name in inner for name in ("images", "labels", "annotations", "jpegimages"))
    if plain and tree(path, MASKS) and not _has_labels(path):
        return _from_files(path, path, None, None)
    found = find(path)
    if found.form == "coco":
        return _painted_coco([Path(file) for file in found.files])
    return (yield from _painted(path))


def predicted_masks(path: Path, names: Names) -> dict[int, Path]:
    """The palette PNGs in the folder `path` by the position of their picture. Raises EngineError where there are none,
    or two of one picture; a mask of another picture is nothing to us."""
    if not path.is_dir():
        raise EngineError(f"{path}: predicted masks are a folder of palette PNGs; name that folder")
    barred: dict[str, str] = {}
    files = tree(folders(path).get("segmentationclass"), MASKS, path, barred) or tree(path, MASKS, path, barred)
    for file in barred.values():
        raise LabelError(Path(file), NOT_READ)
    if not files:
        raise EngineError(f"{path}: no masks here; name a folder of palette PNGs named as the pictures")
    found: dict[int, Path] = {}
    for name, file in files.items():
        place = names.by_name(name)
        if place is not None and place in found:
            raise EngineError(f"{file}: {found[place].name} is of the same picture; remove one of them")
        if place is not None:
            found[place] = Path(file)
    return found


def _has_labels(path: Path) -> bool:
    return bool(tree(path, frozenset(("xml", "json", "txt")))) and not read_class_names(path)


def _from_files(root: Path, folder: Path, pictures: Path | None, classes: tuple[str, ...] | None) -> TrueMasks:
    """Masks as files in the `folder` of `root`; those of Pets are trimaps, whose `classes` are given."""
    barred: dict[str, str] = {}
    files = tree(folder, MASKS, root, barred) | barred
    if not files:
        raise EngineError(f"{root}: no masks here; put palette PNGs there, named as the pictures")
    there = tree(pictures, PICTURES)

    def reader(name: str, file: str) -> Callable[[], np.ndarray]:
        def read() -> np.ndarray:
            if name in barred:
                raise LabelError(Path(file), NOT_READ)
            ids = read_ids(Path(file))
            return _upright(ids if classes is None else pets.from_trimap(ids), there.get(name))

        return read

    read = tuple(reader(name, file) for name, file in files.items())
    void = "255 void" if classes is None else "pet against background, border void"
    return TrueMasks(tuple(files), read, classes or read_class_names(root) or VOC_CLASSES, void, classes is not None)


def _upright(mask: np.ndarray, picture: str | None) -> np.ndarray:
    """The mask upright, where the picture is there and stored turned."""
    if picture is None:
        return mask
    try:
        size, orientation = images.read_frame(Path(picture))
    except PictureError:  # nothing but its orientation is needed
        return mask
    return frames.upright_mask(mask, size, orientation)


def _painted_coco(files: list[Path]) -> TrueMasks:
    read = [(path, coco.cached(path)) for path in files]
    classes = tuple(dict.fromkeys(name for _, file in read for name in file.classes))

    def reader(path: Path, image: coco.CocoImage) -> Callable[[], np.ndarray]:
        def paint() -> np.ndarray:
            if image.size is None:
                raise LabelError(path, f"image {image.id} has no width and height; write them")
            return painting.paint(image.labelled.instances, classes, image.size)

        return paint

    pictures = [(path, image) for path, file in read for image in file.images]
    if not any(painting.has_region(instance) for _, image in pictures for instance in image.labelled.instances):
        raise EngineError(f"{files[0]}: no object has an outline or a region to paint a mask from")
    named = tuple(image.name for _, image in pictures)
    return TrueMasks(named, tuple(reader(*each) for each in pictures), classes, "painted from regions")


def _painted(folder: Path) -> Generator[Step, None, TrueMasks]:
    """Of folders whose labels need their pictures."""
    found = yield from index(str(folder))
    rows = np.flatnonzero(found.has_mask)
    records = [found.dataset.records[int(row)] for row in rows]
    if not records:
        raise EngineError(f"{folder}: no masks here, and no outlines to paint any from")

    def reader(record: Record) -> Callable[[], np.ndarray]:
        def paint() -> np.ndarray:
            mask = labels.read(found.dataset.format, record._replace(instance_mask_file=None)).annotation.mask
            if mask is None:
                raise LabelError(record.labels or record.image, "no mask could be painted of it")
            return mask

        return paint

    names = tuple(record.name for record in records)
    return TrueMasks(names, tuple(map(reader, records)), found.mask_classes, "painted from regions")
