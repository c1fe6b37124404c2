"""Two runs on the same pictures: how far apart a figure of theirs is, and how sure that is.

The interval is that of the paired bootstrap: pictures are drawn with replacement, the same ones for both runs and each
with everything in it, the figure of each run is counted anew from all that was drawn, and the middle 95 % of the
differences are told (percentiles; Efron 1979; Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13;
on pictures rather than on objects, for the objects of a picture are not found independently). It says how far other
pictures of the same kind could have changed the difference, not how far another training of the same recipe could.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from engine.metrics import bootstrap
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

Row = Mapping[str, Any]
Plain = dict[str, Any]

_AT_ONCE = 50
"""Draws between two steps: about a tenth of a second where 50,000 objects were found."""


class Counted(Protocol):
    """What a run counted on N pictures, of C classes: `counted` bool (N, C) are the pictures a class is in, and
    `of(weights)` its figures, float64 (B, C), had each picture been drawn as often as `weights` (B, N) say; nan for a
    class that nothing is counted of."""

    @property
    def counted(self) -> np.ndarray: ...

    def of(self, weights: np.ndarray) -> np.ndarray: ...


@dataclass(frozen=True, eq=False)
class Shares:
    """Of N pictures and C classes, what is counted: `hits` and `all` float64 (N, C), such as the pixels that are shared
    and those that are either's. The figure of a class is the sum of one over that of the other."""

    hits: np.ndarray
    all: np.ndarray

    @property
    def counted(self) -> np.ndarray:
        return self.all > 0

    def of(self, weights: np.ndarray) -> np.ndarray:
        """See `Counted`."""
        hits, every = weights @ self.hits, weights @ self.all
        return np.divide(hits, every, out=np.full_like(hits, np.nan), where=every > 0)


def pixels(rows: Sequence[Row], names: Sequence[str], order: Mapping[str, int]) -> Shares:
    """IoU: what both have over what either has; of each class of a picture's "pixels"."""
    return _shares(rows, "pixels", names, order, lambda shared, either: (shared, either))


def objects(rows: Sequence[Row], names: Sequence[str], order: Mapping[str, int]) -> Shares:
    """F1: twice what was found rightly over what there is and what was found; of each of a picture's "classes"."""
    return _shares(rows, "classes", names, order, lambda there, found, matched: (2 * matched, there + found))


def _shares(
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
                hits[number, column], every[number, column] = count(*values)
    return Shares(hits, every)


def difference(a: Counted, b: Counted, names: Sequence[str]) -> Generator[Step, None, Plain | None]:
    """{"a", "b", "difference", "interval", "images"} of the mean over the classes that either counts, and under
    "classes" the same of each class that both count, by its name; None where there is none. `names` are the columns.
    Steps: kind "draws"."""
    pictures = len(a.counted)
    once = np.ones((1, pictures))
    first, second = (_with_mean(each.of(once))[0] for each in (a, b))
    if np.isnan(first[-1]) or np.isnan(second[-1]):
        return None
    drawn: list[np.ndarray] = []
    for weights in bootstrap.draws(pictures, at_once=_AT_ONCE):
        drawn.append(_with_mean(b.of(weights)) - _with_mean(a.of(weights)))
        yield Step("Seeing how sure the figures are", len(drawn) * _AT_ONCE, bootstrap.DRAWS, "draws")
    spreads = bootstrap.spreads(np.concatenate(drawn)) if drawn else [None] * (len(names) + 1)
    counted = a.counted | b.counted
    images = [*counted.sum(axis=0).tolist(), int(counted.any(axis=1).sum())]
    *each, whole = (_told(first[c], second[c], spreads[c], images[c]) for c in range(len(names) + 1))
    both = ~np.isnan(first) & ~np.isnan(second)
    return {**whole, "classes": {name: each[c] for c, name in enumerate(names) if both[c]}}


def _told(a: float, b: float, spread: tuple[float, float] | None, images: int) -> Plain:
    return {
        "a": float(a),
        "b": float(b),
        "difference": float(b - a),
        "interval": None if spread is None else [round(edge, 4) for edge in spread],
        "images": images,
    }


def _with_mean(figures: np.ndarray) -> np.ndarray:
    """(B, C + 1): the figures of the classes, and behind them the mean of those that are one."""
    return np.column_stack([figures, bootstrap.mean_there(figures)])
