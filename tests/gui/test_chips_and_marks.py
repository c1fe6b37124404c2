"""The class chips over the canvas, and the eyes and locks in the list of objects: ways of looking, not edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QApplication

from engine.annotation import Box, Instance
from gui.canvas import chips
from gui.look import theme
from tests.gui.driving import act, open_folder, press, truth
from tests.gui.predicted import open_predicted

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

TAB = Qt.Key.Key_Tab


@pytest.fixture
def walked(qtbot: QtBot, window: MainWindow, folder: Path) -> MainWindow:
    open_predicted(qtbot, window, folder)
    return window


def toasts(window: MainWindow) -> list[str]:
    return [toast.text for toast in window.toasts.shown()]


def test_chips_count_and_hide_classes(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    chips = window.strip.chips
    chips.refresh()
    counts = {label: chips._counts[label] for label in chips.classes}
    assert counts["novel"] == (0, 1)
    first = truth(window).instances[0].label
    assert chips.chips[0].text().startswith(first) and chips.chips[0].isVisible()
    qtbot.mouseClick(chips.chips[0], Qt.MouseButton.LeftButton)
    assert window.viewing.hidden_classes == {first}
    assert all(shape.instance.label != first for shape in window.canvas.scene.shapes)
    qtbot.waitUntil(lambda: all(row.label != first for row in window.instances.model.rows))
    assert chips.chips[0].font().strikeOut() and not chips.chips[0].isChecked()
    qtbot.mouseClick(chips.chips[0], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    assert window.viewing.hidden_classes == frozenset()
    chips.chips[0].setFocus()
    qtbot.keyClick(chips.chips[0], Qt.Key.Key_Space)
    assert window.viewing.hidden_classes == {first}
    chips.show_all()
    assert window.viewing.hidden_classes == frozenset()


@pytest.mark.parametrize("width", [860, 1280, 1920])
def test_many_classes_of_any_name_fit_and_the_rest_is_in_the_menu(
    qtbot: QtBot, window: MainWindow, folder: Path, width: int
) -> None:
    open_folder(qtbot, window, folder)
    window.resize(width, 700)
    names = ["<img src='/dev/zero'>", "a && b & c", "x" * 400, *(f"class {number}" for number in range(40))]
    made = tuple(Instance(name, Box(1, 1, 20, 20)) for name in names)
    window.document.edit(made, "Many")
    qtbot.wait(80)
    chips = window.strip.chips
    shown = [chip for chip in chips.chips if chip.isVisible()]
    assert all(chip.geometry().right() <= chips.width() and chip.width() >= chip.sizeHint().width() for chip in shown)
    assert chips.more.isVisible() and chips.more.geometry().right() <= chips.width()
    chips.menu.aboutToShow.emit()
    assert len([action for action in chips.menu.actions() if action.isCheckable()]) == len(names)
    assert all("<img" not in chip.toolTip() for chip in chips.chips)
    chips.menu.actions()[-1].trigger()
    assert window.viewing.hidden_classes == {"class 39"}


def test_a_chip_gives_way_to_that_of_a_selected_object(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(qtbot, window, folder)
    made = [Instance("a longer name", Box(20, 60, 220, 160)), Instance("circle", Box(20, 60, 160, 160))]
    window.document.edit(tuple(made), "Two")
    drawn: list[QRectF] = []
    monkeypatch.setattr(chips, "paint", lambda _painter, painted: drawn.extend(each.rect for each in painted))
    for selected in (1, 0):
        window.document.select(selected)
        drawn.clear()
        window.canvas.repaint()
        assert len(drawn) == 1, "in one place there is one"


def test_the_keys_reach_the_strip(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    for _ in range(5):
        press(qtbot, window, Qt.Key.Key_F6)
        if QApplication.focusWidget() is window.strip.first:
            break
    assert QApplication.focusWidget() is window.strip.first


def eye_and_lock(window: MainWindow, row: int) -> dict[str, QPoint]:
    area = window.instances.list.visualRect(window.instances.model.index(row))
    return {name: place.center() for name, place in window.instances._delegate.columns(area).items()}


def test_eye_and_lock_are_ways_of_looking_not_edits(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    window.instances.refresh()
    before, keys = list(truth(window).instances), {shape.key for shape in window.canvas.scene.shapes}
    view = window.instances.list.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=eye_and_lock(window, 0)["eye"])
    assert keys - {shape.key for shape in window.canvas.scene.shapes} == {("truth", 0)}
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=eye_and_lock(window, 0)["eye"])
    assert {shape.key for shape in window.canvas.scene.shapes} == keys
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=eye_and_lock(window, 0)["lock"])
    row = window.instances.model.rows[0]
    assert window.instances.model.locked(row)
    assert not window.document.dirty
    window.document.select(0)
    window.canvas.setFocus()
    qtbot.waitUntil(window.acts["delete"].isEnabled)
    press(qtbot, window, Qt.Key.Key_Delete)
    press(qtbot, window, Qt.Key.Key_Right)
    assert list(truth(window).instances) == before
    assert any("is locked and stays as it is" in text for text in toasts(window))
    assert window.document.selected == 0, "what was refused leaves the selection too"
    window.canvas.scene.preview(0, before[1] if len(before) > 1 else before[0])
    assert window.canvas.scene.shapes[0].instance == before[0]
    window.instances.choose("truth", 0)
    act(qtbot, window, "lock")
    press(qtbot, window, Qt.Key.Key_Right)
    assert truth(window).instances[0].box != before[0].box


@pytest.mark.parametrize("look", ["light", "dark"])
def test_strip_and_list_are_drawn_in_both_themes(qtbot: QtBot, walked: MainWindow, look: theme.Choice) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, look)
    press(qtbot, walked, TAB)
    walked.viewing.view = "difference"
    for widget in (walked.strip, walked.instances, walked.canvas):
        assert not widget.grab().isNull()
