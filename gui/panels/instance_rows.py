"""The rows of the instances list and of the classes under it, and how one is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.look import icons, palette, theme, tokens

if TYPE_CHECKING:
    from gui.pairs import Row

Index = QModelIndex | QPersistentModelIndex
FIGURE = 40
"""Room for a figure of two decimals."""
GLYPHS = {"truth": "verdict-truth", "prediction": "verdict-prediction"}


class RowModel(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

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
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.layer} {row.name}"
        return None


class RowDelegate(QStyledItemDelegate):
    """Glyph of the layer, swatch of the class, name, score, IoU or verdict."""

    def __init__(self, model: RowModel) -> None:
        super().__init__()
        self._model = model

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, look = self._model.rows[index.row()], theme.current()
        painter.save()
        area = background(painter, option)
        if row.first and index.row():
            painter.setPen(QColor(look.divider))
            painter.drawLine(area.topLeft(), area.topRight())
        left = area.left() + tokens.GAP
        glyph = QRect(left, area.center().y() - 7, 16, 16)
        tint = getattr(look.verdicts, row.layer)
        painter.drawPixmap(glyph, icons.pixmap(GLYPHS[row.layer], 16, tint, painter.device().devicePixelRatio()))
        left += 16 + tokens.GAP
        swatch(painter, left, area, row.label)
        left += tokens.SWATCH + tokens.GAP
        last = theme.px(FIGURE)
        word = row.verdict if row.iou is None or row.verdict in ("wrong class", "ignored") else f"{row.iou:.2f}"
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        last = max(last, painter.fontMetrics().horizontalAdvance(word) + tokens.GRID)
        right = QRect(area.right() - tokens.GAP - last, area.top(), last, area.height())
        painter.setPen(QColor(look.text_2))
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, word)
        score = right.translated(-theme.px(FIGURE) - tokens.GRID, 0) if last == theme.px(FIGURE) else right
        score = QRect(right.left() - theme.px(FIGURE), area.top(), theme.px(FIGURE) - tokens.GRID, area.height())
        if row.score is not None:
            painter.drawText(score, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{row.score:.2f}")
        end = score.left() if row.score is not None else right.left()
        name = QRect(left, area.top(), end - left - tokens.GRID, area.height())
        draw_name(painter, name, row.name)
        painter.restore()


class ClassDelegate(QStyledItemDelegate):
    """Digit key, swatch, name, count. Rows carry (name, digit or "", count or None) as their data."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, theme.px(tokens.ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        name, digit, count = index.data(Qt.ItemDataRole.UserRole)
        look = theme.current()
        painter.save()
        area = background(painter, option)
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        painter.setPen(QColor(look.hint))
        key = QRect(area.left() + tokens.GAP, area.top(), 16, area.height())
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, digit)
        left = key.right() + tokens.GAP
        swatch(painter, left, area, name)
        left += tokens.SWATCH + tokens.GAP
        figure = "" if count is None else f"{count:,}"
        width = painter.fontMetrics().horizontalAdvance(figure)
        right = QRect(area.right() - tokens.GAP - width, area.top(), width + 1, area.height())
        painter.setPen(QColor(look.text_2))
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)
        draw_name(painter, QRect(left, area.top(), right.left() - left - tokens.GAP, area.height()), name)
        painter.restore()


def background(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
    """Fill a row as its state says; returns its area."""
    area = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue] PySide6's stubs leave its fields out
    state = option.state  # pyright: ignore[reportAttributeAccessIssue]
    palette: QPalette = option.palette  # pyright: ignore[reportAttributeAccessIssue]
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(area, palette.highlight())
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, palette.alternateBase())
    return area


def swatch(painter: QPainter, left: int, area: QRect, label: str) -> None:
    square = QRect(left, area.center().y() - tokens.SWATCH // 2 + 1, tokens.SWATCH, tokens.SWATCH)
    painter.fillRect(square, QColor(palette.colour(label)))


def draw_name(painter: QPainter, area: QRect, name: str) -> None:
    painter.setFont(theme.font())
    painter.setPen(QColor(theme.current().text))
    shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
