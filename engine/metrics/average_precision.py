"""PASCAL VOC's average precision: what each detection is is counted first, every curve and score is read from that.

The rules are those of the development kit (`VOCevaldet.m`; Everingham et al., The PASCAL Visual Object Classes
Challenge, IJCV 2010): detections of a class by falling score, equal ones in their order; each looks at the truth of its
class in its picture that it overlaps most, the first of equals, and is a hit where the IoU is the threshold or more and
nobody was there before; a second hit is false; on a `difficult` object it is neither, however often.

The kit counts pixels from 1 and both edges in: `xmax - xmin + 1` wide. Boxes here are 0-based and half open, so the
same pixels are `xmin - 1, ymin - 1, xmax, ymax` and the same IoU comes out of the plain formula; `pixel_boxes` is the
one place that turns one into the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from engine.metrics import bootstrap
from engine.metrics.detections import box_pairs

if TYPE_CHECKING:
    from engine.metrics.detections import Detections, Pairs, Truths

Protocol = Literal["voc2007", "voc2010"]
"""voc2007: the mean of the best precision at 11 recalls; voc2010: the area under the curve, at every point."""

HIT, FALSE, NEITHER = 1, 0, -1

_POINTS = np.arange(0.0, 1.1, 0.1)
"""As the kit's `0:0.1:1` and its ports have them: a recall of 3 / 10 does not reach 3 * .1, which is a little more."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A class by falling score, a point for each detection that is hit or false: `recall`, `precision` and `score`
    float64 (D,). `positives` objects could be found."""

    recall: np.ndarray
    precision: np.ndarray
    score: np.ndarray
    positives: int

    def thinned(self, points: int) -> Curve:
        """At most so many of its points, most of them where the curve or the score moves most; both ends are kept."""
        if len(self.score) <= points:
            return self
        columns = np.stack([self.recall, self.precision, self.score])
        way = np.append(0.0, np.abs(np.diff(columns)).sum(axis=0).cumsum())
        rows = np.unique(np.searchsorted(way, np.linspace(0, way[-1], points)).clip(0, len(way) - 1))
        rows[-1] = len(way) - 1
        return Curve(self.recall[rows], self.precision[rows], self.score[rows], self.positives)


@dataclass(frozen=True, eq=False)
class DetectionCounts:
    """What every detection was, at one IoU threshold. Counts of other pictures can be added.

    `image`, `label` int64, `score` float64 and `verdict` int8 (HIT, FALSE, NEITHER), all (D,); `true_image`,
    `true_label` int64 (G,): the objects that count. `classes` and `images` are how many there are.
    """

    classes: int
    images: int
    image: np.ndarray
    label: np.ndarray
    score: np.ndarray
    verdict: np.ndarray
    true_image: np.ndarray
    true_label: np.ndarray

    @staticmethod
    def of(
        truths: Truths, detections: Detections, classes: int, images: int, threshold: float = 0.5
    ) -> DetectionCounts:
        """Count what was found in `images` pictures. `threshold` is an IoU above 0 and up to 1; labels of both are in
        0..classes-1 and pictures in 0..images-1."""
        pairs = box_pairs(truths, detections, threshold, classes)
        return DetectionCounts(
            classes,
            images,
            detections.image,
            detections.label,
            detections.score,
            _verdicts(truths, detections, pairs),
            truths.image[~truths.ignore],
            truths.label[~truths.ignore],
        )

    def __add__(self, other: DetectionCounts) -> DetectionCounts:
        """The counts of both; the pictures of `other` come after those of `self`."""
        return DetectionCounts(
            self.classes,
            self.images + other.images,
            np.concatenate([self.image, other.image + self.images]),
            np.concatenate([self.label, other.label]),
            np.concatenate([self.score, other.score]),
            np.concatenate([self.verdict, other.verdict]),
            np.concatenate([self.true_image, other.true_image + self.images]),
            np.concatenate([self.true_label, other.true_label]),
        )

    @property
    def positives(self) -> np.ndarray:
        """The objects of each class that could be found: int64 (C,)."""
        return np.bincount(self.true_label, minlength=self.classes)

    def curve(self, label: int) -> Curve:
        """Precision against recall of one class."""
        rows = self._rows[label]
        hit = np.cumsum(self.verdict[rows] == HIT)
        positives = int((self.true_label == label).sum())
        return Curve(hit / max(positives, 1), hit / np.arange(1, len(rows) + 1), self.score[rows], positives)

    def by_score(self, label: int | None = None) -> Curve:
        """What a threshold of the score leaves, of one class, or of all together where `label` is None: a point for
        each score that occurs, counting all that have it or more."""
        counted = self.verdict != NEITHER
        rows = np.flatnonzero(counted if label is None else counted & (self.label == label))
        rows = rows[np.argsort(-self.score[rows], kind="stable")]
        score = self.score[rows]
        last = np.flatnonzero(np.append(score[1:] != score[:-1], True)[: len(score)])
        hit = np.cumsum(self.verdict[rows] == HIT)[last]
        positives = len(self.true_label) if label is None else int((self.true_label == label).sum())
        return Curve(hit / max(positives, 1), hit / (last + 1), score[last], positives)

    def average_precision(self, protocol: Protocol) -> np.ndarray:
        """AP of each class: float64 (C,), nan for a class without an object that could be found."""
        positives = self.positives
        found = np.full(self.classes, np.nan)
        for label, rows in enumerate(self._rows):
            if positives[label]:
                hit = np.cumsum(self.verdict[rows] == HIT)
                precision = hit / np.arange(1, len(rows) + 1)
                found[label] = average(hit / positives[label], precision, protocol)
        return found

    def mean_average_precision(self, protocol: Protocol) -> float | None:
        """The mean AP over the classes that have an object that could be found; None where no class has."""
        found = self.average_precision(protocol)
        return None if np.isnan(found).all() else float(np.nanmean(found))

    def resampled(self, weights: np.ndarray, protocol: Protocol) -> np.ndarray:
        """The mean AP had each picture been drawn as often as `weights` float64 (B, images) say: float64 (B,), nan for
        a draw without objects. For `engine.metrics.bootstrap.interval`."""
        return bootstrap.mean_there(self.resampled_classes(weights, protocol))

    def resampled_classes(self, weights: np.ndarray, protocol: Protocol) -> np.ndarray:
        """The same of each class: float64 (B, classes), nan where a draw has no object of the class."""
        found = np.full((len(weights), self.classes), np.nan)
        for label, rows in enumerate(self._rows):
            images, hits = self.image[rows], np.flatnonzero(self.verdict[rows] == HIT)
            true = self.true_image[self.true_label == label]
            for draws in bootstrap.in_parts(np.arange(len(weights))):
                positives = weights[draws].take(true, axis=1).sum(axis=1)
                drawn = weights[draws].take(images, axis=1)
                # between two hits precision only falls, and nothing is gained
                hit, seen = (np.cumsum(drawn.take(hits, axis=1), axis=1), np.cumsum(drawn, axis=1).take(hits, axis=1))
                precision = np.divide(hit, seen, out=np.zeros_like(hit), where=seen > 0)
                there = np.flatnonzero(positives > 0)
                found[draws[there], label] = average(hit[there] / positives[there, None], precision[there], protocol)
        return found

    @cached_property
    def _rows(self) -> list[np.ndarray]:
        """The detections of each class that are hit or false, by falling score and then in their order."""
        rows = np.flatnonzero(self.verdict != NEITHER)
        rows = rows[np.lexsort((-self.score[rows], self.label[rows]))]
        return np.split(rows, np.searchsorted(self.label[rows], np.arange(1, self.classes)))


def average(recall: np.ndarray, precision: np.ndarray, protocol: Protocol) -> np.ndarray:
    """Average precision of curves (..., D) whose recall rises: float64 (...,)."""
    none = np.zeros((*recall.shape[:-1], 1))
    # the best precision from each point on, and 0 behind the last
    best = np.concatenate([np.maximum.accumulate(precision[..., ::-1], axis=-1)[..., ::-1], none], axis=-1)
    if protocol == "voc2010":
        return (np.diff(recall, axis=-1, prepend=0.0) * best[..., :-1]).sum(axis=-1)
    reached = np.stack([(recall < point).sum(axis=-1) for point in _POINTS], axis=-1)
    return np.take_along_axis(best, reached, axis=-1).sum(axis=-1) / len(_POINTS)


def pixel_boxes(corners: np.ndarray) -> np.ndarray:
    """Boxes float64 (N, 4) of ours from `xmin, ymin, xmax, ymax` as VOC's files have them, 1-based and inclusive."""
    return np.asarray(corners, np.float64).reshape(-1, 4) - (1.0, 1.0, 0.0, 0.0)


def _verdicts(truths: Truths, detections: Detections, pairs: Pairs) -> np.ndarray:
    """int8 (D,); `pairs` are those of one class that reach the threshold."""
    verdict = np.full(len(detections.score), FALSE, np.int8)
    order = np.lexsort((pairs.truth, -pairs.iou, pairs.detection))
    best = order[np.flatnonzero(np.diff(pairs.detection[order], prepend=-1))]
    found, truth = pairs.detection[best], pairs.truth[best]
    verdict[found[truths.ignore[truth]]] = NEITHER
    real = ~truths.ignore[truth]
    found, truth = found[real], truth[real]
    surest = np.lexsort((found, -detections.score[found], truth))
    verdict[found[surest[np.flatnonzero(np.diff(truth[surest], prepend=-1))]]] = HIT
    return verdict
