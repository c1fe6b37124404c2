"""IoU's relatives, which also say how far apart two boxes lie: GIoU, DIoU and CIoU.

Boxes are float (N, 4) `xmin, ymin, xmax, ymax`, continuous and half open; what comes back is float64. Of two boxes
without any extent between them (two equal points) the penalty is 0.

Sources: Rezatofighi et al., Generalized Intersection over Union, CVPR 2019; Zheng et al., Distance-IoU Loss, AAAI 2020
(DIoU equation 7, CIoU equations 8 to 11).
"""

from __future__ import annotations

import numpy as np

from engine.metrics.boxes import paired_areas, paired_iou


def means(true: np.ndarray, found: np.ndarray, there: np.ndarray) -> dict[str, float]:
    """`mean_giou`, `mean_diou` and `mean_ciou` of box i of `true` with box i of `found`. `there`, bool (N,): whether
    one was found; where none was it counts as -1, which small boxes come near that are far apart."""
    pairs = ((kind, kind(true, found)) for kind in (giou, diou, ciou))
    return {f"mean_{kind.__name__}": float(np.where(there, values, -1.0).mean()) for kind, values in pairs}


def giou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of box i of `a` with box i of `b`: IoU minus the part of the smallest box around both that neither covers;
    (N,) in -1..1."""
    inner, a_area, b_area = paired_areas(a, b)
    union = a_area + b_area - inner
    wide, high = _around(a, b)
    return _quotient(inner, union) - _quotient(wide * high - union, wide * high)


def diou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of box i of `a` with box i of `b`: IoU minus the squared distance of the centres over the squared diagonal of the
    smallest box around both; (N,) in -1..1."""
    wide, high = _around(a, b)
    apart = _centres(a) - _centres(b)
    return paired_iou(a, b) - _quotient((apart**2).sum(axis=0), wide**2 + high**2)


def ciou(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of box i of `a` with box i of `b`: DIoU minus what the aspect ratios differ by; (N,)."""
    angles = [np.arctan2(box[2] - box[0], box[3] - box[1]) for box in (_columns(a), _columns(b))]
    unlike = 4 / np.pi**2 * (angles[0] - angles[1]) ** 2
    return diou(a, b) - _quotient(unlike**2, 1 - paired_iou(a, b) + unlike)


def _columns(boxes: np.ndarray) -> np.ndarray:
    return np.asarray(boxes, np.float64).reshape(-1, 4).T


def _around(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Width and height of the smallest box around both."""
    one, two = _columns(a), _columns(b)
    wide, high = np.maximum(one[2:], two[2:]) - np.minimum(one[:2], two[:2])
    return wide, high


def _centres(boxes: np.ndarray) -> np.ndarray:
    columns = _columns(boxes)
    return (columns[:2] + columns[2:]) / 2


def _quotient(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
