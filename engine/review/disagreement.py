"""How far a prediction and the truth of a picture are apart: the rankings worst, false and missed. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.metrics import boxes, masks
from engine.metrics.matching import match
from engine.review.ranked import Ranked, Reason

if TYPE_CHECKING:
    from engine.annotation import Annotation
    from engine.metrics.matching import Verdict
    from engine.reporting.objects import Objects
    from engine.reporting.scores import Outcome

SHOWN = 0.25
"""Predicted objects that score less are not held against anyone; the window hides them too."""


def worst(outcome: Outcome) -> Ranked:
    """1 less the mean of what can be scored: class right (1 or 0), IoU of the main box, the lowest IoU of an object
    with what was found of its class, mean IoU of the mask."""
    parts: list[tuple[float, Reason | None]] = []
    if outcome.label >= 0 and outcome.predicted >= 0:
        parts.append((float(outcome.right), None if outcome.right else Reason.of("class")))
    if outcome.iou is not None:
        parts.append((outcome.iou, Reason.of("box", iou=outcome.iou)))
    lowest = None if outcome.objects is None else _lowest(outcome.objects)
    if lowest is not None:
        parts.append((lowest, Reason.of("box", iou=lowest)))
    drawn = None if outcome.mask is None else masks.mean_iou(outcome.mask)
    if drawn is not None:
        parts.append((drawn, Reason.of("mask", iou=drawn)))
    if not parts:
        return Ranked(outcome.name, 0.0)
    reasons = tuple(reason for _, reason in parts if reason is not None)
    return Ranked(outcome.name, 1 - sum(value for value, _ in parts) / len(parts), reasons)


def _lowest(objects: Objects) -> float | None:
    """None where there is no object, or only difficult ones."""
    seen, true = objects.scores >= SHOWN, ~objects.difficult
    shared = boxes.iou_matrix(objects.boxes[true], objects.found_boxes[seen])
    shared *= objects.labels[true][:, None] == objects.found_labels[seen]
    return float(shared.max(axis=1, initial=0.0).min()) if len(shared) else None


def counted(name: str, truth: Annotation, prediction: Annotation, verdict: Verdict) -> Ranked:
    """How many objects get `verdict`, "false" or "missed" ("mislabelled" counts for both: it is one of each)."""
    shown = prediction.with_instances(
        tuple(instance for instance in prediction.instances if instance.score is None or instance.score >= SHOWN)
    )
    found = [one for one in match(truth, shown) if one.verdict in (verdict, "mislabelled")]
    if verdict == "missed":
        names = [truth.instances[one.truth].label for one in found if one.truth is not None]
    else:
        names = [shown.instances[one.prediction].label for one in found if one.prediction is not None]
    return Ranked(name, float(len(found)), (Reason.naming(verdict, names),) if found else ())
