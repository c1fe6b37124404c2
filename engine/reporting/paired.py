"""Two runs on the same pictures: how far apart a figure is that is one sum over another, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.metrics import bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Row = Mapping[str, Any]
Plain = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Shares:
    """Of N pictures and C classes, what is counted: `hits` and `all` float64 (N, C), such as the pixels that are shared
    and those that are either's. The figure of a class is the sum of one over that of the other."""

    hits: np.ndarray
    all: np.ndarray

    def of(self, weights: np.ndarray) -> np.ndarray:
        """The figures had each picture been drawn as often as `weights` (B, N) say: float64 (B, C), nan for a class
        that nothing is counted of."""
        hits, every = weights @ self.hits, weights @ self.all
        return np.divide(hits, every, out=np.full_like(hits, np.nan), where=every > 0)


def of_pixels(values: Sequence[int]) -> tuple[float, float]:
    """IoU: what both have over what either has; of one class of a picture's "pixels"."""
    shared, either = values
    return shared, either


def of_objects(values: Sequence[int]) -> tuple[float, float]:
    """F1: twice what was found rightly over what there is and what was found; of one class of its "classes"."""
    objects, found, matched = values
    return 2 * matched, objects + found


def shares(
    rows: Sequence[Row],
    key: str,
    names: Sequence[str],
    order: Mapping[str, int],
    count: Callable[..., tuple[float, float]],
) -> Shares:
    """What the `rows` of a report say under `key`, lists that begin with a place in `names`; `order` says which column
    a name has."""
    hits, every = (np.zeros((len(rows), len(order))) for _ in range(2))
    for number, row in enumerate(rows):
        for place, *values in row[key]:
            if 0 <= place < len(names):
                column = order[names[int(place)]]
                hits[number, column], every[number, column] = count(values)
    return Shares(hits, every)


def difference(a: Shares, b: Shares) -> Plain | None:
    """{"a", "b", "difference", "interval", "images"} of the mean over the classes that either counts; None where there
    is none. The interval is the paired bootstrap's: both lose and gain the same pictures."""
    first, second = (_mean(each.of(_once(each)))[0] for each in (a, b))
    if np.isnan(first) or np.isnan(second):
        return None
    spread = bootstrap.interval(len(a.hits), lambda weights: _mean(b.of(weights)) - _mean(a.of(weights)))
    counted = ((a.all > 0) | (b.all > 0)).any(axis=1)
    return _told(first, second, spread, int(counted.sum()))


def by_class(a: Shares, b: Shares, names: Sequence[str]) -> dict[str, Plain]:
    """The same for each class that both count, by its name."""
    first, second = (each.of(_once(each))[0] for each in (a, b))
    spreads = bootstrap.intervals(len(a.hits), lambda weights: b.of(weights) - a.of(weights), len(names))
    counted = ((a.all > 0) | (b.all > 0)).sum(axis=0)
    return {
        name: _told(first[c], second[c], spreads[c], int(counted[c]))
        for c, name in enumerate(names)
        if not np.isnan(first[c]) and not np.isnan(second[c])
    }


def _once(counted: Shares) -> np.ndarray:
    return np.ones((1, len(counted.hits)))


def _told(a: float, b: float, spread: tuple[float, float] | None, images: int) -> Plain:
    return {
        "a": float(a),
        "b": float(b),
        "difference": float(b - a),
        "interval": None if spread is None else [round(edge, 4) for edge in spread],
        "images": images,
    }


def _mean(figures: np.ndarray) -> np.ndarray:
    there = ~np.isnan(figures)
    total = np.where(there, figures, 0.0).sum(axis=1)
    return np.divide(total, there.sum(axis=1), out=np.full(len(figures), np.nan), where=there.any(axis=1))
