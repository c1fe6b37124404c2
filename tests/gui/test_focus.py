"""Where the keys go: F6 from panel to panel selects nothing, the search field gives the keys back to the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, window_style
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.widgets.run_form import RunForm
from tests.gui.driving import PATIENCE, open_folder, press, truth

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def ringed(widget: QWidget) -> bool:
    """Whether a line of the focus ring's colour runs along the top of `widget`."""
    image = widget.grab().toImage()
    accent = QColor(theme.current().accent).rgb()
    return any(sum(image.pixel(x, y) == accent for x in range(image.width())) > 20 for y in (0, 1))


def f6_into(qtbot: QtBot, window: MainWindow, wanted: QWidget) -> None:
    for _ in range(4):
        press(qtbot, window, Qt.Key.Key_F6)
        if QApplication.focusWidget() is wanted:
            return
    pytest.fail("F6 never gets there")


def test_no_other_window_flashes_up_while_the_window_is_built(qtbot: QtBot, tmp_path: Path) -> None:
    """One that does takes the keys with it when it goes."""
    shown: list[QObject] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    app, watch = QApplication.instance(), Watch()
    assert app is not None
    made = MainWindow(Settings(tmp_path / "settings.ini"))
    app.installEventFilter(watch)
    made.show()
    qtbot.waitExposed(made)
    made.furnish()
    app.removeEventFilter(watch)
    assert shown == [made]
    made.quiet = True
    made.close()
    made.deleteLater()


def test_f6_into_the_objects_selects_none_until_a_key_is_pressed(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    objects = window.instances.list
    assert not ringed(objects)
    f6_into(qtbot, window, objects)
    assert window.document.selected is None and not objects.currentIndex().isValid()
    assert not window.instances.delete.isEnabled()
    assert ringed(objects)
    press(qtbot, window, Qt.Key.Key_Down)
    assert window.document.selected == 0
    assert objects.selectionModel().isSelected(objects.currentIndex())
    assert len(truth(window).instances) > 0


def test_f6_into_a_list_whose_picture_the_search_hides_stays_at_the_picture(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    window.images.search.setText("0003")
    f6_into(qtbot, window, window.images.list)
    qtbot.wait(50)
    assert window.reviewing.position == 0


def test_f6_into_the_tabs_shows_where_the_keys_are(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.bottom.unfold(window.train_panel)
    bar = window.bottom.tabs.tabBar()
    size = bar.sizeHint()
    assert not ringed(bar)
    f6_into(qtbot, window, bar)
    assert ringed(bar)
    assert bar.sizeHint() == size, "nothing moves"


def test_escape_clears_the_search_and_goes_back_to_the_canvas(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    press(qtbot, window, Qt.Key.Key_W)
    press(qtbot, window, Qt.Key.Key_Slash)
    assert window.images.search.hasFocus()
    qtbot.keyClicks(window.images.search, "0003")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.images.search.text() == ""
    assert window.canvas.hasFocus()
    assert window.canvas.tool == "box", "the tool in hand stays there"


def test_enter_opens_the_first_hit_and_goes_back_to_the_canvas(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    press(qtbot, window, Qt.Key.Key_Slash)
    qtbot.keyClicks(window.images.search, "no such picture")
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.images.search.hasFocus()
    window.images.search.clear()
    qtbot.keyClicks(window.images.search, "0003")
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        press(qtbot, window, Qt.Key.Key_Return)
    assert window.document.record is not None and "0003" in window.document.record.name
    assert window.canvas.hasFocus()


def test_a_focus_ring_moves_nothing(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    page = QWidget()
    page.setStyleSheet(window_style.sheet())
    primary, tool, chip, segment = QPushButton("Start"), QToolButton(), QToolButton(), QToolButton()
    for button in (tool, chip, segment):
        button.setText("Sort")
    primary.setProperty("role", "primary")
    chip.setProperty("role", "chip")
    segment.setProperty("segment", "middle")
    fields = (
        QLineEdit(),
        QPushButton("Stop"),
        primary,
        QComboBox(),
        QSpinBox(),
        tool,
        chip,
        segment,
    )
    column = QVBoxLayout(page)
    for field in fields:
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(field)
    last = QPushButton("Last")
    column.addWidget(last)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    last.setFocus()
    qtbot.waitUntil(last.hasFocus)
    for field in fields:
        last.setFocus()
        before = field.sizeHint()
        field.setFocus()
        assert field.hasFocus()
        assert field.sizeHint() == before, field


def test_keys_stay_in_the_form_when_its_run_has_ended(qtbot: QtBot, tmp_path: Path) -> None:
    form = RunForm(Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    form.show_state("running", "")
    form.pause.setFocus()
    qtbot.waitUntil(form.pause.hasFocus)
    form.show_state("idle", "")
    assert form.start.hasFocus()
