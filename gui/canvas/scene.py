"""What the tools work on: the shapes as shown, with what a drag shows before it is an edit, and what is pointed at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from engine.annotation import VOID
from gui.canvas import overlap, shapes

if TYPE_CHECKING:
    from engine.annotation import Instance
    from gui.canvas.shapes import Key, Shape
    from gui.canvas.viewport import Pane
    from gui.document import Document
    from gui.viewing import Viewing


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the mouse is: the pane, the point of the canvas, the place (x, y) in the picture, and the keys held."""

    pane: Pane
    at: QPointF
    x: float
    y: float
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier


class Scene(QObject):
    """Shapes are made anew only after something they show has changed.

    `changed` asks for a repaint; `drawn` says that a tool has made the truth instance at that position.
    """

    changed = Signal()
    drawn = Signal(int)
    finished = Signal()

    def __init__(self, document: Document, viewing: Viewing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.viewing = document, viewing
        self._preview: tuple[int, Instance] | None = None
        self._base: tuple[Shape, ...] | None = None
        self._shapes: tuple[Shape, ...] | None = None
        self._still: tuple[Shape, ...] | None = None
        self._pair: tuple[Key, Key, float] | str | None = "unknown"
        self._hovered: Key | None = None
        for signal in (document.shown, document.changed, document.prediction_changed, document.selection_changed):
            signal.connect(self._renew)
        viewing.changed.connect(self._renew)

    def _renew(self) -> None:
        self._base = self._still = None
        self._touch()
        if self._hovered is not None and self.shape(self._hovered) is None:
            self._hovered = None
        self.changed.emit()

    def _touch(self) -> None:
        self._shapes, self._pair = None, "unknown"

    @property
    def _shown(self) -> tuple[Shape, ...]:
        """What the present view shows of the document; nothing while all is hidden."""
        if self._base is None:
            document, viewing = self.document, self.viewing
            layers = {"truth", "prediction"} & {viewing.view} or {"truth", "prediction"}
            if viewing.hidden or not viewing.show_outlines:
                layers = set()
            found = shapes.shapes(document.truth, document.prediction, viewing)
            self._base = tuple(shape for shape in found if shape.layer in layers)
        return self._base

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """What is shown, truth first, and the instance that is being dragged where the drag shows it."""
        if self._shapes is None:
            dragged = self._preview
            self._shapes = tuple(
                replace(shape, instance=dragged[1]) if dragged and shape.key == ("truth", dragged[0]) else shape
                for shape in self._shown
            )
        return self._shapes

    @property
    def still(self) -> tuple[Shape, ...]:
        """All shapes but the selected one: what stays as it is while that is dragged and others are pointed at."""
        if self._still is None:
            self._still = tuple(shape for shape in self._shown if shape.key != self.selected)
        return self._still

    @property
    def live(self) -> tuple[Shape, ...]:
        """The shapes pointed at, their partner, and the selected one at the end."""
        pair = self.pair
        marked = {self._hovered, *(pair[:2] if pair is not None and self._hovered is not None else ())}
        found = [shape for shape in self.shapes if shape.key in marked and shape.key != self.selected]
        chosen = self.shape(self.selected)
        return (*found, chosen) if chosen is not None else tuple(found)

    @property
    def selected(self) -> Key | None:
        index = self.document.selected
        return None if index is None else ("truth", index)

    @property
    def pair(self) -> tuple[Key, Key, float] | None:
        """The truth, the prediction and the IoU that are said; see `gui.canvas.overlap.shown_pair`."""
        if isinstance(self._pair, str):
            self._pair = overlap.shown_pair(self.shapes, self._hovered, self.selected)
        return self._pair

    @property
    def hovered(self) -> Key | None:
        return self._hovered

    def hover(self, key: Key | None) -> None:
        """Point at a shape, or at none."""
        if key != self._hovered:
            self._hovered, self._pair = key, "unknown"
            self.changed.emit()

    def preview(self, index: int, instance: Instance) -> None:
        """Show `instance` in the place of a truth instance, without an edit."""
        self._preview = index, instance
        self._touch()
        self.changed.emit()

    def end_preview(self) -> None:
        """Show the document's values again."""
        if self._preview is not None:
            self._preview = None
            self._touch()
            self.changed.emit()

    def under(self, spot: Spot) -> tuple[Shape, ...]:
        """The shapes at a spot, the smallest first."""
        return shapes.under(self.shapes, spot.pane, spot.at)

    def shape(self, key: Key | None) -> Shape | None:
        return next((shape for shape in self.shapes if shape.key == key), None)

    def named(self, spot: Spot) -> str:
        """The class under a spot within the picture: of the smallest box there, else of the mask."""
        hit = self.under(spot)
        if hit:
            return hit[0].instance.label
        for layer in spot.pane.layers:
            annotation = getattr(self.document, layer)
            if annotation is not None and annotation.mask is not None:
                value = int(annotation.mask[int(spot.y), int(spot.x)])
                if value == VOID:
                    return "void"
                if value:
                    classes = self.document.mask_classes
                    return classes[value - 1] if value <= len(classes) else f"class {value}"
        return ""
