"""What networks run on: the status bar names it, and the form says why a GPU cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt, Signal

from engine.steps import Step
from gui.runs import devices, estimates
from tests.gui.driving import PATIENCE, open_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

OLD = "the NVIDIA driver is too old; update it to one for CUDA 13.2, or choose the CPU (--device cpu)"


class Asked(QObject):
    """A job that says what it is told to."""

    succeeded, cancelled = Signal(object), Signal()


@pytest.fixture
def asked(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, str], Asked]]:
    """What the lane of runs is asked; nothing answers by itself."""
    made: list[tuple[dict[str, str], Asked]] = []

    def ask(call: str, arguments: dict[str, str]) -> Asked:
        assert call == "device"
        made.append((arguments, Asked(window)))
        return made[-1][1]

    monkeypatch.setattr(window.lanes.run, "ask", ask)
    return made


def choose(window: MainWindow, device: str) -> None:
    box = window.train_panel.form.device
    box.setCurrentIndex(box.findData(device))


def test_the_status_bar_names_the_gpu_and_its_memory(
    qtbot: QtBot, window: MainWindow, folder: Path, asked: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimates, "_has_gpu", lambda: True)
    choose(window, "auto")
    open_folder(qtbot, window, folder)
    (arguments, job), *more = asked
    assert arguments == {"device": "auto"} and not more
    job.succeeded.emit({"name": "NVIDIA X, 25 GB", "trouble": ""})
    assert window.status.device.text() == "NVIDIA X, 25 GB" and window.train_panel.form.trouble.isHidden()
    choose(window, "cpu")
    assert window.status.device.text() == "CPU" and len(asked) == 1
    choose(window, "auto")
    assert window.status.device.text() == "NVIDIA X, 25 GB" and len(asked) == 1, "it is asked once"


def test_a_driver_too_old_is_said_where_the_device_is_chosen(
    qtbot: QtBot, window: MainWindow, folder: Path, asked: list
) -> None:
    open_folder(qtbot, window, folder)
    assert asked == [] and window.status.device.text() == "CPU", "a CPU needs no torch to be named"
    form = window.train_panel.form
    choose(window, "cuda")
    asked[0][1].succeeded.emit({"name": "", "trouble": OLD})
    assert form.trouble.text() == f"{OLD[0].upper()}{OLD[1:].removesuffix(' (--device cpu)')}."
    assert not form.trouble.isHidden() and form.trouble.textFormat() == Qt.TextFormat.PlainText
    assert window.status.device.text() == "No GPU" and window.status.device.toolTip() == form.trouble.text()
    choose(window, "cpu")
    assert form.trouble.isHidden() and window.status.device.text() == "CPU"


def test_a_run_says_itself_what_it_learns_on(qtbot: QtBot, window: MainWindow, folder: Path, asked: list) -> None:
    open_folder(qtbot, window, folder)
    window.training.run = window.training.settled(window.train_panel.choices())
    window.training.stepped.emit(Step("Learning", kind="plan", values={"device": "CPU, 1 thread"}))
    assert window.status.device.text() == "CPU, 1 thread" and asked == []


@pytest.mark.skipif(estimates._has_gpu(), reason="there is a GPU here")
def test_the_engine_says_why_there_is_no_gpu_here(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    choose(window, "cuda")
    form = window.train_panel.form
    qtbot.waitUntil(lambda: bool(form.trouble.text()), timeout=PATIENCE * 3)
    assert "CUDA" in form.trouble.text() or "NVIDIA" in form.trouble.text()
    assert "--device" not in form.trouble.text()
    assert window.findChild(devices.Devices) is not None


def test_no_language_has_the_engine_asked_for_a_cpu(
    qtbot: QtBot, window: MainWindow, folder: Path, asked: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimates, "_has_gpu", lambda: False)
    monkeypatch.setattr(estimates, "tr", lambda text: text.replace("this", "dieser"))
    choose(window, "auto")
    open_folder(qtbot, window, folder)
    assert not asked
