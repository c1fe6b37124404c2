"""Masks painted from outlines and runs of pixels, for folders that keep their regions so (COCO, YOLO, labelme)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import VOID
from engine.formats import rle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.annotation import Instance, Polygon


def has_region(instance: Instance) -> bool:
    """Whether the instance says which pixels are its own."""
    return bool(instance.polygons) or instance.rle is not None


def region(instance: Instance, size: tuple[int, int]) -> np.ndarray | None:
    """The instance's pixels in a picture of `size` (width, height): bool height×width; None where only a box is known,
    or where its runs are of a picture of another size.

    A pixel belongs to a polygon when its centre does; several polygons are one region together.
    """
    width, height = size
    if instance.rle is not None:
        return rle.decode(instance.rle) if (instance.rle.width, instance.rle.height) == size else None
    if not instance.polygons:
        return None
    found = np.zeros((height, width), bool)
    for polygon in instance.polygons:
        _fill(found, polygon)
    return found


def paint(instances: Sequence[Instance], classes: Sequence[str], size: tuple[int, int]) -> np.ndarray:
    """The class mask, height×width uint8, of a picture of `size` (width, height): value v is `classes[v - 1]`.

    What nobody knows is void: the boxes of instances without a region, and regions of classes that have no value (not
    among `classes`, or beyond 254).
    """
    return class_mask(owners(instances, size), instances, classes)


def owners(instances: Sequence[Instance], size: tuple[int, int]) -> np.ndarray:
    """Whose each pixel is, int32 height×width: 0 nobody's, i + 1 that of instance i, -1 unknown (in the box of an
    instance without a region). Larger objects come first, so that smaller ones lie on them."""
    width, height = size
    found = np.zeros((height, width), np.int32)
    for i in sorted(range(len(instances)), key=lambda i: -instances[i].box.area):
        pixels = region(instances[i], size)
        if pixels is not None:
            found[pixels] = i + 1
        else:
            box = instances[i].box.clipped(width, height)
            part = found[round(box.ymin) : round(box.ymax), round(box.xmin) : round(box.xmax)]
            part[part == 0] = -1
    return found


def class_mask(owned: np.ndarray, instances: Sequence[Instance], classes: Sequence[str]) -> np.ndarray:
    """The class mask of what `owners` says of `instances`, height×width uint8."""
    values = {name: value for value, name in enumerate(classes[: VOID - 1], start=1)}
    table = [0, *(values.get(instance.label, VOID) for instance in instances), VOID]  # -1 is the last
    return np.array(table, np.uint8)[owned]


def _fill(mask: np.ndarray, polygon: Polygon) -> None:
    """Set the pixels of `mask` (bool height×width, changed in place) whose centres lie in the polygon: even-odd rule.

    Every edge turns all pixels right of it over, row by row; a running sum then says inside or outside.
    """
    height, width = mask.shape
    points = np.array(polygon, np.float64).reshape(-1, 2)
    if len(points) < 3:
        return
    top = max(0, int(np.floor(points[:, 1].min())))
    bottom = min(height, int(np.ceil(points[:, 1].max())))
    if bottom <= top:
        return
    turns = np.zeros((bottom - top, width + 1), np.int32)
    for (x1, y1), (x2, y2) in zip(points, np.roll(points, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        (xa, ya), (xb, yb) = ((x1, y1), (x2, y2)) if y1 < y2 else ((x2, y2), (x1, y1))
        first, last = max(top, int(np.ceil(ya - 0.5))), min(bottom, int(np.ceil(yb - 0.5)))
        if last <= first:
            continue
        rows = np.arange(first, last)
        crossings = xa + (rows + 0.5 - ya) * ((xb - xa) / (yb - ya))
        columns = np.clip(np.ceil(crossings - 0.5), 0, width).astype(np.int64)
        turns[rows - top, columns] += 1
    mask[top:bottom] |= np.cumsum(turns[:, :width], axis=1) % 2 == 1
