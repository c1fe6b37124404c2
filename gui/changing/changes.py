"""What an edit has changed and no more, so that undo goes back thousands of steps in megabytes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from engine.annotation import Annotation, Instance

PLAIN = ("width", "height", "label", "label_score", "verified", "source", "likely")
OBJECT_BYTES = 400
"""What an instance takes in memory, about, with its box and its texts."""

_LEVEL = 1  # a mask is long runs of few values: higher levels take longer and save little


@dataclass(frozen=True, eq=False, slots=True)
class Patch:
    """The part of a mask that differs: `place` is its top, left, height and width, `before` and `after` its compressed
    values. `place` None: the whole mask, and None of its values: there is no mask."""

    place: tuple[int, int, int, int] | None
    before: bytes | None
    after: bytes | None

    def turned(self) -> Patch:
        return Patch(self.place, self.after, self.before)

    def on(self, mask: np.ndarray | None, size: tuple[int, int]) -> np.ndarray | None:
        """`mask` as it is after the change, height×width uint8; `size` is the (height, width) it has then."""
        if self.after is None:
            return None
        import numpy as np  # only where there are masks

        values = np.frombuffer(zlib.decompress(self.after), np.uint8)
        if self.place is None:
            return values.reshape(size)
        if mask is None:
            raise ValueError("a part of a mask was changed, and the mask is not there")
        top, left, height, width = self.place
        changed = mask.copy()
        changed[top : top + height, left : left + width] = values.reshape(height, width)
        return changed


@dataclass(frozen=True, eq=False, slots=True)
class Change:
    """From one annotation of a picture to another: of the instances the stretch that differs, from position `at` on, of
    the mask the rectangle that does. What is left out is as the annotation says that it is put on."""

    at: int
    gone: tuple[Instance, ...]
    come: tuple[Instance, ...]
    before: tuple[object, ...]
    after: tuple[object, ...]
    mask: Patch | None

    def turned(self) -> Change:
        """The way back."""
        mask = None if self.mask is None else self.mask.turned()
        return Change(self.at, self.come, self.gone, self.after, self.before, mask)

    def on(self, annotation: Annotation) -> Annotation:
        """`annotation` with this change made. An instance is known by its `origin`, which must be a key (see
        `gui.changing.working.Working`): what a save has put in another order is still found."""
        instances = self._placed(annotation.instances)
        plain = dict(zip(PLAIN, self.after, strict=True))
        mask = annotation.mask
        if self.mask is not None:
            width, height = self.after[:2]
            mask = self.mask.on(mask, (int(str(height)), int(str(width))))
        return replace(annotation, instances=instances, mask=mask, **plain)  # pyright: ignore[reportArgumentType] as declared

    def _placed(self, instances: tuple[Instance, ...]) -> tuple[Instance, ...]:
        end = self.at + len(self.gone)
        if [one.origin for one in instances[self.at : end]] == [one.origin for one in self.gone]:
            return (*instances[: self.at], *self.come, *instances[end:])
        keys = {one.origin for one in (*self.gone, *self.come)}
        kept = [one for one in instances if one.origin not in keys]
        return (*kept[: self.at], *self.come, *kept[self.at :])

    @property
    def size(self) -> int:
        """Bytes, about, that this holds and nobody else does."""
        held = 0 if self.mask is None else len(self.mask.before or b"") + len(self.mask.after or b"")
        return held + OBJECT_BYTES * (1 + len(self.gone) + len(self.come))


def between(before: Annotation, after: Annotation) -> Change | None:
    """What makes `after` of `before`; None where they say the same."""
    plain = [tuple(getattr(each, name) for name in PLAIN) for each in (before, after)]
    at, gone, come = _stretch(before.instances, after.instances)
    mask = _patch(before.mask, after.mask)
    if not gone and not come and mask is None and plain[0] == plain[1]:
        return None
    return Change(at, gone, come, plain[0], plain[1], mask)


def _stretch(
    before: tuple[Instance, ...], after: tuple[Instance, ...]
) -> tuple[int, tuple[Instance, ...], tuple[Instance, ...]]:
    """Where the two begin to differ, and what differs in each."""
    if before is after:
        return 0, (), ()
    most, start, end = min(len(before), len(after)), 0, 0
    while start < most and (before[start] is after[start] or before[start] == after[start]):
        start += 1
    while end < most - start and (before[-1 - end] is after[-1 - end] or before[-1 - end] == after[-1 - end]):
        end += 1
    return start, before[start : len(before) - end], after[start : len(after) - end]


def _patch(before: np.ndarray | None, after: np.ndarray | None) -> Patch | None:
    if before is after:
        return None
    if before is None or after is None or before.shape != after.shape:
        return Patch(None, packed(before), packed(after))
    differ = before != after
    rows = differ.any(axis=1).nonzero()[0]
    if not len(rows):
        return None
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = differ[top:bottom].any(axis=0).nonzero()[0]
    left, right = int(columns[0]), int(columns[-1]) + 1
    values = [packed(mask[top:bottom, left:right]) for mask in (before, after)]
    return Patch((top, left, bottom - top, right - left), values[0], values[1])


def packed(mask: np.ndarray | None) -> bytes | None:
    return None if mask is None else zlib.compress(mask.tobytes(), _LEVEL)
