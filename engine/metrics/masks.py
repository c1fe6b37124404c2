"""How well masks agree: one confusion matrix is counted, every score is read from it.

Class 0 is background, `VOID` (255) in the truth says nothing and is not counted. Rows are truth, columns prediction.
The definition is that of PASCAL VOC's development kit and of torchvision's `references/segmentation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.annotation import VOID

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXACT = 1 << 24


def confusion(truth: np.ndarray, prediction: np.ndarray, classes: int | None = None) -> np.ndarray:
    """Pixel counts int64 (classes, classes) of two uint8 H×W masks, background included in `classes`; where these are
    None, of as many as the values ask for.

    Void truth is left out. A void or unknown predicted value is counted as background: a network may not choose
    which pixels it is scored on. Raises ValueError where the shapes differ or a truth value has no class.
    """
    if truth.shape != prediction.shape:
        raise ValueError(f"a true mask of {truth.shape} and a predicted one of {prediction.shape}")
    if not truth.size:
        return np.zeros((classes or 1, classes or 1), np.int64)
    size, side = truth.size, truth.shape[-1]  # several pictures of one size may come together
    truth, prediction = (np.asarray(mask, np.uint8).reshape(-1, side) for mask in (truth, prediction))
    # outside the rectangle around whatever is in either there is background in both: mostly half of the picture
    x, y, width, height = cv2.boundingRect(cv2.bitwise_or(truth, prediction))
    truth, prediction = (mask[y : y + height, x : x + width] for mask in (truth, prediction))
    highest = values(truth)
    if classes is None:
        classes = max(highest, values(prediction), 1)
    total = np.zeros((classes, classes), np.int64)
    total[0, 0] = size - width * height
    if highest > classes:
        value = int(truth[(truth >= classes) & (truth != VOID)].min())
        raise ValueError(f"the mask value {value} has no class; there are {classes}")
    if int(prediction.max(initial=0)) >= classes:
        prediction = np.where(prediction < classes, prediction, np.uint8(0))
    for strips in _strips(truth, prediction):
        # what lies out of range, here the void, it leaves out by itself
        total += cv2.calcHist(strips, [0, 1], None, [classes, classes], [0, classes, 0, classes]).astype(np.int64)
    return total


def _strips(truth: np.ndarray, prediction: np.ndarray) -> Iterator[list[np.ndarray]]:
    """The two masks in pieces that can be counted in float32, as calcHist does: exactly up to 16.7 million pixels."""
    if 0 < truth.size <= _EXACT:
        yield [truth, prediction]
        return
    flat = [np.ascontiguousarray(mask).reshape(1, -1) for mask in (truth, prediction)]
    for start in range(0, truth.size, _EXACT):
        yield [mask[:, start : start + _EXACT] for mask in flat]


def values(mask: np.ndarray) -> int:
    """How many classes the values of a uint8 mask need: its highest that isn't void, and the background with it."""
    highest = int(mask.max(initial=0))
    return highest + 1 if 0 < highest < VOID else int((mask + np.uint8(1)).max(initial=0))  # void turns round to 0


def class_iou(counts: np.ndarray) -> np.ndarray:
    """IoU of each class of a confusion matrix (C, C): float64 (C,), nan for a class neither true nor predicted."""
    hit = np.diagonal(counts).astype(np.float64)
    union = counts.sum(axis=0) + counts.sum(axis=1) - hit
    return np.divide(hit, union, out=np.full(len(hit), np.nan), where=union > 0)


def class_dice(counts: np.ndarray) -> np.ndarray:
    """Dice, 2|A∩B| / (|A|+|B|), of each class: float64 (C,), nan for a class neither true nor predicted."""
    hit = np.diagonal(counts).astype(np.float64)
    both = (counts.sum(axis=0) + counts.sum(axis=1)).astype(np.float64)
    return np.divide(2 * hit, both, out=np.full(len(hit), np.nan), where=both > 0)


def mean_iou(counts: np.ndarray) -> float | None:
    """The mean of `class_iou` over the classes present, background included; None where no pixel was counted.

    Counted over a whole dataset this is the usual mIoU; of one picture's counts it is that picture's own figure.
    """
    ious = class_iou(counts)
    there = ious[~np.isnan(ious)]
    return float(there.mean()) if len(there) else None


def pixel_accuracy(counts: np.ndarray) -> float | None:
    """The fraction of counted pixels with the right class; None where no pixel was counted."""
    total = int(counts.sum())
    return float(np.trace(counts)) / total if total else None


def frequency_weighted_iou(counts: np.ndarray) -> float | None:
    """The mean of `class_iou` over the classes with true pixels, each weighted by their number; None where no pixel was
    counted. Long et al., Fully Convolutional Networks, CVPR 2015, section 5."""
    total = int(counts.sum())
    shares = counts.sum(axis=1) / max(total, 1)
    return float(shares @ np.nan_to_num(class_iou(counts))) if total else None


@dataclass(frozen=True, slots=True)
class PerImageCounts:
    """The other kind of mIoU: that of each picture by itself, averaged over pictures. A picture without a counted pixel
    has none. Other than `mean_iou` of the whole dataset's counts, where a pixel weighs the same in every picture, here
    a picture does: the two are never compared."""

    images: int = 0
    iou_sum: float = 0.0

    @staticmethod
    def of(counts: np.ndarray) -> PerImageCounts:
        """`counts` is the confusion matrix (C, C) of one picture."""
        found = mean_iou(counts)
        return PerImageCounts() if found is None else PerImageCounts(1, found)

    def __add__(self, other: PerImageCounts) -> PerImageCounts:
        return PerImageCounts(self.images + other.images, self.iou_sum + other.iou_sum)

    @property
    def per_image_mean_iou(self) -> float | None:
        """None where there is no picture with a counted pixel."""
        return self.iou_sum / self.images if self.images else None
