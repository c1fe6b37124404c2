"""Finding the pixels of an object from a click, a box or a few strokes: the calls behind the drawing tools. No torch.

Each returns (x, y, pixels): bool, height×width, with the top left pixel at column x and row y of what it was given; or
None where nothing was found. Sources: OpenCV's `floodFill`, and `grabCut` (C. Rother, V. Kolmogorov, A. Blake,
"GrabCut: interactive foreground extraction using iterated graph cuts", 2004).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.regions import GROUND, OBJECT, Region
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.annotation import Polygon
    from engine.regions import Part

Found = tuple[int, int, np.ndarray]

FINE = 4
"""Outlines are followed on pixels this much smaller, so that they enclose the pixels' middles."""
ROUNDS = 5
COLOURS, SAMPLE = 5, 2000
LONGEST = 640
"""GrabCut looks at no more pixels than this along a side: it takes seconds beyond, and finds no more."""
SPECK = 0.01
"""Of a box; less than that, of which nobody has said that it is the object, is none."""


def fill(mask: np.ndarray, x: int, y: int) -> Generator[Step, None, Found | None]:
    """The pixels of a mask (height×width uint8) that hang together with the one at column x, row y, and have its
    value."""
    yield Step("Filling")
    return _flood(np.array(mask), x, y, 0)


def wand(pixels: np.ndarray, x: int, y: int, tolerance: int) -> Generator[Step, None, Found | None]:
    """The pixels of a picture (height×width×4 uint8, the last channel unused) that hang together with the one at
    column x, row y, and whose channels are no further than `tolerance` from its own."""
    yield Step("Looking for alike pixels")
    return _flood(np.ascontiguousarray(pixels[..., :3]), x, y, tolerance)


def _flood(values: np.ndarray, x: int, y: int, tolerance: int) -> Found | None:
    height, width = values.shape[:2]
    if not (0 <= x < width and 0 <= y < height):
        return None
    reached = np.zeros((height + 2, width + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
    apart = (tolerance,) * 3
    cv2.floodFill(values, reached, (x, y), (0, 0, 0), apart, apart, flags)
    return _told(reached[1:-1, 1:-1] != 0)


def cut_out(pixels: np.ndarray, box: Part, marks: np.ndarray | None = None) -> Generator[Step, None, Found | None]:
    """The object in the part `box` of a picture (height×width×4 uint8, the last channel unused).

    `marks`, uint8 height×width, say of some pixels that they are the object's (`OBJECT`) or what is behind it
    (`GROUND`); 0 says nothing. Outside of the box is no object.
    """
    height, width = pixels.shape[:2]
    small = max(1.0, max(height, width) / LONGEST)
    size = max(1, round(width / small)), max(1, round(height / small))
    picture = cv2.resize(np.ascontiguousarray(pixels[..., :3]), size, interpolation=cv2.INTER_AREA)
    state = _state(picture, box, small, marks)
    if not (state == cv2.GC_BGD).any() or not ((state == cv2.GC_FGD) | (state == cv2.GC_PR_FGD)).any():
        return _told(_box_pixels((height, width), box))  # nothing to tell it from
    ground, thing = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)  # the same strokes, the same object
    mode = cv2.GC_INIT_WITH_MASK
    for done in range(ROUNDS):
        yield Step("Looking for the object", done, ROUNDS)
        cv2.grabCut(picture, state, (0, 0, 1, 1), ground, thing, 1, mode)
        mode = cv2.GC_EVAL
    found = ((state == cv2.GC_FGD) | (state == cv2.GC_PR_FGD)).astype(np.uint8) * np.uint8(255)
    whole = cv2.resize(found, (width, height), interpolation=cv2.INTER_LINEAR) > 127
    inside = _box_pixels((height, width), box)
    whole &= inside
    if marks is None and whole.sum() < SPECK * inside.sum():
        return None
    if marks is not None:
        whole = (whole | (marks == OBJECT)) & (marks != GROUND)
    return _told(whole)


def _state(picture: np.ndarray, box: Part, small: float, marks: np.ndarray | None) -> np.ndarray:
    """What GrabCut begins with: ground outside the box, perhaps the object inside; or what the marks say, and for the
    rest whose colours it has."""
    state = np.full(picture.shape[:2], cv2.GC_BGD, np.uint8)
    x0, y0, x1, y1 = (round(edge / small) for edge in box)
    inside = state[y0:y1, x0:x1]
    if marks is None:
        inside[:] = cv2.GC_PR_FGD
        return state
    size = picture.shape[1::-1]
    on, behind = (
        cv2.resize((marks == value).astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.2
        for value in (OBJECT, GROUND)
    )
    around = behind.copy()
    around[[0, -1]] = around[:, [0, -1]] = True  # the rim of what is looked at
    around &= ~on
    if on.any() and around.any():
        nearer = _apart(picture, picture[on]) < _apart(picture, picture[around])
        inside[:] = np.where(nearer, cv2.GC_PR_FGD, cv2.GC_PR_BGD)[y0:y1, x0:x1]
    state[on], state[behind] = cv2.GC_FGD, cv2.GC_BGD
    return state


def _apart(picture: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """How far each pixel is from the nearest of the few colours that `colours` (n×3) are mostly of: float32, h×w."""
    sample = colours[:: max(1, len(colours) // SAMPLE)].astype(np.float32)
    until = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    few = min(COLOURS, len(sample))
    _, _, centres = cv2.kmeans(sample, few, np.zeros((len(sample), 1), np.int32), until, 1, cv2.KMEANS_PP_CENTERS)
    away = [((picture.astype(np.float32) - centre) ** 2).sum(axis=2) for centre in centres]
    return np.min(away, axis=0)


def _box_pixels(shape: tuple[int, int], box: Part) -> np.ndarray:
    inside = np.zeros(shape, bool)
    inside[box[1] : box[3], box[0] : box[2]] = True
    return inside


def _told(pixels: np.ndarray) -> Found | None:
    found = Region(0, 0, pixels).trimmed()
    return None if found is None else (found.x, found.y, np.ascontiguousarray(found.pixels))


def outline(pixels: np.ndarray, tolerance: float = 1.0) -> Generator[Step, None, tuple[Polygon, ...]]:
    """Polygons around the pixels (bool, height×width) of a region, with no hole left out of sight: the largest first.
    A line is no further than `tolerance` pixels from the pixels' edge; 0 follows every pixel."""
    yield Step("Drawing the outline")
    fine = cv2.resize(pixels.astype(np.uint8), None, fx=FINE, fy=FINE, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(fine, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in sorted(contours, key=cv2.contourArea, reverse=True):
        simple = cv2.approxPolyDP(contour, tolerance * FINE, closed=True) if tolerance else contour
        if len(simple) < 3:
            simple = contour  # smaller than the tolerance
        if len(simple) >= 3:
            found.append(tuple(((float(x) + 0.5) / FINE, (float(y) + 0.5) / FINE) for x, y in simple[:, 0]))
    return tuple(found)


def components(pixels: np.ndarray) -> Generator[Step, None, tuple[Found, ...]]:
    """The parts of a region (bool, height×width) that do not touch each other, the largest first."""
    yield Step("Looking for parts")
    count, numbers = cv2.connectedComponents(pixels.astype(np.uint8), connectivity=8)
    parts = [_told(numbers == number) for number in range(1, count)]
    return tuple(sorted((part for part in parts if part is not None), key=lambda part: -int(part[2].sum())))


def follow(
    pixels: np.ndarray, start: tuple[int, int], end: tuple[int, int]
) -> Generator[Step, None, tuple[tuple[float, float], ...]]:
    """The way along edges from `start` to `end` (column, row) in a picture (height×width×4 uint8, the last channel
    unused): points, both ends among them. Source: OpenCV's `IntelligentScissorsMB` (E. Mortensen, W. Barrett,
    "Intelligent scissors for image composition", 1995)."""
    yield Step("Following the edge")
    height, width = pixels.shape[:2]
    small = max(1.0, max(height, width) / LONGEST)
    size = max(2, round(width / small)), max(2, round(height / small))
    picture = cv2.resize(np.ascontiguousarray(pixels[..., :3]), size, interpolation=cv2.INTER_AREA)
    scissors = cv2.segmentation.IntelligentScissorsMB()
    scissors.setEdgeFeatureCannyParameters(32, 100)
    scissors.setGradientMagnitudeMaxLimit(200)
    scissors.applyImage(picture)
    scissors.buildMap(_inside(start, small, size))
    way = scissors.getContour(_inside(end, small, size))
    simple = cv2.approxPolyDP(way, 1.0, closed=False)[:, 0]
    middle = tuple(((float(x) + 0.5) * small, (float(y) + 0.5) * small) for x, y in simple[1:-1])
    ends = (start[0] + 0.5, start[1] + 0.5), (end[0] + 0.5, end[1] + 0.5)
    return (ends[0], *middle, ends[1])


def _inside(place: tuple[int, int], small: float, size: tuple[int, int]) -> tuple[int, int]:
    x, y = (int(edge / small) for edge in place)
    return min(max(x, 0), size[0] - 1), min(max(y, 0), size[1] - 1)
