"""COCO's twelve numbers, for boxes and for masks: what each detection is is counted first, scores are read from that.

The definition is that of `COCOeval` of the COCO API (Lin et al., Microsoft COCO, ECCV 2014), which the tests hold this
to: ten IoU thresholds, four ranges of size, at most 100 detections a picture and class, 101 recalls. The surest
detection takes, of the truth still free, the one it overlaps most, the last of equals, and one that counts before one
that does not; ignored truth may be taken by many. What counts in a range of size is the truth's area; a detection that
found nothing is left out of a range that its own area is outside of.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.metrics.bootstrap import in_parts, mean_there
from engine.metrics.choosing import choose
from engine.metrics.detections import Detections, Pairs, Truths, box_pairs, keys

THRESHOLDS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0.0, 1.0, 101)
RANGES = {"all": (0.0, 1e10), "small": (0.0, 32.0**2), "medium": (32.0**2, 96.0**2), "large": (96.0**2, 1e10)}
"""Areas in pixels, both ends included."""
MOST = (1, 10, 100)
"""Detections a picture and class."""
TWELVE = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl")

_EPS = np.spacing(1)


@dataclass(frozen=True, eq=False)
class CocoCounts:
    """What each detection was, for R = 4 `RANGES` and T = 10 `THRESHOLDS`. Counts of other pictures can be added.

    `image`, `label` int64, `score` float64 and `rank` int64 (0 for the surest of its picture and class), all (D,);
    `matched` and `ignored` bool (R, T, D): taken by a truth, and left out. `positives` int64 (R, C): objects that
    count. `classes` and `images` are how many there are.
    """

    classes: int
    images: int
    image: np.ndarray
    label: np.ndarray
    score: np.ndarray
    rank: np.ndarray
    matched: np.ndarray
    ignored: np.ndarray
    positives: np.ndarray

    @staticmethod
    def of(truths: Truths, detections: Detections, classes: int, images: int, pairs: Pairs | None = None) -> CocoCounts:
        """Count what was found in `images` pictures. `pairs` are those of one picture and class with an IoU of .5 or
        more (see `engine.metrics.regions` for masks); without them, those of the boxes. Labels of both are in
        0..classes-1 and pictures in 0..images-1."""
        if pairs is None:
            pairs = box_pairs(truths, detections, THRESHOLDS[0], classes)
        group, _ = keys(truths, detections, classes)
        order = np.lexsort((-detections.score, group))  # stable: equal scores stay in their order
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        first = np.searchsorted(group[order], group, "left")
        rank = place - first
        kept = order[rank[order] < MOST[-1]]
        new = np.full(len(order), -1, np.int64)
        new[kept] = np.arange(len(kept))
        pairs = pairs.chosen(new[pairs.detection] >= 0)
        moved = Pairs(new[pairs.detection], pairs.truth, pairs.iou)
        matched, ignored = _matched(truths, detections.area[kept], moved)
        outside = np.stack([_outside(truths, area) for area in RANGES.values()])
        positives = np.stack([np.bincount(truths.label[~out], minlength=classes) for out in outside])
        columns = (detections.image[kept], detections.label[kept], detections.score[kept], rank[kept])
        return CocoCounts(classes, images, *columns, matched, ignored, positives)

    def __add__(self, other: CocoCounts) -> CocoCounts:
        """The counts of both; the pictures of `other` come after those of `self`."""
        return CocoCounts(
            self.classes,
            self.images + other.images,
            np.concatenate([self.image, other.image + self.images]),
            np.concatenate([self.label, other.label]),
            np.concatenate([self.score, other.score]),
            np.concatenate([self.rank, other.rank]),
            np.concatenate([self.matched, other.matched], axis=2),
            np.concatenate([self.ignored, other.ignored], axis=2),
            self.positives + other.positives,
        )

    @cached_property
    def precision(self) -> np.ndarray:
        """The precision at each recall: float64 (R, T, C, 101), nan for a class without an object in the range."""
        found = np.full((len(RANGES), len(THRESHOLDS), self.classes, len(RECALLS)), np.nan)
        for label, rows in enumerate(self._rows):
            there = np.flatnonzero(self.positives[:, label])
            counts = self.positives[there, label][:, None, None]
            counted = ~self.ignored[:, :, rows][there]
            matched = self.matched[:, :, rows][there]
            hit, false = (np.cumsum(each & counted, axis=2, dtype=np.float64) for each in (matched, ~matched))
            best = hit / (false + hit + _EPS)
            best = np.maximum.accumulate(best[..., ::-1], axis=2)[..., ::-1]
            found[there, :, label] = _at_recalls(hit / counts, best)
        return found

    @cached_property
    def recall(self) -> np.ndarray:
        """What was found with at most 1, 10 and 100 detections a picture and class: float64 (3, R, T, C), nan for a
        class without an object in the range."""
        found = np.full((len(MOST), *self.matched.shape[:2], self.classes), np.nan)
        hit = self.matched & ~self.ignored
        for number, most in enumerate(MOST):
            rows = np.flatnonzero(self.rank < most)
            for size, positives in enumerate(self.positives):
                for step in range(len(THRESHOLDS)):
                    labels = self.label[rows[hit[size, step, rows]]]
                    hits = np.bincount(labels, minlength=self.classes)
                    np.divide(hits, positives, out=found[number, size, step], where=positives > 0)
        return found

    def resampled(self, weights: np.ndarray, positives: np.ndarray) -> dict[str, np.ndarray]:
        """AP, AP50, AP75 and AR100 had each picture been drawn as often as `weights` float64 (B, images) say, and so
        often each object: `positives` float64 (B, C) are those that count. float64 (B,) each, nan for a draw without
        objects. For `engine.metrics.bootstrap.intervals`."""
        shape = len(weights), len(THRESHOLDS), self.classes
        precision, recall, times = np.full(shape, np.nan), np.full(shape, np.nan), weights.astype(np.int32)
        for label, rows in enumerate(self._rows):
            left_out = self.ignored[0][:, rows]
            hits = self.matched[0][:, rows] & ~left_out
            there = np.flatnonzero(positives[:, label])
            for draws in in_parts(there):
                drawn, objects = times[draws].take(self.image[rows], axis=1), positives[draws, label]
                seen, wanted = np.cumsum(drawn, axis=1, dtype=np.int32), _wanted(objects)
                for step in range(len(THRESHOLDS)):
                    hit, out = np.flatnonzero(hits[step]), np.flatnonzero(left_out[step])
                    before = seen.take(hit, axis=1)
                    if len(out):
                        gone = np.cumsum(drawn.take(out, axis=1), axis=1, dtype=np.int32)
                        before -= np.pad(gone, ((0, 0), (1, 0))).take(np.searchsorted(out, hit), axis=1)
                    often = drawn.take(hit, axis=1)
                    precision[draws, step, label] = _at_hits(often, before, wanted).mean(axis=1)
                    recall[draws, step, label] = often.sum(axis=1) / objects
        figures = {"AP": precision, "AP50": precision[:, :1], "AP75": precision[:, 5:6], "AR100": recall}
        return {name: mean_there(values.reshape(len(weights), -1)) for name, values in figures.items()}

    def twelve(self) -> dict[str, float]:
        """The twelve numbers by their names in `TWELVE`; -1 where there is no object of that size, as COCO says it."""
        precision, recall = self.precision, self.recall
        values = (
            *(precision[0], precision[0, 0], precision[0, 5], precision[1], precision[2], precision[3]),
            *(recall[0, 0], recall[1, 0], recall[2, 0], recall[2, 1], recall[2, 2], recall[2, 3]),
        )
        return {name: _mean(value) for name, value in zip(TWELVE, values, strict=True)}

    @cached_property
    def _rows(self) -> list[np.ndarray]:
        """The detections of each class by falling score, equal ones by picture and rank."""
        rows = np.lexsort((self.rank, self.image, -self.score, self.label))
        return np.split(rows, np.searchsorted(self.label[rows], np.arange(1, self.classes)))


def _matched(truths: Truths, area: np.ndarray, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    """`matched` and `ignored` of detections with `area` (D,), sorted by picture and class and then by falling score."""
    matched = np.zeros((len(RANGES), len(THRESHOLDS), len(area)), bool)
    ignored = np.zeros_like(matched)
    rank = np.arange(len(area))
    for size, (low, high) in enumerate(RANGES.values()):
        out = _outside(truths, (low, high))
        order = np.lexsort((-pairs.truth, -pairs.iou, out[pairs.truth], pairs.detection))
        wishes = pairs.chosen(order)
        alone = (area < low) | (area > high)
        for step, threshold in enumerate(THRESHOLDS):
            near = np.flatnonzero(wishes.iou >= threshold)
            got = choose(wishes.detection[near], wishes.truth[near], rank, truths.ignore)
            found = got >= 0
            matched[size, step] = found
            ignored[size, step] = alone
            ignored[size, step, found] = out[got[found]]
    return matched, ignored


def _outside(truths: Truths, area: tuple[float, float]) -> np.ndarray:
    return truths.ignore | (truths.area < area[0]) | (truths.area > area[1])


def _at_recalls(recall: np.ndarray, best: np.ndarray) -> np.ndarray:
    """The precision (R, T, 101) at each of `RECALLS` on curves (R, T, D); 0 where the recall is never reached."""
    found = np.zeros((*recall.shape[:2], len(RECALLS)))
    for place in np.ndindex(*recall.shape[:2]):
        at = np.searchsorted(recall[place], RECALLS, "left")
        reached = at < recall.shape[2]
        found[place][reached] = best[place][at[reached]]
    return found


def _wanted(objects: np.ndarray) -> np.ndarray:
    """How many of so many `objects` (B,), whole numbers above 0, make each of `RECALLS`: int64 (B, 101)."""
    known, place = np.unique(objects, return_inverse=True)
    found = np.ceil(RECALLS * known[:, None])
    found -= (found - 1) / known[:, None] >= RECALLS  # where a product was rounded
    found += found / known[:, None] < RECALLS
    return found.astype(np.int64)[place]


def _at_hits(often: np.ndarray, seen: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """As `_at_recalls`, (B, 101), from the hits of B draws alone: between two of them precision only falls. `often` int
    (B, H) each was drawn, `seen` int (B, H) were found by then; `wanted` int (B, 101) hits make each recall."""
    hits = often.sum(axis=1)
    end = np.cumsum(hits)
    start = end - hits
    number = np.arange(1.0, len(seen) and end[-1] + 1) - np.repeat(start, hits)
    precision = np.append(number / (np.repeat(seen.ravel(), often.ravel()) + _EPS), 0.0)
    place = np.minimum(start[:, None] + np.maximum(wanted, 1) - 1, end[:, None])
    best = np.maximum.reduceat(precision, place.ravel()).reshape(place.shape)  # from each recall on to the next
    best[place == end[:, None]] = 0.0
    return np.ascontiguousarray(np.maximum.accumulate(best[:, ::-1], axis=1)[:, ::-1])


def _mean(values: np.ndarray) -> float:
    return -1.0 if np.isnan(values).all() else float(np.nanmean(values))
