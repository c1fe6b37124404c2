"""Regions in run lengths: ours are pycocotools' to the letter, and hostile ones cost nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from annotations_for_tests import CALM
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pycocotools import mask as oracle

from engine.annotation import Annotation, Box, Instance, Rle
from engine.datasets import painting
from engine.formats import rle, yolo
from engine.formats.tracing import outlines

MASKS = arrays.arrays(bool, arrays.array_shapes(min_dims=2, max_dims=2, max_side=40)) | st.builds(
    lambda height, width, at, to: np.pad(np.ones((at, to), bool), ((height, 3), (0, width))),
    *(st.integers(1, 200) for _ in range(4)),
)


def theirs(mask: np.ndarray) -> dict[str, object]:
    return oracle.encode(np.asfortranarray(mask.astype(np.uint8)))


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools under numpy 2
@CALM
@given(MASKS)
def test_our_run_lengths_are_those_of_pycocotools(mask: np.ndarray) -> None:
    ours, reference = rle.encode(mask), theirs(mask)
    assert rle.to_coco(ours) == {"size": reference["size"], "counts": reference["counts"].decode()}
    np.testing.assert_array_equal(rle.decode(ours), mask)
    np.testing.assert_array_equal(oracle.decode(reference).astype(bool), mask)
    assert rle.area(ours) == oracle.area(reference) == mask.sum()
    box = rle.bounds(ours)
    assert (box.xmin, box.ymin, box.width, box.height) == tuple(oracle.toBbox(reference))


@CALM
@given(MASKS)
def test_lists_of_runs_are_read_as_well(mask: np.ndarray) -> None:
    flat = mask.T.reshape(-1)
    changes = np.flatnonzero(np.diff(flat)) + 1
    runs = np.diff([0, *([0] if flat[0] else []), *changes, flat.size]).tolist()
    assert rle.from_coco({"size": list(mask.shape), "counts": runs}) == rle.encode(mask)


@CALM
@given(MASKS, st.integers(0, 30), st.integers(0, 30), st.integers(0, 9), st.integers(0, 9))
def test_a_crop_is_placed_where_it_belongs(mask: np.ndarray, x: int, y: int, right: int, below: int) -> None:
    whole = np.pad(mask, ((y, below), (x, right)))
    assert rle.placed(mask, x, y, whole.shape[::-1]) == rle.encode(whole)


@CALM
@given(MASKS)
def test_a_region_is_traced_to_one_line_of_yolo_s_that_holds_the_same_pixels(mask: np.ndarray) -> None:
    height, width = mask.shape
    lines = outlines(rle.encode(mask))
    assert bool(lines) == mask.any()
    if not lines:
        return
    points = np.array([point for line in lines for point in line])
    assert Box(*points.min(axis=0), *points.max(axis=0)) == rle.bounds(rle.encode(mask))
    traced = Annotation(width, height, (Instance("cat", rle.bounds(rle.encode(mask)), lines),))
    [read] = yolo.parse(Path("a.txt"), yolo.to_text(traced, ("cat",)), (width, height), ("cat",)).instances
    np.testing.assert_array_equal(painting.region(read, (width, height)), mask)


def test_a_region_of_too_many_corners_is_not_traced() -> None:
    rows, columns = np.indices((150, 150))
    assert outlines(rle.encode((rows + columns) % 2 == 0)) == ()
    assert outlines(rle.encode(np.random.default_rng(1).random((1000, 1000)) < 0.5)) == ()


def test_nothing_in_it_has_no_box() -> None:
    empty = rle.encode(np.zeros((4, 3), bool))
    assert rle.bounds(empty) == Box(0, 0, 0, 0)
    assert rle.area(empty) == 0


HOSTILE = {
    "no object": [1, 2],
    "no size": {"counts": "1"},
    "a size of one number": {"size": [4], "counts": "1"},
    "a size of text": {"size": ["4", "4"], "counts": "`0"},
    "a size of true": {"size": [True, 1], "counts": [1]},
    "a size of nothing": {"size": [0, 5], "counts": ""},
    "a negative size": {"size": [-4, -4], "counts": [16]},
    "a size that no memory holds": {"size": [10**6, 10**6], "counts": [10**12]},
    "a size of 10^400": {"size": [10**400, 1], "counts": [1]},
    "no counts": {"size": [4, 4]},
    "runs that are too short": {"size": [4, 4], "counts": [3, 4]},
    "runs that are too long": {"size": [4, 4], "counts": [3, 40]},
    "a negative run": {"size": [4, 4], "counts": [20, -4]},
    "half a run": {"size": [4, 4], "counts": [15.5, 0.5]},
    "letters that are no run lengths": {"size": [4, 4], "counts": "\x00\x01"},
    "letters beyond COCO's": {"size": [4, 4], "counts": "~~~~"},
    "letters beyond ASCII": {"size": [4, 4], "counts": "ä"},
    "text cut short": {"size": [400, 400], "counts": "PP"},
    "a number without end": {"size": [4, 4], "counts": "o" * 5000 + "0"},
    "differences that wrap around": {"size": [4, 4], "counts": "ooooo?" * 40},
}


@pytest.mark.parametrize("odd", HOSTILE)
def test_what_is_no_region_of_its_picture_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match="run length"):
        rle.from_coco(HOSTILE[odd])


@CALM
@given(st.integers(-1, 50), st.integers(-1, 50), st.text(st.characters(min_codepoint=40, max_codepoint=115)))
def test_any_text_is_a_region_or_refused(width: int, height: int, counts: str) -> None:
    try:
        found = rle.decode(Rle(width, height, counts))
    except ValueError:
        return
    assert found.shape == (height, width)
    assert rle.area(Rle(width, height, counts)) == found.sum()
