"""Masks are painted from outlines, so that mask heads learn from folders that keep their regions so."""

from __future__ import annotations

import numpy as np
import pytest
from pycocotools import mask as outside

from engine.annotation import Box, Instance
from engine.datasets import painting


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # pycocotools with numpy 2
def test_painted_polygons_cover_what_their_area_says() -> None:
    """An outside reader paints the same pixels, but for the borders, where it has a rule of its own."""
    generator = np.random.default_rng(4)
    for _ in range(30):
        angles = np.sort(generator.uniform(0, 2 * np.pi, 9))
        points = np.stack([60 + 50 * np.cos(angles), 45 + 40 * np.sin(angles)], axis=1)
        polygon = tuple((float(x), float(y)) for x, y in points)
        mine = painting.region(Instance("a", Box(0, 0, 1, 1), (polygon,)), (120, 90))
        assert mine is not None
        x, y = points.T
        area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        assert abs(mine.sum() - area) <= 0.5 * np.hypot(*(points - np.roll(points, 1, axis=0)).T).sum() ** 0.5 + 8
        theirs = outside.decode(outside.merge(outside.frPyObjects([points.ravel().tolist()], 90, 120))).astype(bool)
        assert (mine & theirs).sum() / (mine | theirs).sum() > 0.93


def test_small_objects_lie_on_large_ones_and_plain_boxes_are_void() -> None:
    def square(low: float, high: float) -> tuple[tuple[float, float], ...]:
        return (low, low), (high, low), (high, high), (low, high)

    large = Instance("a", Box(0, 0, 10, 10), (square(0, 10),))
    small = Instance("b", Box(2, 2, 4, 4), (square(2, 4),))
    plain = Instance("a", Box(8, 8, 14, 14))
    mask = painting.paint((small, large, plain), ("a", "b"), (16, 16))
    assert (mask == 2).sum() == 4 and (mask == 1).sum() == 96 and (mask == 255).sum() == 36 - 4
