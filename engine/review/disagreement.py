"""How far a prediction and the truth of a picture are apart: the rankings worst, false and missed. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.metrics import masks
from engine.metrics.matching import match
from engine.review.ranked import Ranked

if TYPE_CHECKING:
    from engine.annotation import Annotation
    from engine.metrics.matching import Verdict
    from engine.reporting.scores import Outcome

SHOWN = 0.25
"""Predicted objects that score less are not held against anyone; the window hides them too."""


def worst(outcome: Outcome) -> Ranked:
    """1 less the mean of what can be scored: class right (1 or 0), IoU of the main box, mean IoU of the mask."""
    parts: list[tuple[float, str]] = []
    if outcome.label >= 0 and outcome.predicted >= 0:
        parts.append((float(outcome.right), "" if outcome.right else "another class"))
    if outcome.iou is not None:
        parts.append((outcome.iou, f"box IoU {outcome.iou:.2f}"))
    drawn = None if outcome.mask is None else masks.mean_iou(outcome.mask)
    if drawn is not None:
        parts.append((drawn, f"mask IoU {drawn:.2f}"))
    if not parts:
        return Ranked(outcome.name, 0.0, "")
    why = ", ".join(said for _, said in parts if said)
    return Ranked(outcome.name, 1 - sum(value for value, _ in parts) / len(parts), why)


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
    words = "missed" if verdict == "missed" else "seen where there is none"
    return Ranked(name, float(len(found)), f"{len(found)} {words}: {', '.join(names[:5])}" if found else "")
