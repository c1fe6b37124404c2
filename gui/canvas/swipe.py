"""The divider of the Swipe view: truth left of it, the prediction right of it. It is dragged, or moved with keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.look import tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from gui.canvas.camera import Camera

REACH = 5
"""How far from the line, in pixels, it can be taken hold of."""
KNOB = 14
"""Half of the handle's width."""
STEP, LEAP = 0.02, 0.1
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Divider:
    """`holding` while it is dragged. Its place is the camera's, so a window keeps it from picture to picture."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._off: float | None = None

    @property
    def holding(self) -> bool:
        return self._off is not None

    @property
    def _line(self) -> QRectF | None:
        """The right pane, whose left edge is the divider; None in other views."""
        return self._camera.panes()[1].rect if self._camera.swiping else None

    def _knob(self, right: QRectF) -> QRectF:
        return QRectF(right.left() - KNOB, right.center().y() - KNOB, 2 * KNOB, 2 * KNOB)

    def _at(self, point: QPointF) -> bool:
        right = self._line
        return right is not None and (
            abs(point.x() - right.left()) <= REACH or self._knob(right).adjusted(-2, -2, 2, 2).contains(point)
        )

    def cursor(self, point: QPointF) -> Qt.CursorShape | None:
        """The cursor where it is dragged or can be."""
        return Qt.CursorShape.SplitHCursor if self.holding or self._at(point) else None

    def press(self, event: QMouseEvent) -> bool:
        """Whether the press takes hold of it."""
        right = self._line
        if right is None or event.button() != Qt.MouseButton.LeftButton or not self._at(event.position()):
            return False
        self._off = event.position().x() - right.left()
        return True

    def move(self, event: QMouseEvent) -> None:
        if self._off is not None:
            left, right = self._camera.panes()
            width = left.rect.width() + right.rect.width()
            self._camera.divide((event.position().x() - self._off - left.rect.left()) / max(width, 1.0))

    def release(self) -> None:
        self._off = None

    def key(self, event: QKeyEvent) -> bool:
        """Ctrl and an arrow move it a little, with Shift by more; whether the key meant that."""
        way, keys = KEYS.get(Qt.Key(event.key())), event.modifiers()
        if self._line is None or way is None or not keys & Qt.KeyboardModifier.ControlModifier:
            return False
        self._camera.divide(self._camera.divider + way * (LEAP if keys & Qt.KeyboardModifier.ShiftModifier else STEP))
        return True

    def paint(self, painter: QPainter) -> None:
        """A white line in a dark casing with a round handle, over everything else."""
        right = self._line
        if right is None:
            return
        x = right.left()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(x - 2, right.top(), 4, right.height()), QColor(tokens.CASING))
        painter.fillRect(QRectF(x - 1, right.top(), 2, right.height()), QColor(tokens.HANDLE))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(tokens.CASING), tokens.HANDLE_RIM))
        painter.setBrush(QColor(tokens.HANDLE))
        middle = self._knob(right).center()
        painter.drawEllipse(middle, KNOB, KNOB)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.CASING))
        for way in (-1, 1):
            tip, back = middle.x() + way * 9, middle.x() + way * 4
            corners = [QPointF(tip, middle.y()), QPointF(back, middle.y() - 5), QPointF(back, middle.y() + 5)]
            painter.drawPolygon(QPolygonF(corners))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
