"""The window asks for work: jobs, and the lane they run in."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
import weakref
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from engine.processes import child
from engine.processes.wishes import GRACE
from gui.job import Failure, Job
from gui.lane import Lane, stop_all
from tests.gui.driving import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).resolve().parents[2]
CALLS = ROOT / "tests" / "engine" / "calls_for_tests.py"


@pytest.fixture
def lane(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lane]:
    del qtbot  # an application must be there
    monkeypatch.setattr(child, "command", lambda: [sys.executable, str(CALLS)])
    lane = Lane("tests", threads=1, niceness=0)
    yield lane
    lane.stop()


class Diary:
    """What a job said, and on which thread. Its method is no QObject's, and a lambda is among its connections."""

    def __init__(self, job: Job) -> None:
        self.entries: list[tuple[str, Any]] = []
        self.threads: set[int] = set()
        job.stepped.connect(self.stepped)
        job.succeeded.connect(lambda result: self.write("succeeded", result))
        job.failed.connect(lambda failure: self.write("failed", failure))
        job.cancelled.connect(lambda: self.write("cancelled", None))

    def stepped(self, step: object) -> None:
        self.write("step", step)

    def write(self, kind: str, value: object) -> None:
        self.entries.append((kind, value))
        self.threads.add(threading.get_ident())

    @property
    def steps(self) -> list[Any]:
        return [value for kind, value in self.entries if kind == "step"]

    @property
    def end(self) -> tuple[str, Any] | None:
        ends = [entry for entry in self.entries if entry[0] != "step"]
        assert len(ends) < 2, "a job ends once"
        return ends[0] if ends else None


def wait_for_end(qtbot: QtBot, *diaries: Diary) -> None:
    qtbot.waitUntil(lambda: all(diary.end is not None for diary in diaries), timeout=PATIENCE)


def rests(qtbot: QtBot, diary: Diary) -> bool:
    """Whether no step comes for longer than ten take."""
    seen = len(diary.steps)
    qtbot.wait(250)
    return len(diary.steps) == seen


def test_steps_and_result_arrive_in_order_on_the_windows_thread(lane: Lane, qtbot: QtBot) -> None:
    job = lane.ask("count", {"to": 40})
    assert not job.isRunning()  # there is time to connect
    diary = Diary(job)
    wait_for_end(qtbot, diary)
    assert [step.done for step in diary.steps] == list(range(1, 41))
    assert diary.end == ("succeeded", 40)
    assert diary.threads == {threading.get_ident()}


def test_the_lane_says_when_it_is_busy(lane: Lane, qtbot: QtBot) -> None:
    said: list[bool] = []
    lane.busy_changed.connect(said.append)
    assert not lane.busy
    assert lane.pid is None
    diary = Diary(lane.ask("count", {"to": 2}))
    assert lane.busy
    wait_for_end(qtbot, diary)
    qtbot.waitUntil(lambda: not lane.busy)
    assert said == [True, False]
    assert lane.pid is not None


def test_the_newest_request_replaces_the_one_that_waits(lane: Lane, qtbot: QtBot) -> None:
    first = Diary(lane.ask("count", {"to": 30, "pause": 0.01}))
    qtbot.waitUntil(lambda: len(first.steps) > 0)
    others = [Diary(lane.ask("count", {"to": number})) for number in (1, 2, 3)]
    assert all(diary.end is None for diary in others)  # nobody is called from within `ask`
    wait_for_end(qtbot, first, *others)
    assert [diary.end for diary in others] == [("cancelled", None), ("cancelled", None), ("succeeded", 3)]
    assert first.end == ("succeeded", 30)


def test_requests_before_the_loop_runs_leave_only_the_newest(lane: Lane, qtbot: QtBot) -> None:
    diaries = [Diary(lane.ask("count", {"to": number})) for number in (1, 2)]
    wait_for_end(qtbot, *diaries)
    assert [diary.end for diary in diaries] == [("cancelled", None), ("succeeded", 2)]


def test_cancel_ends_what_runs_and_what_waits(lane: Lane, qtbot: QtBot, tmp_path: Path) -> None:
    running = Diary(lane.ask("ticks", {"path": str(tmp_path / "end")}))
    qtbot.waitUntil(lambda: len(running.steps) > 0)
    waiting = Diary(lane.ask("count", {"to": 1}))
    lane.cancel()
    wait_for_end(qtbot, running, waiting)
    assert running.end == waiting.end == ("cancelled", None)
    assert (tmp_path / "end").read_text() == "closed"


def test_a_job_that_its_own_signals_hold_goes_when_it_is_over(lane: Lane, qtbot: QtBot) -> None:
    ended: list[str] = []
    left: list[weakref.ref[Job]] = []
    jobs = [lane.ask("count", {"to": 3}) for _ in range(3)]  # two that wait are replaced, one runs
    while jobs:
        job = jobs.pop()
        for end in (job.succeeded, job.cancelled):
            end.connect(partial(lambda job, *_: ended.append(job.call), job))
        left.append(weakref.ref(job))
        del job, end
    qtbot.waitUntil(lambda: len(ended) == 3)
    qtbot.waitUntil(lambda: gc.collect() >= 0 and not any(one() for one in left))


def test_a_job_can_be_paused(lane: Lane, qtbot: QtBot, tmp_path: Path) -> None:
    job = lane.ask("ticks", {"path": str(tmp_path / "end")})
    diary = Diary(job)
    qtbot.waitUntil(lambda: len(diary.steps) > 0)
    job.pause()
    qtbot.waitUntil(lambda: rests(qtbot, diary), timeout=PATIENCE)
    seen = len(diary.steps)
    job.go_on()
    qtbot.waitUntil(lambda: len(diary.steps) > seen)
    job.cancel()
    wait_for_end(qtbot, diary)


def test_failures_say_whether_they_were_to_be_expected(lane: Lane, qtbot: QtBot) -> None:
    expected = Diary(lane.ask("fail", {"how": "label"}))
    wait_for_end(qtbot, expected)
    assert expected.end == ("failed", Failure("b.xml, line 14: xmax is left of xmin", "", True, "LabelError"))
    fault = Diary(lane.ask("fail", {"how": ""}))
    wait_for_end(qtbot, fault)
    kind, failure = fault.end or ("", None)
    assert kind == "failed"
    assert not failure.expected
    assert failure.message.startswith("ValueError: a fault")
    assert "calls_for_tests.py" in failure.details


def test_killed_at_random_moments_the_lane_stays_usable(lane: Lane, qtbot: QtBot, tmp_path: Path) -> None:
    for moment in range(5):
        diary = Diary(lane.ask("ticks", {"path": str(tmp_path / "end")}))
        qtbot.waitUntil(lambda: lane.pid is not None)
        qtbot.wait(moment * 60)
        os.kill(lane.pid or 0, signal.SIGKILL)
        wait_for_end(qtbot, diary)
        kind, failure = diary.end or ("", None)
        assert kind == "failed"
        assert failure.expected
        assert "signal 9" in failure.message
    last = Diary(lane.ask("count", {"to": 1}))
    wait_for_end(qtbot, last)
    assert last.end == ("succeeded", 1)


def test_stop_ends_thread_and_process_and_takes_no_more_requests(lane: Lane, qtbot: QtBot, tmp_path: Path) -> None:
    running = Diary(lane.ask("ticks", {"path": str(tmp_path / "end")}))
    qtbot.waitUntil(lambda: len(running.steps) > 0)
    process = psutil.Process(lane.pid)
    began = time.monotonic()
    lane.stop()
    assert time.monotonic() - began < GRACE
    assert not process.is_running()
    late = Diary(lane.ask("count", {"to": 1}))
    wait_for_end(qtbot, running, late)
    assert running.end == late.end == ("cancelled", None)
    assert not lane.busy


def test_deaf_lanes_stop_together_in_the_time_of_one(lane: Lane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert GRACE + 0.8 < 5, "what people are told"
    monkeypatch.setattr("gui.lane.GRACE", 1.0)
    monkeypatch.setattr("engine.processes.course.GRACE", 1.0)
    lanes = [lane, Lane("second", 1, 0), Lane("third", 1, 0)]
    diaries = [Diary(each.ask("deaf", {"seconds": 60})) for each in lanes]
    qtbot.waitUntil(lambda: all(diary.steps for diary in diaries), timeout=PATIENCE)
    qtbot.wait(300)  # now they hear nothing
    began = time.monotonic()
    stop_all(lanes)
    assert time.monotonic() - began < 3, "one after the other they take longer"
    wait_for_end(qtbot, *diaries)
    assert {diary.end for diary in diaries} == {("cancelled", None)}


ENDINGS: dict[str, str] = {
    "the loop quits": "job.stepped.connect(app.quit); app.exec()",
    "the program just ends": "job.stepped.connect(loop.quit); loop.exec()",
    "an exception": "job.stepped.connect(loop.quit); loop.exec(); raise SystemExit(0)",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_thread_outlives_the_program_however_it_ends(tmp_path: Path, ending: str) -> None:
    program = f"""
        import sys; sys.path.insert(0, {str(ROOT)!r})
        from PySide6.QtCore import QCoreApplication, QEventLoop
        from engine.processes import child
        from gui.lane import Lane
        child.command = lambda: [sys.executable, {str(CALLS)!r}]
        app, loop = QCoreApplication([]), QEventLoop()
        lane = Lane("l", 1, 0)
        job = lane.ask("ticks", {{"path": {str(tmp_path / "end")!r}}})
        {ENDINGS[ending]}
    """
    answer = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert (tmp_path / "end").read_text() == "closed"


def test_a_window_that_has_asked_for_everything_knows_no_torch(tmp_path: Path) -> None:
    program = f"""
        import sys; sys.path.insert(0, {str(ROOT)!r})
        from PySide6.QtCore import QCoreApplication
        from gui.lane import Lane
        heavy = {{"numpy", "cv2", "torch", "PIL", "lxml", "pyqtgraph", "multiprocessing"}}
        at_start = heavy & set(sys.modules)
        from engine.processes import child
        child.command = lambda: [sys.executable, {str(CALLS)!r}]
        app = QCoreApplication([])
        lane = Lane("l", 1, 0)
        job = lane.ask("picture", {{"width": 2000, "height": 1000}})
        job.succeeded.connect(lambda result: (print(type(result).__name__), second()))
        def second():
            job = lane.ask("odd_result", {{"kind": "torch"}})
            job.failed.connect(lambda failure: (print(failure.message), app.quit()))
        app.exec()
        print(sorted(at_start), "numpy" in sys.modules, "torch" in sys.modules)
    """
    answer = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert answer.stderr == ""
    lines = answer.stdout.splitlines()
    assert lines[0] == "Annotation"
    assert "torch.Tensor must not leave" in lines[1]
    assert lines[2] == "[] True False"


def test_garbage_of_the_window_is_never_collected_by_a_job(lane: Lane, qtbot: QtBot) -> None:
    collected_on: list[int] = []
    loops: list[list[Any]] = []

    class Ring:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            collected_on.append(threading.get_ident())

    def litter(step: object) -> None:
        Ring()
        loops.append([step])

    job = lane.ask("picture", {"width": 20, "height": 20, "times": 3000})
    job.stepped.connect(litter)
    diary = Diary(job)
    wait_for_end(qtbot, diary)
    qtbot.waitUntil(lambda: len(collected_on) > 0, timeout=PATIENCE)
    assert set(collected_on) == {threading.get_ident()}
    assert not gc.isenabled()
    lane.stop()
    assert gc.isenabled()
