"""Small pictures for the rows on screen, fetched a few at a time, newest wish first."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.datasets.record import Record
    from gui.job import Failure
    from gui.lane import Lane

WIDTH, HEIGHT = 80, 60
CHUNK = 16
KEPT = 1000
"""Thumbnails kept: about 20 MB at the usual pixel ratio."""
WISHES = 24
"""As many rows as a tall screen shows; wishes of rows long scrolled past are dropped."""


class Thumbnails(QObject):
    """`arrived(position)` after each one. A picture that can't be decoded has an empty QImage."""

    arrived = Signal(int)
    settled = Signal()

    def __init__(self, lane: Lane, ratio: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane, self._ratio = lane, ratio
        self._records: Sequence[Record] = ()
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._wishes: OrderedDict[int, None] = OrderedDict()
        self._turn, self._under_way, self._waiting = 0, set[int](), False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._ask)

    def open(self, records: Sequence[Record]) -> None:
        self._records = records
        self._turn += 1
        self._kept.clear()
        self._wishes.clear()
        if self._under_way:
            self._under_way, self._waiting = set(), False
            self._lane.cancel()

    def take_listing(self, records: Sequence[Record]) -> None:
        """Take all records of the folder, the first of which are those that were there so far."""
        self._records = records

    @property
    def busy(self) -> bool:
        return bool(self._under_way or self._wishes)

    def get(self, position: int) -> QImage | None:
        """The thumbnail, or None: then it is wished for and `arrived` follows."""
        image = self._kept.get(position)
        if image is None:
            self._wishes[position] = None
            self._wishes.move_to_end(position)
            while len(self._wishes) > WISHES:
                self._wishes.popitem(last=False)
            if not self._timer.isActive():
                self._timer.start()
        return image

    def _ask(self) -> None:
        positions = tuple(wish for wish in self._wishes if wish not in self._under_way)[:CHUNK]
        if self._waiting or not positions:
            return
        job = self._lane.ask(
            "thumbnails",
            {
                "images": tuple(str(self._records[position].image) for position in positions),
                "width": round(WIDTH * self._ratio),
                "height": round(HEIGHT * self._ratio),
            },
        )
        job.started.connect(partial(self._started, self._turn))  # the next ones wait at the reader, not here
        job.succeeded.connect(partial(self._answered, self._turn, positions))
        job.failed.connect(partial(self._failed, self._turn, positions))
        # cancelled: another folder was opened, or the program ends; neither asks for these again
        self._under_way.update(positions)
        self._waiting = True

    def _started(self, turn: int) -> None:
        if turn == self._turn:
            self._waiting = False
            self._ask()

    def _answered(self, turn: int, positions: tuple[int, ...], arrays: Sequence[Any]) -> None:
        if turn != self._turn:
            return
        for position, array in zip(positions, arrays, strict=True):
            self._keep(position, as_image(array, self._ratio))
        self._go_on()

    def _failed(self, turn: int, positions: tuple[int, ...], _failure: Failure) -> None:
        """A reader that died over a chunk is not fed the same chunk again."""
        if turn == self._turn:
            for position in positions:
                self._keep(position, QImage())
            self._go_on()

    def _keep(self, position: int, image: QImage) -> None:
        self._wishes.pop(position, None)
        self._under_way.discard(position)
        self._kept[position] = image
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(position)

    def _go_on(self) -> None:
        if self.busy:
            self._ask()
        else:
            self.settled.emit()


def as_image(array: Any, ratio: float) -> QImage:
    """A QImage of its own from an H×W×4 uint8 BGRX array; empty where there is none."""
    if array is None:
        return QImage()
    height, width = array.shape[:2]
    image = QImage(bytes(memoryview(array).cast("B")), width, height, QImage.Format.Format_RGB32).copy()
    image.setDevicePixelRatio(ratio)
    return image
