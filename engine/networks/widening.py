"""Heads that are computed in float32 on a backbone that is computed in 16 bits."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import nn

    from engine.networks.outputs import Outputs


def wide(say: Callable[..., Outputs]) -> Callable[..., Outputs]:
    """`say`, a network's method whose first argument is the backbone's pyramid, in float32 inside autocast too: with 16
    bits an edge is placed to a pixel or two of the square, and a loss summed to a hundredth."""

    @wraps(say)
    def widened(network: nn.Module, pyramid: Sequence[torch.Tensor], *more: Any) -> Outputs:
        with torch.autocast(pyramid[0].device.type, enabled=False):
            return say(network, [level.float() for level in pyramid], *more)

    return widened
