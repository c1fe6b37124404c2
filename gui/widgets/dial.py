"""A word, a slider and its figure: a value between 0 and 1 that is set with mouse or keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from gui.look import theme, tokens

LEAST, MOST = 80, 160
"""Pixels of a slider."""


class Dial(QWidget):
    """`slider` has hundredths; `figure` says the value."""

    def __init__(self, text: str, name: str, widest: str, least: int = 0, most: int = 100) -> None:
        """`name` is what a screen reader and the tool tip say, `widest` the widest figure."""
        super().__init__()
        self._label, self.slider, self.figure = QLabel(text), _slider(name, least, most), _figure(widest)
        self._label.setProperty("role", "small")
        self._label.setBuddy(self.slider)
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.GRID, 0, tokens.GRID, 0)
        line.setSpacing(tokens.GRID)
        line.addWidget(self._label)
        line.addWidget(self.slider, 1)
        line.addWidget(self.figure)

    def show_value(self, value: float, said: str) -> None:
        """Show `value` without telling that it has changed."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(value * 100))
        self.slider.blockSignals(False)
        self.figure.setText(said)

    def widths(self) -> tuple[int, int]:
        """What word and slider need, and what the figure needs besides. It takes no more than the longest slider."""
        figure = self.figure.minimumWidth() + tokens.GRID
        least = self._label.sizeHint().width() + LEAST + 3 * tokens.GRID
        self.setMaximumWidth(least - LEAST + MOST + figure)
        return least, figure


def _slider(name: str, least: int, most: int) -> QSlider:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setRange(least, most)
    made.setPageStep(10)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setMinimumWidth(LEAST)
    made.setMaximumWidth(MOST)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def _figure(widest: str) -> QLabel:
    made = QLabel(textFormat=Qt.TextFormat.PlainText)
    made.setFont(theme.font(tokens.SMALL_TEXT))
    made.setMinimumWidth(made.fontMetrics().horizontalAdvance(widest))
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
