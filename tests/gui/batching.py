"""What the tests of changes of many pictures share: what lies on disk, what was said, and waiting for the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.datasets import labels
from gui.changing.batches import Batches
from tests.gui.driving import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def files(folder: Path) -> dict[str, bytes]:
    kinds = (".xml", ".png")
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in kinds
    }


def on_disk(window: MainWindow) -> dict[str, list[str]]:
    dataset = window.document.dataset
    assert dataset is not None
    return {
        record.name: [one.label for one in labels.read(dataset.format, record).annotation.instances]
        for record in dataset.records
    }


def count(window: MainWindow, label: str) -> int:
    return sum(each.count(label) for each in on_disk(window).values())


def said(window: MainWindow) -> str:
    return " ".join(toast.text for toast in window.toasts.shown())


def settle(qtbot: QtBot, window: MainWindow) -> None:
    batches = window.findChild(Batches)
    assert isinstance(batches, Batches)
    qtbot.waitUntil(lambda: batches._run is None, timeout=PATIENCE)
