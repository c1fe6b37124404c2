"""The keys of the Train tab stay in it when a button goes off, and lead to what helps."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from engine.runs import RunFiles
from tests.gui.driving import active
from tests.gui.training_room import epoch, furnished, leave, settings_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    made = furnished(qtbot, tmp_path, monkeypatch)
    made.panel.show()
    active(qtbot, made.panel)
    return made


def test_a_run_that_is_being_stopped_says_so_and_keeps_the_keys_of_its_button(room: SimpleNamespace) -> None:
    room.panel.form.start.click()
    room.run.jobs[-1].stepped.emit(epoch(1))
    room.panel.form.stop.setFocus()
    room.panel.form.stop.click()
    assert room.panel.notice.text == "Run 1 is being stopped." and room.panel.hasFocus()
    first = settings_of(room)
    leave(first.out, 1)
    RunFiles(Path(first.out)).settings.write_text(first.to_json())
    room.run.jobs[-1].cancelled.emit()
    assert room.panel.notice.buttons[0].hasFocus()
    room.panel.notice.buttons[0].click()
    room.panel.view.pin.setFocus()
    room.training.stop()  # in the status bar, say
    room.run.jobs[-1].cancelled.emit()
    assert room.panel.notice.buttons and not room.panel.notice.buttons[0].hasFocus(), "nobody's keys are taken"


def test_enter_presses_nothing_else_where_start_goes_off(room: SimpleNamespace, qtbot: QtBot) -> None:
    room.panel.focus_start()
    assert room.panel.form.start.hasFocus()
    room.panel._counting.parts = lambda _choices: "no picture has a label"
    room.training.changed.emit()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert room.panel.notice.text == "No picture has a label." and room.panel.view.pinned == "" and not room.run.jobs
    room.panel._counting.parts = lambda _choices: None
    room.training.changed.emit()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [job.call for job in room.run.jobs] == ["fit"]


def test_tab_goes_from_the_form_to_what_helps(room: SimpleNamespace, qtbot: QtBot) -> None:
    room.panel.form.start.click()
    room.run.jobs[-1].failed.emit(SimpleNamespace(message="no", details="", expected=True, kind="WeightsMissing"))
    room.panel.form.start.setFocus()
    reached = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [*room.panel.notice.buttons, room.panel.view.pin]
