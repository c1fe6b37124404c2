"""Bars of counts, a row each, in the order they are given: click one, or choose it with the keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractScrollArea

from gui.look import theme, tokens
from gui.widgets.bars import BAR, ROW, draw_bar
from gui.widgets.plain_tips import PlaceTips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

TRACK = 36
"""The least that is left of a bar where names are long."""
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Count:
    """`share` is the bar's length in 0..1, `expected` where it would end if things were as elsewhere (a mark), `text`
    the figure, `word` what is odd about it, `tip` the whole in words."""

    name: str
    share: float
    text: str
    word: str = ""
    expected: float | None = None
    tip: str = ""


class CountBars(QAbstractScrollArea):
    """`chosen(int)` when a row is clicked, or entered with Enter or Space."""

    chosen = Signal(int)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._counts: tuple[Count, ...] = ()
        self.current = -1
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setMinimumSize(theme.px(144), 2 * ROW)
        theme.signals.changed.connect(self.viewport().update)
        PlaceTips(self.viewport(), self._said_at)

    @property
    def counts(self) -> tuple[Count, ...]:
        return self._counts

    def set_counts(self, counts: Sequence[Count]) -> None:
        self._counts, self.current = tuple(counts), -1
        self._measure()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(220, max(2, len(self._counts)) * theme.px(ROW))

    def row_rect(self, row: int) -> QRect:
        """Of a row, on the viewport."""
        high = theme.px(ROW)
        return QRect(0, row * high - self.verticalScrollBar().value(), self.viewport().width(), high)

    def _row_at(self, place: QPoint) -> int:
        row = (place.y() + self.verticalScrollBar().value()) // theme.px(ROW)
        return row if 0 <= row < len(self._counts) else -1

    def _measure(self) -> None:
        high, bar = theme.px(ROW), self.verticalScrollBar()
        bar.setRange(0, max(0, high * len(self._counts) - self.viewport().height()))
        bar.setPageStep(max(high, self.viewport().height()))
        bar.setSingleStep(high)

    def _become(self, row: int) -> None:
        if not 0 <= row < len(self._counts) or row == self.current:
            return
        self.current = row
        place, bar = self.row_rect(row), self.verticalScrollBar()
        if place.top() < 0:
            bar.setValue(bar.value() + place.top())
        elif place.bottom() > self.viewport().height():
            bar.setValue(bar.value() + place.bottom() - self.viewport().height() + 1)
        self.setAccessibleDescription(_tip(self._counts[row]))
        self.viewport().update()

    # -- what a person does -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._counts) - 1
        goals = {
            Qt.Key.Key_Down: min(self.current + 1, last),
            Qt.Key.Key_Up: max(self.current - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in goals:
            self._become(goals[Qt.Key(event.key())])
        elif event.key() in KEYS and self.current >= 0:
            self.chosen.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._become(row)
            self.chosen.emit(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # as the press was

    def _said_at(self, at: QPoint) -> str:
        row = self._row_at(at)
        return _tip(self._counts[row]) if row >= 0 else ""

    # -- what is drawn ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        words = QFontMetricsF(painter.font())
        names = max((words.horizontalAdvance(one.name) for one in self._counts), default=0.0) + tokens.GAP
        figure = max((words.horizontalAdvance(one.text) for one in self._counts), default=0.0) + tokens.GAP
        word = max((words.horizontalAdvance(one.word) + tokens.GAP for one in self._counts if one.word), default=0.0)
        name = min(names, max(self.viewport().width() - figure - word - TRACK, 60))
        for row, one in enumerate(self._counts):
            place = self.row_rect(row)
            if place.intersects(event.rect()):
                if row == self.current:
                    painter.fillRect(place, QColor(theme.current().selected))
                self._draw(painter, QRectF(place).adjusted(2, 0, -tokens.GRID, 0), one, (name, figure, word))
        painter.end()
        if self.hasFocus():
            theme.draw_ring(self.viewport())

    def _draw(self, painter: QPainter, place: QRectF, one: Count, widths: tuple[float, float, float]) -> None:
        shown, words = theme.current(), QFontMetricsF(painter.font())
        name, figure, word = widths
        line = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setPen(QColor(shown.text))
        text = words.elidedText(one.name, Qt.TextElideMode.ElideRight, name - tokens.GAP)
        painter.drawText(QRectF(place.x(), place.y(), name, place.height()), line, text)
        painter.drawText(place, right, one.text)
        painter.setPen(QColor(shown.warning))
        painter.drawText(place.adjusted(0, 0, -figure, 0), right, one.word)
        wide = max(place.width() - name - figure - word, 1.0)
        track = QRectF(place.x() + name, place.center().y() - BAR / 2, wide, BAR)
        draw_bar(painter, track, one.share, one.expected, shown.warning if one.word else shown.accent)


def _tip(one: Count) -> str:
    return one.tip or f"{one.name}: {one.text}" + (f", {one.word}" if one.word else "")
