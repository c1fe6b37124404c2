"""From what was counted picture by picture to the parts of a report. No torch: outcomes may come from anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.metrics import box_kinds, boxes, labels, masks, trimaps
from engine.metrics.boundaries import BoundaryCounts
from engine.reporting import objects, spreads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.reporting.mask_shapes import SmallMasks
    from engine.reporting.objects import Objects, Telling

Plain = dict[str, object]

TOP = 5
"""`top5`: the true class is among so many of the likeliest; told of more classes than that."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """Truth and prediction of one picture of `size` (width, height), as far as each is there.

    `label` and `predicted` are positions in the class names (-1: none), `score` belongs to `predicted`. Boxes are
    (xmin, ymin, xmax, ymax) in pixels of the upright picture. `mask` is the confusion matrix of the masks, int64
    (M, M) with background first, None without a true mask; `boundary` what their edges share, and `readings` the same
    of a trimap in each of `trimaps.READINGS`, all as large as the largest. `objects` are all of them, None where nobody
    has said which there are. `likely` are positions of the likeliest classes, the first five. `stamp` changes when the
    truth does. `masks` are those that `mask` was counted on, to be drawn.
    """

    name: str
    size: tuple[int, int]
    label: int = -1
    predicted: int = -1
    score: float = 0.0
    box: tuple[float, float, float, float] | None = None
    predicted_box: tuple[float, float, float, float] | None = None
    mask: np.ndarray | None = None
    stamp: str = ""
    objects: Objects | None = None
    likely: tuple[int, ...] = ()
    boundary: BoundaryCounts | None = None
    readings: tuple[np.ndarray, ...] = ()
    masks: SmallMasks | None = None

    @property
    def right(self) -> bool:
        return self.label >= 0 and self.predicted == self.label

    @property
    def iou(self) -> float | None:
        """IoU of the pair of boxes: 0 where none was predicted, None where there is no true one."""
        if self.box is None:
            return None
        return 0.0 if self.predicted_box is None else _iou(self.box, self.predicted_box)


@dataclass(frozen=True, eq=False)
class Training:
    """What the trivial baselines know: `boxes` (N, 4) and the `sizes` (N, 2) of their pictures, the image `labels` int
    (K,), and of all objects `object_boxes` (M, 4), fractions of their pictures, and `object_labels` (M,); all of the
    part named `source`."""

    source: str
    boxes: np.ndarray
    sizes: np.ndarray
    labels: np.ndarray
    object_boxes: np.ndarray = field(default_factory=lambda: np.zeros((0, 4)))
    object_labels: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))


def label_part(outcomes: Sequence[Outcome], classes: tuple[str, ...], learnt: int | None = None) -> Telling:
    """Accuracy and calibration over the pictures with a true class; None where there is none.

    The first `learnt` of `classes` (None: all) are those the checkpoint can name; pictures of the others, counted as
    `unknown`, can only be wrong.
    """
    known = [outcome for outcome in outcomes if outcome.label >= 0]
    if not known:
        return None
    predicted = np.array([outcome.predicted for outcome in known])
    truth = np.array([outcome.label for outcome in known])
    # a picture without a prediction is a wrong one: an extra column keeps it in the counts
    width = len(classes) + 1
    scores = np.array([outcome.score for outcome in known])
    predicted = np.where(predicted < 0, len(classes), predicted)
    counts = labels.LabelCounts.of(truth, predicted, scores, width)
    first = np.array([outcome.label in outcome.likely[:TOP] for outcome in known])
    listed = len(classes) > TOP and any(outcome.likely for outcome in known)
    pictures, f1 = counts.confusion.sum(axis=1), counts.f1[: len(classes)]
    part: Plain = {
        "accuracy": counts.accuracy,
        **(yield from spreads.of_labels(truth, predicted, first if listed else None, classes)),
        "images": len(known),
        "unknown": int((truth >= (len(classes) if learnt is None else learnt)).sum()),
        "macro_f1": float(np.nanmean(f1)),
        "ece": counts.calibration_error,
        "calibration": _calibration(counts.bins),
        "classes": {
            name: {
                "images": int(pictures[c]),
                "recall": _plain(counts.recall[c]),
                "precision": _plain(counts.precision[c]),
                "f1": _plain(f1[c]),
            }
            for c, name in enumerate(classes)
            if pictures[c]
        },
        "names": list(classes),
        "confusion": counts.confusion[:-1, : width if counts.confusion[:, -1].any() else -1].tolist(),
    }
    return part | {"top5": float(first.mean())} if listed else part


def _calibration(bins: np.ndarray) -> list[Plain]:
    """The bins of the score that have pictures: how sure the network was there, and how often right."""
    return [
        {"images": int(images), "score": float(scores / images), "accuracy": float(right / images)}
        for images, scores, right in bins
        if images
    ]


def box_part(outcomes: Sequence[Outcome], classes: tuple[str, ...], with_class: bool) -> Telling:
    """The single object's box over the pictures that have one; None where there is none.

    `with_class`: whether the recipe names a class; without, there is no localization accuracy.
    """
    known = [outcome for outcome in outcomes if outcome.box is not None]
    if not known:
        return None
    ious = np.array([outcome.iou for outcome in known], np.float64)
    right = np.array([outcome.right for outcome in known])
    counts = boxes.SingleBoxCounts.of(ious, right)
    truth = np.array([outcome.label for outcome in known])
    located = with_class and bool((truth >= 0).any())
    part: Plain = {
        "mean_iou": counts.mean_iou,
        **(yield from spreads.of_boxes(ious, right if located else None, truth, classes)),
        "images": len(known),
        "iou_at": counts.iou_at,
        **box_kinds.means(*_boxes(known)),
        "classes": {
            name: {"images": int((truth == c).sum()), "mean_iou": float(ious[truth == c].mean())}
            for c, name in enumerate(classes)
            if (truth == c).any()
        },
    }
    return part | {"localization_accuracy": counts.localization_accuracy} if located else part


def _boxes(known: Sequence[Outcome]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The true boxes and the predicted ones, float64 (N, 4), and whether one was predicted, bool (N,)."""
    found = [outcome.predicted_box for outcome in known]
    true = np.array([outcome.box for outcome in known], np.float64)
    return true, np.array([box or (0.0,) * 4 for box in found]), np.array([box is not None for box in found])


def mask_part(outcomes: Sequence[Outcome], classes: tuple[str, ...]) -> Telling:
    """IoU and Dice counted over all pixels of all pictures; None where no pixel has truth. `classes` names mask
    values 1, 2 ...; background comes first in the result."""
    drawn = [outcome for outcome in outcomes if outcome.mask is not None]
    counted = [outcome.mask for outcome in drawn if outcome.mask is not None]
    total = np.sum(counted, axis=0) if counted else np.zeros((len(classes) + 1,) * 2, np.int64)
    if not total.sum():
        return None
    names = ("background", *classes)
    ious, dice = masks.class_iou(total), masks.class_dice(total)
    each = [masks.mean_iou(counts) for counts in counted]
    single = [value for value in each if value is not None]
    none = BoundaryCounts(*(np.zeros(len(total), np.int64) for _ in range(2)))
    rings = [none if outcome.boundary is None else outcome.boundary for outcome in drawn]
    shared = BoundaryCounts(np.array([one.shared for one in rings]), np.array([one.either for one in rings]))
    part: Plain = {
        "mIoU": masks.mean_iou(total),
        **(yield from spreads.of_masks(counted, each, shared, names)),
        "images": len(counted),
        "mean_image_mIoU": float(np.mean(single)),
        "pixel_accuracy": masks.pixel_accuracy(total),
        "frequency_weighted_IoU": masks.frequency_weighted_iou(total),
        "classes": named(names, ious),
        "dice": named(names, dice),
        "confusion": {"names": list(names), "counts": total.tolist()},
    }
    if any(outcome.boundary is not None for outcome in drawn):
        edges = BoundaryCounts(shared.shared.sum(axis=0), shared.either.sum(axis=0))
        part["boundary_IoU"] = edges.mean_iou
        part["boundary_classes"] = named(names, edges.class_iou)
    read = [outcome.readings for outcome in outcomes if outcome.readings]
    if read:
        part["trimap_readings"] = trimaps.scores(np.sum(read, axis=0))
    return part


def named(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    """The values of the classes that have one (the others are nan)."""
    return {name: float(value) for name, value in zip(names, values, strict=True) if not np.isnan(value)}


def detections_part(outcomes: Sequence[Outcome], classes: tuple[str, ...], learnt: int | None = None) -> Telling:
    """All objects over the pictures where it is known which there are; None where there is none. See `objects.part`."""
    known = [outcome.objects for outcome in outcomes if outcome.objects is not None]
    return (yield from objects.part(known, classes, learnt)) if known else None


def baselines(outcomes: Sequence[Outcome], training: Training, classes: tuple[str, ...]) -> Plain:
    """What can be had without looking at the pictures: the mean box and the majority class of `training`, a mask that
    is background everywhere, and one object that is the same in every picture; scored as the network is. Those without
    truth or nothing to learn from are left out.
    """
    found: Plain = {"from": training.source}
    truth = [outcome for outcome in outcomes if outcome.box is not None]
    if truth and len(training.boxes):
        mean = boxes.mean_box(training.boxes, training.sizes)
        scaled = np.array([np.tile(outcome.size, 2) * mean for outcome in truth])
        ious = boxes.paired_iou(np.array([outcome.box for outcome in truth]), scaled)
        found["mean_box"] = {"mean_iou": float(ious.mean()), "box": [round(float(side), 4) for side in mean]}
    known = np.array([outcome.label for outcome in outcomes if outcome.label >= 0])
    if len(known) and len(training.labels):
        majority = int(np.bincount(training.labels).argmax())
        found["majority_class"] = {"accuracy": float((known == majority).mean()), "class": classes[majority]}
    counted = [outcome.mask for outcome in outcomes if outcome.mask is not None]
    if counted:
        blank = np.zeros_like(counted[0])
        blank[:, 0] = np.sum(counted, axis=0).sum(axis=1)
        if blank.any():
            found["all_background"] = {"mIoU": masks.mean_iou(blank), "pixel_accuracy": masks.pixel_accuracy(blank)}
    pairs = [(outcome.objects, outcome.size) for outcome in outcomes if outcome.objects is not None]
    same = objects.constant(
        [one for one, _ in pairs], [size for _, size in pairs], classes, training.object_boxes, training.object_labels
    )
    return found if same is None else found | {"constant_object": same}


def rows(outcomes: Sequence[Outcome], classes: tuple[str, ...]) -> tuple[Plain, ...]:
    """One plain row a picture; what does not apply is left out."""
    told = [outcome.objects for outcome in outcomes if outcome.objects is not None]
    found = iter(objects.rows(told, len(classes)))
    return tuple(_row(outcome, classes, {} if outcome.objects is None else next(found)) for outcome in outcomes)


def _row(outcome: Outcome, classes: tuple[str, ...], found: Plain) -> Plain:
    row: Plain = {"name": outcome.name}
    if outcome.label >= 0:
        row["label"] = classes[outcome.label]
        row["right"] = outcome.right
    if outcome.predicted >= 0:
        row |= {"predicted": classes[outcome.predicted], "score": round(outcome.score, 4)}
    if outcome.iou is not None:
        row["iou"] = round(outcome.iou, 4)
    if outcome.mask is not None and outcome.mask.sum():
        row["mask_iou"] = _plain(masks.mean_iou(outcome.mask), 4)
        row["pixels"] = _pixels(outcome.mask)
    return row | found | ({"truth": outcome.stamp} if outcome.stamp else {})


def _pixels(counts: np.ndarray) -> list[list[int]]:
    """Of each class in truth or prediction [its value, the pixels both have, those either has]."""
    hit = np.diagonal(counts)
    either = counts.sum(axis=0) + counts.sum(axis=1) - hit
    return [[int(c), int(hit[c]), int(either[c])] for c in np.flatnonzero(either)]


def _iou(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return float(boxes.paired_iou(np.array([a]), np.array([b]))[0])


def _plain(value: float | None, digits: int | None = None) -> float | None:
    if value is None or np.isnan(value):
        return None
    return float(value) if digits is None else round(float(value), digits)
