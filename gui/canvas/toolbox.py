"""The tools of the canvas, and which of them is in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.canvas import aims, orders
from gui.canvas.choices import Choices
from gui.canvas.tools.box import BoxTool
from gui.canvas.tools.brush import BrushTool
from gui.canvas.tools.click import ClickTool
from gui.canvas.tools.cut_out import CutOutTool
from gui.canvas.tools.edges import EdgeTool
from gui.canvas.tools.polygon import PolygonTool
from gui.canvas.tools.scribble import ScribbleTool
from gui.canvas.tools.select import SelectTool

if TYPE_CHECKING:
    from gui.canvas.scene import Scene
    from gui.canvas.tools.tool import Tool


class Toolbox(QObject):
    """`chosen` says the name of the tool that is in hand now; `choices` are what a person chose for all of them;
    `ordered` carries an `Order` of a tool to the engine, `asked` a call, its arguments and who takes the answer."""

    chosen = Signal(str)
    ordered = Signal(object)
    asked = Signal(str, object, object)

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene, self.choices = scene, Choices(self)
        self.tools: dict[str, Tool] = {
            "select": SelectTool(scene),
            "box": BoxTool(scene),
            "polygon": PolygonTool(scene),
            "edges": EdgeTool(scene, self.asked.emit),
            "brush": BrushTool(scene, self.choices, aims.painting),
            "eraser": BrushTool(scene, self.choices, aims.erasing),
            "fill": ClickTool(scene, self.choices, orders.fill, self.ordered.emit),
            "wand": ClickTool(scene, self.choices, orders.wand, self.ordered.emit),
            "cut_out": CutOutTool(scene, self.choices, self.ordered.emit),
            "scribble": ScribbleTool(scene, self.choices, self.ordered.emit),
        }
        self.name = "select"
        self.choices.changed.connect(scene.changed)

    @property
    def hand(self) -> Tool:
        """The tool in hand."""
        return self.tools[self.name]

    def choose(self, name: str) -> None:
        """Take a tool. Choosing the one that is in hand gives up what is under way, else deselects."""
        if name not in self.tools:
            raise ValueError(f"no tool {name!r}")
        if name == self.name or self.name != "select":
            self.hand.cancel()
        if name != self.name:
            self.name = name
            self._scene.hover(None)
            self.chosen.emit(name)
