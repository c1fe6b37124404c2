"""The labels of one picture: read from its label file and mask, and saved so that nothing else in them changes."""

from __future__ import annotations

import hashlib
import math
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import Annotation, Instance
from engine.datasets.facts import Facts, read_bytes, read_facts
from engine.errors import EngineError, LabelError
from engine.files import replace_whole
from engine.formats import frames, pets, voc, voc_edit, voc_masks
from engine.formats.problem import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Dataset, Record

SMALLEST = 0.01
"""Pixels: a narrower box is a slip of the mouse and is not saved."""


@dataclass(frozen=True, eq=False)
class Labels:
    """What a picture's label files say, what was wrong with them, and the state they were read in.

    `stamp` stands for the bytes as read (None where there was no file), and `file` is the label file, None where there
    is none yet: after the first save of such a picture it is the new one.
    """

    annotation: Annotation
    problems: tuple[str, ...] = ()
    stamp: str | None = None
    file: Path | None = None


def read(form: str, record: Record) -> Labels:
    """The labels of a record of a dataset of the format `form`.

    Raises LabelError for a label file that cannot be used (it never opens as empty), PictureError where the picture's
    size cannot be read. A bad mask or object is left out and named in `problems`.
    """
    facts = read_facts(form, record)
    mask, stamp, problem = _mask(form, record, facts)
    problems = [str(each) for each in (*facts.problems, *([problem] if problem else []))]
    width, height = facts.size
    annotation = Annotation(width, height, facts.instances, mask, record.label, verified=facts.verified)
    file = None if facts.data is None else record.xml
    return Labels(annotation, tuple(problems), _joined(_stamp(facts.data), stamp), file)


def save(dataset: Dataset, record: Record, annotation: Annotation, stamp: str | None) -> Labels:
    """Put `annotation` into the record's label file, and its mask into the mask file where that changed.

    Objects nobody touched keep their bytes. `stamp` is that of the labels the annotation was made from. A picture
    without a label file gets one in `dataset.xml_folder`. Returns the labels as read back from disk.

    Raises EngineError, and then writes nothing, where a file changed on disk since the stamp, where the format cannot
    hold what is asked, or where the file cannot be written; LabelError where the file on disk cannot be used.
    """
    _check(record, annotation)
    path = record.xml or dataset.xml_folder / f"{record.name}.xml"
    current = replace(record, xml_file=str(path))
    facts = read_facts(dataset.format, current)
    mask, mask_stamp, _ = _mask(dataset.format, current, facts)
    was_xml, _, was_mask = (stamp or "").partition("-")
    if (_stamp(facts.data) or "") != was_xml:
        raise _changed(path)
    new_mask = annotation.mask is not None and (mask is None or not np.array_equal(mask, annotation.mask))
    if new_mask and (mask_stamp or "") != was_mask:
        raise _changed(record.mask or path)
    edited = _edited(dataset, current, annotation, facts)
    if new_mask:
        _write_mask(dataset.format, record, annotation, facts)
    if edited != facts.data and (facts.data is not None or annotation.instances or annotation.verified):
        _write(path, edited)
    return read(dataset.format, current)


def _edited(dataset: Dataset, record: Record, annotation: Annotation, facts: Facts) -> bytes:
    path, instances = record.xml or record.image, annotation.instances
    data, stored = facts.data, facts.stored
    if data is None:
        data = voc.empty_file(record.image.parent.name, record.image.name, facts.size, record.mask is not None)
    if dataset.format == "pets":
        instances = pets.to_file(path, instances, record.label, record.species)
    if stored:
        size = frames.swapped(facts.size)
        instances = tuple(
            replace(each, box=frames.turned_back(each.box, facts.orientation, size)) for each in instances
        )
    return voc_edit.edited(path, data, (*instances, *facts.hidden), annotation.verified)


def _check(record: Record, annotation: Annotation) -> None:
    for instance in annotation.instances:
        problem = _wrong(instance)
        if problem:
            raise EngineError(f"{record.name}: {problem}; nothing was saved")


def _wrong(instance: Instance) -> str | None:
    label, box = instance.label, instance.box
    if not label.strip() or label != label.strip() or len(label) > voc.MAX_NAME:
        return f"the class name {label[:60]!r} is empty, too long or has spaces at its ends; choose another"
    if any((ord(letter) < 32 and letter not in "\t\n\r") or 0xD800 <= ord(letter) < 0xE000 for letter in label):
        return f"the class name {label[:60]!r} has characters that a label file cannot hold; choose another"
    if not all(math.isfinite(edge) for edge in box.as_tuple()) or min(box.width, box.height) < SMALLEST:
        return f"the box of {label[:60]} has no area; draw it anew or delete it"
    return None


def _changed(path: Path) -> EngineError:
    return EngineError(
        f"{path.name}: the file changed on disk since it was read, and nothing was saved; open the picture again and "
        "repeat the change"
    )


def _write(path: Path, data: bytes) -> None:
    if path.exists() and not os.access(path, os.W_OK):
        raise EngineError(f"{path}: is write-protected, and nothing was saved; allow writing, and save again")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, data)
    except OSError as error:
        cure = "the old file stands: make room or allow writing there, and save again"
        raise EngineError(f"{path}: cannot be written ({error.strerror}); {cure}") from error


def _write_mask(form: str, record: Record, annotation: Annotation, facts: Facts) -> None:
    if record.mask is None or annotation.mask is None:
        raise EngineError(f"{record.name}: the folder has no mask file for this picture to save the mask in")
    mask = annotation.mask
    if _mask_is_stored(record, facts):
        mask = frames.turned_mask_back(mask, facts.orientation)
    _write(record.mask, pets.trimap_bytes(mask) if form == "pets" else voc_masks.to_bytes(mask))


def _mask_is_stored(record: Record, facts: Facts) -> bool:
    size = voc_masks.read_size(record.mask) if record.mask is not None else None
    return frames.is_stored(size, facts.size, facts.orientation)


def _mask(form: str, record: Record, facts: Facts) -> tuple[np.ndarray | None, str | None, Problem | None]:
    """The record's mask, upright, the stamp of its file, and what is wrong with it."""
    if record.mask is None:
        return None, None, None
    data = None
    try:
        data = read_bytes(record.mask)
        if data is None:
            return None, None, Problem(record.mask.name, None, "mask", "the mask is no longer there")
        mask = _parsed(form, record.mask, data)
    except LabelError as error:
        return None, _stamp(data), Problem(record.mask.name, None, "mask", str(error).partition(": ")[2])
    size = mask.shape[1], mask.shape[0]
    if frames.is_stored(size, facts.size, facts.orientation):
        mask, size = frames.turned_mask(mask, facts.orientation), size[::-1]
    if size != facts.size:
        return None, _stamp(data), mask_size_problem(record.mask, size, facts.size)
    return mask, _stamp(data), None


def read_mask(form: str, record: Record) -> np.ndarray:
    """The record's mask as stored, height×width uint8 ids. Raises LabelError where there is none or it is damaged."""
    if record.mask is None:
        raise LabelError(record.image, "the picture has no mask")
    return _parsed(form, record.mask, read_bytes(record.mask) or b"")


def _parsed(form: str, path: Path, data: bytes) -> np.ndarray:
    return pets.parse_trimap(path, data) if form == "pets" else voc_masks.parse_indices(path, data)


def mask_size_problem(path: Path, size: tuple[int, int], picture: tuple[int, int]) -> Problem:
    said, is_ = (f"{width}×{height}" for width, height in (size, picture))
    return Problem(path.name, None, "mask-size", f"the mask is {said}, the picture {is_}; it is not used: make it anew")


def _stamp(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()[:32]


def _joined(xml: str | None, mask: str | None) -> str | None:
    return None if xml is None and mask is None else f"{xml or ''}-{mask or ''}"
