"""A frame dragged around objects: those wholly inside it are selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt

from gui.canvas import lines
from gui.look import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane

STEADY = 3
"""Screen pixels the mouse may tremble in a click."""


class Frame:
    """What the select tool does with a drag that takes hold of nothing. With Shift held what is selected stays so."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._start: Spot | None = None
        self._spot: Spot | None = None

    @property
    def holding(self) -> bool:
        return self._start is not None

    def press(self, spot: Spot) -> None:
        self._start = self._spot = spot

    def move(self, spot: Spot) -> None:
        self._spot = spot
        self._scene.changed.emit()

    def release(self, spot: Spot) -> Spot | None:
        """Where a click was begun that was no drag; else the objects in the frame are selected."""
        self._spot = spot
        start, rect, document = self._start, self._rect(), self._scene.document
        self.cancel()
        if start is None or rect is None:
            return start
        inside = [
            shape.index
            for shape in self._scene.shapes
            if shape.layer == "truth" and "truth" in spot.pane.layers and _holds(rect, spot.pane.rect_of(shape.box))
        ]
        kept = document.selection if start.keys & Qt.KeyboardModifier.ShiftModifier else ()
        document.select_many((*kept, *inside))
        return None

    def cancel(self) -> bool:
        """Whether a drag was given up."""
        held, self._start = self.holding, None
        self._scene.changed.emit()
        return held

    def paint(self, painter: QPainter, pane: Pane) -> None:
        rect = self._rect()
        if rect is not None and self._spot is not None and self._spot.pane.caption == pane.caption:
            line = tokens.LINES["drawn"]
            lines.outline(painter, lines.Style(tokens.DRAWN, line.width, (4, 4), 0.0), [rect])

    def _rect(self) -> QRectF | None:
        """The frame on the screen; None where the mouse has not moved away from where it was pressed."""
        if self._start is None or self._spot is None:
            return None
        rect = QRectF(self._start.at, self._spot.at).normalized()
        return rect if max(rect.width(), rect.height()) >= STEADY else None


def _holds(frame: QRectF, rect: QRectF) -> bool:
    """Not `QRectF.contains`: for that nothing holds what is thinner than a pixel here."""
    across = frame.left() <= rect.left() and rect.right() <= frame.right()
    return across and frame.top() <= rect.top() and rect.bottom() <= frame.bottom()
