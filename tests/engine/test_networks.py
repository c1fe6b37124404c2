"""Networks as recipes put them together: what they say, the levels they read, what they owe to torchvision."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.modules.dropout import _DropoutNd
from torchvision import models
from torchvision.models import segmentation

from engine.errors import EngineError
from engine.networks import backbones
from engine.networks.making import make, parameters, taken_over
from engine.networks.network import Network
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES, recipe_named
from engine.training.features import open_cache, picture_key, pyramid

if TYPE_CHECKING:
    from pathlib import Path

    from engine.networks.making import AnyNetwork

CLASSES, MASK_CLASSES, SIDE = 3, 2, 64
OURS = tuple(name for name, recipe in RECIPES.items() if recipe.detector is None and recipe.backbone != "digits")
CLASSIFIERS = {
    "mobilenet_v2": models.mobilenet_v2,
    "mobilenet_v3_large": models.mobilenet_v3_large,
    "resnet50": models.resnet50,
    "vgg16": models.vgg16,
}


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


def assert_every_dropout_draws_by_picture(network: AnyNetwork) -> None:
    """One that draws for a whole batch learns something else in its parts, and in several processes."""
    assert not [module for module in network.modules() if isinstance(module, _DropoutNd)]


@pytest.mark.parametrize("name", [name for name in RECIPES if name not in OURS])
def test_the_dropouts_of_those_that_are_not_ours_or_read_digits(name: str) -> None:
    with torch.device("meta"):
        assert_every_dropout_draws_by_picture(make(RECIPES[name], CLASSES, MASK_CLASSES))


@pytest.mark.parametrize("name", OURS)
def test_every_recipe_learns_from_a_batch_of_one_and_says_what_it_should(name: str) -> None:
    recipe = RECIPES[name]
    network = Network(recipe, CLASSES, MASK_CLASSES)
    assert_every_dropout_draws_by_picture(network)
    said = network.train()(torch.randn(1, 3, SIDE, SIDE))
    wanted = {"class": (1, CLASSES), "box": (1, 4)}
    wanted["mask"] = (1, 1 + MASK_CLASSES, SIDE // recipe.mask_stride, SIDE // recipe.mask_stride)
    for head, values in (("class", said.classes), ("box", said.box), ("mask", said.mask)):
        assert (values is None) == (head not in recipe.heads)
        if values is not None:
            assert values.shape == wanted[head] and bool(torch.isfinite(values).all()), head
    heard = [values.float().square().mean() for values in (said.classes, said.box, said.mask) if values is not None]
    if said.dense is not None:
        heard += [said.dense.boxes.square().mean(), said.dense.scores.square().mean()]
    torch.stack(heard).sum().backward()
    deaf = [name for name, value in network.named_parameters() if value.grad is None]
    assert all(name.startswith("backbone.") for name in deaf), deaf  # blocks behind the last level that is read
    assert_its_levels_are_those_that_are_read(network)


def assert_its_levels_are_those_that_are_read(network: Network) -> None:
    kept = network.backbone.strides
    with torch.inference_mode():
        found = network.eval().backbone(torch.zeros(1, 3, SIDE, SIDE))
    for stride, level in zip(kept, found, strict=True):
        assert level.shape == (1, network.backbone.channels[stride], SIDE // stride, SIDE // stride)
    read = {stride for strides in network._read.values() for stride in strides}
    assert set(kept) == read and list(kept) == sorted(kept)


def test_of_resnet50_alone_the_coarsest_features_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path))
    recipe = RECIPES["localizer-resnet50"]
    network, preprocessing = Network(recipe, CLASSES, 0).eval(), Preprocessing(side=recipe.input)
    cache = open_cache(network, preprocessing)
    assert cache.shapes == ((2048, 7, 7),)
    square = np.random.default_rng(0).integers(0, 256, (recipe.input, recipe.input, 3), np.uint8)
    levels = pyramid(network.backbone, square, preprocessing, torch.device("cpu"))
    cache.write("picture", levels)
    assert cache.path("picture").stat().st_size == 2 * 2048 * 7 * 7 * 2 + 4
    network.backbone.keep((16, 32))  # the same weights, read otherwise: kept in a folder of its own
    assert open_cache(network, preprocessing).folder != cache.folder


def test_kept_features_are_of_these_weights_and_these_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path))
    network, seen = Network(RECIPES["multi-small"], CLASSES, MASK_CLASSES).eval(), Preprocessing(side=SIDE)
    folder = open_cache(network, seen).folder
    assert open_cache(network, replace(seen, mirrored=True)).folder == folder  # both views are kept anyway
    with torch.no_grad():
        next(network.heads.parameters()).add_(1)
        assert open_cache(network, seen).folder == folder
        others = [open_cache(network, replace(seen, **new)).folder for new in ({"side": 96}, {"mean": (0, 0, 0)})]
        next(network.backbone.parameters())[0, 0, 0, 0] += 1e-3
        others.append(open_cache(network, seen).folder)
    assert len({folder, *others}) == 4
    assert picture_key(b"a picture") != picture_key(b"a Picture")


def test_features_too_large_for_sixteen_bits_stay_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path))
    network = Network(RECIPES["multi-small"], CLASSES, MASK_CLASSES).eval()
    cache = open_cache(network, Preprocessing(side=32))
    cache.write("picture", [torch.full((2, *shape), 1e9) for shape in cache.shapes])
    assert all(bool(torch.isfinite(level).all()) for level in cache.read(["picture"], [1]))


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_backbone_is_torchvisions(name: str) -> None:
    with torch.device("meta"):
        theirs, ours = CLASSIFIERS[name]().state_dict(), backbones.backbone(name, 1.0).state_dict()
    body = {key: value.shape for key, value in theirs.items() if not key.startswith(("classifier.", "fc."))}
    if name == "resnet50":
        body = {f"features.{key}": shape for key, shape in body.items()}
    assert {key: value.shape for key, value in ours.items()} == body


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("deeplabv3-mobilenet_v3_large", segmentation.deeplabv3_mobilenet_v3_large),
        pytest.param("deeplabv3-resnet50", segmentation.deeplabv3_resnet50, marks=pytest.mark.slow),
        ("lraspp-mobilenet_v3_large", segmentation.lraspp_mobilenet_v3_large),
    ],
)
def test_a_segmenting_network_says_what_torchvisions_says(name: str, make: type[nn.Module]) -> None:
    """The same weights, the same picture: torchvision's own scores, on our grid."""
    theirs = make(weights=None, weights_backbone=None, num_classes=1 + MASK_CLASSES).eval()
    recipe = replace(RECIPES[name], mask_stride=1)
    ours = Network(recipe, 0, MASK_CLASSES).eval()
    state = theirs.state_dict()
    ours.load_state_dict(
        {
            name: state[name.replace("backbone.features.", "backbone.").replace("heads.mask.layers.", "classifier.")]
            for name in ours.state_dict()
        }
    )
    pictures = torch.randn(2, 3, SIDE, SIDE)
    with torch.inference_mode():
        said, wanted = ours(pictures).mask, theirs(pictures)["out"]
    assert said is not None
    torch.testing.assert_close(said, wanted, rtol=1e-4, atol=1e-5)
    del theirs, ours, state
    gc.collect()


def test_the_parameters_of_lraspp_are_those_that_torchvision_tells() -> None:
    told = segmentation.LRASPP_MobileNet_V3_Large_Weights.DEFAULT.meta["num_params"]
    assert parameters(RECIPES["lraspp-mobilenet_v3_large"], 0, 20) == told


@pytest.mark.parametrize("name", ["unet", "lraspp-mobilenet_v3_large", "deeplabv3-mobilenet_v3_large"])
def test_mask_classes_that_both_know_are_taken_over_by_name(name: str) -> None:
    start, own = (Network(RECIPES[name], 0, 2) for _ in range(2))
    old, new = {"class": (), "mask": ("cat", "dog")}, {"class": (), "mask": ("dog", "hen")}
    state = taken_over(own, start.state_dict(), old, new)
    before, fresh = start.state_dict(), own.state_dict()
    assert start.last_layers and set(start.last_layers.values()) == {"mask"}
    for key, values in state.items():
        if key.rpartition(".")[0] not in start.last_layers:
            assert torch.equal(values, before[key]), key
            continue
        assert torch.equal(values[0], before[key][0]) and torch.equal(values[1], before[key][2])
        assert torch.equal(values[2], fresh[key][2])


def test_a_normalization_that_one_picture_cannot_feed_stays_as_it_came() -> None:
    network = Network(RECIPES["deeplabv3-mobilenet_v3_large"], 0, 1).train()
    before = {name: values.clone() for name, values in network.heads.state_dict().items()}
    network(torch.randn(2, 3, SIDE, SIDE))
    moved = {name for name, values in network.heads.state_dict().items() if not torch.equal(values, before[name])}
    assert "mask.layers.0.convs.1.1.running_mean" in moved
    assert not [name for name in moved if ".convs.4." in name]


def test_an_unknown_backbone_is_named() -> None:
    with pytest.raises(EngineError, match="there is no backbone 'resnet18'; this version knows"):
        backbones.backbone("resnet18", 1.0)


def test_the_heads_of_a_recipe_can_be_fewer() -> None:
    recipe = recipe_named("multi-mobilenet_v3_large").with_heads({"class"})
    network = Network(recipe, CLASSES, 0).eval()
    assert network.backbone.strides == (32,) and set(network.last_layers) == {"heads.class.linear"}
