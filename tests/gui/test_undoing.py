"""Ctrl+Z in a real window goes back through all edits of the folder, showing where each was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.gui.driving import PATIENCE, act, go, open_folder, press, truth, xml_of
from tests.gui.fakes import box

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


def arrive(qtbot: QtBot, window: MainWindow, position: int) -> None:
    record = window.document.dataset.records[position]
    qtbot.waitUntil(lambda: window.document.record == record, timeout=PATIENCE)


def said(window: MainWindow) -> str:
    return " ".join(toast.text for toast in window.toasts.shown())


def test_undo_goes_to_the_picture_it_is_of_and_says_so(qtbot: QtBot, opened: MainWindow) -> None:
    first, before = xml_of(opened), xml_of(opened).read_bytes()
    objects = truth(opened).instances
    opened.document.select(0)
    press(qtbot, opened, Qt.Key.Key_Delete)
    for _ in range(3):
        go(qtbot, opened, "next")
    assert first.read_bytes() != before, "saved on leaving"
    name = opened.document.dataset.records[0].image.name
    qtbot.waitUntil(opened.acts["undo"].isEnabled)
    press(qtbot, opened, Qt.Key.Key_Z, CONTROL)
    arrive(qtbot, opened, 0)
    assert opened.reviewing.position == 0 and f"Undone in {name}: Delete" in said(opened)
    assert [one.label for one in truth(opened).instances] == [one.label for one in objects] and opened.document.dirty
    go(qtbot, opened, "next")
    assert first.read_bytes() == before, "to the byte, after the save on leaving"
    act(qtbot, opened, "redo")
    arrive(qtbot, opened, 0)
    assert len(truth(opened).instances) == len(objects) - 1 and f"Done again in {name}" in said(opened)


def test_every_edit_of_many_pictures_is_taken_back_in_its_order(qtbot: QtBot, opened: MainWindow) -> None:
    dataset = opened.document.dataset
    assert dataset is not None
    before = {record.name: record.xml.read_bytes() for record in dataset.records if record.xml is not None}
    for turn in range(10):
        opened.document.add(box(f"new {turn}", 3, 3, 40, 30))
        go(qtbot, opened, "next" if turn % 3 or not opened.reviewing.position else "previous")
    while opened.document.undo.canUndo():
        act(qtbot, opened, "undo")
    opened.document.save_all()
    assert {record.name: record.xml.read_bytes() for record in dataset.records if record.xml is not None} == before
    for _ in range(10):
        act(qtbot, opened, "redo")
    opened.document.save_all()
    found = [record.xml.read_bytes().count(b"<name>new ") for record in dataset.records if record.xml is not None]
    assert sum(found) == 10 and not opened.document.undo.canRedo()


def test_undo_across_pictures_whose_file_was_changed_since_loses_nothing(qtbot: QtBot, opened: MainWindow) -> None:
    opened.document.add(box("mine", 3, 3, 40, 30))
    go(qtbot, opened, "next")
    record = opened.document.dataset.records[0]
    theirs = record.xml.read_bytes().replace(b"mine", b"theirs")
    record.xml.write_bytes(theirs)
    opened.showing.forget(record.name)
    act(qtbot, opened, "undo")
    arrive(qtbot, opened, 0)
    assert "mine" not in [one.label for one in truth(opened).instances]
    opened.document.save_all()
    assert record.xml.read_bytes() == theirs, "nothing is overwritten unasked"


def test_an_object_deleted_many_saves_ago_comes_back_with_all_that_its_file_said(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    path = xml_of(opened)
    before = path.read_bytes().replace(b"</object>", b"<part><name>head</name></part></object>", 1)
    path.write_bytes(before)
    open_folder(qtbot, opened, folder)
    document = opened.document
    document.edit(truth(opened).instances[1:], "Delete")
    assert document.save() and b"<part>" not in path.read_bytes()
    for turn in range(30):
        document.add(box(f"new {turn}", 3, 3, 40, 30))
        assert document.save()
    while document.undo.canUndo():
        document.undo.undo()
    assert document.save() and path.read_bytes() == before
