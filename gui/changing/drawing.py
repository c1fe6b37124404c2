"""The drawing tools in the window: their actions, their options, and what digits mean while one is in hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.canvas import aims
from gui.panels.tool_options import PARTS, ToolOptions

if TYPE_CHECKING:
    from gui.canvas.choices import Choices
    from gui.main_window import MainWindow


class Drawing(QObject):
    """Keeps the options card in step with the tool, the picture and the folder's classes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self.choices = window, window.canvas.toolbox.choices
        self.options = ToolOptions(self.choices, window.canvas)
        self.options.left.connect(window.canvas.setFocus)
        window.canvas.tool_changed.connect(self._tool_changed)
        self.choices.changed.connect(self._show)
        for signal in (window.document.changed, window.document.selection_changed, window.document.shown):
            signal.connect(self._show)

    @property
    def _tool(self) -> str:
        return self._window.canvas.tool

    def _tool_changed(self, tool: str) -> None:
        """A tool that is taken paints the class of the selected object, until another is chosen."""
        if tool in PARTS and self.choices.now.label is not None:
            selected, truth = self._window.document.selected, self._window.document.truth
            label = truth.instances[selected].label if truth is not None and selected is not None else ""
            if label and aims.value_of(self._window.document, label) is not None:
                self.choices.choose(label=label)
        self._show()
        self.options.show_for(tool)

    def _show(self) -> None:
        self._window.acts["over_void"].setChecked(self.choices.now.over_void)
        if self._tool in PARTS:
            document, now = self._window.document, self.choices.now
            label = None if now.label is None else aims.label_of(document, self.choices)
            self.options.set_classes(aims.mask_classes(document), label)

    def takes(self, label: str | None) -> bool:
        """Whether a digit chooses what is painted (None: void), and no class of a selected object."""
        if self._tool not in PARTS:
            return False
        self.choices.choose(label=label)
        return True

    def change(self, by: int) -> None:
        """The next smaller (-1) or larger (1) size, or tolerance where the tool in hand has that."""
        if self._tool == "wand":
            self.choices.choose(tolerance=min(max(self.choices.now.tolerance + 4 * by, 0), 255))
        elif by < 0:
            self.choices.shrink()
        else:
            self.choices.grow()


def connect(window: MainWindow) -> None:
    window.drawing = drawing = Drawing(window)
    acts, canvas = window.acts, window.canvas
    for name in canvas.toolbox.tools:
        if name not in ("select", "box"):
            acts.on(name, partial(setattr, canvas, "tool", name))
    for name, by in (("smaller", -1), ("larger", 1)):
        acts.on(name, partial(drawing.change, by))
        acts[name].setAutoRepeat(True)
    canvas.scene.refused.connect(window.toasts.say)
    acts.on("paint_void", partial(_paint_void, window))
    acts.on("over_void", partial(_over_void, drawing.choices, window))


def _paint_void(window: MainWindow) -> None:
    if not window.drawing.takes(None):
        window.canvas.tool = "brush"
        window.drawing.takes(None)


def _over_void(choices: Choices, window: MainWindow) -> None:
    choices.choose(over_void=window.acts["over_void"].isChecked())
