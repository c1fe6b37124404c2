"""A table of counts, each cell tinted by its share: a confusion matrix, or which classes occur together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea

from gui.look import theme, tokens
from gui.widgets.plain_tips import PlaceTips
from gui.widgets.tints import INKS, legible, mixed
from gui.wording import percent, written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent

ROW = 22
LEAST, MOST = 48, 92
"""Widths of a cell."""
NAME = 132
"""The most that the names of rows take."""
TINTS = 0.12, 0.33
"""How much of the tone a cell has that holds anything, and how much more one that holds its whole row: on a fuller one
no ink is read well in both themes."""
MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class Matrix(QAbstractScrollArea):
    """`pointed(row, column)` when another cell is the current one, `chosen(row, column)` when it is clicked, or entered
    with Enter or Space. Names stay in sight while cells scroll. Numbers are always written: the tint is never alone."""

    pointed = Signal(int, int)
    chosen = Signal(int, int)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._rows: tuple[str, ...] = ()
        self._columns: tuple[str, ...] = ()
        self._counts: Sequence[Sequence[int]] = ()
        self._totals: tuple[int, ...] = ()
        self._axes, self._tones, self._shares = ("", ""), ("accent", "accent"), False
        self._head, self._row, self._cell = 0, ROW, LEAST
        self._says: Callable[[int, int], str] = lambda _row, _column: ""
        self.current = (-1, -1)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.setMinimumSize(200, 80)
        self.viewport().setMouseTracking(True)
        theme.signals.changed.connect(self.viewport().update)
        PlaceTips(self.viewport(), self._said_at)

    def set_table(
        self,
        names: tuple[Sequence[str], Sequence[str]],
        counts: Sequence[Sequence[int]],
        totals: Sequence[int],
        axes: tuple[str, str],
        says: Callable[[int, int], str],
        tones: tuple[str, str] = ("accent", "accent"),
    ) -> None:
        """Show `counts` by rows. `names` are those of rows and columns, `totals` what a share of each row is a share
        of, `axes` what rows and columns are, `says` the sentence of a cell, `tones` the theme's roles for the diagonal
        and for what is off it."""
        self._rows, self._columns = tuple(names[0]), tuple(names[1])
        self._counts, self._totals, self._axes, self._says = counts, tuple(totals), axes, says
        self._tones = tones
        self.current = (-1, -1)
        self._measure()
        self.viewport().update()

    def show_shares(self, shares: bool) -> None:
        """Write shares of rows in place of counts."""
        self._shares = shares
        self.viewport().update()

    def text(self, row: int, column: int) -> str:
        """What is written in a cell."""
        count = self._counts[row][column]
        if not count:
            return "·"
        return percent(self._share(row, column)) if self._shares else short(count)

    def point_at(self, row: int, column: int) -> None:
        """Make a cell the current one, and bring it into sight."""
        if not (0 <= row < len(self._rows) and 0 <= column < len(self._columns)) or (row, column) == self.current:
            return
        self.current = (row, column)
        self._reveal()
        self.setAccessibleDescription(self._says(row, column))
        self.viewport().update()
        self.pointed.emit(row, column)

    # -- where things are ---------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(480, 200)

    def _measure(self) -> None:
        words, port = QFontMetricsF(theme.font(tokens.SMALL_TEXT)), self.viewport().size()
        longest = max((words.horizontalAdvance(name) for name in (*self._rows, self._corner())), default=0.0)
        self._head = min(round(longest) + 2 * tokens.GAP, theme.px(NAME))
        self._row = theme.px(ROW)
        widest = max((words.horizontalAdvance(name) for name in self._columns), default=0.0) + 2 * tokens.GRID
        fitting = (port.width() - self._head) // max(len(self._columns), 1)
        self._cell = max(theme.px(LEAST), min(fitting, max(theme.px(MOST), round(widest))))
        over = self._head + self._cell * len(self._columns) - port.width()
        under = self._row * (len(self._rows) + 1) - port.height()
        for bar, most, page, step in (
            (self.horizontalScrollBar(), over, port.width() - self._head, self._cell),
            (self.verticalScrollBar(), under, port.height() - self._row, self._row),
        ):
            bar.setRange(0, max(0, most))
            bar.setPageStep(max(1, page))
            bar.setSingleStep(step)

    def _corner(self) -> str:
        return f"{self._axes[0]} ↓  {self._axes[1]} →"

    def cell_rect(self, row: int, column: int) -> QRect:
        """Of a cell, on the viewport."""
        x = self._head + column * self._cell - self.horizontalScrollBar().value()
        return QRect(x, (row + 1) * self._row - self.verticalScrollBar().value(), self._cell, self._row)

    def _at(self, place: QPoint) -> tuple[int, int] | None:
        if place.x() < self._head or place.y() < self._row or not self._rows:
            return None
        column = (place.x() - self._head + self.horizontalScrollBar().value()) // self._cell
        row = (place.y() - self._row + self.verticalScrollBar().value()) // self._row
        return (row, column) if row < len(self._rows) and column < len(self._columns) else None

    def _reveal(self) -> None:
        cell, port = self.cell_rect(*self.current), self.viewport().rect()
        for bar, low, high, start, end in (
            (self.horizontalScrollBar(), cell.left(), cell.right(), self._head, port.right()),
            (self.verticalScrollBar(), cell.top(), cell.bottom(), self._row, port.bottom()),
        ):
            if low < start:
                bar.setValue(bar.value() - (start - low))
            elif high > end:
                bar.setValue(bar.value() + high - end)

    def _share(self, row: int, column: int) -> float:
        return self._counts[row][column] / self._totals[row] if self._totals[row] else 0.0

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
        key = Qt.Key(event.key())
        row, column = self.current
        if key in MOVES and self._rows:
            down, right = MOVES[key] if row >= 0 else (0, 0)
            row, column = max(0, row + down), max(0, column + right)
            self.point_at(min(row, len(self._rows) - 1), min(column, len(self._columns) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and row >= 0:
            self.chosen.emit(row, column)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.point_at(*cell)
            self.chosen.emit(*cell)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # as the press was

    def _said_at(self, at: QPoint) -> str:
        cell = self._at(at)
        return self._says(*cell) if cell is not None else ""

    # -- what is drawn ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        cells = QRect(self._head, self._row, self._cell * len(self._columns), self._row * len(self._rows))
        painter.setClipRect(cells & event.rect())
        for row in range(len(self._rows)):
            for column in range(len(self._columns)):
                if self.cell_rect(row, column).intersects(event.rect()):
                    self._draw_cell(painter, row, column)
        painter.setClipping(False)
        self._draw_names(painter)
        painter.end()
        if self.hasFocus():
            theme.draw_ring(self.viewport())

    def _draw_cell(self, painter: QPainter, row: int, column: int) -> None:
        shown, cell = theme.current(), QRectF(self.cell_rect(row, column)).adjusted(1, 1, -1, -1)
        share, same = min(self._share(row, column), 1.0), self._rows[row] == self._columns[column]
        there = self._counts[row][column] > 0
        back = (
            mixed(shown.panel, getattr(shown, self._tones[not same]), TINTS[0] + TINTS[1] * share)
            if there
            else shown.panel
        )
        painter.setPen(
            QPen(QColor(shown.outline), 1) if same else Qt.PenStyle.NoPen
        )  # the diagonal, without colour too
        painter.setBrush(QColor(back))
        painter.drawRect(cell)
        if (row, column) == self.current:
            painter.setPen(QPen(QColor(shown.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        painter.setPen(QColor(legible(back, *INKS) if there else shown.hint))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, self.text(row, column))

    def _draw_names(self, painter: QPainter) -> None:
        shown, words = theme.current(), QFontMetricsF(painter.font())
        port = self.viewport().rect()
        painter.setClipRect(QRect(self._head, 0, port.width(), self._row))
        for column, name in enumerate(self._columns):
            place = self.cell_rect(0, column)
            painter.setPen(QColor(shown.text if column == self.current[1] else shown.text_2))
            text = words.elidedText(name, Qt.TextElideMode.ElideRight, self._cell - 4)
            painter.drawText(QRect(place.x(), 0, self._cell, self._row), Qt.AlignmentFlag.AlignCenter, text)
        painter.setClipRect(QRect(0, self._row, self._head, port.height()))
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for row, name in enumerate(self._rows):
            top = self.cell_rect(row, 0).y()
            painter.setPen(QColor(shown.text if row == self.current[0] else shown.text_2))
            text = words.elidedText(name, Qt.TextElideMode.ElideRight, self._head - tokens.GAP)
            painter.drawText(QRect(0, top, self._head - tokens.GRID, self._row), side, text)
        painter.setClipping(False)
        painter.setPen(QColor(shown.hint))
        corner = words.elidedText(self._corner(), Qt.TextElideMode.ElideRight, self._head - tokens.GAP)
        painter.drawText(QPointF(tokens.GRID, self._row / 2 + words.capHeight() / 2), corner if self._rows else "")


def short(count: int) -> str:
    """A count in at most five characters: 9,999, 12k, 3.4M."""
    if count < 10_000:
        return written(count)
    for size, sign in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if count >= size:
            return f"{written(count / size, 1)}{sign}" if count < 10 * size else f"{count // size}{sign}"
    return str(count)
