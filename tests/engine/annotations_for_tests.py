"""Annotations as people could have drawn them, for tests of the formats that hold them."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from engine.annotation import Annotation, Box, Instance
from engine.formats import rle

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For machines that are busy with something else."""

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8).filter(
    lambda text: text == text.strip()
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["colour", "id", "track id", "Größe", "n"]),
    st.one_of(WORDS, st.sampled_from(["true", "null", "3", "-0", "1.50", "007", "NaN", "[1]"])),
    max_size=3,
).map(lambda found: tuple(found.items()))
SIDES = st.integers(1, 3000)


@st.composite
def points_in(draw: st.DrawFn, width: float, height: float) -> tuple[float, float]:
    return draw(st.floats(0, width)), draw(st.floats(0, height))


@st.composite
def boxes_in(draw: st.DrawFn, width: float, height: float) -> Box:
    """A box of at least a thousandth of a pixel."""
    (x1, y1), (x2, y2) = draw(points_in(width, height)), draw(points_in(width, height))
    box = Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    return box if box.width > 1e-3 and box.height > 1e-3 else Box(0.0, 0.0, width, height)


@st.composite
def outlines_in(draw: st.DrawFn, width: float, height: float) -> tuple[tuple[float, float], ...]:
    box = draw(boxes_in(width, height))
    more = draw(st.lists(points_in(width, height), max_size=5))
    return ((box.xmin, box.ymin), (box.xmax, box.ymin), *more, (box.xmax, box.ymax))


@st.composite
def instances_in(draw: st.DrawFn, width: int, height: int, labels: st.SearchStrategy[str], most: int) -> Instance:
    """An instance with a box alone, with up to `most` outlines, or with pixels."""
    kind = draw(st.sampled_from(["box", "outlines", "pixels"] if width * height <= 10_000 else ["box", "outlines"]))
    box, polygons, region = draw(boxes_in(width, height)), (), None
    if kind == "outlines":
        polygons = tuple(draw(st.lists(outlines_in(width, height), min_size=1, max_size=most)))
        xs, ys = zip(*(point for polygon in polygons for point in polygon), strict=True)
        box = Box(min(xs), min(ys), max(xs), max(ys))
    elif kind == "pixels":
        mask = np.random.default_rng(draw(st.integers(0, 99))).random((height, width)) < draw(st.floats(0, 1))
        mask[draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))] = True
        region = rle.encode(mask)
        box = rle.bounds(region)
    flags = [draw(st.booleans()) for _ in range(3)]
    pose, score = draw(WORDS.filter(lambda text: text == text.strip())), draw(st.none() | st.floats(0, 1))
    return Instance(draw(labels), box, polygons, score, *flags, pose, draw(ATTRIBUTES), rle=region)


@st.composite
def annotations(draw: st.DrawFn, labels: st.SearchStrategy[str] = NAMES, most: int = 3) -> Annotation:
    width, height = draw(st.sampled_from([(1, 1), (7, 30), (64, 48), (100, 100), (500, 375), (4000, 3000)]))
    found = draw(st.lists(instances_in(width, height, labels, most), max_size=4))
    return Annotation(width, height, tuple(found))
