"""Varied pictures: picture, boxes and masks move together, and chance is told by place alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.annotation import VOID
from engine.errors import EngineError
from engine.policies import POLICIES, Policy, Turning, policy_named
from engine.training.augmentation import LEAST_SEEN, plain, varied
from engine.training.chance import Chance
from engine.training.targets import NO_CLASS, Objects, Row

CELLS, STRIDE = 40, 4
SIDE = CELLS * STRIDE
PAINT = np.array([(0, 0, 0), (250, 20, 20), (20, 250, 20), (20, 20, 250)], np.uint8)
MISSING = np.full(4, np.nan, np.float32)

CUT = Policy("cut", "", flip=True, crop=0.5)
TURNED = Policy("turned", "", flip=True, turning=Turning(15, 6, (0.8, 1.4), 0.1), fill=(120, 120, 120))
numbers = st.integers(0, 10_000)


@st.composite
def rectangles(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in cells, at least three each way."""
    left, top = draw(st.integers(0, CELLS - 3)), draw(st.integers(0, CELLS - 3))
    return left, top, draw(st.integers(left + 3, CELLS)), draw(st.integers(top + 3, CELLS))


def painted(mask: np.ndarray) -> np.ndarray:
    """The picture that is its mask: a colour for each class."""
    return PAINT[np.kron(mask, np.ones((STRIDE, STRIDE), np.uint8))]


def fractions(rectangle: tuple[int, int, int, int]) -> np.ndarray:
    return np.array(rectangle, np.float32) / CELLS


def mask_of(rectangle: tuple[int, int, int, int], value: int = 1) -> np.ndarray:
    mask = np.zeros((CELLS, CELLS), np.uint8)
    left, top, right, bottom = rectangle
    mask[top:bottom, left:right] = value
    return mask


def objects_of(found: list[tuple[int, int, int, int]]) -> Objects:
    boxes = np.array([fractions(each) for each in found], np.float32).reshape(-1, 4)
    masks = np.array([mask_of(each) for each in found], np.uint8).reshape(-1, CELLS, CELLS)
    return Objects(boxes, np.arange(len(found)), np.arange(len(found)) % 2 == 1, masks)


def inner(mask: np.ndarray) -> np.ndarray:
    """Cells whose eight neighbours are like them."""
    padded = np.pad(mask.astype(int), 1, constant_values=-1)
    rows, columns = mask.shape
    near = [padded[1 + y : 1 + y + rows, 1 + x : 1 + x + columns] for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return np.all([each == mask for each in near], 0)


@pytest.mark.parametrize("policy", [CUT, TURNED], ids=lambda policy: policy.name)
@settings(deadline=None, max_examples=60)
@given(rectangles(), rectangles(), numbers)
def test_a_picture_that_is_its_mask_stays_its_mask(
    policy: Policy, first: tuple[int, int, int, int], second: tuple[int, int, int, int], place: int
) -> None:
    mask = mask_of(first)
    mask[mask_of(second) > 0] = 2
    picture, row = varied(painted(mask), Row(0, MISSING, mask), policy, Chance(3, 1).of(place))
    assert picture.dtype == torch.uint8 and picture.shape == (3, SIDE, SIDE) and row.mask.shape == (CELLS, CELLS)
    colours = np.zeros((256, 3), np.uint8)
    colours[: len(PAINT)], colours[VOID] = PAINT, policy.fill
    middle = picture.permute(1, 2, 0).numpy()[STRIDE // 2 :: STRIDE, STRIDE // 2 :: STRIDE]
    sure = inner(row.mask)
    assert np.abs(middle.astype(int) - colours[row.mask])[sure].max(initial=0) <= 2
    if policy is CUT:
        assert VOID not in row.mask


@pytest.mark.parametrize("policy", [CUT, TURNED], ids=lambda policy: policy.name)
@settings(deadline=None, max_examples=60)
@given(rectangles(), numbers)
def test_boxes_are_the_bounds_of_their_moved_masks(
    policy: Policy, rectangle: tuple[int, int, int, int], place: int
) -> None:
    objects = objects_of([rectangle, rectangle])
    row = Row(5, fractions(rectangle), mask_of(rectangle), objects)
    _, moved = varied(painted(row.mask), row, policy, Chance(4, 1).of(place))
    assert moved.objects is not None and moved.objects.masks is not None
    assert moved.label == (NO_CLASS if np.isnan(moved.box[0]) else 5)
    assert len(moved.objects.boxes) == (0 if np.isnan(moved.box[0]) else 2)
    for box, mask in zip(moved.objects.boxes, moved.objects.masks, strict=True):
        assert np.array_equal(box, moved.box) and np.array_equal(mask, moved.mask == 1)
        assert box.min() >= 0 and box.max() <= 1
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        bounds = np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])
        touches = box.min() <= 0 or box.max() >= 1  # a turned box that is cut off is larger than what is left of it
        if policy is CUT or not touches:
            assert np.abs(box * CELLS - bounds).max() <= 1


@settings(deadline=None, max_examples=60)
@given(st.lists(rectangles(), min_size=1, max_size=6), numbers)
def test_a_box_of_which_little_is_left_goes_with_its_label(found: list[tuple[int, int, int, int]], place: int) -> None:
    """The oracle: a picture whose colours are its coordinates says which part was cut out."""
    ramp = np.zeros((SIDE, SIDE, 3), np.uint8)
    ramp[..., 0], ramp[..., 1] = np.arange(SIDE)[None], np.arange(SIDE)[:, None]
    objects = objects_of(found)
    policy = replace(CUT, flip=False)
    picture, row = varied(ramp, Row(0, objects.boxes[0], mask_of(found[0]), objects), policy, Chance(5, 1).of(place))
    lefts, tops = picture[0, 0].numpy().astype(float), picture[1, :, 0].numpy().astype(float)
    part = np.array([lefts[0], tops[0], lefts[-1] + 1, tops[-1] + 1]) / SIDE
    low, high = np.maximum(objects.boxes[:, :2], part[:2]), np.minimum(objects.boxes[:, 2:], part[2:])
    left = (high - low).clip(min=0).prod(1) / (objects.boxes[:, 2:] - objects.boxes[:, :2]).prod(1)
    assert row.objects is not None and row.objects.masks is not None
    kept = set(row.objects.labels.tolist())
    for label, share in enumerate(left):
        if abs(share - LEAST_SEEN) > 0.1:
            assert (label in kept) == (share > LEAST_SEEN)
    lengths = {len(each) for each in row.objects if each is not None}
    assert lengths == {len(kept)} and (row.objects.ignored == (row.objects.labels % 2 == 1)).all()
    assert np.isnan(row.box[0]) == (0 not in kept) and (row.label == NO_CLASS) == (0 not in kept)


@pytest.mark.parametrize("name", POLICIES)
def test_chance_is_told_by_place_and_disturbs_no_other(name: str) -> None:
    rng = np.random.default_rng(0)
    square = rng.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    row = Row(1, fractions((10, 10, 30, 30)), mask_of((10, 10, 30, 30)), objects_of([(2, 3, 20, 25)]))
    kept, before = square.copy(), torch.get_rng_state()
    first, taught = varied(square, row, POLICIES[name], Chance(7, 2).of(11))
    again, same = varied(square, row, POLICIES[name], Chance(7, 2).of(11))
    assert torch.equal(first, again) and np.array_equal(taught.mask, same.mask)
    assert np.array_equal(taught.box, same.box, equal_nan=True)
    assert torch.equal(torch.get_rng_state(), before) and np.array_equal(square, kept)
    others = [varied(square, row, POLICIES[name], Chance(7, 2).of(place))[0] for place in range(8)]
    distinct = len({each.numpy().tobytes() for each in others})
    assert distinct == {"none": 1, "flip": 2}.get(name, 8)


def test_no_two_uses_of_chance_are_the_same() -> None:
    seen = {tuple(Chance(seed, epoch).of(place).integers(0, 2**31, 4).tolist()) for seed in (0, 1) for epoch in (0, 1)
            for place in (0, 1, 2)}  # fmt: skip
    assert len(seen) == 12
    assert sorted(Chance(0, 1).order(50).tolist()) == list(range(50))
    assert Chance(0, 1).order(50).tolist() != Chance(0, 2).order(50).tolist()
    assert Chance(0, 1).dropout(0) != int(Chance(0, 1).of(0).integers(2**31))


def test_none_changes_nothing_and_digits_are_not_mirrored() -> None:
    half = np.zeros((75, 75, 3), np.uint8)
    half[:, :37] = 255
    nothing = Row(3, np.array([0.0, 0.0, 0.5, 1.0], np.float32), np.full((18, 18), VOID, np.uint8))
    picture, row = varied(half, nothing, POLICIES["none"], Chance(0, 0).of(0))
    assert torch.equal(picture, plain(half)) and row.label == 3 and np.array_equal(row.box, nothing.box)
    for place in range(40):
        picture, row = varied(half, nothing, POLICIES["digits"], Chance(0, 0).of(place))
        assert picture[:, :, :20].float().mean() > picture[:, :, -20:].float().mean() + 100
        assert row.box[0] < 0.1 and row.label == 3 and (row.mask == VOID).all()


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("count", [0, 2])
def test_pictures_without_some_labels_vary_too(name: str, count: int) -> None:
    objects = objects_of([(2, 3, 20, 25)] * count)
    for place in range(12):
        for each in (objects, objects._replace(masks=None), None):
            row = Row(NO_CLASS, MISSING, np.full((CELLS, CELLS), VOID, np.uint8), each)
            picture, moved = varied(np.zeros((SIDE, SIDE, 3), np.uint8), row, POLICIES[name], Chance(1, 1).of(place))
            assert picture.shape == (3, SIDE, SIDE) and moved.label == NO_CLASS and np.isnan(moved.box).all()
            assert (moved.mask == VOID).all() and (moved.objects is None) == (each is None)


def test_a_policy_that_is_not_there_is_said() -> None:
    with pytest.raises(EngineError, match="'fancy'; choose one of none, flip, light, strong, digits"):
        policy_named("fancy")


def test_mixed_precision_around_it_changes_nothing() -> None:
    square = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    row = Row(1, fractions((10, 10, 30, 30)), mask_of((10, 10, 30, 30)))
    for place in range(6):
        usual, taught = varied(square, row, TURNED, Chance(7, 2).of(place))
        with torch.autocast("cpu", torch.bfloat16):
            other, same = varied(square, row, TURNED, Chance(7, 2).of(place))
        assert torch.equal(usual, other) and np.array_equal(taught.box, same.box, equal_nan=True)
