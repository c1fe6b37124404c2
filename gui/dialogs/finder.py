"""A line to type into and what was found under it: Enter does the one that is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, tokens
from gui.widgets.plain_label import plain_label
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui.comfort.finding import Found

WIDTH, ROWS = 600, 10
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS - 1, Qt.Key.Key_PageUp: 1 - ROWS}


class Finder(QFrame):
    """Asks `find` for what fits after every letter. Esc or a click elsewhere closes it and does nothing."""

    def __init__(self, find: Callable[[str], list[Found]], says: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self.setFrameShape(QFrame.Shape.Box)
        self._find, self.found = find, []
        self.field = QLineEdit(placeholderText=says)
        self.field.setAccessibleName(says)
        self.field.textChanged.connect(self._fill)
        self.field.returnPressed.connect(self._run)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setItemDelegate(Rows(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Found"))
        self.list.itemClicked.connect(lambda _item: self._run())
        self.said = plain_label("small")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.GAP] * 4)
        column.setSpacing(tokens.GAP)
        for widget in (self.field, self.list, self.said):
            column.addWidget(widget)
        self._fill("")

    def show_over(self, window: QWidget) -> None:
        """Show it in the upper middle of `window`."""
        self.setFixedWidth(min(theme.px(WIDTH), window.width() - 2 * tokens.DIALOG_PADDING))
        self.adjustSize()
        place = QPoint((window.width() - self.width()) // 2, window.height() // 8)
        self.move(window.mapToGlobal(place))
        self.show()
        self.field.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = STEPS.get(Qt.Key(event.key()))
            if step and self.found:
                row, last = self.list.currentRow() + step, len(self.found) - 1
                self.list.setCurrentRow(row % (last + 1) if abs(step) == 1 else min(max(row, 0), last))
                return True
        return False

    def _fill(self, typed: str) -> None:
        self.found = self._find(typed)
        self.list.clear()
        for one in self.found:
            item = QListWidgetItem(one.text)
            said = ", ".join(filter(None, (one.text, one.where, one.keys, one.why_off)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if self.found else -1)
        self.list.setFixedHeight(min(len(self.found), ROWS) * theme.px(tokens.ROW))
        self.adjustSize()  # it covers no more of the picture than it has to
        nothing = tr("Nothing fits. Try fewer letters.") if typed.strip() else self.field.placeholderText()
        self.said.setText(tr("Enter does it, Esc leaves.") if self.found else nothing)

    def _run(self) -> None:
        """Do what is marked; where that cannot be done now, say why and stay."""
        row = self.list.currentRow()
        if row < 0:
            return
        one = self.found[row]
        if one.why_off:
            self.said.setText(f"{one.text.rstrip('…')}: {one.why_off}.")
            return
        self.close()
        one.run()


class Rows(QStyledItemDelegate):
    """What, where it belongs, and at the right its keys or why it cannot be done."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, theme.px(tokens.ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        one: Found = index.data(Qt.ItemDataRole.UserRole)
        look = theme.current()
        area = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue] PySide6's stubs leave its fields out
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # pyright: ignore[reportAttributeAccessIssue]
            painter.fillRect(area, QColor(look.selected))
        area.adjust(tokens.GAP, 0, -tokens.GAP, 0)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font(tokens.SMALL_TEXT, bold=not one.why_off))
        painter.setPen(QColor(look.hint if one.why_off else look.text_2))
        at_right = one.why_off or one.keys
        painter.drawText(area, right, at_right)
        area.setRight(area.right() - painter.fontMetrics().horizontalAdvance(at_right) - tokens.GROUP_GAP)
        painter.setFont(theme.font())
        painter.setPen(QColor(look.off if one.why_off else look.text))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(one.text, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, left, text)
        area.setLeft(area.left() + metrics.horizontalAdvance(text) + tokens.GAP)
        painter.setFont(theme.font(tokens.SMALL_TEXT))
        painter.setPen(QColor(look.hint))
        where = painter.fontMetrics().elidedText(one.where, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(area, left, where)
        painter.restore()
