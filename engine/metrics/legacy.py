"""The wrong formulas of two systems that this program replaces, so that people can see why their notebook disagreed.

No score is made of them: `overlap-engine score --protocol single` says them beside its own. Boxes are int or float
(N, 4) `xmin, ymin, xmax, ymax` as those systems held them: pixels, inclusive; what comes back is float64 (N,).
"""

from __future__ import annotations

import numpy as np


def means(true: np.ndarray, found: np.ndarray, there: np.ndarray) -> dict[str, float]:
    """By the name of each formula, its mean over the pairs of `true` and `found`, boxes float64 (N, 4) of ours.
    `there`, bool (N,): whether one was found; where none was it counts as 0."""
    first = np.array([1.0, 1.0, 0.0, 0.0])  # VOC's files have the same pixels so
    a, b = true + first, found + first
    kinds = (misplaced_one_iou, corners_as_sizes_iou)
    return {kind.__name__: float(np.where(there, kind(a, b), 0.0).mean()) for kind in kinds}


def misplaced_one_iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """IoU whose `+ 1` for inclusive pixels slipped out of the sides of the intersection: width×height + 1.

    An identical box of 10×10 pixels (0, 0, 9, 9) gets 82 / 118 = .695, and boxes that lie apart more than 0.
    """
    a, b = _boxes(a), _boxes(b)
    low, high = np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, 2:], b[:, 2:])
    inner = np.clip(high - low, 0, None).prod(axis=1) + 1
    one, two = ((box[:, 2:] - box[:, :2] + 1).prod(axis=1) for box in (a, b))
    return _share(inner, one + two - inner)


def corners_as_sizes_iou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """IoU that reads the right lower corner as width and height: boxes grow with their distance from the corner of the
    picture, overlap more than they do, and the score comes out too high."""
    a, b = _boxes(a), _boxes(b)
    low, high = np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, :2] + a[:, 2:], b[:, :2] + b[:, 2:])
    inner = np.clip(high - low, 0, None).prod(axis=1)
    union = a[:, 2:].prod(axis=1) + b[:, 2:].prod(axis=1) - inner
    return _share(inner, union)


def _share(inner: np.ndarray, union: np.ndarray) -> np.ndarray:
    return np.divide(inner, union, out=np.zeros_like(inner), where=union > 0)


def _boxes(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, np.float64).reshape(-1, 4)
