"""Bars: one figure a class, the worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme, tokens
from gui.widgets.plain_tips import PlaceTips
from gui.wording import tr, written

if TYPE_CHECKING:
    from collections.abc import Iterable

ROW = 22
BAR = 8
NAME_SHARE = 0.42


@dataclass(frozen=True, slots=True)
class Bar:
    """A class and its figure in 0..1; `before` is what it was before the run, `note` what more there is to say."""

    name: str
    value: float
    before: float | None = None
    note: str = ""


class ClassBars(QWidget):
    """A row a class: name, bar with a mark where it was before, figure at the right. Names are drawn, never read as
    markup."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: list[Bar] = []
        PlaceTips(self, self._said_at)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_bars(self, bars: Iterable[Bar]) -> None:
        self._bars = sorted(bars, key=lambda bar: (bar.value, bar.name))
        self.updateGeometry()
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, max(1, len(self._bars)) * theme.px(ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shown, row = QPainter(self), theme.current(), theme.px(ROW)
        font = theme.font(tokens.SMALL_TEXT)
        words = QFontMetricsF(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        figure = words.horizontalAdvance("0.00") + tokens.GAP
        width = self.width() - tokens.GAP  # the scroll bar never touches the figures
        longest = max((words.horizontalAdvance(bar.name) for bar in self._bars), default=0.0)
        name = min(longest + tokens.GAP, width * NAME_SHARE)
        track = max(width - name - figure, 1.0)
        first, last = event.rect().top() // row, event.rect().bottom() // row + 1
        for place, bar in enumerate(self._bars[first:last], first):
            top, centre = place * row, Qt.AlignmentFlag.AlignVCenter
            painter.setPen(QColor(shown.text))
            text = words.elidedText(bar.name, Qt.TextElideMode.ElideRight, name - tokens.GAP)
            painter.drawText(QRectF(0, top, name, row), centre, text)
            painter.drawText(
                QRectF(width - figure, top, figure, row),
                centre | Qt.AlignmentFlag.AlignRight,
                written(bar.value, 2),
            )
            middle = QRectF(name, top + (row - BAR) / 2, track, BAR)
            draw_bar(painter, middle, bar.value, bar.before, shown.accent)
        painter.end()

    def _said_at(self, at: QPoint) -> str:
        place = at.y() // theme.px(ROW)
        if not 0 <= place < len(self._bars):
            return ""
        bar = self._bars[place]
        parts = [f"{bar.name}: {written(bar.value, 2)}"]
        if bar.before is not None:
            parts.append(tr("{figure} before the run").format(figure=written(bar.before, 2)))
        return ", ".join([*parts, *[bar.note] * bool(bar.note)])


def draw_bar(painter: QPainter, track: QRectF, share: float, mark: float | None, tone: str) -> None:
    """A bar that fills `share` of its `track` with the colour `tone`, and a mark across it; both in 0..1."""
    shown = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(shown.sunken))
    painter.drawRoundedRect(track, 2, 2)
    painter.setBrush(QColor(tone))
    if share > 0:  # however little, it is seen
        wide = max(track.width() * min(share, 1.0), 2.0)
        painter.drawRoundedRect(QRectF(track.x(), track.y(), wide, track.height()), 2, 2)
    if mark is not None:  # taller than the bar, seen on the fill and on the track alike
        at = track.x() + track.width() * min(max(mark, 0.0), 1.0)
        painter.setBrush(QColor(shown.panel))
        painter.drawRect(QRectF(at - 2, track.y() - 3, 4, track.height() + 6))
        painter.setBrush(QColor(shown.text))
        painter.drawRect(QRectF(at - 1, track.y() - 3, 2, track.height() + 6))
