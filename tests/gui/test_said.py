"""What the window says while it works: paused runs, notes beside other things, what a popup promises, axes, names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QMessageBox

from engine.steps import Step
from gui.dialogs.label_popup import LabelPopup
from gui.dialogs.questions import make_box
from gui.look import tokens
from gui.panels.status import Status
from gui.widgets.plots import LOSS, CurvePlot
from tests.gui.driving import PATIENCE, open_folder

if TYPE_CHECKING:
    from pathlib import Path

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
