"""The precision-recall curve, whose threshold is dragged along it or moved with the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme, tokens
from gui.wording import tr, written

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent

    from gui.runs.curves import Curve

STEP, LEAP = 0.01, 0.1
"""Of the threshold: Up and Down, Page up and Page down."""
DOT = 6.0
KEYS = {
    Qt.Key.Key_Up: STEP,
    Qt.Key.Key_Down: -STEP,
    Qt.Key.Key_PageUp: LEAP,
    Qt.Key.Key_PageDown: -LEAP,
    Qt.Key.Key_Home: -1.0,
    Qt.Key.Key_End: 1.0,
}


class PrecisionRecall(QWidget):
    """`threshold_wanted(float)` when a person moves the point: Left and Right go along the curve, Up and Down by the
    score. What is shown changes only with `set_threshold`."""

    threshold_wanted = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._curve: Curve | None = None
        self._threshold = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 90)
        self.setAccessibleName(tr("Precision and recall"))
        how = tr("Drag the point, or use the arrow keys: Left and Right along the curve, Up and Down by score")
        self.setToolTip(how)
        theme.signals.changed.connect(self.update)

    def set_curve(self, curve: Curve | None) -> None:
        self._curve = curve
        self.update()

    def set_threshold(self, threshold: float) -> None:
        self._threshold = threshold
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 200)

    def point(self, recall: float, precision: float) -> QPointF:
        """Where on the widget that is."""
        area = self._area()
        return QPointF(area.left() + recall * area.width(), area.bottom() - precision * area.height())

    def _area(self) -> QRectF:
        words = QFontMetricsF(theme.font(tokens.SMALL_TEXT))
        left, below = words.horizontalAdvance("0.0") + 2 * tokens.GAP, words.height() + tokens.GRID
        return QRectF(self.rect()).adjusted(left, DOT + 4, -tokens.PANEL_PADDING - DOT, -below - tokens.GRID)

    # -- what a person does -------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())

    def _drag(self, place: QPointF) -> None:
        if self._curve is None:
            return
        area = self._area()
        stretch = area.width() / max(area.height(), 1.0)
        recall, precision = (place.x() - area.left()) / area.width(), (area.bottom() - place.y()) / area.height()
        self._want(self._curve.score[self._curve.nearest(recall, precision, stretch)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._curve is None or event.key() not in (*KEYS, Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
            return
        if event.key() in KEYS:
            self._want(round(self._threshold + KEYS[Qt.Key(event.key())], 2))
            return
        place = self._curve.at(self._threshold)
        wanted = (-1 if place is None else place) + (1 if event.key() == Qt.Key.Key_Right else -1)
        if 0 <= wanted < len(self._curve.score):
            self._want(self._curve.score[wanted])

    def _want(self, threshold: float) -> None:
        self.threshold_wanted.emit(min(max(threshold, 0.0), 1.0))

    # -- what is drawn ------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        self._draw_axes(painter)
        if self._curve is not None:
            self._draw_curve(painter, self._curve)
        painter.end()
        if self.hasFocus():
            theme.draw_ring(self)

    def _draw_axes(self, painter: QPainter) -> None:
        shown, area = theme.current(), self._area()
        words = QFontMetricsF(painter.font())
        for part in range(5):
            share = part / 4
            x, y = self.point(share, share).x(), self.point(share, share).y()
            painter.setPen(QColor(shown.divider))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            if part % 2:
                continue
            painter.setPen(QColor(shown.text_2))
            text = written(share, 1 if share % 1 else 0)
            wide = words.horizontalAdvance(text)
            painter.drawText(QPointF(area.left() - wide - tokens.GRID, y + words.capHeight() / 2), text)
            painter.drawText(QPointF(x - wide / 2, area.bottom() + words.ascent() + 2), text)
        painter.setPen(QColor(shown.text_2))
        below = area.bottom() + words.ascent() + 2
        recall = tr("recall")
        painter.drawText(QPointF(self.point(0.75, 0).x() - words.horizontalAdvance(recall) / 2, below), recall)
        low = self.point(0, 0.25).y()  # where a curve of any worth does not come
        painter.drawText(QPointF(area.left() + tokens.GRID, low - tokens.GRID), tr("precision"))

    def _draw_curve(self, painter: QPainter, curve: Curve) -> None:
        shown = theme.current()
        points = [self.point(r, p) for r, p in zip(curve.recall, curve.precision, strict=True)]
        at = curve.at(self._threshold)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(shown.outline), 1.5, Qt.PenStyle.DotLine))  # what the threshold leaves out
        painter.drawPath(_path(points[at if at is not None else 0 :]))
        painter.setPen(QPen(QColor(shown.accent), 2))
        painter.drawPath(_path(points[: at + 1] if at is not None else []))
        place = points[at] if at is not None else self.point(0, 1)
        painter.setPen(QPen(QColor(shown.panel), 2))
        painter.setBrush(QColor(shown.accent))
        painter.drawEllipse(place, DOT, DOT)


def _path(points: list[QPointF]) -> QPainterPath:
    path = QPainterPath()
    for number, point in enumerate(points):
        if number:
            path.lineTo(point)
        else:
            path.moveTo(point)
    return path
