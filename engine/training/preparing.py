"""Before the first epoch of a phase: its pictures gathered, and a learner for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import distributed
from engine.networks.network import Network
from engine.networks.shared_norms import share_norms
from engine.training import precision
from engine.training.corrections import repeated
from engine.training.epochs import Pass
from engine.training.gathering import Gathered, How, gather
from engine.training.learner import Learner, Manner
from engine.training.losses import aim_of

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import torch

    from engine.datasets.index import Index
    from engine.datasets.splits import Split
    from engine.hyperparameters import Hyperparameters
    from engine.steps import Step
    from engine.training.averaging import Average
    from engine.training.beginning import Beginning
    from engine.training.chance import Chance


@dataclass(frozen=True, eq=False)
class Phased:
    """What a phase learns from and is validated on, and what learns."""

    gathered: Gathered
    seen: Pass
    learner: Learner


@dataclass(frozen=True, eq=False)
class Wanted:
    """A phase to prepare: whether the backbone is `frozen`, the average that follows the weights, the pictures to see
    more often, and the precision where that is decided already, else ""."""

    frozen: bool
    average: Average | None = None
    corrected: Sequence[str] = ()
    precision: str = ""


def prepare(
    beginning: Beginning,
    hyperparameters: Hyperparameters,
    wanted: Wanted,
    index: Index,
    split: Split,
    device: torch.device,
    chance: Chance,
) -> Generator[Step, None, Phased]:
    """Yields the Steps of `gather`, and raises what it raises. `chance` is that of the phase's first epoch."""
    network = beginning.network.to(device).eval()
    how = How(beginning.recipe, beginning.preprocessing, wanted.frozen, device, hyperparameters.augmentation)
    gathered = yield from gather(index, split.train, split.validation, network, how)
    damaged = {name for name, _ in gathered.skipped}
    names = [name for name in split.train if name not in damaged]
    places = repeated(names, wanted.corrected, hyperparameters.corrected_weight)
    seen = Pass(gathered.train, names, places)
    targets = gathered.train.targets
    aim = aim_of(hyperparameters, targets, len(beginning.classes), len(beginning.mask_classes), device)
    batches = seen.batches(chance, hyperparameters.batch)
    if wanted.precision:
        chosen = precision.Precision(wanted.precision)
    else:
        probe = precision.Probe(network, gathered.train, batches[0], chance, aim)
        chosen = distributed.of_first(precision.choose(hyperparameters.precision, device, wanted.frozen, probe))
    if isinstance(network, Network) and 1 < distributed.size() <= min(map(len, batches)):
        share_norms(network)  # where a process may have nothing to learn from, the others would wait for it
    manner = Manner(hyperparameters, wanted.frozen, beginning.known, aim, chosen, wanted.average)
    return Phased(gathered, seen, Learner(network, manner, device))
