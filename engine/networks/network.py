"""The network: a backbone and the heads a recipe names, trained and served by the same code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

from engine.networks.backbones import backbone
from engine.networks.heads import BoxHead, ClassHead, MaskHead
from engine.networks.outputs import Outputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.recipes import Recipe


class Network(nn.Module):
    """Forward: normalised pictures N×3×S×S to `Outputs`; in two halves, so that the features of a frozen backbone can
    be kept: `backbone` gives the pyramid and `read` the heads' outputs."""

    def __init__(self, recipe: Recipe, classes: int, mask_classes: int) -> None:
        super().__init__()
        self.backbone = backbone(recipe.backbone, recipe.width)
        channels = self.backbone.channels
        heads: dict[str, nn.Module] = {}
        if "class" in recipe.heads:
            heads["class"] = ClassHead(channels[3], classes, recipe.dropout)
        if "box" in recipe.heads:
            heads["box"] = BoxHead(channels, recipe.box_width, recipe.dropout)
        if "mask" in recipe.heads:
            heads["mask"] = MaskHead(channels, recipe.mask_width, mask_classes, recipe.dropout)
        self.heads = nn.ModuleDict(heads)

    def forward(self, pictures: torch.Tensor) -> Outputs:
        return self.read(self.backbone(pictures))

    def read(self, pyramid: Sequence[torch.Tensor]) -> Outputs:
        mask = self.heads["mask"](pyramid) if "mask" in self.heads else None
        box = self.heads["box"](pyramid) if "box" in self.heads else None
        classes = self.heads["class"](pyramid[3], _subject(mask, pyramid[3])) if "class" in self.heads else None
        return Outputs(classes, box, mask)


def _subject(mask: torch.Tensor | None, coarse: torch.Tensor) -> torch.Tensor:
    """Where the subject is, N×1×h×w in 0..1: the mask head's word for it (not taught by the class), else everywhere."""
    if mask is None:
        return torch.ones_like(coarse[:, :1])
    foreground = 1 - mask.detach().softmax(1)[:, :1]
    return functional.adaptive_avg_pool2d(foreground, (coarse.shape[-2], coarse.shape[-1]))


def parameters(recipe: Recipe, classes: int = 1, mask_classes: int = 1) -> int:
    """The parameters of the recipe's network, counted without allocating any."""
    with torch.device("meta"):
        return sum(values.numel() for values in Network(recipe, classes, mask_classes).parameters())
