"""Looking for pixels in an engine process of its own, so that the window never waits, and painting what was found."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gui.canvas import aims
from gui.wording import sentence, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from engine.steps import Step
    from gui.canvas.orders import Order
    from gui.job import Failure
    from gui.main_window import MainWindow


class Assisting(QObject):
    """One thing is looked for at a time; a newer wish takes its place."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._lane = window.lanes.assist
        self._number = 0
        self._open: dict[int, str] = {}
        window.canvas.toolbox.ordered.connect(self.look)
        window.canvas.toolbox.asked.connect(self.ask)
        window.status.stop_wanted.connect(self._stop_wanted)
        window.document.opened.connect(self.stop)

    @property
    def busy(self) -> bool:
        return bool(self._open)

    def look(self, order: Order) -> None:
        """Look for what `order` says, and paint it."""
        self.ask(order.call, order.arguments, partial(self._paint, order))

    def ask(self, call: str, arguments: Mapping[str, object], take: Callable[[Any], None]) -> None:
        """Hand what a call finds to `take`, if the same picture is still there; what was looked for before is not
        wanted any more."""
        if self._number in self._open:
            self._lane.cancel()
        self._number += 1
        self._open = {self._number: self._record}
        job, number = self._lane.ask(call, arguments), self._number
        job.stepped.connect(partial(self._step, number))
        job.succeeded.connect(partial(self._found, number, take))
        job.failed.connect(partial(self._failed, number))
        job.cancelled.connect(partial(self._end, number))

    def stop(self) -> None:
        """Give up what is looked for."""
        self._lane.cancel()

    def _stop_wanted(self, name: str) -> None:
        if name == "assist":
            self.stop()

    @property
    def _record(self) -> str:
        record = self._window.document.record
        return "" if record is None else record.name

    def _step(self, number: int, step: Step) -> None:
        if number in self._open and step.total:  # the others are over in a moment
            self._window.status.begin("assist", step)

    def _end(self, number: int) -> None:
        if self._open.pop(number, None) is not None:
            self._window.status.end("assist")

    def _found(self, number: int, take: Callable[[Any], None], found: object) -> None:
        wanted = self._open.get(number) == self._record
        self._end(number)
        if wanted:
            take(found)

    def _paint(self, order: Order, found: tuple[int, int, np.ndarray] | None) -> None:
        if found is None:
            self._window.toasts.say(tr("Nothing was found there. Nothing was painted."))
            return
        from engine.regions import Region  # numpy comes with it

        x, y, pixels = found
        region, scene = Region(order.x + x, order.y + y, pixels), self._window.canvas.scene
        before = scene.document.truth
        aims.carry_out(scene, region, aims.near(scene, region, order.aim))
        if order.painted is not None and scene.document.truth is not before:
            order.painted()

    def _failed(self, number: int, failure: Failure) -> None:
        self._end(number)
        self._window.say_failure(sentence(failure.message))


def connect(window: MainWindow) -> None:
    window.assisting = Assisting(window)
