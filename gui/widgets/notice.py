"""One line that says what is going on or went wrong, with up to two buttons that help."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gui.look import theme, tokens

if TYPE_CHECKING:
    from collections.abc import Callable


class Notice(QWidget):
    """Plain text only: messages carry names from strangers. `role` is a colour of `gui.look.tokens.Theme`."""

    def __init__(self) -> None:
        super().__init__()
        self._role = "text_2"
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self.setMinimumHeight(theme.px(tokens.BUTTON) + 2)  # with buttons and without: nothing below it moves
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(tokens.GAP)
        self._row.addWidget(self._label, 1)
        theme.signals.changed.connect(self._colour)
        self._colour()

    def focus_first(self) -> None:
        """Put the focus on the first button, where there is one."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def text(self) -> str:
        return self._label.text()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._buttons)

    def say(self, text: str, role: str = "text_2", actions: tuple[tuple[str, Callable[[], object]], ...] = ()) -> None:
        """Show `text`; every action is a button's words and what it does."""
        if text == self.text and not actions and not self._buttons and role == self._role:
            return
        self._role = role
        self._label.setText(text)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [QPushButton(words) for words, _ in actions]
        for button, (_, act) in zip(self._buttons, actions, strict=True):
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._row.addWidget(button)
            button.show()
        for before, button in pairwise((self._label, *self._buttons)):  # new ones would be the last of the window
            QWidget.setTabOrder(before, button)
        self._colour()

    def _colour(self) -> None:
        self._label.setStyleSheet(f"color: {getattr(theme.current(), self._role)}")
