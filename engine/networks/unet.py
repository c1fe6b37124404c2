"""U-Net (Ronneberger et al. 2015), with GroupNorm and padded convolutions: its encoder, and a decoder that joins the
features of any backbone on the way up."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import nn
from torchvision.ops import Conv2dNormActivation

from engine.networks.layers import GROUPS, ChannelDropout, quiet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDEST = 512
_FIRST, _STAGES = 64, 5


def encoder(width: float) -> nn.Sequential:
    """U-Net's way down: five stages of two convolutions at strides 1 to 16, 64 to 1024 channels times `width`."""
    sizes = [round(_FIRST * width) << stage for stage in range(_STAGES)]
    stages = [_two_convolutions(3, sizes[0])]
    for inward, outward in pairwise(sizes):
        stages.append(nn.Sequential(nn.MaxPool2d(2), *_two_convolutions(inward, outward)))
    return nn.Sequential(*stages)


class UNetHead(nn.Module):
    """U-Net's way up, from the coarsest level to the one whose stride is `mask_stride`.

    Forward: the levels of `strides`, finest first, to N×(1 + mask classes)×(S/mask_stride)² logits, background first.
    `width` channels at the end, twice as many at each coarser level, at most 512.
    """

    last = ("scores",)

    def __init__(self, channels: Mapping[int, int], width: int, classes: int, dropout: float, mask_stride: int) -> None:
        super().__init__()
        self.strides = tuple(stride for stride in channels if stride >= mask_stride)
        self.dropout = ChannelDropout(dropout)
        # A pretrained VGG's features are tens of times larger than what the decoder makes: without these they drown it.
        self.sides = nn.ModuleList(nn.GroupNorm(GROUPS, channels[stride]) for stride in self.strides)
        inward = channels[self.strides[-1]]
        up, merge = [], []
        for level in reversed(range(len(self.strides) - 1)):
            outward = min(_WIDEST, width << level)
            up.append(nn.ConvTranspose2d(inward, outward, 2, stride=2))
            merge.append(_two_convolutions(outward + channels[self.strides[level]], outward))
            inward = outward
        self.up, self.merge = nn.ModuleList(up), nn.ModuleList(merge)
        self.scores = quiet(nn.Conv2d(inward, classes + 1, 1))

    def forward(self, pyramid: Sequence[torch.Tensor]) -> torch.Tensor:
        *sides, coarsest = [norm(level) for norm, level in zip(self.sides, pyramid, strict=True)]
        decoded = self.dropout(coarsest)
        for up, merge, side in zip(self.up, self.merge, reversed(sides), strict=True):
            decoded = merge(torch.cat((up(decoded), side), 1))
        return self.scores(decoded)


def _two_convolutions(inward: int, outward: int) -> nn.Sequential:
    layer = partial(Conv2dNormActivation, kernel_size=3, norm_layer=partial(nn.GroupNorm, GROUPS))
    return nn.Sequential(layer(inward, outward), layer(outward, outward))
