"""A backbone that is only asked says the same as the one that is taught."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from engine.networks.folding import folded
from engine.networks.making import make
from engine.preprocessing import Preprocessing
from engine.recipes import recipe_named
from engine.training.features import pyramid


def stirred(network: nn.Module) -> None:
    """Batch norms as after much learning: their statistics and weights are no longer zeros and ones."""
    torch.manual_seed(1)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None and module.running_var is not None:
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.7, 1.4)
            nn.init.uniform_(module.weight, 0.8, 1.2)
            nn.init.normal_(module.bias, 0, 0.1)


@pytest.mark.parametrize("name", ["multi-small", "localizer-mobilenet_v3_large", "localizer-resnet50", "unet-vgg16"])
def test_features_are_the_same_and_the_network_stays_as_it_was(name: str) -> None:
    torch.manual_seed(0)
    network = make(recipe_named(name), 3, 2)
    stirred(network)
    kept = {key: value.clone() for key, value in network.state_dict().items()}
    quick = folded(network.backbone)
    assert quick is not network.backbone
    square = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    found = pyramid(quick, square, Preprocessing(side=64), torch.device("cpu"))
    wanted = pyramid(network.backbone.eval(), square, Preprocessing(side=64), torch.device("cpu"))
    for mine, true in zip(found, wanted, strict=True):
        assert mine.shape == true.shape and float((mine - true).abs().max()) <= 1e-4 * float(true.abs().max())
    assert all(torch.equal(value, kept[key]) for key, value in network.state_dict().items())


def test_a_norm_that_is_not_the_convolutions_is_left_alone() -> None:
    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm = nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3)

        def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
            return [self.conv(torch.relu(self.norm(pictures)))]

    odd = Odd()
    stirred(odd)
    assert folded(odd) is odd
