"""The side of an engine process: takes orders from the window, runs one call at a time, answers with its steps."""

from __future__ import annotations

import errno
import faulthandler
import json
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from multiprocessing.connection import Client
from typing import TYPE_CHECKING

from engine import calls
from engine.errors import EngineError
from engine.processes.messages import (
    ENVIRONMENT,
    Answer,
    Begin,
    Broken,
    Cancel,
    Cancelled,
    Failed,
    GoOn,
    Pause,
    Post,
    Stepped,
    Succeeded,
)
from engine.processes.parcels import Parcels

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from engine.steps import Step

PERIOD = 1 / 30  # seconds between two steps that only say how far the work is
FLEETING = frozenset({"progress", "batch", "features", "validation", "evaluate", "copies", "download"})
FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
FAREWELL = 10.0  # seconds a call has to leave its checkpoint after the window died


def serve(table: Mapping[str, str] = calls.CALLS) -> int:
    """Serve the window that started this process until it goes. Returns the exit status."""
    letter = os.environ.pop(ENVIRONMENT, None)
    if letter is None:
        print("overlap-engine serve: only the window starts this", file=sys.stderr)
        return 2
    given = json.loads(letter)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the window, which then tells us
    if sys.stderr is not None:
        faulthandler.enable()
    if hasattr(os, "nice"):
        os.nice(given["niceness"])
    parcels = Parcels(given["parcels"])
    with Client(given["address"], authkey=bytes.fromhex(given["key"])) as connection:
        post = Post(connection, parcels)
        orders = Orders(post)
        threading.Thread(target=orders.listen, name="orders", daemon=True).start()
        while (begin := orders.next_call()) is not None:
            _answer(post, orders, begin, table)
        parcels.sweep()
    return 0


class Orders:
    """What the window wants, gathered by a thread while the main thread works."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._changed = threading.Condition()
        self._begin: Begin | None = None
        self._number = 0
        self._cancelled = self._paused = self._gone = False

    def listen(self) -> None:
        """Take orders until the window is gone, then see to it that this process ends."""
        try:
            while True:
                self._take(self._post.receive())
        except EOFError:
            pass
        finally:
            self._lose()
        time.sleep(FAREWELL)
        os._exit(1)  # the call does not come to its next step: never work on as an orphan

    def next_call(self) -> Begin | None:
        """Wait for a call; None when the window is gone."""
        with self._changed:
            self._changed.wait_for(lambda: self._begin is not None or self._gone)
            begin, self._begin = self._begin, None
            return None if self._gone else begin

    def may_go_on(self) -> bool:
        """Whether the present call may take its next step; waits while it is paused."""
        with self._changed:
            self._changed.wait_for(lambda: not self._paused or self._cancelled or self._gone)
            return not (self._cancelled or self._gone)

    @contextmanager
    def losing_the_window(self) -> Generator[None]:
        """Around a send: that nobody listens any more ends the call at its next step, as a cancel does."""
        try:
            yield
        except ConnectionError:
            self._lose()

    def _lose(self) -> None:
        with self._changed:
            self._gone = True
            self._changed.notify_all()

    def _take(self, order: object) -> None:
        with self._changed:
            match order:
                case Begin(number=number):
                    self._begin, self._number = order, number
                    self._cancelled = self._paused = False
                case Cancel(number) if number == self._number:
                    self._cancelled = True
                case Pause(number) if number == self._number:
                    self._paused = True
                case GoOn(number) if number == self._number:
                    self._paused = False
            self._changed.notify_all()


class Pace:
    """Holds back steps that only say how far the work is (`FLEETING`) when they come faster than people see.

    All others cross, each of them; so does the last of a call.
    """

    def __init__(self) -> None:
        self._last = float("-inf")
        self.held: Step | None = None

    def lets_through(self, step: Step) -> bool:
        now = time.monotonic()
        if step.kind in FLEETING and now - self._last < PERIOD:
            self.held = step
            return False
        self._last, self.held = now, None
        return True


def _answer(post: Post, orders: Orders, begin: Begin, table: Mapping[str, str]) -> None:
    def send(answer: Answer) -> None:
        with orders.losing_the_window():
            post.send(answer)

    try:
        send(_run(send, orders, begin, table))
    except EngineError as error:
        _send_failure(send, begin.number, error)
    except Exception as error:  # a fault of ours, unless a disk is full: the window shows it, and the process lives on
        if isinstance(error, OSError) and error.errno in FULL:
            send(Failed(begin.number, _no_room(error)))
        else:
            send(_broken(begin.number, error))


def _run(send: Callable[[Answer], None], orders: Orders, begin: Begin, table: Mapping[str, str]) -> Answer:
    generator = calls.find(begin.call, table)(**begin.arguments)
    pace = Pace()
    try:
        while orders.may_go_on():
            try:
                step = next(generator)
            except StopIteration as end:
                if pace.held is not None:
                    send(Stepped(begin.number, pace.held))
                return Succeeded(begin.number, end.value)
            if pace.lets_through(step):
                send(Stepped(begin.number, step))
    finally:
        generator.close()
    return Cancelled(begin.number)


def _send_failure(send: Callable[[Answer], None], number: int, error: EngineError) -> None:
    try:
        send(Failed(number, error))
    except (TypeError, AttributeError, ValueError, pickle.PicklingError):  # it carries what must not cross
        send(Failed(number, EngineError(str(error))))


def _no_room(error: OSError) -> EngineError:
    place = f"{error.filename}: " if error.filename else ""
    return EngineError(f"{place}{error.strerror}; make room on that disk. What was written before is still there")


def _broken(number: int, error: Exception) -> Broken:
    message = traceback.format_exception_only(error)[-1].strip()
    return Broken(number, message, "".join(traceback.format_exception(error)))
