"""The moving average of a network's weights, which wanders less than they do (Polyak and Juditsky 1992)."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.networks.making import AnyNetwork


class Average:
    """`network` is the averaged one, in eval mode, on the device of the one it follows.

    Each step takes it by 1 - decay towards the weights; at first by more, (1 + n) / (10 + n) of it staying after n
    steps, so that a short run's average is not of its beginning.
    """

    def __init__(self, followed: AnyNetwork, decay: float) -> None:
        self.network = deepcopy(followed).eval().requires_grad_(False)
        self._decay = decay
        self._steps = 0

    @torch.no_grad()
    def follow(self, followed: AnyNetwork) -> None:
        """Take one step. Statistics of BatchNorms are averaged too; what is no floating number is copied."""
        kept = min(self._decay, (1 + self._steps) / (10 + self._steps))
        self._steps += 1
        there = followed.state_dict()
        for name, own in self.network.state_dict().items():
            if own.is_floating_point():
                own.lerp_(there[name], 1 - kept)
            else:
                own.copy_(there[name])

    def state(self) -> dict[str, torch.Tensor]:
        return {"steps": torch.tensor(self._steps)} | {
            f"network.{name}": tensor for name, tensor in self.network.state_dict().items()
        }

    def restore(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Take back what `state` gave. Raises ValueError where it is another network's."""
        try:
            self._steps = int(tensors["steps"])
            own = {name.removeprefix("network."): tensor for name, tensor in tensors.items() if name != "steps"}
            self.network.load_state_dict(own)
        except (KeyError, RuntimeError) as error:
            raise ValueError("the average is another network's") from error
