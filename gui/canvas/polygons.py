"""Polygons as a hand changes them: which point or edge is near, and what moving, inserting and deleting points gives.

All in pixels of the picture; nothing here draws.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.annotation import Box

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.annotation import Instance, Polygon

LEAST = 3
"""A polygon has at least this many points."""

Place = tuple[int, int]
"""A point of several polygons: which polygon, which of its points."""
Point = tuple[float, float]


def point_near(polygons: tuple[Polygon, ...], at: Point, reach: float) -> Place | None:
    """The point nearest to `at`, no further than `reach`."""
    found = [
        (math.dist(point, at), (which, place))
        for which, polygon in enumerate(polygons)
        for place, point in enumerate(polygon)
    ]
    away, place = min(found, default=(math.inf, None))
    return place if away <= reach else None


def edge_near(polygons: tuple[Polygon, ...], at: Point, reach: float) -> tuple[Place, Point] | None:
    """The edge nearest to `at`, no further than `reach`: the place where a point on it belongs, and that point."""
    best, found = reach, None
    for which, polygon in enumerate(polygons):
        for place, (start, end) in enumerate(edges(polygon), 1):
            foot = foot_on(start, end, at)
            if math.dist(foot, at) <= best:
                best, found = math.dist(foot, at), ((which, place), foot)
    return found


def edges(polygon: Polygon) -> list[tuple[Point, Point]]:
    """The edges of a polygon, the closing one last."""
    return list(zip(polygon, (*polygon[1:], polygon[0]), strict=True)) if polygon else []


def foot_on(start: Point, end: Point, at: Point) -> Point:
    """The point of the way from `start` to `end` that is nearest to `at`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    if not length:
        return start
    along = min(max(((at[0] - start[0]) * dx + (at[1] - start[1]) * dy) / length, 0.0), 1.0)
    return start[0] + along * dx, start[1] + along * dy


def with_point(polygons: tuple[Polygon, ...], place: Place, at: Point) -> tuple[Polygon, ...]:
    """The point at `place` moved to `at`."""
    which, where = place
    return _changed(polygons, which, (*polygons[which][:where], at, *polygons[which][where + 1 :]))


def with_new_point(polygons: tuple[Polygon, ...], place: Place, at: Point) -> tuple[Polygon, ...]:
    """A new point before the one at `place`."""
    which, where = place
    return _changed(polygons, which, (*polygons[which][:where], at, *polygons[which][where:]))


def without_point(polygons: tuple[Polygon, ...], place: Place) -> tuple[Polygon, ...] | None:
    """Without the point at `place`; None where too few would be left."""
    which, where = place
    if len(polygons[which]) <= LEAST:
        return None
    return _changed(polygons, which, (*polygons[which][:where], *polygons[which][where + 1 :]))


def _changed(polygons: tuple[Polygon, ...], which: int, polygon: Polygon) -> tuple[Polygon, ...]:
    return (*polygons[:which], polygon, *polygons[which + 1 :])


def bounds(polygons: tuple[Polygon, ...], width: float, height: float) -> Box:
    """The whole pixels of a width×height picture around all points."""
    xs, ys = zip(*(point for polygon in polygons for point in polygon), strict=True)
    box = Box(
        float(math.floor(min(xs))), float(math.floor(min(ys))), float(math.ceil(max(xs))), float(math.ceil(max(ys)))
    )
    return box.clipped(width, height)


def within(at: Point, width: float, height: float) -> Point:
    """The place in a width×height picture that is nearest to `at`, to a hundredth of a pixel."""
    return round(min(max(at[0], 0.0), width), 2), round(min(max(at[1], 0.0), height), 2)


def outlines(instance: Instance) -> tuple[Polygon, ...]:
    """What of an instance others may snap to: its polygons, else its box."""
    box = instance.box
    return instance.polygons or (
        ((box.xmin, box.ymin), (box.xmax, box.ymin), (box.xmax, box.ymax), (box.xmin, box.ymax)),
    )


def snapped(at: Point, others: Iterable[Instance], reach: float) -> Point:
    """The nearest point of the others' outlines within `reach` of `at`, else the nearest place on their edges within
    it, else `at` itself."""
    near = [
        each
        for each in others
        if each.box.xmin - reach <= at[0] <= each.box.xmax + reach
        and each.box.ymin - reach <= at[1] <= each.box.ymax + reach
    ]
    shown = tuple(polygon for each in near for polygon in outlines(each))
    place = point_near(shown, at, reach)
    if place is not None:
        return shown[place[0]][place[1]]
    edge = edge_near(shown, at, reach)
    return at if edge is None else edge[1]
