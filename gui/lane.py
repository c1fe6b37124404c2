"""A lane: one engine process and the requests that wait for it."""

from __future__ import annotations

import atexit
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from engine.processes.process import EngineProcess
from engine.processes.wishes import GRACE
from gui.collecting import Collector
from gui.job import Job

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Lane(QObject):
    """One job runs, at most one waits; a new request replaces the waiting one, which ends as cancelled.

    `threads` and `niceness` are those of its `engine.processes.process.EngineProcess`, which starts with the first
    request, and anew with the next one after a death. Lives on the thread of the window.
    """

    busy_changed = Signal(bool)

    def __init__(self, name: str, threads: int, niceness: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self._process = EngineProcess(threads, niceness)
        self._collector = Collector(self)
        self._running: Job | None = None
        self._waiting: Job | None = None
        self._stopped = False
        self._said_busy = False
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.stop)
        atexit.register(self.stop)  # a QThread destroyed while it runs aborts the program, also at exit

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return self._running is not None or self._waiting is not None

    @property
    def pid(self) -> int | None:
        """The engine process; None while there is none."""
        return self._process.pid

    def ask(self, call: str, arguments: Mapping[str, object]) -> Job:
        """A job for `call` of `engine.calls.CALLS`; it starts from the event loop when its turn comes."""
        job = Job(self._process, call, arguments)
        self._drop_waiting()
        self._waiting = job
        if self._stopped:
            self._drop_waiting()
        QTimer.singleShot(0, self._start_waiting)
        self._tell()
        return job

    def cancel(self) -> None:
        """Cancel the job that runs and the one that waits."""
        if self._running is not None:
            self._running.cancel()
        self._drop_waiting()
        self._tell()

    def stop(self) -> None:
        """For good: cancel, and after 4 s kill; returns when thread and process are gone, within 5 s.

        How the job ended is signalled if the event loop goes on. For several lanes use `stop_all`.
        """
        stop_all((self,))

    def begin_stop(self) -> None:
        """Cancel, and take no more requests."""
        self._stopped = True
        self.cancel()

    def end_job(self, end: float) -> None:
        """Wait for the running job until the moment `end` of `time.monotonic`, then kill. The process is told to go."""
        job = self._running
        if job is not None and not job.wait(max(1, int((end - time.monotonic()) * 1000))):
            self._process.kill()
            job.wait()
        self._process.hang_up()

    def end_process(self, end: float) -> None:
        """Wait for the process until `end`, then kill it."""
        self._process.stop(max(0.0, end - time.monotonic()))
        self._collector.end()
        atexit.unregister(self.stop)

    def _start_waiting(self) -> None:
        if self._running is None and self._waiting is not None:
            self._running, self._waiting = self._waiting, None
            self._running.finished.connect(self._end)
            self._running.start()

    def _end(self) -> None:
        if self._running is None or not self._running.isFinished():
            return  # a late word of a job that `stop` has waited for
        self._running.wait()
        self._running.deleteLater()  # it would hold itself for good where what hears it holds it
        self._running = None
        self._start_waiting()
        self._tell()

    def _drop_waiting(self) -> None:
        job, self._waiting = self._waiting, None
        if job is not None:
            # From the event loop: nobody expects to be called from within `ask`.
            QTimer.singleShot(0, lambda: (job.cancelled.emit(), job.deleteLater()))

    def _tell(self) -> None:
        if self._said_busy != self.busy:
            self._said_busy = self.busy
            self.busy_changed.emit(self.busy)


def stop_all(lanes: Iterable[Lane]) -> None:
    """Stop several lanes at once: together they take no longer than the slowest, at most 5 s."""
    together = tuple(lanes)
    end = time.monotonic() + GRACE + 0.3
    for lane in together:
        lane.begin_stop()
    for lane in together:
        lane.end_job(end)
    end = time.monotonic() + 0.5
    for lane in together:
        lane.end_process(end)
