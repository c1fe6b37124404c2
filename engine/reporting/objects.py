"""All objects of pictures, true and found, and the part of a report they make. No torch: outcomes may come from
anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.metrics.average_precision import DetectionCounts
from engine.metrics.coco import CocoCounts
from engine.metrics.detections import Detections, Truths
from engine.metrics.label_rankings import MultiLabelCounts
from engine.metrics.regions import mask_pairs
from engine.reporting import ranked, spreads, verdicts
from engine.reporting.verdicts import BACKGROUND, SURE
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from engine.annotation import Rle
    from engine.metrics.average_precision import Curve

    Telling = Generator[Step, None, dict[str, object] | None]

Plain = dict[str, object]
Size = tuple[int, int]

_POINTS = 200  # of a curve
_NOWHERE = -1.0  # COCO's figure where there is no such object


@dataclass(frozen=True, eq=False)
class Objects:
    """The T objects of a picture, `labels` int (T,) into the class names, `boxes` (T, 4) in pixels, `difficult` bool
    (T,), and the K that were found in it: `found_labels`, `found_boxes`, `scores` (K,) in 0..1. `regions` and
    `found_regions` are their pixels, None for those that have none, empty where nobody has looked."""

    labels: np.ndarray
    boxes: np.ndarray
    difficult: np.ndarray
    found_labels: np.ndarray
    found_boxes: np.ndarray
    scores: np.ndarray
    regions: tuple[Rle | None, ...] = ()
    found_regions: tuple[Rle | None, ...] = ()


def part(pictures: Sequence[Objects], classes: tuple[str, ...], learnt: int | None = None) -> Telling:
    """How well all objects are found; None where there is none to find.

    "mAP" and "classes" are PASCAL VOC's from 2010 on, at an IoU of .5; the twelve are COCO's; "masks" are COCO's for
    regions. "curve", of all classes together, and "curves", of each, say what a threshold of the score leaves, at VOC's
    hits: lists "score", which falls, "precision" and "recall". "confusion" is that of `verdicts`. "presence" is the AP
    of saying that a picture has a class at all. The first `learnt` of `classes` (None: all) are those the checkpoint
    can name.
    """
    truths, detections = _columns(pictures)
    counts = DetectionCounts.of(truths, detections, len(classes), len(pictures))
    mean = counts.mean_average_precision("voc2010")
    if mean is None:
        return None
    yield Step("Scoring")
    each = counts.average_precision("voc2010")
    positives = counts.positives
    coco, there = CocoCounts.of(truths, detections, len(classes), len(pictures)), _there(pictures, classes)
    found: Plain = {
        "mAP": mean,
        **(yield from spreads.of_objects(counts, coco, there, classes)),
        "images": len(pictures),
        "objects": int(positives.sum()),
        "found": int((detections.score >= SURE).sum()),
        "unknown": int(positives[len(classes) if learnt is None else learnt :].sum()),
        "classes": {name: float(each[c]) for c, name in enumerate(classes) if positives[c]},
        "counts": {name: int(positives[c]) for c, name in enumerate(classes) if positives[c]},
        "curve": _points(counts.by_score()),
        "curves": {name: _points(counts.by_score(c)) for c, name in enumerate(classes) if positives[c]},
        "presence": _presence(there, classes),
        "confusion": {
            "names": [*classes, BACKGROUND],
            "counts": verdicts.confusion(truths, detections, len(classes)).tolist(),
        },
    }
    found |= _twelve(coco)
    drawn = [picture for picture in pictures if _is_drawn(picture)]
    if any(len(picture.regions) for picture in drawn):
        found["masks"] = _masks(drawn, len(classes))
    return found


def rows(pictures: Sequence[Objects], classes: int) -> list[Plain]:
    """The fields of each picture's row; see `verdicts.rows`, and `ranked.ranks` for its "ranks"."""
    if not pictures:
        return []
    truths, detections = _columns(pictures)
    ranks = ranked.ranks(DetectionCounts.of(truths, detections, classes, len(pictures)))
    told = verdicts.rows(truths, detections, classes, len(pictures))
    return [{**row, "ranks": places} for row, places in zip(told, ranks, strict=True)]


def constant(
    pictures: Sequence[Objects],
    sizes: Sequence[Size],
    classes: tuple[str, ...],
    boxes: np.ndarray,
    labels: np.ndarray,
) -> Plain | None:
    """The baseline: in every picture (of `sizes`, width and height) one object of the class that is most frequent in
    `labels` (N,), where `boxes` (N, 4), fractions of their pictures, lie on average. None where nothing is known."""
    if not len(labels) or not pictures:
        return None
    majority, box = int(np.bincount(labels).argmax()), boxes.mean(axis=0)
    truths, _ = _columns(pictures)
    scaled = np.array([np.tile(size, 2) * box for size in sizes])
    everywhere = np.arange(len(pictures))
    detections = Detections.of(everywhere, np.full(len(pictures), majority), np.ones(len(pictures)), scaled)
    mean = DetectionCounts.of(truths, detections, len(classes), len(pictures)).mean_average_precision("voc2010")
    return None if mean is None else {"mAP": mean, "class": classes[majority], "box": [round(float(x), 4) for x in box]}


def _columns(pictures: Sequence[Objects]) -> tuple[Truths, Detections]:
    numbers = np.arange(len(pictures))
    truths = Truths.of(
        np.repeat(numbers, [len(one.labels) for one in pictures]),
        np.concatenate([one.labels for one in pictures]),
        np.concatenate([one.boxes.reshape(-1, 4) for one in pictures]),
        np.concatenate([one.difficult for one in pictures]),
    )
    detections = Detections.of(
        np.repeat(numbers, [len(one.scores) for one in pictures]),
        np.concatenate([one.found_labels for one in pictures]),
        np.concatenate([one.scores for one in pictures]),
        np.concatenate([one.found_boxes.reshape(-1, 4) for one in pictures]),
    )
    return truths, detections


def _there(pictures: Sequence[Objects], classes: tuple[str, ...]) -> dict[int, tuple[MultiLabelCounts, np.ndarray]]:
    """Whether pictures have a class at all, by its place, and of which pictures, bool (N,): of each class the surest
    object that was found is its score. A picture that has only difficult ones of it is neither."""
    scores, there, only = (np.zeros((len(pictures), len(classes)), kind) for kind in (np.float64, bool, bool))
    for row, one in enumerate(pictures):
        np.maximum.at(scores[row], one.found_labels, one.scores)
        there[row, one.labels[~one.difficult]] = True
        only[row, one.labels] = True
    only &= ~there
    told = {c: ~only[:, c] for c in np.flatnonzero(there.any(axis=0)).tolist()}
    return {c: (MultiLabelCounts.of(there[rows, c : c + 1], scores[rows, c : c + 1]), rows) for c, rows in told.items()}


def _presence(there: Mapping[int, tuple[MultiLabelCounts, np.ndarray]], classes: tuple[str, ...]) -> Plain:
    """How well the pictures that have a class are told from those that have none."""
    found = {classes[c]: float(counts.average_precision[0]) for c, (counts, _) in there.items()}
    return {"mAP": float(np.mean(list(found.values()))), "classes": found}


def _points(curve: Curve) -> Plain:
    drawn = curve.thinned(_POINTS)
    return {"score": drawn.score.tolist(), "precision": drawn.precision.tolist(), "recall": drawn.recall.tolist()}


def _twelve(counts: CocoCounts) -> dict[str, float]:
    return {name: value for name, value in counts.twelve().items() if value != _NOWHERE}


def _is_drawn(picture: Objects) -> bool:
    """Whether it is known of all its objects that count which pixels they are."""
    return len(picture.regions) == len(picture.labels) and all(
        region is not None or hard for region, hard in zip(picture.regions, picture.difficult, strict=True)
    )


def _masks(pictures: Sequence[Objects], classes: int) -> Plain:
    """COCO's twelve for regions: of what is found, what has one; of the objects, all that count and have been drawn."""
    drawn = [_with_regions(picture) for picture in pictures]
    truths, detections = _columns(drawn)
    regions = [region for picture in drawn for region in picture.regions if region is not None]
    found = [region for picture in drawn for region in picture.found_regions if region is not None]
    pairs = mask_pairs(truths, detections, classes, (regions, found))
    return {"images": len(pictures), **_twelve(CocoCounts.of(truths, detections, classes, len(pictures), pairs))}


def _with_regions(picture: Objects) -> Objects:
    true = np.array([region is not None for region in picture.regions], bool)
    seen = np.array([region is not None for region in picture.found_regions], bool)
    return Objects(
        picture.labels[true],
        picture.boxes[true],
        picture.difficult[true],
        picture.found_labels[seen],
        picture.found_boxes[seen],
        picture.scores[seen],
        tuple(region for region in picture.regions if region is not None),
        tuple(region for region in picture.found_regions if region is not None),
    )
