"""In what order a list is, as a menu, and a button that makes the order anew."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from gui.look import theme, tokens
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST = 60
"""Pixels of the menu's button, at least."""


class SortBar(QWidget):
    """`chosen(order)` when a person picks one of `texts`, order -> words; `again` where the present one is wanted as
    things are now."""

    chosen = Signal(str)
    again_wanted = Signal()

    def __init__(self, texts: Mapping[str, str]) -> None:
        super().__init__()
        self._texts = texts
        self.kind = next(iter(texts))
        self.button, self.again = QToolButton(), QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # its arrow lies over the words
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.button.setMinimumWidth(theme.px(LEAST))  # a long order ends in dots, and widens nothing
        self._menu = QMenu(self.button)
        self._menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self._menu)
        self._actions: dict[str, QAction] = {}
        self.again.setProperty("role", "status")
        self.again.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.again.setToolTip(tr("Pictures have changed since. The list stays as it is until you say so."))
        self.again.clicked.connect(self.again_wanted)
        self.again.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.GRID)
        line.addWidget(self.button)
        line.addStretch()
        line.addWidget(self.again)
        self.show_kind(self.kind)

    def show_kind(self, kind: str) -> None:
        self.kind = kind
        self.button.setText(tr("Sort: {order}").format(order=f"{self._texts[kind]} ▾"))
        self.button.setAccessibleName(tr("Sorted by: {order}. Choose another order").format(order=self._texts[kind]))
        self.button.setToolTip(tr("The order of the pictures. D, A and Space go by it."))
        if kind in self._actions:
            self._actions[kind].setChecked(True)

    def say_stale(self, words: str) -> None:
        """Offer `words` because the order is no longer what it would be; "" where it is."""
        self.again.setText(words)
        self.again.setAccessibleName(words)
        self.again.setVisible(bool(words))

    def _fill(self) -> None:
        if self._actions:
            return
        group = QActionGroup(self._menu)
        for kind, text in self._texts.items():
            action = self._actions[kind] = group.addAction(text)
            action.setCheckable(True)
            action.setChecked(kind == self.kind)
            action.triggered.connect(partial(self._choose, kind))
            self._menu.addAction(action)

    def _choose(self, kind: str, _checked: bool = False) -> None:
        self.chosen.emit(kind)
