"""A stroke that is under way: a mask of its own that is painted into, and which part of it is to be shown anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.annotation import VOID, Annotation
from engine.regions import Region

if TYPE_CHECKING:
    import numpy as np

    from engine.regions import Part


class Stroke:
    """Paints `value` into a copy of the annotation's mask; the annotation stays as it is."""

    def __init__(self, annotation: Annotation, value: int, over_void: bool) -> None:
        import numpy as np  # nobody paints before the window has loaded it

        self._value = value
        shape = (annotation.height, annotation.width)
        before = np.zeros(shape, np.uint8) if annotation.mask is None else annotation.mask
        self._mask = before.copy()
        self._keeps_void = bool(annotation.mask is not None and value != VOID and not over_void)
        self._touched = np.zeros(shape, bool)
        self._bounds: Part | None = None
        self._unseen: Part | None = None
        # a view: an annotation makes its mask read-only, and this one goes on being painted
        self.annotation = replace(annotation, mask=self._mask.view())

    def dab(self, start: tuple[float, float], end: tuple[float, float], size: int) -> None:
        """Paint from one place of the picture to another with a round brush `size` pixels wide."""
        height, width = self._mask.shape
        reach = size / 2 + 1
        x0, x1 = (max(0, int(min(start[0], end[0]) - reach)), min(width, int(max(start[0], end[0]) + reach) + 1))
        y0, y1 = (max(0, int(min(start[1], end[1]) - reach)), min(height, int(max(start[1], end[1]) + reach) + 1))
        if x0 >= x1 or y0 >= y1:
            return
        self.add(Region(x0, y0, capsule((x0, y0, x1, y1), start, end, size)))

    def add(self, region: Region) -> None:
        """Paint all of a region."""
        x0, y0, x1, y1 = part = region.part
        hit, seen = region.pixels, self._mask[y0:y1, x0:x1]
        self._touched[y0:y1, x0:x1] |= hit
        if self._keeps_void:
            hit = hit & (seen != VOID)
        seen[hit] = self._value
        self._bounds = _around(self._bounds, part)
        self._unseen = _around(self._unseen, part)

    def take_unseen(self) -> Part | None:
        """The part of the picture that was painted since this was last asked."""
        part, self._unseen = self._unseen, None
        return part

    def region(self) -> Region | None:
        """All pixels that were painted."""
        if self._bounds is None:
            return None
        x0, y0, x1, y1 = self._bounds
        return Region(x0, y0, self._touched[y0:y1, x0:x1].copy()).trimmed()


def capsule(part: Part, start: tuple[float, float], end: tuple[float, float], size: int) -> np.ndarray:
    """The pixels of `part`, bool, whose centres lie no further than half of `size` from the way from `start` to `end`;
    the pixel that holds `end` is always one of them."""
    import numpy as np

    x0, y0, x1, y1 = part
    across = np.arange(x0, x1, dtype=np.float32)[None, :] + np.float32(0.5 - start[0])
    down = np.arange(y0, y1, dtype=np.float32)[:, None] + np.float32(0.5 - start[1])
    dx, dy = np.float32(end[0] - start[0]), np.float32(end[1] - start[1])
    length = float(dx * dx + dy * dy)
    if length:
        along = np.clip((across * dx + down * dy) * np.float32(1 / length), 0, 1)
        away = (across - along * dx) ** 2 + (down - along * dy) ** 2
    else:
        away = across**2 + down**2
    near = away <= np.float32(max(size / 2, 0.5) ** 2)
    column, row = int(np.floor(end[0])) - x0, int(np.floor(end[1])) - y0
    if 0 <= row < near.shape[0] and 0 <= column < near.shape[1]:
        near[row, column] = True
    return near


def _around(one: Part | None, other: Part) -> Part:
    if one is None:
        return other
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
