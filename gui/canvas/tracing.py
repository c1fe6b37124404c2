"""Polygons as they are drawn: cased lines that follow the points, and the points of the one that is being changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from gui.look import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.annotation import Polygon
    from gui.canvas.shapes import Shape
    from gui.canvas.viewport import Pane

POINT = 7
"""Pixels of the screen."""


def paint(painter: QPainter, pane: Pane, shapes: Iterable[Shape], more: float = 0.0) -> None:
    """The polygons of those shapes that have any; lines are wider by `more`."""
    for shape in shapes:
        line = tokens.LINES["ignored" if shape.instance.difficult else shape.layer]
        for polygon in shape.instance.polygons:
            _line(painter, on_screen(pane, polygon), shape.colour, line.width + more, line.dash, closed=True)


def paint_line(painter: QPainter, pane: Pane, points: Sequence[tuple[float, float]], closed: bool) -> None:
    """A line that is being drawn."""
    line = tokens.LINES["drawn"]
    _line(painter, on_screen(pane, points), tokens.DRAWN, line.width, line.dash, closed)


def on_screen(pane: Pane, points: Sequence[tuple[float, float]] | Polygon) -> QPolygonF:
    return QPolygonF([pane.to_screen(x, y) for x, y in points])


def _line(
    painter: QPainter, points: QPolygonF, colour: str, width: float, dash: tuple[float, ...], closed: bool
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    draw = painter.drawPolygon if closed else painter.drawPolyline
    casing = QPen(QColor(tokens.CASING), width + 2 * tokens.CASING_WIDTH)
    casing.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(casing)
    draw(points)
    core = QPen(QColor(colour), width)
    core.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        core.setDashPattern([length / width for length in dash])
    painter.setPen(core)
    draw(points)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def paint_points(painter: QPainter, places: Iterable[QPointF], marked: QPointF | None = None) -> None:
    """Points to take hold of; the `marked` one is larger and accented."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(tokens.CASING), tokens.HANDLE_RIM))
    for place in places:
        here = place == marked
        half = POINT / 2 + (1.5 if here else 0)
        painter.setBrush(QBrush(QColor(tokens.DRAWN if here else tokens.HANDLE)))
        painter.drawEllipse(QRectF(place.x() - half, place.y() - half, 2 * half, 2 * half))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
