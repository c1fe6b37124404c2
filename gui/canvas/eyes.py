"""Masks as they are shown: without the pixels of the objects that a person has hidden one by one."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from gui.canvas.shapes import number

if TYPE_CHECKING:
    from engine.annotation import Annotation, Box
    from gui.canvas.viewport import Layer
    from gui.viewing import Viewing


def seen(annotation: Annotation | None, layer: Layer, viewing: Viewing, record: str) -> Annotation | None:
    """A layer of `record`, with background in its mask where only hidden objects have their own pixels. An object of
    which nothing but a box is known hides none."""
    hidden = frozenset(key for name, of, key in viewing.unseen if (name, of) == (record, layer))
    if annotation is None or annotation.mask is None or not hidden:
        return annotation
    return _without(annotation, layer, hidden)


@lru_cache(maxsize=2)
def _without(annotation: Annotation, layer: Layer, hidden: frozenset[int]) -> Annotation:
    from engine import regions  # there is a mask, so numpy has long been loaded
    from engine.annotation import VOID

    assert annotation.mask is not None
    size, mask = (annotation.width, annotation.height), annotation.mask.copy()
    shut, rest = [], []
    for place, one in enumerate(annotation.instances):
        (shut if number(layer, place, one) in hidden else rest).append(one)
    for one in shut:
        if (own := regions.of_instance(one, size)) is not None:
            part = mask[own.part[1] : own.part[3], own.part[0] : own.part[2]]
            part[own.pixels & (part != VOID)] = 0
    for one in rest:  # predicted objects may share pixels
        near = any(_meet(one.box, other.box) for other in shut)
        if near and (own := regions.of_instance(one, size)) is not None:
            there = slice(own.part[1], own.part[3]), slice(own.part[0], own.part[2])
            mask[there][own.pixels] = annotation.mask[there][own.pixels]
    return replace(annotation, mask=mask)


def _meet(one: Box, other: Box) -> bool:
    across = one.xmin < other.xmax and other.xmin < one.xmax
    return across and one.ymin < other.ymax and other.ymin < one.ymax
