"""Regions, and what painting one does to the class mask and the instances' own regions."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine import regions
from engine.annotation import VOID, Annotation, Box, Instance
from engine.datasets import painting
from engine.formats import rle
from engine.regions import Region

SIZE = WIDTH, HEIGHT = 17, 11
WHOLE = (0, 0, WIDTH, HEIGHT)
pixels = arrays.arrays(bool, (HEIGHT, WIDTH))


@st.composite
def parts(draw: st.DrawFn) -> Region:
    x0, x1 = sorted(draw(st.lists(st.integers(0, WIDTH), min_size=2, max_size=2, unique=True)))
    y0, y1 = sorted(draw(st.lists(st.integers(0, HEIGHT), min_size=2, max_size=2, unique=True)))
    return Region(x0, y0, draw(arrays.arrays(bool, (y1 - y0, x1 - x0))))


def whole(region: Region | None) -> np.ndarray:
    return np.zeros((HEIGHT, WIDTH), bool) if region is None else region.within(WHOLE)


@given(pixels)
def test_an_instance_s_runs_are_its_region(own: np.ndarray) -> None:
    instance = Instance("cat", Box(0, 0, 1, 1), rle=rle.encode(own))
    found = regions.of_instance(instance, SIZE)
    assert (whole(found) == own).all() and (found is None) == (not own.any())
    kept = regions.with_region(instance, found, SIZE)
    assert kept.rle == (instance.rle if own.any() else None)


points = st.tuples(st.floats(-3, WIDTH + 3), st.floats(-3, HEIGHT + 3))


@given(st.lists(st.lists(points, min_size=3, max_size=6).map(tuple), min_size=1, max_size=2).map(tuple))
def test_polygons_fill_the_pixels_that_painting_says(polygons: tuple) -> None:
    instance = Instance("cat", Box(0, 0, 1, 1), polygons)
    wanted = painting.region(instance, SIZE)
    assert wanted is not None and (whole(regions.of_polygons(polygons, SIZE)) == wanted).all()


@settings(max_examples=150)
@given(
    st.none() | arrays.arrays(np.uint8, (HEIGHT, WIDTH), elements=st.sampled_from((0, 1, 2, VOID))),
    st.tuples(pixels, pixels),
    parts(),
    st.sampled_from((0, 1, 2, VOID)),
    st.sampled_from((None, 0, 1)),
    st.booleans(),
)
def test_class_mask_and_regions_stay_in_step(
    mask: np.ndarray | None, own: tuple, region: Region, value: int, owner: int | None, over_void: bool
) -> None:
    """Both are painted, void stays unless it is meant, nothing outside changes, no pixel has two owners it had not."""
    first, second = own[0], own[1] & ~own[0]
    instances = tuple(Instance("cat", Box(0, 0, 1, 1), rle=rle.encode(each)) for each in (first, second))
    before = Annotation(WIDTH, HEIGHT, instances, None if mask is None else mask.copy())
    after = regions.paint(before, region, value, owner, over_void)
    was = np.zeros((HEIGHT, WIDTH), np.uint8) if mask is None else mask
    hit = region.within(WHOLE) & ((was != VOID) | over_void | (value == VOID))
    assert after.mask is not None and (after.mask == np.where(hit, value, was)).all()
    assert mask is None or (before.mask == mask).all(), "values are never changed"
    now = [whole(regions.of_instance(each, SIZE)) for each in after.instances]
    lost = hit if owner is not None else hit & (was != value)
    for at, each in enumerate((first, second)):
        assert (now[at] == (each | hit if at == owner else each & ~lost)).all()
    assert not (now[0] & now[1]).any()


def test_a_stroke_beside_one_object_of_its_class_belongs_to_it() -> None:
    own = np.zeros((HEIGHT, WIDTH), bool)
    own[2:5, 2:5] = True
    instances = (Instance("cat", Box(2, 2, 5, 5), rle=rle.encode(own)), Instance("cat", Box(9, 2, 12, 5)))
    annotation = Annotation(WIDTH, HEIGHT, instances)
    beside, apart = Region(5, 3, np.ones((1, 2), bool)), Region(6, 3, np.ones((1, 2), bool))
    assert regions.touching(annotation, beside, (True, True)) == 0
    assert regions.touching(annotation, apart, (True, True)) is None
    assert regions.touching(annotation, beside, (False, True)) is None
    twice = annotation.with_instances((instances[0], instances[0]))
    assert regions.touching(twice, beside, (True, True)) is None
