"""Layers that heads are made of. GroupNorm, not BatchNorm: nothing drifts on small sets, and a last batch of one is no
special case."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import nn
from torch.nn import functional

GROUPS = 8
Layer = TypeVar("Layer", nn.Linear, nn.Conv2d)


def separable(inward: int, outward: int) -> nn.Sequential:
    """A depthwise 3×3 and a pointwise convolution."""
    return nn.Sequential(
        nn.Conv2d(inward, inward, 3, padding=1, groups=inward, bias=False),
        nn.Conv2d(inward, outward, 1, bias=False),
        nn.GroupNorm(GROUPS, outward),
        nn.ReLU(inplace=True),
    )


def quiet(layer: Layer) -> Layer:
    """A last layer that has no opinion yet."""
    nn.init.normal_(layer.weight, std=0.01)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return layer


def enlarged(features: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """N×C×h×w features on the grid of `like`, bilinear."""
    return functional.interpolate(features, size=like.shape[-2:], mode="bilinear", align_corners=False)
