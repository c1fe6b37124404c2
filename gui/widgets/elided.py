"""One line of plain text that ends in … where it does not fit; the tool tip has it whole."""

from __future__ import annotations

import html
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.look import theme, tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class ElidedLabel(QWidget):
    """Small text in the theme's quieter colour. Text from strangers is drawn, never read as markup."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(f"<qt>{html.escape(text)}</qt>" if text else "")
        self.update()

    def needs(self) -> int:
        """The width in which the text is whole."""
        return ceil(QFontMetricsF(theme.font(tokens.SMALL_TEXT)).horizontalAdvance(self._text)) + 1

    def sizeHint(self) -> QSize:
        return QSize(120, theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, font = QPainter(self), theme.font(tokens.SMALL_TEXT)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().text_2))
        line = QFontMetricsF(font).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), line)
        painter.end()
