"""The reader's calls: opening a folder, one picture with all that is known of it. No torch."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine import predictions
from engine.datasets import folder, labels
from engine.datasets.glance import first_picture
from engine.errors import LabelError, PictureError
from engine.images import Screen, screen
from engine.safekeeping import together
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.annotation import Annotation
    from engine.datasets.labels import Labels
    from engine.datasets.record import Dataset, Record

_BLANK = (240, 320)  # height, width of what stands for a picture of which nothing can be read


@dataclass(frozen=True, eq=False)
class Shown:
    """What the window shows of one record.

    `labels` is None where the label file cannot be used, and then `label_error` says why, or where the picture itself
    cannot be read at all, which `screen.problem` says. `prediction` is the kept one of the asked checkpoint, or None.
    """

    screen: Screen
    labels: Labels | None = None
    label_error: str | None = None
    prediction: Annotation | None = None


def open_folder(path: str, first: int | None = None) -> Generator[Step, None, Dataset]:
    """Open the folder (or the folder of the file) `path`; `first` as in `engine.datasets.folder.open_folder`. Raises
    EngineError.

    A save that a kill broke off is brought to its end first; where it cannot be, a problem of the dataset says so.

    Of a large VOC folder the answer is `partial`: `list_folder` says the rest. Where a folder was named, two steps come
    before the answer: of kind "glance", before the folder is listed, with the `Screen` of the picture that will most
    likely be its first as the value "screen"; and of kind "first", with the `Shown` of its first record as the value
    "shown". So the window can show it without asking again.
    """
    place = Path(path)
    named = os.access(path, os.F_OK) and place.is_dir()  # which raises where nobody may look
    if named:
        together.settle(place.resolve())  # before it is listed: it may make files
    beginning = folder.open_beginning(place.resolve()) if first is None and named else None
    seen: Path | None = None
    if named:
        seen = first_picture(place.resolve()) if beginning is None else beginning.records[0].image
    glanced = None if seen is None else _glance(seen)
    if glanced is not None:
        yield Step("Reading the picture", kind="glance", values={"screen": glanced})
    yield Step("Opening the folder")
    dataset = (yield from folder.opening(place, first)) if beginning is None else beginning
    if beginning is None and together.settle(dataset.root):  # which is another folder than was named
        dataset = yield from folder.opening(place)
    if named:
        record = dataset.records[0]
        if glanced is not None and record.image == seen:
            shown = _labelled(dataset.format, record, glanced)
        else:
            shown = yield from picture(dataset.format, record)
        yield Step("Reading the picture", kind="first", values={"shown": shown})
    return dataset


def list_folder(beginning: Dataset) -> Generator[Step, None, Dataset]:
    """All of the folder that `open_folder` has answered with its `beginning`, whose records stay the first ones. Raises
    EngineError."""
    yield Step("Listing the folder")
    dataset = folder.open_folder(beginning.root)
    return replace(dataset, records=dataset.records.led_by(beginning.records))


def _glance(image: Path) -> Screen | None:
    """The picture if it is whole; what is wrong with another is said when the folder is open."""
    try:
        found = screen(image)
    except PictureError:
        return None
    return found if found.problem is None else None


def picture(format: str, record: Record, checkpoint: str | None = None) -> Generator[Step, None, Shown]:
    """The record's pixels, labels and kept prediction. `checkpoint` is a key of `engine.predictions`.

    Raises nothing for damaged pictures or label files: they are shown with what is wrong.
    """
    yield Step("Reading the picture")
    prediction = None
    if checkpoint is not None and record.image.is_file():
        prediction = predictions.load(checkpoint, record.image)
    try:
        seen = screen(record.image)
    except PictureError as problem:
        return Shown(Screen(_blank(), str(problem)), prediction=prediction)
    return _labelled(format, record, seen, prediction)


def _labelled(format: str, record: Record, seen: Screen, prediction: Annotation | None = None) -> Shown:
    try:
        return Shown(seen, labels.read(format, record), None, prediction)
    except (LabelError, PictureError) as problem:
        return Shown(seen, None, str(problem), prediction)


def _blank() -> np.ndarray:
    pixels = np.full((*_BLANK, 4), 48, np.uint8)
    pixels[..., 3] = 255
    return pixels
