"""What the heads are to learn: one row for each picture, missing labels marked as missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from engine.annotation import VOID
from engine.converting import scene
from engine.datasets import labels, painting
from engine.errors import LabelError
from engine.preprocessing import box_to_square, mask_to_square

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.datasets.index import Index

NO_CLASS = -1


class Objects(NamedTuple):
    """All objects of one picture: `boxes` float32 (K, 4) left, top, right, bottom in fractions of the square, `labels`
    int64 (K,), `ignored` bool (K,): difficult ones, neither learnt nor held against a detector. `masks` None, or uint8
    (K, S/4, S/4): 1 where the object is."""

    boxes: np.ndarray
    labels: np.ndarray
    ignored: np.ndarray
    masks: np.ndarray | None = None


class Row(NamedTuple):
    """One picture's: `label` -1 where none; `box` float32 (4,) in fractions of the square, NaN where none; `mask` uint8
    on the grid, 255 where nothing is known; `objects` None where the recipe finds no objects or none are labelled."""

    label: int
    box: np.ndarray
    mask: np.ndarray
    objects: Objects | None = None


@dataclass(frozen=True, eq=False)
class Targets:
    """Of N pictures: `classes` int64 (N,), -1 where none; `boxes` float32 (N, 4) left, top, right, bottom in fractions
    of the square, NaN where none; `masks` uint8 (N, cells, cells) class ids, 255 where nothing is known; `objects` of
    each picture, on the CPU always."""

    classes: torch.Tensor
    boxes: torch.Tensor
    masks: torch.Tensor
    objects: tuple[Objects | None, ...] = ()

    def at(self, places: Sequence[int]) -> Targets:
        chosen = torch.as_tensor(places)
        objects = tuple(self.objects[place] for place in places) if self.objects else ()
        return Targets(self.classes[chosen], self.boxes[chosen], self.masks[chosen], objects)

    def to(self, device: torch.device) -> Targets:
        return Targets(self.classes.to(device), self.boxes.to(device), self.masks.to(device), self.objects)

    @property
    def has_box(self) -> torch.Tensor:
        return ~self.boxes[:, 0].isnan()


def target(index: Index, place: int, cells: int, mask_classes: int) -> Row:
    """One picture's row, its mask on a grid of `cells`×`cells`, void where no `mask_classes` are learnt. A label file
    that cannot be used teaches nothing; the index has named it."""
    width, height = (int(value) for value in index.sizes[place])
    label, box = index.target(place)
    row = np.full(4, np.nan, np.float32)
    if box is not None and box.clipped(width, height).area > 0:
        row = np.array(box_to_square(box, width, height), np.float32)
    mask = np.full((cells, cells), VOID, np.uint8)
    if mask_classes and index.has_mask[place]:
        try:
            record = index.dataset.records[place]._replace(instance_mask_file=None)
            read = labels.read(index.dataset.format, record).annotation.mask
        except LabelError:
            read = None
        if read is not None:
            mask = mask_to_square(read, cells)
            mask[mask > mask_classes] = VOID
    return Row(label, row, mask)


def objects_of(index: Index, place: int, cells: int) -> Objects | None:
    """All objects of one picture that have a part in it, their masks on a grid of `cells`×`cells` (0: without masks).
    None where nobody has said what objects it has."""
    if not index.told[place]:
        return None
    width, height = (int(value) for value in index.sizes[place])
    first, end = np.searchsorted(index.owner, (place, place + 1))
    square = np.tile(np.array([width, height], np.float64), 2)
    boxes = np.clip(index.boxes[first:end] / square, 0, 1).astype(np.float32)
    kept = np.flatnonzero(((boxes[:, 2:] - boxes[:, :2]) > 0).all(1))
    masks = _object_masks(index, place, kept, cells) if cells else None
    rows = first + kept
    return Objects(boxes[kept], index.label[rows].astype(np.int64), index.difficult[rows].copy(), masks)


def _object_masks(index: Index, place: int, kept: np.ndarray, cells: int) -> np.ndarray:
    found = np.full((len(kept), cells, cells), VOID, np.uint8)
    if not len(kept):
        return found
    instances = scene.read(index, index.dataset.records[place]).annotation.instances
    size = (int(index.sizes[place][0]), int(index.sizes[place][1]))
    for row, number in enumerate(kept.tolist()):
        pixels = painting.region(instances[number], size) if number < len(instances) else None
        if pixels is not None:
            found[row] = mask_to_square(pixels.astype(np.uint8), cells)
    return found


def stack(rows: Sequence[Row]) -> Targets:
    objects = tuple(row.objects for row in rows)
    return Targets(
        torch.tensor([row.label for row in rows], dtype=torch.int64),
        torch.from_numpy(np.stack([row.box for row in rows])),
        torch.from_numpy(np.stack([row.mask for row in rows])),
        objects if any(row is not None for row in objects) else (),
    )
