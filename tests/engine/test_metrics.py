"""Scores against cases with a known answer, against torchvision, and against what must always hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torchvision.ops import box_iou

from engine.annotation import VOID, Annotation, Box, Instance
from engine.metrics import bootstrap, boxes, labels, masks
from engine.metrics.matching import match

if TYPE_CHECKING:
    from pathlib import Path

EDGES = st.floats(0, 500, allow_nan=False, width=32)
BOXES = st.lists(st.tuples(EDGES, EDGES, EDGES, EDGES).map(lambda b: (*b[:2], b[0] + b[2], b[1] + b[3])), max_size=6)
MASKS = arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.sampled_from([0, 1, 2, VOID]))


def array(found: list[tuple[float, ...]]) -> np.ndarray:
    return np.array(found, np.float64).reshape(-1, 4)


def test_iou_of_the_published_cases(shared: Path) -> None:
    known = json.loads((shared / "metrics" / "box_vectors.json").read_text())
    matrix = boxes.iou_matrix(np.array(known["boxes1"]), np.array(known["boxes2"]))
    assert np.allclose(matrix, known["exact"]["box_iou"], atol=1e-12)
    for case in known["hand"]:
        assert boxes.iou_matrix(np.array([case["a"]]), np.array([case["b"]]))[0, 0] == pytest.approx(case["iou"])


@settings(deadline=None)
@given(BOXES, BOXES)
def test_iou_agrees_with_torchvision(a: list, b: list) -> None:
    ours = boxes.iou_matrix(array(a), array(b))
    assert ours.shape == (len(a), len(b))
    theirs = box_iou(torch.tensor(array(a)), torch.tensor(array(b))).nan_to_num(0.0).numpy()
    assert np.allclose(ours, theirs, atol=1e-9)


@given(BOXES, st.floats(0.125, 8), st.floats(-100, 100))
def test_iou_is_symmetric_and_knows_no_scale(a: list, scale: float, shift: float) -> None:
    found = boxes.iou_matrix(array(a), array(a))
    assert np.allclose(found, found.T)
    assert ((found >= 0) & (found <= 1)).all()
    assert np.allclose(np.diag(found), boxes.areas(array(a)) > 0)
    assert np.allclose(found, boxes.iou_matrix(array(a) * scale, array(a) * scale), atol=1e-9)
    paired = boxes.paired_iou(array(a), array(a) + shift)
    assert np.allclose(paired, np.diag(boxes.iou_matrix(array(a), array(a) + shift)))


def test_single_boxes_are_counted_and_merged() -> None:
    ious, right = np.array([1.0, 0.5, 0.49, 0.0]), np.array([True, False, True, True])
    whole = boxes.SingleBoxCounts.of(ious, right)
    assert whole.mean_iou == pytest.approx(0.4975)
    assert whole.iou_at["0.50"] == 0.5 and whole.iou_at["0.95"] == 0.25 and len(whole.iou_at) == 10
    assert whole.localization_accuracy == 0.25
    parts = boxes.SingleBoxCounts.of(ious[:1], right[:1]) + boxes.SingleBoxCounts.of(ious[1:], right[1:])
    assert parts == whole
    assert boxes.SingleBoxCounts().mean_iou is None and boxes.SingleBoxCounts().iou_at == {}


def test_an_iou_of_exactly_a_half_counts_as_a_half() -> None:
    thirds = boxes.iou_matrix(array([(0, 0, 0.3, 1)]), array([(0, 0, 0.6, 1)]))[0]
    assert boxes.SingleBoxCounts.of(thirds, np.array([True])).iou_at["0.50"] == 1


def test_the_mean_box_is_a_mean_of_fractions() -> None:
    found = boxes.mean_box(array([(0, 0, 50, 100), (100, 0, 200, 100)]), np.array([(100, 100), (200, 200)]))
    assert found == pytest.approx((0.25, 0.0, 0.75, 0.75))


def test_masks_of_the_known_cases(shared: Path) -> None:
    for case in json.loads((shared / "metrics" / "miou_vectors.json").read_text())["cases"]:
        truth, found = (np.array(case[side], np.uint8) for side in ("target", "pred"))
        counts = masks.confusion(truth, found, case["num_classes"])
        assert counts.tolist() == case["confusion_rows_are_target"], case["name"]
        nan = [np.nan if value is None else value for value in case["iou"]]
        assert np.allclose(masks.class_iou(counts), nan, equal_nan=True)
        nan = [np.nan if value is None else value for value in case["dice"]]
        assert np.allclose(masks.class_dice(counts), nan, equal_nan=True)
        assert masks.mean_iou(counts) == (None if case["miou_present"] is None else pytest.approx(case["miou_present"]))
        assert masks.pixel_accuracy(counts) == case["pixel_acc"]
        if "per_image_then_mean" in case:
            single = [masks.mean_iou(masks.confusion(t, p, 3)) for t, p in zip(truth, found, strict=True)]
            assert np.mean([value for value in single if value is not None]) == case["per_image_then_mean"]


@given(MASKS, st.integers(0, 2**32 - 1))
def test_pixels_are_counted_once(truth: np.ndarray, seed: int) -> None:
    found = np.random.default_rng(seed).choice(np.array([0, 1, 2, VOID], np.uint8), truth.shape)
    counts = masks.confusion(truth, found, 3)
    assert counts.sum() == (truth != VOID).sum()
    plain = np.zeros((3, 3), np.int64)
    for t, p in zip(truth.ravel(), found.ravel(), strict=True):
        if t != VOID:
            plain[t, 0 if p == VOID else p] += 1
    assert (counts == plain).all()
    halves = [masks.confusion(truth[rows], found[rows], 3) for rows in (slice(None, 2), slice(2, None))]
    assert (sum(halves) == counts).all()
    perfect = masks.mean_iou(masks.confusion(truth, truth, 3))
    assert perfect is None or perfect == 1


def test_a_mask_value_without_a_class_is_named() -> None:
    with pytest.raises(ValueError, match="mask value 7"):
        masks.confusion(np.full((2, 2), 7, np.uint8), np.zeros((2, 2), np.uint8), 3)


def test_labels_are_counted_and_merged() -> None:
    truth, found = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    scores = np.array([0.9, 0.6, 0.8, 1.0])
    whole = labels.LabelCounts.of(truth, found, scores, 3)
    assert whole.accuracy == 0.75
    assert whole.recall == pytest.approx([0.5, 1, 1]) and whole.precision == pytest.approx([1, 0.5, 1])
    # each picture is alone in its bin: the error is the mean of |right - score|
    assert whole.calibration_error == pytest.approx((0.1 + 0.6 + 0.2 + 0.0) / 4)
    parts = labels.LabelCounts.of(truth[:2], found[:2], scores[:2], 3) + labels.LabelCounts.of(
        truth[2:], found[2:], scores[2:], 3
    )
    assert (parts.confusion == whole.confusion).all() and np.allclose(parts.bins, whole.bins)


def test_a_believable_score_has_no_calibration_error() -> None:
    random = np.random.default_rng(0)
    scores = random.uniform(0.5, 1, 100_000)
    right = random.uniform(size=scores.size) < scores
    counts = labels.LabelCounts.of(np.zeros(scores.size, int), np.where(right, 0, 1), scores, 2)
    assert counts.calibration_error is not None and counts.calibration_error < 0.01


def test_the_interval_covers_the_mean_and_says_the_same_twice() -> None:
    values = np.random.default_rng(1).normal(0.7, 0.1, 200)
    found = bootstrap.mean_interval(values)
    assert found == bootstrap.mean_interval(values)
    assert found is not None and found[0] < values.mean() < found[1]
    assert found[1] - found[0] == pytest.approx(2 * 1.96 * 0.1 / 200**0.5, rel=0.2)
    assert bootstrap.mean_interval(values[:1]) is None


def picture(*instances: tuple[str, tuple[int, int, int, int], float | None, bool]) -> Annotation:
    made = (Instance(label, Box(*box), score=score, difficult=hard) for label, box, score, hard in instances)
    return Annotation(100, 100, tuple(made))


def verdicts(truth: Annotation, prediction: Annotation) -> list[tuple[int | None, int | None, str]]:
    return [(found.truth, found.prediction, found.verdict) for found in match(truth, prediction)]


def test_every_verdict_there_is() -> None:
    truth = picture(
        ("cat", (0, 0, 20, 20), None, False),
        ("dog", (30, 0, 50, 20), None, False),
        ("cat", (60, 0, 80, 20), None, False),
        ("cat", (0, 60, 20, 80), None, True),
    )
    prediction = picture(
        ("cat", (0, 0, 20, 19), 0.9, False),
        ("cat", (30, 0, 50, 20), 0.8, False),
        ("cat", (0, 60, 20, 80), 0.7, False),
        ("cat", (0, 60, 20, 79), 0.6, False),
        ("dog", (80, 80, 99, 99), 0.5, False),
    )
    assert verdicts(truth, prediction) == [
        (0, 0, "true"),
        (1, 1, "mislabelled"),
        (2, None, "missed"),
        (3, 2, "ignored"),
        (3, 3, "ignored"),
        (None, 4, "false"),
    ]


def test_a_wrong_class_never_takes_the_truth_from_a_right_one() -> None:
    truth = picture(("cat", (0, 0, 20, 20), None, False))
    prediction = picture(("dog", (0, 0, 20, 20), 0.9, False), ("cat", (0, 0, 20, 18), 0.3, False))
    assert verdicts(truth, prediction) == [(0, 1, "true"), (None, 0, "false")]


def test_of_two_predictions_of_one_object_the_surer_is_true() -> None:
    truth = picture(("cat", (0, 0, 20, 20), None, False))
    prediction = picture(("cat", (0, 0, 20, 20), 0.3, False), ("cat", (0, 0, 20, 16), 0.9, False))
    assert verdicts(truth, prediction) == [(0, 1, "true"), (None, 0, "false")]
    assert match(truth, prediction)[1].iou == 1.0


def test_nothing_matches_nothing() -> None:
    empty = picture()
    assert match(empty, empty) == ()
    lone = picture(("cat", (0, 0, 20, 20), None, False), ("cat", (0, 0, 20, 20), None, True))
    assert verdicts(lone, empty) == [(0, None, "missed"), (1, None, "ignored")]


@given(BOXES, BOXES)
def test_every_object_gets_one_verdict(truth: list, prediction: list) -> None:
    a = Annotation(1000, 1000, tuple(Instance("a", Box(*box)) for box in truth))
    b = Annotation(1000, 1000, tuple(Instance("a", Box(*box), score=0.5) for box in prediction))
    found = match(a, b)
    assert sorted(one.truth for one in found if one.truth is not None) == list(range(len(truth)))
    assert sorted(one.prediction for one in found if one.prediction is not None) == list(range(len(prediction)))


def test_difficult_truth_of_the_voc_case_counts_as_neither(shared: Path) -> None:
    case = json.loads((shared / "metrics" / "voc_difficult_vector.json").read_text())
    counts = {"true": 0, "false": 0, "missed": 0, "ignored": 0}
    for name, objects in case["gts"].items():
        truth = picture(*(("cat", box, None, hard) for box, hard in objects))
        found = picture(*(("cat", box, score, False) for image, score, box in case["dets"] if image == name))
        for one in match(truth, found):
            counts[one.verdict] += 1
    assert counts == {"true": 2, "false": 2, "missed": 0, "ignored": 3}
