"""Evaluation: a checkpoint's predictions on pictures with truth, counted and scored.

Nothing here learns, and nothing here is seen by what learns.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine import distributed, images, parts, truth
from engine.datasets.index import Index
from engine.datasets.index import index as read_index
from engine.errors import EngineError
from engine.prediction import Predictor
from engine.reporting import scores, stamps
from engine.reporting.definition import definition
from engine.reporting.report import Report
from engine.reporting.worst import shown
from engine.runs import RunFiles
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    import numpy as np

    from engine.parts import Part
    from engine.reporting.scores import Outcome
    from engine.truth import Names

_BATCH = 4
_BATCH_PIXELS = 4_000_000
"""A batch ends at so many pictures or pixels, so that steps keep coming and memory stays small."""


def evaluate(
    checkpoint: str, folder: str, split: str = "test", device: str = "auto", threads: int | None = None
) -> Generator[Step, None, Report]:
    """The call `evaluate`: score `checkpoint` on a part of `folder`.

    `split` is train, validation or test of the split that the checkpoint carries, "all", or a list of the folder's
    own. A folder that the split does not belong to is evaluated whole, and the report's `split` says "all". Steps are
    those of the index, then kinds "copies" and "evaluate" with done and total in pictures, "scoring", of the parts of
    the report, and "draws", of those that their intervals are made of. Raises EngineError where the checkpoint cannot
    be loaded, the part is unknown, or nothing in it can be scored.
    """
    yield Step("Loading the checkpoint", kind="loading")
    predictor = Predictor(Path(checkpoint), device, threads)
    index = yield from read_index(folder)
    part = parts.choose(predictor.checkpoint.split, predictor.checkpoint.fingerprints, index, split)
    return (yield from _measure(predictor, Path(checkpoint), index, part))


def measure(
    checkpoint: str, index: Index, part: Part, device: str = "auto", threads: int | None = None
) -> Generator[Step, None, Report]:
    """As `evaluate`, on pictures that are chosen already."""
    path = Path(checkpoint)
    yield Step("Loading the checkpoint", kind="loading")
    return (yield from _measure(Predictor(path, device, threads), path, index, part))


def _measure(predictor: Predictor, path: Path, index: Index, part: Part) -> Generator[Step, None, Report]:
    loaded = predictor.checkpoint
    heads = loaded.recipe.heads
    known = truth.names(loaded.classes, loaded.mask_classes, index)
    try:
        counted = yield from _predict(predictor, index, part, known, heads)
    finally:
        predictor.release()
    outcomes = counted.outcomes
    if not outcomes:
        raise EngineError(
            f"{index.dataset.root}: no picture of the part {part.name!r} can be scored; {_why(counted, known)}"
        )
    there = {record.name: record.image for record in index.dataset.records}
    leak = yield from parts.leaks({outcome.name: there[outcome.name] for outcome in outcomes}, loaded.learnt)
    learnt = part.split.train or tuple(outcome.name for outcome in outcomes)
    source = "train" if part.split.train else "the pictures evaluated"
    pictures = scores.rows(outcomes, known.classes)
    learnable = len(loaded.classes)
    work = {
        "label": scores.label_part(outcomes, known.classes, learnable),
        "box": scores.box_part(outcomes, known.classes, "class" in heads and known.shared),
        "mask": scores.mask_part(outcomes, known.mask_classes),
        "detections": scores.detections_part(outcomes, known.classes, learnable),
    }
    found = {}
    for done, (name, measured) in enumerate(work.items()):
        yield Step("Scoring", done, len(work), "scoring")
        found[name] = yield from measured
    if found["label"] is not None:
        found["label"]["temperature"] = loaded.temperature
    return Report(
        images=len(outcomes),
        split=part.name,
        split_hash=part.split.hash,
        leak=leak,
        definition=definition(heads, known.mask_classes, index.dataset.format),
        baselines=scores.baselines(outcomes, truth.training(index, learnt, known, source), known.classes),
        **found,
        pictures=pictures,
        worst=shown(outcomes, pictures, there, (known.classes, known.mask_classes)),
        checkpoint=str(path.resolve()),
        recipe=loaded.recipe.name,
        folder=str(index.dataset.root),
        skipped=counted.skipped,
        speed=counted.speed,
        corrected=corrected(pictures, path),
    )


@dataclass(frozen=True, eq=False)
class _Counted:
    outcomes: tuple[Outcome, ...]
    skipped: tuple[dict[str, object], ...]
    speed: dict[str, object]


@dataclass(frozen=True, eq=False)
class _Picture:
    pixels: np.ndarray
    size: tuple[int, int]
    outcome: Outcome
    mask: np.ndarray | None


def _predict(
    predictor: Predictor, index: Index, part: Part, known: Names, heads: tuple[str, ...]
) -> Generator[Step, None, _Counted]:
    every = [i for i in map(index.position, part.pictures) if _has_truth(index, i, known, heads)]
    places = distributed.share(every)
    outcomes: list[Outcome] = []
    skipped: list[dict[str, object]] = []
    begun, predicting = time.monotonic(), 0.0
    batch: list[_Picture] = []
    for done, i in enumerate(places, start=1):
        try:
            pixels, size = images.read_rgb_for(index.dataset.records[i].image, predictor.side)
            outcome, mask = truth.of_picture(index, i, known, heads)
            if predictor.checkpoint.recipe.object_masks:
                outcome = truth.with_regions(outcome, index, i)
            batch.append(_Picture(pixels, size, outcome, mask))
        except EngineError as error:  # one bad file never stops a folder
            skipped.append({"file": index.dataset.records[i].image.name, "message": str(error)})
        full = len(batch) >= _BATCH or sum(picture.pixels.size for picture in batch) > 3 * _BATCH_PIXELS
        if batch and (full or done == len(places)):
            started = time.monotonic()
            predictions = predictor.predict([picture.pixels for picture in batch], [picture.size for picture in batch])
            predicting += time.monotonic() - started
            for picture, prediction in zip(batch, predictions, strict=True):
                try:
                    outcomes.append(truth.with_prediction(picture.outcome, picture.mask, prediction, known, heads))
                except EngineError as error:
                    skipped.append({"file": picture.outcome.name, "message": str(error)})
            batch = []
        yield Step("Evaluating", done, len(places), "evaluate")
    speed: dict[str, object] = {
        "runtime": predictor.runtime,
        "seconds": round(time.monotonic() - begun, 3),
        "milliseconds_per_picture": round(1000 * predicting / max(1, len(outcomes)), 2),
    }
    return _together(_Counted(tuple(outcomes), tuple(skipped), speed), part)


def _together(counted: _Counted, part: Part) -> _Counted:
    """What all processes counted, in the order of the part's pictures; the speed is that of this one."""
    place = {name: number for number, name in enumerate(part.pictures)}
    parts = distributed.of_all(counted)
    outcomes = sorted((one for each in parts for one in each.outcomes), key=lambda outcome: place[outcome.name])
    return _Counted(tuple(outcomes), tuple(row for each in parts for row in each.skipped), counted.speed)


def _has_truth(index: Index, i: int, known: Names, heads: tuple[str, ...]) -> bool:
    label, box = index.target(i)
    return (
        ("class" in heads and known.shared and label >= 0)
        or ("box" in heads and box is not None)
        or ("mask" in heads and known.masks_shared and bool(index.has_mask[i]))
        or ("detections" in heads and known.shared and bool(index.told[i]))
    )


def _why(counted: _Counted, known: Names) -> str:
    if counted.skipped:
        return f"{len(counted.skipped)} were skipped, the first because of: {counted.skipped[0]['message']}"
    if known.labels and not (known.shared or known.masks_shared):
        return "the checkpoint has learnt none of its classes: take one that has, or train on this folder"
    return "label some of its pictures, or choose another part"


def corrected(pictures: Sequence[Mapping[str, object]], checkpoint: Path) -> dict[str, object]:
    """How many of `pictures` (a report's rows) have another truth than in the report beside `checkpoint`; empty where
    there is none."""
    path = RunFiles(checkpoint.parent).report
    try:
        old = Report.from_json(path.read_text(encoding="utf-8"))
    except (OSError, EngineError):
        return {}
    before = {row["name"]: str(row.get("truth", "")) for row in old.pictures}
    there = [(str(row["name"]), str(row.get("truth", ""))) for row in pictures if row["name"] in before]
    names = [name for name, stamp in there if not stamps.same(stamp, before[name])]
    return {"images": len(names), "names": names}
