"""The call `changes`: which pictures two checkpoints see differently, from what is kept of both. No torch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import predictions
from engine.errors import EngineError
from engine.metrics import masks
from engine.metrics.matching import match
from engine.review.disagreement import SHOWN
from engine.review.ranked import Ranked, Reason, first
from engine.steps import Pace, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.annotation import Annotation
    from engine.datasets.record import Listing


def changes(before: str, after: str, records: Listing) -> Generator[Step, None, tuple[Ranked, ...]]:
    """The pictures of which the checkpoint `after` says something else than `before`, those with most of it first; only
    those with kept predictions of both can be told. Raises EngineError where there is no such picture."""
    yield Step("Comparing")
    keys = tuple(_key(checkpoint) for checkpoint in (before, after))
    found: list[Ranked] = []
    both, pace = 0, Pace()
    for done, (name, image) in enumerate(zip(records.name, records.image_file, strict=True), start=1):
        old, new = (predictions.load(key, Path(image)) for key in keys)
        if old is not None and new is not None:
            both += 1
            found.append(changed(name, old, new))
        if pace.due():
            yield Step("Comparing", done, len(records))
    if not both:
        raise EngineError("what the checkpoint before said of these pictures is not kept; predict the folder with both")
    return first(found, None)


def changed(name: str, old: Annotation, new: Annotation) -> Ranked:
    """One for each object that came or went or is of another class, one for another label of the picture, and what of
    the mask is no longer shared (1 - mean IoU)."""
    old, new = _shown(old), _shown(new)
    pairs = match(old, new)
    went = [old.instances[one.truth].label for one in pairs if one.truth is not None and one.verdict == "missed"]
    came, turned = (
        [new.instances[one.prediction].label for one in pairs if one.prediction is not None and one.verdict == verdict]
        for verdict in ("false", "mislabelled")
    )
    told = (("new", came), ("gone", went), ("renamed", turned))
    reasons = [Reason.naming(kind, labels) for kind, labels in told if labels]
    score = float(len(came) + len(went) + len(turned))
    if old.label != new.label:
        score += 1
        reasons.append(Reason.of("label", old=old.label, new=new.label))
    if old.mask is not None and new.mask is not None and old.mask.shape == new.mask.shape:
        highest = int(max(old.mask.max(), new.mask.max()))
        shared = masks.mean_iou(masks.confusion(old.mask, new.mask, min(highest + 1, 255)))
        if shared is not None and shared < 1:
            score += 1 - shared
            reasons.append(Reason.of("mask_before", iou=shared))
    return Ranked(name, score, tuple(reasons))


def _shown(prediction: Annotation) -> Annotation:
    """Its objects that are shown, none of them difficult."""
    kept = (one for one in prediction.instances if one.score is None or one.score >= SHOWN)
    return prediction.with_instances(tuple(replace(one, difficult=False) for one in kept))


def _key(checkpoint: str) -> str:
    try:
        return predictions.key(Path(checkpoint))
    except OSError as error:
        raise EngineError(f"{checkpoint} could not be read: {error.strerror or error}") from error
