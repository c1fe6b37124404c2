"""torchvision's detectors, taken apart: they learn from every batch, and keep what they know."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
import torch
from torchvision.models import detection
from torchvision.ops import box_iou

from engine import checkpoint as checkpoints
from engine.decoding import annotate
from engine.networks.making import make, outputs_of, read, taken_over
from engine.networks.torchvision_detectors import detector, fitting
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES, Recipe
from engine.suppression import LEAST, MOST
from engine.training.losses import counts, loss
from tests.engine.detectors_for_tests import CLASSES, OURS, SMALL, checkpoint_of, pictures, some_objects, targets_of

if TYPE_CHECKING:
    from pathlib import Path

    from engine.networks.making import AnyNetwork


@cache
def made(recipe: Recipe) -> AnyNetwork:
    network = make(recipe, 3, 0)
    if hasattr(network, "rpn"):  # else a thousand regions of noise are looked at closely
        network.rpn._post_nms_top_n = {"training": 100, "testing": 100}
    return network


def network_of(recipe: Recipe) -> AnyNetwork:
    """A network of its own, with random weights."""
    return copy.deepcopy(made(recipe))


@pytest.mark.parametrize("recipe", SMALL, ids=lambda recipe: recipe.name)
@pytest.mark.parametrize("objects", [(2,), (1, 0), (0,), (None,), (None, 1), (None, None, 3)])
def test_theirs_learn_from_every_kind_of_batch(recipe: Recipe, objects: tuple[int | None, ...]) -> None:
    torch.manual_seed(0)
    network = network_of(recipe).train()
    targets = targets_of(*(None if count is None else some_objects(n, count) for n, count in enumerate(objects)))
    outputs = outputs_of(network, pictures(len(objects)), targets)
    assert outputs.own_loss is not None and outputs.found is None
    value = loss(outputs, targets, counts(targets))
    value.backward()
    nothing = {None} if recipe.name != "ssdlite320" else {None, 0}  # SSD looks at three nothings for each object
    assert bool(torch.isfinite(value.detach())) and (float(value.detach()) == 0) == (set(objects) <= nothing)
    gradients = [each.grad for each in network.parameters() if each.grad is not None]
    assert gradients and all(bool(torch.isfinite(each).all()) for each in gradients)


@pytest.mark.parametrize("recipe", SMALL, ids=lambda recipe: recipe.name)
def test_theirs_say_what_they_lose_on_pictures_they_do_not_learn_from(recipe: Recipe) -> None:
    """The same each time, from pictures and from kept features, and something else once they have learnt."""
    torch.manual_seed(0)
    network = network_of(recipe).eval()
    targets = targets_of(some_objects(0, 2), some_objects(1, 1))
    before, drawn = {name: values.clone() for name, values in network.state_dict().items()}, torch.get_rng_state()
    with torch.inference_mode():
        said = [
            outputs_of(network, pictures(2), targets),
            outputs_of(network, pictures(2), targets),
            read(network, network.backbone(pictures(2)), targets),
        ]
    lost = [float(loss(each, targets, counts(targets))) for each in said]
    assert lost[0] > 0.1 and lost[0] == lost[1] == pytest.approx(lost[2], rel=1e-5)
    assert all(each.found is not None and len(each.found) == 2 for each in said)
    assert not any(module.training for module in network.modules()) and torch.equal(drawn, torch.get_rng_state())
    assert all(torch.equal(values, before[name]) for name, values in network.state_dict().items())
    network.train()
    steps = torch.optim.SGD(network.parameters(), lr=1e-3)
    for _ in range(3):
        steps.zero_grad()
        loss(outputs_of(network, pictures(2), targets), targets, counts(targets)).backward()
        steps.step()
    with torch.inference_mode():
        after = outputs_of(network.eval(), pictures(2), targets)
    assert float(loss(after, targets, counts(targets))) != lost[0]


@pytest.mark.parametrize("recipe", SMALL, ids=lambda recipe: recipe.name)
def test_only_the_backbone_of_theirs_is_computed_in_sixteen_bits(recipe: Recipe) -> None:
    """Places, edges and losses are those of float32 on what the backbone said."""
    torch.manual_seed(0)
    network = network_of(recipe)
    targets = targets_of(some_objects(0, 2), some_objects(1, 1))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        pyramid = network.eval().backbone(pictures(2))
        narrow = read(network, pyramid, targets)
    assert {level.dtype for level in pyramid} == {torch.bfloat16}
    with torch.no_grad():
        wide = read(network, [level.float() for level in pyramid], targets)
    assert narrow.own_loss is not None and wide.own_loss is not None and narrow.found and wide.found
    assert narrow.own_loss.dtype == torch.float32 and torch.equal(narrow.own_loss, wide.own_loss)
    for one, other in zip(narrow.found, wide.found, strict=True):
        assert one.boxes.dtype == torch.float32 and torch.equal(one.boxes, other.boxes)
    with torch.autocast("cpu", torch.bfloat16):
        learnt = outputs_of(network.train(), pictures(2), targets).own_loss
    assert learnt is not None and learnt.dtype == torch.float32
    learnt.backward()


@pytest.mark.parametrize("recipe", SMALL, ids=lambda recipe: recipe.name)
def test_theirs_say_the_same_of_kept_features(recipe: Recipe) -> None:
    torch.manual_seed(0)
    network = network_of(recipe).eval()
    targets = targets_of(some_objects(0, 1), some_objects(1, 2))
    with torch.inference_mode():
        whole = network(pictures(2)).found
        kept = read(network, network.backbone(pictures(2)), targets).found
    assert whole is not None and kept is not None and len(whole) == 2
    for ours, theirs in zip(whole, kept, strict=True):
        assert torch.equal(ours.boxes, theirs.boxes) and torch.equal(ours.labels, theirs.labels)
        assert ours.boxes.shape[1] == 4 and bool(((ours.boxes >= 0) & (ours.boxes <= 1)).all())
        assert set(ours.labels.tolist()) <= {0, 1, 2} and ours.masks is None


def test_ours_of_theirs_is_theirs() -> None:
    """Taken apart, put together and filled with its weights, SSDlite says what torchvision's own says of a square."""
    torch.manual_seed(0)
    rules: dict = {"score_thresh": LEAST, "nms_thresh": 0.5, "detections_per_img": MOST}
    own = detection.ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=4, **rules)
    network = detector("ssdlite320_mobilenet_v3_large", 3).eval()
    network.load_state_dict(fitting(own.state_dict(), network))
    plain = torch.rand(1, 3, 320, 320, generator=torch.Generator().manual_seed(3))
    usual = Preprocessing(side=320)
    mean, std = (torch.tensor(values)[:, None, None] for values in (usual.mean, usual.std))
    with torch.inference_mode():
        (theirs,) = own.eval()([plain[0]])
        found = network((plain - mean) / std).found
    assert found is not None
    best = theirs["scores"].argsort(descending=True)[:20]
    agreeing = box_iou(found[0].boxes * 320, theirs["boxes"][best]).amax(0)
    assert len(best) and float(agreeing.min()) > 0.99
    assert float(found[0].scores[0]) == pytest.approx(float(theirs["scores"].max()), abs=1e-4)


@pytest.mark.parametrize("recipe", SMALL, ids=lambda recipe: recipe.name)
def test_pretrained_weights_of_other_classes_leave_the_last_layers(recipe: Recipe) -> None:
    torch.manual_seed(0)
    made = {
        "ssdlite320": detection.ssdlite320_mobilenet_v3_large,
        "fasterrcnn-mobilenet_v3_large_320": detection.fasterrcnn_mobilenet_v3_large_320_fpn,
    }[recipe.name]
    coco = made(weights=None, weights_backbone=None, num_classes=91).state_dict()
    network = detector(str(recipe.detector), 3)
    before = {name: values.clone() for name, values in network.state_dict().items()}
    network.load_state_dict(fitting({k: v for k, v in coco.items() if "num_batches" not in k}, network))
    kept = [name for name, values in network.state_dict().items() if torch.equal(values, before[name])]
    last = [name for name in before if name.rpartition(".")[0] in network.last_layers]
    assert last and set(last) <= set(kept)
    moved = [name for name in before if name.endswith("weight") and before[name].ndim == 4 and name not in last]
    assert moved and not set(moved) & set(kept)
    foreign = fitting({"nonsense": torch.zeros(1)}, network).keys() - before.keys()
    assert [name.rpartition(".")[2] for name in foreign] == ["nonsense"]  # for the loader to refuse


@pytest.mark.parametrize("recipe", [*SMALL, OURS], ids=lambda recipe: recipe.name)
def test_classes_that_both_know_are_taken_over_by_name(recipe: Recipe) -> None:
    torch.manual_seed(0)
    start, network = make(recipe, 3, 1), make(recipe, 4, 1)
    old, new = {"class": CLASSES, "mask": ("fur",)}, {"class": ("auk", "eel", "cat", "fox"), "mask": ("fur",)}
    state = taken_over(network, start.state_dict(), old, new)
    fresh = network.state_dict()
    network.load_state_dict(state)
    for name, values in start.state_dict().items():
        kind = network.last_layers.get(name.rpartition(".")[0])
        if kind is None or kind == "mask":
            assert torch.equal(state[name], values)
            continue
        lead = 0 if kind in ("class", "detections") else 1
        anchors = len(values) // (3 + lead) if kind == "anchors" else 1
        theirs, mine, own = (
            tensor.reshape(anchors, classes + lead, -1)
            for tensor, classes in ((values, 3), (state[name], 4), (fresh[name], 4))
        )
        for row, origin in ((1, 2), (2, 0)):  # eel and cat
            assert torch.equal(mine[:, row + lead], theirs[:, origin + lead]), name
        for row in (0, 3):
            assert torch.equal(mine[:, row + lead], own[:, row + lead])
        assert lead == 0 or torch.equal(mine[:, 0], theirs[:, 0])


@pytest.mark.parametrize("recipe", [*SMALL, OURS], ids=lambda recipe: recipe.name)
def test_a_checkpoint_finds_the_same_again(recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RECIPES, recipe.name, recipe)
    torch.manual_seed(0)
    network = make(recipe, 3, 1).eval()
    path = tmp_path / "made.safetensors"
    checkpoints.save(path, checkpoint_of(recipe, network))
    again = checkpoints.load(path)
    assert again.recipe == recipe and again.classes == CLASSES
    with torch.inference_mode():
        said = [annotate(each(pictures(2)), [(64, 48), (30, 40)], again, "x") for each in (network, again.network())]
    assert said[0][0].instances == said[1][0].instances and said[0][1].instances == said[1][1].instances
    for annotation in said[0]:
        assert all(0 <= one.box.xmin < one.box.xmax <= annotation.width for one in annotation.instances)
    wrong = replace(checkpoint_of(recipe, network), classes=("cat", "dog"))
    checkpoints.save(path, wrong)
    with pytest.raises(Exception, match="should be"):
        checkpoints.load(path)
