"""Correcting labels in the window: edits, undo, saving, accepting predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from engine.annotation import Box
from gui.dialogs import questions
from gui.dialogs.label_popup import LabelPopup

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

from tests.gui.driving import IMAGES, PATIENCE, act, go, open_folder, predict, press, truth, xml_of


def test_an_edit_is_undone_redone_and_saved(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    before = truth(window).instances
    window.document.select(0)
    press(qtbot, window, Qt.Key.Key_Right)
    moved = truth(window).instances[0].box
    assert moved.xmin == before[0].box.xmin + 1
    assert window.isWindowModified()
    assert window.images.model.state(0) == "edited"
    act(qtbot, window, "undo")
    assert truth(window).instances == before
    act(qtbot, window, "redo")
    assert truth(window).instances[0].box == moved
    lines = xml_of(window).read_text().splitlines()
    act(qtbot, window, "save")
    after = xml_of(window).read_text().splitlines()
    changed = [(old, new) for old, new in zip(lines, after, strict=True) if old != new]
    assert 1 <= len(changed) <= 4
    assert all("min>" in new or "max>" in new for _, new in changed)
    assert not window.isWindowModified()
    assert window.status.saved.text().startswith("Saved ")
    window.document.open(window.document.dataset)
    assert window.status.saved.text() == "", "nothing of the folder that is open now has been saved"


def test_leaving_a_picture_saves_it(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    path, before = xml_of(window), xml_of(window).read_bytes()
    window.document.select(0)
    window.commands.take_class("thing")
    go(qtbot, window, "next")
    assert path.read_bytes() != before
    assert b"<name>thing</name>" in path.read_bytes()
    go(qtbot, window, "previous")
    assert truth(window).instances[0].label == "thing"


def test_without_autosave_edits_wait_and_closing_asks(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.settings.set("autosave", False)
    open_folder(qtbot, window, folder)
    path, before = xml_of(window), xml_of(window).read_bytes()
    window.document.select(0)
    window.commands.delete()
    go(qtbot, window, "next")
    assert path.read_bytes() == before
    assert window.isWindowModified()
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(questions, "unsaved", lambda _parent, names, _noted: asked.append(names) or "stay")
    window.close()
    assert window.isVisible()
    assert len(asked[0]) == 1
    monkeypatch.setattr(questions, "unsaved", lambda _parent, _names, _noted: "save")
    window.close()
    assert not window.isVisible()
    assert path.read_bytes() != before


def test_a_drawn_box_gets_its_class_in_the_popup(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    count = len(truth(window).instances)
    press(qtbot, window, Qt.Key.Key_W)
    assert window.canvas.tool == "box"
    middle = window.canvas.rect().center()
    qtbot.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(window.canvas, middle + QPoint(30, 20))
    qtbot.mouseMove(window.canvas, middle + QPoint(60, 50))
    qtbot.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 50))
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, LabelPopup)
    screen = window.screen().availableGeometry()
    assert screen.contains(popup.frameGeometry())
    wanted = window.instances.classes.names()[-1]
    popup.field.setText("")
    qtbot.keyClicks(popup.field, wanted[:2])
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert len(truth(window).instances) == count + 1
    assert truth(window).instances[-1].label == wanted
    act(qtbot, window, "undo")
    assert len(truth(window).instances) == count, "drawing and naming are one step"


def test_enter_makes_the_prediction_truth(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    old = truth(window).instances[0]
    better = old.box.moved(2, 1)
    predict(window, (old.label, better, 0.9))
    qtbot.waitUntil(lambda: any(row.layer == "prediction" for row in window.instances.model.rows))
    pair = [row for row in window.instances.model.rows if row.iou is not None]
    assert {row.layer for row in pair} == {"truth", "prediction"}
    window.document.select(0)
    qtbot.waitUntil(window.acts["accept"].isEnabled)
    press(qtbot, window, Qt.Key.Key_Return)
    assert truth(window).instances[0].box == better
    assert truth(window).instances[0].origin == old.origin
    assert truth(window).instances[0].score is None


def test_a_prediction_without_truth_becomes_a_new_object(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    count = len(truth(window).instances)
    here = truth(window)
    predict(window, ("novel", Box(0, 0, here.width / 20, here.height / 20), 0.8), ("faint", Box(1, 1, 9, 9), 0.1))
    qtbot.waitUntil(lambda: any(row.name == "novel" for row in window.instances.model.rows))
    assert not any(row.name == "faint" for row in window.instances.model.rows), "below the confidence"
    row = window.instances.model.find("prediction", 0)
    window.instances.list.setCurrentIndex(window.instances.model.index(row))
    qtbot.mouseClick(window.instances.accept, Qt.MouseButton.LeftButton)
    assert [each.label for each in truth(window).instances[count:]] == ["novel"]


def test_space_marks_verified_and_goes_on(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    path = xml_of(window)
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        press(qtbot, window, Qt.Key.Key_Space)
    assert window.reviewing.position == 1
    assert b'verified="yes"' in path.read_bytes()
    assert window.images.model.state(0) == "verified"
    assert window.images.footer.text() == f"{IMAGES} pictures · 1 verified"


def test_digits_set_the_class_and_letters_type_in_fields(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.document.select(0)
    press(qtbot, window, Qt.Key.Key_2)
    assert truth(window).instances[0].label == window.instances.classes.names()[1]
    window.images.search.setFocus()
    qtbot.keyClicks(window.images.search, "d a2")
    assert window.images.search.text() == "d a2"
    assert window.reviewing.position == 0
