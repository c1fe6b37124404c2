"""How well masks agree: one confusion matrix is counted, every score is read from it.

Class 0 is background, `VOID` (255) in the truth says nothing and is not counted. Rows are truth, columns prediction.
The definition is that of PASCAL VOC's development kit and of torchvision's `references/segmentation`.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.annotation import VOID


def confusion(truth: np.ndarray, prediction: np.ndarray, classes: int) -> np.ndarray:
    """Pixel counts int64 (classes, classes) of two uint8 H×W masks, background included in `classes`.

    Void truth is left out. A void or unknown predicted value is counted as background: a network may not choose
    which pixels it is scored on. Raises ValueError where the shapes differ or a truth value has no class.
    """
    if truth.shape != prediction.shape:
        raise ValueError(f"a true mask of {truth.shape} and a predicted one of {prediction.shape}")
    if not truth.size:
        return np.zeros((classes, classes), np.int64)
    counts = _pair_counts(truth, prediction)
    known = counts[:classes].copy()
    if counts[classes:VOID].any():
        value = classes + int(np.flatnonzero(counts[classes:VOID].any(axis=1))[0])
        raise ValueError(f"the mask value {value} has no class; there are {classes}")
    known[:, 0] += known[:, classes:].sum(axis=1)
    return known[:, :classes]


def _pair_counts(truth: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """How often each pair of values meets: int64 (256, 256). One pass in C over the bytes."""
    flat = [np.ascontiguousarray(mask, np.uint8).reshape(1, -1) for mask in (truth, prediction)]
    # calcHist counts in float32, exact up to 2**24 = 16.7 million; larger pictures are counted in strips
    total = np.zeros((256, 256), np.int64)
    for start in range(0, flat[0].shape[1], 1 << 24):
        strips = [mask[:, start : start + (1 << 24)] for mask in flat]
        total += cv2.calcHist(strips, [0, 1], None, [256, 256], [0, 256, 0, 256]).astype(np.int64)
    return total


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
    return None if np.isnan(ious).all() else float(np.nanmean(ious))


def pixel_accuracy(counts: np.ndarray) -> float | None:
    """The fraction of counted pixels with the right class; None where no pixel was counted."""
    total = int(counts.sum())
    return float(np.trace(counts)) / total if total else None
