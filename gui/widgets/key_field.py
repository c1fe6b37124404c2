"""A field that takes the next key pressed, whatever it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from gui.wording import tr

ALONE = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_unknown)


class KeyField(QLineEdit):
    """`pressed(key)` for every key but Esc, Tab among them, as the table of actions spells it; `left` on Esc."""

    pressed = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(readOnly=True)
        self.setAccessibleName(tr("Keys to press"))
        self.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Not `event`: PySide cannot tell a fault of a handler that it would call in turn, and ends the program."""
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._take(event)
        return True

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() not in ALONE:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            key = QKeySequence(int(held.value) | event.key()).toString(QKeySequence.SequenceFormat.PortableText)
            self.pressed.emit("Shift+Tab" if key == "Shift+Backtab" else key)
