"""The classes of the open folder, below the objects: each with its digit key, its colour and how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem

from gui.look import tokens
from gui.panels.instance_rows import ClassDelegate
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = Qt.ItemDataRole.UserRole


class FolderClasses(QObject):
    """`view` lists them; `nothing` says that there are none. `changed(names)` when they are others, `wanted(name)` when
    one is clicked."""

    changed = Signal(object)
    wanted = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.view = QListWidget()
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setAccessibleName(tr("Classes"))
        self._delegate = ClassDelegate()
        self.view.setItemDelegate(self._delegate)
        for chosen in (self.view.itemClicked, self.view.itemActivated):  # Enter activates
            chosen.connect(lambda item: self.wanted.emit(item.text()))
        self.nothing = QLabel(tr("No classes yet. The first box you draw asks for one."), wordWrap=True)
        self.nothing.setProperty("role", "quiet")
        self.nothing.setContentsMargins(tokens.PANEL_PADDING, 0, tokens.PANEL_PADDING, 0)

    def names(self) -> tuple[str, ...]:
        return tuple(self.view.item(row).text() for row in range(self.view.count()))

    def at(self, digit: int) -> str | None:
        """The class on a digit key, 1-9."""
        item = self.view.item(digit - 1)
        return item.text() if item is not None else None

    def show_counts(self, counts: Mapping[str, int | None]) -> None:
        """The classes, each with the number of its objects (None: not counted yet). Those that are listed keep their
        place, and so their digit key; others follow in their order."""
        known = [name for name in self.names() if name in counts]
        self.view.clear()
        for name in (*known, *(name for name in counts if name not in known)):
            self._list(name, counts[name])
        self._listed()

    def forget(self) -> None:
        """Another folder is there, and its classes are not known yet."""
        self.view.clear()
        self.nothing.hide()

    def add(self, name: str) -> None:
        """List a class that a person has just thought of."""
        if name not in self.names():
            self._list(name, None)
            self._listed()

    def rename(self, old: str, new: str) -> None:
        """List a class under another name, in its place and nowhere else."""
        counts = {name: self.view.item(row).data(DATA)[2] for row, name in enumerate(self.names()) if name != new}
        if old in counts:
            self.view.clear()
            for name, count in counts.items():
                self._list(new if name == old else name, count)
            self._listed()

    def _list(self, name: str, count: int | None) -> None:
        place = self.view.count()
        item = QListWidgetItem(name)
        item.setData(DATA, (name, str(place + 1) if place < 9 else "", count))
        self.view.addItem(item)

    def _listed(self) -> None:
        self.nothing.setVisible(not self.view.count())
        self.changed.emit(self.names())
