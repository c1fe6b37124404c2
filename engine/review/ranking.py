"""The call `rank`: a folder's pictures in the order in which they deserve a look."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine import images, predictions, truth
from engine.datasets import labels
from engine.datasets.index import index as read_index
from engine.errors import EngineError
from engine.prediction import Predictor, predict_folder
from engine.review import disagreement, uncertainty
from engine.review.folds import mislabelled
from engine.review.ranked import Ranked, first
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.annotation import Annotation
    from engine.datasets.index import Index
    from engine.datasets.record import Record

KINDS = ("worst", "false", "missed", "uncertain", "mislabelled")


def rank(
    checkpoint: str,
    folder: str,
    by: str,
    limit: int | None = None,
    device: str = "auto",
    threads: int | None = None,
) -> Generator[Step, None, tuple[Ranked, ...]]:
    """The pictures of `folder` that deserve a look, first those that do most; a picture without any reason is left out.

    `by` is "worst" (truth and prediction apart), "false" and "missed" (counts of objects), "uncertain" (low scores, and
    another answer for the mirror image) or "mislabelled" (networks that never saw the picture contradict its label).
    Steps are those of the index and of the prediction, then kind "rank". Raises EngineError for a checkpoint or folder
    that cannot be used, and where no picture has what is to be ranked.
    """
    if by not in KINDS:
        raise EngineError(f"there is no ranking {by!r}; choose one of {', '.join(KINDS)}")
    if by == "mislabelled":
        return first((yield from mislabelled(checkpoint, folder, device, threads)), limit)
    index = yield from read_index(folder)
    if by == "uncertain":
        return first((yield from _uncertain(checkpoint, index, device, threads)), limit)
    names = tuple(record.name for record, there in zip(index.dataset.records, index.annotated, strict=True) if there)
    if not names:
        raise EngineError(f"{folder}: no picture is labelled, so nothing can be compared; try --by uncertain")
    yield from predict_folder(checkpoint, folder, names, device, threads)
    return first((yield from _compared(checkpoint, index, names, by)), limit)


def _uncertain(checkpoint: str, index: Index, device: str, threads: int | None) -> Generator[Step, None, list[Ranked]]:
    predictor = Predictor(Path(checkpoint), device, threads)
    found: list[Ranked] = []
    try:
        for done, record in enumerate(index.dataset.records, start=1):
            try:
                picture, size = images.read_rgb_for(record.image, predictor.side)
            except EngineError:  # one bad file never stops a folder; `check` names it
                continue
            found += uncertainty.of_pictures(predictor, [record.name], [picture], [size])
            yield Step("Looking for doubt", done, len(index.dataset.records), "rank")
    finally:
        predictor.release()
    return found


def _compared(checkpoint: str, index: Index, names: tuple[str, ...], by: str) -> Generator[Step, None, list[Ranked]]:
    from engine import checkpoint as checkpoints

    about = checkpoints.load(Path(checkpoint))
    known = truth.names(about.classes, about.mask_classes, index)
    key = predictions.key(Path(checkpoint))
    found: list[Ranked] = []
    for done, name in enumerate(names, start=1):
        place = index.position(name)
        record = index.dataset.records[place]
        prediction = predictions.load(key, record.image)
        if prediction is not None:
            try:
                if by == "worst":
                    outcome, mask = truth.of_picture(index, place, known, about.recipe.heads)
                    found.append(
                        disagreement.worst(truth.with_prediction(outcome, mask, prediction, known, about.recipe.heads))
                    )
                else:
                    verdict = "false" if by == "false" else "missed"
                    found.append(disagreement.counted(name, _labels(index, record), prediction, verdict))
            except EngineError:
                continue
        yield Step("Comparing", done, len(names), "rank")
    return found


def _labels(index: Index, record: Record) -> Annotation:
    return labels.read(index.dataset.format, record._replace(instance_mask_file=None)).annotation
