"""A tab that has the whole folder read: one job at a time, told in the tab and in the status bar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from gui.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from engine.steps import Step
    from gui.job import Failure, Job
    from gui.lane import Lane
    from gui.panels.status import Status


class Panel(Protocol):
    """What a tab says of a job that ended without a result."""

    def say_failed(self, message: str) -> None: ...

    def say_stopped(self) -> None: ...


class Following(QObject):
    """Follows the jobs of one lane. `name` is what the status bar calls them."""

    def __init__(self, name: str, lane: Lane, status: Status, panel: Panel, parent: QObject) -> None:
        super().__init__(parent)
        self._name, self._lane, self._status, self._panel = name, lane, status, panel
        self._job: Job | None = None
        status.stop_wanted.connect(self._stop_named)

    @property
    def busy(self) -> bool:
        return self._job is not None

    def begin(
        self, asked: Mapping[str, object], stepped: Callable[[Step], object], done: Callable[[Any], object]
    ) -> None:
        """Have the lane do what is `asked` from the start; `stepped` and `done` hear how far it is, and the result."""
        self.stop()
        self._job = job = self._lane.ask(self._name, asked)
        job.stepped.connect(partial(self._hear, job, stepped))
        job.succeeded.connect(partial(self._end, job, done))
        job.failed.connect(partial(self._end, job, self._failed))
        job.cancelled.connect(partial(self._end, job, self._panel.say_stopped))

    def stop(self) -> None:
        """Give up what is under way; the panel says so."""
        if self._job is not None:
            self._lane.cancel()

    def leave(self) -> None:
        """Give up what is under way, and say nothing of it: another folder is open."""
        self.stop()
        if self._job is not None:
            self._job = None
            self._status.end(self._name)

    def _hear(self, job: Job, stepped: Callable[[Step], object], step: Step) -> None:
        if job is self._job:
            stepped(step)

    def _end(self, job: Job, say: Callable[..., object], *said: object) -> None:
        if job is self._job:
            self._job = None
            self._status.end(self._name)
            say(*said)

    def _failed(self, failure: Failure) -> None:
        self._panel.say_failed(sentence(failure.message))

    def _stop_named(self, name: str) -> None:
        if name == self._name:
            self.stop()
