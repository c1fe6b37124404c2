"""A laptop's screen at 150 %: the window fits on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from gui.look import theme
from gui.main_window import MainWindow
from gui.panels.bottom import OPEN_HEIGHT
from gui.panels.evaluation import PAGES
from gui.panels.statistics import StatisticsPanel
from gui.settings import Settings
from tests.gui.driving import open_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

WIDTH, HEIGHT = 853, 533  # of 1280×800


def test_the_window_begins_no_larger_than_its_screen(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(window)
    screen = window.screen().availableSize()
    assert window.size() == window.size().boundedTo(screen)


def test_with_everything_unfolded_the_window_can_be_as_small(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    statistics = window.findChild(StatisticsPanel)
    for panel, page in (
        (window.train_panel, ""),
        (statistics, ""),
        *((window.evaluation_panel, page) for page in PAGES),
    ):
        window.bottom.unfold(panel)
        if page:
            window.evaluation_panel.choose(page)
        window.resize(WIDTH, HEIGHT)
        qtbot.wait(50)
        least = window.minimumSizeHint()
        assert least.width() <= WIDTH
        assert least.height() <= HEIGHT
        assert (window.width(), window.height()) == (WIDTH, HEIGHT)
        assert window.left.isVisible() and window.right.isVisible()


def test_the_bottom_dock_takes_most_of_the_window_and_gives_it_back(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    assert not window.bottom.tall.isVisible(), "folded, there is nothing to make taller"
    window.bottom.unfold(window.evaluation_panel)
    usual = theme.px(OPEN_HEIGHT)
    qtbot.waitUntil(lambda: window.under.height() == usual)
    window.bottom.tall.click()
    qtbot.waitUntil(lambda: window.under.height() > 1.3 * usual)
    window.bottom.fold()
    window.bottom.unfold()
    qtbot.waitUntil(lambda: window.under.height() > 1.3 * usual)
    window.bottom.tall.click()
    qtbot.waitUntil(lambda: window.under.height() == usual)


@pytest.fixture(params=[1.5, 2.0])
def large(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[MainWindow]:
    """A window on a desktop whose text is that much larger."""
    monkeypatch.setitem(theme._state, "scale", request.param)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.font()
    theme.apply(app, "light")
    app.setFont(theme.font())
    window = MainWindow(Settings(tmp_path / "settings.ini"))
    window.resize(1280, 800)
    window.show()
    window.furnish()
    qtbot.waitExposed(window)
    yield window
    window.quiet = True
    window.close()
    window.deleteLater()
    monkeypatch.undo()
    app.setFont(before)
    theme.apply(app, "light")


def test_in_large_text_the_window_fits_and_no_button_is_cut(qtbot: QtBot, large: MainWindow, folder: Path) -> None:
    open_folder(qtbot, large, folder)
    assert large.canvas.width() >= 0.45 * 1280
    for panel in (large.train_panel, large.evaluation_panel):
        large.bottom.unfold(panel)
        qtbot.wait(50)
        assert (large.width(), large.height()) == (1280, 800), f"it needs {large.minimumSizeHint()}"
        assert cut(large) == []


def cut(window: MainWindow) -> list[str]:
    """The buttons and lines of words, not those that end in … themselves, that are narrower than what they say."""
    labels = [one for one in window.findChildren(QLabel) if not one.wordWrap()]
    buttons = [one for one in window.findChildren(QAbstractButton) if one.icon().isNull()]
    found = []
    for one in (*labels, *buttons):
        words = one.fontMetrics().horizontalAdvance(one.text().replace("&", ""))
        if one.isVisible() and one.width() < words:
            found.append(f"{one.text()}: {one.width()} < {words}")
    return found
