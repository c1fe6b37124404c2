"""The learning-rate finder: one sweep over all rates, a batch each, and where the loss falls fastest (Smith 2017).

Nothing is kept of it but the curve: no run, no checkpoint.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import device as devices
from engine.datasets.index import index as read_index
from engine.datasets.splits import check_split
from engine.dividing import divide
from engine.errors import EngineError
from engine.recipes import recipe_named
from engine.steps import Step
from engine.training.beginning import begin
from engine.training.chance import Chance
from engine.training.preparing import Phased, Wanted, prepare

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from engine.runs import FitSettings

STEPS = 100
_SLOWEST, _FASTEST = 1e-6, 1.0
_KEPT = 0.9
"""Of the smoothed loss, at each step."""
_DIVERGED = 4.0
"""Times the least smoothed loss: beyond it nothing is learnt any more."""
_APART = 3.0
"""The suggestion is at least so many times slower than where the loss is least: soon after it diverges."""
_FEWEST = 8
_WANDERS = 6.0
"""Times the average's standard deviation: by less its highest and its least differ by chance."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """At each of the `rates`, rising, the loss of a batch and its bias-corrected moving average, `smoothed`."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]

    @property
    def suggested(self) -> float:
        """The rate of the steepest descent of the smoothed loss over the rate's logarithm, before its least and after
        its first tenth, which is the average of too few. Raises EngineError where it falls nowhere."""
        smoothed, first = np.array(self.smoothed), len(self.rates) // 10
        if len(self.rates) >= _FEWEST:
            least = first + int(np.argmin(smoothed[first:]))
            fallen = smoothed[first : least + 1].max() - smoothed[least]
            alone = float(np.std(np.array(self.losses)[: least + 1] - smoothed[: least + 1]))
            if least >= first + 2 and fallen > _WANDERS * alone * math.sqrt((1 - _KEPT) / (1 + _KEPT)):
                slopes = np.gradient(smoothed, np.log(self.rates))[first : least + 1]
                return min(self.rates[first + int(np.argmin(slopes))], self.rates[least] / _APART)
        raise EngineError(
            "the loss falls at no learning rate: all that is here has been learnt, or cannot be; look at the labels, "
            "or start from other weights"
        )


def find_rate(settings: FitSettings, steps: int = STEPS) -> Generator[Step, None, dict[str, Any]]:
    """The call `find_rate`: try `steps` rising learning rates on what a run of these settings would learn from first
    (`out` and `resume` are of no matter). Returns {"recipe", "hyperparameter" ("rate", or "unfrozen_rate" where the
    backbone learns from the start), "suggested", "rates", "losses", "smoothed"}. Steps: those of the index, of the
    split and of "features", then "rates" with values {"rate", "loss"}. Raises EngineError as `fit` does."""
    if steps < _FEWEST:
        raise EngineError(f"--steps {steps}: of so few rates none can be told from another; give {_FEWEST} or more")
    recipe = recipe_named(settings.recipe)
    device = devices.choose(settings.device)
    devices.use_threads(settings.threads)
    check_split(settings.split)
    index = yield from read_index(settings.folder)
    split = yield from divide(settings, index, recipe.heads)
    try:
        beginning = yield from begin(settings, index)
        how = beginning.hyperparameters(settings)
        frozen = beginning.known and how.frozen_epochs(settings.epochs or how.epochs) > 0
        first = Chance(settings.seed, 1)
        phased = yield from prepare(beginning, how, Wanted(frozen), index, split, device, first)
        sweep = yield from _sweep(phased, settings.seed, steps)
    finally:
        devices.free_memory(device)
    name = "rate" if frozen else "unfrozen_rate"
    found = {name: list(values) for name, values in asdict(sweep).items()}
    return {"recipe": recipe.name, "hyperparameter": name, "suggested": sweep.suggested, **found}


def _sweep(phased: Phased, seed: int, steps: int) -> Generator[Step, None, Sweep]:
    rates: list[float] = []
    losses: list[float] = []
    average: list[float] = []
    kept = 0.0
    batches = _batches(phased, seed)
    for step in range(steps):
        rate = _SLOWEST * (_FASTEST / _SLOWEST) ** (step / max(1, steps - 1))
        chance, places = next(batches)
        value = phased.learner.learn(phased.gathered.train, places, chance, rate)
        kept = _KEPT * kept + (1 - _KEPT) * value
        smooth = kept / (1 - _KEPT ** (step + 1))
        if not math.isfinite(value) or (average and smooth > _DIVERGED * min(average)):
            break
        rates.append(rate)
        losses.append(value)
        average.append(smooth)
        yield Step("Trying learning rates", step + 1, steps, "rates", {"rate": rate, "loss": value})
    return Sweep(tuple(rates), tuple(losses), tuple(average))


def _batches(phased: Phased, seed: int) -> Iterator[tuple[Chance, Sequence[int]]]:
    """Batches without end, one epoch after the other."""
    epoch = 0
    while True:
        epoch += 1
        chance = Chance(seed, epoch)
        for places in phased.seen.batches(chance, phased.learner.manner.hyperparameters.batch):
            yield chance, places
