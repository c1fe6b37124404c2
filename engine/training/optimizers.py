"""The optimizer of a phase: what it moves, how fast, and its memory as tensors by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import nn

    from engine.hyperparameters import Hyperparameters

_CLASS_RATE = 0.25
"""The class layer's share of the learning rate: on 404 pets faster learning only fits the training pictures better."""
_KEPT = {"adamw": ("step", "exp_avg", "exp_avg_sq"), "sgd": ("momentum_buffer",)}


class Optimizer:
    """Moves those parameters of `network` that want a gradient: AdamW (Loshchilov and Hutter 2019) or SGD with
    momentum. `backbone_rate` is the backbone's share of the learning rate."""

    def __init__(self, network: nn.Module, hyperparameters: Hyperparameters, backbone_rate: float) -> None:
        shares = {"heads.class.": _CLASS_RATE, "backbone.": backbone_rate, "": 1.0}
        groups: dict[str, list[nn.Parameter]] = {"": [], "heads.class.": [], "backbone.": []}
        for name, parameter in network.named_parameters():
            if parameter.requires_grad:
                groups[next(part for part in shares if name.startswith(part))].append(parameter)
        made = [{"params": learning, "share": shares[part]} for part, learning in groups.items() if learning]
        decay, momentum = hyperparameters.weight_decay, hyperparameters.momentum
        self._kept = _KEPT[hyperparameters.optimizer]
        self._optimizer = (
            torch.optim.AdamW(made, betas=(momentum, 0.999), weight_decay=decay)
            if hyperparameters.optimizer == "adamw"
            else torch.optim.SGD(made, lr=0.0, momentum=momentum, weight_decay=decay)
        )
        self.moved = [parameter for group in made for parameter in group["params"]]

    def forget_gradients(self) -> None:
        self._optimizer.zero_grad(set_to_none=True)

    def step(self, rate: float, scaler: torch.amp.GradScaler) -> None:
        """Move by the gradients that are there; none of them, where `scaler` found one that is no number."""
        for group in self._optimizer.param_groups:
            group["lr"] = rate * group["share"]
        scaler.step(self._optimizer)
        scaler.update()

    def unscale(self, scaler: torch.amp.GradScaler) -> None:
        scaler.unscale_(self._optimizer)

    def state(self) -> dict[str, torch.Tensor]:
        """Its memory: a tensor for each parameter and quantity, "0.exp_avg"."""
        kept = self._optimizer.state_dict()["state"]
        return {
            f"{place}.{name}": tensor
            for place, values in kept.items()
            for name, tensor in values.items()
            if tensor is not None
        }

    def restore(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Take back what `state` gave. Raises ValueError where it is another network's."""
        state: dict[int, dict[str, torch.Tensor]] = {}
        for key, tensor in tensors.items():
            place, _, name = key.partition(".")
            if name not in self._kept or not place.isdecimal() or int(place) >= len(self.moved):
                raise ValueError(f"{key} is no state of this optimizer")
            if name != "step" and tensor.shape != self.moved[int(place)].shape:
                raise ValueError(f"{key} has a wrong shape")
            state.setdefault(int(place), {})[name] = tensor
        self._optimizer.load_state_dict(self._optimizer.state_dict() | {"state": state})
