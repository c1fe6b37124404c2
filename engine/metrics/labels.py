"""How often the class of a picture is right, and how much its score can be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 15
"""Equal-width bins of the calibration error, as in Guo et al. 2017."""


@dataclass(frozen=True, eq=False)
class LabelCounts:
    """Counts over pictures that can be added.

    `confusion` int64 (C, C), rows truth, columns prediction. `bins` float64 (BINS, 3): of the pictures whose score
    falls into the bin the number, the sum of the scores, the number that were right.
    """

    confusion: np.ndarray
    bins: np.ndarray

    @staticmethod
    def of(truth: np.ndarray, prediction: np.ndarray, scores: np.ndarray, classes: int) -> LabelCounts:
        """`truth` and `prediction` int (N,) in 0..classes-1; `scores` (N,) in 0..1 are those of the prediction."""
        truth, prediction = np.asarray(truth, np.int64), np.asarray(prediction, np.int64)
        pairs = np.bincount(truth * classes + prediction, minlength=classes * classes)
        scores = np.clip(np.asarray(scores, np.float64), 0.0, 1.0)
        place = np.clip(np.ceil(scores * BINS).astype(np.int64) - 1, 0, BINS - 1)  # (0, 1/15], (1/15, 2/15] ...
        columns = (np.ones(len(scores)), scores, (truth == prediction).astype(np.float64))
        bins = np.stack([np.bincount(place, weights=column, minlength=BINS) for column in columns], axis=1)
        return LabelCounts(pairs.reshape(classes, classes), bins)

    def __add__(self, other: LabelCounts) -> LabelCounts:
        return LabelCounts(self.confusion + other.confusion, self.bins + other.bins)

    @property
    def accuracy(self) -> float | None:
        total = int(self.confusion.sum())
        return float(np.trace(self.confusion)) / total if total else None

    @property
    def recall(self) -> np.ndarray:
        """Of the pictures of a class, the fraction found: float64 (C,), nan for a class without pictures."""
        hit, seen = np.diagonal(self.confusion).astype(np.float64), self.confusion.sum(axis=1)
        return np.divide(hit, seen, out=np.full(len(hit), np.nan), where=seen > 0)

    @property
    def precision(self) -> np.ndarray:
        """Of the pictures called a class, the fraction that are: float64 (C,), nan for a class never predicted."""
        hit, said = np.diagonal(self.confusion).astype(np.float64), self.confusion.sum(axis=0)
        return np.divide(hit, said, out=np.full(len(hit), np.nan), where=said > 0)

    @property
    def f1(self) -> np.ndarray:
        """The harmonic mean of precision and recall, 2 hits over what is and what was said: float64 (C,), nan for a
        class neither true nor predicted."""
        hit = np.diagonal(self.confusion).astype(np.float64)
        both = self.confusion.sum(axis=0) + self.confusion.sum(axis=1)
        return np.divide(2 * hit, both, out=np.full(len(hit), np.nan), where=both > 0)

    @property
    def macro_f1(self) -> float | None:
        """The mean of `f1` over the classes that are true or predicted; None where there are no pictures."""
        return float(np.nanmean(self.f1)) if self.confusion.any() else None

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error: mean |accuracy - score| of the bins, weighted by their pictures (0 is best).

        Guo et al., On Calibration of Modern Neural Networks, ICML 2017, equation 3.
        """
        total = self.bins[:, 0].sum()
        return float(np.abs(self.bins[:, 2] - self.bins[:, 1]).sum() / total) if total else None
