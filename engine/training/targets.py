"""What the heads are to learn: one row of arrays for each picture, missing labels marked as missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.annotation import VOID
from engine.datasets import labels
from engine.errors import LabelError
from engine.preprocessing import STRIDE, box_to_square, mask_to_square

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.datasets.index import Index

NO_CLASS = -1


@dataclass(frozen=True, eq=False)
class Targets:
    """Of N pictures: `classes` int64 (N,), -1 where none; `boxes` float32 (N, 4) left, top, right, bottom in fractions
    of the square, NaN where none; `masks` uint8 (N, S/4, S/4) class ids, 255 where nothing is known."""

    classes: torch.Tensor
    boxes: torch.Tensor
    masks: torch.Tensor

    def at(self, places: Sequence[int]) -> Targets:
        chosen = torch.as_tensor(places)
        return Targets(self.classes[chosen], self.boxes[chosen], self.masks[chosen])

    def to(self, device: torch.device) -> Targets:
        return Targets(self.classes.to(device), self.boxes.to(device), self.masks.to(device))

    @property
    def has_box(self) -> torch.Tensor:
        return ~self.boxes[:, 0].isnan()

    @property
    def counts(self) -> tuple[int, int, int]:
        """Pictures with a class, a box, a mask."""
        known = (self.masks != VOID).flatten(1).any(1)
        return int((self.classes >= 0).sum()), int(self.has_box.sum()), int(known.sum())


def target(index: Index, place: int, side: int, mask_classes: int) -> tuple[int, np.ndarray, np.ndarray]:
    """One picture's row: class, box, mask. A label file that cannot be used teaches nothing; the index has named it."""
    width, height = (int(value) for value in index.sizes[place])
    label, box = index.target(place)
    row = np.full(4, np.nan, np.float32)
    if box is not None and box.clipped(width, height).area > 0:
        row = np.array(box_to_square(box, width, height), np.float32)
    cells = side // STRIDE
    mask = np.full((cells, cells), VOID, np.uint8)
    if mask_classes and index.has_mask[place]:
        try:
            read = labels.read(index.dataset.format, index.dataset.records[place]).annotation.mask
        except LabelError:
            read = None
        if read is not None:
            mask = mask_to_square(read, side)
            mask[mask > mask_classes] = VOID
    return label, row, mask


def stack(rows: Sequence[tuple[int, np.ndarray, np.ndarray]]) -> Targets:
    classes, boxes, masks = zip(*rows, strict=True)
    return Targets(
        torch.tensor(classes, dtype=torch.int64), torch.from_numpy(np.stack(boxes)), torch.from_numpy(np.stack(masks))
    )
