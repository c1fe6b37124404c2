"""Job: the thread that follows one call in an engine process and hands its steps to the window."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QThread, Signal

from engine.errors import EngineError
from engine.processes.wishes import CallBrokenError, CallCancelledError, Wishes

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from engine.steps import Step


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job failed. `expected`: the message is one line for a person, with the place and the cure; otherwise it is
    a fault of ours. `details` is a traceback, or what a dead engine process said last; it may be empty. `kind` is the
    name of the EngineError, by which a panel may offer its cure; `instead` the folder that a NoPictures names."""

    message: str
    details: str
    expected: bool
    kind: str = ""
    instead: str = ""


class Engine(Protocol):
    """What a job needs of an `engine.processes.process.EngineProcess`."""

    def run(self, call: str, arguments: Mapping[str, object], wishes: Wishes) -> Generator[Step, None, object]: ...


class Job(QThread):
    """One call. Ends with exactly one of `succeeded` (the result), `failed` (a Failure) and `cancelled`.

    It has signals and no slots, and owns no process: `gui.lane.Lane` makes and keeps it. Its signals arrive on the
    thread of the window, whatever they are connected to; steps may still arrive after `cancel`.
    """

    stepped = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, process: Engine, call: str, arguments: Mapping[str, object]) -> None:
        super().__init__()
        self.call, self.arguments = call, arguments
        self._process = process
        self._wishes = Wishes()

    def cancel(self) -> None:
        """End the call at its next step; after 4 s without one its process is killed. Nothing happens if it is over."""
        self._wishes.cancelled = True

    def pause(self) -> None:
        """Hold the call before its next step."""
        self._wishes.paused = True

    def go_on(self) -> None:
        """End a pause."""
        self._wishes.paused = False

    def run(self) -> None:
        """On the job's own thread."""
        try:
            result = self._follow()
        except CallCancelledError:
            self.cancelled.emit()
        except EngineError as error:
            notes, instead = "\n".join(getattr(error, "__notes__", ())), str(getattr(error, "instead", ""))
            self.failed.emit(Failure(str(error), notes, True, type(error).__name__, instead))
        except CallBrokenError as error:
            self.failed.emit(Failure(str(error), error.trace, False))
        except Exception as error:  # one of the two places where a fault of ours is caught, to be shown
            message = traceback.format_exception_only(error)[-1].strip()
            self.failed.emit(Failure(message, traceback.format_exc(), False))
        else:
            self.succeeded.emit(result)

    def _follow(self) -> object:
        steps = self._process.run(self.call, self.arguments, self._wishes)
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                return end.value
            self.stepped.emit(step)
