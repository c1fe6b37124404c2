"""The losses against independent plain ones, and that the parts of a batch add up to the whole."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, get_args, get_type_hints

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional
from torchvision.ops import complete_box_iou, distance_box_iou, generalized_box_iou, sigmoid_focal_loss

from engine.hyperparameters import Hyperparameters
from engine.networks.outputs import Outputs
from engine.training.class_losses import balanced, cross_entropy, focal
from engine.training.losses import Aim, aim_of, counts, loss
from engine.training.mask_losses import dice, lovasz
from engine.training.targets import Targets

if TYPE_CHECKING:
    from collections.abc import Callable

VOID = 255
_HINTS = get_type_hints(Hyperparameters)
MASK_LOSSES: tuple[str, ...] = get_args(_HINTS["mask_loss"])
BOX_LOSSES: tuple[str, ...] = get_args(_HINTS["box_loss"])
CLASS_LOSSES: tuple[str, ...] = get_args(_HINTS["class_loss"])


def some_targets(pictures: int = 5, classes: int = 3, mask_classes: int = 2) -> Targets:
    """Pictures of every kind: without class, box or mask, with one class alone, with void here and there."""
    chance = np.random.default_rng(1)
    masks = chance.integers(0, mask_classes + 1, (pictures, 6, 6)).astype(np.uint8)
    masks[chance.random(masks.shape) < 0.2] = VOID
    masks[1], masks[2] = VOID, 0
    boxes = np.sort(chance.random((pictures, 2, 2)), 1).reshape(pictures, 4).astype(np.float32)
    boxes[3] = np.nan
    labels = chance.integers(0, classes, pictures)
    labels[0] = -1
    return Targets(torch.from_numpy(labels), torch.from_numpy(boxes), torch.from_numpy(masks))


def some_outputs(pictures: int = 5, classes: int = 3, mask_classes: int = 2) -> Outputs:
    torch.manual_seed(3)
    corners = torch.rand(pictures, 2, 2).sort(1).values.reshape(pictures, 4)
    return Outputs(
        torch.randn(pictures, classes).requires_grad_(),
        corners.requires_grad_(),
        torch.randn(pictures, mask_classes + 1, 6, 6).requires_grad_(),
    )


def rows(outputs: Outputs, kept: slice) -> Outputs:
    assert outputs.classes is not None and outputs.box is not None and outputs.mask is not None
    return Outputs(outputs.classes[kept], outputs.box[kept], outputs.mask[kept])


@pytest.mark.parametrize("names", list(product(CLASS_LOSSES, BOX_LOSSES, MASK_LOSSES)))
def test_the_parts_of_a_batch_add_up_to_the_whole(names: tuple[str, str, str]) -> None:
    class_loss, box_loss, mask_loss = names
    outputs, targets = some_outputs(), some_targets()
    weights = torch.tensor([0.5, 1.5, 1.0])
    aim = Aim(class_loss, 0.1, box_loss, mask_loss, weights, weights)
    whole = counts(targets)
    at_once = loss(outputs, targets, whole, aim)
    parts = [loss(rows(outputs, slice(n, n + 1)), targets.at([n]), whole, aim) for n in range(5)]
    assert float(torch.stack(parts).sum().detach()) == pytest.approx(float(at_once.detach()), rel=1e-5)


@pytest.mark.parametrize("names", list(product(CLASS_LOSSES, BOX_LOSSES, MASK_LOSSES)))
@pytest.mark.parametrize("sure", [1.0, 1e4])
def test_gradients_are_numbers_whatever_is_missing(names: tuple[str, str, str], sure: float) -> None:
    class_loss, box_loss, mask_loss = names
    targets = some_targets()
    for part in (range(5), (0,), (1,), (2,), (3,)):
        outputs = some_outputs()
        assert outputs.classes is not None and outputs.box is not None and outputs.mask is not None
        chosen = Outputs(outputs.classes * sure, outputs.box, outputs.mask * sure)
        picked = rows(chosen, slice(part[0], part[-1] + 1))
        lost = loss(picked, targets.at(part), counts(targets.at(part)), Aim(class_loss, 0.1, box_loss, mask_loss))
        lost.backward()
        assert bool(torch.isfinite(lost))
        for leaf in (outputs.classes, outputs.box, outputs.mask):
            assert leaf.grad is not None and bool(torch.isfinite(leaf.grad).all())


@pytest.mark.parametrize("box_loss", BOX_LOSSES)
def test_a_box_of_no_size_still_has_a_gradient(box_loss: str) -> None:
    box = torch.tensor([[0.5, 0.5, 0.5, 0.5], [0.9, 0.9, 0.1, 0.1]], requires_grad=True)
    wanted = torch.tensor([[0.2, 0.2, 0.6, 0.7], [0.1, 0.3, 0.4, 0.4]])
    targets = Targets(torch.tensor([-1, -1]), wanted, torch.full((2, 4, 4), VOID, dtype=torch.uint8))
    loss(Outputs(box=box), targets, counts(targets), Aim(box_loss=box_loss)).backward()
    assert box.grad is not None and bool(torch.isfinite(box.grad).all()) and bool(box.grad.any())


@pytest.mark.parametrize(
    ("box_loss", "overlap"), [("giou", generalized_box_iou), ("diou", distance_box_iou), ("ciou", complete_box_iou)]
)
def test_overlap_losses_are_one_minus_the_overlap(box_loss: str, overlap: Callable) -> None:
    outputs, targets = some_outputs(), some_targets()
    assert outputs.box is not None
    known = targets.has_box
    edges = functional.smooth_l1_loss(outputs.box[known], targets.boxes[known], beta=0.05, reduction="none").mean(1)
    wanted = (4 * edges + 1 - overlap(outputs.box[known], targets.boxes[known]).diagonal()).mean()
    said = loss(Outputs(box=outputs.box), targets, counts(targets), Aim(box_loss=box_loss))
    assert float(said.detach()) == pytest.approx(float(wanted.detach()), rel=1e-4)


def test_focal_of_two_classes_is_torchvisions() -> None:
    torch.manual_seed(0)
    score, classes = torch.randn(50) * 3, torch.randint(0, 2, (50,))
    logits = torch.stack((torch.zeros(50), score), 1)
    wanted = sigmoid_focal_loss(score, classes.float(), alpha=-1, gamma=2, reduction="sum")
    assert float(focal(logits, classes, None, 0.0, -1)) == pytest.approx(float(wanted), rel=1e-5)


@given(st.integers(0, 2**31), st.floats(0, 0.5), st.booleans())
@settings(max_examples=25, deadline=None)
def test_focal_is_cross_entropy_weighed_by_what_is_wrong(seed: int, smoothing: float, weighed: bool) -> None:
    """Written out picture by picture, and with the paper's gamma 0 it would be `cross_entropy` itself."""
    chance = np.random.default_rng(seed)
    logits, classes = chance.normal(0, 2, (6, 4)), chance.integers(-1, 4, 6)
    weights = chance.random(4) if weighed else np.ones(4)
    lost = {0: 0.0, 2: 0.0}
    for row, label in zip(logits, classes, strict=True):
        if label < 0:
            continue
        p = np.exp(row - row.max()) / np.exp(row - row.max()).sum()
        wanted = np.full(4, smoothing / 4) + np.eye(4)[label] * (1 - smoothing)
        for gamma in lost:
            lost[gamma] -= float((weights * wanted * (1 - p) ** gamma * np.log(p)).sum())
    given_weights = torch.from_numpy(weights) if weighed else None
    for gamma, call in ((0, cross_entropy), (2, focal)):
        said = call(torch.from_numpy(logits), torch.from_numpy(classes), given_weights, smoothing, -1)
        assert float(said) == pytest.approx(lost[gamma], rel=1e-9, abs=1e-12)


def test_dice_by_hand() -> None:
    """Two cells of class 1 and one of class 0; one is void. All scores are even: 1/2 each."""
    masks = torch.tensor([[[1, 1], [0, VOID]]], dtype=torch.uint8)
    even = dice(torch.zeros(1, 2, 2, 2), masks)
    of_object, of_background = 1 - (2 * 1 + 1) / (1.5 + 2 + 1), 1 - (2 * 0.5 + 1) / (1.5 + 1 + 1)
    assert float(even) == pytest.approx((of_object + of_background) / 2)
    right = functional.one_hot(masks.long().clamp(max=1), 2).permute(0, 3, 1, 2).float() * 100
    assert float(dice(right, masks)) == pytest.approx(0, abs=1e-6)
    nothing = torch.full((1, 2, 2), VOID, dtype=torch.uint8)
    assert float(dice(torch.randn(1, 2, 2, 2), nothing)) == 0
    unseen = torch.cat((torch.zeros(1, 2, 2, 2), torch.full((1, 1, 2, 2), -1e4)), 1)
    assert float(dice(unseen, masks)) == pytest.approx(float(even))  # a class that does not occur counts for nothing


def jaccard_loss(wrong: set[int], own: set[int]) -> float:
    """1 - IoU of a class whose cells are `own` where the cells `wrong` are wrong."""
    return len(wrong) / len(own | wrong)


def extension(errors: np.ndarray, own: set[int]) -> float:
    """The Lovász extension by its definition: each step down the sorted errors weighs what the set loss then grows."""
    order = sorted(range(len(errors)), key=lambda cell: -errors[cell])
    total, wrong = 0.0, set()
    for cell in order:
        grown = wrong | {cell}
        total += errors[cell] * (jaccard_loss(grown, own) - jaccard_loss(wrong, own))
        wrong = grown
    return total


@given(st.integers(0, 2**31))
@settings(max_examples=40, deadline=None)
def test_lovasz_is_the_extension_of_the_jaccard_loss(seed: int) -> None:
    chance = np.random.default_rng(seed)
    logits = chance.normal(0, 2, (2, 3, 2, 3))
    masks = chance.choice([0, 1, 2, VOID], (2, 2, 3)).astype(np.uint8)
    wanted = 0.0
    for picture, mask in zip(logits, masks.reshape(2, -1), strict=True):
        known = mask != VOID
        p = np.exp(picture).reshape(3, -1) / np.exp(picture).reshape(3, -1).sum(0)
        each = []
        for value in sorted(set(mask[known].tolist())):
            own = {int(cell) for cell in np.flatnonzero(mask[known] == value)}
            each.append(extension(np.abs((mask[known] == value) - p[value, known]), own))
        wanted += float(np.mean(each)) if each else 0.0
    assert float(lovasz(torch.from_numpy(logits), torch.from_numpy(masks))) == pytest.approx(wanted, abs=1e-9)


def test_lovasz_of_hard_masks_is_one_minus_iou() -> None:
    masks = torch.tensor([[[1, 1, 0], [1, 0, VOID]]], dtype=torch.uint8)
    said = torch.tensor([[[1, 0, 0], [1, 1, 1]]])
    logits = functional.one_hot(said, 2).permute(0, 3, 1, 2).double() * 1000
    assert float(lovasz(logits, masks)) == pytest.approx(1 - (2 / 4 + 1 / 3) / 2)


def test_rare_classes_weigh_more_and_the_pictures_one_on_average() -> None:
    weights = balanced(torch.tensor([30, 10, 0]))
    assert weights.tolist() == pytest.approx([40 / 60, 2.0, 1.0])
    targets = some_targets()
    assert aim_of(Hyperparameters(1), targets, 3, 2, torch.device("cpu")).class_weights is None
    aim = aim_of(Hyperparameters(1, class_weights="balanced"), targets, 3, 2, torch.device("cpu"))
    known = targets.masks[targets.masks != VOID].long()
    assert aim.class_weights is not None and aim.mask_weights is not None
    assert float(aim.class_weights[targets.classes[targets.classes >= 0]].mean()) == pytest.approx(1)
    assert float(aim.mask_weights[known].mean()) == pytest.approx(1)


def test_each_head_learns_only_from_pictures_that_have_its_label() -> None:
    outputs = some_outputs(3, 4, 1)
    assert outputs.classes is not None and outputs.box is not None and outputs.mask is not None
    masks = torch.full((3, 6, 6), VOID, dtype=torch.uint8)
    masks[1, :4] = 1
    boxes = torch.full((3, 4), torch.nan)
    boxes[2] = torch.tensor([0.1, 0.1, 0.6, 0.7])
    targets = Targets(torch.tensor([1, -1, -1]), boxes, masks)
    loss(outputs, targets, counts(targets)).backward()
    for values, row in ((outputs.classes, 0), (outputs.box, 2), (outputs.mask, 1)):
        assert values.grad is not None and bool(torch.isfinite(values.grad).all())
        assert [bool(part.any()) for part in values.grad] == [number == row for number in range(3)]
    assert outputs.mask.grad is not None and not outputs.mask.grad[1, :, 4:].any()  # void cells teach nothing
