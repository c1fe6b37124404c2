"""Backbones: a picture to a pyramid of features."""

from __future__ import annotations

import torch
from torch import nn
from torchvision.models import mobilenet_v2

from engine.errors import EngineError

LEVELS = (3, 6, 13, 18)
"""MobileNetV2's blocks whose output we use: the last at strides 4, 8, 16 and 32."""


class MobileNetV2(nn.Module):
    """torchvision's MobileNetV2 without its classifier. Forward: N×3×S×S to features N×C×(S/s)×(S/s) at the strides
    s = 4, 8, 16, 32; `channels` names their C."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.features = mobilenet_v2(width_mult=width).features
        self.channels = tuple(_width_of(self.features[level]) for level in LEVELS)

    def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        found = []
        for number, block in enumerate(self.features):
            pictures = block(pictures)
            if number in LEVELS:
                found.append(pictures)
        return found


def _width_of(block: nn.Module) -> int:
    """The channels a block gives out: those of its last BatchNorm."""
    return [module for module in block.modules() if isinstance(module, nn.BatchNorm2d)][-1].num_features


def backbone(name: str, width: float) -> MobileNetV2:
    """The backbone of that name with random weights. Raises EngineError for a name we don't know."""
    if name != "mobilenet_v2":
        raise EngineError(f"there is no backbone {name!r}; this version knows mobilenet_v2")
    return MobileNetV2(width)
