"""How far a figure could have come out otherwise, had other pictures of the same kind been drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

DRAWS = 1000
LEVEL = 0.95


def interval(pictures: int, figure: Callable[[np.ndarray], np.ndarray], seed: int = 0) -> tuple[float, float] | None:
    """The percentile bootstrap interval (Efron 1979) of a figure over `pictures`, 95 %; None for fewer than two.

    `figure` takes weights float64 (B, pictures), how often each picture was drawn, and returns B values. Seeded, so
    that a report says the same twice.
    """
    return intervals(pictures, lambda weights: np.asarray(figure(weights))[:, None], 1, seed)[0]


def intervals(
    pictures: int, figures: Callable[[np.ndarray], np.ndarray], number: int, seed: int = 0
) -> list[tuple[float, float] | None]:
    """As `interval` for a `number` of figures of the same draws: `figures` returns (B, number)."""
    if pictures < 2:
        return [None] * number
    random = np.random.default_rng(seed)
    values: list[np.ndarray] = []
    chunk = max(1, min(DRAWS, 4_000_000 // pictures))
    for start in range(0, DRAWS, chunk):
        drawn = random.integers(pictures, size=(min(chunk, DRAWS - start), pictures))
        weights = np.stack([np.bincount(draw, minlength=pictures) for draw in drawn])
        values.append(np.asarray(figures(weights.astype(np.float64))))
    return [_spread(column) for column in np.concatenate(values).T]


def _spread(values: np.ndarray) -> tuple[float, float] | None:
    edge = (1 - LEVEL) / 2
    if np.isnan(values).all():
        return None
    low, high = np.nanquantile(values, [edge, 1 - edge])
    return float(low), float(high)


def mean_there(values: np.ndarray) -> np.ndarray:
    """The mean of each row's values (B, C) that are a number: float64 (B,), nan where none is."""
    there = ~np.isnan(values)
    total = np.where(there, values, 0.0).sum(axis=1)
    return np.divide(total, there.sum(axis=1), out=np.full(len(values), np.nan), where=there.any(axis=1))


def mean_interval(values: np.ndarray) -> tuple[float, float] | None:
    """The interval of the mean of one value a picture, (N,)."""
    values = np.asarray(values, np.float64)
    return interval(len(values), lambda weights: weights @ values / len(values))
