"""The popup in which a box gets its class: type a little, take the first that fits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.look import icons, palette, theme, tokens
from gui.wording import later, tr

ROWS = 8
TAKES, CHOOSES, MAKES = (
    later("Enter takes it, Esc leaves it."),
    later("Choose a class; Esc leaves it."),
    later("Enter makes it a new class."),
)


class LabelPopup(QFrame):
    """`chosen(label)` on Enter or a click, `cancelled` on Esc or a click elsewhere; one of them, once."""

    chosen = Signal(str)
    cancelled = Signal()

    def __init__(self, classes: tuple[str, ...], last: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self.setFrameShape(QFrame.Shape.Box)
        self._classes, self._done = classes, False
        self.field = QLineEdit(last, placeholderText=tr("Class"))
        self.field.setAccessibleName(tr("Class of the box"))
        self.field.selectAll()
        self.field.textEdited.connect(self._filter)
        self.field.returnPressed.connect(self._enter)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("Classes"))
        self.list.setIconSize(QSize(tokens.SWATCH, tokens.SWATCH))
        self.list.setSpacing(2)
        self.hint = QLabel()
        self.hint.setProperty("role", "small")
        self.list.itemClicked.connect(lambda item: self._choose(item.text()))
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.GAP, tokens.GAP, tokens.GAP, tokens.GAP)
        column.addWidget(self.field)
        column.addWidget(self.list)
        column.addWidget(self.hint)
        self._filter("")
        self._mark(last)
        rows = min(ROWS, len(classes))
        self.list.setFixedHeight(rows * (self.list.sizeHintForRow(0) + 2 * self.list.spacing()))
        self.list.setVisible(rows > 0)
        hints, frame = QFontMetrics(theme.font(tokens.SMALL_TEXT)), 2 * tokens.GAP + 4
        longest = max(hints.horizontalAdvance(tr(hint)) for hint in (TAKES, CHOOSES, MAKES))
        self.setFixedWidth(max(theme.px(220), longest + frame))

    def show_at(self, place: QPoint) -> None:
        """Show it beside `place`, whole and on the screen that holds `place`."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()
        self.move(beside(place, self.rect(), screen.availableGeometry()))
        self.show()
        self.field.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.list.count():
                row = (self.list.currentRow() + step) % self.list.count()
                self.list.setCurrentRow(row)
                self.field.setText(self.list.item(row).text())
                self.field.selectAll()
                return True
        return False

    def closeEvent(self, event: QEvent) -> None:
        if not self._done:
            self._done = True
            self.cancelled.emit()
        super().closeEvent(event)  # pyright: ignore[reportArgumentType]

    def _filter(self, text: str) -> None:
        """Known classes that begin with `text` first, then those that hold it."""
        typed = text.strip().casefold()
        begin = [name for name in self._classes if name.casefold().startswith(typed)]
        hold = [name for name in self._classes if typed in name.casefold() and name not in begin]
        self.list.clear()
        for name in (*begin, *hold):
            self.list.addItem(QListWidgetItem(icons.swatch(palette.colour(name)), name))
        is_new = bool(typed) and text.strip() not in self._classes
        taken = TAKES if self.field.text().strip() else CHOOSES
        self.hint.setText(tr(MAKES if is_new and not begin else taken))
        self.list.setCurrentRow(0 if typed and (begin or hold) else -1)

    def _mark(self, label: str) -> None:
        found = self.list.findItems(label, Qt.MatchFlag.MatchExactly)
        if found:
            self.list.setCurrentItem(found[0])

    def _enter(self) -> None:
        """A known class that begins with what was typed; otherwise the text itself is a new class."""
        text = self.field.text().strip()
        current = self.list.currentItem()
        typed = text.casefold()
        known = current is not None and typed and current.text().casefold().startswith(typed)
        label = current.text() if known and text not in self._classes else text
        if label:
            self._choose(label)

    def _choose(self, label: str) -> None:
        if not self._done:
            self._done = True
            self.chosen.emit(label)
            self.close()


def beside(place: QPoint, size: QRect, screen: QRect) -> QPoint:
    """Where a popup of `size` goes so that it lies to the right of `place` and wholly on `screen`."""
    x = place.x() + tokens.GAP
    if x + size.width() > screen.right():
        x = place.x() - tokens.GAP - size.width()
    y = min(place.y(), screen.bottom() - size.height())
    return QPoint(max(screen.left(), x), max(screen.top(), y))
