"""The four corners round the disagreement that the keys have come to: white in a dark casing, seen on any picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.look import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

OUT, LONG = 9, 20
"""Pixels from the outlines to the corners, and the length of their arms."""


def around(rects: Iterable[QRectF]) -> QRectF | None:
    """Where the corners go for outlines at these places on the screen; None for none."""
    whole: QRectF | None = None
    for rect in rects:
        whole = QRectF(rect) if whole is None else whole.united(rect)
    return None if whole is None else whole.adjusted(-OUT, -OUT, OUT, OUT)


def paint(painter: QPainter, area: QRectF, within: QRectF) -> None:
    """Draw the corners of `area`, as far as it lies `within` the pane."""
    seen = area.intersected(within.adjusted(3, 3, -3, -3))
    if seen.isEmpty():
        return
    arm = min(LONG, seen.width() / 3, seen.height() / 3)
    corners = (
        (seen.topLeft(), 1, 1),
        (seen.topRight(), -1, 1),
        (seen.bottomRight(), -1, -1),
        (seen.bottomLeft(), 1, -1),
    )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((tokens.CASING, 5), (tokens.HANDLE, 3)):
        pen = QPen(QColor(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        for at, right, down in corners:
            ends = QPointF(at.x() + right * arm, at.y()), QPointF(at), QPointF(at.x(), at.y() + down * arm)
            painter.drawPolyline(QPolygonF(list(ends)))
