"""An engine process that offers the calls of `calls_for_tests.py`, and how to follow one."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.processes import child, parcels
from engine.processes.process import EngineProcess
from tests.engine.finishing_for_tests import followed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from engine.processes.wishes import Wishes

CALLS = Path(__file__).with_name("calls_for_tests.py")
ROOT = CALLS.parents[2]


def left_over() -> set[Path]:
    """Parcels of this test process: another run of the tests may go on beside it."""
    return set(parcels.present(f"overlap-{os.getpid()}-*"))


def engine_of_tests(monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineProcess]:
    monkeypatch.setattr(child, "command", lambda: [sys.executable, str(CALLS)])
    files, threads = left_over(), set(threading.enumerate())
    process = EngineProcess(threads=1, niceness=5)
    yield process
    process.stop()
    assert process.pid is None
    assert left_over() <= files
    assert set(threading.enumerate()) <= threads


def follow(
    engine: EngineProcess, call: str, wishes: Wishes | None = None, **arguments: object
) -> tuple[list[Any], Any]:
    return followed(engine.run(call, arguments, wishes))
