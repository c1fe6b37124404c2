"""The rows of the instances list and of the classes under it, and how one is drawn."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from gui.look import icons, palette, theme, tokens, verdicts
from gui.widgets.plain_tips import plain_tip
from gui.wording import later, tr, written

if TYPE_CHECKING:
    from gui.review.pairs import Row

Index = QModelIndex | QPersistentModelIndex
LAYERS = {"truth": later("truth"), "prediction": later("prediction")}
FIGURE = 40
"""Room for a figure of two decimals."""
NAME = 72
"""Room for a name, or for its beginning, that comes before the word of a verdict."""
MARK = 20
"""Room for the eye, and for the lock."""


class RowModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()
        self._unseen: frozenset[tuple[str, int]] = frozenset()
        self._locked: frozenset[tuple[str, int]] = frozenset()

    def mark(self, unseen: frozenset[tuple[str, int]], locked: frozenset[tuple[str, int]]) -> None:
        """Which objects (layer and `Row.key`) are not drawn, and which stay as they are."""
        if (unseen, locked) != (self._unseen, self._locked):
            self._unseen, self._locked = unseen, locked
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))

    def unseen(self, row: Row) -> bool:
        return (row.layer, row.key) in self._unseen

    def locked(self, row: Row) -> bool:
        return (row.layer, row.key) in self._locked

    def show(self, rows: tuple[Row, ...]) -> None:
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def find(self, layer: str, index: int | None) -> int:
        """The row of an object, -1 where it has none."""
        return next((i for i, row in enumerate(self.rows) if (row.layer, row.index) == (layer, index)), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{row.layer} {row.name}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._said(row))
        return None

    def _said(self, row: Row) -> str:
        said = [f"{tr(LAYERS[row.layer])} {row.name}", row.said, tr("hidden") if self.unseen(row) else ""]
        return ", ".join(filter(None, [*said, tr("locked") if self.locked(row) else ""]))


class RowDelegate(QStyledItemDelegate):
    """Glyph of the layer, swatch of the class, name; the verdict with its glyph in a group's first row, score and IoU
    in its others; eye and lock. `toggled(row, "eye" or "lock")` when one of these is clicked."""

    toggled = Signal(int, str)

    def __init__(self, model: RowModel) -> None:
        super().__init__()
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(tokens.ROW))

    def columns(self, area: QRect) -> dict[str, QRect]:
        """Where in a row's `area` the eye and the lock can be clicked."""
        wide = theme.px(MARK)
        lock = QRect(area.right() - tokens.GRID - wide + 1, area.top(), wide, area.height())
        return {"eye": lock.translated(-wide, 0), "lock": lock}

    def editorEvent(
        self, event: QEvent, _model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            area: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
            for name, place in self.columns(area).items():
                if place.contains(event.position().toPoint()):
                    self.toggled.emit(index.row(), name)
                    return True
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, look = self._model.rows[index.row()], theme.current()
        painter.save()
        area = theme.draw_row(painter, option)
        if row.first and index.row():
            painter.setPen(QColor(look.divider))
            painter.drawLine(area.topLeft(), area.topRight())
        left = area.left() + tokens.GAP
        _glyph(painter, left, area, verdicts.icon(row.layer), getattr(look.verdicts, row.layer))
        left += 16 + tokens.GAP
        swatch(painter, left, area, row.label)
        left += tokens.SWATCH + tokens.GAP
        right = self._marks(painter, area, row) - tokens.GRID
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        painter.setPen(QColor(look.text_2))
        if row.first and row.verdict:
            right = self._verdict(painter, area.adjusted(left - area.left(), 0, 0, 0), right, row)
        elif row.iou is not None:
            right = _figure(painter, area, right, written(row.iou, 2))
        if row.score is not None:
            right = _figure(painter, area, right, written(row.score, 2))
        draw_name(painter, QRect(left, area.top(), right - left - tokens.GRID, area.height()), row.name)
        painter.restore()

    def _verdict(self, painter: QPainter, area: QRect, right: int, row: Row) -> int:
        """Glyph and word, ending at `right`; where they begin. In an `area` without room for the name besides, the word
        is left out."""
        look, said = theme.current(), row.said
        name = min(QFontMetrics(theme.font()).horizontalAdvance(row.name), theme.px(NAME))
        if right - painter.fontMetrics().horizontalAdvance(said) - 16 - 3 * tokens.GRID - area.left() < name:
            said = ""
        left = right - painter.fontMetrics().horizontalAdvance(said)
        painter.drawText(QRect(left, area.top(), right - left + 1, area.height()), _MIDDLE, said)
        left -= 16 + tokens.GRID
        _glyph(painter, left, area, verdicts.icon(row.verdict), verdicts.colour(row.verdict, look.verdicts, look.hint))
        return left - tokens.GRID

    def _marks(self, painter: QPainter, area: QRect, row: Row) -> int:
        """Eye and lock: plain where they say something, faint where they only offer it; where they begin."""
        look, places = theme.current(), self.columns(area)
        unseen, locked = self._model.unseen(row), self._model.locked(row)
        drawn = [("eye", "eye-off" if unseen else "eye", unseen)]
        drawn += [("lock", "lock", locked)] if row.layer == "truth" else []
        for column, icon, says in drawn:
            _glyph(painter, places[column].left() + 2, area, icon, look.text if says else look.outline)
        return places["eye"].left()


_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def _figure(painter: QPainter, area: QRect, right: int, text: str) -> int:
    """A figure that ends at `right`; where its column begins."""
    place = QRect(right - theme.px(FIGURE), area.top(), theme.px(FIGURE), area.height())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
    return place.left()


def _glyph(painter: QPainter, left: int, area: QRect, name: str, colour: str) -> None:
    place = QRect(left, area.center().y() - 7, 16, 16)
    painter.drawImage(place, _drawn(name, colour, painter.device().devicePixelRatio()))


@cache
def _drawn(name: str, colour: str, ratio: float) -> QImage:
    return icons.pixmap(name, 16, colour, ratio).toImage()


class ClassDelegate(QStyledItemDelegate):
    """Digit key, swatch, name, count. Rows carry (name, digit or "", count or None) as their data."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        name, digit, count = index.data(Qt.ItemDataRole.UserRole)
        look = theme.current()
        painter.save()
        area = theme.draw_row(painter, option)
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        painter.setPen(QColor(look.hint))
        key = QRect(area.left() + tokens.GAP, area.top(), 16, area.height())
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, digit)
        left = key.right() + tokens.GAP
        swatch(painter, left, area, name)
        left += tokens.SWATCH + tokens.GAP
        figure = "" if count is None else written(count)
        width = painter.fontMetrics().horizontalAdvance(figure)
        right = QRect(area.right() - tokens.GAP - width, area.top(), width + 1, area.height())
        painter.setPen(QColor(look.text_2))
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)
        draw_name(painter, QRect(left, area.top(), right.left() - left - tokens.GAP, area.height()), name)
        painter.restore()


def swatch(painter: QPainter, left: int, area: QRect, label: str) -> None:
    square = QRect(left, area.center().y() - tokens.SWATCH // 2 + 1, tokens.SWATCH, tokens.SWATCH)
    painter.fillRect(square, QColor(palette.colour(label)))


def draw_name(painter: QPainter, area: QRect, name: str) -> None:
    painter.setFont(theme.font())
    painter.setPen(QColor(theme.current().text))
    shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, _MIDDLE, shown)
