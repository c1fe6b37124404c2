"""`--screenshot` and `--quit`: wait until all that was asked for is drawn, save the window, leave. Never for ever."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pathlib import Path

    from gui.main_window import MainWindow

TICK = 50
STILL = 4
"""So many looks in a row must find nothing left to do."""
PATIENCE = 120_000
"""Milliseconds without any progress after which it is given up."""


class Shooting(QObject):
    """Watches a window from its first showing on. `shot` is the picture to write or None; `leave` closes the window
    then. A failure to open, predict or write is one line on stderr and status 2."""

    def __init__(self, window: MainWindow, shot: Path | None, leave: bool, opens: bool, predicts: bool) -> None:
        super().__init__(window)
        if shot is not None:
            window.resize(window.size().expandedTo(QSize(1280, 800)))  # a picture may be larger than the screen
        self._window, self._shot, self._leave = window, shot, leave
        self._missing = {"picture": opens, "labels": opens, "prediction": opens and predicts}
        self._still = 0
        self._since = QElapsedTimer()
        self._since.start()
        window.failed.connect(self._fail)
        window.reviewing.arrived.connect(lambda _position: self._came("picture"))
        window.opening.indexed.connect(lambda _index: self._came("labels"))
        window.training.predicted.connect(lambda _checkpoint: self._came("prediction"))
        for signal in (window.opening.stepped, window.training.predicting):
            signal.connect(lambda _step: self._since.restart())
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _came(self, what: str) -> None:
        self._missing[what] = False
        self._since.restart()

    def _look(self) -> None:
        window = self._window
        at_work = window.lanes.pictures.busy or window.thumbnails.busy or any(self._missing.values())
        self._still = 0 if at_work else self._still + 1
        if self._still >= STILL:
            self._take()
        elif self._since.elapsed() > PATIENCE:
            left = [name for name, missing in self._missing.items() if missing] or ["thumbnails"]
            self._fail(f"the window still waits for: {', '.join(left)}")

    def _take(self) -> None:
        self._timer.stop()
        if self._shot is not None and not self._window.grab().save(str(self._shot), "PNG"):
            self._fail(f"{self._shot}: the picture of the window could not be written there")
        elif self._leave:
            self._exit(0)

    def _fail(self, text: str) -> None:
        if self._timer.isActive() or self._shot is not None:
            self._timer.stop()
            if sys.stderr is not None:  # a windowed program on Windows has none
                sys.stderr.write(f"overlap: {' '.join(text.split())}\n")
            self._exit(2)

    def _exit(self, status: int) -> None:
        self._window.failed.disconnect(self._fail)
        self._window.quiet = True
        self._window.close()
        QTimer.singleShot(0, lambda: QApplication.exit(status))
