"""A key whose action cannot be done now says why, and does not just do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from gui.actions import CLASS_KEYS, TABLE

if TYPE_CHECKING:
    from gui.actions import Entry
    from gui.main_window import MainWindow


class Unable(QObject):
    """Hears the keys that nobody in the window wanted: one of an action that is off is among them, for Qt passes over
    it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            self._say(QKeySequence(QKeyCombination(plain, Qt.Key(event.key()))))
        return False

    def _say(self, key: QKeySequence) -> None:
        window = self._window
        for entry in (*TABLE, *CLASS_KEYS):
            action = window.acts[entry.id]
            if not action.isEnabled() and key in action.shortcuts() and (entry.anywhere or self._on_pictures()):
                window.toasts.say(self._why(entry))
                return

    def _on_pictures(self) -> bool:
        """Whether the keys are those of the picture or of the list of pictures, see `Actions.focus_on`."""
        return QApplication.focusWidget() in (self._window.canvas, self._window.images.list)

    def _why(self, entry: Entry) -> str:
        said = self._window.walking.why_not_taken() if entry.when == "prediction" else ""
        return said or f"{self._window.acts.why_off(entry)}."
