"""All chance of a run, told by place: the same picture of the same epoch is varied the same way, whatever batch, part
of a batch or process it is learnt in, and whichever thread prepares it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of one epoch of the run that has this seed. NumPy's, not torch's: torch has one generator for all
    threads, and what is prepared ahead would draw from it between two layers' dropout."""

    seed: int
    epoch: int

    def order(self, count: int) -> np.ndarray:
        """The order in which the epoch goes through its pictures: a permutation of 0..count - 1."""
        return np.random.default_rng((self.seed, self.epoch)).permutation(count)

    def of(self, place: int) -> np.random.Generator:
        """What the picture at `place` is varied by, from its beginning."""
        return np.random.default_rng((self.seed, self.epoch, 1 + place))

    def dropout(self, place: int) -> int:
        """The seed of the network's own chance for the batch, or part of one, that begins with the picture at `place`.

        A further word tells it from `of`; that a seed's missing words count as zeros tells `of` from `order`."""
        return int(np.random.default_rng((self.seed, self.epoch, 1 + place, 1)).integers(2**31))
