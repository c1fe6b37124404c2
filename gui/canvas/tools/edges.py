"""Draw along the picture's edges: click a point, move along an edge, click the next; the way between clings to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.canvas import orders, polygons
from gui.canvas.tools.outline import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QKeyEvent, QPainter

    from gui.canvas.polygons import Point
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane


class EdgeTool:
    """With Ctrl held the way is straight; Esc gives up. The engine looks for one way at a time: the newest wish is
    next."""

    def __init__(self, scene: Scene, ask: Callable[[str, Mapping[str, object], Callable], None]) -> None:
        self._scene, self._ask, self._outline = scene, ask, Outline(scene)
        self._spot: Spot | None = None
        self._way: tuple[Point, ...] = ()
        self._asked: tuple[Point, Point] | None = None

    def press(self, spot: Spot) -> None:
        self._spot = spot
        if self._outline.may_be_drawn():
            straight = spot.keys & Qt.KeyboardModifier.ControlModifier
            self._outline.add(spot, (*(() if straight else self._way[1:-1]), self._place(spot)))
            self._forget_way()

    def move(self, spot: Spot, held: bool) -> None:
        del held
        self._spot = spot
        if spot.keys & Qt.KeyboardModifier.ControlModifier:
            self._way = ()
        elif self._asked is None:
            self._look()
        self._scene.changed.emit()

    def release(self, spot: Spot) -> None:
        self._spot = spot

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        del spot
        before = self._outline.points
        if not self._outline.key(event):
            return False
        if self._outline.points != before:
            self._forget_way()
        return True

    def claims(self, event: QKeyEvent) -> bool:
        return self._outline.claims(event)

    def cancel(self) -> None:
        self._outline.cancel()
        self._forget_way()

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        del spot
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        spot = self._spot
        if spot is not None and spot.pane.caption == pane.caption and self._scene.document.truth is not None:
            self._outline.paint(painter, pane, spot, (*self._way[1:], self._place(spot)))

    def _forget_way(self) -> None:
        self._way, self._asked = (), None
        self._scene.changed.emit()

    def _look(self) -> None:
        """Ask for the way from the last point to the mouse."""
        points = self._outline.points
        if self._spot is None or not points or self._outline.near(self._spot, points[-1]):
            return
        wish = points[-1], self._place(self._spot)
        found = orders.way(self._scene, *wish)
        if found is not None:
            self._asked = wish
            self._ask("follow", found[0], partial(self._take, wish, found[1]))

    def _take(self, wish: tuple[Point, Point], corner: tuple[int, int], way: tuple[Point, ...]) -> None:
        if self._asked != wish or not self._outline.points:
            return  # given up, or clicked on meanwhile
        self._asked = None
        self._way = tuple((x + corner[0], y + corner[1]) for x, y in way)
        if self._spot is not None and self._place(self._spot) != wish[1]:
            self._look()
        self._scene.changed.emit()

    def _place(self, spot: Spot) -> Point:
        truth = self._scene.document.truth
        assert truth is not None
        return polygons.within((spot.x, spot.y), truth.width, truth.height)
