"""What a survey of a folder consists of: counts that know their pictures, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets.splits import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, eq=False)
class Tally:
    """One row of a chart. `counts` int64 (len(PARTS),) of each part, `total` of the whole folder; `pictures` int32,
    ascending, the places in `Survey.names` where it occurs. `word` says what is odd about it, "" nothing."""

    name: str
    total: int
    counts: np.ndarray
    pictures: np.ndarray
    word: str = ""

    def count(self, part: int | None) -> int:
        """In that place of `PARTS`; None: in the whole folder."""
        return self.total if part is None else int(self.counts[part])


@dataclass(frozen=True, eq=False)
class Chart:
    """`key` is classes, sides, aspects, sizes or masks; `unit` what is counted: objects, pictures or pixels."""

    key: str
    title: str
    unit: str
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, eq=False)
class Suspicion:
    """Something that deserves a look: a `word` for its kind, a sentence, and the places of its pictures (int32)."""

    word: str
    said: str
    pictures: np.ndarray


@dataclass(frozen=True, eq=False)
class Survey:
    """`names` are all pictures, in the folder's order; `members` the places of those in each of `PARTS`; `objects` how
    many there are. `together` int64 (C, C): in how many pictures two of `classes` occur."""

    names: tuple[str, ...]
    members: tuple[np.ndarray, ...]
    objects: int
    charts: tuple[Chart, ...]
    classes: tuple[str, ...]
    together: np.ndarray
    suspicions: tuple[Suspicion, ...] = ()

    def chart(self, key: str) -> Chart | None:
        return next((chart for chart in self.charts if chart.key == key), None)

    def named(self, pictures: Iterable[int], part: int | None = None) -> tuple[str, ...]:
        """The names of the pictures at these places, of those in one part where one is given."""
        wanted = np.asarray(list(pictures), np.int64)
        if part is not None:
            wanted = np.intersect1d(wanted, self.members[part])
        return tuple(self.names[place] for place in wanted.tolist())


def tally(name: str, owners: np.ndarray, parts: np.ndarray, weights: np.ndarray | None = None) -> Tally:
    """Count things that lie in the pictures `owners` (one entry a thing; `parts` int (N,) as places in `PARTS`, -1 for
    none). With `weights`, of the same length, each counts so much, and those of weight 0 are not there."""
    many = np.ones(len(owners), np.int64) if weights is None else weights
    part = parts[owners]
    counts = [int(many[part == place].sum()) for place in range(len(PARTS))]
    return Tally(name, int(many.sum()), np.array(counts, np.int64), np.unique(owners[many > 0]).astype(np.int32))
