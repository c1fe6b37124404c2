"""A folder of scenes with predictions kept as a checkpoint leaves them: right, but for a few."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine import places, predictions
from engine.annotation import Annotation, Box, Instance
from engine.datasets import labels
from engine.datasets.folder import open_folder as read_folder
from tests.gui.driving import PATIENCE, open_folder

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def open_predicted(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """In the first picture a box is displaced and one found that is not there, in the fourth one is missed; the second
    is not predicted."""
    checkpoint = places.sample_checkpoint()
    key, dataset = predictions.key(checkpoint), read_folder(folder)
    for place, record in enumerate(dataset.records):
        here = labels.read(dataset.format, record).annotation
        found = tuple(Instance(one.label, one.box, score=0.9) for one in here.instances)
        if place == 0:
            first = found[0]
            moved = first.box.moved(first.box.width / 3, 0)
            wrong = Instance("novel", Box(2, 2, 14, 14), score=0.8)
            found = (Instance(first.label, moved, score=0.9), *found[1:], wrong)
        elif place == 3:
            found = found[1:]
        if place != 1:
            predictions.store(key, Path(record.image), Annotation(here.width, here.height, found, source="run"))
    open_folder(qtbot, window, folder)
    window.training.checkpoint = str(checkpoint)
    window.show_predictions(str(checkpoint))
    qtbot.waitUntil(lambda: window.document.prediction is not None, timeout=PATIENCE)
