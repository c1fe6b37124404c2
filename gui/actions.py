"""ONE table of everything a person can do. Menus, the tool bar and the sheet of keys (F1) all read it."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeySequence

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Entry:
    """One action. `when` names the condition it needs (see `CONDITIONS`), "" none. `anywhere` is False for keys that
    also mean something inside fields and lists (Enter, Del): they act only while the canvas or the image list has the
    focus. `checks` marks an action that is on or off."""

    id: str
    text: str
    category: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    when: str = ""
    anywhere: bool = True
    checks: bool = False


@dataclass(frozen=True, slots=True)
class Gesture:
    """A key or mouse gesture that the canvas or the list takes itself; listed on the sheet of keys."""

    keys: str
    text: str
    category: str


CATEGORIES = ("File", "Edit", "Tools", "View", "Go", "Model", "Help")

CONDITIONS: Mapping[str, str] = {
    "folder": "Open a folder first",
    "picture": "Open a picture first",
    "editable": "This picture's labels cannot be edited",
    "selected": "Select a box first",
    "unsaved": "Nothing to save",
    "undo": "Nothing to undo",
    "redo": "Nothing to redo",
    "prediction": "This picture has no prediction",
    "checkpoint": "Open a checkpoint or train one first",
}
"""Condition -> why an action that needs it is off."""

TABLE = (
    Entry("open_folder", "Open folder…", "File", ("Ctrl+O", "Ctrl+U"), "folder"),
    Entry("open_sample", "Open the sample", "File"),
    Entry("open_checkpoint", "Open checkpoint…", "File", (), "", "folder"),
    Entry("save", "Save labels", "File", ("Ctrl+S",), "save", "unsaved"),
    Entry("autosave", "Save when leaving a picture", "File", checks=True),
    Entry("quit", "Quit", "File", ("Ctrl+Q",)),
    Entry("undo", "Undo", "Edit", ("Ctrl+Z",), "undo", "undo"),
    Entry("redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo"),
    Entry("relabel", "Change label…", "Edit", ("Ctrl+E",), "", "selected"),
    Entry("delete", "Delete", "Edit", ("Del",), "trash", "selected", anywhere=False),
    Entry("accept", "Accept prediction", "Edit", ("Return", "Enter"), "check", "prediction", anywhere=False),
    Entry("select", "Select", "Tools", ("Esc", "Ctrl+J"), "select", checks=True),
    Entry("box", "Draw a box", "Tools", ("W", "R"), "box", "editable", checks=True),
    Entry("view_truth", "Truth", "View", checks=True),
    Entry("view_prediction", "Prediction", "View", checks=True),
    Entry("view_both", "Both", "View", checks=True),
    Entry("view_side", "Side by side", "View", checks=True),
    Entry("masks", "Masks", "View", ("X",), checks=True),
    Entry("outlines", "Outlines", "View", ("Z",), checks=True),
    Entry("fit", "Fit picture", "View", ("Ctrl+F",), "fit", "picture"),
    Entry("actual_size", "Actual size", "View", ("Ctrl+0",), "", "picture"),
    Entry("images_dock", "Images", "View", ("F9",), "", "folder", checks=True),
    Entry("instances_dock", "Instances", "View", ("F10",), "", "folder", checks=True),
    Entry("bottom_dock", "Train and evaluate", "View", ("F11",), "", "folder", checks=True),
    Entry("next_dock", "Next panel", "View", ("F6",)),
    Entry("theme_system", "System theme", "View", checks=True),
    Entry("theme_light", "Light theme", "View", checks=True),
    Entry("theme_dark", "Dark theme", "View", checks=True),
    Entry("next", "Next picture", "Go", ("D",), "", "folder"),
    Entry("previous", "Previous picture", "Go", ("A",), "", "folder"),
    Entry("next_unverified", "Next not verified", "Go", ("Ctrl+Shift+D",), "", "folder"),
    Entry("verify", "Verified, next picture", "Go", ("Space",), "verified", "picture", anywhere=False),
    Entry("search", "Search pictures", "Go", ("/",), "", "folder"),
    Entry("train", "Train…", "Model", ("Ctrl+T",), "play", "folder"),
    Entry("hyperparameters", "How it learns…", "Model", (), "", "folder"),
    Entry("augmentations", "Preview augmentations…", "Model", (), "", "folder"),
    Entry("evaluate", "Evaluate", "Model", (), "", "folder"),
    Entry("predict", "Predict this folder", "Model", (), "", "checkpoint"),
    Entry("weights", "Folder of pretrained weights…", "Model"),
    Entry("shortcuts", "Keys", "Help", ("F1",)),
    Entry("log", "Show the log", "Help"),
)

CLASS_KEYS = tuple(
    Entry(f"class_{digit}", f"Class {digit}", "Classes", (str(digit),), "", "editable", anywhere=False)
    for digit in range(1, 10)
)
"""Not in a menu, and one line on the sheet."""

GESTURES = (
    Gesture("1-9", "Set the class", "Edit"),
    Gesture("Arrows", "Nudge 1 px (Shift 10 px, Alt one edge)", "Edit"),
    Gesture("H, held", "Hide everything drawn", "View"),
    Gesture("Ctrl+wheel", "Zoom at the cursor", "View"),
    Gesture("Wheel, Shift+wheel", "Scroll, sideways", "View"),
    Gesture("Middle drag, Space+drag", "Move the picture", "View"),
    Gesture("Drag, or click twice", "Draw a box", "Tools"),
)

TOOL_BAR = ("select", "box", "|", "undo", "redo", "|", "fit")


class Actions(QObject):
    """The table's QActions, and the dispatcher: an `EngineError` of a handler is said through `refused`; anything else
    goes on to the excepthook."""

    refused = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.by_id = {entry.id: self._make(entry, parent) for entry in (*TABLE, *CLASS_KEYS)}

    def __getitem__(self, name: str) -> QAction:
        return self.by_id[name]

    def _make(self, entry: Entry, parent: QWidget) -> QAction:
        action = QAction(entry.text, parent)
        action.setObjectName(entry.id)
        action.setShortcuts([QKeySequence(keys) for keys in entry.shortcuts])
        action.setCheckable(entry.checks)
        action.setAutoRepeat(entry.category == "Go")
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
        except EngineError as error:
            self.refused.emit(str(error))

    def focus_on(self, *widgets: QWidget) -> None:
        """The widgets in which Enter, Del and Space act."""
        for entry in (*TABLE, *CLASS_KEYS):
            if not entry.anywhere:
                for widget in widgets:
                    widget.addAction(self.by_id[entry.id])

    def allow(self, conditions: set[str]) -> None:
        """Switch every action on or off; one that is off says why."""
        for entry in (*TABLE, *CLASS_KEYS):
            action = self.by_id[entry.id]
            able = not entry.when or entry.when in conditions
            action.setEnabled(able)
            action.setToolTip(_tip(entry, "" if able else CONDITIONS[entry.when]))

    def draw(self, icon: Callable[[str], QIcon]) -> None:
        """Give the tools their icons; again after a change of theme."""
        for entry in TABLE:
            if entry.id in TOOL_BAR:
                self.by_id[entry.id].setIcon(icon(entry.icon))


def keys_text(entry: Entry) -> str:
    """The keys of an entry as a person reads them: "Ctrl+Shift+Z, Ctrl+Y"."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(keys).toString(native) for keys in entry.shortcuts)


def _tip(entry: Entry, why_off: str) -> str:
    keys = keys_text(entry)
    name = entry.text.rstrip("…")
    line = f"{name}  {keys}" if keys else name
    return "<qt>" + html.escape(line) + (f"<br>{html.escape(why_off)}" if why_off else "") + "</qt>"
