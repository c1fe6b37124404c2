"""A frozen backbone says the same to ONNX Runtime and to torch; where ONNX Runtime cannot read it, torch does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from engine.exporting import reader as readers
from engine.exporting.reader import reader
from engine.exporting.sessions import Session
from engine.networks.making import make
from engine.preprocessing import Preprocessing
from engine.recipes import recipe_named
from engine.training.features import pyramid
from tests.engine.test_folding import stirred

if TYPE_CHECKING:
    from engine.networks.folding import Reader

CPU = torch.device("cpu")
SIDE = 64
READ = ["multi-mobilenet_v2", "detector-mobilenet_v3_large", "localizer-resnet50", "lraspp-mobilenet_v3_large",
        "unet-vgg16"]  # fmt: skip


def backbone_of(name: str) -> nn.Module:
    torch.manual_seed(0)
    network = make(recipe_named(name), 3, 2)
    stirred(network)
    return network.backbone.eval()


def features(backbone: Reader) -> list[torch.Tensor]:
    square = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    return pyramid(backbone, square, Preprocessing(side=SIDE), CPU)


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """Those that were asked, once for each time."""
    asked: list[Session] = []
    sound = Session.run

    def run(self: Session, squares: np.ndarray) -> dict[str, np.ndarray]:
        asked.append(self)
        return sound(self, squares)

    monkeypatch.setattr(Session, "run", run)
    return asked


@pytest.mark.parametrize("name", [*READ, pytest.param("deeplabv3-resnet50", marks=pytest.mark.slow)])
def test_onnx_runtime_says_what_torch_says(name: str, sessions: list[Session]) -> None:
    backbone = backbone_of(name)
    quick = reader(backbone, SIDE, CPU)
    assert not sessions  # made when first asked
    for mine, true in zip(features(quick), features(backbone), strict=True):
        assert mine.shape == true.shape and float((mine - true).abs().max()) <= 1e-4 * float(true.abs().max())
    assert len(sessions) == 2  # a probe, and the picture
    assert all(torch.equal(one, other) for one, other in zip(features(quick), features(quick), strict=True))


@pytest.mark.parametrize("name", ["unet", "mnist75", "ssdlite320"])
def test_what_it_cannot_read_torch_does(name: str, sessions: list[Session]) -> None:
    backbone = backbone_of(name)
    for mine, true in zip(features(reader(backbone, SIDE, CPU)), features(backbone), strict=True):
        torch.testing.assert_close(mine, true, rtol=1e-4, atol=1e-4)
    assert not sessions


def test_where_the_two_disagree_torch_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = Session.run
    monkeypatch.setattr(
        Session, "run", lambda self, squares: {name: 2 * level for name, level in sound(self, squares).items()}
    )
    backbone = backbone_of("multi-small")
    for mine, true in zip(features(reader(backbone, SIDE, CPU)), features(backbone), strict=True):
        torch.testing.assert_close(mine, true, rtol=1e-4, atol=1e-4)


def test_layers_that_only_look_alike_are_not_written() -> None:
    class Scaled(nn.Module):
        def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
            return [pictures * 2.0, pictures + pictures]

    class Reflecting(nn.Sequential):
        def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
            return [super().forward(pictures)]

    odd = [Scaled(), *(Reflecting(layer) for layer in (
        nn.Conv2d(3, 3, 3, padding=1, padding_mode="reflect"), nn.Conv2d(3, 3, 3, padding="same"),
        nn.MaxPool2d(2, ceil_mode=True), nn.AdaptiveAvgPool2d(2), nn.GELU(),
    ))]  # fmt: skip
    for backbone in odd:
        assert readers._session(backbone.eval(), SIDE) is None, backbone
