"""A window asks an engine process for work, cancels it, pauses it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import psutil
import pytest
from engine_for_tests import ROOT, engine_of_tests, follow

from engine.errors import EngineError, LabelError
from engine.processes import course
from engine.processes.child import Child
from engine.processes.process import EngineProcess
from engine.processes.wishes import CallBrokenError, CallCancelledError, Wishes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineProcess]:
    yield from engine_of_tests(monkeypatch)


def test_steps_arrive_in_order_and_then_the_result(engine: EngineProcess) -> None:
    assert engine.pid is None  # nothing starts before it is needed
    steps, result = follow(engine, "count", to=200)
    assert [step.done for step in steps] == list(range(1, 201))
    assert result == 200
    pid = engine.pid
    assert follow(engine, "count", to=2)[1] == 2
    assert engine.pid == pid  # one process, kept warm


def test_mere_progress_comes_at_a_pace_people_can_see(engine: EngineProcess) -> None:
    began = time.monotonic()
    steps, _ = follow(engine, "count", to=400, pause=0.001, kind="progress")
    seconds = time.monotonic() - began
    assert len(steps) <= seconds * 30 + 3
    assert steps[-1].done == 400  # the last word is never lost


def test_an_expected_failure_crosses_as_it_is(engine: EngineProcess) -> None:
    with pytest.raises(LabelError, match=r"b\.xml, line 14: xmax is left") as caught:
        follow(engine, "fail", how="label")
    assert caught.value.line == 14
    assert follow(engine, "count", to=1)[1] == 1


def test_a_full_disk_is_no_fault_of_ours(engine: EngineProcess) -> None:
    with pytest.raises(EngineError, match=r"run/last\.safetensors: No space left on device; make room"):
        follow(engine, "fail", how="full")


@pytest.mark.parametrize(
    ("how", "message"), [("", "ValueError: a fault"), ("connection", "ConnectionResetError: a server hung up")]
)
def test_a_fault_of_ours_comes_with_its_traceback(engine: EngineProcess, how: str, message: str) -> None:
    with pytest.raises(CallBrokenError, match=message) as caught:
        follow(engine, "fail", how=how)
    assert "calls_for_tests.py" in caught.value.trace
    pid = engine.pid
    assert follow(engine, "count", to=1)[1] == 1
    assert engine.pid == pid


def test_a_process_that_cannot_be_ended_holds_up_nobody(engine: EngineProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that closes waits until nobody follows a call any more."""
    real = Child.let_go

    def stuck(child: Child, patience: float) -> None:
        real(child, patience)
        raise OSError(f"still there after {patience} s")

    with monkeypatch.context() as patch:
        patch.setattr(Child, "let_go", stuck)
        steps = engine.run("count", {"to": 1000})
        next(steps)
        with pytest.raises(OSError, match="still there"):
            steps.close()
    assert follow(engine, "count", to=1)[1] == 1


def test_the_table_of_calls_is_closed(engine: EngineProcess) -> None:
    with pytest.raises(CallBrokenError, match=r"no call is named 'os\.system'"):
        follow(engine, "os.system", command="true")


def test_a_cancel_closes_the_generator_and_keeps_the_process(engine: EngineProcess, tmp_path: Path) -> None:
    wishes = Wishes()
    running = engine.run("ticks", {"path": str(tmp_path / "end")}, wishes)
    next(running)
    pid = engine.pid
    wishes.cancelled = True
    began = time.monotonic()
    with pytest.raises(CallCancelledError):
        for _ in running:
            pass
    assert time.monotonic() - began < 1
    assert (tmp_path / "end").read_text() == "closed"
    assert follow(engine, "count", to=3)[1] == 3
    assert engine.pid == pid


def test_a_cancel_nobody_hears_kills_after_its_grace(engine: EngineProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    assert course.GRACE == 4
    monkeypatch.setattr(course, "GRACE", 1.0)
    wishes = Wishes()
    running = engine.run("deaf", {"seconds": 60}, wishes)
    next(running)
    pid = engine.pid
    time.sleep(0.3)  # now it hears nothing
    wishes.cancelled = True
    began = time.monotonic()
    with pytest.raises(CallCancelledError):
        next(running)
    assert 0.8 < time.monotonic() - began < 3
    assert pid is not None and not psutil.pid_exists(pid)
    assert follow(engine, "count", to=1)[1] == 1


def test_a_cancel_before_the_start_starts_nothing(engine: EngineProcess) -> None:
    wishes = Wishes()
    wishes.cancelled = True
    with pytest.raises(CallCancelledError):
        follow(engine, "count", wishes, to=1)
    assert engine.pid is None


def test_a_cancel_that_comes_late_does_not_hit_the_next_call(engine: EngineProcess) -> None:
    for _ in range(20):
        wishes = Wishes()
        timer = threading.Timer(random.random() * 0.004, setattr, (wishes, "cancelled", True))
        timer.start()
        with suppress(CallCancelledError):
            follow(engine, "count", wishes, to=20)
        timer.join()
        assert follow(engine, "count", to=5, pause=0.001)[1] == 5


def test_a_pause_holds_the_call_until_it_goes_on(engine: EngineProcess, tmp_path: Path) -> None:
    wishes = Wishes()
    seen: list[object] = []
    ended = threading.Event()

    def listen() -> None:
        try:
            seen.extend(step.values["at"] for step in engine.run("ticks", {"path": str(tmp_path / "end")}, wishes))
        except CallCancelledError:
            ended.set()

    thread = threading.Thread(target=listen)
    thread.start()
    time.sleep(0.5)
    wishes.paused = True
    time.sleep(0.3)
    so_far = len(seen)
    time.sleep(0.5)
    assert len(seen) == so_far > 0
    wishes.paused = False
    time.sleep(0.3)
    assert len(seen) > so_far
    wishes.paused = True
    time.sleep(0.2)
    wishes.cancelled = True  # also while it is paused
    thread.join(3)
    assert ended.is_set()


def test_the_process_is_told_its_threads_and_niceness_and_keeps_no_key(engine: EngineProcess) -> None:
    _, seen = follow(engine, "where")
    environment = seen["environment"]
    assert environment["OMP_NUM_THREADS"] == "1"
    assert seen["niceness"] == os.getpriority(os.PRIO_PROCESS, 0) + 5
    assert not [name for name in environment if name.startswith("OVERLAP_ENGINE")]


def test_the_real_engine_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "__init__.py").write_text("raise SystemExit('the wrong engine')")
    monkeypatch.chdir(tmp_path)
    process = EngineProcess(threads=1, niceness=0)
    try:
        with pytest.raises(CallBrokenError, match=r"no call is named 'count'; there are .*fit, .*index, .*open"):
            follow(process, "count", to=1)
    finally:
        process.stop()


def test_serve_by_hand_says_that_this_is_the_windows() -> None:
    answer = subprocess.run([sys.executable, "-m", "engine", "serve"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 2
    assert "only the window starts this" in answer.stderr
