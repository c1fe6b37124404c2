"""How far one call in an engine process is, as the window's side sees it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.processes.messages import Broken, Cancel, Cancelled, Failed, GoOn, Order, Pause, Stepped, Succeeded
from engine.processes.wishes import GRACE, CallBrokenError, CallCancelledError

if TYPE_CHECKING:
    from engine.processes.child import Child
    from engine.processes.wishes import Wishes
    from engine.steps import Step


class Course:
    """What the process has been told of the wishes, and what it has answered."""

    def __init__(self, number: int, call: str, wishes: Wishes) -> None:
        self.number, self.wishes, self.place = number, wishes, call
        self.ended = False
        self.result: object = None
        self._paused = False
        self._deadline: float | None = None

    def tell(self, child: Child) -> None:
        """Pass on wishes that are new. Raises CallCancelledError when a cancel was not answered in time."""
        orders: list[Order] = []
        if self._paused != self.wishes.paused:
            self._paused = not self._paused
            orders.append(Pause(self.number) if self._paused else GoOn(self.number))
        if self.wishes.cancelled and self._deadline is None:
            self._deadline = time.monotonic() + GRACE
            orders.append(Cancel(self.number))
        for order in orders:
            child.send(order)
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise CallCancelledError

    def take(self, answer: object) -> Step | None:
        """The step in `answer`, if it is one of this call; its end is kept, or raised."""
        if getattr(answer, "number", None) != self.number:
            return None
        match answer:
            case Stepped(step=step):
                self.place = step.what
                return step
            case Succeeded(result=result):
                self.ended, self.result = True, result
            case Failed(error=error):
                self.ended = True
                raise error
            case Broken(message=message, trace=trace):
                self.ended = True
                raise CallBrokenError(message, trace)
            case Cancelled():
                self.ended = True
                raise CallCancelledError
        return None
