"""The tour: four steps beside their controls, over by any work, never again by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton

from engine import places
from gui.comfort.tour import STOPS, Tour
from tests.gui.driving import PATIENCE, go, open_folder, press, truth

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow
    from gui.widgets.callout import Callout


def shown(window: MainWindow) -> Callout:
    found = window.tour.callout
    assert found is not None and found.isVisible()
    return found


def control(window: MainWindow) -> QRect:
    return STOPS[window.tour._at].area(window)


@pytest.fixture
def touring(qtbot: QtBot, window: MainWindow, folder: Path) -> Tour:
    open_folder(qtbot, window, folder)
    window.acts["tour"].trigger()
    return window.tour


def test_each_step_lies_beside_its_control_and_inside_the_window(window: MainWindow, touring: Tour) -> None:
    titles = []
    for _ in STOPS:
        callout, about = shown(window), control(window)
        area = callout.geometry()
        assert window.rect().contains(area)
        assert not area.intersects(about)
        near = area.adjusted(-4, -4, 4, 4).intersects(about)
        assert near, (area, about)
        assert window.rect().intersects(about)
        titles.append(callout.accessibleName().partition(".")[0])
        callout.go_on.click()
    assert titles == ["See", "Correct", "Retrain", "Measure"]
    assert not touring.running and window.settings.flag("toured")


def test_it_follows_the_window(qtbot: QtBot, window: MainWindow, touring: Tour) -> None:
    touring.further()
    window.resize(1100, 720)
    qtbot.waitUntil(lambda: shown(window).geometry().adjusted(-4, -4, 4, 4).intersects(control(window)))
    assert window.rect().contains(shown(window).geometry())


def test_it_takes_no_key_and_its_own_goes_on(qtbot: QtBot, window: MainWindow, touring: Tour) -> None:
    assert window.canvas.hasFocus()
    assert all(button.focusPolicy() == Qt.FocusPolicy.NoFocus for button in shown(window).findChildren(QPushButton))
    press(qtbot, window, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert touring.running and shown(window).accessibleName().startswith("Correct")


def test_a_click_on_its_own_words_and_hiding_what_is_drawn_leave_it(
    qtbot: QtBot, window: MainWindow, touring: Tour
) -> None:
    qtbot.mouseClick(shown(window), Qt.MouseButton.LeftButton, pos=QPoint(6, 6))
    press(qtbot, window, Qt.Key.Key_H)
    assert touring.running


@pytest.mark.parametrize("work", ["escape", "draw", "edit", "next", "click", "view", "tab", "close"])
def test_escape_and_any_work_end_it(qtbot: QtBot, window: MainWindow, touring: Tour, work: str) -> None:
    if work == "escape":
        press(qtbot, window, Qt.Key.Key_Escape)
    elif work == "draw":
        press(qtbot, window, Qt.Key.Key_W)
    elif work == "edit":
        window.document.edit(truth(window).instances[:-1], "Delete")
    elif work == "next":
        go(qtbot, window, "next")
    elif work == "click":
        qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(5, window.canvas.height() - 5))
    elif work == "view":
        button = next(one for one in window.strip.findChildren(QAbstractButton) if one.text() == "Difference")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert window.viewing.view == "difference", "and the click does what it does"
    elif work == "tab":
        bar = window.bottom.tabs.tabBar()
        place = bar.tabRect(window.bottom.tabs.indexOf(window.evaluation_panel)).center()
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
    else:
        shown(window).end.click()
    assert not touring.running and touring.callout is None
    assert window.settings.flag("toured")


def test_it_names_the_keys_people_have(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    window.settings.set("keys", ["train\tCtrl+Shift+T"])
    open_folder(qtbot, window, folder)
    window.tour.ask()
    window.tour.further()
    window.tour.further()
    assert "Ctrl+Shift+T, then Enter" in shown(window).accessibleName()
    window.tour.end()


@pytest.mark.parametrize(("toured", "sample"), [(False, True), (True, True), (False, False)])
def test_it_begins_by_itself_with_the_sample_once(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch, toured: bool, sample: bool
) -> None:
    if sample:
        monkeypatch.setattr(places, "data", lambda: folder.parent)
        folder.rename(folder.with_name("sample"))
        folder = folder.with_name("sample")
    window.settings.set("toured", toured)
    window.tour._settle.setInterval(50)
    open_folder(qtbot, window, folder)
    if sample and not toured:
        qtbot.waitUntil(lambda: window.tour.running, timeout=PATIENCE)
        window.tour.end()
        open_folder(qtbot, window, folder)
    qtbot.wait(150)
    assert not window.tour.running
    assert QApplication.activeModalWidget() is None
