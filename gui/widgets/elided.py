"""Plain text in one line that ends in … where it does not fit; the tool tip has it whole. A label, and a box of
choices."""

from __future__ import annotations

import html
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

from gui.look import theme, tokens
from gui.widgets.plain_tips import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent


LONGEST = 400
"""Pixels that a text asks for at most; a layout may give it more, or less."""


class ElidedLabel(QWidget):
    """Small text in the theme's quieter colour. Text from strangers is drawn, never read as markup. `how`: where … is
    put."""

    def __init__(self, how: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._text, self._how, self._whole = "", how, 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self._whole = ceil(QFontMetricsF(theme.font(tokens.SMALL_TEXT)).horizontalAdvance(text)) + 1
        self.setAccessibleName(text)
        self.setToolTip(f"<qt>{html.escape(text)}</qt>" if text else "")
        self.updateGeometry()
        self.update()

    def needs(self) -> int:
        """The width in which the text is whole."""
        aside = self.contentsMargins()
        return self._whole + aside.left() + aside.right()

    def sizeHint(self) -> QSize:
        return QSize(min(self.needs(), theme.px(LONGEST)), theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._text:
            return
        painter, font = QPainter(self), theme.font(tokens.SMALL_TEXT)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().text_2))
        place = self.contentsRect()
        line = QFontMetricsF(font).elidedText(self._text.replace("\n", " "), self._how, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), line)
        painter.end()


class ElidedBox(QComboBox):
    """A box whose chosen text may be longer than it is wide; `name` says what it is for."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.currentTextChanged.connect(self._tell)
        self._tell()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        option.currentText = self._elided(option)  # pyright: ignore[reportAttributeAccessIssue] it may be set

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _elided(self, option: QStyleOptionComboBox) -> str:
        edit = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, edit.width() - 2)

    def _tell(self) -> None:
        option = QStyleOptionComboBox()
        super().initStyleOption(option)
        whole = self.currentText()
        rest = [] if self._elided(option) == whole else [whole]
        self.setToolTip(plain_tip("\n".join([self.accessibleName(), *rest])))
