"""What is being drawn, and what has been marked, is not lost by a slip, nor before there is something for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gui.canvas.tools.scribble import ScribbleTool
from tests.gui.driving import press, truth
from tests.gui.fakes import asked_of
from tests.gui.hand import Hand

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CORNERS = ((20, 20), (60, 20), (60, 50), (30, 60))
SLIPS = (
    *(Qt.Key.Key_D, Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_W, Qt.Key.Key_P),
    *(Qt.Key.Key_Space, Qt.Key.Key_End, Qt.Key.Key_Tab, Qt.Key.Key_Backtab),
)


@pytest.mark.parametrize("tool", ["polygon", "edges"])
def test_keys_that_lead_elsewhere_wait_until_an_outline_is_closed(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    asked_of(opened.lanes.assist, monkeypatch)
    canvas, hand = opened.canvas, Hand(opened.canvas)
    before = len(truth(opened).instances)
    canvas.tool = tool
    hand.click(*CORNERS[0])
    press(qtbot, opened, Qt.Key.Key_Escape)
    assert canvas.tool == "select"
    press(qtbot, opened, Qt.Key.Key_P if tool == "polygon" else Qt.Key.Key_I)
    for x, y in CORNERS:
        hand.click(x, y)
    for key in SLIPS:
        press(qtbot, opened, key)
        assert canvas.hasFocus()
    masks = opened.viewing.show_masks
    press(qtbot, opened, Qt.Key.Key_X)
    assert opened.viewing.show_masks != masks, "what is shown may be changed meanwhile"
    assert canvas.tool == tool and opened.reviewing.position == 0 and not truth(opened).verified
    press(qtbot, opened, Qt.Key.Key_Return)
    assert len(truth(opened).instances) == before + 1 and len(truth(opened).instances[-1].polygons[0]) == len(CORNERS)


def test_marks_stay_until_something_was_painted_for_them(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = asked_of(opened.lanes.assist, monkeypatch)
    canvas, hand = opened.canvas, Hand(opened.canvas)
    canvas.tool = "scribble"
    tool, before = canvas.toolbox.hand, truth(opened)
    assert isinstance(tool, ScribbleTool)
    hand.drag((20, 20), (60, 40))
    press(qtbot, opened, Qt.Key.Key_Return)
    jobs[0].succeeded.emit(None)
    assert len(tool._marks) == 1 and truth(opened) is before, "nothing was found: another stroke may help"
    press(qtbot, opened, Qt.Key.Key_Return)
    hand.drag((70, 20), (90, 40))
    jobs[1].succeeded.emit((0, 0, np.ones((5, 5), bool)))
    assert len(tool._marks) == 1 and truth(opened) is not before, "that was not looked at stays"
