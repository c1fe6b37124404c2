"""Short notes, each with a word for its kind and a warning sign; choosing one leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView

from gui.look import icons, theme, tokens
from gui.widgets.calm_list import CalmList
from gui.widgets.plain_tips import plain_tip
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Sequence


class NoteList(CalmList):
    """`chosen(int)` when a note is clicked or entered."""

    chosen = Signal(int)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.notes: tuple[tuple[str, str], ...] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setAccessibleName(title)
        self.setWordWrap(True)
        self.setSpacing(tokens.GRID // 2)  # notes of several lines are told apart
        self.setMinimumWidth(120)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        theme.signals.changed.connect(self._draw)

    def set_notes(self, notes: Sequence[tuple[str, str]], nothing: str) -> None:
        """Show these words and sentences; `nothing` is said where there are none."""
        self.notes = tuple(notes)
        self._items.clear()
        for word, said in self.notes:
            item = QStandardItem(f"{word.capitalize()}: {said}")
            item.setToolTip(plain_tip(f"{said}. {tr('Choose it to see the pictures.')}"))
            self._items.appendRow(item)
        if not self.notes:
            item = QStandardItem(nothing)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)  # to be read, not chosen
            self._items.appendRow(item)
        self._draw()

    def _draw(self) -> None:
        sign = icons.icon("warning", theme.current().warning, 16)
        for row in range(len(self.notes)):
            self._items.item(row).setIcon(sign)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self.notes):
            self.chosen.emit(index.row())
