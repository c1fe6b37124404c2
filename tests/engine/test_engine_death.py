"""Engine processes die, and windows do: each time the end is clear and the next call works."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from engine_for_tests import CALLS, ROOT, engine_of_tests, follow, left_over

from engine.errors import EngineDied
from engine.processes import child
from engine.processes.messages import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.processes.process import EngineProcess


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineProcess]:
    yield from engine_of_tests(monkeypatch)


def kill_after(engine: EngineProcess, seconds: float, over: threading.Event) -> None:
    time.sleep(seconds)
    while not over.wait(0.02):  # again: the first may have come before there was a process
        engine.kill()


@pytest.mark.parametrize(("how", "message"), [("signal", "signal 11, SIGSEGV"), ("exit", "exit status 3")])
def test_a_death_says_how_and_where_and_what_was_said_last(engine: EngineProcess, how: str, message: str) -> None:
    with pytest.raises(EngineDied, match=message) as caught:
        follow(engine, "die", how=how)
    assert "Reading bad.jpg" in str(caught.value)
    assert "these are my last words" in "".join(caught.value.__notes__)
    assert follow(engine, "count", to=1)[1] == 1


def test_killed_while_idle_the_next_call_just_works(engine: EngineProcess) -> None:
    follow(engine, "count", to=1)
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert follow(engine, "count", to=1)[1] == 1
    assert engine.pid != pid


def test_killed_at_any_moment_it_ends_clearly_and_the_next_call_works(engine: EngineProcess) -> None:
    chance = random.Random(5)
    for _ in range(12):
        over = threading.Event()
        killer = threading.Thread(target=kill_after, args=(engine, chance.random() * 0.3, over))
        killer.start()
        with pytest.raises(EngineDied, match=r"signal 9, SIGKILL.*starts a new one"):
            side = chance.choice((450, 1200))  # 810 kB go through the pipe, 5.8 MB beside it
            follow(engine, "picture", width=side, height=side, times=10_000)
        over.set()
        killer.join()
        if chance.random() < 0.5:  # otherwise the next one is killed while it starts
            assert follow(engine, "count", to=2)[1] == 2
    assert left_over() == set()


def test_a_process_that_cannot_start_says_why(engine: EngineProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "command", lambda: [sys.executable, "-c", "raise SystemExit('no libtorch here')"])
    with pytest.raises(EngineDied, match="exit status 1") as caught:
        follow(engine, "count", to=1)
    assert "no libtorch here" in "".join(caught.value.__notes__)
    monkeypatch.setattr(child, "command", lambda: ["/no/such/program"])
    with pytest.raises(EngineDied, match="could not be started"):
        follow(engine, "count", to=1)
    monkeypatch.setattr(child, "command", lambda: [sys.executable, str(CALLS)])
    assert follow(engine, "count", to=1)[1] == 1


def test_one_that_ends_while_they_meet_is_not_waited_for(
    engine: EngineProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It knocks, and is gone before it has said who it is."""
    knock = (
        "import json, os, time; from multiprocessing.connection import Client\n"
        f"Client(json.loads(os.environ[{ENVIRONMENT!r}])['address']); time.sleep(0.2); os._exit(7)"
    )
    monkeypatch.setattr(child, "command", lambda: [sys.executable, "-c", knock])
    with pytest.raises(EngineDied, match=r"exit status 7|SIGKILL"):
        follow(engine, "count", to=1)
    monkeypatch.setattr(child, "command", lambda: [sys.executable, str(CALLS)])
    assert follow(engine, "count", to=1)[1] == 1


def test_much_talk_on_standard_error_blocks_nobody(engine: EngineProcess) -> None:
    assert follow(engine, "chatter", size=1_000_000)[1] == "done"


def test_an_abandoned_call_costs_its_process_and_no_more(engine: EngineProcess, tmp_path: Path) -> None:
    running = engine.run("ticks", {"path": str(tmp_path / "end")})
    next(running)
    running.close()
    assert engine.pid is None
    assert follow(engine, "count", to=1)[1] == 1


@pytest.mark.parametrize("paused", [False, True])
def test_an_orphan_closes_its_call_and_ends(tmp_path: Path, paused: bool) -> None:
    window = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from engine.processes import child
from engine.processes.process import EngineProcess
from engine.processes.wishes import Wishes
child.command = lambda: [sys.executable, {str(CALLS)!r}]
engine, wishes = EngineProcess(1, 0), Wishes()
for number, step in enumerate(engine.run("ticks", {{"path": {str(tmp_path / "end")!r}}}, wishes)):
    if number == 5:
        print(engine.pid, flush=True)
        wishes.paused = {paused}
"""
    with subprocess.Popen([sys.executable, "-c", window], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        orphan = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.3)
        parent.kill()
    orphan.wait(5)
    assert (tmp_path / "end").read_text() == "closed"
