"""A picture and its mirror image answered together: the same whichever of the two is given, and everywhere the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from engine import checkpoint as checkpoints
from engine import prediction
from engine.exporting import export
from engine.exporting.scored import outputs_of
from engine.exporting.sessions import Session
from engine.networks import backbones
from engine.networks.dense import places
from engine.networks.making import make
from engine.networks.outputs import Found, Outputs
from engine.networks.views import _places_back, answer
from engine.policies import POLICIES
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES, Recipe
from engine.runs import FitSettings
from engine.suppression import MOST
from engine.training.fit import fit
from engine.training.materials import BothViews, Squares
from engine.training.targets import Row, stack
from tests.engine.detectors_for_tests import OURS, SMALL, pictures
from tests.engine.exported_for_tests import SIDE, checkpoint
from tests.engine.exported_for_tests import pictures as photographs
from tests.engine.training_for_tests import SPLIT, finish

if TYPE_CHECKING:
    from pathlib import Path

    from engine.annotation import Annotation
    from engine.checkpoint import Checkpoint
    from engine.datasets.index import Index

CPU = torch.device("cpu")


@pytest.mark.parametrize("recipe", [RECIPES["multi-small"], OURS], ids=lambda recipe: recipe.name)
def test_a_picture_and_its_mirror_image_get_one_answer_mirrored(recipe: Recipe) -> None:
    torch.manual_seed(0)
    network = make(recipe, 3, 2).eval()
    for name, values in network.named_parameters():
        if "backbone" not in name and values.ndim > 1:
            torch.nn.init.normal_(values, std=0.1)  # fresh heads have no opinion
    given = pictures(2)
    with torch.inference_mode():
        plain, here, there = network(given), answer(network, given, True), answer(network, given.flip(-1), True)
        assert said(answer(network, given, False)).keys() == said(here).keys() == said(plain).keys()
    ours, theirs = said(here), said(there)
    for name, values in ours.items():
        other = theirs[name].flip(-1) if name == "mask" else theirs[name]
        if name.endswith("box"):
            other = torch.stack((1 - other[..., 2], other[..., 1], 1 - other[..., 0], other[..., 3]), -1)
        if name.startswith("dense"):
            other = _places_back(other)
        assert values.shape == other.shape and torch.allclose(values, other, atol=2e-3), name
        assert values.shape != said(plain)[name].shape or not torch.allclose(values, said(plain)[name], atol=1e-4), name


def said(outputs: Outputs) -> dict[str, torch.Tensor]:
    found = {"classes": outputs.classes, "box": outputs.box, "mask": outputs.mask}
    if outputs.dense is not None:
        found |= {"dense box": outputs.dense.boxes, "dense scores": outputs.dense.scores}
    return {name: values for name, values in found.items() if values is not None}


def test_the_answer_is_the_mean_of_what_both_views_are_likely_to_be() -> None:
    network, given = checkpoint("multi-small", SIDE).network(), pictures(3, SIDE)
    with torch.inference_mode():
        one, other, both = (
            said(each) for each in (network(given), network(given.flip(-1)), answer(network, given, True))
        )
    for name in ("classes", "mask"):
        back = other[name].flip(-1) if name == "mask" else other[name]
        assert torch.allclose(both[name].softmax(1), (one[name].softmax(1) + back.softmax(1)) / 2, atol=1e-6)
    assert torch.allclose(both["box"][:, 0], (one["box"][:, 0] + 1 - other["box"][:, 2]) / 2)
    assert torch.allclose(both["box"][:, 1], (one["box"][:, 1] + other["box"][:, 1]) / 2)


class Bright(torch.nn.Module):
    """Finds the bright part of each picture, and in one that begins dark a second, poorer object."""

    def forward(self, given: torch.Tensor) -> Outputs:
        found = []
        for picture in given:
            down, across = torch.nonzero(picture[0] > 0.5, as_tuple=True)
            edges = torch.stack((across.min(), down.min(), across.max() + 1, down.max() + 1)) / picture.shape[-1]
            mask = picture[0][down.min() : down.max() + 1, across.min() : across.max() + 1][None]
            ours = Found(edges[None].float(), torch.tensor([1]), picture[0].max()[None], mask)
            poor = Found(torch.tensor([[0.0, 0.0, 0.1, 0.1]]), torch.tensor([1]), torch.tensor([0.3]), mask)
            both = [torch.cat(pair) for pair in zip(vars_of(ours), vars_of(poor), strict=True)]
            found.append(Found(*both) if float(picture[0, 0, 0]) < 0.1 else ours)
        return Outputs(found=tuple(found))


def vars_of(found: Found) -> list[torch.Tensor]:
    assert found.masks is not None
    return [found.boxes, found.labels, found.scores, found.masks]


def test_of_objects_those_of_both_views_are_there_once() -> None:
    given = torch.zeros(2, 3, 20, 20)
    given[:, :, 4:8, 2:6] = 0.8
    given[:, :, 4:6, 2] = 0.9  # the brightest is left of it
    given[1, :, 0, 0] = 0.2
    found = answer(Bright(), given, True).found
    assert found is not None and [len(each.scores) for each in found] == [3, 2]
    for each in found:
        assert each.boxes[0].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4]) and each.labels.tolist()[0] == 1
        assert each.masks is not None and torch.equal(each.masks[0], given[0, 0, 4:8, 2:6])
    corners = sorted(row[0] for row in found[0].boxes[1:].tolist())
    assert corners == pytest.approx([0.0, 0.9])  # one view's poor object at the left, the other's at the right


@pytest.mark.parametrize("recipe", SMALL, ids=lambda recipe: recipe.name)
def test_detectors_of_torchvision_look_twice(recipe: Recipe) -> None:
    torch.manual_seed(0)
    network = make(recipe, 3, 0).eval()
    with torch.inference_mode():
        found = answer(network, pictures(2), True).found
    assert found is not None and len(found) == 2
    for each in found:
        assert 0 < len(each.scores) <= MOST and bool((each.scores[:-1] >= each.scores[1:]).all())


def test_each_place_of_the_grids_moves_to_where_its_mirror_image_lies() -> None:
    centres, _ = places(12, CPU)
    back = _places_back(centres[None])[0]
    assert torch.allclose(back[:, 0], 1 - centres[:, 0]) and torch.equal(back[:, 1], centres[:, 1])
    assert torch.equal(_places_back(back[None])[0], centres)


def seen_twice(about: Checkpoint) -> Checkpoint:
    return replace(about, preprocessing=replace(about.preprocessing, mirrored=True))


def shallow(width: float) -> nn.Sequential:
    """Where MobileNet has fifty layers, one for each stride: what its exporter makes of them is proven elsewhere."""
    sizes = [3, *(round(width * size) for size in (32, 64, 128, 256, 512))]
    pairs = pairwise(sizes)
    return nn.Sequential(*(nn.Sequential(nn.Conv2d(*pair, 3, 2, 1), nn.BatchNorm2d(pair[1])) for pair in pairs))


@pytest.mark.parametrize("recipe", ["multi-small", pytest.param("detector-mobilenet_v3_large", marks=pytest.mark.slow)])
def test_an_exported_network_looks_twice_too(recipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = backbones._Kind(shallow, {4: "1", 8: "2", 16: "3", 32: "4"})
    monkeypatch.setitem(backbones._KINDS, "mobilenet_v2", kind)
    about = seen_twice(checkpoint(recipe, SIDE))
    made = export.build(about)
    assert made.difference <= export.PARITY
    squares = np.stack([prediction.prepare(picture, SIDE) for picture in photographs(3)])
    session = Session(made.data, 1)
    together, alone = session.run(squares), [session.run(squares[row : row + 1]) for row in range(3)]
    assert all(
        np.allclose(together[name][row], alone[row][name][0], atol=1e-5) for name in together for row in range(3)
    )
    found, turned = (outputs_of(session.run(each), 1.0) for each in (squares, squares[:, :, ::-1].copy()))
    if found.mask is not None and turned.mask is not None:
        assert torch.allclose(found.mask, turned.mask.flip(-1), atol=1e-2)


def test_it_travels_with_the_weights_and_an_older_file_has_one_view(tmp_path: Path) -> None:
    path = tmp_path / "one.safetensors"
    checkpoints.save(path, seen_twice(checkpoint("multi-small", SIDE)))
    about = checkpoints.load(path)
    assert about.preprocessing.mirrored is True and checkpoints.header(path)["preprocessing"]["mirrored"] is True
    values = {name: value for name, value in Preprocessing(SIDE).to_json().items() if name != "mirrored"}
    assert checkpoints._preprocessing(values, about.recipe).mirrored is False
    with pytest.raises(ValueError, match="preprocessing"):
        checkpoints._preprocessing(values | {"mirrored": 1}, about.recipe)
    given = photographs(2)
    turned = [np.ascontiguousarray(picture[:, ::-1]) for picture in given]
    here, there = (prediction.Predictor(path, "cpu", 1).predict(each) for each in (given, turned))
    for one, other in zip(here, there, strict=True):
        assert one.label == other.label and one.label_score == pytest.approx(other.label_score, abs=1e-4)
        assert agreeing(one, other) > 0.99


def agreeing(one: Annotation, other: Annotation) -> float:
    assert one.mask is not None and other.mask is not None
    return float((one.mask == other.mask[:, ::-1]).mean())


def test_validation_asks_as_predictions_will() -> None:
    about = checkpoint("multi-small", SIDE)
    network = about.network()
    shown = [np.random.default_rng(row).integers(0, 256, (SIDE, SIDE, 3), np.uint8) for row in range(4)]
    rows = [Row(0, np.array([0.1, 0.2, 0.5, 0.9], np.float32), np.full((16, 16), row, np.uint8)) for row in range(4)]
    squares = Squares(shown, range(4), stack(rows), about.preprocessing, POLICIES["light"])
    material = BothViews(squares)
    with torch.inference_mode():
        outputs, targets = material.outputs(network, [2, 0], None, CPU)
        given = prediction.normalize(torch.from_numpy(np.stack([shown[2], shown[0]])), about.preprocessing)
        wanted = answer(network, given, True)
    assert torch.equal(targets.masks[:, 0, 0], torch.tensor([2, 0], dtype=torch.uint8))
    for name, values in said(wanted).items():
        assert torch.allclose(values, said(outputs)[name], atol=1e-5), name
    turned, mirrored = squares.turned().outputs(network, [1], None, CPU)
    assert turned.box is not None and mirrored.boxes[0].tolist() == pytest.approx([0.5, 0.2, 0.9, 0.9])


def test_a_run_says_so_and_one_that_goes_on_keeps_it(found: Index, start: Path, tmp_path: Path) -> None:
    folder = str(found.dataset.root)
    plain = FitSettings(folder, "multi-small", "", epochs=1, start=str(start), device="cpu", threads=1)
    asked = replace(plain, out=str(tmp_path / "one"), hyperparameters={"views": "plain+mirrored"})
    one = finish(fit(asked, found, SPLIT))
    two = finish(fit(replace(plain, out=str(tmp_path / "two"), start=str(one)), found, SPLIT))
    back = replace(asked, out=str(tmp_path / "back"), start=str(two), hyperparameters={"views": "plain"})
    said_so = [
        checkpoints.load(path).preprocessing.mirrored for path in (start, one, two, finish(fit(back, found, SPLIT)))
    ]
    assert said_so == [False, True, True, False]
