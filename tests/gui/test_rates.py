"""The learning-rate finder in the window: asked for in the Train tab, drawn while it goes on, taken, and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from engine.processes.process import EngineProcess
from engine.steps import Step
from gui.dialogs.hyperparameters import HyperparametersDialog
from gui.dialogs.rates import RatesDialog
from gui.job import Job
from gui.runs.rating import Rating
from gui.runs.tuning import kept
from tests.gui.driving import PATIENCE, act, open_folder
from tests.gui.fakes import asked_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

RATES = [10.0**power for power in (-6, -5, -4, -3, -2, -1)]
FOUND = {
    "recipe": "multi-small",
    "hyperparameter": "rate",
    "suggested": 0.0012345,
    "rates": RATES,
    "losses": [2.0, 1.9, 1.5, 0.8, 0.7, 3.0],
    "smoothed": [2.0, 1.95, 1.6, 0.9, 0.8, 2.0],
}


def test_the_curve_grows_and_its_suggestion_is_what_is_taken(qtbot: QtBot, window: MainWindow) -> None:
    dialog = RatesDialog("multi-small", window)
    dialog.open()
    assert not dialog.take.isEnabled()
    for rate, loss in zip(RATES, FOUND["losses"], strict=True):
        dialog.say_step(Step("Trying learning rates", 1, 6, "rates", {"rate": rate, "loss": loss}))
    assert dialog.plot.losses == ((-6, -5, -4, -3, -2, -1), (2.0, 1.9, 1.5, 0.8, 0.7, 3.0))
    assert not dialog.plot.suggested
    qtbot.waitUntil(lambda: len(dialog.plot._lines) == 3, timeout=PATIENCE)
    dialog.show_found(FOUND)
    upright, _ = dialog.plot._lines[2].getData()
    assert [10**power for power in upright] == pytest.approx([0.0012345] * 2)
    assert "0.0012" in dialog.said.text() and "heads" in dialog.said.text()
    assert not dialog.progress.isVisible() and dialog.close_.text() == "Close"
    with qtbot.waitSignal(dialog.taken) as taken:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert taken.args == ["rate", 0.0012]


def test_a_failure_is_plain_text_and_nothing_can_be_taken(window: MainWindow) -> None:
    dialog = RatesDialog("multi-small", window)
    dialog.open()
    dialog.say_failed('<img src="file:///dev/zero">')
    assert dialog.said.property("role") == "danger" and not dialog.take.isEnabled()
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))
    dialog.reject()


def test_the_train_tab_leads_to_it_and_the_next_run_takes_the_rate(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    form = window.train_panel.form
    form.source.setCurrentIndex(form.source.findData("multi-small"))
    window.settings.set("weights", "none")
    form.more.click()
    more = next(each for each in QApplication.topLevelWidgets() if isinstance(each, HyperparametersDialog))
    assert more.fields["batch"].setProperty("text", "4")
    qtbot.mouseClick(more.find_rate, Qt.MouseButton.LeftButton)
    room = window.findChild(Rating)
    assert room is not None and room.dialog is not None and room._job is not None
    shown, job = room.dialog, room._job
    assert job.arguments["settings"] == window.training.settled(window.train_panel.choices())
    qtbot.waitUntil(lambda: len(shown.plot.losses[0]) >= 2, timeout=PATIENCE * 3)
    assert not shown.take.isEnabled() and shown.progress.maximum() == 100
    job.succeeded.emit(FOUND)  # the rest of it takes its time
    with qtbot.waitSignal(job.cancelled, timeout=PATIENCE):
        shown.take.click()
    assert room.dialog is None and kept(window.settings) == {"batch": 4, "rate": 0.0012}
    assert window.training.settled(window.train_panel.choices()).hyperparameters["rate"] == 0.0012


def test_closing_ends_the_search_and_a_run_forbids_it(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    act(qtbot, window, "find_rate")
    room = window.findChild(Rating)
    assert room is not None and room.dialog is not None and room._job is not None
    with qtbot.waitSignal(room._job.cancelled, timeout=PATIENCE):
        qtbot.keyClick(room.dialog, Qt.Key.Key_Escape)
    assert room.dialog is None and room._job is None and kept(window.settings) == {}
    window.training.state = "running"
    with qtbot.waitSignal(window.acts.refused) as refused:
        window.acts["find_rate"].trigger()
    window.training.state = "idle"
    assert refused.args and "Stop it first" in refused.args[0] and room.dialog is None


def test_it_says_that_it_waits_for_other_work(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(qtbot, window, folder)
    asked_of(window.lanes.run, monkeypatch)
    monkeypatch.setattr(window.lanes.run, "_running", Job(EngineProcess(1, 0), "evaluate", {}))
    act(qtbot, window, "find_rate")
    room = window.findChild(Rating)
    assert room is not None and room.dialog is not None
    assert room.dialog.said.text() == "Waiting for other work to end…"
    room.dialog.reject()
    monkeypatch.undo()
