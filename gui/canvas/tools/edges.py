"""Draw along the picture's edges: click a point, move along an edge, click the next; the way between clings to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.canvas import orders, polygons, shaping, tracing
from gui.canvas.tools.polygon import CLOSE, SNAP, STEADY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QKeyEvent, QPainter

    from gui.canvas.polygons import Point
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane


class EdgeTool:
    """A click on the first point, a double click or Enter closes the outline, Backspace takes the last piece back, Esc
    gives up; with Ctrl held the way is straight. The engine looks for one way at a time: the newest wish is next."""

    def __init__(self, scene: Scene, ask: Callable[[str, Mapping[str, object], Callable], None]) -> None:
        self._scene, self._ask = scene, ask
        self._pieces: list[tuple[Point, ...]] = []
        self._spot: Spot | None = None
        self._way: tuple[Point, ...] = ()
        self._asked: tuple[Point, Point] | None = None
        self._warned: object = None

    @property
    def _points(self) -> tuple[Point, ...]:
        return tuple(point for piece in self._pieces for point in piece)

    def press(self, spot: Spot) -> None:
        document = self._scene.document
        self._spot = spot
        if document.truth is None or not document.editable:
            document.edit((), "New outline")  # refused, and the document says why
            return
        here = self._place(spot)
        if not self._pieces:
            self._warn()
            self._pieces = [(here,)]
        elif self._near(spot, self._points[-1], STEADY) or self._closing(spot):
            self._close()
        else:
            straight = spot.keys & Qt.KeyboardModifier.ControlModifier
            known = self._way if self._way and not straight else (self._points[-1], here)
            self._pieces.append((*known[1:-1], here))
        self._way, self._asked = (), None
        self._scene.changed.emit()

    def move(self, spot: Spot, held: bool) -> None:
        del held
        self._spot = spot
        if spot.keys & Qt.KeyboardModifier.ControlModifier:
            self._way = ()
        elif self._pieces and self._asked is None:
            self._look()
        self._scene.changed.emit()

    def release(self, spot: Spot) -> None:
        self._spot = spot

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        del spot
        if not self.claims(event):
            return False
        if event.key() in CLOSE:
            self._close()
        else:
            self._pieces.pop()
        self._way, self._asked = (), None
        self._scene.changed.emit()
        return True

    def claims(self, event: QKeyEvent) -> bool:
        return bool(self._pieces) and event.key() in (*CLOSE, Qt.Key.Key_Backspace)

    def cancel(self) -> None:
        self._pieces, self._way, self._asked = [], (), None
        self._scene.changed.emit()

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        del spot
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        if self._spot is None or self._spot.pane.caption != pane.caption or self._scene.document.truth is None:
            return
        here, points = self._place(self._spot), self._points
        closing = bool(points) and self._closing(self._spot)
        if points:
            tail = () if closing else (*self._way[1:], here)
            tracing.paint_line(painter, pane, (*points, *tail), closed=closing)
        corners = [piece[-1] for piece in self._pieces]
        places = [pane.to_screen(x, y) for x, y in (*corners, *(() if closing else (here,)))]
        tracing.paint_points(painter, places, places[0] if closing else None)

    def _look(self) -> None:
        """Ask for the way from the last point to the mouse."""
        if self._spot is None or not self._pieces:
            return
        wish = self._points[-1], self._place(self._spot)
        found = orders.way(self._scene, *wish)
        if found is not None and not self._near(self._spot, wish[0], STEADY):
            self._asked = wish
            self._ask("follow", found[0], partial(self._take, wish, found[1]))

    def _take(self, wish: tuple[Point, Point], corner: tuple[int, int], way: tuple[Point, ...]) -> None:
        if self._asked != wish or not self._pieces:
            return  # given up, or clicked on meanwhile
        self._asked = None
        self._way = tuple((x + corner[0], y + corner[1]) for x, y in way)
        if self._spot is not None and self._place(self._spot) != wish[1]:
            self._look()
        self._scene.changed.emit()

    def _near(self, spot: Spot, point: Point, reach: float) -> bool:
        apart = spot.pane.to_screen(*point) - spot.at
        return max(abs(apart.x()), abs(apart.y())) <= reach

    def _closing(self, spot: Spot) -> bool:
        points = self._points
        return len(points) >= polygons.LEAST and self._near(spot, points[0], SNAP)

    def _place(self, spot: Spot) -> Point:
        truth = self._scene.document.truth
        assert truth is not None
        return polygons.within((spot.x, spot.y), truth.width, truth.height)

    def _warn(self) -> None:
        document = self._scene.document
        folder = None if document.dataset is None else document.dataset.root
        if folder != self._warned:
            self._warned = folder
            self._scene.refused.emit(shaping.warning(document, shaping.label_for(document)))

    def _close(self) -> None:
        points = self._points
        truth = self._scene.document.truth
        if truth is None:
            return
        tidy = tuple(dict.fromkeys(polygons.within(point, truth.width, truth.height) for point in points))
        kept, self._pieces = self._pieces, []
        if not shaping.drawn(self._scene, tidy, shaping.label_for(self._scene.document)):
            self._pieces = kept
