"""What the tests of changes of many pictures share: what lies on disk, what was said, and waiting for the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from engine.datasets import labels
from gui.changing.batches import Batches
from gui.changing.renaming import Renamings
from tests.gui.driving import PATIENCE, act

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.dialogs.renaming import RenamingDialog
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
    qtbot.waitUntil(lambda: batches._writing is None, timeout=PATIENCE)


def rename_dialog(qtbot: QtBot, window: MainWindow, old: str, new: str) -> RenamingDialog:
    act(qtbot, window, "rename_class")
    room = window.findChild(Renamings)
    assert isinstance(room, Renamings) and room.dialog is not None
    room.dialog.old.setCurrentText(old)
    room.dialog.new.setEditText(new)
    return room.dialog


def rename(qtbot: QtBot, window: MainWindow, old: str, new: str, *, settled: bool = True) -> str:
    """Rename a class as a person does, to its end or only until it begins; returns what was said before."""
    dialog = rename_dialog(qtbot, window, old, new)
    qtbot.waitUntil(dialog.counting.does.isEnabled, timeout=PATIENCE)
    before = dialog.counting.said.text()
    qtbot.mouseClick(dialog.counting.does, Qt.MouseButton.LeftButton)
    if settled:
        settle(qtbot, window)
    return before
