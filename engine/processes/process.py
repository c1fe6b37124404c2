"""The window's side of an engine process: start it, run a call in it, cancel, survive its death. No Qt, no torch.

One thread at a time follows a call with `EngineProcess.run`, and that thread alone talks to the process. Others say
what they want through `Wishes`, or `kill`.
"""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING

from engine.errors import EngineDied
from engine.processes.wishes import GRACE, CallCancelledError, Wishes

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from engine.processes.child import Child
    from engine.processes.course import Course
    from engine.steps import Step

TICK = 0.05  # seconds between two looks at wishes, deadlines and the process


class EngineProcess:
    """An engine process that starts with its first call and, if it died, anew with the next.

    `threads` bounds what the libraries in it use by themselves; a call that computes is told its threads by its own
    settings. `niceness` is that of nice(1); any above 0 is "below normal" on Windows.
    """

    def __init__(self, threads: int, niceness: int) -> None:
        self._threads, self._niceness = threads, niceness
        self._numbers = itertools.count(1)
        self._following = threading.Lock()
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """None while no process lives."""
        child = self._child
        return child.pid if child is not None and child.lives() else None

    def run(
        self, call: str, arguments: Mapping[str, object], wishes: Wishes | None = None
    ) -> Generator[Step, None, object]:
        """The steps and the result of the call `call`, as if it ran here.

        Raises the EngineError the call raised, CallBrokenError for all else it raised, CallCancelledError, EngineDied
        with a note of what the process said last. Closing the generator half-way ends the process.
        """
        if not self._following.acquire(blocking=False):
            raise RuntimeError("an engine process runs one call at a time")
        from engine.processes.course import Course
        from engine.processes.messages import Begin

        wishes = wishes or Wishes()
        course = Course(next(self._numbers), call, wishes)
        try:
            child = self._living_child(course)
            child.send(Begin(course.number, call, arguments))
            while not course.ended:
                course.tell(child)
                step = course.take(child.receive(TICK))
                if step is not None:
                    yield step
            return course.result
        except (EOFError, ConnectionError) as error:
            if wishes.cancelled:
                raise CallCancelledError from error
            raise self._died(course.place, error) from error
        finally:
            try:
                if not course.ended:
                    self._end()
            finally:
                self._following.release()  # whatever has failed: a window that closes waits for it

    def kill(self) -> None:
        """End the process at once; a call in it ends with EngineDied, or CallCancelledError if that was wished."""
        child = self._child
        if child is not None:
            child.kill()

    def hang_up(self) -> None:
        """Let an idle process end by itself, without waiting for it; kill one that is at work."""
        if not self._following.acquire(blocking=False):
            self.kill()
            return
        try:
            if self._child is not None:
                self._child.hang_up()
        finally:
            self._following.release()

    def stop(self, patience: float = 1.0) -> None:
        """`hang_up`, and kill the process if it is still there after `patience` seconds."""
        self.hang_up()
        with self._following:
            child, self._child = self._child, None
            if child is not None:
                child.let_go(patience)

    def _living_child(self, course: Course) -> Child:
        from engine.processes.child import Child  # subprocess and multiprocessing: not needed to show a window

        if course.wishes.cancelled:
            raise CallCancelledError
        if self._child is not None and not self._child.is_ready():
            self._end()
        if self._child is None:
            try:
                self._child = Child(self._threads, self._niceness)
            except OSError as error:
                raise EOFError(str(error)) from error
            self._child.meet(lambda: course.wishes.cancelled)
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.let_go(patience=GRACE)

    def _died(self, place: str, reason: Exception) -> EngineDied:
        child, self._child = self._child, None
        how, words = ("could not be started", str(reason)) if child is None else child.last_words()
        error = EngineDied(f"The engine process {how} at “{place}”. The next request starts a new one.")
        if words:
            error.add_note(words)
        return error
