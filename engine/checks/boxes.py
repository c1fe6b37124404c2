"""Boxes, whatever file they come from: no area, twice the same, and counted from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.annotation import Instance
    from engine.checks.finding import Odd
    from engine.datasets.index import Index

SPECK = 4.0
"""Pixels: rounded to whole ones, boxes narrower than this coincide by chance."""


def look(instances: Iterable[Instance]) -> Iterator[Odd]:
    """What is odd about the objects of one picture, of a format whose files have no lines to name."""
    seen: set[object] = set()
    for instance in instances:
        box = instance.box
        if box.area <= 0:
            yield None, "zero-area", f"a box of {instance.label[:60]} has no area; draw it anew"
        same = instance.label, box.as_tuple(), instance.polygons
        if same in seen and min(box.width, box.height) >= SPECK:
            yield None, "duplicate", f"{instance.label[:60]} stands twice with the same box; delete one"
        seen.add(same)


def zero_based(found: Index) -> bool:
    """Whether the 1-based boxes of a folder look as if a 0-based tool wrote them: some begin at the file's 0, which is
    our -1, and none ends at its picture's width or height. Not where a person has said that one did."""
    if len(found.boxes) == 0 or found.dataset.records.first == 0:
        return False
    begins = (found.boxes[:, :2] == -1).any()
    ends = (found.boxes[:, 2:] == found.sizes[found.owner]).any()
    return bool(begins and not ends)
