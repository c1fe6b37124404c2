"""How well boxes lie: counts first, scores after. Boxes are `xmin, ymin, xmax, ymax`, continuous and half open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))
"""The IoU thresholds of `iou_at`: COCO's .50, .55 ... .95."""

SLACK = 1e-9
"""Rounding of a quotient may take an IoU of exactly .5 below .5; COCO's evaluation allows for the same."""


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of every box of `a` (N, 4) with every box of `b` (M, 4): float64 (N, M) in 0..1.

    Areas are width×height (no +1). A box without area has IoU 0 with everything, itself included.
    """
    a = np.asarray(a, np.float64).reshape(-1, 4)
    b = np.asarray(b, np.float64).reshape(-1, 4)
    (ax, ay, ar, ab), (bx, by, br, bb) = a.T, b.T
    near = np.less.outer(ax, br)  # most pairs of a crowded picture share nothing: a slider waits for this
    for side in (np.greater.outer(ar, bx), np.less.outer(ay, bb), np.greater.outer(ab, by)):
        near &= side
    found = np.zeros((len(a), len(b)))
    one, other = near.nonzero()
    found[one, other] = paired_iou(a[one], b[other])
    return found


def paired_iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """IoU of box i of `a` with box i of `b`, both (N, 4): float64 (N,)."""
    inner, a_area, b_area = paired_areas(a, b)
    union = a_area + b_area - inner
    return np.divide(inner, union, out=np.zeros_like(inner), where=union > 0)


def paired_areas(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What box i of `a` shares with box i of `b`, and the areas of both: three float64 (N,). Column by column: twelve
    times as fast as over an axis of two."""
    ax, ay, ar, ab = np.asarray(a, np.float64).reshape(-1, 4).T
    bx, by, br, bb = np.asarray(b, np.float64).reshape(-1, 4).T
    a_area = np.maximum(ar - ax, 0.0) * np.maximum(ab - ay, 0.0)
    return shared_area(a, b), a_area, np.maximum(br - bx, 0.0) * np.maximum(bb - by, 0.0)


def shared_area(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """What box i of `a` shares with box i of `b`, both (N, 4): float64 (N,)."""
    ax, ay, ar, ab = np.asarray(a, np.float64).reshape(-1, 4).T
    bx, by, br, bb = np.asarray(b, np.float64).reshape(-1, 4).T
    wide = np.maximum(np.minimum(ar, br) - np.maximum(ax, bx), 0.0)
    return wide * np.maximum(np.minimum(ab, bb) - np.maximum(ay, by), 0.0)


def areas(boxes: np.ndarray) -> np.ndarray:
    """Area of each box of (N, 4): (N,); 0 for a box whose corners are the wrong way round."""
    return np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=1)


def reached(ious: np.ndarray) -> np.ndarray:
    """Which of `THRESHOLDS` IoUs (N,) reach, the first of which is .5: bool (N, 10)."""
    return np.asarray(ious, np.float64)[:, None] >= np.array(THRESHOLDS) - SLACK


@dataclass(frozen=True, slots=True)
class SingleBoxCounts:
    """One object a picture. What is counted can be added; what is reported is a quotient of sums.

    `reached[t]` counts pictures whose IoU reaches `THRESHOLDS[t]`; `located` those where the class is right as well
    and the IoU is .5 or more.
    """

    images: int = 0
    iou_sum: float = 0.0
    reached: tuple[int, ...] = (0,) * len(THRESHOLDS)
    located: int = 0

    @staticmethod
    def of(ious: np.ndarray, right: np.ndarray) -> SingleBoxCounts:
        """`ious` float (N,), `right` bool (N,): whether the predicted class is the true one."""
        ious, there = np.asarray(ious, np.float64), reached(ious)
        located = int((there[:, 0] & np.asarray(right, bool)).sum())
        return SingleBoxCounts(len(ious), float(ious.sum()), tuple(there.sum(axis=0).tolist()), located)

    def __add__(self, other: SingleBoxCounts) -> SingleBoxCounts:
        reached = tuple(one + two for one, two in zip(self.reached, other.reached, strict=True))
        return SingleBoxCounts(
            self.images + other.images, self.iou_sum + other.iou_sum, reached, self.located + other.located
        )

    @property
    def mean_iou(self) -> float | None:
        """Mean IoU over pictures; a picture without a predicted box counts as 0. None where there are no pictures."""
        return self.iou_sum / self.images if self.images else None

    @property
    def iou_at(self) -> dict[str, float]:
        """Fraction of pictures whose IoU is at least the threshold: `{"0.50": .., "0.95": ..}`."""
        pairs = zip(THRESHOLDS, self.reached, strict=True)
        return {f"{threshold:.2f}": count / self.images for threshold, count in pairs} if self.images else {}

    @property
    def localization_accuracy(self) -> float | None:
        """Fraction of pictures with the right class and an IoU of .5 or more."""
        return self.located / self.images if self.images else None


def mean_box(boxes: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The mean of `boxes` (N, 4), each in fractions of its picture's `sizes` (N, 2) width, height: float64 (4,).

    Raises ValueError where there is no box.
    """
    if not len(boxes):
        raise ValueError("the mean of no boxes")
    return (np.asarray(boxes, np.float64) / np.tile(np.asarray(sizes, np.float64), 2)).mean(axis=0)
