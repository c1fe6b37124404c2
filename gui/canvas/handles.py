"""The eight handles of the selected box, and what dragging one does."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from engine.annotation import Box, Instance
from gui.look import tokens

Handle = tuple[int, int]
"""Which edges it moves: -1 the left (or top) one, 1 the right (or bottom) one, 0 neither."""

HANDLES: tuple[Handle, ...] = ((-1, -1), (1, -1), (1, 1), (-1, 1), (0, -1), (1, 0), (0, 1), (-1, 0))

CURSORS = {
    (-1, -1): Qt.CursorShape.SizeFDiagCursor,
    (1, 1): Qt.CursorShape.SizeFDiagCursor,
    (1, -1): Qt.CursorShape.SizeBDiagCursor,
    (-1, 1): Qt.CursorShape.SizeBDiagCursor,
    (0, -1): Qt.CursorShape.SizeVerCursor,
    (0, 1): Qt.CursorShape.SizeVerCursor,
    (1, 0): Qt.CursorShape.SizeHorCursor,
    (-1, 0): Qt.CursorShape.SizeHorCursor,
}


def place(rect: QRectF, handle: Handle) -> QPointF:
    """The middle of a handle of a box that is at `rect` on the screen."""
    return QPointF(
        rect.center().x() + handle[0] * rect.width() / 2,
        rect.center().y() + handle[1] * rect.height() / 2,
    )


def _shown(rect: QRectF) -> tuple[Handle, ...]:
    """A small box has only its corners, so that its inside can still be taken hold of."""
    roomy = min(rect.width(), rect.height()) >= 3 * tokens.HANDLE_HIT
    return HANDLES if roomy else HANDLES[:4]


def at(rect: QRectF, point: QPointF) -> Handle | None:
    """The handle of the box at `rect` under `point`; the nearest where two overlap."""
    reach = tokens.HANDLE_HIT / 2
    best, distance = None, reach + 1
    for handle in _shown(rect):
        apart = place(rect, handle) - point
        away = max(abs(apart.x()), abs(apart.y()))
        if away <= reach and away < distance:
            best, distance = handle, away
    return best


def paint(painter: QPainter, rect: QRectF) -> None:
    half = tokens.HANDLE_SIZE / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(tokens.CASING), tokens.HANDLE_RIM))
    painter.setBrush(QBrush(QColor(tokens.HANDLE)))
    for handle in _shown(rect):
        spot = place(rect, handle)
        painter.drawRoundedRect(QRectF(spot.x() - half, spot.y() - half, 2 * half, 2 * half), 1.5, 1.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def resized(box: Box, handle: Handle, x: float, y: float, width: float, height: float) -> Box:
    """`box` with the handle's edges at the whole pixel nearest to (x, y), within a width×height picture. An edge
    that is dragged over its opposite becomes the opposite one; a side never gets shorter than a pixel."""
    left, right = _side(box.xmin, box.xmax, handle[0], x, width)
    top, bottom = _side(box.ymin, box.ymax, handle[1], y, height)
    return Box(left, top, right, bottom)


def _side(low: float, high: float, which: int, to: float, most: float) -> tuple[float, float]:
    if which == 0:
        return low, high
    fixed = high if which < 0 else low
    moving = min(max(float(round(to)), 0.0), most)
    if abs(moving - fixed) < 1:
        moving = fixed + which if 0 <= fixed + which <= most else fixed - which
    return min(fixed, moving), max(fixed, moving)


def shifted(box: Box, dx: float, dy: float, width: float, height: float) -> Box:
    """`box` moved by whole pixels, kept within a width×height picture as far as it was within it."""
    dx = min(max(round(dx), min(-box.xmin, 0.0)), max(width - box.xmax, 0.0))
    dy = min(max(round(dy), min(-box.ymin, 0.0)), max(height - box.ymax, 0.0))
    return box.moved(dx, dy)


def placed(instance: Instance, box: Box) -> Instance:
    """`instance` with another box; polygons go with it."""
    old = instance.box
    if not instance.polygons or old.width <= 0 or old.height <= 0:
        return replace(instance, box=box)
    across, down = box.width / old.width, box.height / old.height
    polygons = tuple(
        tuple((box.xmin + (x - old.xmin) * across, box.ymin + (y - old.ymin) * down) for x, y in polygon)
        for polygon in instance.polygons
    )
    return replace(instance, box=box, polygons=polygons)
