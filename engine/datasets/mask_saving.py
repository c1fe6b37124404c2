"""Where masks of a picture are saved, what their values mean, and what a save puts there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets import objects, painting, saving
from engine.datasets.lists import read_class_names
from engine.datasets.scanning import folders
from engine.errors import EngineError, LabelError
from engine.formats import frames, pets, voc_masks
from engine.formats.voc_classes import VOC_CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.annotation import Annotation, Instance
    from engine.datasets.facts import Facts
    from engine.datasets.record import Dataset, Record
    from engine.datasets.saving import Change


def place(dataset: Dataset, record: Record) -> Path | None:
    """The class mask's file, or the one that a picture without gets on saving; None where the folder's layout has no
    place for masks."""
    return record.mask or _place(dataset, record, ("segmentationclass", "segmentationclasspng"), "SegmentationClass")


def object_place(dataset: Dataset, record: Record) -> Path | None:
    """The instance mask's file, or the one that a picture without gets where others of the folder have theirs."""
    return record.instance_mask or _place(dataset, record, ("segmentationobject", "segmentationobjectpng"), "")


def _place(dataset: Dataset, record: Record, names: Sequence[str], new: str) -> Path | None:
    """The file of the record in the first of the folders `names` that is there, else in the folder `new`."""
    if dataset.read_only:
        return None
    name = f"{saving.own_name(record)}.png"
    if dataset.format == "pets":
        return dataset.xml_folder.parent / "trimaps" / name if new else None
    there = {} if dataset.xml_folder == dataset.root else folders(dataset.root)
    if "jpegimages" not in there and not {"images", "annotations"} <= there.keys():
        return None  # pictures without a layout: masks beside them would be taken for pictures
    known = next((there[each] for each in names if each in there), dataset.root / new if new else None)
    return None if known is None else known / name


def classes(dataset: Dataset) -> tuple[str, ...]:
    """What the values of a folder's masks mean, also where it has none yet: value v is `classes[v - 1]`."""
    if dataset.format == "pets":
        return pets.MASK_CLASSES
    return read_class_names(dataset.root) or VOC_CLASSES


def change(dataset: Dataset, record: Record, annotation: Annotation, facts: Facts, old: bytes | None) -> Change:
    """The class mask's file with the annotation's mask in it; `old` are the bytes of the file as it is.

    Raises EngineError where there is no place for it, or the file holds more than it."""
    path = place(dataset, record)
    if path is None or annotation.mask is None:
        raise EngineError(f"{record.name}: the folder has no place for masks; convert it to VOC to paint in it")
    _check_alone(path, old)
    mask = _as_stored(record.mask, facts, annotation.mask)
    new = pets.trimap_bytes(mask, old) if dataset.format == "pets" else voc_masks.to_bytes(mask, old)
    return saving.Change(path, old, new)


def object_change(
    dataset: Dataset,
    record: Record,
    annotation: Annotation,
    before: tuple[np.ndarray | None, Facts, bytes | None],
    saved: tuple[Instance, ...],
    gone: Sequence[int],
) -> Change | None:
    """The instance mask's file, in step with the class mask and the objects; None where it stays as it is.

    `before` are class mask, the label file's text that the annotation was made from, and the instance mask's bytes so
    far; `saved` are the objects as the new label file numbers them. `gone` are the places in the label file on disk
    whose numbers are no object's any more. Raises EngineError where the file holds more than the mask.
    """
    mask, facts, data = before
    path = object_place(dataset, record)
    regional = any(painting.has_region(each) for each in annotation.instances)
    if path is None or (record.instance_mask is None and (annotation.mask is None or not regional)):
        return None
    was, problem = objects.read(record, facts, data)
    if was is None and problem is not None:
        return None  # what cannot be read is not overwritten
    numbered = None if was is None else objects.renumbered(was, gone)
    wanted = objects.follow(numbered, mask, annotation, _numbers(annotation, facts, saved))
    if was is not None and np.array_equal(was, wanted):
        return None
    _check_alone(path, data)
    return saving.Change(path, data, voc_masks.to_bytes(_as_stored(record.instance_mask, facts, wanted), data))


def _check_alone(path: Path, data: bytes | None) -> None:
    problem = None if data is None else voc_masks.several(path, data)
    if problem is not None:
        raise EngineError(f"{problem}; nothing was saved")


def _as_stored(file: Path | None, facts: Facts, mask: np.ndarray) -> np.ndarray:
    """The mask, upright, in the frame of the stored picture where the mask file so far is in that."""
    try:
        size = None if file is None else voc_masks.read_size(file)
    except LabelError:  # it is replaced whole
        return mask
    stored = frames.is_stored(size, facts.size, facts.orientation)
    return frames.turned_mask_back(mask, facts.orientation) if stored else mask


def _numbers(annotation: Annotation, facts: Facts, saved: tuple[Instance, ...]) -> dict[int, int]:
    """The number in the new file of every instance, by its position: those that were in the file keep their order and
    new ones follow them. Empty where the file did not take all of them."""
    there = {each.origin for each in facts.instances}
    order = sorted(
        range(len(annotation.instances)),
        key=lambda at: (annotation.instances[at].origin not in there, annotation.instances[at].origin or 0, at),
    )
    if len(order) != len(saved):
        return {}
    now = sorted(saved, key=lambda each: each.origin or 0)
    return {at: (each.origin or 0) + 1 for at, each in zip(order, now, strict=True)}


def with_boxes_only(annotation: Annotation) -> Annotation:
    """The annotation as a label file of boxes says it: regions are kept in masks."""
    return replace(annotation, instances=tuple(map(objects.without, annotation.instances)))
