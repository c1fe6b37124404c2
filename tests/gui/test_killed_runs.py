"""The engine process of a run is killed at twenty random moments: the window says so, goes on working, and the resumed
run ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer

from engine import places
from engine.datasets import shapes
from engine.runs import RunFiles
from gui.runs import training as runs
from gui.runs.training import Choices
from tests.gui.driving import go, open_folder

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.steps import Step
    from gui.job import Failure
    from gui.main_window import MainWindow

SERIES, KILLS = 4, 5
IMAGES, EPOCHS = 30, 5
LONGEST = 0.05  # seconds from a step to the kill: this time the run may be faster, and over before
PATIENCE = 120_000
ORDER = ("progress", "loading", "plan", "features", "batch", "validation", "epoch", "copies", "evaluate")
EPOCH = ORDER.index("batch"), ORDER.index("epoch")
Place = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("scenes") / "scenes"
    for _ in shapes.write_scenes(str(place), images=IMAGES, seed=2):
        pass
    return place


class Course:
    """How far a run is, by its steps. Not all of them arrive, never the same ones: so places have an order."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._epoch = 0
        self._place: Place = (0, 0, 0, 0)
        self.times: dict[Place, float] = {}

    def note(self, step: Step) -> None:
        """Remember when the run came there, in seconds since it was asked for."""
        self.times.setdefault(self.place(step), time.monotonic() - self._began)

    def place(self, step: Step) -> Place:
        """Where the run is now. What comes twice, as the second checkpoint's evaluation, counts as the end of the
        first."""
        number = ORDER.index(step.kind) if step.kind in ORDER else 0
        within = EPOCH[0] <= number <= EPOCH[1]
        if "epoch" in step.values:  # a step of the validation does not say its epoch; the step before it does
            self._epoch = int(str(step.values["epoch"]))
        here = (EPOCH[0], self._epoch, number, step.done) if within else (number, 0, 0, step.done)
        self._place = max(self._place, here)
        return self._place


class Killer:
    """Kills the engine process when its run is as far as the whole one was after `moment` seconds, at a step or between
    two; before the first step, when so much time is over."""

    def __init__(self, window: MainWindow, times: dict[Place, float], moment: float) -> None:
        self._window, self._times, self._moment = window, times, moment
        self._course, self._due = Course(), False
        self.phase, self.fired = "starting", False
        window.training.stepped.connect(self._step)
        if moment < min(times.values()):
            QTimer.singleShot(round(moment * 1000), self._kill)

    def _step(self, step: Step) -> None:
        if self._due:
            return
        here = self._course.place(step)
        at = max((second for place, second in self._times.items() if place <= here), default=0.0)
        later = min((second for place, second in self._times.items() if place > here), default=at)
        if self._moment < later or here >= max(self._times):
            self.phase, self._due = step.kind, True
            QTimer.singleShot(round(min(max(0.0, self._moment - at), LONGEST) * 1000), self._kill)

    def _kill(self) -> None:
        pid = self._window.lanes.run.pid
        if pid is None and not self.fired:  # it is only being started
            QTimer.singleShot(1, self._kill)
        elif pid is not None and not self.fired:
            self.fired = True
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        self._window.training.stepped.disconnect(self._step)


def begin(window: MainWindow) -> None:
    """As a person goes on: by the button the window offers, or from the beginning where nothing is there to resume."""
    resume = [button for button in window.train_panel.notice.buttons if button.text() == "Resume"]
    if resume:
        resume[0].click()
        return
    assert window.training.unfinished() is None
    window.training.start(Choices("multi-small", str(places.sample_checkpoint()), epochs=EPOCHS, device="cpu"))


def finished(qtbot: QtBot, window: MainWindow) -> tuple[bytes, bytes]:
    """Let the run come to its end: its curve and its best checkpoint, as bytes."""
    with qtbot.waitSignal(window.training.finished, timeout=PATIENCE):
        begin(window)
    run = window.training.run
    assert run is not None
    files = RunFiles(Path(run.out))
    assert files.report.exists()
    pid = window.lanes.run.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)  # idle, so not one of the twenty: the next run starts a process, as the first did
    qtbot.waitUntil(lambda: window.lanes.run.pid is None)
    return files.curve.read_bytes(), files.best.read_bytes()


def killed(qtbot: QtBot, window: MainWindow, times: dict[Place, float], moment: float) -> str:
    """Let the run go on until `moment`, and see what the window makes of its death; returns where it died."""
    with qtbot.waitSignal(window.training.failed, timeout=PATIENCE) as died:
        begin(window)
        killer = Killer(window, times, moment)
    killer.end()
    assert died.args
    failure: Failure = died.args[0]
    assert failure.expected
    assert killer.fired, failure.message
    assert failure.message.startswith("The engine process was killed (signal 9, SIGKILL) at ")
    assert window.train_panel.notice.text.startswith(failure.message)
    assert window.training.state == "idle"
    assert window.train_panel.form.start.isEnabled()
    names = [record.name for record in window.document.dataset.records] if window.document.dataset else []
    shown = window.document.record
    assert shown is not None
    go(qtbot, window, "previous" if shown.name == names[-1] else "next")
    return killer.phase


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_run_killed_at_twenty_moments_ends_like_one_that_was_not(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "spare_threads", lambda: 1)  # with one thread every bit is the same
    open_folder(qtbot, window, folder)
    course = Course()
    window.training.stepped.connect(course.note)
    whole = finished(qtbot, window)
    window.training.stepped.disconnect(course.note)
    first, last = min(course.times.values()), max(course.times.values())
    chance = random.Random(11)
    phases: list[str] = []
    for _ in range(SERIES):
        shutil.rmtree(places.cache() / "features")
        moments = [chance.uniform(0, first), *(chance.uniform(first, last) for _ in range(KILLS - 1))]
        phases += [killed(qtbot, window, course.times, moment) for moment in sorted(moments)]
        assert finished(qtbot, window) == whole, phases
    print("killed at", *phases)
    assert len(phases) == SERIES * KILLS
    assert len(set(phases)) >= 4, phases
