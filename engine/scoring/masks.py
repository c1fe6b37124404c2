"""Predicted masks against true ones, a whole folder's pixels in one count."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.annotation import VOID
from engine.errors import EngineError, LabelError, PictureError
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
from engine.scoring.mask_files import predicted_masks, true_masks
from engine.scoring.mask_reading import read_ids
from engine.scoring.things import Names, Problems, check_some
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from engine.scoring.mask_files import TrueMasks

Answer = tuple[np.ndarray | None, str | None]

_EVERY = 16  # pictures between steps, and those a thread takes at once
_THREADS = 4


def score_masks(truth: Path, predictions: Path, problems: Problems) -> Generator[Step, None, dict[str, Any]]:
    """The scores of the folder of palette PNGs `predictions`. A picture nothing was predicted for counts as all
    background: nobody may choose which pictures count. Raises EngineError where either cannot be used, or a predicted
    mask is damaged or of another size."""
    known = yield from true_masks(truth)
    found = predicted_masks(predictions, Names(known.pictures))
    check_some(len(found), 1, str(predictions), f"{known.pictures[0]}, which the truth has,")
    total, alone, images = np.zeros((VOID, VOID), np.int64), PerImageCounts(), 0
    for place, counts in enumerate(_each(known, found, problems)):
        if place % _EVERY == 0:
            yield Step("Comparing masks", place, len(known.read))
        if counts is not None:
            images += 1
            total[: len(counts), : len(counts)] += counts
            alone += PerImageCounts.of(counts)
    used = np.flatnonzero((total.sum(axis=0) + total.sum(axis=1)) > 0)
    names = _names(known.classes, int(used.max(initial=0)))
    ious, dices = class_iou(total), class_dice(total)
    definition = (
        "one confusion matrix over all pictures, background included; mIoU over the classes that are true or predicted "
        f"somewhere; a predicted void is background; truth: {known.reading}"
    )
    return {
        "mIoU": mean_iou(total),
        "pixel_accuracy": pixel_accuracy(total),
        "classes": {names[value]: float(ious[value]) for value in used},
        "dice": {names[value]: float(dices[value]) for value in used},
        "frequency_weighted_IoU": frequency_weighted_iou(total),
        "per_image_mIoU": alone.per_image_mean_iou,
        "definition": definition,
        "images": images,
        "problems": list(problems.said),
    }


def _each(known: TrueMasks, found: dict[int, Path], problems: Problems) -> Iterator[np.ndarray | None]:
    """The confusion matrix of each picture, None where its truth cannot be used. Decoding is most of the work, and may
    run beside Python: a few pictures are on their way at any time."""

    def compare(start: int) -> list[Answer]:
        places = range(start, min(start + _EVERY, len(known.read)))
        return [_compared(known.pictures[place], known.read[place], found.get(place)) for place in places]

    threads = min(_THREADS, os.cpu_count() or 1)
    with ThreadPoolExecutor(threads) as pool:
        on_the_way: deque[Future[list[Answer]]] = deque()
        try:
            for start in range(0, len(known.read), _EVERY):
                on_the_way.append(pool.submit(compare, start))
                if len(on_the_way) > threads:
                    yield from _told(on_the_way.popleft().result(), problems)
            while on_the_way:
                yield from _told(on_the_way.popleft().result(), problems)
        finally:
            pool.shutdown(cancel_futures=True)


def _told(answers: list[Answer], problems: Problems) -> Iterator[np.ndarray | None]:
    for counts, problem in answers:
        if problem is not None:
            problems.add(problem)
        yield counts


def _compared(name: str, read: Callable[[], np.ndarray], file: Path | None) -> Answer:
    """The confusion matrix of a picture, as large as its values ask for, and what is wrong with it."""
    try:
        true = read()
    except (LabelError, PictureError) as error:
        return None, f"{error}; the picture was left out"
    if file is None:
        said = f"{name}: no mask was predicted for it; all of it counts as background"
        return confusion(true, np.zeros_like(true), max(values(true), 1)), said
    predicted = read_ids(file)
    if predicted.shape != true.shape:
        sizes = (f"{mask.shape[1]}×{mask.shape[0]}" for mask in (predicted, true))
        raise EngineError("{}: the mask is {}, the true one {}; predict it anew".format(file.name, *sizes))
    return confusion(true, predicted, max(values(true), values(predicted), 1)), None


def _names(classes: tuple[str, ...], highest: int) -> list[str]:
    """The names of the values 0 to `highest`; one beyond the classes is called by its number."""
    named = ["background", *classes]
    return [named[value] if value < len(named) else f"class {value}" for value in range(highest + 1)]
