"""One object a picture: its class, and how well its box lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import EngineError
from engine.metrics import box_kinds, legacy
from engine.metrics.boxes import SingleBoxCounts, paired_iou

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.scoring.things import Found, Thing, Truth

_NOWHERE = (0.0, 0.0, 0.0, 0.0)


def score_single(truth: Truth, found: Found, iou: float) -> dict[str, Any]:
    """The main object of each picture that has one against the surest prediction. `iou` is that of localization
    accuracy. Raises EngineError where no picture has an object."""
    true = {place: _largest(things) for place, things in _by_picture(truth.things).items()}
    true = {place: thing for place, thing in true.items() if thing is not None}
    if not true:
        raise EngineError("no picture of the truth has an object that is not difficult; there is nothing to score")
    surest = {
        place: max(things, key=lambda thing: thing.score or 0.0) for place, things in _by_picture(found.things).items()
    }
    said = [surest.get(place) for place in true]
    boxes = np.array([thing.box for thing in true.values()], np.float64)
    there = np.array([thing is not None for thing in said])
    seen = np.array([_NOWHERE if thing is None else thing.box for thing in said], np.float64)
    ious = paired_iou(boxes, seen)
    labels = [truth.labels[place] or thing.label for place, thing in true.items()]
    right = np.array([thing is not None and thing.label == label for thing, label in zip(said, labels, strict=True)])
    counts = SingleBoxCounts.of(ious, right)
    definition = (
        "the largest object of each picture that is not difficult against the surest prediction; IoU of continuous "
        "boxes, 0 where nothing was predicted; accuracy: the class is right; localization accuracy: it is, and the IoU "
        f"is {iou:g} or more; GIoU, DIoU and CIoU are -1 where nothing was predicted; legacy: what two wrong formulas "
        "of IoU say of the same boxes (the + 1 of inclusive pixels misplaced, corners read as sizes)"
    )
    return {
        "mean_iou": counts.mean_iou,
        "accuracy": float(right.mean()),
        "localization_accuracy": float((right & (ious >= iou - 1e-9)).mean()),
        "iou_at": counts.iou_at,
        **box_kinds.means(boxes, seen, there),
        "legacy": legacy.means(boxes, seen, there),
        "iou": iou,
        "scored": len(true),
        "definition": definition,
    }


def _by_picture(things: Iterable[Thing]) -> dict[int, list[Thing]]:
    found: dict[int, list[Thing]] = {}
    for thing in things:
        found.setdefault(thing.picture, []).append(thing)
    return found


def _largest(things: list[Thing]) -> Thing | None:
    """As `engine.annotation.main_instance`."""

    def size(thing: Thing) -> float:
        x1, y1, x2, y2 = thing.box
        return max(x2 - x1, 0.0) * max(y2 - y1, 0.0)

    return max((thing for thing in things if not (thing.difficult or thing.crowd)), key=size, default=None)
