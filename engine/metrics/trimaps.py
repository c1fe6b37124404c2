"""The three readings of a Pets trimap. They give different figures for the same masks: a report names its own.

A trimap says 1 pet, 2 background, 3 border. In our masks that is 1, 0 and 255 (void): the second reading as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.annotation import VOID
from engine.metrics.masks import class_iou, confusion, mean_iou, pixel_accuracy


@dataclass(frozen=True, slots=True)
class Reading:
    """`classes` names the values of a mask read so, background first; `border` is what the border becomes in the truth,
    and `said` in a prediction that draws one."""

    definition: str
    classes: tuple[str, ...]
    border: int
    said: int

    def truth(self, mask: np.ndarray) -> np.ndarray:
        """A true mask of ours, uint8 H×W, as this reading has it."""
        return _with_border(mask, self.border)

    def prediction(self, mask: np.ndarray) -> np.ndarray:
        """A predicted mask of ours, uint8 H×W, as this reading has it."""
        return _with_border(mask, self.said)


READINGS = {
    "three": Reading("three classes: background, pet, border", ("background", "pet", "border"), 2, 2),
    "void": Reading("pet against background, border void", ("background", "pet"), VOID, 0),
    "joined": Reading("pet with its border against background", ("background", "pet"), 1, 1),
}


def confusions(truth: np.ndarray, prediction: np.ndarray) -> np.ndarray:
    """The confusion matrix of two masks of ours, uint8 H×W with pets 1, in each of the `READINGS`: int64
    (readings, 3, 3), with zeros where a reading has two classes."""
    found = np.zeros((len(READINGS), 3, 3), np.int64)
    for each, reading in zip(found, READINGS.values(), strict=True):
        side = len(reading.classes)
        each[:side, :side] = confusion(reading.truth(truth), reading.prediction(prediction), side)
    return found


def scores(counts: np.ndarray) -> dict[str, dict[str, object]]:
    """What masks score in each of the `READINGS`, of the sum of their `confusions`; each says what it is."""
    found: dict[str, dict[str, object]] = {}
    for (name, reading), every in zip(READINGS.items(), counts, strict=True):
        own = every[: len(reading.classes), : len(reading.classes)]
        ious = zip(reading.classes, class_iou(own), strict=True)
        found[name] = {
            "definition": reading.definition,
            "mIoU": mean_iou(own),
            "pixel_accuracy": pixel_accuracy(own),
            "classes": {each: float(iou) for each, iou in ious if not np.isnan(iou)},
        }
    return found


def _with_border(mask: np.ndarray, value: int) -> np.ndarray:
    return np.where(mask == VOID, np.uint8(value), mask)
