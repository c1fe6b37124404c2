"""Layers that heads are made of. GroupNorm, not BatchNorm: nothing drifts on small sets, and a last batch of one is no
special case."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = 8
_APART = 0x9E3779B1  # of the 32 bits that torch takes of a seed
Layer = TypeVar("Layer", nn.Linear, nn.Conv2d)


def separable(inward: int, outward: int) -> nn.Sequential:
    """A depthwise 3×3 and a pointwise convolution."""
    return nn.Sequential(
        nn.Conv2d(inward, inward, 3, padding=1, groups=inward, bias=False),
        nn.Conv2d(inward, outward, 1, bias=False),
        nn.GroupNorm(GROUPS, outward),
        nn.ReLU(inplace=True),
    )


class ChannelDropout(nn.Module):
    """Dropout of whole channels (Tompson et al. 2015), N×C or N×C×h×w. Its chance can be told for each picture
    (`seeds`, N of them), so that a picture loses the same channels in whatever part of a batch, or process, it is
    learnt."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share
        self.seeds: tuple[int, ...] = ()

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        if not self.training or not self.share:
            return features
        count, channels = features.shape[:2]
        if len(self.seeds) == count:
            drawn = [torch.rand(channels, generator=torch.Generator().manual_seed(seed)) for seed in self.seeds]
            chance = torch.stack(drawn)
        else:
            chance = torch.rand(count, channels)
        kept = (chance >= self.share).to(features) / (1 - self.share)
        return features * kept.reshape(count, channels, *[1] * (features.ndim - 2))


def tell_chance(network: nn.Module, seeds: Sequence[int]) -> None:
    """Give each dropout of the network a chance of its own for each of the pictures it sees next."""
    dropouts = [module for module in network.modules() if isinstance(module, ChannelDropout)]
    for number, dropout in enumerate(dropouts):
        dropout.seeds = tuple((seed + number * _APART) % (1 << 32) for seed in seeds)


def quiet(layer: Layer) -> Layer:
    """A last layer that has no opinion yet."""
    nn.init.normal_(layer.weight, std=0.01)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return layer


def enlarged(features: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """N×C×h×w features on the grid of `like`, bilinear."""
    return functional.interpolate(features, size=like.shape[-2:], mode="bilinear", align_corners=False)
