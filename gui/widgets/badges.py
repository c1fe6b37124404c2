"""How many objects of a picture are true, false and missed, as badges in fixed columns, and an IoU as a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QWidget

from gui.look import icons, theme, tokens
from gui.wording import tr, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

MARK, BAR, DOT = 16, (40, 4), 3
"""Pixels of a glyph, of the bar and of the dot that stands for none."""
VERDICTS = ("true", "false", "missed")


class Drawings:
    """Icons in the colours of the theme, made when they are first drawn."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], QIcon] = {}

    def forget(self) -> None:
        """After a change of theme."""
        self._made.clear()

    def paint(self, painter: QPainter, name: str, colour: str, place: QRect) -> None:
        if (name, colour) not in self._made:
            self._made[name, colour] = icons.icon(name, colour, MARK)
        self._made[name, colour].paint(painter, place)


def paint_badges(painter: QPainter, drawings: Drawings, area: QRect, counts: Sequence[int]) -> None:
    """Three columns of one width: how many objects are true, false and missed. None of them is a faint dot."""
    look, mark = theme.current(), theme.px(MARK)
    painter.setFont(theme.font(tokens.SMALL_TEXT))
    wide = area.width() // len(VERDICTS)
    for column, (verdict, count) in enumerate(zip(VERDICTS, counts, strict=True)):
        place = QRect(area.left() + column * wide, area.center().y() - mark // 2, mark, mark)
        if count == 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.off))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawEllipse(QRectF(place).center(), DOT / 2, DOT / 2)
            continue
        drawings.paint(painter, f"verdict-{verdict}", getattr(look.verdicts, verdict), place)
        painter.setPen(QColor(look.text))
        words = QRect(place.right() + tokens.GRID, area.top(), wide - mark - tokens.GRID, area.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, written(count))


def paint_iou(painter: QPainter, area: QRect, iou: float) -> None:
    """A bar and its figure, at the left of `area`."""
    look, (width, height) = theme.current(), (theme.px(side) for side in BAR)
    track = QRectF(QPointF(area.left(), area.center().y() - height / 2), QPointF(area.left() + width, 0))
    track.setHeight(height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.divider))
    painter.drawRoundedRect(track, height / 2, height / 2)
    track.setWidth(width * min(max(iou, 0.0), 1.0))
    painter.setBrush(QColor(look.accent))
    painter.drawRoundedRect(track, height / 2, height / 2)
    painter.setFont(theme.font(tokens.SMALL_TEXT))
    painter.setPen(QColor(look.text_2))
    words = area.adjusted(width + tokens.GAP, 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, written(iou, 2))


class Totals(QWidget):
    """The badges of the whole folder; gone as long as nothing is known."""

    def __init__(self, drawings: Drawings) -> None:
        super().__init__()
        self._drawings = drawings
        self._counts: tuple[int, int, int] | None = None
        self.setFixedHeight(theme.px(MARK) + tokens.GRID)
        self.hide()

    def show_counts(self, counts: tuple[int, int, int] | None) -> None:
        if counts != self._counts:
            self._counts = counts
            figures = dict(zip(VERDICTS, (written(count) for count in counts or ()), strict=False))
            words = (
                tr("In the whole folder: {true} true, {false} false, {missed} missed").format(**figures)
                if figures
                else ""
            )
            self.setAccessibleName(words)
            self.setToolTip(words)
            self.setVisible(counts is not None)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._counts is not None:
            painter = QPainter(self)
            paint_badges(painter, self._drawings, self.rect(), self._counts)
            painter.end()
