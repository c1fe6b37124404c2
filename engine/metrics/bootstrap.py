"""How far a figure could have come out otherwise, had other pictures of the same kind been drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DRAWS = 1000
LEVEL = 0.95
_TOGETHER = 64  # draws whose counts stay in the processor's cache


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
    return spreads(np.concatenate([np.asarray(figures(weights)) for weights in draws(pictures, seed)]))


def draws(pictures: int, seed: int = 0, at_once: int = DRAWS) -> Iterator[np.ndarray]:
    """The weights float64 (B, pictures) of all `DRAWS`, up to `at_once` of them at a time; however many, they are the
    same. None for fewer than two pictures."""
    if pictures < 2:
        return
    random = np.random.default_rng(seed)
    chunk = max(1, min(at_once, 4_000_000 // pictures))
    for start in range(0, DRAWS, chunk):
        drawn = random.integers(pictures, size=(min(chunk, DRAWS - start), pictures))
        yield np.stack([np.bincount(draw, minlength=pictures) for draw in drawn]).astype(np.float64)


def in_parts(rows: np.ndarray) -> list[np.ndarray]:
    """`rows` of draws in parts that are counted together as fast as they can be."""
    return np.array_split(rows, len(rows) // _TOGETHER + 1)


def spreads(values: np.ndarray) -> list[tuple[float, float] | None]:
    """The interval of each column of the figures of all draws, (DRAWS, number); None for one that no draw has."""
    return [_spread(column) for column in values.T]


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
