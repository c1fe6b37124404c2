"""Notes find their place once, and then leave the window in peace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

from tests.gui.driving import PATIENCE, open_folder

SPELL = 120
"""Milliseconds; what goes on moving or painting does so many times in them."""


class Counting(QObject):
    """How often what it watches is moved or given another size."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def came_to_rest(self, qtbot: QtBot) -> bool:
        self.count = 0
        qtbot.wait(SPELL)
        return self.count == 0

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
    counting = Counting()
    for toast in window.toasts.shown():
        toast.installEventFilter(counting)
    qtbot.waitUntil(lambda: counting.came_to_rest(qtbot), timeout=PATIENCE)
    assert len(window.toasts.shown()) == 3
    tops = [toast.y() for toast in window.toasts.shown()]
    assert tops == sorted(tops)
    window.bottom.unfold() if not unfolded else window.bottom.fold()
    qtbot.waitUntil(lambda: [toast.y() for toast in window.toasts.shown()] != tops, timeout=PATIENCE)
    qtbot.waitUntil(lambda: counting.came_to_rest(qtbot), timeout=PATIENCE)


class Painting(QObject):
    """What of the watched window is painted anew."""

    def __init__(self) -> None:
        super().__init__()
        self.area = QRect()

    def came_to_rest(self, qtbot: QtBot) -> bool:
        self.area = QRect()
        qtbot.wait(SPELL)
        return self.area.isNull()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.area = self.area.united(event.region().boundingRect())
        return False


def test_a_note_that_goes_has_only_what_it_covered_painted_anew(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.toasts.clear()
    window.toasts.say("Something happened.", "warning")  # it does not go by itself meanwhile
    (note,) = window.toasts.shown()
    painting = Painting()
    window.menuBar().installEventFilter(painting)
    window.canvas.installEventFilter(painting)
    qtbot.waitUntil(lambda: painting.came_to_rest(qtbot), timeout=PATIENCE)
    covered = QRect(window.canvas.mapFrom(window, note.pos()), note.size())
    note.close_now()
    assert not window.toasts.shown()
    qtbot.waitUntil(lambda: not painting.area.isNull(), timeout=PATIENCE)
    assert covered.contains(painting.area)
