"""Small work that needs no engine process and would still hold the window up: an import, a look at files."""

from __future__ import annotations

import atexit
import itertools
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from shiboken6 import isValid

from engine.steps import Step
from gui.collecting import Collector
from gui.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from engine.processes.wishes import Wishes

_numbers = itertools.count(1)
_under_way: dict[int, tuple[Job, Collector]] = {}
"""By number, which the connections of a job hold in its place: a job that holds itself never goes. A thread that is
destroyed while it runs aborts the program, and one that collects the window's garbage crashes it."""


class _Function:
    """Stands where a job expects an engine process, and calls a function on the job's own thread."""

    def __init__(self, function: Callable[[], object]) -> None:
        self._function = function

    def run(self, call: str, arguments: Mapping[str, object], wishes: Wishes) -> Generator[Step, None, object]:
        if not wishes.cancelled:
            yield Step(call, values=arguments)
        return self._function()


class Beside(QObject):
    """One function at a time on the thread of a job; a new one replaces the one whose answer is still awaited.

    The function touches no widget. `done` carries what it returned, `failed` a `Failure` (an EngineError is expected).
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._awaited = 0

    @property
    def busy(self) -> bool:
        return self._awaited > 0

    def do(self, name: str, function: Callable[[], object]) -> None:
        """Call `function`; `name` says what it is for."""
        self._awaited = number = next(_numbers)
        job = Job(_Function(function), name, {})
        _under_way[number] = job, Collector(job)
        job.succeeded.connect(partial(self._over, number, self.done))
        job.failed.connect(partial(self._over, number, self.failed))
        job.finished.connect(partial(_let_go, number))
        job.start()

    def wait(self) -> None:
        """Return when the function has returned; its answer is told when the event loop goes on."""
        if self._awaited in _under_way:
            _under_way[self._awaited][0].wait()

    def _over(self, number: int, tell: SignalInstance, answer: object) -> None:
        if number == self._awaited and isValid(self):  # the window may have gone while the thread worked
            self._awaited = 0
            tell.emit(answer)


def _let_go(number: int) -> None:
    job, collector = _under_way[number]
    job.wait()
    collector.end()
    QTimer.singleShot(0, partial(_under_way.pop, number, None))  # not from within its own signal


@atexit.register
def _wait() -> None:
    for job, _ in list(_under_way.values()):
        job.wait()
