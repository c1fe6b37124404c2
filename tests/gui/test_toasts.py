"""Notes find their place once, and then leave the window in peace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

from tests.gui.driving import open_folder


class Counting(QObject):
    """How often what it watches is moved or given another size."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() in (QEvent.Type.Move, QEvent.Type.Resize)
        return False


@pytest.mark.parametrize("unfolded", [False, True])
def test_notes_that_stay_do_not_go_on_moving(qtbot: QtBot, window: MainWindow, folder: Path, unfolded: bool) -> None:
    open_folder(qtbot, window, folder)
    if unfolded:
        window.bottom.unfold(window.train_panel)
    for number in range(3):
        window.toasts.say(
            f"{number}: " + "a failure that is told in many words and more than one line of them " * 3, "error"
        )
    qtbot.wait(200)
    counting = Counting()
    for toast in window.toasts.shown():
        toast.installEventFilter(counting)
    qtbot.wait(400)
    assert len(window.toasts.shown()) == 3 and counting.count == 0
    tops = [toast.y() for toast in window.toasts.shown()]
    assert tops == sorted(tops)
    window.bottom.unfold() if not unfolded else window.bottom.fold()
    qtbot.waitUntil(lambda: [toast.y() for toast in window.toasts.shown()] != tops)
    qtbot.wait(200)
    counting.count = 0
    qtbot.wait(300)
    assert counting.count == 0
