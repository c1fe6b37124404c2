"""Boundary IoU: how well the edges of masks agree, where plain IoU of a large object hardly notices them.

Cheng et al., Boundary IoU: Improving Object-Centric Image Segmentation Evaluation, CVPR 2021: of each mask the pixels
within a distance of its contour are kept, and the IoU of these is taken. The distance is 2 % of the picture's diagonal,
in whole pixels and at least 1; the picture's edge is a contour as well. As in the authors' code, distance is counted in
steps to the eight neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.annotation import VOID

SHARE = 0.02
"""Of the diagonal."""


@dataclass(frozen=True, eq=False)
class BoundaryCounts:
    """Pixels of the boundaries of C classes, which can be added: `shared` and `either` int64 (C,)."""

    shared: np.ndarray
    either: np.ndarray

    @staticmethod
    def of(truth: np.ndarray, prediction: np.ndarray, classes: int, share: float = SHARE) -> BoundaryCounts:
        """Count two uint8 H×W masks, background included in `classes`. Void truth is left out of both boundaries, and
        belongs to every object beside it, so that the ring around one is no edge of it. A predicted value without a
        class is background. Raises ValueError where the shapes differ."""
        if truth.shape != prediction.shape:
            raise ValueError(f"a true mask of {truth.shape} and a predicted one of {prediction.shape}")
        distance = max(1, round(share * float(np.hypot(*truth.shape))))
        counted = truth != VOID
        prediction = np.where(prediction < classes, prediction, 0)
        shared, either = np.zeros(classes, np.int64), np.zeros(classes, np.int64)
        for value in range(classes):
            true, found = truth == value, (prediction == value) & counted
            if not (true.any() or found.any()):
                continue
            true = boundary(true | ~counted, distance) & true
            found = boundary(found | ~counted, distance) & found
            shared[value] = np.count_nonzero(true & found)
            either[value] = np.count_nonzero(true | found)
        return BoundaryCounts(shared, either)

    def __add__(self, other: BoundaryCounts) -> BoundaryCounts:
        return BoundaryCounts(self.shared + other.shared, self.either + other.either)

    @property
    def class_iou(self) -> np.ndarray:
        """Boundary IoU of each class over all pictures: float64 (C,), nan for a class without a boundary."""
        return np.divide(self.shared, self.either, out=np.full(len(self.either), np.nan), where=self.either > 0)

    @property
    def mean_iou(self) -> float | None:
        """The mean over the classes with a boundary, background included; None where there is none."""
        found = self.class_iou
        return None if np.isnan(found).all() else float(np.nanmean(found))


def boundary(mask: np.ndarray, distance: int) -> np.ndarray:
    """The pixels of `mask`, bool H×W, within `distance` pixels of its contour or of the picture's edge: bool H×W."""
    # a square of 2d + 1 is the same as d times one of 3, and is taken apart into two lines
    framed = np.pad(mask.astype(np.uint8), distance)
    kernel = np.ones((2 * distance + 1, 2 * distance + 1), np.uint8)
    inner = cv2.erode(framed, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return mask & (inner[distance:-distance, distance:-distance] == 0)
