"""What is said of runs and scores when people have gone on: to another folder, or to another try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from engine.datasets.record import Dataset, Listing, Record
from engine.steps import Step
from gui.job import Failure
from tests.gui.training_room import furnished, report, settings_of

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace

    from pytestqt.qtbot import QtBot


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
    assert job.wishes == ["cancel"] and not room.training.evaluation_on
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
    assert first.wishes == ["cancel"] and room.training.evaluation_on
    second.succeeded.emit(report())
    assert room.evaluation._report is not None
