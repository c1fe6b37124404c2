"""Every control of every panel and dialog can be reached by keys alone, and has a name for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenuBar,
    QScrollBar,
    QTabBar,
    QToolBar,
    QWidget,
)

from gui.folders.surveying import Surveying
from gui.panels.evaluation import PAGES
from tests.gui.driving import PATIENCE, open_folder, predict, press, truth
from tests.gui.runs_for_tests import open_with_runs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

INNER = (QScrollBar, QHeaderView)
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabBar,
)


def controls(top: QWidget) -> Iterator[QWidget]:
    """What can be worked with on `top`. Parts of Qt's own controls, menus and tool bars, which have keys of their own,
    are none."""
    for one in top.findChildren(QWidget):
        stops = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
        takes_keys = isinstance(one, CONTROLS) or stops
        if not one.isVisibleTo(top) or not takes_keys or isinstance(one, INNER):
            continue
        up, part = one.parentWidget(), False
        while up is not None:
            part |= isinstance(up, QMenuBar | QToolBar | QHeaderView | QAbstractSpinBox | QComboBox | QTabBar)
            up = up.parentWidget() if up is not top else None
        if not part:
            yield one


def told(one: QWidget) -> str:
    said = one.objectName() or one.toolTip() or getattr(one, "text", str)()
    return f"{type(one).__name__} {said!r} of {type(one.parentWidget()).__name__}"


def nameless(top: QWidget) -> list[str]:
    said = ((one, QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)) for one in controls(top))
    return [told(one) for one, name in said if not name]


def in_title(one: QWidget) -> bool:
    up = one.parentWidget()
    return up is not None and up.property("role") == "dock-title"


def out_of_reach(top: QWidget) -> list[str]:
    """Those Tab does not come to. Docks are put away by keys of their own; the line over the list in a popup moves
    what is chosen there."""
    found = [one for one in controls(top) if not one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    steered = top.windowType() == Qt.WindowType.Popup
    return [told(one) for one in found if not in_title(one) and not (steered and isinstance(one, QAbstractItemView))]


def look(top: QWidget, where: str) -> None:
    QApplication.processEvents()
    assert list(controls(top)), where
    assert nameless(top) == [], where
    assert out_of_reach(top) == [], where


def test_on_the_first_page(window: MainWindow) -> None:
    look(window, "first page")


def test_in_the_window_with_a_folder(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    predict(window, *((one.label, one.box, 0.9) for one in truth(window).instances))
    window.document.select(0)
    for tool in window.canvas.toolbox.tools:
        window.canvas.tool = tool
        look(window, tool)


@pytest.mark.parametrize("tab", range(5))
def test_in_the_tabs_below(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tab: int
) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    open_with_runs(qtbot, window, folder)
    panel = window.bottom.tabs.widget(tab)
    window.bottom.unfold(panel)
    surveying = window.findChild(Surveying)
    if surveying is not None and panel is surveying.panel:
        qtbot.waitUntil(lambda: "masks" in surveying.panel.charts, timeout=PATIENCE)
    for page in PAGES if panel is window.evaluation_panel else ("",):
        if page:
            window.evaluation_panel.choose(page)
        qtbot.wait(50)
        look(window, f"{window.bottom.tabs.tabText(tab)} {page}")


@pytest.mark.parametrize(
    "name", ["relabel", "rename_class", "find", "shortcuts", "change_keys", "goto", "tone", "hyperparameters"]
)
def test_in_dialogs(qtbot: QtBot, window: MainWindow, folder: Path, name: str) -> None:
    open_folder(qtbot, window, folder)
    window.document.select(0)
    window.commands.refresh()
    before = {top for top in QApplication.topLevelWidgets() if top.isVisible()}
    window.acts[name].trigger()
    QApplication.processEvents()
    up = [top for top in QApplication.topLevelWidgets() if top.isVisible() and top not in before]
    assert len(up) == 1
    look(up[0], name)
    up[0].close()


def test_tab_goes_round_a_panel_and_comes_back(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """From any place in the window Tab leads on: nothing holds it but the picture and the list, which have F6."""
    open_folder(qtbot, window, folder)
    window.bottom.unfold(window.train_panel)
    window.strip.first.setFocus()
    seen: list[QWidget] = []
    for _ in range(200):
        here = QApplication.focusWidget()
        assert here is not None
        if here in (window.canvas, window.images.list):
            press(qtbot, window, Qt.Key.Key_F6)
        elif here in seen:
            break
        else:
            seen.append(here)
            press(qtbot, window, Qt.Key.Key_Tab)
    assert window.strip.isAncestorOf(seen[0])
    reached = {one for one in seen if one.mapTo(window, QPoint()).y() > 0}
    for panel in (window.strip, window.instances, window.bottom):
        assert any(panel.isAncestorOf(one) for one in reached), panel


def test_f6_comes_to_a_note_and_enter_does_what_it_offers(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.toasts.clear()
    done: list[bool] = []
    window.toasts.say("Something happened.", "info", "Show", lambda: done.append(True))
    assert window.canvas.hasFocus(), "it takes no keys by itself"
    note = window.toasts.shown()[0]
    for _ in range(6):
        press(qtbot, window, Qt.Key.Key_F6)
        if note.way_in.hasFocus():
            break
    note.outlived()
    assert note.isVisible(), "it waits for the one who has come to it"
    press(qtbot, window, Qt.Key.Key_Space)
    assert done == [True] and not window.toasts.shown()
