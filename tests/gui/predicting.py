"""A folder whose pictures have predictions in the cache, as a checkpoint would leave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import predictions
from engine.annotation import Annotation, Box, Instance
from engine.datasets import labels
from engine.metrics.matching import match
from gui.review.matching import Counts

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from engine.datasets.record import Record
    from gui.main_window import MainWindow

from tests.gui.driving import PATIENCE, open_folder

LATE = 7
"""The picture that is predicted last."""


def records(window: MainWindow) -> list[Record]:
    assert window.document.dataset is not None
    return list(window.document.dataset.records)


def read(record: Record) -> Annotation:
    return labels.read("voc", record).annotation


def said(number: int, there: Annotation) -> Annotation:
    """A prediction that moves, drops, renames and adds: another one for every picture."""
    found = []
    for place, one in enumerate(there.instances):
        if (place + number) % 4 == 0:
            continue
        label = "something" if (place + number) % 5 == 0 else one.label
        found.append(Instance(label, one.box.moved(number, 0), score=0.3 + 0.1 * ((place + number) % 7)))
    found += [Instance("cat", Box(1, 1, 9 + extra, 9), score=0.5) for extra in range(number % 3)]
    return Annotation(there.width, there.height, tuple(found), source="test")


def predict(window: MainWindow, checkpoint: Path, *which: int) -> dict[int, Annotation]:
    found = {number: said(number, read(records(window)[number])) for number in which}
    for number, prediction in found.items():
        predictions.store(predictions.key(checkpoint), records(window)[number].image, prediction)
    return found


def matched(qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path) -> dict[int, Annotation]:
    """Open the folder, all but one of its pictures predicted."""
    open_folder(qtbot, window, folder)
    found = predict(window, checkpoint, *range(LATE))
    window.training.checkpoint = str(checkpoint)
    with qtbot.waitSignal(window.matching.changed, timeout=PATIENCE):
        window.training.predicted.emit(str(checkpoint))
    return found


def expected(window: MainWindow, there: Annotation, prediction: Annotation) -> Counts:
    viewing = window.viewing
    shown = tuple(one for one in prediction.instances if (one.score or 0) >= viewing.confidence)
    pairs = match(there, prediction.with_instances(shown), viewing.iou_threshold)
    number = {word: sum(one.verdict == word for one in pairs) for word in ("true", "false", "missed", "mislabelled")}
    ious = [one.iou for one in pairs if one.truth is not None and one.verdict != "ignored"]
    return Counts(*number.values(), min(ious, default=None))


def shown(window: MainWindow) -> int:
    """The position of the picture whose labels are on the canvas."""
    name = None if window.document.record is None else window.document.record.name
    return next((n for n, record in enumerate(records(window)) if record.name == name), -1)


def order(window: MainWindow) -> list[int]:
    return list(window.images.model.positions)
