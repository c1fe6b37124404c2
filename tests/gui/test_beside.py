"""Small work beside the window: it destroys nothing of the window's, and leaves nothing behind."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

from gui import beside
from gui.beside import Beside
from gui.job import Job

if TYPE_CHECKING:
    import pytest
    from pytestqt.qtbot import QtBot

    from gui.job import Engine


class Ring:
    """Garbage only the cycle collector finds; it notes the thread that destroys it."""

    destroyed_on: list[int]

    def __init__(self, destroyed_on: list[int]) -> None:
        self.itself, self.destroyed_on = self, destroyed_on

    def __del__(self) -> None:
        self.destroyed_on.append(threading.get_ident())


def busy_work() -> int:
    """What an import does to the collector: many objects that stay."""
    return len([[number] for number in range(100_000)])


def test_garbage_of_the_window_is_never_collected_by_work_beside_it(qtbot: QtBot) -> None:
    assert gc.isenabled()
    destroyed_on: list[int] = []
    work = Beside()
    for _ in range(10):
        for _ in range(50):
            Ring(destroyed_on)
        with qtbot.waitSignal(work.done, timeout=10_000):
            work.do("allocate", busy_work)
    gc.collect()
    assert set(destroyed_on) == {threading.get_ident()}
    qtbot.waitUntil(gc.isenabled, timeout=5_000)


def test_a_job_is_let_go_when_it_is_over(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[weakref.ref[Job]] = []

    def make(process: Engine, call: str, arguments: dict[str, object]) -> Job:
        job = Job(process, call, arguments)
        made.append(weakref.ref(job))
        return job

    monkeypatch.setattr(beside, "Job", make)
    work = Beside()
    for _ in range(5):
        with qtbot.waitSignal(work.done, timeout=10_000):
            work.do("nothing", lambda: None)
    assert len(made) == 5
    qtbot.waitUntil(lambda: all(job() is None for job in made), timeout=5_000)


def test_only_the_newest_answer_is_told(qtbot: QtBot) -> None:
    work, said = Beside(), list[object]()
    work.done.connect(said.append)
    for number in range(5):
        work.do("number", lambda number=number: number)
    qtbot.waitUntil(lambda: not work.busy, timeout=10_000)
    qtbot.wait(100)
    assert said == [4]


def test_an_answer_to_what_has_gone_is_dropped(qtbot: QtBot) -> None:
    for _ in range(20):
        work = Beside()
        work.do("allocate", busy_work)
        work.deleteLater()
        del work
    qtbot.waitUntil(gc.isenabled, timeout=10_000)
