"""What other programs do at the worst moment: while nothing can be kept, while a picture waits its turn, while the
window leaves the folder, in the middle of writing."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from engine.safekeeping import versions
from gui import closing
from gui.dialogs import questions
from gui.safekeeping import watching
from tests.gui.driving import PATIENCE, act, open_folder, xml_of
from tests.gui.test_conflicts import add, answer, change, focus, labels, opened, question, safety

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

__all__ = ["opened"]


def test_what_cannot_be_kept_is_not_overwritten(
    qtbot: QtBot, opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question promises that what is on disk stays in the History tab; the disk of the program's data is full."""
    add(opened)
    change(opened)
    theirs = xml_of(opened).read_bytes()
    said: list[str] = []
    opened.failed.connect(said.append)
    with monkeypatch.context() as patched:
        patched.setattr(versions, "keep", _full)
        act(qtbot, opened, "save")
        assert "stays in the History tab" in question(qtbot, opened).informativeText()
        answer(qtbot, opened, "Keep mine")
    assert xml_of(opened).read_bytes() == theirs and opened.document.dirty
    assert "scene_0000.xml as it is on disk cannot be kept as a version (No space left on device)" in said[0]
    assert len(said) == 1 and "Save again when that is mended" in said[0]
    act(qtbot, opened, "save")
    answer(qtbot, opened, "Keep mine")
    assert b"mine" in xml_of(opened).read_bytes() and not opened.document.dirty
    kept = versions.saves(folder, [xml_of(opened)])
    assert theirs in [versions.read(version) for save in kept for _, version in save.files]


def test_a_file_that_is_not_there_needs_no_room_to_be_kept(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(opened)
    path = xml_of(opened)
    path.unlink()
    act(qtbot, opened, "save")
    monkeypatch.setattr(versions, "keep", _full)
    answer(qtbot, opened, "Write it again")
    assert b"mine" in path.read_bytes() and not opened.document.dirty


def copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another folder with pictures of the same names; edits of this one are kept for later."""
    monkeypatch.setattr(questions, "unsaved", lambda *_: "later")
    return shutil.copytree(folder, folder.parent / "other")


def test_a_question_about_a_folder_that_is_left_goes_with_it(
    qtbot: QtBot, opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copied(folder, monkeypatch)
    add(opened)
    change(opened)
    opened.document.save()
    question(qtbot, opened)
    open_folder(qtbot, opened, other)
    assert safety(opened).watching.box is None and QApplication.activeModalWidget() is None
    assert "mine" not in labels(opened) and not opened.document.undo.count()
    opened.document.save()
    add(opened, "new")
    assert opened.document.save(), "nothing of the question is left"


def test_what_is_found_of_a_folder_that_was_left_meanwhile_asks_nothing(
    qtbot: QtBot, opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Leaving it saves; that finds their labels, and the person keeps the own ones for later."""
    other, going_on, real = copied(folder, monkeypatch), threading.Event(), watching._compare

    def slow(*asked: object) -> object:
        found = real(*asked)  # pyright: ignore[reportArgumentType] as they were given
        going_on.wait(PATIENCE / 1000)
        return found

    monkeypatch.setattr(watching, "_compare", slow)
    opened.settings.set("autosave", True)
    before = labels(opened)
    add(opened)
    change(opened)
    open_folder(qtbot, opened, other)
    here = safety(opened).watching
    assert here._beside.busy, "it is still being looked at"
    going_on.set()
    qtbot.waitUntil(lambda: not here._beside.busy, timeout=PATIENCE)
    assert here.box is None and labels(opened) == before, "the pictures of both folders have the same names"
    add(opened)
    change(opened)
    focus(opened)
    assert question(qtbot, opened).text() == "scene_0000.xml was changed by another program."
    assert f"From yours to theirs: {len(before) + 1} boxes → {len(before)}" in question(qtbot, opened).informativeText()
    answer(qtbot, opened, "Keep mine")
    theirs = (folder / "Annotations/scene_0000.xml").read_bytes()
    assert b"mine" in xml_of(opened).read_bytes() and b"mine" not in theirs


def test_no_question_comes_up_over_another(qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing the window saves, and that finds a conflict while it is asked what becomes of the edits."""
    opened.settings.set("autosave", True)
    watching = safety(opened).watching
    add(opened)
    change(opened)

    def stay(*_: object) -> str:
        dialog = QDialog(opened)
        dialog.open()
        qtbot.waitUntil(lambda: not watching._beside.busy, timeout=PATIENCE)
        assert watching.box is None
        dialog.accept()
        dialog.deleteLater()
        return "stay"

    monkeypatch.setattr(questions, "unsaved", stay)
    assert not closing.may_lose(opened, opened.document, opened.settings)
    focus(opened)
    answer(qtbot, opened, "Decide later")
    opened.settings.set("autosave", False)


def test_a_look_at_a_file_that_is_half_written_costs_no_undo(qtbot: QtBot, opened: MainWindow) -> None:
    """Another program writes it in place, and the window gets the focus in the middle of that."""
    add(opened)
    opened.document.save()
    path, document = xml_of(opened), opened.document
    refused: list[str] = []
    document.refused.connect(refused.append)
    before, whole = labels(opened), path.read_bytes()
    for now in (whole, whole.replace(b"<name>", b"<name>their ")):
        path.write_bytes(now[: len(now) // 2])
        focus(opened)
        qtbot.waitUntil(lambda: document.label_error is not None, timeout=PATIENCE)
        assert document.truth is None and not document.save() and path.read_bytes() == now[: len(now) // 2]
        act(qtbot, opened, "undo")
        assert not document.unsaved
        focus(opened)
        path.write_bytes(now)
        qtbot.waitUntil(lambda: not safety(opened).watching._beside.busy, timeout=PATIENCE)
        focus(opened)
        qtbot.waitUntil(lambda: document.label_error is None, timeout=PATIENCE)
    assert len(refused) == 4 and "cannot be saved" in refused[0] and "cannot be edited" in refused[1]
    assert all(label.startswith("their ") for label in labels(opened)) and not document.dirty
    act(qtbot, opened, "undo")
    assert labels(opened) == before
    act(qtbot, opened, "undo")
    assert labels(opened) == before[:-1]


def _full(*_arguments: object, **_named: object) -> None:
    raise OSError(28, "No space left on device")
