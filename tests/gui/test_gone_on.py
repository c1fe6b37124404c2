"""What is said of runs and scores when people have gone on: to another folder, or to another try."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from engine.datasets.record import Dataset, Listing, Record
from engine.runs import RunFiles
from engine.safekeeping import lock
from engine.steps import Step
from gui.job import Failure
from tests.gui.driving import open_folder
from tests.gui.training_room import furnished, leave, report, settings_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    return furnished(qtbot, tmp_path, monkeypatch)


def test_the_pinned_picture_of_a_run_is_not_taken_into_another_folder(room: SimpleNamespace) -> None:
    room.panel.form.start.click()
    other = room.root.parent / "other"
    room.document.open(Dataset(other, "images", Listing.of((Record("z", str(other / "z.jpg")),)), other))
    room.document.record, room.document.picture = Record("z", "z.jpg"), QImage(4, 3, QImage.Format.Format_RGB32)
    room.document.shown.emit()
    room.run.jobs[-1].cancelled.emit()
    assert room.panel.view.pinned == ""
    room.panel.form.start.click()
    assert settings_of(room).pinned == "z"


def test_predict_again_takes_back_what_was_said(room: SimpleNamespace, tmp_path: Path) -> None:
    room.training.use(str(tmp_path / "mine.safetensors"))
    room.training.predict()
    room.predict.jobs[-1].failed.emit(Failure("The engine process was killed.", "", True))
    (again,) = room.panel.notice.buttons
    again.click()
    assert len(room.predict.jobs) == 2 and not room.panel._told


def test_scores_of_a_folder_that_was_left_are_not_shown(room: SimpleNamespace, tmp_path: Path) -> None:
    room.training.use(str(tmp_path / "mine.safetensors"))
    room.evaluation.evaluate.click()
    (job,) = room.run.jobs
    room.document.open(Dataset(room.root.parent / "other", "images", Listing(), room.root))
    assert job.wishes == ["cancel"] and not room.evaluating.on
    job.stepped.emit(Step("Evaluating", 10, 40, "evaluate"))
    job.succeeded.emit(report())
    assert room.evaluation._report is None and "Evaluating" not in room.evaluation._empty_text.text()
    assert room.evaluation.progress.isHidden()


def test_scores_asked_for_again_are_those_that_are_followed(room: SimpleNamespace, tmp_path: Path) -> None:
    room.training.use(str(tmp_path / "mine.safetensors"))
    room.evaluation.evaluate.click()
    room.evaluation.evaluate.click()
    first, second = room.run.jobs
    first.cancelled.emit()
    assert first.wishes == ["cancel"] and room.evaluating.on
    second.succeeded.emit(report())
    assert room.evaluation._report is not None


def test_what_fails_behind_a_folded_tab_is_said_in_a_note_that_leads_to_it(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_folder(qtbot, window, folder)
    window.bottom.fold()
    window.evaluating.failed.emit(Failure("the network has no classes", "", True))
    note = window.toasts.shown()[-1]
    assert (note.kind, note.text) == ("error", "The network has no classes.")
    window.bottom.unfold(window.train_panel)
    window.job_failed(Failure("the engine process was killed", "", True))  # of a ranking, say, which no tab tells of
    assert window.toasts.shown()[-1].text == "The engine process was killed."
    assert isinstance(note.way_in, QPushButton)
    note.way_in.click()
    assert window.evaluation_panel.isVisible()


def test_a_run_that_another_window_learns_is_not_gone_on_with(room: SimpleNamespace) -> None:
    room.panel.show()
    room.panel.form.start.click()
    first = settings_of(room)
    leave(first.out, 3)
    RunFiles(Path(first.out)).settings.write_text(first.to_json())
    other = os.open(first.out, os.O_RDONLY)
    assert lock.claim(other)
    line = f"{first.out}: another run is learning into it; choose another --out"
    room.run.jobs[-1].failed.emit(Failure(line, "", True))
    assert room.panel.notice.text == f"{first.out}: another run is learning into it."
    assert room.panel.notice.buttons == ()
    os.close(other)
    room.panel.form.edited.emit()
    assert [button.text() for button in room.panel.notice.buttons] == ["Resume run 1"]


def test_no_folder_of_weights_is_asked_for_where_none_could_help(room: SimpleNamespace) -> None:
    room.panel.form.source.setCurrentIndex(room.panel.form.source.findData("multi-small"))
    room.panel.form.start.click()
    line = "multi-small has no pretrained weights: go on from a checkpoint (--from A), or say --weights none to learn"
    room.run.jobs[-1].failed.emit(SimpleNamespace(message=line, details="", expected=True, kind="WeightsMissing"))
    assert room.panel.notice.text == "multi-small has no pretrained weights: go on from a checkpoint."
    assert [button.text() for button in room.panel.notice.buttons] == ["Train from scratch", "Open the sample"]
