"""Taking a predicted object, or a part of it, into the truth: plain values, made into one edit by `editing`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from engine.annotation import VOID, Instance
from gui.review.disagreements import around

if TYPE_CHECKING:
    import numpy as np

    from engine.annotation import Annotation, Box

Part = Literal["box", "class", "mask", "all"]
PARTS: dict[str, Part] = {"accept_box": "box", "accept_class": "class", "accept_mask": "mask"}
"""Action -> what of the prediction it takes; "accept" takes all."""


def taken(
    truth: Annotation, prediction: Annotation, guess: int, partner: int | None, part: Part, classes: tuple[str, ...]
) -> Annotation:
    """`truth` with `part` of the predicted object `guess` in its object `partner`, whose flags and place in the file
    stay; without one the whole is a new object. `classes` says what mask values mean: v stands for `classes[v - 1]`.

    A mask is taken within the boxes of the two and for their classes alone. "all" takes it only where the picture has
    one already: a mask with one object in it would say of everything else that it is background.
    """
    seen = prediction.instances[guess]
    if partner is None:
        made = Instance(seen.label, seen.box, seen.polygons, rle=seen.rle)
        changed, boxes, labels = (*truth.instances, made), [seen.box], (seen.label,)
    else:
        old = truth.instances[partner]
        new = _object(old, seen, part)
        changed = (*truth.instances[:partner], new, *truth.instances[partner + 1 :])
        boxes, labels = [old.box, seen.box], (old.label, seen.label)
    after = truth.with_instances(changed)
    wanted = part == "mask" or (part == "all" and truth.mask is not None)
    if wanted and prediction.mask is not None:
        after = replace(after, mask=_mask(truth, prediction.mask, around(boxes), _values(labels, classes)))
    return after


def _object(old: Instance, seen: Instance, part: Part) -> Instance:
    if part == "box":
        return replace(old, box=seen.box)
    if part == "class":
        return replace(old, label=seen.label)
    if part == "mask":
        return replace(old, polygons=seen.polygons, rle=seen.rle)
    return replace(old, label=seen.label, box=seen.box, polygons=seen.polygons, rle=seen.rle)


def _values(labels: tuple[str, ...], classes: tuple[str, ...]) -> tuple[int, ...]:
    """The mask values of classes; all where the masks have other classes than the boxes (a pet and its breed)."""
    found = tuple(classes.index(label) + 1 for label in labels if label in classes)
    return found or tuple(range(1, VOID))


def _mask(truth: Annotation, seen: np.ndarray, box: Box, values: tuple[int, ...]) -> np.ndarray:
    """The truth's mask with `seen` (uint8 (height, width)) in its place where a pixel within `box` has one of `values`
    in either, and is not void in the truth."""
    import numpy as np

    empty = np.zeros((truth.height, truth.width), np.uint8)
    mask = empty if truth.mask is None else truth.mask.copy()
    left, top = max(int(box.xmin), 0), max(int(box.ymin), 0)
    window = np.s_[top : max(top, -int(-box.ymax // 1)), left : max(left, -int(-box.xmax // 1))]
    old, new = mask[window], seen[window]
    place = (np.isin(old, values) | np.isin(new, values)) & (old != VOID) & (new != VOID)
    old[place] = new[place]
    return mask
