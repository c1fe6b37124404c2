"""A laptop's screen at 150 %: the window fits on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QSpinBox, QStyle, QStyleOptionComboBox

from engine.reporting.report import Report
from engine.steps import Step
from gui.job import Failure
from gui.look import theme
from gui.main_window import MainWindow
from gui.panels.bottom import OPEN_HEIGHT
from gui.panels.evaluation import PAGES
from gui.panels.statistics import StatisticsPanel
from gui.settings import Settings
from gui.widgets.elided import ElidedBox
from gui.widgets.plain_tips import plain_tip
from tests.gui.driving import open_folder
from tests.gui.runs_for_tests import told
from tests.gui.test_training import FakeLane

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtCore import QTranslator
    from pytestqt.qtbot import QtBot

WIDTH, HEIGHT = 853, 533  # of 1280×800


def test_the_window_begins_no_larger_than_its_screen(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(window)
    screen = window.screen().availableSize()
    assert window.size() == window.size().boundedTo(screen)


def test_the_start_page_with_its_folders_asks_for_no_height_once_it_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    for number in range(5):
        (tmp_path / str(number)).mkdir()
        settings.remember_folder(tmp_path / str(number))
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.middle.addWidget(QLabel())
    window.show()
    page = window.minimumSizeHint().height()
    assert page > 350
    window.middle.setCurrentIndex(1)
    assert window.minimumSizeHint().height() < page - 150


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


def test_the_tabs_stay_in_sight_when_the_dock_is_folded_from_within(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    bar = window.bottom.tabs.tabBar()
    for name in ("train", "bottom_dock", "train", "bottom_dock"):
        window.acts[name].trigger()
        qtbot.wait(50)
        assert not bar.visibleRegion().isEmpty() and bar.mapTo(window.bottom, bar.pos()).y() == 0
        assert window.canvas.hasFocus() == (name == "bottom_dock"), "what is folded away has the keys no more"


LONG = "a name that nobody would give " * 8


def test_a_choice_without_room_for_its_words_ends_in_dots_and_its_tip_has_them(qtbot: QtBot) -> None:
    name = "Checkpoint: <b>a name that nobody would give</b>"
    box = ElidedBox("Recipe or checkpoint")
    qtbot.addWidget(box)
    box.addItems(["short", name])
    box.resize(box.sizeHint().width(), box.sizeHint().height())
    box.show()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText == "short" and box.toolTip() == plain_tip("Recipe or checkpoint")
    box.setCurrentIndex(1)
    for width in (90, 160):
        box.resize(width, box.height())
        box.initStyleOption(option)
        room = box.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
        )
        assert option.currentText.endswith("…") and name.startswith(option.currentText[:-1])
        assert box.fontMetrics().horizontalAdvance(option.currentText) <= room.width()
        assert box.toolTip() == plain_tip(f"Recipe or checkpoint\n{name}") and box.currentText() == name
    box.resize(700, box.height())
    assert box.toolTip() == plain_tip("Recipe or checkpoint")


def test_two_runs_with_long_names_leave_the_window_as_wide_as_it_is(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    open_folder(qtbot, window, folder.rename(folder.with_name(LONG[:200])))
    run, training = FakeLane(), window.training
    monkeypatch.setattr(training, "_lane_run", run)
    monkeypatch.setattr(training, "_lane_predict", FakeLane())
    window.status.show_device(LONG, LONG)
    pictures = [{"name": f"{number} {LONG}", "label": LONG, "predicted": LONG, "iou": 0.5} for number in range(4)]
    assert training.document.dataset is not None
    found = told(training.document.dataset.root, [str(one["name"]) for one in pictures])
    found["label"]["names"] = [f"{number} {LONG}" for number in range(4)]
    found["leak"] = {"images": 2, "names": [LONG]}
    for turn in (1, 2):
        window.bottom.unfold(window.train_panel)
        training.start(window.train_panel.choices())
        run.jobs[-1].stepped.emit(Step(f"Learning of {LONG}", 3, 9, "batch", {"seconds_left": 9000.0}))
        window.status.show_cursor(10_000, 10_000, LONG)
        window.status._show_job()
        sized(qtbot, window)
        before: dict[str, Any] = {"before": found | {"before": None}} if turn == 2 else {}
        run.jobs[-1].succeeded.emit(Report(**found | before))
        for page in PAGES:
            window.evaluation_panel.choose(page)
            sized(qtbot, window)
        window.evaluating.failed.emit(Failure(LONG, "", True))
        training.prediction_failed.emit(Failure(LONG, "", True))
        sized(qtbot, window)
        training.use("")
        window.evaluating.failed.emit(Failure(LONG, "", True))
        window.evaluation_panel.choose("scores")
        sized(qtbot, window)
        assert window.evaluation_panel.minimumSizeHint().width() < 800, "what went wrong is read without scrolling"


def sized(qtbot: QtBot, window: MainWindow) -> None:
    for width, height in ((1280, 800), (800, 600)):
        window.resize(width, height)
        qtbot.wait(20)
        assert (window.width(), window.height()) == (width, height), f"it needs {window.minimumSizeHint()}"


@pytest.mark.parametrize("size", [(800, 600), (1024, 700)])
def test_in_a_small_german_window_no_button_is_cut(
    qtbot: QtBot, german: list[QTranslator], window: MainWindow, folder: Path, size: tuple[int, int]
) -> None:
    assert german
    open_folder(qtbot, window, folder)
    window.resize(*size)
    for place in range(window.bottom.tabs.count()):
        panel = window.bottom.tabs.widget(place)
        window.bottom.unfold(panel)
        for page in PAGES if panel is window.evaluation_panel else ("",):
            if page:
                window.evaluation_panel.choose(page)
            qtbot.wait(20)
            assert (window.width(), window.height()) == size, f"it needs {window.minimumSizeHint()}"
            QApplication.processEvents()  # a check says just now what it does: its words find their room
            assert cut(window) == []
    window.bottom.unfold(window.train_panel)
    window.resize(1024, 700)
    qtbot.wait(20)
    form = window.train_panel.form
    for field in (form.pictures, form.epochs, form.device):
        text = field.text() if isinstance(field, QSpinBox) else field.currentText()
        assert field.fontMetrics().horizontalAdvance(text) + 36 <= field.width(), text


@pytest.mark.parametrize("width", [800, 1280])
def test_docks_that_begin_narrow_cut_no_button(qtbot: QtBot, window: MainWindow, folder: Path, width: int) -> None:
    window.resize(width, 600)
    open_folder(qtbot, window, folder)
    qtbot.wait(50)
    assert window.instances.width() < 200 or width > 800
    assert window.instances.accept.y() == window.instances.reject.y() or width == 800, "one line where there is room"
    assert cut(window) == []


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


def test_in_large_german_text_the_form_of_a_run_is_read_without_scrolling(
    qtbot: QtBot, german: list[QTranslator], large: MainWindow, folder: Path
) -> None:
    assert german
    open_folder(qtbot, large, folder)
    large.bottom.unfold(large.train_panel)
    form = large.train_panel.form
    qtbot.wait(50)
    assert large.train_panel.minimumSizeHint().width() <= large.under.width()
    assert cut(large) == []
    fields = form.source.y() + form.source.height()
    assert form.stop.y() >= fields or form.stop.y() < form.source.height(), "under the fields, or beside them"


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
