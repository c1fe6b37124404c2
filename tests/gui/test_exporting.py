"""Export to ONNX from the menu: the file is named, the work goes on elsewhere, the note says how near it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog

from engine.calls import CALLS, find
from engine.steps import Step
from gui.job import Failure
from gui.runs.exporting import Exporting
from tests.gui.driving import act, open_folder
from tests.gui.fakes import asked_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.job import Job
    from gui.main_window import MainWindow


@pytest.fixture
def asked(qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """What is asked of the lane of exports, in a window with a checkpoint in use."""
    open_folder(qtbot, window, folder)
    window.training.use(str(tmp_path / "mine.safetensors"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "my model"), ""))
    return asked_of(window.lanes.export, monkeypatch)


def test_the_note_says_what_lies_there_and_how_near_it_is(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, asked: list[Job]
) -> None:
    act(qtbot, window, "export_onnx")
    (job,) = asked
    out = tmp_path / "my model.onnx"
    assert (job.call, job.arguments) == ("export", {"checkpoint": str(tmp_path / "mine.safetensors"), "out": str(out)})
    job.stepped.emit(Step("Exporting multi-small", kind="export"))
    assert window.status.job.text() == "Exporting multi-small"
    act(qtbot, window, "export_onnx")
    assert len(asked) == 1 and "under way" in window.toasts.shown()[-1].text
    out.write_bytes(b"x" * 2_300_000)
    job.succeeded.emit({"max_difference": 2.4e-7, "opset": 18, "inputs": [], "outputs": []})
    said = window.toasts.shown()[-1].text
    assert said == "my model.onnx is written, 2.3 MB. Its scores are within 2e-07 of the network's."
    assert not window.status.job.isVisible()


def test_an_export_that_fails_says_why_and_can_be_asked_for_again(
    qtbot: QtBot, window: MainWindow, asked: list[Job]
) -> None:
    exporting = window.findChild(Exporting)
    assert isinstance(exporting, Exporting)
    exporting.ask()
    with qtbot.waitSignal(window.failed) as said:
        asked[0].failed.emit(Failure("mnist75 does not export: it is too small", "", True))
    assert said.args == ["mnist75 does not export: it is too small."]
    exporting.ask()
    asked[1].cancelled.emit()
    assert len(asked) == 2 and not window.status.job.isVisible()


def test_the_calls_of_the_tab_are_there() -> None:
    for name in ("runs", "compare", "survey"):
        assert callable(find(name))
    assert CALLS["export"] == "engine.exporting.export:export"
