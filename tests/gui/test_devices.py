"""What networks run on: the status bar names it, and the form says why a GPU cannot be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from engine.steps import Step
from gui.runs import devices, estimates
from tests.gui.driving import PATIENCE, open_folder
from tests.gui.fakes import asked_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.job import Job
    from gui.main_window import MainWindow

OLD = "the NVIDIA driver is too old; update it to one for CUDA 13.2, or choose the CPU (--device cpu)"


@pytest.fixture
def asked(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    return asked_of(window.lanes.run, monkeypatch)


def choose(window: MainWindow, device: str) -> None:
    box = window.train_panel.form.device
    box.setCurrentIndex(box.findData(device))


def test_the_status_bar_names_the_gpu_and_its_memory(
    qtbot: QtBot, window: MainWindow, folder: Path, asked: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimates, "_has_gpu", lambda: True)
    choose(window, "auto")
    open_folder(qtbot, window, folder)
    (job,) = asked
    assert (job.call, job.arguments) == ("device", {"device": "auto"})
    job.succeeded.emit({"name": "NVIDIA X, 25 GB", "trouble": ""})
    assert window.status.device.text() == "NVIDIA X, 25 GB" and window.train_panel.form.trouble.isHidden()
    choose(window, "cpu")
    assert window.status.device.text() == "CPU" and len(asked) == 1
    choose(window, "auto")
    assert window.status.device.text() == "NVIDIA X, 25 GB" and len(asked) == 1, "it is asked once"


def test_a_driver_too_old_is_said_where_the_device_is_chosen(
    qtbot: QtBot, window: MainWindow, folder: Path, asked: list[Job]
) -> None:
    open_folder(qtbot, window, folder)
    assert asked == [] and window.status.device.text() == "CPU", "a CPU needs no torch to be named"
    form = window.train_panel.form
    choose(window, "cuda")
    asked[0].succeeded.emit({"name": "", "trouble": OLD})
    assert form.trouble.text() == f"{OLD[0].upper()}{OLD[1:].removesuffix(' (--device cpu)')}."
    assert not form.trouble.isHidden() and form.trouble.textFormat() == Qt.TextFormat.PlainText
    assert window.status.device.text() == "No GPU" and window.status.device.toolTip() == form.trouble.text()
    choose(window, "cpu")
    assert form.trouble.isHidden() and window.status.device.text() == "CPU"


def test_a_run_says_itself_what_it_learns_on(qtbot: QtBot, window: MainWindow, folder: Path, asked: list[Job]) -> None:
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
    qtbot: QtBot, window: MainWindow, folder: Path, asked: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimates, "_has_gpu", lambda: False)
    monkeypatch.setattr(estimates, "tr", lambda text: text.replace("this", "dieser"))
    choose(window, "auto")
    open_folder(qtbot, window, folder)
    assert not asked


def test_the_device_that_is_chosen_is_the_one_that_predicts(window: MainWindow) -> None:
    choose(window, "cpu")
    assert window.settings.text("device") == "cpu"
