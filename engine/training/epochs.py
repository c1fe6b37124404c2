"""One epoch: a pass over the training pictures, batch by batch."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import distributed
from engine.errors import EngineError
from engine.steps import Step
from engine.training.ahead import ahead
from engine.training.schedules import rate_at

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from engine.training.ahead import Preparing
    from engine.training.chance import Chance
    from engine.training.learner import Learner
    from engine.training.phases import Phase

_NAMED = 16
"""So many pictures of a batch are named."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When the work began (`time.monotonic`), and after how many epochs."""

    started: float
    done: int

    def left(self, done: float, epochs: int) -> float:
        """Seconds until all `epochs` are done, as fast as it went so far; `done` epochs are."""
        return (time.monotonic() - self.started) / (done - self.done) * (epochs - done)


@dataclass(frozen=True, eq=False)
class Pass:
    """What an epoch goes through: `names` of the material's pictures in its order, and the `places` to see, int64, some
    of them perhaps more often than once."""

    material: Preparing
    names: Sequence[str]
    places: np.ndarray

    def batches(self, chance: Chance, size: int) -> list[list[int]]:
        """The epoch's batches of places, all of one size or one less."""
        order = self.places[chance.order(len(self.places))]
        return [part.tolist() for part in np.array_split(order, math.ceil(len(order) / size))]


def learn_epoch(
    learner: Learner, seen: Pass, chance: Chance, phase: Phase, epochs: int, clock: Clock
) -> Generator[Step, None, tuple[float, float]]:
    """Learn once from everything that is `seen`; returns the mean loss and the last learning rate. All chance comes
    from `chance`, whose epoch this is. Yields Steps "batch". Raises EngineError where the loss is no number any more.
    """
    how, epoch = learner.manner.hyperparameters, chance.epoch
    batches = seen.batches(chance, how.batch)
    highest = how.rate if phase.frozen else how.unfrozen_rate
    total, rate = 0.0, highest
    with ahead(seen.material, list(filter(None, map(distributed.share, batches))), chance) as material:
        for number, places in enumerate(batches, start=1):
            step = (epoch - phase.first) * len(batches) + number - 1
            rate = rate_at(step, phase.epochs * len(batches), highest, how)
            value = learner.learn(material, places, chance, rate)
            if not math.isfinite(value):
                raise EngineError(
                    f"epoch {epoch}, batch {number}: the loss is no longer a number, on "
                    f"{_listed([seen.names[place] for place in places])}; epoch {epoch - 1} is kept: look at these "
                    f"pictures, or learn more slowly than {rate:.2g}"
                )
            total += value * len(places)
            values = {
                "epoch": epoch,
                "epochs": epochs,
                "train_loss": value,
                "seconds_left": clock.left(epoch - 1 + number / len(batches), epochs),
            }
            yield Step(f"Learning, epoch {epoch} of {epochs}", number, len(batches), "batch", values)
    return total / len(seen.places), rate


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")
