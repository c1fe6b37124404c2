"""A run has a number in the title when it has begun, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import places
from gui.runs.training import Choices
from tests.gui.driving import PATIENCE, open_folder

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def test_a_run_that_fails_at_once_takes_no_number(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    (tmp_path / "empty").mkdir()
    open_folder(qtbot, window, folder)
    training = window.training
    with qtbot.waitSignal(training.failed, timeout=3 * PATIENCE):
        training.start(Choices("multi-mobilenet_v2", epochs=1, weights=str(tmp_path / "empty")))
        window.show_title()
    window.show_title()
    assert "run" not in window.windowTitle()
    assert not (places.data() / "runs" / "scenes-1").exists()
    with qtbot.waitSignal(training.began, timeout=3 * PATIENCE):
        training.start(Choices("multi-small", epochs=1, weights="none"))
    assert window.windowTitle().endswith("run 1")
    with qtbot.waitSignal(training.stopped, timeout=PATIENCE):
        training.stop()
    assert window.windowTitle().endswith("run 1")
