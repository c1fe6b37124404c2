"""A few words under a field, with a button that helps; gone where there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from gui.look import tokens
from gui.widgets.plain_label import plain_label

if TYPE_CHECKING:
    from collections.abc import Callable


class Saying(QWidget):
    """Small plain text that wraps: it carries what people typed and names from strangers."""

    def __init__(self) -> None:
        super().__init__()
        self.label = plain_label("small", wraps=True)
        self.button = QToolButton()
        self.button.setProperty("role", "status")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._act)
        self._does: Callable[[], object] | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.GRID)
        line.addWidget(self.label, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.say("")

    def say(self, text: str, words: str = "", act: Callable[[], object] | None = None) -> None:
        """Show `text`, and a button with `words` on it that does `act`; "" shows nothing."""
        self.label.setText(text)
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self.button.setVisible(bool(words))
        self._does = act
        self.setVisible(bool(text))

    @property
    def text(self) -> str:
        return self.label.text()

    def _act(self) -> None:
        if self._does is not None:
            self._does()
