"""Leaving the program: it ends well whatever was done last, and what was copied is there for other programs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from shiboken6 import delete

from engine.datasets import shapes
from engine.steps import Step
from tests.gui.training_room import furnished, report

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
COPIES = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from gui import app
from gui.main_window import MainWindow

def leave(window):
    window.document.select_many(range(len(window.document.truth.instances)))
    window.commands.refresh()
    window.acts["copy"].trigger()
    print(QGuiApplication.clipboard().text()[:13])
    window.acts["quit"].trigger()

def furnish(window, plain=MainWindow.furnish):
    plain(window)
    window.reviewing.arrived.connect(lambda _position: QTimer.singleShot(0, lambda: leave(window)))

MainWindow.furnish = furnish
raise SystemExit(app.main(sys.argv[1:]))
"""


def test_the_program_ends_well_after_objects_were_copied(tmp_path: Path) -> None:
    """What Qt frees last, when Python has gone, is nothing of Python's."""
    folder = tmp_path / "scenes"
    for _ in shapes.write_scenes(str(folder), images=2, seed=2):
        pass
    done = subprocess.run(
        [sys.executable, "-c", COPIES, str(folder)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "OVERLAP_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ('{"overlap": 1\n', "", 0)


@pytest.mark.parametrize("call", ["evaluate", "predict"])
def test_what_an_engine_still_says_when_the_window_has_gone_is_nobodys(
    call: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = furnished(qtbot, tmp_path, monkeypatch)
    room.training.use(str(tmp_path / "mine.safetensors"))
    (room.evaluating.start if call == "evaluate" else room.training.predict)()
    (job,) = (room.run if call == "evaluate" else room.predict).jobs
    delete(room.training)
    with qtbot.captureExceptions() as raised:
        job.stepped.emit(Step("Evaluating", 1, 3))
        job.succeeded.emit(report())
        job.cancelled.emit()
    assert raised == []
