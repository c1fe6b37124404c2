"""What our detector says decodes to what is there, what it is taught, and what is found of that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchvision.models.detection.roi_heads import paste_masks_in_image
from torchvision.ops import batched_nms, box_iou

from engine.annotation import Box
from engine.decoding import _pasted, annotate
from engine.formats import rle
from engine.networks import dense
from engine.networks.dense import columns_of, decode, places
from engine.networks.making import make
from engine.networks.outputs import Dense, Found, Outputs
from engine.recipes import RECIPES
from engine.suppression import MOST, strongest, suppressed
from engine.training.detection_loss import TAKEN, assigned, detection_loss, taught
from engine.training.losses import counts, loss
from engine.training.targets import Objects
from tests.engine.detectors_for_tests import OURS, checkpoint_of, pictures, some_objects, targets_of


@given(
    st.integers(1, 10).map(lambda columns: columns * 4),
    st.lists(st.tuples(*[st.floats(0.02, 0.98)] * 4), min_size=1, max_size=5),
)
def test_boxes_that_are_said_decode_to_themselves(columns: int, corners: list[tuple[float, ...]]) -> None:
    centres, cells = places(columns, torch.device("cpu"))
    assert columns_of(len(centres)) == columns and centres.shape == (len(cells), 2)
    for left, top, right, bottom in corners:
        low = torch.minimum(centres - 0.5 * cells, torch.tensor([min(left, right), min(top, bottom)]))
        high = torch.maximum(centres + 0.5 * cells, torch.tensor([max(left, right), max(top, bottom)]))
        said = (torch.cat((centres - low, high - centres), 1) / (2 * cells)).log()
        assert torch.allclose(decode(said, centres, cells), torch.cat((low, high), 1), atol=1e-5)


def test_the_places_are_those_of_the_grids() -> None:
    centres, cells = places(12, torch.device("cpu"))
    assert len(centres) == 144 + 36 + 9
    assert centres[0].tolist() == pytest.approx([1 / 24, 1 / 24]) and centres[1].tolist() == pytest.approx(
        [3 / 24, 1 / 24]
    )
    assert centres[-1].tolist() == pytest.approx([5 / 6, 5 / 6]) and float(cells[-1]) == pytest.approx(1 / 3)


@pytest.mark.parametrize("count", [1, 3])
def test_ours_says_static_shapes(count: int) -> None:
    network = make(OURS, 3, 2).eval()
    with torch.inference_mode():
        outputs = network(pictures(count))
    assert outputs.classes is not None and outputs.mask is not None and outputs.dense is not None
    assert outputs.classes.shape == (count, 3) and outputs.mask.shape == (count, 3, 24, 24)
    assert outputs.dense.boxes.shape == (count, 189, 4) and outputs.dense.scores.shape == (count, 189, 3)
    assert float(outputs.dense.scores.sigmoid().mean()) == pytest.approx(0.01, rel=0.5)
    widths = outputs.dense.boxes[..., 2:] - outputs.dense.boxes[..., :2]
    assert bool((widths > 0).all())


def test_ours_places_edges_in_float32_on_a_backbone_of_sixteen_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[torch.dtype] = []

    def spied(edges: torch.Tensor, *places: torch.Tensor) -> torch.Tensor:
        seen.append(edges.dtype)
        return decode(edges, *places)

    monkeypatch.setattr(dense, "decode", spied)
    network = make(OURS, 3, 2).eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        pyramid = network.backbone(pictures(1))
        said = network.read(pyramid).dense
    assert {level.dtype for level in pyramid} == {torch.bfloat16} and seen == [torch.float32]
    assert said is not None and said.boxes.dtype == said.scores.dtype == torch.float32


@pytest.mark.slow
def test_ours_exports_without_a_look_at_the_values() -> None:
    network = make(OURS.with_heads({"class", "detections"}), 3, 0).eval()

    class Flat(torch.nn.Module):
        def forward(self, batch: torch.Tensor) -> tuple[torch.Tensor, ...]:
            outputs = network(batch)
            assert outputs.dense is not None and outputs.classes is not None
            return outputs.dense.boxes, outputs.dense.scores, outputs.classes

    program = torch.export.export(Flat(), (pictures(1),))  # refuses a graph that depends on what it sees
    with torch.inference_mode():
        for ours, theirs in zip(Flat()(pictures(1)), program.module()(pictures(1)), strict=True):
            assert torch.allclose(ours, theirs, atol=1e-5)


# --- what it is taught


def test_an_object_takes_the_places_that_see_it_best() -> None:
    centres, cells = places(12, torch.device("cpu"))
    true = torch.tensor([[0.1, 0.1, 0.6, 0.6], [0.05, 0.9, 0.08, 0.93]])
    labels = torch.tensor([2, 0])
    boxes = torch.cat((centres - 0.2, centres + 0.2), 1)
    scores = torch.full((len(centres), 3), 0.1)
    owner, quality = assigned(boxes, scores, true, labels, centres, cells)
    mine = owner == 0
    assert int(mine.sum()) == TAKEN
    overlap = box_iou(boxes, true[:1])[:, 0]
    inside = ((centres > 0.1) & (centres < 0.6)).all(1)
    assert bool(inside[mine].all())
    assert float(overlap[mine].min()) >= float(overlap[inside & ~mine].max()) - 1e-6
    assert (
        float(quality[mine].max()) == pytest.approx(float(overlap.max()))
        and float(quality[~mine & (owner < 0)].sum()) == 0
    )
    assert int((owner == 1).sum()) >= 1  # no cell's middle is in it: the cells that hold it see it
    closest = (centres[owner == 1] - torch.tensor([0.065, 0.915])).abs() / cells[owner == 1]
    assert float(closest.max()) <= 0.5


def test_places_see_the_object_they_overlap_more() -> None:
    centres, cells = places(8, torch.device("cpu"))
    true = torch.tensor([[0.0, 0.0, 1.0, 1.0], [0.4, 0.4, 0.6, 0.6]])
    boxes = torch.tensor([0.4, 0.4, 0.6, 0.6]).expand(len(centres), 4)
    owner, _ = assigned(boxes, torch.full((len(centres), 1), 0.5), true, torch.tensor([0, 0]), centres, cells)
    assert bool((owner == 1).any())
    inside = ((centres > 0.4) & (centres < 0.6)).all(1)
    assert not bool((owner[inside] == 0).any())


def test_the_loss_of_parts_adds_up_to_that_of_the_batch() -> None:
    torch.manual_seed(0)
    network = make(OURS.with_heads({"detections"}), 3, 0).eval()
    targets = targets_of(some_objects(1, 2), None, some_objects(2, 0), some_objects(3, 3))
    whole = counts(targets)
    assert whole.objects == taught(targets.objects) == 5
    with torch.inference_mode():
        parts = [network(pictures(4)[rows]) for rows in ([0, 1], [2, 3])]
        every = loss(network(pictures(4)), targets, whole)
    added = sum(float(loss(part, targets.at(rows), whole)) for part, rows in zip(parts, ([0, 1], [2, 3]), strict=True))
    assert float(every) == pytest.approx(added, rel=1e-4)


def test_a_picture_without_objects_teaches_that_there_is_nothing_and_an_unknown_one_nothing() -> None:
    network = make(OURS.with_heads({"detections"}), 3, 0)
    dense = network(pictures(1)).dense
    assert dense is not None
    empty = detection_loss(dense, (some_objects(0, 0),), 0)
    assert float(empty.detach()) > 0 and float(detection_loss(dense, (None,), 0).detach()) == 0
    assert float(detection_loss(dense, (), 0).detach()) == 0
    empty.backward()
    heads = [values for name, values in network.named_parameters() if name.startswith("heads.")]
    assert heads and all(each.grad is not None and bool(torch.isfinite(each.grad).all()) for each in heads)


def test_difficult_objects_are_neither_taught_nor_held_against_it() -> None:
    centres, _ = places(12, torch.device("cpu"))
    boxes = torch.cat((centres - 0.1, centres + 0.1), 1)[None]
    scores = torch.full((1, len(centres), 1), -9.0)
    scores[0, ((centres > 0.5) & (centres < 1)).all(1)] = 9.0  # it is sure that something is there
    hard = Objects(np.array([[0.5, 0.5, 1, 1]], np.float32), np.array([0]), np.array([True]))
    nothing = hard._replace(boxes=hard.boxes[:0], labels=hard.labels[:0], ignored=hard.ignored[:0])
    ignored = detection_loss(Dense(boxes, scores), (hard,), 0)
    held = detection_loss(Dense(boxes, scores), (nothing,), 0)
    assert float(ignored) < 1e-3 and float(held) > 1
    assert taught((hard,)) == 0


def test_a_right_answer_costs_less_than_a_wrong_one() -> None:
    objects = some_objects(5, 1)
    centres, _ = places(12, torch.device("cpu"))
    box, label = torch.from_numpy(objects.boxes[0]), int(objects.labels[0])
    scores = torch.full((1, len(centres), 3), -6.0)
    scores[0, ((centres > box[:2]) & (centres < box[2:])).all(1), label] = 6.0
    right = Dense(box.expand(1, len(centres), 4), scores)
    for wrong in (Dense(right.boxes + 0.1, scores), Dense(right.boxes, scores.roll(1, 2)), Dense(right.boxes, -scores)):
        assert float(detection_loss(right, (objects,), 1)) < float(detection_loss(wrong, (objects,), 1))


# --- what it finds


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 60), st.floats(0.2, 0.8))
def test_suppression_keeps_what_torchvision_keeps(seed: int, count: int, overlap: float) -> None:
    random = np.random.default_rng(seed)
    corner = random.uniform(0, 0.7, (count, 2))
    boxes = np.concatenate([corner, corner + random.uniform(0.05, 0.3, (count, 2))], 1).astype(np.float32)
    labels, scores = random.integers(0, 3, count), np.sort(random.permutation(count))[::-1].astype(np.float32)
    kept = suppressed(boxes, labels, overlap, count)
    # torchvision tells classes apart by moving their boxes away from each other, in float32
    shifted = torch.from_numpy(boxes.astype(np.float64))
    theirs = batched_nms(shifted, torch.from_numpy(scores.copy()).double(), torch.from_numpy(labels), overlap)
    assert kept.tolist() == theirs.tolist()
    assert suppressed(boxes, labels, overlap, 2).tolist() == kept[:2].tolist()


def test_of_many_places_the_strongest_are_found_once() -> None:
    boxes = np.tile(np.array([[0.1, 0.1, 0.5, 0.5]], np.float32), (6, 1))
    boxes[4:] += 0.4
    scores = np.zeros((6, 2), np.float32)
    scores[:4, 0], scores[4, 1], scores[5, 0] = (0.3, 0.9, 0.5, 0.2), 0.6, 0.04
    found, labels, values = strongest(boxes, scores)
    assert labels.tolist() == [0, 1] and values.tolist() == pytest.approx([0.9, 0.6])
    assert found[1].tolist() == pytest.approx([0.5, 0.5, 0.9, 0.9])
    grid = np.stack(np.meshgrid(np.arange(30), np.arange(30)), -1).reshape(-1, 2) / 30
    apart = np.concatenate([grid, grid + 0.01], 1).astype(np.float32)
    assert len(strongest(apart, np.full((900, 1), 0.9))[0]) == MOST
    assert [len(part) for part in strongest(apart[:0], np.zeros((0, 2)))] == [0, 0, 0]


def test_found_objects_lie_in_the_picture_and_carry_their_pixels() -> None:
    recipe = RECIPES["maskrcnn-resnet50"]
    masks = torch.zeros(2, 28, 28)
    masks[0, :, :14] = 1
    boxes = torch.tensor([[0.25, 0.5, 0.75, 1.2], [-0.5, 0, 0, 0.5]])
    found = Found(boxes, torch.tensor([2, 0]), torch.tensor([0.75, 0.5]), masks)
    about = replace(checkpoint_of(recipe, torch.nn.Identity()), weights={})  # pyright: ignore[reportArgumentType]
    (said,) = annotate(Outputs(found=(found,)), [(200, 100)], about, "x")
    assert said.label is None and said.mask is None and len(said.instances) == 1  # the other lies outside
    (eel,) = said.instances
    assert (eel.label, eel.box, eel.score) == ("eel", Box(50, 50, 150, 100), 0.75) and eel.rle is not None
    pixels = rle.decode(eel.rle)
    assert pixels[60, 60] and not pixels[60, 120] and not pixels[40, 60] and pixels.shape == (100, 200)
    assert abs(int(pixels.sum()) - 50 * 50) < 120


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.floats(0, 60), st.floats(0, 60)),
    st.tuples(st.floats(40, 90), st.floats(40, 90)),
    st.tuples(st.floats(0.3, 0.7), st.floats(0.3, 0.7), st.floats(0.2, 0.6)),
)
def test_masks_are_pasted_where_torchvision_pastes_them(
    corner: tuple[float, float], size: tuple[float, float], disc: tuple[float, float, float]
) -> None:
    middles = (np.arange(28) + 0.5) / 28
    away = np.hypot(middles[None] - disc[0], middles[:, None] - disc[1])
    mask = (1 / (1 + np.exp(30 * (away - disc[2])))).astype(np.float32)
    box = Box(*corner, corner[0] + size[0], corner[1] + size[1])
    ours = rle.decode(_pasted(mask, box, (160, 150)))
    edges = torch.tensor([box.as_tuple()], dtype=torch.float32)
    theirs = paste_masks_in_image(torch.from_numpy(mask)[None, None], edges, (150, 160))[0, 0].numpy() >= 0.5
    assert (ours & theirs).sum() / (ours | theirs).sum() > 0.8  # theirs rounds the box to whole pixels
