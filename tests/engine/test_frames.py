"""Labels drawn before EXIF turned the picture follow the turn, checked against Pillow's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from engine.annotation import Box
from engine.formats import frames

STORED = (60, 40)


def turned_by_pillow(mask: np.ndarray, orientation: int) -> np.ndarray:
    picture = Image.fromarray(mask)
    picture.getexif()[0x0112] = orientation
    return np.asarray(ImageOps.exif_transpose(picture))


@pytest.mark.parametrize("orientation", range(5, 9))
def test_boxes_and_masks_turn_with_the_picture(orientation: int) -> None:
    mask = np.zeros(STORED[::-1], np.uint8)
    mask[5:12, 20:50] = 7
    upright = turned_by_pillow(mask, orientation)
    assert np.array_equal(frames.turned_mask(mask, orientation), upright)
    rows, columns = np.nonzero(upright)
    box = frames.turned(Box(20, 5, 50, 12), orientation, STORED)
    assert box.as_tuple() == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert np.array_equal(frames.turned_mask_back(upright, orientation), mask)


@given(st.integers(1, 8), st.tuples(*[st.floats(0, 40)] * 4))
def test_there_and_back_is_the_same_box(orientation: int, edges: tuple[float, float, float, float]) -> None:
    box = Box(*edges)
    back = frames.turned_back(frames.turned(box, orientation, STORED), orientation, STORED)
    assert np.allclose(back.as_tuple(), box.as_tuple(), atol=1e-9)


def test_only_a_size_that_says_so_is_the_stored_frame() -> None:
    assert frames.is_stored((60, 40), (40, 60), 6)
    assert not frames.is_stored((40, 60), (40, 60), 6) and not frames.is_stored((60, 40), (40, 60), 3)
    assert not frames.is_stored(None, (40, 60), 6) and not frames.is_stored((50, 50), (50, 50), 6)
