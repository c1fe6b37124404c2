"""The part of training that learns: one network, its optimizer, one batch at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np
import torch

from engine import device as devices
from engine.errors import EngineError
from engine.training.losses import counts, loss

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.networks.network import Network
    from engine.networks.outputs import Outputs
    from engine.training.targets import Targets

_WARMING = 0.1
_LEAST = 0.01
_CLASS_RATE = 0.25
"""The class layer's share of the learning rate: on 404 pets faster learning only fits the training pictures better."""


class Material(Protocol):
    """What an epoch is fed: `outputs` runs the network on the pictures at `places` and says what they should be."""

    @property
    def targets(self) -> Targets: ...

    def outputs(
        self, network: Network, places: Sequence[int], chance: np.random.Generator | None, device: torch.device
    ) -> tuple[Outputs, Targets]: ...


class Learner:
    """`frozen` keeps the backbone as it came: its weights, and in eval mode, or its BatchNorm statistics drift."""

    def __init__(self, network: Network, frozen: bool, weight_decay: float, device: torch.device) -> None:
        self.network = network.to(device)
        self.device = device
        self._frozen = frozen
        self._parts = 1
        for parameter in network.backbone.parameters():
            parameter.requires_grad_(not frozen)
        groups = (([], 1.0), ([], _CLASS_RATE))
        for name, parameter in network.named_parameters():
            if parameter.requires_grad:
                groups[name.startswith("heads.class.")][0].append(parameter)
        self._learning = [parameter for parameters, _ in groups for parameter in parameters]
        self._optimizer = torch.optim.AdamW(
            [{"params": parameters, "share": share} for parameters, share in groups if parameters],
            weight_decay=weight_decay,
        )

    def learn(self, material: Material, places: Sequence[int], chance: np.random.Generator, rate: float) -> float:
        """One step at this learning rate on these pictures; the loss before it, perhaps not finite (then nothing is
        changed). Where memory does not suffice the batch is halved once, then EngineError says what to do."""
        self.network.train()
        self.network.backbone.train(not self._frozen)
        state = chance.bit_generator.state
        try:
            value = self._gather(material, places, chance)
        except (RuntimeError, MemoryError) as error:
            if not devices.is_out_of_memory(error):
                raise
            if self._parts > 1 or len(places) == 1:
                raise EngineError(
                    "not enough memory to learn, even with half a batch; close other programs or say --device cpu"
                ) from error
            self._parts = 2
            chance.bit_generator.state = state
            devices.free_memory(self.device)
            return self.learn(material, places, chance, rate)
        if math.isfinite(value):
            for group in self._optimizer.param_groups:
                group["lr"] = rate * group["share"]
            self._optimizer.step()
        return value

    def _gather(self, material: Material, places: Sequence[int], chance: np.random.Generator) -> float:
        """Add up the gradients of the batch; returns its mean loss."""
        self._optimizer.zero_grad(set_to_none=True)
        total, whole = 0.0, counts(material.targets.at(places))
        for part in np.array_split(np.asarray(places), min(self._parts, len(places))):
            torch.manual_seed(int(chance.integers(2**31)))  # dropout's, the same in a resumed epoch
            outputs, targets = material.outputs(self.network, part.tolist(), chance, self.device)
            share = loss(outputs, targets, whole)
            share.backward()
            total += float(share.detach())
        return total

    def state(self) -> dict[str, torch.Tensor]:
        """The optimizer's tensors by name."""
        kept = self._optimizer.state_dict()["state"]
        return {f"{place}.{name}": tensor for place, values in kept.items() for name, tensor in values.items()}

    def restore(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Take back what `state` gave. Raises ValueError where it is another network's."""
        state: dict[int, dict[str, torch.Tensor]] = {}
        for key, tensor in tensors.items():
            place, name = key.split(".")
            number = int(place)
            if number >= len(self._learning) or name not in ("step", "exp_avg", "exp_avg_sq"):
                raise ValueError(f"{key} is no state of this optimizer")
            if name != "step" and tensor.shape != self._learning[number].shape:
                raise ValueError(f"{key} has a wrong shape")
            state.setdefault(number, {})[name] = tensor
        self._optimizer.load_state_dict(self._optimizer.state_dict() | {"state": state})

    def weights(self) -> dict[str, torch.Tensor]:
        """A copy of the network's weights on the CPU."""
        return {name: tensor.detach().cpu().clone() for name, tensor in self.network.state_dict().items()}


def rate_at(step: int, steps: int, highest: float) -> float:
    """The learning rate of a step: a linear rise over the first tenth, then half a cosine down to a hundredth."""
    warm = max(1, round(steps * _WARMING))
    if step < warm:
        return highest * (step + 1) / warm
    fallen = (step - warm) / max(1, steps - warm)
    return highest * (_LEAST + (1 - _LEAST) * 0.5 * (1 + math.cos(math.pi * fallen)))
