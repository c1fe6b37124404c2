"""Draw a box: press, drag, release; or click, move, click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.annotation import Box, Instance
from gui.canvas import chips, lines
from gui.canvas.shaping import UNNAMED
from gui.canvas.tools.frame import STEADY
from gui.look import tokens
from gui.wording import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane


class BoxTool:
    """Corners lie on whole pixels of the picture. A box with a side under three pixels of the screen is a slip."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._start: Spot | None = None
        self._spot: Spot | None = None
        self._second = False

    def press(self, spot: Spot) -> None:
        self._spot = spot
        if not self._scene.document.editable:
            self._scene.document.edit((), tr("New box"))  # refused, and the document says why
        elif self._start is None:
            self._start, self._second = spot, False
        else:
            self._second = True

    def move(self, spot: Spot, held: bool) -> None:
        del held
        self._spot = spot
        self._scene.changed.emit()

    def release(self, spot: Spot) -> None:
        self._spot = spot
        if self._start is None:
            return
        apart = spot.at - self._start.at
        if self._second or max(abs(apart.x()), abs(apart.y())) >= STEADY:
            self._finish(self._start, spot)
        self._scene.changed.emit()

    def _finish(self, start: Spot, spot: Spot) -> None:
        scene = self._scene
        self._start, self._second = None, False
        apart, box = spot.at - start.at, self._box(start, spot)
        if min(abs(apart.x()), abs(apart.y())) < STEADY or min(box.width, box.height) < 1:
            return
        if scene.viewing.view == "prediction":
            scene.viewing.view = "both"  # a box of the truth would be drawn and not seen
        index = scene.document.add(Instance(self._label(), box))
        scene.finished.emit()
        if index is not None:
            scene.drawn.emit(index)

    def _label(self) -> str:
        document = self._scene.document
        instances = document.truth.instances if document.truth else ()
        return document.last_label or (instances[-1].label if instances else UNNAMED)

    def _box(self, start: Spot, spot: Spot) -> Box:
        truth = self._scene.document.truth
        assert truth is not None
        (left, right), (top, bottom) = sorted((start.x, spot.x)), sorted((start.y, spot.y))
        box = Box(float(round(left)), float(round(top)), float(round(right)), float(round(bottom)))
        return box.clipped(truth.width, truth.height)

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        del event, spot
        return False

    def claims(self, event: QKeyEvent) -> bool:
        del event
        return False

    def cancel(self) -> None:
        self._start, self._second = None, False
        self._scene.changed.emit()

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        del spot
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        if self._spot is None or self._spot.pane.caption != pane.caption:
            return
        _guides(painter, pane, self._spot.at)
        if self._start is None or self._scene.document.truth is None:
            return
        box = self._box(self._start, self._spot)
        line = tokens.LINES["drawn"]
        lines.outline(painter, lines.Style(tokens.DRAWN, line.width, line.dash, 0.0), [pane.rect_of(box)])
        readout = f"{box.width:.0f} × {box.height:.0f}"
        chips.paint(painter, [chips.beside(self._spot.at, readout, pane.rect)])


def _guides(painter: QPainter, pane: Pane, at: QPointF) -> None:
    """Cross hairs through the cursor: white over black, so that they show everywhere."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    x, y, rect = round(at.x()), round(at.y()), QRectF(pane.rect).toRect()
    for colour, wide in ((QColor(tokens.CASING), 3), (QColor(tokens.ERROR_RIM), 1)):
        colour.setAlphaF(tokens.GUIDE_OPACITY)
        painter.setPen(QPen(colour, wide))
        painter.drawLine(x, rect.top(), x, rect.bottom())
        painter.drawLine(rect.left(), y, rect.right(), y)
