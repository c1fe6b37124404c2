"""How figures differ between two runs: each with its 95 % interval, drawn around the line where nothing has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme, tokens
from gui.widgets.plain_tips import PlaceTips
from gui.wording import counted, tr, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent

ROW = 22
LEAST_SPAN = 0.05
"""The axis reaches at least so far to both sides."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure in A and in B, and the interval of their difference where one is known. `indent` marks one class of the
    figure above; `images` are the pictures it rests on."""

    name: str
    a: float
    b: float
    low: float | None = None
    high: float | None = None
    indent: bool = False
    images: int = 0

    @property
    def gain(self) -> float:
        return self.b - self.a

    @property
    def judged(self) -> str:
        """ "better", "worse", or "same" where the interval holds zero; without an interval as the sign says."""
        if self.low is not None and self.high is not None:
            return "better" if self.low > 0 else "worse" if self.high < 0 else "same"
        return "better" if self.gain > 0 else "worse" if self.gain < 0 else "same"

    def sentence(self) -> str:
        said = tr("{name}: {a} in A, {b} in B, {gain}")
        said = said.format(name=self.name, a=written(self.a, 3), b=written(self.b, 3), gain=signed(self.gain, 3))
        if self.low is not None and self.high is not None:
            between = tr("(95 % between {low} and {high})").format(low=signed(self.low, 3), high=signed(self.high, 3))
            chance = tr("more than chance") if self.judged != "same" else tr("which chance alone would explain")
            said += f" {between}, {chance}"
        return f"{said}; {counted(self.images, 'picture')}" if self.images else said


class Differences(QWidget):
    """A row a figure: name, A, B, difference, interval. Names are drawn, never read as markup."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Difference, ...] = ()
        PlaceTips(self, self._said_at)
        self.setMinimumWidth(280)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Differences of the two runs"))
        theme.signals.changed.connect(self.update)

    @property
    def rows(self) -> tuple[Difference, ...]:
        return self._rows

    def set_rows(self, rows: Iterable[Difference]) -> None:
        self._rows = tuple(rows)
        self.setFixedHeight(self.sizeHint().height())
        self.setAccessibleDescription("\n".join(row.sentence() for row in self._rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, (len(self._rows) + 1) * theme.px(ROW))

    def _said_at(self, at: QPoint) -> str:
        row = at.y() // theme.px(ROW) - 1
        return self._rows[row].sentence() if 0 <= row < len(self._rows) else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown, high = QPainter(self), theme.current(), theme.px(ROW)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        words = QFontMetricsF(painter.font())
        figure = words.horizontalAdvance("0.00") + tokens.PANEL_PADDING
        gain = words.horizontalAdvance("+0.00") + tokens.PANEL_PADDING
        names = max((words.horizontalAdvance(row.name) for row in self._rows), default=0.0) + tokens.GROUP_GAP
        name = min(names + tokens.GAP, self.width() * 0.36)
        plot = max(self.width() - name - 2 * figure - gain - tokens.GROUP_GAP, 20.0)
        columns = (name, name + figure, name + 2 * figure, name + 2 * figure + gain)
        painter.setPen(QColor(shown.hint))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        for text, left, wide in (("A", columns[0], figure), ("B", columns[1], figure), ("B − A", columns[2], gain)):
            painter.drawText(QRectF(left, 0, wide, high), right, text)
        axis = QRectF(columns[3] + tokens.GROUP_GAP, 0, plot - tokens.GAP, high)
        self._draw_axis(painter, axis)
        for place, row in enumerate(self._rows, 1):
            top = place * high
            if top + high < event.rect().top() or top > event.rect().bottom():
                continue
            painter.setPen(QColor(shown.text))
            indent = tokens.PANEL_PADDING if row.indent else 0
            text = words.elidedText(row.name, Qt.TextElideMode.ElideRight, name - indent - tokens.GRID)
            painter.drawText(QRectF(indent, top, name - indent, high), Qt.AlignmentFlag.AlignVCenter, text)
            painter.drawText(QRectF(columns[0], top, figure, high), right, written(row.a, 2))
            painter.drawText(QRectF(columns[1], top, figure, high), right, written(row.b, 2))
            painter.setPen(QColor(_tone(row)))
            painter.drawText(QRectF(columns[2], top, gain, high), right, signed(row.gain))
            self._draw_interval(painter, axis.translated(0, top), row)
        painter.end()

    def _span(self) -> float:
        ends = [abs(edge) for row in self._rows for edge in (row.low, row.high, row.gain) if edge is not None]
        return max([LEAST_SPAN, *ends]) * 1.05

    def _draw_axis(self, painter: QPainter, axis: QRectF) -> None:
        shown, span = theme.current(), self._span()
        worse, better = f"{signed(-span)} {tr('worse')}", f"{tr('better')} {signed(span)}"
        words = QFontMetricsF(painter.font())
        if words.horizontalAdvance(worse + better) + tokens.GAP > axis.width():
            worse, better = signed(-span), signed(span)
        if words.horizontalAdvance(worse + better) + tokens.GAP > axis.width():
            worse = better = ""
        painter.drawText(axis, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, worse)
        painter.drawText(axis, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, better)
        painter.setPen(QColor(shown.outline))
        middle = axis.center().x()
        painter.drawLine(QPointF(middle, axis.bottom()), QPointF(middle, self.height()))

    def _draw_interval(self, painter: QPainter, axis: QRectF, row: Difference) -> None:
        span, middle, level = self._span(), axis.center().x(), axis.center().y()

        def at(value: float) -> float:
            return middle + value / span * axis.width() / 2

        tone = QColor(_tone(row))
        painter.setPen(QPen(tone, 2))
        if row.low is not None and row.high is not None:
            painter.drawLine(QPointF(at(row.low), level), QPointF(at(row.high), level))
            for edge in (row.low, row.high):
                painter.drawLine(QPointF(at(edge), level - 4), QPointF(at(edge), level + 4))
        # filled where it is more than chance, or where nobody knows; empty where the interval holds zero
        painter.setBrush(QColor(theme.current().panel) if row.judged == "same" else tone)
        painter.drawEllipse(QPointF(at(row.gain), level), 4, 4)


def signed(value: float, digits: int = 2) -> str:
    """With a sign, which says which way it went; one that rounds to nothing has both."""
    if round(value, digits) == 0:
        return f"±{written(0, digits)}"
    return ("+" if value > 0 else "\N{MINUS SIGN}") + written(abs(value), digits)


def _tone(row: Difference) -> str:
    """Quiet also where the figure that is written is none, however sure."""
    shown = theme.current()
    if signed(row.gain).startswith("±"):
        return shown.text_2
    return {"better": shown.success, "worse": shown.danger, "same": shown.text_2}[row.judged]
