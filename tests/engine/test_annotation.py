"""Values: boxes, instances, annotations, and what survives a process boundary."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.annotation import Annotation, Box, Instance, main_instance, same
from engine.errors import LabelError, PictureError

numbers = st.floats(-1e4, 1e4, allow_nan=False)
boxes = st.builds(Box, numbers, numbers, numbers, numbers)


def test_values_do_not_mutate():
    with pytest.raises(FrozenInstanceError):
        Box(0, 0, 1, 1).xmin = 3  # pyright: ignore[reportAttributeAccessIssue]


@given(boxes, st.integers(1, 5000), st.integers(1, 5000))
def test_a_clipped_box_lies_in_the_picture_and_clipping_twice_changes_nothing(box: Box, width: int, height: int):
    clipped = box.clipped(width, height)
    assert 0 <= clipped.xmin <= width and 0 <= clipped.ymax <= height
    assert clipped.clipped(width, height) == clipped


@given(boxes)
def test_a_reversed_box_has_no_negative_area(box: Box):
    assert box.area >= 0


def test_the_main_instance_is_the_largest_that_is_not_difficult_and_the_first_on_ties():
    small, first, second = (Instance(name, Box(0, 0, side, side)) for name, side in (("s", 3), ("a", 5), ("b", 5)))
    huge = Instance("h", Box(0, 0, 99, 99), difficult=True)
    assert main_instance((huge, small, first, second)) is first
    assert main_instance((huge,)) is None


def test_a_mask_is_read_only_also_after_it_crossed_a_process():
    annotation = Annotation(4, 3, mask=np.zeros((3, 4), np.uint8))
    back = pickle.loads(pickle.dumps(annotation, protocol=5))
    assert back.mask is not None
    for each in (annotation, back):
        with pytest.raises(ValueError, match="read-only"):
            each.mask[0, 0] = 1
    assert same(annotation, back)


def test_same_sees_a_single_changed_pixel_and_a_changed_flag():
    mask = np.zeros((3, 4), np.uint8)
    other = mask.copy()
    other[2, 3] = 255
    annotation = Annotation(4, 3, mask=mask)
    assert not same(annotation, Annotation(4, 3, mask=other))
    assert not same(annotation, replace(annotation, verified=True))
    assert not same(annotation, Annotation(4, 3))
    assert not same(annotation, None)


def test_a_mask_of_another_size_is_refused():
    with pytest.raises(ValueError, match="mask"):
        Annotation(3, 4, mask=np.zeros((3, 4), np.uint8))


@pytest.mark.parametrize("error", [LabelError(Path("a.xml"), "stops here", 4), PictureError(Path("b.jpg"), "is empty")])
def test_errors_keep_their_words_and_their_file_across_a_process(error: LabelError | PictureError):
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert back.path == error.path
