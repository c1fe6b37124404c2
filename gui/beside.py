"""Small work that needs no engine process and would still hold the window up: an import, a count over a folder."""

from __future__ import annotations

import atexit
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance
from shiboken6 import isValid

from engine.steps import Step
from gui.job import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from engine.processes.wishes import Wishes

_under_way: set[Job] = set()  # a thread that is destroyed while it runs aborts the program


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
        self._job: Job | None = None

    @property
    def busy(self) -> bool:
        return self._job is not None

    def do(self, name: str, function: Callable[[], object]) -> None:
        """Call `function`; `name` says what it is for."""
        self._job = job = Job(_Function(function), name, {})
        _under_way.add(job)
        job.succeeded.connect(partial(self._over, job, self.done))
        job.failed.connect(partial(self._over, job, self.failed))
        job.finished.connect(partial(_let_go, job))
        job.start()

    def wait(self) -> None:
        """Return when the function has returned; its answer is told when the event loop goes on."""
        if self._job is not None:
            self._job.wait()

    def _over(self, job: Job, tell: SignalInstance, answer: object) -> None:
        if job is self._job and isValid(self):  # the window may have gone while the thread worked
            self._job = None
            tell.emit(answer)


def _let_go(job: Job) -> None:
    job.wait()
    _under_way.discard(job)


@atexit.register
def _wait() -> None:
    for job in list(_under_way):
        job.wait()
