"""Many objects of many pictures as columns: what is true, what was found, and which of the two lie on each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError
from engine.metrics.boxes import areas, shared_area

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_ONCE = 4_000_000  # pairs that are looked at together: 300 MB


@dataclass(frozen=True, eq=False)
class Truths:
    """The true objects, G of them. Rows may come in any order; the order is that of the label files.

    `image` int (G,) the position of the picture, `label` int (G,) that of the class; `boxes` float64 (G, 4) xmin, ymin,
    xmax, ymax in pixels, 0-based and half open. `ignore` bool (G,): neither hit nor miss (VOC's `difficult`, COCO's
    `iscrowd`). `crowd` bool (G,), some of `ignore`: what COCO's rule for crowds holds for, whose IoU is what is shared
    over the detection alone. `area` float64 (G,): pixels, where they are not the box's; COCO's sizes are told by it.
    `extent` float64 (G,): the box's own area. A file that says width and height gives it to the last bit, corners only
    nearly, and an IoU may lie exactly on a threshold.
    """

    image: np.ndarray
    label: np.ndarray
    boxes: np.ndarray
    ignore: np.ndarray
    crowd: np.ndarray
    area: np.ndarray
    extent: np.ndarray

    @staticmethod
    def of(
        image: np.ndarray,
        label: np.ndarray,
        boxes: np.ndarray,
        ignore: np.ndarray | None = None,
        crowd: np.ndarray | None = None,
        area: np.ndarray | None = None,
        extent: np.ndarray | None = None,
    ) -> Truths:
        """The columns in their types; without `ignore` all count, without `crowd` none is one, and without `area` or
        `extent` it is the box's by its corners. Raises ValueError for columns of different lengths."""
        boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
        crowd = np.zeros(len(boxes), bool) if crowd is None else np.asarray(crowd, bool)
        ignore = crowd if ignore is None else np.asarray(ignore, bool) | crowd
        extent = areas(boxes) if extent is None else np.asarray(extent, np.float64)
        area = extent if area is None else np.asarray(area, np.float64)
        found = Truths(np.asarray(image, np.int64), np.asarray(label, np.int64), boxes, ignore, crowd, area, extent)
        _check_lengths(found.image, found.label, ignore, crowd, area, extent, boxes)
        return found


@dataclass(frozen=True, eq=False)
class Detections:
    """What was found, D objects. `image`, `label`, `boxes`, `area` and `extent` as in `Truths`; `score` float64 (D,),
    higher is surer, of any range. Of equal scores the earlier row comes first."""

    image: np.ndarray
    label: np.ndarray
    score: np.ndarray
    boxes: np.ndarray
    area: np.ndarray
    extent: np.ndarray

    @staticmethod
    def of(
        image: np.ndarray,
        label: np.ndarray,
        score: np.ndarray,
        boxes: np.ndarray,
        area: np.ndarray | None = None,
        extent: np.ndarray | None = None,
    ) -> Detections:
        """The columns in their types; without `area` or `extent` it is the box's by its corners. Raises EngineError for
        a score that is no number (nobody can say where it ranks), ValueError for columns of different lengths."""
        boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
        score = np.asarray(score, np.float64)
        extent = areas(boxes) if extent is None else np.asarray(extent, np.float64)
        area = extent if area is None else np.asarray(area, np.float64)
        found = Detections(np.asarray(image, np.int64), np.asarray(label, np.int64), score, boxes, area, extent)
        _check_lengths(found.image, found.label, score, area, extent, boxes)
        bad = np.flatnonzero(~np.isfinite(score))
        if len(bad):
            raise EngineError(
                f"detection {bad[0] + 1:,} of {len(score):,}: the score {score[bad[0]]} is no number that can be "
                "ranked; leave the detection out, or write its score"
            )
        return found


@dataclass(frozen=True, eq=False)
class Pairs:
    """P detections and truths that lie on each other, sorted by detection and then by truth: rows int64 (P,) of
    `Detections` and of `Truths`, and their IoU float64 (P,)."""

    detection: np.ndarray
    truth: np.ndarray
    iou: np.ndarray

    def chosen(self, rows: np.ndarray) -> Pairs:
        """The pairs at `rows`, positions or bool (P,)."""
        return Pairs(self.detection[rows], self.truth[rows], self.iou[rows])


def box_pairs(truths: Truths, detections: Detections, least: float, classes: int | None = None) -> Pairs:
    """The pairs in one picture, and of one class where the number of `classes` is given, whose boxes have an IoU of
    `least` (above 0) or more; with a crowd IoU is the shared area over that of the detection."""
    kept = []
    for detection, truth in together(*keys(truths, detections, classes)):
        inner = shared_area(detections.boxes[detection], truths.boxes[truth])
        found, true = detections.extent[detection], truths.extent[truth]
        union = (
            np.where(truths.crowd[truth], found, found + true - inner) if truths.crowd.any() else found + true - inner
        )
        iou = np.divide(inner, union, out=np.zeros_like(inner), where=union > 0)
        near = np.flatnonzero(iou >= least)
        kept.append(Pairs(detection[near], truth[near], iou[near]))
    return joined(kept)


def keys(truths: Truths, detections: Detections, classes: int | None) -> tuple[np.ndarray, np.ndarray]:
    """A number for each detection and each truth, equal where they are in one picture, and, where the number of
    `classes` is given, of one class: int64 (D,) and (G,)."""
    if classes is None:
        return detections.image, truths.image
    return detections.image * classes + detections.label, truths.image * classes + truths.label


def together(a: np.ndarray, b: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All pairs of positions i, j with `a[i] == b[j]`, by i and then j, in parts that fit into memory."""
    order = np.argsort(b, kind="stable")
    there = b[order]
    first = np.searchsorted(there, a, "left")
    number = np.searchsorted(there, a, "right") - first
    before = np.cumsum(number) - number
    start = 0
    while start < len(a):
        end = max(start + 1, int(np.searchsorted(before, before[start] + _AT_ONCE, "left")))
        many = number[start:end]
        i = np.repeat(np.arange(start, end), many)
        within = np.arange(len(i)) - np.repeat(before[start:end] - before[start], many)
        yield i, order[np.repeat(first[start:end], many) + within]
        start = end


def joined(parts: list[Pairs]) -> Pairs:
    """The pairs of all parts, one after the other."""
    if len(parts) == 1:
        return parts[0]
    none = np.zeros(0, np.int64)
    return Pairs(
        np.concatenate([none, *(part.detection for part in parts)]),
        np.concatenate([none, *(part.truth for part in parts)]),
        np.concatenate([np.zeros(0), *(part.iou for part in parts)]),
    )


def _check_lengths(*columns: np.ndarray) -> None:
    if len({len(column) for column in columns}) > 1:
        raise ValueError(f"columns of different lengths: {', '.join(str(len(column)) for column in columns)}")
