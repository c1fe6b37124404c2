"""The other figures of masks: weighted by frequency, by picture, at the boundary; and the readings of a trimap."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.annotation import VOID
from engine.metrics import boundaries, masks
from engine.metrics.boundaries import BoundaryCounts
from engine.metrics.masks import PerImageCounts
from engine.metrics.trimaps import READINGS

if TYPE_CHECKING:
    from pathlib import Path

MASKS = arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.sampled_from([0, 1, 2, VOID]))


def test_dataset_and_per_image_are_two_figures(shared: Path) -> None:
    cases = json.loads((shared / "metrics" / "miou_vectors.json").read_text())["cases"]
    (case,) = (case for case in cases if "per_image_then_mean" in case)
    pairs = [(np.array(t, np.uint8), np.array(p, np.uint8)) for t, p in zip(case["target"], case["pred"], strict=True)]
    counts = [masks.confusion(truth, found, 3) for truth, found in pairs]
    assert masks.mean_iou(sum(counts)) == pytest.approx(case["miou_present"])
    alone = PerImageCounts.of(counts[0]) + PerImageCounts.of(counts[1])
    assert alone.per_image_mean_iou == case["per_image_then_mean"]


def test_per_image_of_generated_masks() -> None:
    truth, found = np.array([[0, 0, 1, 1]], np.uint8), np.array([[0, 0, 1, 0]], np.uint8)
    first, second = masks.confusion(truth, found, 2), masks.confusion(truth, truth, 2)
    assert masks.mean_iou(first) == pytest.approx((2 / 3 + 1 / 2) / 2)
    alone = PerImageCounts.of(first) + PerImageCounts.of(second)
    assert alone.per_image_mean_iou == pytest.approx(((2 / 3 + 1 / 2) / 2 + 1) / 2)
    assert masks.mean_iou(first + second) == pytest.approx((4 / 5 + 3 / 4) / 2)
    void = masks.confusion(np.full((1, 4), VOID, np.uint8), found, 2)
    assert (alone + PerImageCounts.of(void)) == alone and PerImageCounts().per_image_mean_iou is None
    assert masks.frequency_weighted_iou(void) is None


@given(MASKS, st.integers(0, 2**32 - 1))
def test_frequency_weights_are_those_of_the_truth(truth: np.ndarray, seed: int) -> None:
    found = np.random.default_rng(seed).choice(np.array([0, 1, 2], np.uint8), truth.shape)
    figure = masks.frequency_weighted_iou(masks.confusion(truth, found, 3))
    known, counted = 0.0, truth != VOID
    for value in range(3):
        a, b = (truth == value) & counted, (found == value) & counted
        known += a.sum() * (a & b).sum() / max((a | b).sum(), 1)
    assert figure == (pytest.approx(known / counted.sum()) if counted.any() else None)


def plain_boundary(mask: np.ndarray, distance: int) -> np.ndarray:
    """The authors' code: a frame of 0, eroded `distance` times by a square of 3."""
    framed = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    inner = cv2.erode(framed, np.ones((3, 3), np.uint8), iterations=distance)[1:-1, 1:-1]
    return mask & (inner == 0)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_the_boundary_is_that_of_the_authors(seed: int, distance: int) -> None:
    random = np.random.default_rng(seed)
    mask = cv2.blur(random.random((40, 50)), (9, 9)) > 0.5
    assert (boundaries.boundary(mask, distance) == plain_boundary(mask, distance)).all()


def test_boundary_iou_of_squares() -> None:
    truth = np.zeros((100, 100), np.uint8)  # 2 % of the diagonal are 3 pixels
    truth[20:60, 20:60] = 1
    found = np.roll(truth, 2, axis=1)
    rings = [plain_boundary(mask == 1, 3) for mask in (truth, found)]
    counts = BoundaryCounts.of(truth, found, 2)
    assert counts.class_iou[1] == np.count_nonzero(rings[0] & rings[1]) / np.count_nonzero(rings[0] | rings[1])
    plain = masks.class_iou(masks.confusion(truth, found, 2))[1]
    assert counts.class_iou[1] <= 0.5 < 0.9 < plain, "which a large object hardly notices"
    both = counts + BoundaryCounts.of(truth, truth, 2)
    assert both.mean_iou is not None and counts.mean_iou is not None and both.mean_iou > counts.mean_iou
    assert BoundaryCounts.of(truth, truth, 4).class_iou.tolist()[:2] == [1, 1]


@given(MASKS)
def test_a_mask_agrees_with_itself_at_the_boundary_too(mask: np.ndarray) -> None:
    found = BoundaryCounts.of(mask, mask, 3).mean_iou
    assert found == 1 or (found is None and (mask == VOID).any()), "an object that only void surrounds has no edge"


def test_void_is_no_edge_and_is_not_counted() -> None:
    truth = np.zeros((100, 100), np.uint8)
    truth[18:62, 18:62] = VOID
    truth[20:60, 20:60] = 1
    larger = np.zeros_like(truth)
    larger[18:62, 18:62] = 1  # the object as far as the void goes: nobody can say that this is wrong
    assert BoundaryCounts.of(truth, larger, 2).class_iou[1] == 1
    with pytest.raises(ValueError, match="predicted one"):
        BoundaryCounts.of(truth, larger[1:], 2)


def test_the_three_readings_of_a_trimap() -> None:
    truth = np.array([[1, 1, VOID, 0]], np.uint8)
    found = np.array([[1, 0, 1, 0]], np.uint8)
    known = {"three": [[1, 0, 0], [1, 1, 0], [0, 1, 0]], "void": [[1, 0], [1, 1]], "joined": [[1, 0], [1, 2]]}
    for name, reading in READINGS.items():
        counts = masks.confusion(reading.truth(truth), reading.prediction(found), len(reading.classes))
        assert counts.tolist() == known[name], reading.definition
    drawn = np.array([[1, 1, VOID, 0]], np.uint8)  # a prediction that draws the border itself
    for reading in READINGS.values():
        counts = masks.confusion(reading.truth(truth), reading.prediction(drawn), len(reading.classes))
        assert masks.mean_iou(counts) == 1
    assert len({reading.definition for reading in READINGS.values()}) == 3
