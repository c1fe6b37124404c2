"""The part of training that learns: one network, its optimizer, one batch at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch
from torch import nn

from engine import device as devices
from engine import distributed
from engine.errors import EngineError
from engine.networks.layers import tell_chance
from engine.networks.shared_norms import shares_norms
from engine.training.losses import PLAIN, Aim, counts, loss
from engine.training.optimizers import Optimizer
from engine.training.precision import FLOAT32, Precision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.hyperparameters import Hyperparameters
    from engine.networks.making import AnyNetwork
    from engine.networks.outputs import Outputs
    from engine.training.averaging import Average
    from engine.training.chance import Chance
    from engine.training.targets import Targets


class Material(Protocol):
    """What an epoch is fed: `outputs` runs the network on the pictures at `places` and says what they should be."""

    @property
    def targets(self) -> Targets: ...

    def outputs(
        self, network: AnyNetwork, places: Sequence[int], chance: Chance | None, device: torch.device
    ) -> tuple[Outputs, Targets]: ...


@dataclass(frozen=True, eq=False)
class Manner:
    """How a phase learns. `frozen` keeps the backbone as it came: its weights, and in eval mode, or its BatchNorm
    statistics drift. A backbone that is `known`, because it came with weights, keeps its statistics in any case, and
    learns more slowly. `average` follows the weights."""

    hyperparameters: Hyperparameters
    frozen: bool
    known: bool
    aim: Aim = PLAIN
    precision: Precision = FLOAT32
    average: Average | None = None


class Learner:
    """A network of which the parts that `manner` says learn."""

    def __init__(self, network: AnyNetwork, manner: Manner, device: torch.device) -> None:
        self.network = network.to(device)
        self.device = device
        self.manner = manner
        self._parts = 1
        for parameter in network.backbone.parameters():
            parameter.requires_grad_(not manner.frozen)
        share = manner.hyperparameters.backbone_rate if manner.known else 1.0
        self._optimizer = Optimizer(network, manner.hyperparameters, share)
        self._scaler = manner.precision.scaler(device)

    def learn(self, material: Material, places: Sequence[int], chance: Chance, rate: float) -> float:
        """One step at this learning rate on these pictures; the loss before it, perhaps not finite (then nothing is
        changed). Where memory does not suffice the batch is halved once, then EngineError says what to do."""
        self._become_learning()
        value = self._tried(material, places, chance)
        if value is None:
            self._parts = 2
            devices.free_memory(self.device)
            return self.learn(material, places, chance, rate)
        return self._moved(self._of_all(value), rate)

    def _tried(self, material: Material, places: Sequence[int], chance: Chance) -> float | None:
        """As `_gather`; None where memory does not suffice and half a batch may do. An error holds on to all that the
        step has made, so it must be gone before the next try."""
        try:
            return self._gather(material, places, chance)
        except (RuntimeError, MemoryError) as error:
            if not devices.is_out_of_memory(error):
                raise
            if self._parts > 1 or len(places) == 1 or shares_norms(self.network):
                raise EngineError(
                    "not enough memory to learn, even with half a batch; close other programs or say --device cpu"
                ) from error
            return None

    def _become_learning(self) -> None:
        self.network.train()
        self.network.backbone.train(not self.manner.frozen)
        if self.manner.known:
            for module in self.network.backbone.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()

    def _gather(self, material: Material, places: Sequence[int], chance: Chance) -> float:
        """Add up the gradients of this process' share of the batch; returns its part of the batch's mean loss."""
        self._optimizer.forget_gradients()
        total, whole, mine = 0.0, counts(material.targets.at(places)), distributed.share(places)
        for part in np.array_split(np.asarray(mine), max(1, min(self._parts, len(mine)))) if mine else ():
            seeds = [chance.dropout(int(place)) for place in part]
            torch.manual_seed(seeds[0])  # the same in a resumed epoch
            tell_chance(self.network, seeds)
            with self.manner.precision.computing(self.device):
                outputs, targets = material.outputs(self.network, part.tolist(), chance, self.device)
            share = loss(outputs, targets, whole, self.manner.aim)
            self._scaler.scale(share).backward()
            total += float(share.detach())
        return total

    def _of_all(self, value: float) -> float:
        """Add up the gradients and the loss of all processes: the parts of a batch add up to the whole."""
        if distributed.size() == 1:
            return value
        moved = self._optimizer.moved
        told = torch.tensor([value, *(float(one.grad is not None) for one in moved)], device=self.device)
        for one in moved:
            one.grad = torch.zeros_like(one) if one.grad is None else one.grad
        distributed.add_up([told, *(one.grad for one in moved if one.grad is not None)])
        for one, there in zip(moved, told[1:].tolist(), strict=True):
            one.grad = one.grad if there else None  # what no process learns is not to be moved
        return float(told[0])

    def _moved(self, value: float, rate: float) -> float:
        """Take the step that the gradients say; returns the loss `value`, or NaN where a gradient is no number."""
        if not math.isfinite(value):
            return value
        self._optimizer.unscale(self._scaler)
        gradients = [parameter.grad for parameter in self._optimizer.moved if parameter.grad is not None]
        length = nn.utils.get_total_norm(gradients)
        if not self._scaler.is_enabled() and not math.isfinite(float(length)):
            return math.nan
        clip = self.manner.hyperparameters.clip
        if clip:
            nn.utils.clip_grads_with_norm_(self._optimizer.moved, clip, length)
        self._optimizer.step(rate, self._scaler)
        if self.manner.average is not None:
            self.manner.average.follow(self.network)
        return value

    @property
    def answering(self) -> AnyNetwork:
        """The network to validate and to keep: the average where there is one."""
        return self.network if self.manner.average is None else self.manner.average.network

    def state(self) -> dict[str, torch.Tensor]:
        """The tensors by name that a run needs to go on: those that `restore` takes back, and the average's."""
        found = {f"optimizer.{name}": tensor for name, tensor in self._optimizer.state().items()}
        if self.manner.average is not None:
            found |= {f"average.{name}": tensor for name, tensor in self.manner.average.state().items()}
        if self._scaler.is_enabled():
            scaler = self._scaler.state_dict()
            found["scaler"] = torch.tensor([scaler["scale"], scaler["_growth_tracker"]], dtype=torch.float64)
        return found

    def restore(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Take back what `state` gave of the optimizer. Raises ValueError where it is another network's."""
        self._optimizer.restore(below("optimizer.", tensors))
        if "scaler" in tensors and self._scaler.is_enabled():
            scale, growth = tensors["scaler"].tolist()
            self._scaler.load_state_dict(self._scaler.state_dict() | {"scale": scale, "_growth_tracker": int(growth)})


def below(prefix: str, tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Those tensors whose names begin so, by the rest of them."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def weights_of(network: nn.Module) -> dict[str, torch.Tensor]:
    """A copy of the network's weights on the CPU."""
    return {name: tensor.detach().cpu().clone() for name, tensor in network.state_dict().items()}
