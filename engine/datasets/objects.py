"""Instance masks (VOC's `SegmentationObject`): read into the instances' regions, and kept in step with the class mask.

Index i of an instance mask is the i-th object of the XML (VOC development kit, section 7).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine import regions
from engine.annotation import VOID
from engine.datasets import painting
from engine.datasets.facts import read_bytes
from engine.errors import LabelError
from engine.formats import frames, voc_masks
from engine.formats.problem import Problem
from engine.regions import Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.annotation import Annotation, Instance
    from engine.datasets.facts import Facts
    from engine.datasets.record import Record


def data_of(record: Record) -> bytes | None:
    """The bytes of the record's instance mask; None where there is none that can be read."""
    if record.instance_mask is None:
        return None
    try:
        return read_bytes(record.instance_mask, "image_bytes")
    except LabelError:
        return None


def read(record: Record, facts: Facts, data: bytes | None) -> tuple[np.ndarray | None, Problem | None]:
    """The instance mask that `data` hold, upright, height×width uint8, and what is wrong with it."""
    if record.instance_mask is None:
        return None, None
    name = record.instance_mask.name
    if data is None:
        return None, Problem(name, None, "mask", "the instance mask cannot be read; restore it from a copy")
    try:
        found = voc_masks.parse_indices(record.instance_mask, data)
    except LabelError as error:
        return None, Problem(name, None, "mask", str(error).partition(": ")[2])
    found = frames.upright_mask(found, facts.size, facts.orientation)
    if found.shape[::-1] != facts.size:
        size = found.shape[::-1]
        return None, frames.mask_size_problem(record.instance_mask, size, facts.size, "instance mask")
    return found, voc_masks.several(record.instance_mask, data)


def with_regions(instances: tuple[Instance, ...], objects: np.ndarray) -> tuple[Instance, ...]:
    """The instances of a label file with the pixels that the instance mask gives them."""
    where = _parts(objects)
    height, width = objects.shape
    given = []
    for one in instances:
        part = None if one.origin is None else where.get(one.origin + 1)
        if part is None:
            given.append(one)
            continue
        x0, y0, x1, y1 = part
        own = Region(x0, y0, objects[y0:y1, x0:x1] == (one.origin or 0) + 1)
        given.append(regions.with_region(one, own, (width, height)))
    return tuple(given)


def _parts(objects: np.ndarray) -> dict[int, regions.Part]:
    """Where each index of an instance mask lies."""
    found = {}
    for value in np.flatnonzero(np.bincount(objects.ravel(), minlength=256)).tolist():
        if 0 < value < VOID:
            own = objects == value
            rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
            found[value] = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return found


def follow(
    objects: np.ndarray | None, before: np.ndarray | None, annotation: Annotation, numbers: Mapping[int, int]
) -> np.ndarray:
    """The instance mask after a save, height×width uint8: `objects` is the one so far, already numbered as the new
    file numbers its objects (see `renumbered`), `before` the class mask so far; None where there was none.

    `numbers` says the number in the new file of the instance at a position of `annotation`. Pixels that changed take
    what the class mask says; a pixel of a class that nobody owns is void.
    """
    size = annotation.width, annotation.height
    was = np.zeros(size[::-1], np.uint8) if objects is None else objects
    out, owned, mask = was.copy(), np.zeros(size[::-1], bool), annotation.mask
    for at, one in enumerate(annotation.instances):
        number = numbers.get(at, VOID)
        own = regions.of_instance(one, size) if painting.has_region(one) and number < VOID else None
        if own is not None or (one.origin is None and number < VOID):
            out[out == number] = VOID  # of a new object, too: what was nobody's is not its own
        if own is not None:
            x0, y0, x1, y1 = own.part
            out[y0:y1, x0:x1][own.pixels] = number
            owned[y0:y1, x0:x1] |= own.pixels
    if mask is not None:
        changed = (out != was) if before is None else (before != mask) | (out != was)
        changed |= objects is None
        out[changed & (mask == 0)] = 0
        out[changed & ((mask == VOID) | ((mask != 0) & ~owned))] = VOID
    return out


def renumbered(objects: np.ndarray, gone: Iterable[int]) -> np.ndarray:
    """The instance mask of a label file from which the objects at the positions `gone` have been taken: theirs is void
    now, and those behind them moved up."""
    left = set(gone)
    table = np.arange(256, dtype=np.uint8)
    for number in range(1, VOID):
        table[number] = VOID if number - 1 in left else number - sum(each < number - 1 for each in left)
    return table[objects]


def without(instance: Instance) -> Instance:
    """The instance as a label file of boxes says it."""
    return replace(instance, polygons=(), rle=None) if painting.has_region(instance) else instance
