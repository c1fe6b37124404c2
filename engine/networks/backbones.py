"""Backbones: a picture to a pyramid of features, made of torchvision's networks without their classifiers."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch
from torch import nn
from torchvision.models import mobilenet_v2, mobilenet_v3_large, resnet50
from torchvision.models.vgg import cfgs, make_layers

from engine.errors import EngineError
from engine.networks import digits
from engine.networks.unet import encoder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


class Pyramid(nn.Module):
    """Blocks one after the other, some of whose outputs are kept.

    Forward: N×3×S×S to a list of features N×C×(S/s)×(S/s), one for each of `strides` s, finest first. `channels` names
    the C of every stride there is; all of them are given until `keep` says which are read.
    """

    def __init__(self, features: nn.Sequential, levels: Mapping[int, str]) -> None:
        super().__init__()
        self.features = features
        self.channels = _channels(features, levels)
        self.strides = tuple(levels)
        self._levels = dict(levels)

    def keep(self, strides: Collection[int]) -> None:
        """Give the levels of these strides alone: what no head reads is neither cached nor held in memory."""
        self.strides = tuple(stride for stride in self._levels if stride in strides)

    def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        wanted = [self._levels[stride] for stride in self.strides]
        found = []
        for name, block in self.features.named_children():
            pictures = block(pictures)
            if name in wanted:
                found.append(pictures)
            if name == wanted[-1]:
                break
        return found


def _channels(features: nn.Sequential, levels: Mapping[int, str]) -> dict[int, int]:
    """The channels at each level: those of the last convolution before its end."""
    found, last = {}, 0
    strides = {name: stride for stride, name in levels.items()}
    for name, block in features.named_children():
        for module in block.modules():
            if isinstance(module, nn.Conv2d):
                last = module.out_channels
        if name in strides:
            found[strides[name]] = last
    return found


@dataclass(frozen=True, slots=True)
class _Kind:
    """`make` takes a width (1.0: as published) and gives the blocks; `levels` names the last block of each stride."""

    make: Callable[[float], nn.Sequential]
    levels: Mapping[int, str]


def _mobilenet_v3(width: float, dilated: bool) -> nn.Sequential:
    """torchvision's statistics move by a hundredth a step, as befits the hundred thousand steps of ImageNet; small sets
    have hundreds."""
    norm = partial(nn.BatchNorm2d, eps=0.001, momentum=0.1)
    return mobilenet_v3_large(width_mult=width, dilated=dilated, norm_layer=norm).features


def _resnet(width: float, dilated: tuple[bool, bool, bool]) -> nn.Sequential:
    network = resnet50(width_per_group=round(64 * width), replace_stride_with_dilation=list(dilated))
    return nn.Sequential(OrderedDict(item for item in network.named_children() if item[0] not in ("avgpool", "fc")))


def _vgg16(width: float) -> nn.Sequential:
    """The layers of torchvision's VGG16, initialised as there; its classifier alone would take half a gigabyte."""
    layers = make_layers([size if isinstance(size, str) else round(size * width) for size in cfgs["D"]])
    for layer in layers:
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return layers


_KINDS = {
    "mobilenet_v2": _Kind(lambda width: mobilenet_v2(width_mult=width).features, {4: "3", 8: "6", 16: "13", 32: "18"}),
    "mobilenet_v3_large": _Kind(
        lambda width: _mobilenet_v3(width, dilated=False), {4: "3", 8: "6", 16: "12", 32: "16"}
    ),
    # Dilated, as torchvision's networks for masks have it: 8 and 16 are the two levels that LR-ASPP reads there.
    "mobilenet_v3_large_dilated": _Kind(lambda width: _mobilenet_v3(width, dilated=True), {4: "3", 8: "4", 16: "16"}),
    "resnet50": _Kind(
        lambda width: _resnet(width, (False, False, False)), {4: "layer1", 8: "layer2", 16: "layer3", 32: "layer4"}
    ),
    "resnet50_dilated": _Kind(lambda width: _resnet(width, (False, True, True)), {4: "layer1", 8: "layer4"}),
    "vgg16": _Kind(_vgg16, {1: "3", 2: "8", 4: "15", 8: "22", 16: "29"}),
    "unet": _Kind(encoder, {1: "0", 2: "1", 4: "2", 8: "3", 16: "4"}),
    "digits": _Kind(digits.features, digits.LEVELS),
}


def backbone(name: str, width: float) -> Pyramid:
    """The backbone of that name with random weights. Raises EngineError for a name we don't know."""
    if name not in _KINDS:
        raise EngineError(f"there is no backbone {name!r}; this version knows {', '.join(_KINDS)}")
    kind = _KINDS[name]
    return Pyramid(kind.make(width), kind.levels)
