"""Faults of ours: one dialog for a cause, a report that tells nothing of its machine, a program that goes on."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from engine import places
from gui import app
from gui.app import Faults
from gui.comfort import reports
from gui.dialogs import questions
from tests.gui.driving import go, open_folder

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


@pytest.fixture
def ada(monkeypatch: pytest.MonkeyPatch) -> Path:
    home = Path("/home/ada.l")
    monkeypatch.setattr(Path, "home", classmethod(lambda _cls: home))
    monkeypatch.setenv("USER", "ada.l")
    return home


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('File "/home/ada.l/src/view.py", line 3', 'File "~/src/view.py", line 3'),
        ("/home/ada.l", "~"),
        ("/home/ada.lovelace/x and /srv/home/ada.l", "/home/ada.lovelace/x and /srv~"),
        ("/media/ada.l/disk/a.jpg", "/media/…/disk/a.jpg"),
        ("ada.l is a name in a text", "ada.l is a name in a text"),
        ("no path at all", "no path at all"),
    ],
)
@pytest.mark.usefixtures("ada")
def test_home_and_name_are_hidden_and_nothing_else(text: str, said: str) -> None:
    assert reports.private(text) == said


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_report_holds_the_home_path(before: str, after: str) -> None:
    home = str(Path.home())
    if len(Path(home).parts) > 1:
        assert f"{home}/" not in reports.private(f"{before}\n{home}/{after}").replace(after, "")


@pytest.mark.usefixtures("ada")
def test_the_log_hides_them_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path))
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    monkeypatch.setattr(root, "handlers", [])
    try:
        app.start_log()
        try:
            raise OSError("/home/ada.l/pictures/a.jpg is gone")
        except OSError:
            logging.getLogger("overlap").exception("in /home/ada.l/src")
        for handler in root.handlers:
            handler.close()
        text = (places.data() / "log" / "overlap.log").read_text(encoding="utf-8")
        assert "ada.l" not in text and "~/pictures/a.jpg is gone" in text and "in ~/src" in text
        assert "ada.l" not in reports.report("OSError: /home/ada.l/x", "Traceback")
        assert "~/pictures/a.jpg is gone" in reports.report("", ""), "the end of the log is in the report"
    finally:
        root.handlers[:] = before
        root.setLevel(level)


@pytest.mark.usefixtures("ada")
def test_the_report_is_copied_and_the_dialog_stays(qtbot: QtBot, window: MainWindow) -> None:
    questions.fault(window, "ValueError: /home/ada.l/x", 'File "/home/ada.l/src/view.py", line 3')
    box = window.findChild(QMessageBox)
    assert box is not None
    qtbot.addWidget(box)
    copy = next(button for button in box.buttons() if button.text() == "Copy report")
    copy.click()
    assert box.isVisible() and copy.text() == "Report copied"
    copied = QGuiApplication.clipboard().text()
    assert "ValueError: ~/x" in copied and "Overlap" in copied and "ada.l" not in copied
    assert "ada.l" not in box.informativeText() + box.detailedText()
    go_on = next(button for button in box.buttons() if button.text() == "Go on")
    go_on.click()
    assert not box.isVisible()


def test_a_slot_that_fails_again_and_again_is_told_once_and_the_window_goes_on(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(qtbot, window, folder)
    faults = Faults()
    monkeypatch.setattr(sys, "excepthook", faults.take)
    told: list[str] = []
    monkeypatch.setattr(questions, "fault", lambda _parent, summary, _details: told.append(summary))

    def fail() -> None:
        raise RuntimeError("a slot of ours")

    window.viewing.changed.connect(fail)
    for opacity in (0.1, 0.2, 0.3):
        window.viewing.mask_opacity = opacity
    window.viewing.changed.disconnect(fail)
    go(qtbot, window, "next")
    qtbot.waitUntil(lambda: told == ["RuntimeError: a slot of ours"])
    assert window.reviewing.position == 1
