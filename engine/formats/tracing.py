"""Regions of pixels as lines along the pixels' edges, for formats that know outlines alone. Nothing is smoothed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.formats import rle

if TYPE_CHECKING:
    from engine.annotation import Polygon, Rle

MOST = 15_000
"""Corners of all lines together: more would be a longer line of text than is read."""
_STEPS = 50 * MOST  # pixels' edges that are followed


def outlines(region: Rle) -> tuple[Polygon, ...]:
    """Closed lines around the region and its holes; the pixels whose centres lie inside an odd number of them are its
    own. Empty where it has no pixels, or more than `MOST` corners. Raises ValueError as `rle.decode`."""
    inside = np.pad(rle.decode(region), 1).astype(np.int8)
    onward: dict[tuple[int, int], list[tuple[int, int]]] = {}
    if sum(np.count_nonzero(np.diff(inside, axis=axis)) for axis in (0, 1)) > _STEPS:
        return ()
    for down, across in ((1, 0), (0, 1)):
        part = inside[:, 1:-1] if down else inside[1:-1]
        steps = np.diff(part, axis=across)
        for y, x in np.argwhere(steps).tolist():  # the region lies on the right hand, seen with y downwards
            ends = (x, y), (x + down, y + across)
            start, end = ends if (steps[y, x] > 0) == bool(down) else ends[::-1]
            onward.setdefault(start, []).append(end)
    found, corners = [], 0
    while onward:
        line = _line(onward)
        corners += len(line)
        if corners > MOST:
            return ()
        found.append(line)
    return tuple(found)


def _line(onward: dict[tuple[int, int], list[tuple[int, int]]]) -> Polygon:
    """Take one closed line away from the steps that are left; where two cross, any way on will do."""
    first = at = next(iter(onward))
    way = []
    while True:
        ends = onward[at]
        to = ends.pop()
        if not ends:
            del onward[at]
        way.append(at)
        at = to
        if at == first:
            break
    points = np.array(way, np.float64)
    turns = (points - np.roll(points, 1, axis=0) != np.roll(points, -1, axis=0) - points).any(axis=1)
    return tuple((x, y) for x, y in points[turns].tolist())
