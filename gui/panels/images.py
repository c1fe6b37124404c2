"""The left dock: every picture of the folder as a row, a search by name, and a count."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from gui.look import theme, tokens
from gui.panels.image_rows import ImageDelegate, ImageModel
from gui.widgets.calm_list import CalmList

if TYPE_CHECKING:
    from engine.datasets.record import Dataset
    from gui.thumbnails import Thumbnails


class SearchField(QLineEdit):
    """`given_up` on Esc, which clears it; Esc is also the key of a tool, so the field takes it first."""

    given_up = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self.clear()
                self.given_up.emit()
            event.accept()
            return True
        return super().event(event)


class ImagesPanel(QWidget):
    """`chosen(position)` when a person picks a row; positions are those of the dataset's records. `left` when the
    search is over and the keys are wanted elsewhere."""

    chosen = Signal(int)
    left = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ImageModel()
        self._delegate = ImageDelegate(self.model, thumbnails)
        self._position, self._partial = -1, False
        self.search = SearchField(placeholderText="Search by name", clearButtonEnabled=True)
        self.search.setAccessibleName("Search pictures by name")
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._take_first)
        self.search.given_up.connect(self.left)
        self.list = CalmList(uniformItemSizes=True)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName("Pictures")
        self.list.setModel(self.model)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setItemDelegate(self._delegate)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.footer = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.footer.setProperty("role", "small")
        self._nothing = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        thumbnails.arrived.connect(self.model.touch)
        theme.signals.changed.connect(self._delegate.redraw_icons)
        self._count()

    def _lay_out(self) -> None:
        clear = QPushButton("Clear search")
        clear.clicked.connect(self.search.clear)
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch()
        middle.addWidget(self._nothing)
        middle.addWidget(clear, 0, Qt.AlignmentFlag.AlignCenter)
        middle.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.GAP, 0, 0)
        column.setSpacing(tokens.GAP)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.GAP, 0, tokens.GAP, 0)
        top.addWidget(self.search)
        column.addLayout(top)
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)
        # only now: a stack shows its first widget at once, and one without a parent as a window of its own
        self._pages.addWidget(self.list)
        self._pages.addWidget(empty)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(tokens.PANEL_PADDING, 0, tokens.PANEL_PADDING, tokens.GAP)
        bottom.addWidget(self.footer)
        column.addLayout(bottom)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(tokens.LEFT_DOCK), theme.px(400))

    def open(self, dataset: Dataset) -> None:
        self._position, self._partial = -1, dataset.partial
        self.search.clear()
        self.model.open(dataset.records)
        self._count()

    def take_listing(self, dataset: Dataset) -> None:
        """Take all records of the folder; the chosen row and what is on screen of the list stay."""
        self._partial = dataset.partial
        bar, chosen = self.list.verticalScrollBar(), self.list.selectionModel()
        place = bar.value()
        chosen.blockSignals(True)
        self.model.take_listing(dataset.records)
        chosen.blockSignals(False)
        self._show_found()
        bar.setValue(place)

    def show_position(self, position: int) -> None:
        """Highlight the row of the picture on the canvas and scroll to it."""
        self._position = position
        row = self.model.row(position)
        if row < 0:
            self.list.selectionModel().clear()
            return
        index = self.model.index(row)
        if index != self.list.currentIndex():
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index)

    def set_states(self, states: dict[int, str]) -> None:
        self.model.set_states(states)
        self._count()

    def neighbour(self, step: int) -> int | None:
        """The picture `step` rows on in the order of the list, None beyond its ends. Where the search hides the shown
        picture, the nearest one after (or before) it counts."""
        positions = self.model.positions
        row = self.model.row(self._position)
        if row < 0:
            after = bisect_left(positions, self._position)
            row = after - 1 if step > 0 else after
        wanted = row + step
        return positions[wanted] if 0 <= wanted < len(positions) else None

    def ahead(self) -> tuple[int, ...]:
        """The pictures to fetch ahead, the likeliest first."""
        found = (self.neighbour(step) for step in (1, -1, 2, -2))
        return tuple(position for position in found if position is not None)

    def next_unverified(self) -> int | None:
        for step in range(1, len(self.model.positions) + 1):
            position = self.neighbour(step)
            if position is None or self.model.state(position) != "verified":
                return position
        return None

    def _search(self, text: str) -> None:
        self.list.selectionModel().blockSignals(True)
        self.model.search(text)
        self.list.selectionModel().blockSignals(False)
        self._show_found()

    def _show_found(self) -> None:
        text = self.search.text()
        self._nothing.setText(f"No picture matches “{text}”.")
        self._pages.setCurrentIndex(1 if text and not self.model.positions else 0)
        self.show_position(self._position)
        self._count()

    def _take_first(self) -> None:
        """Open the first picture that was found; with nothing searched for, only go."""
        if self.search.text() and not self.model.positions:
            return
        if self.search.text():
            self.chosen.emit(self.model.positions[0])
        self.left.emit()

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            position = self.model.positions[current.row()]
            if position != self._position:
                self.chosen.emit(position)

    def _count(self) -> None:
        total, shown = len(self.model.records), len(self.model.positions)
        said = f"{total:,} pictures" if shown == total else f"{shown:,} of {total:,}"
        said = f"The first {total:,} pictures" if self._partial else said
        self.footer.setText(f"{said} · {self.model.verified:,} verified")
