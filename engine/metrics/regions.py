"""Objects given as regions of pixels: the pairs of them that lie on each other, for COCO's numbers of masks.

Polygons become pixels as COCO's API makes them (`rleFrPoly` in `common/maskApi.c`), so that its figures come out to the
last pixel; another way of filling moves every outline by up to half of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.formats import rle
from engine.metrics.detections import Detections, Pairs, Truths, joined, keys, together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.annotation import Polygon, Rle

_SCALE = 5  # the API draws outlines five times as large
_MOST_POINTS = 10_000_000  # of one outline


def mask_pairs(
    truths: Truths,
    detections: Detections,
    classes: int,
    regions: tuple[Sequence[Rle], Sequence[Rle]],
    least: float = 0.5,
) -> Pairs:
    """The pairs of one picture and class whose regions have an IoU of `least` (above 0) or more; with a crowd IoU is
    what is shared over the detection. `regions` are those of the truths and of the detections. Raises ValueError for
    runs that are not those of their picture, or two sizes of one picture."""
    kept = []
    shown: dict[tuple[int, int], tuple[np.ndarray, tuple[int, int]]] = {}  # of one picture

    def pixels(side: int, row: int) -> tuple[np.ndarray, tuple[int, int]]:
        if (side, row) not in shown:
            region = regions[side][row]
            shown[side, row] = spans(region), (region.width, region.height)
        return shown[side, row]

    for detection, truth in together(*keys(truths, detections, classes)):
        iou, picture = np.zeros(len(detection)), -1
        for place in np.argsort(detections.image[detection], kind="stable").tolist():
            d, t = int(detection[place]), int(truth[place])
            if detections.image[d] != picture:
                picture = detections.image[d]
                shown.clear()
            iou[place] = _iou(pixels(1, d), pixels(0, t), bool(truths.crowd[t]))
        near = iou >= least
        kept.append(Pairs(detection[near], truth[near], iou[near]))
    return joined(kept)


def spans(region: Rle) -> np.ndarray:
    """The runs inside as int64 (N, 2): first pixel and the one behind the last, counted down the columns."""
    runs = rle.run_lengths(region)
    ends = np.cumsum(runs)[1::2]
    found = np.stack([ends - runs[1::2], ends], axis=1)
    return found[found[:, 1] > found[:, 0]]


def _iou(found: tuple[np.ndarray, tuple[int, int]], true: tuple[np.ndarray, tuple[int, int]], crowd: bool) -> float:
    (a, size), (b, other) = found, true
    if size != other:
        raise ValueError(f"regions of {size[0]}×{size[1]} and {other[0]}×{other[1]} in one picture")
    shared = shared_pixels(a, b)
    area = int((a[:, 1] - a[:, 0]).sum())
    union = area if crowd else area + int((b[:, 1] - b[:, 0]).sum()) - shared
    return shared / union if union else 0.0


def shared_pixels(a: np.ndarray, b: np.ndarray) -> int:
    """The pixels in both of two lists of spans, int64 (N, 2) and (M, 2), each rising and without overlap."""
    if not len(a) or not len(b):
        return 0
    return int((_covered(b, a[:, 1]) - _covered(b, a[:, 0])).sum())


def _covered(spans: np.ndarray, places: np.ndarray) -> np.ndarray:
    """How many pixels of `spans` lie before each of `places`."""
    before = np.append(0, np.cumsum(spans[:, 1] - spans[:, 0]))
    at = np.searchsorted(spans[:, 0], places, "right")
    over = np.where(at > 0, spans[np.maximum(at - 1, 0), 1] - places, 0)
    return before[at] - np.maximum(over, 0)


def from_polygons(polygons: Sequence[Polygon], size: tuple[int, int]) -> Rle:
    """The region inside any of `polygons` in a picture of `size` (width, height). Raises ValueError for an outline that
    leads too far away."""
    inside = np.zeros((size[1], size[0]), bool)
    for polygon in polygons:
        inside |= filled(polygon, size)
    return rle.encode(inside)


def filled(polygon: Polygon, size: tuple[int, int]) -> np.ndarray:
    """The pixels inside a polygon in a picture of `size` (width, height): bool height×width. Raises ValueError."""
    width, height = size
    x, y = _outline(polygon)
    step = np.flatnonzero(x[1:] != x[:-1])
    column = (np.minimum(x[step], x[step + 1]) + 0.5) / _SCALE - 0.5
    row = np.ceil(np.clip((np.minimum(y[step], y[step + 1]) + 0.5) / _SCALE - 0.5, 0, height))
    crossed = (np.floor(column) == column) & (column >= 0) & (column <= width - 1)
    edges = column[crossed].astype(np.int64) * height + row[crossed].astype(np.int64)
    # every edge crossed on the way down the columns turns inside to outside and back
    turns = np.bincount(edges, minlength=width * height)[: width * height]
    return np.ascontiguousarray((np.cumsum(turns) % 2 == 1).reshape(width, height).T)


def _outline(polygon: Polygon) -> tuple[np.ndarray, np.ndarray]:
    """The points of the closed outline, every step of the longer side, in fifths of a pixel: x and y, int64."""
    points = np.array((*polygon, polygon[0]), np.float64)
    corners = np.trunc(_SCALE * points + 0.5).astype(np.int64)
    start, end = corners[:-1], corners[1:]
    sides = np.abs(end - start)
    longer = sides.max(axis=1)
    if int(longer.sum()) > _MOST_POINTS:
        raise ValueError("the outline leads far out of any picture")
    flat = sides[:, 0] >= sides[:, 1]
    axis = np.where(flat, 0, 1)
    edge = np.arange(len(start))
    # from the lower end of the longer side, whichever way it is drawn: so rounding is the same both ways
    back = start[edge, axis] > end[edge, axis]
    low, high = np.where(back[:, None], end, start), np.where(back[:, None], start, end)
    rise = (high - low)[edge, 1 - axis] / np.maximum(longer, 1)
    each = np.repeat(edge, longer + 1)
    place = np.arange(len(each)) - np.repeat(np.cumsum(longer + 1) - longer - 1, longer + 1)
    along = np.where(back[each], longer[each] - place, place)
    across = np.trunc(low[each, 1 - axis[each]] + rise[each] * along + 0.5).astype(np.int64)
    along = along + low[each, axis[each]]
    return np.where(flat[each], along, across), np.where(flat[each], across, along)
