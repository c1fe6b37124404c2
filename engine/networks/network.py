"""The network: a backbone and the heads a recipe names, trained and served by the same code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

from engine.networks.backbones import backbone
from engine.networks.dense import DenseHead
from engine.networks.heads import BoxHead, ClassHead, MaskHead
from engine.networks.outputs import Outputs
from engine.networks.segmenting import LRASPP, DeepLab
from engine.networks.unet import UNetHead

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.recipes import Recipe

    Head = ClassHead | BoxHead | MaskHead | UNetHead | DeepLab | LRASPP | DenseHead


class Network(nn.Module):
    """Forward: normalised pictures N×3×S×S to `Outputs`; in two halves, so that the features of a frozen backbone can
    be kept: `backbone` gives the levels of the pyramid that a head reads, `read` the heads' outputs.

    `last_layers` names the layers that have a row for each class ("class", "detections") or for the background and each
    mask class ("mask").
    """

    def __init__(self, recipe: Recipe, classes: int, mask_classes: int) -> None:
        super().__init__()
        self.backbone = backbone(recipe.backbone, recipe.width)
        channels = self.backbone.channels
        heads: dict[str, Head] = {}
        if "class" in recipe.heads:
            heads["class"] = ClassHead(channels, classes, recipe.dropout)
        if "box" in recipe.heads:
            heads["box"] = BoxHead(channels, recipe.box_strides, recipe.box_width, recipe.dropout)
        if "mask" in recipe.heads:
            heads["mask"] = _mask_head(recipe, channels, mask_classes)
        if "detections" in recipe.heads:
            heads["detections"] = DenseHead(channels, recipe.object_width, classes, recipe.dropout)
        self.heads = nn.ModuleDict(heads)
        self._read = {name: head.strides for name, head in heads.items()}
        self.backbone.keep({stride for strides in self._read.values() for stride in strides})
        self.last_layers = {f"heads.{name}.{layer}": name for name, head in heads.items() for layer in head.last}

    def forward(self, pictures: torch.Tensor) -> Outputs:
        return self.read(self.backbone(pictures))

    def read(self, pyramid: Sequence[torch.Tensor]) -> Outputs:
        levels = dict(zip(self.backbone.strides, pyramid, strict=True))
        read = {name: [levels[stride] for stride in strides] for name, strides in self._read.items()}
        mask = self.heads["mask"](read["mask"]) if "mask" in read else None
        box = self.heads["box"](read["box"]) if "box" in read else None
        dense = self.heads["detections"](read["detections"]) if "detections" in read else None
        classes = None
        if "class" in read:
            (coarse,) = read["class"]
            classes = self.heads["class"](coarse, _subject(mask, coarse))
        return Outputs(classes, box, mask, dense)


def _mask_head(recipe: Recipe, channels: Mapping[int, int], classes: int) -> MaskHead | UNetHead | DeepLab | LRASPP:
    if recipe.mask_head == "light":
        return MaskHead(channels, recipe.mask_width, classes, recipe.dropout)
    if recipe.mask_head == "unet":
        return UNetHead(channels, recipe.mask_width, classes, recipe.dropout, recipe.mask_stride)
    if recipe.mask_head == "deeplab":
        return DeepLab(channels, classes, recipe.dropout, recipe.mask_stride)
    if recipe.mask_head == "lraspp":
        return LRASPP(channels, classes, recipe.mask_stride)
    raise ValueError(f"there is no mask head {recipe.mask_head!r}")


def _subject(mask: torch.Tensor | None, coarse: torch.Tensor) -> torch.Tensor:
    """Where the subject is, N×1×h×w in 0..1: the mask head's word for it (not taught by the class), else everywhere."""
    if mask is None:
        return torch.ones_like(coarse[:, :1])
    foreground = 1 - mask.detach().softmax(1)[:, :1]
    return functional.adaptive_avg_pool2d(foreground, (coarse.shape[-2], coarse.shape[-1]))
