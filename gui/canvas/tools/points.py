"""The points of the selected polygon: drag one, click on an edge for a new one, Alt+click or Del takes one away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.canvas import polygons, shaping, tracing
from gui.canvas.tools.outline import SNAP
from gui.wording import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from engine.annotation import Instance, Polygon
    from gui.canvas.polygons import Place
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane

REACH = 7
"""Screen pixels from a point or an edge within which it is taken hold of."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The point at `place` of `outline`, of the truth instance `index`, taken hold of at `start`; `new`: it was made by
    this press."""

    index: int
    instance: Instance
    outline: tuple[Polygon, ...]
    place: Place
    start: Spot
    new: bool


class Points:
    """What the select tool does with a polygon; boxes are none of its business."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._held: _Held | None = None
        self._marked: tuple[int | None, Place] | None = None

    @property
    def holding(self) -> bool:
        return self._held is not None

    def _selected(self, spot: Spot | None = None) -> tuple[int, Instance] | None:
        """The selected instance, where it has polygons and the pane shows the truth."""
        document = self._scene.document
        index, truth = document.selected, document.truth
        if index is None or truth is None or len(document.selection) != 1 or not truth.instances[index].polygons:
            return None
        return (index, truth.instances[index]) if spot is None or "truth" in spot.pane.layers else None

    def press(self, spot: Spot) -> bool:
        """Whether the press is on a point or an edge of the selected polygon."""
        chosen = self._selected(spot)
        if chosen is None:
            return False
        index, instance = chosen
        at, reach = (spot.x, spot.y), REACH / spot.pane.viewport.scale
        place = polygons.point_near(instance.polygons, at, reach)
        if place is not None and spot.keys & Qt.KeyboardModifier.AltModifier:
            self._delete(index, instance, place)
        elif place is not None:
            self._mark(place)
            self._held = _Held(index, instance, instance.polygons, place, spot, False)
        else:
            edge = polygons.edge_near(instance.polygons, at, reach)
            if edge is None:
                self._marked = None
                return False
            outline = polygons.with_new_point(instance.polygons, edge[0], edge[1])
            self._mark(edge[0])
            self._held = _Held(index, instance, outline, edge[0], spot, True)
            self._show(spot)
        return True

    def move(self, spot: Spot) -> None:
        if self._held is not None:
            self._show(spot)

    def release(self, spot: Spot) -> None:
        held, self._held = self._held, None
        self._scene.end_preview()
        truth = self._scene.document.truth
        if held is None or truth is None or held.instance not in truth.instances[held.index : held.index + 1]:
            return  # undone or changed by a key meanwhile
        outline = self._outline(held, spot)
        if outline != held.instance.polygons:
            word = tr("New point of {name}") if held.new else tr("Move a point of {name}")
            shaped = shaping.outlined(held.instance, outline, (truth.width, truth.height))
            shaping.put(self._scene, held.index, shaped, word.format(name=held.instance.label))

    def cancel(self) -> bool:
        """Whether a drag was given up."""
        held, self._held = self._held, None
        if held is not None:
            self._scene.end_preview()
        return held is not None

    def can_delete(self) -> bool:
        """Whether Del takes the point that was clicked last, and not the whole object."""
        chosen = self._selected()
        if chosen is None or self._marked is None or self._marked[0] != chosen[1].origin:
            return False
        which, where = self._marked[1]
        outline = chosen[1].polygons
        return which < len(outline) and where < len(outline[which])

    def delete(self) -> None:
        chosen = self._selected()
        if chosen is not None and self._marked is not None and self.can_delete():
            self._delete(*chosen, self._marked[1])

    def _delete(self, index: int, instance: Instance, place: Place) -> None:
        truth, left = self._scene.document.truth, polygons.without_point(instance.polygons, place)
        self._marked = None
        if truth is None:
            return
        if left is None:
            self._scene.refused.emit(tr("A polygon has at least three points. Press Del again to delete the object."))
            return
        shaped = shaping.outlined(instance, left, (truth.width, truth.height))
        shaping.put(self._scene, index, shaped, tr("Delete a point of {name}").format(name=instance.label))

    def _mark(self, place: Place) -> None:
        chosen = self._selected()
        self._marked = None if chosen is None else (chosen[1].origin, place)

    def _show(self, spot: Spot) -> None:
        truth, held = self._scene.document.truth, self._held
        if held is not None and truth is not None:
            outline = self._outline(held, spot)
            shaped = shaping.outlined(held.instance, outline, (truth.width, truth.height))
            self._scene.preview(held.index, shaped)

    def _outline(self, held: _Held, spot: Spot) -> tuple[Polygon, ...]:
        """Where a drag to `spot` puts the point; a tremble moves nothing."""
        truth, apart = self._scene.document.truth, spot.at - held.start.at
        if truth is None or max(abs(apart.x()), abs(apart.y())) < 3:
            return held.outline
        at = (spot.x, spot.y)
        if not spot.keys & Qt.KeyboardModifier.ControlModifier:
            others = [one for place, one in enumerate(truth.instances) if place != held.index]
            at = polygons.snapped(at, others, SNAP / spot.pane.viewport.scale)
        return polygons.with_point(held.outline, held.place, polygons.within(at, truth.width, truth.height))

    def cursor(self, spot: Spot) -> Qt.CursorShape | None:
        """The cursor over a point or an edge of the selected polygon."""
        chosen = self._selected(spot)
        if chosen is None:
            return None
        at, reach = (spot.x, spot.y), REACH / spot.pane.viewport.scale
        if self.holding or polygons.point_near(chosen[1].polygons, at, reach) is not None:
            return Qt.CursorShape.CrossCursor
        return Qt.CursorShape.DragCopyCursor if polygons.edge_near(chosen[1].polygons, at, reach) else None

    def paint(self, painter: QPainter, pane: Pane) -> bool:
        """Whether the selected object has points to show."""
        chosen = self._selected()
        shape = self._scene.shape(self._scene.selected)
        if chosen is None or shape is None or "truth" not in pane.layers:
            return False
        marked = self._marked[1] if self._marked is not None and self._marked[0] == chosen[1].origin else None
        places = {
            (which, where): pane.to_screen(*point)
            for which, polygon in enumerate(shape.instance.polygons)
            for where, point in enumerate(polygon)
        }
        tracing.paint_points(painter, places.values(), places.get(marked) if marked is not None else None)
        return True
