"""Which object that a file gave back is which of ours: a file numbers them anew, and may round their coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.annotation import FLAGS, NO_POSE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.annotation import Instance

_DIGITS = 3
"""After the point: where files keep fewer, objects are told apart by who is nearest."""


def partners(ours: Sequence[Instance], found: Sequence[Instance]) -> list[int | None]:
    """Of each of `ours` its place in `found`, where no two have one: the first that says the same, else the nearest of
    those left; None where there is none. As quick as the objects are many, while all but a few say the same."""
    same: dict[object, list[int]] = {}
    for place, one in reversed(list(enumerate(found))):
        same.setdefault(_said(one), []).append(place)
    places = [there.pop() if (there := same.get(_said(one))) else None for one in ours]
    left = sorted(set(range(len(found))).difference(places))
    for at, one in enumerate(ours):
        if places[at] is None and (place := _nearest(one, found, left)) is not None:
            places[at] = place
            left.remove(place)
    return places


def _said(one: Instance) -> object:
    return one.label, *(round(edge, _DIGITS) for edge in one.box.as_tuple()), _details(one)


def _details(one: Instance) -> object:
    """A pose that nobody named is written as a word."""
    return *(getattr(one, flag) for flag in FLAGS), one.pose or NO_POSE, one.attributes


def _nearest(ours: Instance, found: Sequence[Instance], left: Sequence[int]) -> int | None:
    """Which of those `left` in `found` is `ours` after a file rounded it: same label, no corner further than a pixel,
    the nearest, the first on ties."""
    best: tuple[float, int, int] | None = None
    for place in left:
        other = found[place]
        apart = max(abs(a - b) for a, b in zip(ours.box.as_tuple(), other.box.as_tuple(), strict=True))
        if other.label == ours.label and apart <= 1.0:
            best = min(best or (2.0, 0, 0), (apart, int(_details(other) != _details(ours)), place))
    return None if best is None else best[2]
