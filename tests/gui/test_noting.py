"""The journal says what is unsaved: nothing that was saved meanwhile, nothing that a person has given up, and all that
a person has kept for later, one state or several."""

from __future__ import annotations

import os
import shutil
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from engine import conversion
from engine.safekeeping import journal, store
from gui.dialogs import questions
from gui.safekeeping import recovering as recovering_room
from gui.safekeeping.recovering import Recovering
from tests.gui.driving import PATIENCE, act, go, open_folder
from tests.gui.fakes import box
from tests.gui.test_conflicts import add, labels, opened, safety
from tests.gui.test_journal import data, leave_edits, left, offered, recovering

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

__all__ = ["data", "opened"]


def noted(folder: Path) -> dict[str, list[str]]:
    """What a kill would leave now: record -> the classes of its objects."""
    found: dict[str, list[str]] = {}
    for path in (store.of(folder) / "journals").glob("*.journal"):
        copy = path.with_name("1-0-0.journal")  # the window writes on in its own
        shutil.copy(path, copy)
        states = journal.newest(journal.left(folder))
        found |= {state.record: [one.label for one in state.annotation.instances] for state in states}
        copy.unlink(missing_ok=True)
    return found


def name_of(window: MainWindow) -> str:
    assert window.document.record is not None
    return window.document.record.name


def _full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("others", [False, True])
def test_what_is_saved_is_in_no_journal_any_more(qtbot: QtBot, opened: MainWindow, folder: Path, others: bool) -> None:
    """Killed a moment after a save: nobody is offered what the file said before it."""
    safety(opened).journaling._soon.setInterval(10 * PATIENCE)  # it is not the next edit's note that says so
    name = name_of(opened)
    if others:
        go(qtbot, opened, "next")
        add(opened)
        go(qtbot, opened, "previous")
    add(opened, "one")
    assert opened.document.note() and noted(folder)[name][-1] == "one"
    add(opened, "two")
    assert opened.document.save()
    qtbot.waitUntil(lambda: name not in noted(folder), timeout=PATIENCE)
    assert bool(noted(folder)) == others


def test_a_save_right_after_a_note_that_failed_is_noted(
    qtbot: QtBot, opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    safety(opened).journaling._soon.setInterval(50)
    name = name_of(opened)
    add(opened, "one")
    assert opened.document.note()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _full)
        add(opened, "two")
        qtbot.waitUntil(lambda: safety(opened).journaling._said, timeout=PATIENCE)
        go(qtbot, opened, "next")
        add(opened)
        go(qtbot, opened, "previous")
    assert opened.document.save()
    assert opened.document.note() and list(noted(folder)) == ["scene_0001"] and name == "scene_0000"


def test_a_note_that_is_still_being_written_is_not_taken_for_written(
    opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked while the thread is at it, of which nobody knows yet that it fails."""
    add(opened, "one")
    journaling = safety(opened).journaling
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _full)
        journaling._write()
        assert not opened.document.note()
    assert opened.document.note() and noted(folder)["scene_0000"][-1] == "one"


def test_that_nothing_can_be_noted_is_said_once(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    safety(opened).journaling.failed.connect(said.append)
    monkeypatch.setattr(os, "fsync", _full)
    for label in ("one", "two"):
        add(opened, label)
        assert not opened.document.note()
    assert len(said) == 1 and "cannot be noted outside the folder (No space left on device)" in said[0]


def test_a_discard_while_a_note_is_being_written_is_not_forgotten(
    qtbot: QtBot, window: MainWindow, folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert data
    window.settings.set("autosave", False)
    leave_edits(folder)
    going_on, real = threading.Event(), journal.Journal.note

    def slow(self: journal.Journal, *states: object) -> None:
        going_on.wait(PATIENCE / 1000)
        real(self, *states)  # pyright: ignore[reportArgumentType] as they were given

    monkeypatch.setattr(journal.Journal, "note", slow)
    open_folder(qtbot, window, folder)
    waiting = recovering(qtbot, window)
    window.document.add(box("mine", 3, 3, 40, 30))
    qtbot.waitUntil(lambda: waiting.box is not None and safety(window).journaling._beside.busy, timeout=PATIENCE)
    assert waiting.box is not None
    next(button for button in waiting.box.buttons() if button.text() == "Discard").click()
    going_on.set()
    qtbot.waitUntil(lambda: left(folder) == 0, timeout=PATIENCE)
    assert noted(folder)["scene_0000"][-1] == "mine"


def test_what_was_discarded_as_the_folder_was_left_is_gone(
    qtbot: QtBot, window: MainWindow, folder: Path, data: Path
) -> None:
    assert data
    leave_edits(folder)
    open_folder(qtbot, window, folder)
    waiting = recovering(qtbot, window)
    qtbot.waitUntil(lambda: waiting.box is not None, timeout=PATIENCE)
    assert waiting.box is not None
    next(button for button in waiting.box.buttons() if button.text() == "Discard").click()
    window.close()
    assert left(folder) == 0


@pytest.mark.parametrize("form", ["voc", "yolo"])
def test_an_offer_goes_with_its_folder(qtbot: QtBot, window: MainWindow, folder: Path, data: Path, form: str) -> None:
    """Also where the next one is only read."""
    assert data
    other = folder.parent / "other"
    list(conversion.convert(str(folder), str(other), form))
    leave_edits(folder)
    open_folder(qtbot, window, folder)
    waiting = recovering(qtbot, window)
    qtbot.waitUntil(lambda: waiting.box is not None, timeout=PATIENCE)
    open_folder(qtbot, window, other)
    qtbot.waitUntil(lambda: waiting.box is None, timeout=PATIENCE)
    assert QApplication.activeModalWidget() is None and left(folder) == 1


def test_an_offer_waits_for_another_question_and_comes_once(
    qtbot: QtBot, window: MainWindow, folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is opened once more while it waits."""
    assert data
    leave_edits(folder)
    offers, real = [], Recovering._offer

    def told(self: Recovering, *found: object) -> None:
        offers.append(found)
        real(self, *found)  # pyright: ignore[reportArgumentType] as they were given

    monkeypatch.setattr(Recovering, "_offer", told)
    monkeypatch.setattr(recovering_room, "AGAIN", 50)
    dialog = QDialog(window)
    dialog.open()
    for turn in (1, 2):
        open_folder(qtbot, window, folder)
        qtbot.waitUntil(lambda turn=turn: len(offers) >= turn, timeout=PATIENCE)
        assert recovering(qtbot, window).box is None and QApplication.activeModalWidget() is dialog
    dialog.accept()
    assert "One picture has" in offered(qtbot, window, "Later")
    qtbot.wait(recovering_room.AGAIN + 200)
    assert recovering(qtbot, window).box is None


def test_two_states_that_were_kept_for_later_both_come_back(
    qtbot: QtBot, opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later one was made without the earlier one: it is no newer version of it."""
    monkeypatch.setattr(questions, "unsaved", lambda *_: "later")
    before = labels(opened)
    add(opened, "first")
    open_folder(qtbot, opened, folder)
    assert "One picture has" in offered(qtbot, opened, "Later")
    add(opened, "second")
    go(qtbot, opened, "next")
    add(opened, "elsewhere")
    open_folder(qtbot, opened, folder, "scene_0000")
    said = offered(qtbot, opened, "Restore")
    assert "2 pictures have" in said and said.count("scene_0000") == 1 and "scene_0000: 2 states, the last: " in said
    qtbot.waitUntil(lambda: opened.document.dirty, timeout=PATIENCE)
    assert any(each.text.startswith("Edits of 2 pictures are back") for each in opened.toasts.shown())
    assert labels(opened) == [*before, "second"]
    opened.document.undo.undo()  # that of the other picture
    act(qtbot, opened, "undo")
    assert labels(opened) == [*before, "first"]
    act(qtbot, opened, "undo")
    assert labels(opened) == before and not opened.document.unsaved
    act(qtbot, opened, "redo")
    assert opened.document.save()
    qtbot.waitUntil(lambda: left(folder) == 0, timeout=PATIENCE)
