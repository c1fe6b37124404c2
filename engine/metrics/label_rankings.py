"""The AP of pictures with several labels: scores of which the order matters. Counts first, figures after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.errors import EngineError
from engine.metrics import bootstrap


@dataclass(frozen=True, eq=False)
class MultiLabelCounts:
    """Pictures of which each has any number of C labels: `truth` bool (N, C), `scores` float64 (N, C)."""

    truth: np.ndarray
    scores: np.ndarray

    @staticmethod
    def of(truth: np.ndarray, scores: np.ndarray) -> MultiLabelCounts:
        """Raises EngineError for a score that is NaN, ValueError where the shapes differ."""
        truth, scores = np.asarray(truth, bool), _ranked(scores)
        if truth.shape != scores.shape:
            raise ValueError(f"truth of {truth.shape} and scores of {scores.shape}")
        return MultiLabelCounts(truth, scores)

    def __add__(self, other: MultiLabelCounts) -> MultiLabelCounts:
        both = np.concatenate([self.scores, other.scores])
        return MultiLabelCounts(np.concatenate([self.truth, other.truth]), both)

    @property
    def average_precision(self) -> np.ndarray:
        """AP of each label: float64 (C,), nan for one that no picture has. The precision at each score, weighted by the
        recall gained there and not interpolated; pictures of one score come together (as scikit-learn has it)."""
        found = np.full(self.truth.shape[1], np.nan)
        for label in np.flatnonzero(self.truth.any(axis=0)):
            order = np.argsort(-self.scores[:, label], kind="stable")
            scores, hit = self.scores[order, label], np.cumsum(self.truth[order, label])
            last = np.flatnonzero(np.append(np.diff(scores) != 0, True))
            gained = np.diff(hit[last], prepend=0) / hit[-1]
            found[label] = (gained * hit[last] / (last + 1)).sum()
        return found

    def resampled(self, weights: np.ndarray) -> np.ndarray:
        """The same had each picture been drawn as often as `weights` float64 (B, N) say: float64 (B, C), nan for a
        label that no picture of a draw has."""
        found = np.full((len(weights), self.truth.shape[1]), np.nan)
        for label in np.flatnonzero(self.truth.any(axis=0)):
            order = np.argsort(-self.scores[:, label], kind="stable")
            last = np.flatnonzero(np.append(np.diff(self.scores[order, label]) != 0, True))
            true = np.flatnonzero(self.truth[order, label])
            ends, first = np.unique(last[np.searchsorted(last, true)], return_index=True)  # where something is gained
            inner, behind = order[: (0, *ends)[-2] + 1], order[ends[-1] + 1 :]
            for draws in bootstrap.in_parts(np.arange(len(weights))):
                drawn = weights[draws]
                gained = np.add.reduceat(drawn.take(order[true], axis=1), first, axis=1)
                whole = drawn.sum(axis=1) - drawn.take(behind, axis=1).sum(axis=1)
                seen = np.cumsum(drawn.take(inner, axis=1), axis=1).take(ends[:-1], axis=1)
                hit, seen = np.cumsum(gained, axis=1), np.column_stack([seen, whole])
                there = np.flatnonzero(hit[:, -1] > 0)
                precision = np.divide(hit, seen, out=np.zeros_like(hit), where=seen > 0)[there]
                found[draws[there], label] = (gained[there] * precision).sum(axis=1) / hit[there, -1]
        return found

    @property
    def mean_average_precision(self) -> float | None:
        """The mean over the labels that some picture has; None where no picture has any."""
        found = self.average_precision
        return None if np.isnan(found).all() else float(np.nanmean(found))


def _ranked(scores: np.ndarray) -> np.ndarray:
    scores = np.asarray(scores, np.float64)
    if np.isnan(scores).any():
        row, column = np.argwhere(np.isnan(scores))[0]
        raise EngineError(
            f"picture {row + 1:,}, class {column + 1}: the score is NaN and ranks nowhere; write a number"
        )
    return scores
