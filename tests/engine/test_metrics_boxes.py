"""IoU's relatives and the formulas of the old systems, against published cases and torchvision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchvision import ops

from engine.metrics import box_kinds, boxes, legacy

if TYPE_CHECKING:
    from pathlib import Path

EDGE, SIDE = st.floats(-300, 300, width=32), st.floats(0.5, 300, width=32)
BOXES = st.lists(st.tuples(EDGE, EDGE, SIDE, SIDE).map(lambda b: (*b[:2], b[0] + b[2], b[1] + b[3])), max_size=6)
NAMES = {"generalized_box_iou": box_kinds.giou, "distance_box_iou": box_kinds.diou, "complete_box_iou": box_kinds.ciou}


def matrix(name: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Every box of `a` (N, 4) with every box of `b` (M, 4): (N, M)."""
    return NAMES[name](np.repeat(a, len(b), axis=0), np.tile(b, (len(a), 1))).reshape(len(a), len(b))


def array(found: list) -> np.ndarray:
    return np.array(found, np.float64).reshape(-1, 4)


@pytest.mark.parametrize("name", NAMES)
def test_the_published_matrices(name: str, shared: Path) -> None:
    known = json.loads((shared / "metrics" / "box_vectors.json").read_text())
    found = matrix(name, np.array(known["boxes1"]), np.array(known["boxes2"]))
    assert np.allclose(found, known["exact"][name], rtol=0, atol=1e-9)
    assert np.allclose(found, known["published"][name], rtol=0, atol=5e-5)


def test_the_published_losses(shared: Path) -> None:
    known = json.loads((shared / "metrics" / "box_vectors.json").read_text())
    for name, cases in known["loss_cases"].items():
        for a, b, loss in cases:
            pair = (array([known["loss_boxes"][each]]) for each in (a, b))
            assert 1 - getattr(box_kinds, name)(*pair)[0] == pytest.approx(loss, abs=5e-5), (name, a, b)


@settings(deadline=None)
@given(BOXES, BOXES, st.sampled_from(sorted(NAMES)))
def test_they_agree_with_torchvision(a: list, b: list, name: str) -> None:
    ours = matrix(name, array(a), array(b))
    theirs = getattr(ops, name)(torch.tensor(array(a)), torch.tensor(array(b))).numpy()
    assert ours.shape == (len(a), len(b)) and np.allclose(ours, theirs, rtol=0, atol=1e-6)


def test_cases_by_hand() -> None:
    square, right, corner = array([(0, 0, 10, 10)]), array([(10, 0, 20, 10)]), array([(10, 10, 20, 20)])
    assert box_kinds.giou(square, square) == box_kinds.diou(square, square) == box_kinds.ciou(square, square) == 1
    assert box_kinds.giou(square, right) == 0 and box_kinds.giou(square, corner) == -0.5
    assert box_kinds.diou(square, right)[0] == pytest.approx(-(10**2) / (20**2 + 10**2))
    wide = array([(0, 0, 20, 5)])
    unlike = 4 / np.pi**2 * (np.arctan(4) - np.arctan(1)) ** 2
    iou = boxes.paired_iou(square, wide)[0]
    known = box_kinds.diou(square, wide)[0] - unlike * unlike / (1 - iou + unlike)
    assert box_kinds.ciou(square, wide)[0] == pytest.approx(known, abs=1e-15)


def test_means_count_a_box_that_nobody_found() -> None:
    true, found = array([(0, 0, 10, 10), (0, 0, 10, 10)]), array([(0, 0, 10, 10), (0, 0, 0, 0)])
    there = np.array([True, False])
    assert box_kinds.means(true, found, there) == {"mean_giou": 0, "mean_diou": 0, "mean_ciou": 0}
    known = {"misplaced_one_iou": (9 * 9 + 1) / (2 * 100 - 82) / 2, "corners_as_sizes_iou": 1 / 2}
    assert legacy.means(true, found, there) == pytest.approx(known)


@given(BOXES)
def test_points_and_lines_are_no_fault(found: list) -> None:
    flat = array(found)
    flat[:, 2] = flat[:, 0]
    point = array([(3, 3, 3, 3)] * len(flat))
    for kind in NAMES.values():
        assert np.isfinite(kind(flat, flat)).all() and np.isfinite(kind(flat, point)).all()
        assert (kind(point, point) == 0).all()


def test_the_old_formulas_give_the_old_figures() -> None:
    ten = np.array([[0, 0, 9, 9]])
    assert legacy.misplaced_one_iou(ten, ten)[0] == pytest.approx(0.6949, abs=5e-5)
    apart = legacy.misplaced_one_iou(np.array([[47, 35, 147, 101]]), np.array([[1, 124, 496, 235]]))
    assert apart[0] == pytest.approx(1.6e-5, abs=5e-7), "boxes that share nothing"
    a, b = np.array([[100, 100, 120, 120]]), np.array([[110, 110, 130, 130]])
    assert boxes.paired_iou(a, b)[0] == pytest.approx(1 / 7)
    assert legacy.corners_as_sizes_iou(a, b)[0] == pytest.approx(110**2 / (120**2 + 130**2 - 110**2))
    nothing, dot = np.array([[1, 1, 0, 0]]), np.array([[1, 1, 1, 1]])
    assert legacy.misplaced_one_iou(nothing, dot)[0] == 0, "no division by nothing"
    assert legacy.corners_as_sizes_iou(a, a)[0] == 1 and legacy.corners_as_sizes_iou(a * 0, a * 0)[0] == 0
