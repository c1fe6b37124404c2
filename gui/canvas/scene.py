"""What the tools work on: the shapes as shown, with what a drag shows before it is an edit, and what is pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from engine.annotation import VOID
from gui.canvas import overlap, shapes
from gui.look import palette
from gui.review import pairs
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.annotation import Instance
    from gui.canvas.shapes import Key, Shape
    from gui.canvas.stroke import Stroke
    from gui.canvas.viewport import Layer, Pane
    from gui.document import Document
    from gui.review.pairs import Comparison
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

    `changed` asks for a repaint; `drawn` says that a tool has made the truth instance at that position;
    `refused` why nothing was done, or what will not be kept.
    """

    changed = Signal()
    drawn = Signal(int)
    finished = Signal()
    refused = Signal(str)

    def __init__(self, document: Document, viewing: Viewing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.viewing = document, viewing
        self._preview: Mapping[int, Instance] = {}
        self._asked: tuple[object, ...] = ()
        self._base: tuple[Shape, ...] = ()
        self._shapes: tuple[Shape, ...] | None = None
        self._by_key: dict[Key, Shape] | None = None
        self._still: tuple[tuple[Shape, ...], ...] = ((), ())
        self._apart: frozenset[Key] = frozenset()
        self._pair: tuple[Key, Key, float] | str | None = "unknown"
        self._hovered: Key | None = None
        self._walked: tuple[Key, ...] = ()
        self.stroke: Stroke | None = None
        self.strokes = 0
        for signal in (document.shown, document.changed, document.prediction_changed, document.selection_changed):
            signal.connect(self._renew)
        viewing.changed.connect(self._renew)

    def _renew(self) -> None:
        self._touch()
        if self._hovered is not None and self.shape(self._hovered) is None:
            self._hovered = None
        self.changed.emit()

    def _touch(self) -> None:
        self._shapes, self._by_key, self._pair = None, None, "unknown"

    @property
    def _record(self) -> str:
        return "" if self.document.record is None else self.document.record.name

    @property
    def comparison(self) -> Comparison:
        """Which prediction is which truth, at the present confidence and threshold."""
        document, viewing = self.document, self.viewing
        return pairs.compare(document.truth, document.prediction, viewing.confidence, viewing.iou_threshold)

    @property
    def _of_shapes(self) -> tuple[object, ...]:
        """All that the shapes are made of: where it stays as it is, so do they."""
        document, viewing = self.document, self.viewing
        verdicts = viewing.iou_threshold if viewing.view == "difference" else None
        shown = viewing.hidden_classes, viewing.unseen, viewing.hidden, viewing.show_outlines
        of = document.truth, document.prediction, self._record
        colours = palette.given() if viewing.colour_by_class else None
        return *of, viewing.view, viewing.confidence, verdicts, colours, *shown

    @property
    def _shown(self) -> tuple[Shape, ...]:
        """What the present view shows of the document; nothing while all is hidden."""
        if (asked := self._of_shapes) != self._asked:
            self._asked = asked
            document, viewing = self.document, self.viewing
            truth = None if viewing.view == "prediction" else document.truth
            prediction = None if viewing.view == "truth" else document.prediction
            if viewing.hidden or not viewing.show_outlines:
                truth = prediction = None
            found = shapes.shapes(truth, prediction, viewing, self._record)
            if viewing.view == "difference" and found:
                found = shapes.differing(found, self.comparison, document.prediction)
            self._base = found
        return self._base

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """What is shown, truth first, and the instances that are being dragged where the drag shows them."""
        if self._shapes is None and not self._preview:
            self._shapes = self._shown
        if self._shapes is None:
            dragged = self._preview
            self._shapes = tuple(
                shape._replace(instance=dragged[shape.index])
                if shape.layer == "truth" and shape.index in dragged
                else shape
                for shape in self._shown
            )
        return self._shapes

    @property
    def still(self) -> tuple[Shape, ...]:
        """All shapes but the selected ones: what stays as it is while those are dragged and others pointed at."""
        shown, chosen = self._shown, self.chosen
        if self._still[0] is not shown or self._apart != chosen:
            self._apart = chosen
            self._still = shown, tuple([shape for shape in shown if not (shape.quiet or shape[:2] in chosen)])
        return self._still[1]

    @property
    def live(self) -> tuple[Shape, ...]:
        """The shapes pointed at, their partners, those walked to, and the selected ones at the end."""
        marked: set[Key | None] = {self._hovered, *self._walked}
        if self._hovered is not None:
            marked |= set((self.pair or ())[:2])
            standing = self.comparison.standings.get(self._hovered)
            other: Layer = "prediction" if self._hovered[0] == "truth" else "truth"
            marked |= {(other, place) for place, _ in (standing.partners if standing is not None else ())}
        chosen = self.chosen
        keys = sorted(key for key in marked if key is not None and key not in chosen)
        last = sorted(chosen, key=lambda key: key == self.selected)
        return tuple(shape for shape in map(self.shape, (*keys[::-1], *last)) if shape is not None)

    @property
    def chosen(self) -> frozenset[Key]:
        """All that is selected."""
        return frozenset(("truth", place) for place in self.document.selection)

    @property
    def selected(self) -> Key | None:
        index = self.document.selected
        return None if index is None else ("truth", index)

    @property
    def pair(self) -> tuple[Key, Key, float] | None:
        """The truth, the prediction and the IoU that are said; see `gui.canvas.overlap.shown_pair`."""
        if isinstance(self._pair, str):
            asked = self._hovered is not None or self.selected is not None or len(self.shapes) == 2
            self._pair = None
            if asked:  # else the picture need not wait for the match
                self._pair = overlap.shown_pair(self.shapes, self.comparison, self._hovered, self.selected)
        return self._pair

    @property
    def hovered(self) -> Key | None:
        return self._hovered

    def hover(self, key: Key | None) -> None:
        """Point at a shape, or at none."""
        if key != self._hovered:
            self._hovered, self._pair = key, "unknown"
            self.changed.emit()

    @property
    def walked(self) -> tuple[Key, ...]:
        """The objects of the disagreement that the keys have come to."""
        return self._walked

    def walk_to(self, keys: tuple[Key, ...]) -> None:
        """Mark the objects of a disagreement; none: mark nothing."""
        if keys != self._walked:
            self._walked = keys
            self.changed.emit()

    def locked(self, index: int) -> bool:
        """Whether the truth instance at `index` is to stay as it is. An undo in mid-drag may have taken it."""
        truth = self.document.truth
        if truth is None or not self.viewing.locked or index >= len(truth.instances):
            return False
        number = shapes.number("truth", index, truth.instances[index])
        return (self._record, "truth", number) in self.viewing.locked

    def begin_stroke(self, stroke: Stroke) -> None:
        """Show a stroke on the mask, without an edit, as far as it has been painted."""
        self.stroke = stroke
        self.changed.emit()

    def end_stroke(self) -> None:
        """Show the document's mask again. `strokes` counts them, for those who keep what they have drawn."""
        if self.stroke is not None:
            self.stroke = None
            self.strokes += 1
            self.changed.emit()

    def preview(self, index: int, instance: Instance) -> None:
        """Show `instance` in the place of a truth instance, without an edit. One that is locked stays where it is."""
        self.preview_all({index: instance})

    def preview_all(self, instances: Mapping[int, Instance]) -> None:
        """The same for several, by their positions."""
        self._preview = {index: one for index, one in instances.items() if not self.locked(index)}
        self._touch()
        self.changed.emit()

    def end_preview(self) -> None:
        """Show the document's values again."""
        if self._preview:
            self._preview = {}
            self._touch()
            self.changed.emit()

    def under(self, spot: Spot) -> tuple[Shape, ...]:
        """The shapes at a spot, the smallest first."""
        return shapes.under(self.shapes, spot.pane, spot.at)

    def shape(self, key: Key | None) -> Shape | None:
        if self._by_key is None:
            self._by_key = {shape.key: shape for shape in self.shapes}
        return None if key is None else self._by_key.get(key)

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
                    return tr("void")
                if value:
                    classes = self.document.mask_classes
                    return classes[value - 1] if value <= len(classes) else tr("class {number}").format(number=value)
        return ""
