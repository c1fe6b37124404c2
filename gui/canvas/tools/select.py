"""Select, move, resize, nudge and delete boxes of the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from gui.canvas import handles, shaping
from gui.canvas.tools.frame import STEADY, Frame
from gui.canvas.tools.points import Points
from gui.changing import editing
from gui.wording import later, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from engine.annotation import Box, Instance
    from gui.canvas.handles import Handle
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class _Drag:
    """A press on the truth instance `index`: on a handle of it, or inside (handle None)."""

    index: int
    instance: Instance
    handle: Handle | None
    start: Spot
    again: bool


class SelectTool:
    """A click selects the smallest box under it, another click at the same place the next larger one; Shift+click adds
    one to what is selected, or takes it out. A drag beside all boxes, or with Shift anywhere, frames what to select."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._drag: _Drag | None = None
        self._moving = False
        self._points, self._frame = Points(scene), Frame(scene)

    def press(self, spot: Spot) -> None:
        document = self._scene.document
        truth = document.truth
        if truth is None or self._points.press(spot):
            return
        handle, selected = self._handle(spot), document.selected
        if handle is not None and selected is not None:
            self._drag = _Drag(selected, truth.instances[selected], handle, spot, False)
            return
        hit = [shape.index for shape in self._scene.under(spot) if shape.layer == "truth"]
        if not hit or spot.keys & Qt.KeyboardModifier.ShiftModifier:
            self._frame.press(spot)
            return
        if len(document.selection) > 1 and not document.selection.isdisjoint(hit):
            held = next(index for index in hit if index in document.selection)
            self._drag = _Drag(held, truth.instances[held], None, spot, False)
            return
        again = selected in hit
        index = selected if again and selected is not None else hit[0]
        document.select(index)
        self._drag = _Drag(index, truth.instances[index], None, spot, again)

    def move(self, spot: Spot, held: bool) -> None:
        if self._points.holding:
            self._points.move(spot)
            return
        if self._frame.holding and held:
            self._frame.move(spot)
            return
        if self._drag is None or not held:
            hit = self._scene.under(spot)
            self._scene.hover(hit[0].key if hit else None)
            return
        apart = spot.at - self._drag.start.at
        self._moving = self._moving or max(abs(apart.x()), abs(apart.y())) >= STEADY
        if self._moving and self._several:
            self._scene.preview_all(self._moved(self._drag, spot))
        elif self._moving:
            self._scene.preview(self._drag.index, handles.placed(self._drag.instance, self._box(self._drag, spot)))

    def release(self, spot: Spot) -> None:
        if self._points.holding:
            self._points.release(spot)
            return
        if self._frame.holding:
            begun = self._frame.release(spot)
            if begun is not None:
                self._click(begun)
            return
        drag, moving = self._drag, self._moving
        self._drag, self._moving = None, False
        self._scene.end_preview()
        truth = self._scene.document.truth
        if drag is None or truth is None or drag.instance not in truth.instances[drag.index : drag.index + 1]:
            return  # undone or changed by a key meanwhile
        if moving and self._several:
            self._move_all(self._moved(drag, spot))
        elif moving:
            word = later("Move {what}") if drag.handle is None else later("Resize {what}")
            self._place(drag.index, self._box(drag, spot), word)
        elif drag.again and drag.handle is None:
            self._next_under(spot)
        elif self._several:
            self._scene.document.select(drag.index)

    def _click(self, spot: Spot) -> None:
        """A click beside all boxes lets go of what is selected; one with Shift adds a box to it, or takes it out."""
        if not spot.keys & Qt.KeyboardModifier.ShiftModifier:
            self._scene.document.select(None)
        elif hit := [shape.index for shape in self._scene.under(spot) if shape.layer == "truth"]:
            self._scene.document.toggle(hit[0])

    @property
    def _several(self) -> bool:
        return len(self._scene.document.selection) > 1

    def _moved(self, drag: _Drag, spot: Spot) -> dict[int, Instance]:
        """Where a drag to `spot` puts all that is selected."""
        truth = self._scene.document.truth
        assert truth is not None
        selection = sorted(self._scene.document.selection)
        return shaping.moved(truth, selection, spot.x - drag.start.x, spot.y - drag.start.y)

    def _move_all(self, instances: dict[int, Instance], merge: str = "") -> None:
        truth = self._scene.document.truth
        if truth is not None and any(truth.instances[at] != one for at, one in instances.items()):
            shaping.put_all(self._scene, instances, _named(later("Move {what}"), shaping.what(truth, instances)), merge)

    def _next_under(self, spot: Spot) -> None:
        hit = [shape.index for shape in self._scene.under(spot) if shape.layer == "truth"]
        selected = self._scene.document.selected
        if selected in hit:
            self._scene.document.select(hit[(hit.index(selected) + 1) % len(hit)])

    def _box(self, drag: _Drag, spot: Spot) -> Box:
        """Where a drag to `spot` puts the box: on whole pixels, within the picture."""
        truth = self._scene.document.truth
        assert truth is not None
        dx, dy, box = spot.x - drag.start.x, spot.y - drag.start.y, drag.instance.box
        if drag.handle is None:
            return handles.shifted(box, dx, dy, truth.width, truth.height)
        x = (box.xmin if drag.handle[0] < 0 else box.xmax) + dx
        y = (box.ymin if drag.handle[1] < 0 else box.ymax) + dy
        return handles.resized(box, drag.handle, x, y, truth.width, truth.height)

    def _place(self, index: int, box: Box, word: str, merge: str = "") -> None:
        truth = self._scene.document.truth
        if truth is not None and truth.instances[index].box != box:
            placed = handles.placed(truth.instances[index], box)
            if placed.polygons:
                shaping.put(self._scene, index, placed, _named(word, placed.label), merge)
                return
            instances = (*truth.instances[:index], placed, *truth.instances[index + 1 :])
            self._scene.document.edit(instances, _named(word, placed.label), merge)

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        document = self._scene.document
        truth, index = document.truth, document.selected
        if truth is None or index is None or self._drag is not None:
            return False
        if event.key() == Qt.Key.Key_Delete and self._points.can_delete():
            self._points.delete()
            return True
        if event.key() == Qt.Key.Key_Delete:
            editing.delete(document, *sorted(document.selection))
            return True
        arrow = ARROWS.get(Qt.Key(event.key()))
        if arrow is None:
            return False
        keys, instance = event.modifiers(), truth.instances[index]
        far = 10 if keys & Qt.KeyboardModifier.ShiftModifier else 1
        dx, dy = arrow[0] * far, arrow[1] * far
        if self._several:
            chosen = sorted(document.selection)
            self._move_all(shaping.moved(truth, chosen, dx, dy), f"nudge {chosen}")
            return True
        box = handles.shifted(instance.box, dx, dy, truth.width, truth.height)
        word = later("Move {what}")
        if keys & Qt.KeyboardModifier.AltModifier:
            edge, word = _near_edge(instance.box, arrow, spot), later("Resize {what}")
            x = (instance.box.xmin if edge[0] < 0 else instance.box.xmax) + dx
            y = (instance.box.ymin if edge[1] < 0 else instance.box.ymax) + dy
            box = handles.resized(instance.box, edge, x, y, truth.width, truth.height)
        self._place(index, box, word, f"nudge {word} {instance.origin}")
        return True

    def claims(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Delete and self._points.can_delete()

    def cancel(self) -> None:
        if self._points.cancel() or self._frame.cancel():
            return
        if self._drag is not None:
            self._drag, self._moving = None, False
            self._scene.end_preview()
        else:
            self._scene.document.select(None)

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        point = self._points.cursor(spot) if self._drag is None else None
        if point is not None:
            return point
        handle = self._drag.handle if self._drag is not None else self._handle(spot)
        if handle is not None:
            return handles.CURSORS[handle]
        inside = any(shape.key in self._scene.chosen for shape in self._scene.under(spot))
        return Qt.CursorShape.SizeAllCursor if inside or self._moving else Qt.CursorShape.ArrowCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        self._frame.paint(painter, pane)
        if self._points.paint(painter, pane):
            return
        shape = self._scene.shape(self._scene.selected)
        if shape is not None and "truth" in pane.layers and not self._several:
            handles.paint(painter, pane.rect_of(shape.box))

    def _handle(self, spot: Spot) -> Handle | None:
        shape = self._scene.shape(self._scene.selected)
        if shape is None or "truth" not in spot.pane.layers or self._several:
            return None
        return handles.at(spot.pane.rect_of(shape.box), QPointF(spot.at))


def _near_edge(box: Box, arrow: tuple[int, int], spot: Spot | None) -> Handle:
    """The edge that Alt+arrow moves: of the two across its way the one nearer to the mouse, else the far one."""
    if arrow[0]:
        return (-1 if spot is not None and abs(spot.x - box.xmin) < abs(spot.x - box.xmax) else 1), 0
    return 0, (-1 if spot is not None and abs(spot.y - box.ymin) < abs(spot.y - box.ymax) else 1)


def _named(deed: str, what: str) -> str:
    """What undo calls it; what has no class yet has no name."""
    return tr(deed).format(what=what).strip()
