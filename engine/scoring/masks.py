"""Predicted masks against true ones, a whole folder's pixels in one count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.annotation import VOID
from engine.errors import EngineError, LabelError, PictureError
from engine.metrics import trimaps
from engine.metrics.boundaries import SHARE, BoundaryCounts
from engine.metrics.masks import (
    PerImageCounts,
    class_dice,
    class_iou,
    confusion,
    frequency_weighted_iou,
    mean_iou,
    pixel_accuracy,
    values,
)
from engine.metrics.trimaps import READINGS
from engine.scoring.mask_files import predicted_masks, true_masks
from engine.scoring.mask_reading import read_ids
from engine.scoring.things import Names, Problems, check_some
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from engine.scoring.mask_files import TrueMasks

Pair = tuple[np.ndarray, np.ndarray]

_EVERY = 16  # pictures between steps


class _Tally:
    """What is counted of the pairs so far."""

    def __init__(self) -> None:
        self.pixels = np.zeros((VOID, VOID), np.int64)
        self.alone = PerImageCounts()
        self.edges = BoundaryCounts(np.zeros(VOID, np.int64), np.zeros(VOID, np.int64))
        self.readings = np.zeros((len(READINGS), 3, 3), np.int64)
        self.images = 0

    def count(self, pair: Pair) -> None:
        counts = confusion(*pair)
        self.images += 1
        self.pixels[: len(counts), : len(counts)] += counts
        self.alone += PerImageCounts.of(counts)

    def count_edges(self, pair: Pair) -> None:
        found = BoundaryCounts.of(*pair, max(values(pair[0]), values(pair[1]), 1))
        self.edges.shared[: len(found.shared)] += found.shared
        self.edges.either[: len(found.either)] += found.either


def score_masks(
    truth: Path, predictions: Path, problems: Problems, boundary: bool = False
) -> Generator[Step, None, dict[str, Any]]:
    """The scores of the folder of palette PNGs `predictions`; with `boundary` those of their edges too, which take as
    long as all others together. A picture nothing was predicted for counts as all background: nobody may choose which
    pictures count. Raises EngineError where either cannot be used, or a predicted mask is damaged or of another
    size."""
    known = yield from true_masks(truth)
    found = predicted_masks(predictions, Names(known.pictures))
    check_some(len(found), 1, str(predictions), f"{known.pictures[0]}, which the truth has,")
    tally = _Tally()
    for place, (name, read) in enumerate(zip(known.pictures, known.read, strict=True)):
        if place % _EVERY == 0:
            yield Step("Comparing masks", place, len(known.read))
        pair = _pair(name, read, found.get(place), problems)
        if pair is None:
            continue
        tally.count(pair)
        if boundary:
            tally.count_edges(pair)
        if known.trimaps:
            tally.readings += trimaps.confusions(*pair)
    return {**_document(tally, known, boundary), "images": tally.images, "problems": list(problems.said)}


def _document(tally: _Tally, known: TrueMasks, boundary: bool) -> dict[str, Any]:
    total = tally.pixels
    used = np.flatnonzero((total.sum(axis=0) + total.sum(axis=1)) > 0)
    names = _names(known.classes, int(used.max(initial=0)))
    ious, dices = class_iou(total), class_dice(total)
    definition = (
        "one confusion matrix over all pictures, background included; mIoU over the classes that are true or predicted "
        f"somewhere; a predicted void is background; truth: {known.reading}"
    )
    result: dict[str, Any] = {
        "mIoU": mean_iou(total),
        "pixel_accuracy": pixel_accuracy(total),
        "classes": {names[value]: float(ious[value]) for value in used},
        "dice": {names[value]: float(dices[value]) for value in used},
        "frequency_weighted_IoU": frequency_weighted_iou(total),
        "per_image_mIoU": tally.alone.per_image_mean_iou,
    }
    if boundary:
        edges = tally.edges.class_iou
        result["boundary_IoU"] = tally.edges.mean_iou
        result["boundary_classes"] = {names[value]: float(edges[value]) for value in used if not np.isnan(edges[value])}
        definition += f"; boundary IoU: of the pixels within {SHARE:.0%} of the diagonal of each mask's contour"
    if known.trimaps:
        result["trimap_readings"] = trimaps.scores(tally.readings)
        definition += "; trimap_readings: the same masks in all three readings of a trimap"
    return {**result, "definition": definition}


def _pair(name: str, read: Callable[[], np.ndarray], file: Path | None, problems: Problems) -> Pair | None:
    """The true mask and the predicted one; None where the true one cannot be used."""
    try:
        true = read()
    except (LabelError, PictureError) as error:
        problems.add(f"{error}; the picture was left out")
        return None
    if file is None:
        problems.add(f"{name}: no mask was predicted for it; all of it counts as background")
        return true, np.zeros_like(true)
    predicted = read_ids(file)
    if predicted.shape != true.shape:
        sizes = (f"{mask.shape[1]}×{mask.shape[0]}" for mask in (predicted, true))
        raise EngineError("{}: the mask is {}, the true one {}; predict it anew".format(file.name, *sizes))
    return true, predicted


def _names(classes: tuple[str, ...], highest: int) -> list[str]:
    """The names of the values 0 to `highest`; one beyond the classes is called by its number."""
    named = ["background", *classes]
    return [named[value] if value < len(named) else f"class {value}" for value in range(highest + 1)]
