"""Small pictures for the rows on screen, fetched a few at a time, newest wish first."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from engine.datasets.record import Listing
    from gui.job import Failure
    from gui.lane import Lane

WIDTH, HEIGHT = 80, 60
CHUNK = 24
WISHES = 48
"""As many rows as a tall screen shows; wishes of rows long scrolled past are dropped."""
KEPT = 1000
"""Thumbnails kept: about 20 MB at the usual pixel ratio."""


class Thumbnails(QObject):
    """`arrived(position)` after each one. A picture that can't be decoded has an empty QImage.

    Each of the lanes makes a chunk at a time; the second begins when there is more than one chunk to make.
    """

    arrived = Signal(int)

    def __init__(self, lanes: Sequence[Lane], ratio: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes, self._ratio = lanes, ratio
        self._images: Sequence[str] = ()
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._wishes: OrderedDict[int, None] = OrderedDict()
        self._turn = 0
        self._under_way: dict[Lane, tuple[int, ...]] = {}
        self._suspects = set[int]()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._ask)

    def open(self, records: Listing) -> None:
        self._images = records.image_file
        self._turn += 1
        self._kept.clear()
        self._wishes.clear()
        self._suspects.clear()
        for lane in self._under_way:
            lane.cancel()
        self._under_way.clear()

    def take_listing(self, records: Listing) -> None:
        """Take all records of the folder, the first of which are those that were there so far."""
        self._images = records.image_file

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
        for lane in self._lanes:
            made = {position for positions in self._under_way.values() for position in positions}
            left = tuple(wish for wish in self._wishes if wish not in made)
            if left and lane not in self._under_way:
                alone = tuple(wish for wish in left if wish in self._suspects)
                self._ask_for(lane, alone[:1] or left[:CHUNK])

    def _ask_for(self, lane: Lane, positions: tuple[int, ...]) -> None:
        arguments = {
            "images": tuple(self._images[position] for position in positions),
            "width": round(WIDTH * self._ratio),
            "height": round(HEIGHT * self._ratio),
        }
        job = lane.ask("thumbnails", arguments)
        job.succeeded.connect(partial(self._answered, self._turn, lane))
        job.failed.connect(partial(self._failed, self._turn, lane))
        # cancelled: another folder was opened, or the program ends; neither asks for these again
        self._under_way[lane] = positions

    def _answered(self, turn: int, lane: Lane, made: tuple[np.ndarray, Sequence[tuple[int, int]]]) -> None:
        if turn == self._turn:
            positions = self._under_way.pop(lane)
            images = (as_image(pixels, size, self._ratio) for pixels, size in zip(*made, strict=True))
            self._keep(dict(zip(positions, images, strict=True)))

    def _failed(self, turn: int, lane: Lane, _failure: Failure) -> None:
        """A reader that died over several is fed them one by one: only that one which kills it can't be decoded."""
        if turn == self._turn:
            positions = self._under_way.pop(lane)
            self._suspects.update(positions)
            self._keep({positions[0]: QImage()} if len(positions) == 1 else {})

    def _keep(self, images: Mapping[int, QImage]) -> None:
        for position, image in images.items():
            self._wishes.pop(position, None)
            self._suspects.discard(position)
            self._kept[position] = image
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._ask()
        for position in images:
            self.arrived.emit(position)


def as_image(pixels: np.ndarray, size: tuple[int, int], ratio: float) -> QImage:
    """A QImage of its own of the upper left `size` (width, height) of H×W×4 uint8 BGRX; empty where that is (0, 0)."""
    image = QImage(pixels.data, *size, pixels.strides[0], QImage.Format.Format_RGB32).copy()
    image.setDevicePixelRatio(ratio)
    return image
