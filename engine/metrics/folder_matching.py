"""`engine.metrics.matching` for a whole folder at once: the same verdicts, as columns, fast enough to follow a slider.

What does not depend on the sliders (which boxes lie on each other) is found once, in `Overlaps.of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.metrics.boxes import SLACK
from engine.metrics.choosing import choose
from engine.metrics.detections import Detections, Pairs, Truths, box_pairs

if TYPE_CHECKING:
    from engine.metrics.matching import Verdict

VERDICTS: tuple[Verdict, ...] = ("true", "false", "missed", "mislabelled", "ignored")
TRUE, FALSE, MISSED, MISLABELLED, IGNORED = range(5)
"""Positions in `VERDICTS`; what they mean says `engine.metrics.matching.Match`."""
HIDDEN = -1
"""The verdict of a detection whose score is below what is shown."""

_LEAST = 1e-12  # boxes that touch share nothing


@dataclass(frozen=True, eq=False)
class Overlaps:
    """The objects of a folder and which of them lie on each other, whatever their classes.

    `pairs` are sorted by detection, the best truth of each first: one that counts before an ignored one, then the
    highest IoU, then the first. `rank` int64 (D,): the detections by falling score, equal ones in their order.
    """

    truths: Truths
    detections: Detections
    pairs: Pairs
    rank: np.ndarray

    @staticmethod
    def of(truths: Truths, detections: Detections) -> Overlaps:
        """Detections without a score have -1. Truth that is ignored is what is difficult."""
        pairs = box_pairs(truths, detections, _LEAST)
        pairs = pairs.chosen(np.lexsort((pairs.truth, -pairs.iou, truths.ignore[pairs.truth], pairs.detection)))
        rank = np.empty(len(detections.score), np.int64)
        rank[np.argsort(-detections.score, kind="stable")] = np.arange(len(rank))
        return Overlaps(truths, detections, pairs, rank)


@dataclass(frozen=True, eq=False)
class FolderMatch:
    """The verdict of every object, int8 positions in `VERDICTS`: `truth` (G,) and `detection` (D,; HIDDEN where it is
    not shown). `partner` int64 (D,) is the row of the truth, -1 for none. `truth_iou` (G,) float64: the IoU with what
    has it as its partner, the surest where several lie on a difficult truth, without one the best there was."""

    truth: np.ndarray
    detection: np.ndarray
    partner: np.ndarray
    truth_iou: np.ndarray

    def counts(self) -> dict[Verdict, int]:
        """How many of each: pairs and truths once, by the truth, and the false detections."""
        by_truth = np.bincount(self.truth, minlength=len(VERDICTS))
        found: dict[Verdict, int] = dict(zip(VERDICTS, by_truth.tolist(), strict=True))
        found["false"] = int((self.detection == FALSE).sum())
        return found

    def by_picture(self, image: np.ndarray, detected: np.ndarray, images: int) -> np.ndarray:
        """The same of each picture: int64 (images, 5) in the order of `VERDICTS`. `image` and `detected` are the
        pictures of truths and detections."""
        found = np.bincount(image * len(VERDICTS) + self.truth, minlength=images * len(VERDICTS))
        found = found.reshape(images, len(VERDICTS))
        found[:, FALSE] = np.bincount(detected[self.detection == FALSE], minlength=images)
        return found


def match_folder(overlaps: Overlaps, threshold: float = 0.5, least_score: float = -1.0) -> FolderMatch:
    """Pair the objects of every picture as `matching.match` does at the IoU `threshold` (above 0), of the detections
    those that score `least_score` or more."""
    truths, detections, pairs = overlaps.truths, overlaps.detections, overlaps.pairs
    shown = detections.score >= least_score
    able = shown[pairs.detection]
    near = able & (pairs.iou >= threshold - SLACK)
    same = truths.label[pairs.truth] == detections.label[pairs.detection]
    right = _partners(overlaps, near & same)
    taken = np.zeros(len(truths.ignore), bool)
    taken[right[right >= 0]] = True
    rest = near & (right[pairs.detection] < 0) & ~truths.ignore[pairs.truth] & ~taken[pairs.truth]
    wrong = _partners(overlaps, rest)

    detection = np.where(shown, FALSE, HIDDEN).astype(np.int8)
    detection[right >= 0] = np.where(truths.ignore[right[right >= 0]], IGNORED, TRUE)
    detection[wrong >= 0] = MISLABELLED
    partner = np.where(right >= 0, right, wrong)
    truth = np.where(truths.ignore, IGNORED, MISSED).astype(np.int8)
    paired = np.flatnonzero(partner >= 0)
    truth[partner[paired]] = detection[paired]
    found_by = np.full(len(truth), -1, np.int64)
    surest_last = paired[np.argsort(-overlaps.rank[paired])]
    found_by[partner[surest_last]] = surest_last
    return FolderMatch(truth, detection, partner, _ious(pairs, able, found_by))


def _partners(overlaps: Overlaps, wishes: np.ndarray) -> np.ndarray:
    """What each detection gets of the `wishes`, bool (P,): int64 (D,), -1 for none."""
    rows = np.flatnonzero(wishes)
    pairs = overlaps.pairs
    return choose(pairs.detection[rows], pairs.truth[rows], overlaps.rank, overlaps.truths.ignore)


def _ious(pairs: Pairs, able: np.ndarray, found_by: np.ndarray) -> np.ndarray:
    """Of each truth, (G,): the IoU with the detection that found it, or else the best of the pairs that are shown."""
    found = np.zeros(len(found_by))
    rows = np.flatnonzero(able)
    np.maximum.at(found, pairs.truth[rows], pairs.iou[rows])
    rows = rows[found_by[pairs.truth[rows]] == pairs.detection[rows]]
    found[pairs.truth[rows]] = pairs.iou[rows]
    return found
