"""Regions of a picture, and what painting one does: to the class mask and to the instances' own regions alike.

Work is done on the part of the picture that a region covers, so that a stroke on a picture of 12 megapixels costs what
the stroke covers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import VOID, Annotation, Box, Instance
from engine.datasets import painting
from engine.formats import rle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.annotation import Polygon, Rle

OBJECT, GROUND = 1, 2
"""What a mark on a picture says: this is the object, this is what is behind it."""
Part = tuple[int, int, int, int]
"""Columns x0 <= x < x1 and rows y0 <= y < y1 of a picture: (x0, y0, x1, y1)."""


@dataclass(frozen=True, eq=False, slots=True)
class Region:
    """Pixels of a picture: `pixels` (bool, h×w), the top left one at column `x`, row `y`; all lie in the picture."""

    x: int
    y: int
    pixels: np.ndarray

    @property
    def part(self) -> Part:
        return self.x, self.y, self.x + self.pixels.shape[1], self.y + self.pixels.shape[0]

    def within(self, part: Part) -> np.ndarray:
        """The pixels of `part`, bool."""
        x0, y0, x1, y1 = part
        seen = np.zeros((y1 - y0, x1 - x0), bool)
        left, top, right, bottom = max(x0, self.x), max(y0, self.y), min(x1, self.part[2]), min(y1, self.part[3])
        if left < right and top < bottom:
            mine = self.pixels[top - self.y : bottom - self.y, left - self.x : right - self.x]
            seen[top - y0 : bottom - y0, left - x0 : right - x0] = mine
        return seen

    def trimmed(self) -> Region | None:
        """The same pixels without empty rows and columns around them; None where there are none."""
        rows, columns = np.flatnonzero(self.pixels.any(axis=1)), np.flatnonzero(self.pixels.any(axis=0))
        if not len(rows):
            return None
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        return Region(self.x + int(left), self.y + int(top), self.pixels[top:bottom, left:right])

    @property
    def box(self) -> Box:
        """The smallest box around the pixels of a trimmed region."""
        return Box(*map(float, self.part))


def of_instance(instance: Instance, size: tuple[int, int]) -> Region | None:
    """The instance's own pixels in a picture of `size` (width, height); None where only its box is known, or none of
    them lies in the picture."""
    if instance.rle is not None:
        if (instance.rle.width, instance.rle.height) != size:
            return None
        bounds = rle.bounds(instance.rle)
        part = (int(bounds.xmin), int(bounds.ymin), int(bounds.xmax), int(bounds.ymax))
        return Region(part[0], part[1], _window(instance.rle, part)) if bounds.area else None
    return of_polygons(instance.polygons, size) if instance.polygons else None


def of_polygons(polygons: tuple[Polygon, ...], size: tuple[int, int]) -> Region | None:
    """The pixels whose centres lie in one of the polygons, in a picture of `size` (width, height)."""
    points = [point for polygon in polygons for point in polygon]
    if not points:
        return None
    box = Box(*map(min, zip(*points, strict=True)), *map(max, zip(*points, strict=True))).clipped(*size)
    x, y = int(box.xmin), int(box.ymin)
    width, height = int(np.ceil(box.xmax)) - x, int(np.ceil(box.ymax)) - y
    if width <= 0 or height <= 0:
        return None
    moved = tuple(tuple((px - x, py - y) for px, py in polygon) for polygon in polygons)
    pixels = painting.region(Instance("", box, moved), (width, height))
    return None if pixels is None else Region(x, y, pixels).trimmed()


def with_region(instance: Instance, region: Region | None, size: tuple[int, int]) -> Instance:
    """The instance with these pixels for its own, kept as runs; none at all: only its box is known."""
    kept = None if region is None else region.trimmed()
    if kept is None:
        return replace(instance, polygons=(), rle=None)
    return replace(instance, polygons=(), rle=rle.placed(kept.pixels, kept.x, kept.y, size))


def paint(
    annotation: Annotation, region: Region, value: int, owner: int | None = None, over_void: bool = False
) -> Annotation:
    """`annotation` with the mask value `value` in all of `region`; a picture without a mask gets one.

    Void pixels stay as they are, unless `over_void` or void is what is painted. The pixels become those of the instance
    `owner` (a position; one past the last for an instance that is still to come) where one is named, and every other
    instance loses those that now are another class's or another's. `annotation` and its mask are left as they are.
    """
    size = annotation.width, annotation.height
    x0, y0, x1, y1 = region.part
    mask = np.zeros(size[::-1], np.uint8) if annotation.mask is None else annotation.mask.copy()
    part = mask[y0:y1, x0:x1]
    hit = region.pixels if over_void or value == VOID else region.pixels & (part != VOID)
    lost = hit if owner is not None else hit & (part != value)
    part[hit] = value
    instances = tuple(
        _given(each, Region(x0, y0, hit), size) if at == owner else _robbed(each, Region(x0, y0, lost), size)
        for at, each in enumerate(annotation.instances)
    )
    return replace(annotation, instances=instances, mask=mask)


def reshaped(annotation: Annotation, index: int, instance: Instance, value: int) -> Annotation:
    """`annotation` with `instance` at the position `index`, new where that is one past the last, and its pixels in the
    class mask with the mask value `value`: those of the instance before that it has no more become background, and
    other instances lose those it has now. Void stays; the instance is taken as it is, polygons and all."""
    size = annotation.width, annotation.height
    old = annotation.instances[index] if index < len(annotation.instances) else None
    before, now = None if old is None else of_instance(old, size), of_instance(instance, size)
    after = annotation
    if before is not None:
        left = before.pixels & ~now.within(before.part) if now is not None else before.pixels
        after = paint(after, Region(before.x, before.y, left), 0)
    if now is not None:
        after = paint(after, now, value, index)
    return after.with_instances((*after.instances[:index], instance, *after.instances[index + 1 :]))


def merged(annotation: Annotation, positions: Sequence[int], value: int | None) -> Annotation:
    """`annotation` with the instances at `positions` made one: the first of them, with the box around all and the
    pixels of all, which get the mask value `value` where there is a mask and the class has one."""
    size = annotation.width, annotation.height
    first, chosen = min(positions), set(positions)
    there = [annotation.instances[at] for at in sorted(chosen)]
    boxes = [each.box for each in there]
    box = Box(
        min(each.xmin for each in boxes),
        min(each.ymin for each in boxes),
        max(each.xmax for each in boxes),
        max(each.ymax for each in boxes),
    )
    own = [found for each in there if (found := of_instance(each, size)) is not None]
    one = replace(there[0], box=box, polygons=(), rle=None)
    if own and all(each.polygons for each in there):
        one = replace(one, polygons=tuple(polygon for each in there for polygon in each.polygons))
    elif own:
        one = with_region(one, reduce(joined, own), size)
    kept = [one if at == first else each for at, each in enumerate(annotation.instances) if at not in chosen - {first}]
    after = annotation.with_instances(tuple(kept))
    if own and value is not None and annotation.mask is not None:
        after = paint(after, reduce(joined, own), value, kept.index(one))
        after = after.with_instances(
            (*after.instances[: kept.index(one)], one, *after.instances[kept.index(one) + 1 :])
        )
    return after


def divided(annotation: Annotation, index: int, parts: Sequence[Region]) -> Annotation:
    """`annotation` with the instance at `index` made several, one for each of the `parts` of its pixels: the first
    keeps its place, the others are new ones at the end. The class mask says the same as before."""
    size = annotation.width, annotation.height
    one = annotation.instances[index]
    made = [replace(with_region(one, part, size), box=part.box, origin=None) for part in parts]
    first = replace(made[0], origin=one.origin)
    before, behind = annotation.instances[:index], annotation.instances[index + 1 :]
    return annotation.with_instances((*before, first, *behind, *made[1:]))


def relabelled(annotation: Annotation, positions: Sequence[int], label: str, value: int | None) -> Annotation:
    """`annotation` with another class for the instances at `positions`; their own pixels get its mask value `value`,
    where the picture has a mask and the class a value."""
    size = annotation.width, annotation.height
    after = annotation
    for at in positions:
        one = replace(annotation.instances[at], label=label)
        own = of_instance(one, size) if value is not None and annotation.mask is not None else None
        if own is not None and value is not None:
            after = paint(after, own, value, at)
        after = after.with_instances((*after.instances[:at], one, *after.instances[at + 1 :]))
    return after


def removed(annotation: Annotation, positions: Sequence[int]) -> Annotation:
    """`annotation` without the instances at `positions`; their own pixels are background, where the picture has a
    mask."""
    size, gone = (annotation.width, annotation.height), set(positions)
    after = annotation
    for at in positions:
        own = of_instance(annotation.instances[at], size) if annotation.mask is not None else None
        if own is not None:
            shared = [of_instance(each, size) for k, each in enumerate(annotation.instances) if k not in gone]
            left = own.pixels.copy()
            for other in shared:
                if other is not None:
                    left &= ~other.within(own.part)
            after = paint(after, Region(own.x, own.y, left), 0)
    return after.with_instances(tuple(each for at, each in enumerate(after.instances) if at not in gone))


def touching(annotation: Annotation, region: Region, among: Sequence[bool]) -> int | None:
    """The position of the one instance, of those that `among` says True of, whose own pixels `region` overlaps or lies
    beside; None where there is none, or more than one."""
    size = annotation.width, annotation.height
    x0, y0, x1, y1 = region.part
    wide = (max(0, x0 - 1), max(0, y0 - 1), min(size[0], x1 + 1), min(size[1], y1 + 1))
    grown = region.within(wide)
    near = grown.copy()
    near[1:] |= grown[:-1]
    near[:-1] |= grown[1:]
    near[:, 1:] |= grown[:, :-1]
    near[:, :-1] |= grown[:, 1:]
    found = []
    for at, each in enumerate(annotation.instances):
        own = of_instance(each, size) if among[at] and painting.has_region(each) else None
        if own is not None and (own.within(wide) & near).any():
            found.append(at)
    return found[0] if len(found) == 1 else None


def _given(instance: Instance, region: Region, size: tuple[int, int]) -> Instance:
    mine = of_instance(instance, size)
    return with_region(instance, region if mine is None else joined(mine, region), size)


def _robbed(instance: Instance, region: Region, size: tuple[int, int]) -> Instance:
    if not painting.has_region(instance) or not region.pixels.any():
        return instance
    mine = of_instance(instance, size)
    if mine is None:
        return instance
    taken = region.within(mine.part)
    if not (taken & mine.pixels).any():
        return instance
    return with_region(instance, Region(mine.x, mine.y, mine.pixels & ~taken), size)


def joined(one: Region, other: Region) -> Region:
    """The pixels of both."""
    a, b = one.part, other.part
    part = min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
    return Region(part[0], part[1], one.within(part) | other.within(part))


def _window(runs_of: Rle, part: Part) -> np.ndarray:
    """The pixels of a part of a picture given as runs. Raises ValueError for runs that are not the picture's."""
    x0, y0, x1, y1 = part
    runs = rle.run_lengths(runs_of)
    ends = np.cumsum(runs)
    low, high = x0 * runs_of.height, x1 * runs_of.height
    cut = np.clip(ends, low, high) - np.clip(ends - runs, low, high)
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, cut)
    return np.ascontiguousarray(flat.reshape(x1 - x0, runs_of.height).T[y0:y1])
