"""How unsure a network is of a picture: by its scores, and by whether its mirror image is seen the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import VOID, Box
from engine.metrics import boxes, masks
from engine.review.ranked import Ranked, Reason

if TYPE_CHECKING:
    from engine.annotation import Annotation
    from engine.prediction import Predictor


def of_pictures(
    predictor: Predictor, names: list[str], pictures: list[np.ndarray], sizes: list[tuple[int, int]]
) -> list[Ranked]:
    """One for each picture (height×width×3 uint8 RGB): each seen as it is and mirrored."""
    plain = predictor.predict(pictures, sizes)
    turned = predictor.predict([np.ascontiguousarray(picture[:, ::-1]) for picture in pictures], sizes)
    return [of(name, one, mirrored(other)) for name, one, other in zip(names, plain, turned, strict=True)]


def of(name: str, plain: Annotation, other: Annotation) -> Ranked:
    """The mean of what can be told: 1 - the class' score, how near an object's score is to a coin's, and 1 - IoU of the
    best box and of the mask between the picture and its mirror image (turned back, as `other`)."""
    parts: list[tuple[float, Reason]] = []
    if plain.label is not None and plain.label_score is not None:
        doubt = 1 - plain.label_score
        if other.label != plain.label:
            parts.append((max(doubt, 0.5), Reason.of("turned", score=plain.label_score)))
        else:
            parts.append((doubt, Reason.of("sure", score=plain.label_score)))
    elif plain.instances:
        near = [1 - abs(2 * (instance.score or 0.0) - 1) for instance in plain.instances]
        parts.append((sum(near) / len(near), Reason.of("doubtful", count=sum(value > 0.5 for value in near))))
    if plain.instances and other.instances:
        pair = [np.array([_best(one).as_tuple()]) for one in (plain, other)]
        shared = float(boxes.paired_iou(*pair)[0])
        parts.append((1 - shared, Reason.of("mirrored_box", iou=shared)))
    if plain.mask is not None and other.mask is not None:
        count = int(max(plain.mask.max(), other.mask.max())) + 1
        same = masks.mean_iou(masks.confusion(plain.mask, other.mask, min(count, VOID)))
        if same is not None:
            parts.append((1 - same, Reason.of("mirrored_mask", iou=same)))
    if not parts:
        return Ranked(name, 0.0)
    reasons = tuple(reason for value, reason in parts if value >= 0.1)
    return Ranked(name, sum(value for value, _ in parts) / len(parts), reasons)


def mirrored(annotation: Annotation) -> Annotation:
    """What was seen in a mirror image, in the picture's own places; outlines are left out."""
    width = annotation.width
    turned = tuple(
        replace(
            one, box=Box(width - one.box.xmax, one.box.ymin, width - one.box.xmin, one.box.ymax), polygons=(), rle=None
        )
        for one in annotation.instances
    )
    mask = None if annotation.mask is None else np.ascontiguousarray(annotation.mask[:, ::-1])
    return replace(annotation, instances=turned, mask=mask)


def _best(annotation: Annotation) -> Box:
    return max(annotation.instances, key=lambda instance: instance.score or 0.0).box
