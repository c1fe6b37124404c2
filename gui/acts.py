"""The table's actions as the window has them: able or not, with their keys, and what happens when they are done."""

from __future__ import annotations

import html
from functools import cache, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence

from engine.errors import EngineError
from gui.actions import CLASS_KEYS, CONDITIONS, TABLE, TOOL_BAR
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from gui.actions import Entry


class Refusal(EngineError):
    """What was asked for cannot be done now. Nothing failed, and nothing has changed."""


class Actions(QObject):
    """The table's QActions, and the dispatcher: a `Refusal` of a handler is said through `refused`, any other
    `EngineError` through `failed`; anything else goes on to the excepthook."""

    refused = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.keys = {entry.id: entry.shortcuts for entry in (*TABLE, *CLASS_KEYS)}
        self.by_id = {entry.id: self._make(entry, parent) for entry in (*TABLE, *CLASS_KEYS)}
        self._able: set[str] | None = None  # nobody has said yet

    def __getitem__(self, name: str) -> QAction:
        return self.by_id[name]

    def _make(self, entry: Entry, parent: QWidget) -> QAction:
        action = QAction(tr(entry.text), parent)
        action.setObjectName(entry.id)
        action.setShortcuts([QKeySequence(keys) for keys in self.keys[entry.id]])
        action.setCheckable(entry.checks)
        action.setAutoRepeat(entry.category == "Go" and entry.id != "verify")  # not pictures that nobody has seen
        if entry.anywhere:
            parent.addAction(action)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def on(self, name: str, handler: Callable[[], object]) -> None:
        """Run `handler` when the action is triggered."""
        self.by_id[name].triggered.connect(partial(self._dispatch, handler))

    def _dispatch(self, handler: Callable[[], object], _checked: bool = False) -> None:
        try:
            handler()
        except Refusal as refusal:
            self.refused.emit(str(refusal))
        except EngineError as error:
            self.failed.emit(str(error))

    def focus_on(self, *widgets: QWidget) -> None:
        """The widgets in which Enter, Del and Space act."""
        for entry in (*TABLE, *CLASS_KEYS):
            if not entry.anywhere:
                for widget in widgets:
                    widget.addAction(self.by_id[entry.id])

    def allow(self, conditions: set[str]) -> None:
        """Switch every action on or off; one that is off says why."""
        if conditions != self._able:
            self._able = conditions
            self._tell()

    def _tell(self) -> None:
        for entry in (*TABLE, *CLASS_KEYS):
            action, why = self.by_id[entry.id], self.why_off(entry)
            action.setEnabled(not why)
            action.setToolTip(_tip(tr(entry.text), self.keys_text(entry.id), why))

    def why_off(self, entry: Entry) -> str:
        """Why an action cannot be done now; "" where it can."""
        return "" if not entry.when or entry.when in (self._able or ()) else tr(CONDITIONS[entry.when])

    def set_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Give the actions named in `keys` these keys; menus and tool tips say them from now on."""
        self.keys.update(keys)
        for name in keys:
            self.by_id[name].setShortcuts([QKeySequence(key) for key in keys[name]])
        self._tell()

    def keys_text(self, name: str) -> str:
        """The keys of an action as a person reads them: "Ctrl+Shift+Z, Ctrl+Y"."""
        return keys_text(self.keys[name])

    def draw(self, icon: Callable[[str], QIcon]) -> None:
        """Give the tools their icons; again after a change of theme."""
        for entry in TABLE:
            if entry.id in TOOL_BAR:
                self.by_id[entry.id].setIcon(icon(entry.icon))


@cache
def keys_text(keys: tuple[str, ...]) -> str:
    """Keys as a person reads them; the two keys that Qt calls Enter and Return are one word."""
    native = QKeySequence.SequenceFormat.NativeText
    names = (QKeySequence(key.replace("Return", "Enter")).toString(native) for key in keys)
    enter = QKeySequence("Enter").toString(native)
    said = dict.fromkeys(name.replace(enter, tr("Enter")) for name in names)
    return ", ".join(said)


@cache
def _tip(text: str, keys: str, why_off: str) -> str:
    name = text.rstrip("…")
    line = f"{name}  {keys}" if keys else name
    return "<qt>" + html.escape(line) + (f"<br>{html.escape(why_off)}" if why_off else "") + "</qt>"
