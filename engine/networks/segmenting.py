"""torchvision's heads for masks, on the grid that a recipe's masks have. Their layers keep torchvision's names, so that
its pretrained files fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional
from torchvision.models.segmentation.deeplabv3 import DeepLabHead
from torchvision.models.segmentation.lraspp import LRASPPHead
from torchvision.ops import FrozenBatchNorm2d

from engine.networks.layers import ChannelDropout, quiet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BETWEEN = 128
_POOLED, _DROPOUT = "0.convs.4.2", "0.project.3"


class DeepLab(nn.Module):
    """DeepLabv3's head (Chen et al. 2017) on the coarsest level.

    Forward: one level N×C×h×w to N×(1 + mask classes)×(S/mask_stride)² logits, background first. The branch that pools
    the whole picture has one value a channel, which a batch of one, or of few, cannot normalise by: its BatchNorm stays
    as it came. torchvision's dropout draws for a whole batch at once, which its parts could not repeat: ours draws by
    picture.
    """

    last = ("layers.4",)

    def __init__(self, channels: Mapping[int, int], classes: int, dropout: float, mask_stride: int) -> None:
        super().__init__()
        coarsest = max(channels)
        self.strides = (coarsest,)
        self.layers = DeepLabHead(channels[coarsest], classes + 1)
        normalized = self.layers.get_submodule(_POOLED)
        scores = self.layers[4]
        assert isinstance(normalized, nn.BatchNorm2d) and isinstance(scores, nn.Conv2d)
        self.layers.set_submodule(_POOLED, FrozenBatchNorm2d(normalized.num_features), strict=True)
        self.layers.set_submodule(_DROPOUT, ChannelDropout(dropout), strict=True)
        quiet(scores)
        self._times = coarsest / mask_stride

    def forward(self, pyramid: Sequence[torch.Tensor]) -> torch.Tensor:
        return _on_grid(self.layers(pyramid[0]), self._times)


class LRASPP(nn.Module):
    """The Lite R-ASPP head of MobileNetV3 (Howard et al. 2019) on the levels of stride 8 and 16.

    Forward: the two levels, finer first, to N×(1 + mask classes)×(S/mask_stride)² logits, background first.
    """

    last = ("layers.low_classifier", "layers.high_classifier")

    def __init__(self, channels: Mapping[int, int], classes: int, mask_stride: int) -> None:
        super().__init__()
        self.strides = (8, 16)
        self.layers = LRASPPHead(channels[8], channels[16], classes + 1, _BETWEEN)
        for layer in (self.layers.low_classifier, self.layers.high_classifier):
            quiet(layer)
        self._times = 8 / mask_stride

    def forward(self, pyramid: Sequence[torch.Tensor]) -> torch.Tensor:
        low, high = pyramid
        return _on_grid(self.layers({"low": low, "high": high}), self._times)


def _on_grid(scores: torch.Tensor, times: float) -> torch.Tensor:
    size = (round(scores.shape[-2] * times), round(scores.shape[-1] * times))
    return functional.interpolate(scores, size=size, mode="bilinear", align_corners=False)
