"""What the window says while it works: paused runs, notes beside other things, what a popup promises, axes, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QMessageBox, QPushButton

from engine.errors import EngineError
from engine.steps import Step
from gui.acts import Refusal
from gui.dialogs import questions
from gui.dialogs.label_popup import LabelPopup
from gui.dialogs.questions import make_box
from gui.look import tokens
from gui.panels.status import Status
from gui.review.measuring import show_picture
from gui.widgets.plots import LOSS, SCORES, CurvePlot
from tests.gui.driving import PATIENCE, act, open_folder

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QTranslator
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

PARTS = (
    (QLabel, "qt_msgbox_label"),
    (QLabel, "qt_msgbox_informativelabel"),
    (QDialogButtonBox, "qt_msgbox_buttonbox"),
)


def test_a_paused_run_says_so_and_no_time_left(qtbot: QtBot) -> None:
    status = Status()
    qtbot.addWidget(status)
    status.show()
    step = Step("Learning, epoch 2 of 9", 2, 9, "epoch", {"seconds_left": 120.0})
    status.begin("run", step)
    assert "2 min left" in status.job.text()
    status.hold("run", True)
    status.begin("run", step)  # one that was under way
    assert status.job.text() == "Learning, epoch 2 of 9 · paused"
    qtbot.waitUntil(status.job.isVisible)
    status.begin("predict", Step("Predicting a", 1, 3))
    assert status.job.text() == "Predicting a · 1 / 3 · run paused"
    status.end("predict")
    assert status.job.text() == "Learning, epoch 2 of 9 · paused"
    qtbot.waitUntil(status.job.isVisible)
    status.hold("run", False)
    assert status.job.text() == "Learning, epoch 2 of 9 · 2 min left"
    status.end("run")
    assert not status.job.isVisible()
    status.begin("predict", Step("Predicting a", 1, 3))
    assert "paused" not in status.job.text()


def test_of_two_jobs_the_one_that_began_last_is_shown_until_it_ends(qtbot: QtBot) -> None:
    """The line does not flip with each step: Stop is of the job that is read."""
    status, stopped = Status(), []
    qtbot.addWidget(status)
    status.stop_wanted.connect(stopped.append)
    status.begin("run", Step("Learning", 1, 9, "batch"))
    status.begin("predict", Step("Predicting a", 1, 3))
    status.begin("run", Step("Learning", 2, 9, "batch"))
    assert status.job.text() == "Predicting a · 1 / 3"
    status.stop.click()
    assert stopped == ["predict"]
    status.hold("run", True)
    assert status.job.text() == "Predicting a · 1 / 3 · run paused"
    status.hold("run", False)
    status.end("predict")
    assert status.job.text() == "Learning · 2 / 9"
    status.stop.click()
    assert stopped == ["predict", "run"]
    status.end("run")
    assert not status.job.isVisible()


def test_a_paused_run_is_told_to_the_status_bar(window: MainWindow) -> None:
    window.training.stepped.emit(Step("Learning", 2, 9, "batch", {"seconds_left": 120.0}))
    window.training.paused.emit(True)
    assert window.status.job.text() == "Learning · 2 / 9 · paused"


def test_spaces_are_no_class(qtbot: QtBot) -> None:
    popup = LabelPopup(("cat", "guinea pig"), "", QApplication.activeWindow())
    qtbot.addWidget(popup)
    qtbot.keyClicks(popup.field, "  ")
    assert "new class" not in popup.hint.text()
    assert popup.list.count() == 2
    qtbot.keyClicks(popup.field, "gnu")
    assert popup.hint.text() == "Enter makes it a new class."


def test_what_cannot_be_done_is_said_calmly_and_what_failed_is_not(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []
    window.failed.connect(failed.append)
    errors: list[EngineError] = [Refusal("there is nothing to copy"), EngineError("a.xml: the disk is full")]

    def raises() -> None:
        raise errors.pop(0)

    window.acts.on("shortcuts", raises)
    monkeypatch.setattr(window.commands, "_show_keys", lambda: None)
    for _ in range(2):
        window.acts["shortcuts"].trigger()
    assert [(toast.kind, toast.text) for toast in window.toasts.shown()] == [
        ("info", "There is nothing to copy."),
        ("error", "a.xml: the disk is full."),
    ]
    assert failed == ["a.xml: the disk is full."]


def test_nothing_red_where_nothing_failed(qtbot: QtBot, opened: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    for name in ("copy_previous", "paste"):
        act(qtbot, opened, name)
    show_picture(opened, "gone")
    assert {toast.kind for toast in opened.toasts.shown()} == {"info"}


def test_notes_stay_clear_of_the_tabs_below(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.bottom.unfold(window.train_panel)
    window.say_failure("It could not be done.")
    toast = window.toasts.shown()[-1]
    qtbot.waitUntil(lambda: toast.geometry().bottom() < window.under.geometry().top(), timeout=PATIENCE)
    window.bottom.fold()
    qtbot.waitUntil(lambda: toast.geometry().bottom() > window.height() - 120, timeout=PATIENCE)


def test_the_loss_axis_is_in_plain_numbers(qtbot: QtBot) -> None:
    plot = CurvePlot("Loss", "loss", LOSS)
    qtbot.addWidget(plot)
    plot.build()
    plot.resize(300, 200)
    plot.show()
    plot.set_rows([{"epoch": 1, "train_loss": 0.0004, "val_loss": 0.0003}], 3)
    plot.grab()
    assert plot._plot is not None
    axis = plot._plot.getPlotItem().getAxis("left")
    assert axis.autoSIPrefixScale == 1.0 and "x0" not in axis.labelString()


@pytest.mark.usefixtures("german")
def test_axes_are_written_as_the_figures_beside_them(qtbot: QtBot) -> None:
    plot = CurvePlot("Loss", "loss", SCORES, (0, 1))
    qtbot.addWidget(plot)
    plot.build()
    assert plot._plot is not None
    axis = plot._plot.getPlotItem().getAxis("left")
    assert axis.tickStrings([0.2, 1.5], 1, 0.1) == ["0,2", "1,5"]
    assert [text for _, text in axis._tickLevels[0]] == ["0", "0,5", "1"]


def test_a_dropped_folder_is_never_moved(window: MainWindow, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "some.safetensors"))])
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    given = (both, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    for event in (QDragEnterEvent(QPoint(100, 100), *given), QDropEvent(QPointF(100, 100), *given)):
        event.setDropAction(Qt.DropAction.MoveAction)
        QApplication.sendEvent(window, event)
        assert event.isAccepted() and event.dropAction() == Qt.DropAction.CopyAction


def test_a_question_has_the_same_room_on_all_sides(qtbot: QtBot, window: MainWindow) -> None:
    box = make_box(window, "Your edits of a are not saved.", "Save writes them into the label files.")
    box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
    box.show()
    qtbot.waitExposed(box)
    shown = [box.findChild(kind, name) for kind, name in PARTS]
    edges = QRect()
    for part in shown:
        assert part is not None
        assert part.x() == tokens.DIALOG_PADDING
        edges = edges.united(part.geometry())
    room = (edges.top(), box.width() - edges.right() - 1, box.height() - edges.bottom() - 1)
    assert room == (tokens.DIALOG_PADDING,) * 3


def test_the_name_of_the_pinned_picture_is_whole_where_there_is_room(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    window.bottom.unfold(window.train_panel)
    view = window.train_panel.view
    view.pin_current()
    view._caption(f"Epoch 12 · {view.pinned}")
    qtbot.waitUntil(lambda: view.caption.width() >= view.caption.needs())


@pytest.mark.parametrize("name", ["a", "scene_0000", "a longer name of a picture", "many words " * 12])
def test_no_question_is_cut_off(qtbot: QtBot, window: MainWindow, name: str) -> None:
    box = make_box(window, f"Your edits of {name} are not saved.", "Save writes them into the label files.")
    box.addButton(QMessageBox.StandardButton.Ok)
    box.open()
    qtbot.waitExposed(box)
    title = box.findChild(QLabel, "qt_msgbox_label")
    assert title is not None
    flags = Qt.TextFlag.TextWordWrap
    needed = title.fontMetrics().boundingRect(0, 0, title.contentsRect().width(), 10_000, flags, title.text())
    assert title.font().bold()
    assert needed.width() <= title.contentsRect().width()
    assert needed.height() <= title.contentsRect().height()
    box.done(0)


def test_what_qt_says_itself_is_german_too(qtbot: QtBot, german: list[QTranslator], window: MainWindow) -> None:
    assert german
    box = questions.fault(window, "KeyError: 'x'", "Traceback")
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.addButton(QMessageBox.StandardButton.Close)
    qtbot.waitExposed(box)
    (details,) = [button for button in box.findChildren(QPushButton) if "Details" in button.text()]
    said = {button.text().replace("&", "") for button in box.findChildren(QPushButton)}
    details.click()
    said.add(details.text())
    assert said == {
        "Weiter",
        "Bericht kopieren",
        "Abbrechen",
        "Schließen",
        "Details einblenden...",
        "Details ausblenden...",
    }
    box.close()
