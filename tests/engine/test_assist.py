"""Pixels of an object from a click, a box or a few strokes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine import assist, regions
from engine.annotation import VOID
from engine.regions import GROUND, OBJECT
from tests.engine.finishing_for_tests import finish

HEIGHT, WIDTH = 120, 160


def whole(found: assist.Found | None, shape: tuple[int, int] = (HEIGHT, WIDTH)) -> np.ndarray:
    pixels = np.zeros(shape, bool)
    if found is not None:
        x, y, own = found
        pixels[y : y + own.shape[0], x : x + own.shape[1]] = own
    return pixels


@pytest.fixture
def scene() -> tuple[np.ndarray, np.ndarray]:
    """A reddish disc on a bluish, noisy ground, and its pixels."""
    rng = np.random.default_rng(0)
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    pixels[...] = (150, 90, 60, 255)
    disc = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(disc, (80, 60), 32, 1, -1)
    pixels[disc == 1] = (60, 80, 200, 255)
    noise = rng.normal(0, 6, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8), disc == 1


def iou(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


def test_fill_finds_what_hangs_together_and_no_more() -> None:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[10:20, 10:20] = 1
    mask[20:30, 20:30] = 1
    mask[10:20, 20:22] = VOID
    assert (whole(finish(assist.fill(mask, 12, 12))) == (np.indices(mask.shape) // 10 == 1).all(axis=0)).all()
    assert (whole(finish(assist.fill(mask, 0, 0))) == (mask == 0)).all()
    assert (mask[10:20, 10:20] == 1).all() and finish(assist.fill(mask, WIDTH, 3)) is None


def test_the_wand_takes_alike_pixels_within_its_tolerance(scene: tuple[np.ndarray, np.ndarray]) -> None:
    pixels, disc = scene
    assert iou(whole(finish(assist.wand(pixels, 80, 60, 40))), disc) > 0.97
    assert whole(finish(assist.wand(pixels, 80, 60, 0))).sum() < 20
    assert whole(finish(assist.wand(pixels, 80, 60, 255))).all()


def test_a_box_around_an_object_finds_its_pixels(scene: tuple[np.ndarray, np.ndarray]) -> None:
    pixels, disc = scene
    found = whole(finish(assist.cut_out(pixels, (40, 20, 120, 100))))
    assert iou(found, disc) > 0.95
    again = whole(finish(assist.cut_out(pixels, (40, 20, 120, 100))))
    assert (found == again).all(), "the same box, the same object"
    inside = np.zeros(disc.shape, bool)
    inside[40:80, 60:100] = True
    assert not (whole(finish(assist.cut_out(pixels, (60, 40, 100, 80)))) & ~inside).any()


def test_a_speck_is_no_object(scene: tuple[np.ndarray, np.ndarray]) -> None:
    pixels = np.full_like(scene[0], 90)
    pixels[20, 20] = 255
    assert finish(assist.cut_out(pixels, (4, 4, 44, 44))) is None


def test_strokes_on_and_behind_an_object_find_it(scene: tuple[np.ndarray, np.ndarray]) -> None:
    pixels, disc = scene
    marks = np.zeros(disc.shape, np.uint8)
    marks[58:62, 60:100] = OBJECT
    marks[5:8, 10:150] = GROUND
    marks[50:53, 80:84] = GROUND
    found = whole(finish(assist.cut_out(pixels, (0, 0, WIDTH, HEIGHT), marks)))
    assert iou(found, disc) > 0.9 and found[marks == OBJECT].all() and not found[marks == GROUND].any()


def test_a_large_picture_is_looked_at_smaller_and_told_in_full(scene: tuple[np.ndarray, np.ndarray]) -> None:
    pixels, disc = scene
    large = cv2.resize(pixels, (WIDTH * 10, HEIGHT * 10), interpolation=cv2.INTER_CUBIC)
    found = whole(finish(assist.cut_out(large, (400, 200, 1200, 1000))), large.shape[:2])
    wanted = cv2.resize(disc.astype(np.uint8), (WIDTH * 10, HEIGHT * 10), interpolation=cv2.INTER_LINEAR) > 0
    assert iou(found, wanted) > 0.95


def test_a_box_of_the_whole_picture_is_the_whole_picture(scene: tuple[np.ndarray, np.ndarray]) -> None:
    assert whole(finish(assist.cut_out(scene[0], (0, 0, WIDTH, HEIGHT)))).all()


def test_every_round_can_be_given_up(scene: tuple[np.ndarray, np.ndarray]) -> None:
    call = assist.cut_out(scene[0], (40, 20, 120, 100))
    assert [next(call).done for _ in range(assist.ROUNDS)] == list(range(assist.ROUNDS))
    call.close()


def test_the_way_along_an_edge_clings_to_it(scene: tuple[np.ndarray, np.ndarray]) -> None:
    """From the left of the disc over its top to its right: the straight way would go through its middle."""
    pixels, _ = scene
    way = finish(assist.follow(pixels, (51, 45), (109, 45)))
    assert way[0] == (51.5, 45.5) and way[-1] == (109.5, 45.5) and len(way) > 4
    away = [abs(np.hypot(x - 80.5, y - 60.5) - 32) for x, y in way]
    assert np.mean(away) < 2.5
    assert finish(assist.follow(pixels, (5, 5), (5, 5)))[0] == (5.5, 5.5)


def test_an_outline_encloses_the_pixels_it_is_of(scene: tuple[np.ndarray, np.ndarray]) -> None:
    _, disc = scene
    size = WIDTH, HEIGHT
    exact = regions.of_polygons(finish(assist.outline(disc, 0)), size)
    assert exact is not None and (exact.within((0, 0, *size)) == disc).all()
    simple = finish(assist.outline(disc))
    found = regions.of_polygons(simple, size)
    assert found is not None and iou(found.within((0, 0, *size)), disc) > 0.95 and len(simple[0]) < 60
    dot = np.ones((1, 1), bool)
    single = regions.of_polygons(finish(assist.outline(dot)), (1, 1))
    assert single is not None and single.pixels.all()


def test_parts_that_do_not_touch_are_told_apart() -> None:
    pixels = np.zeros((20, 20), bool)
    pixels[2:4, 2:4] = pixels[4, 4] = pixels[10:18, 10:18] = True
    parts = finish(assist.components(pixels))
    assert [(x, y, int(own.sum())) for x, y, own in parts] == [(10, 10, 64), (2, 2, 5)]
    assert len(finish(assist.components(np.zeros((3, 3), bool)))) == 0
