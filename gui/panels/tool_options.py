"""The options of the drawing tool in hand: a slim card that lies over the canvas, so that the picture never moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from gui.canvas.choices import LARGEST
from gui.look import icons, palette, theme, tokens
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.canvas.choices import Choices

CLASS, SIZE, TOLERANCE, OVER_VOID = "class", "size", "tolerance", "over void"
PARTS: Mapping[str, tuple[str, ...]] = {
    "brush": (CLASS, SIZE, OVER_VOID),
    "eraser": (SIZE, OVER_VOID),
    "fill": (CLASS, OVER_VOID),
    "wand": (CLASS, TOLERANCE, OVER_VOID),
    "cut_out": (CLASS, OVER_VOID),
    "scribble": (CLASS, SIZE, OVER_VOID),
}
"""Tool -> what can be chosen for it. Tools that are not here have no options."""
VOID_ROW = "void"
MOST_WIDE = 20
"""Letters of a class name; longer ones end in …"""


class ToolOptions(QFrame):
    """Reads and writes `choices`; `left` when the keys belong to the picture again."""

    left = Signal()

    def __init__(self, choices: Choices, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._choices, self._tool = choices, "select"
        self.setObjectName("toast")  # a card like those
        self.setProperty("kind", "options")
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.label, self.size_field, self.tolerance = QComboBox(), QSpinBox(), QSpinBox()
        self.over_void = QCheckBox(tr("Over void"))
        self._fields: dict[str, tuple[QWidget, ...]] = {}
        self._lay_out()
        self.label.activated.connect(self._class_chosen)
        self.size_field.valueChanged.connect(lambda value: choices.choose(size=value))
        self.tolerance.valueChanged.connect(lambda value: choices.choose(tolerance=value))
        self.over_void.clicked.connect(lambda on: choices.choose(over_void=on))
        choices.changed.connect(self.refresh)
        self.refresh()
        self.hide()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.GAP, tokens.GRID, tokens.GAP, tokens.GRID)
        line.setSpacing(tokens.GAP)
        self.label.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.label.setMaximumWidth(theme.px(180))
        self.size_field.setRange(1, LARGEST)
        self.size_field.setSuffix(" px")
        self.tolerance.setRange(0, 255)
        for field in (self.size_field, self.tolerance):
            line_edit = field.findChild(QLineEdit)
            if line_edit is not None:
                line_edit.setTextMargins(tokens.GAP - 2, 0, 0, 0)  # as in the box beside it
        rows = (
            (CLASS, tr("Class"), self.label, tr("The class that is painted (1-9; 0 paints void)")),
            (SIZE, tr("Size"), self.size_field, tr("Pixels of the picture that the brush is wide ([ and ])")),
            (TOLERANCE, tr("Tolerance"), self.tolerance, tr("How far a colour may be from the one clicked ([ and ])")),
        )
        for name, word, field, says in rows:
            label = QLabel(word)
            label.setProperty("role", "small")
            label.setBuddy(field)
            self._name(field, says)
            line.addWidget(label)
            line.addWidget(field)
            self._fields[name] = (label, field)
        self._name(self.over_void, tr("Paint over void, too: otherwise the border around objects stays"))
        line.addWidget(self.over_void)
        self._fields[OVER_VOID] = (self.over_void,)
        for field in (self.label, self.size_field, self.tolerance, self.over_void):
            field.installEventFilter(self)

    @staticmethod
    def _name(field: QWidget, says: str) -> None:
        field.setAccessibleName(says)
        field.setToolTip(says)

    def show_for(self, tool: str) -> None:
        """Show what can be chosen for a tool; nothing where there is nothing."""
        self._tool = tool
        for name, widgets in self._fields.items():
            for widget in widgets:
                widget.setVisible(name in PARTS.get(tool, ()))
        self.setVisible(tool in PARTS)
        self._place()

    def set_classes(self, names: tuple[str, ...], now: str | None) -> None:
        """The classes that can be painted, and the one that is; None is void."""
        wanted: list[str | None] = [*names, None]
        if [self.label.itemData(row) for row in range(self.label.count())] != wanted:
            self.label.clear()
            for name in wanted:
                tint = tokens.IGNORED if name is None else palette.colour(name)
                self.label.addItem(icons.swatch(tint), _short(tr(VOID_ROW) if name is None else name), name)
        if now in wanted:
            self.label.setCurrentIndex(wanted.index(now))
        else:
            self.label.setCurrentIndex(-1)
        self._place()

    def refresh(self) -> None:
        """Show the present choices."""
        now = self._choices.now
        for field, value in ((self.size_field, now.size), (self.tolerance, now.tolerance)):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)
        self.over_void.setChecked(now.over_void)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Esc in a field give the keys back to the picture."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if isinstance(event, QKeyEvent) and event.key() in keys:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _class_chosen(self, row: int) -> None:
        self._choices.choose(label=self.label.itemData(row))
        self.left.emit()

    def _place(self) -> None:
        self.adjustSize()
        self.move(tokens.GAP, tokens.GAP)


def _short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= MOST_WIDE else f"{line[: MOST_WIDE - 1]}…"
