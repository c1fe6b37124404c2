"""Python's cycle collector, kept on the thread of the window.

It runs on whichever thread happens to allocate. A job that unpickles would so destroy widgets which are garbage of the
window, timers and all, on its own thread, and Qt then ends the program with a segmentation fault.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD = 1000  # ms


class Collector(QObject):
    """Until the last of them has been told to `end`, garbage is collected by a timer of the window, in no other way."""

    _present = 0

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=PERIOD)
        self._timer.timeout.connect(collect)
        self._timer.start()
        Collector._present += 1
        gc.disable()

    def end(self) -> None:
        """May be said twice."""
        if self._timer.isActive():
            self._timer.stop()
            Collector._present -= 1
            if Collector._present == 0:
                gc.enable()


def collect() -> None:
    """What the collector would have done by itself by now: the oldest generation that is due."""
    for generation, (count, limit) in reversed(list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))):
        if count > limit > 0:
            gc.collect(generation)
            return
