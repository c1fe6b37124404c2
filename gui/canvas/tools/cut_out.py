"""Cut an object out: drag a box around it, or Enter for the box that is selected, and its pixels are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from engine.annotation import Box
from gui.canvas import lines, orders
from gui.look import tokens
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QPainter

    from gui.canvas.choices import Choices
    from gui.canvas.orders import Order
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane

LEAST = 8
"""Pixels of the picture: in a smaller box there is nothing to find."""
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CutOutTool:
    def __init__(self, scene: Scene, choices: Choices, ask: Callable[[Order], None]) -> None:
        self._scene, self._choices, self._ask = scene, choices, ask
        self._start: Spot | None = None
        self._spot: Spot | None = None

    def press(self, spot: Spot) -> None:
        if self._scene.document.truth is None:
            self._scene.document.edit((), tr("Cut out"))  # refused, and the document says why
        else:
            self._start = self._spot = spot

    def move(self, spot: Spot, held: bool) -> None:
        del held
        self._spot = spot
        self._scene.changed.emit()

    def release(self, spot: Spot) -> None:
        self._spot = spot
        box, self._start = self._box(), None
        if box is not None:
            self._look(box)
        self._scene.changed.emit()

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        del spot
        truth, index = self._scene.document.truth, self._scene.document.selected
        if not self.claims(event) or truth is None or index is None:
            return False
        self._look(truth.instances[index].box)
        return True

    def claims(self, event: QKeyEvent) -> bool:
        return event.key() in ENTER and self._scene.document.selected is not None

    def cancel(self) -> None:
        self._start = None
        self._scene.changed.emit()

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        del spot
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        box = self._box()
        if box is not None and self._spot is not None and self._spot.pane.caption == pane.caption:
            line = tokens.LINES["drawn"]
            lines.outline(painter, lines.Style(tokens.DRAWN, line.width, (4, 4), 0.0), [pane.rect_of(box)])

    def _look(self, box: Box) -> None:
        if min(box.width, box.height) >= LEAST:
            order = orders.cut_out(self._scene, self._choices, box)
            if order is not None:
                self._ask(order)

    def _box(self) -> Box | None:
        truth, start, spot = self._scene.document.truth, self._start, self._spot
        if truth is None or start is None or spot is None:
            return None
        (left, right), (top, bottom) = sorted((start.x, spot.x)), sorted((start.y, spot.y))
        box = Box(float(round(left)), float(round(top)), float(round(right)), float(round(bottom)))
        return box.clipped(truth.width, truth.height)
