"""How well all objects are found, to choose the epoch by: PASCAL VOC's average precision on the validation pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.decoding import objects_of
from engine.metrics.average_precision import DetectionCounts
from engine.metrics.detections import Detections, Truths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.networks.outputs import Outputs
    from engine.training.targets import Objects, Targets


class Seen(NamedTuple):
    """The objects of one picture, and those found in it: `boxes` (K, 4) in fractions of the square, `labels` and
    `scores` (K,)."""

    objects: Objects
    boxes: np.ndarray
    labels: np.ndarray
    scores: np.ndarray


def seen(outputs: Outputs, targets: Targets) -> list[Seen]:
    """What was found in those of the pictures whose objects are known; nothing where the network finds none."""
    found = objects_of(outputs)
    if found is None:
        return []
    pairs = zip(found, targets.objects, strict=False)  # none at all where nobody has labelled any
    return [
        Seen(objects._replace(masks=None), boxes, labels, scores)
        for (boxes, labels, scores, _), objects in pairs
        if objects is not None
    ]


def average_precision(pictures: Sequence[Seen]) -> float | None:
    """The mean over the classes that occur of the AP at an IoU of .5, every point of the curve (VOC from 2010 on);
    objects to be ignored are neither hit nor miss. None where there is no object to find."""
    every = [label for picture in pictures for label in (*picture.objects.labels, *picture.labels)]
    if not every:
        return None
    true = [np.full(len(picture.objects.labels), number) for number, picture in enumerate(pictures)]
    found = [np.full(len(picture.labels), number) for number, picture in enumerate(pictures)]
    truths = Truths.of(
        np.concatenate(true),
        np.concatenate([picture.objects.labels for picture in pictures]),
        np.concatenate([picture.objects.boxes for picture in pictures]),
        np.concatenate([picture.objects.ignored for picture in pictures]),
    )
    detections = Detections.of(
        np.concatenate(found),
        np.concatenate([picture.labels for picture in pictures]),
        np.concatenate([picture.scores for picture in pictures]),
        np.concatenate([picture.boxes for picture in pictures]),
    )
    counts = DetectionCounts.of(truths, detections, 1 + max(every), len(pictures))
    return counts.mean_average_precision("voc2010")
