"""The rows of the image list: the model holds the records as they are, the delegate draws one row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, QStringListModel, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from engine.datasets.record import Listing
from gui.look import icons, theme, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui.thumbnails import Thumbnails

Index = QModelIndex | QPersistentModelIndex

STATES = {
    "none": ("hollow", "", "hint"),
    "edited": ("half", "Edited", "text_2"),
    "verified": ("verified", "Verified", "success"),
    "damaged": ("warning", "Damaged picture", "danger"),
    "unusable": ("warning", "Labels unusable", "danger"),
}
"""State -> icon, word, colour of the word."""


class ImageModel(QStringListModel):
    """Rows are positions among the dataset's records: all, or those the search found. A model of Qt's own: a list asks
    for every row when it is laid out, which takes a method of ours 2 microseconds each."""

    def __init__(self) -> None:
        super().__init__()
        self.records = Listing()
        self.positions: Sequence[int] = range(0)
        self._rows: dict[int, int] | None = None
        self._states: dict[int, str] = {}
        self._words: tuple[str, ...] = ()

    def open(self, records: Listing) -> None:
        self._states, self._words = {}, ()
        self.take_listing(records)

    def take_listing(self, records: Listing) -> None:
        """Take all records of the folder, the first of which are those that were there so far."""
        self.records = records
        self._find()

    def search(self, text: str) -> None:
        """Keep the pictures whose name holds every word of `text`, upper and lower case alike."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self._words = words
            self._find()

    def _find(self) -> None:
        names, words = self.records.name, self._words
        if not words:
            self.positions, self._rows = range(len(names)), None
            self.setStringList(names)
            return
        self.positions = [i for i, name in enumerate(names) if all(w in name.casefold() for w in words)]
        self._rows = {position: row for row, position in enumerate(self.positions)}
        self.setStringList([names[position] for position in self.positions])

    def row(self, position: int) -> int:
        """The row that shows a record, -1 where the search hides it."""
        if self._rows is not None:
            return self._rows.get(position, -1)
        return position if 0 <= position < len(self.records) else -1

    def state(self, position: int) -> str:
        return self._states.get(position, "none")

    def set_states(self, states: dict[int, str]) -> None:
        """What is known of the labels of records: a key of `STATES` each."""
        self._states.update(states)
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def touch(self, position: int) -> None:
        """Draw a record's row again."""
        if (row := self.row(position)) >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))

    @property
    def verified(self) -> int:
        return sum(state == "verified" for state in self._states.values())


class ImageDelegate(QStyledItemDelegate):
    """Thumbnail, name, state of the labels."""

    def __init__(self, model: ImageModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._model, self._thumbnails = model, thumbnails
        self._icons: dict[tuple[str, str | None], QIcon] = {}

    def redraw_icons(self) -> None:
        """After a change of theme."""
        self._icons.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(tokens.LEFT_DOCK, max(tokens.THUMB_ROW, theme.px(tokens.THUMB_ROW) - tokens.GRID))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        position = self._model.positions[index.row()]
        painter.save()
        look, area = theme.current(), QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state_flags = option.state  # pyright: ignore[reportAttributeAccessIssue]
        if state_flags & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(look.selected))
        elif state_flags & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(look.sunken))
        self._paint_thumbnail(painter, area, position)
        text = area.adjusted(tokens.THUMB[0] + 2 * tokens.GAP, 0, -tokens.GAP, 0)
        self._paint_words(painter, text, position)
        painter.restore()

    def _paint_thumbnail(self, painter: QPainter, area: QRect, position: int) -> None:
        width, height = tokens.THUMB
        place = QRect(area.left() + tokens.GRID, area.top() + (area.height() - height) // 2, width, height)
        image = self._thumbnails.get(position)
        if image is None or image.isNull():
            painter.fillRect(place, QColor(theme.current().sunken))
            if image is not None:
                self._icon("warning").paint(
                    painter, QRect(0, 0, 20, 20).translated(place.center() - QRect(0, 0, 20, 20).center())
                )
            return
        size = image.deviceIndependentSize()
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(QRectF(place).center())
        painter.drawImage(target.topLeft().toPoint(), image)

    def _paint_words(self, painter: QPainter, area: QRect, position: int) -> None:
        icon, word, colour = STATES[self._model.state(position)]
        look, line = theme.current(), area.height() // 2
        name = self._model.records[position].name
        upper = QRect(area.left(), area.top() + tokens.GRID * 2, area.width(), line - tokens.GRID * 2)
        lower = QRect(area.left(), area.top() + line, area.width(), line - tokens.GRID * 2)
        painter.setFont(theme.font())
        painter.setPen(QColor(look.text))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        glyph = QRect(lower.left(), lower.center().y() - 7, 16, 16)
        self._icon(icon, getattr(look, colour)).paint(painter, glyph)
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        painter.setPen(QColor(getattr(look, colour)))
        words = lower.adjusted(16 + tokens.GRID, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)

    def _icon(self, name: str, colour: str | None = None) -> QIcon:
        if (name, colour) not in self._icons:
            self._icons[name, colour] = icons.icon(name, colour, 16)
        return self._icons[name, colour]
