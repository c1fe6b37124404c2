"""Draw a polygon: click its points; a click on the first, a double click or Enter closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from gui.canvas import polygons, shaping, tracing

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane

STEADY = 3
"""Screen pixels the mouse may tremble between the clicks of a double click."""
SNAP = 8
"""Screen pixels within which a point goes to a neighbour's point or edge; not while Ctrl is held."""
CLOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PolygonTool:
    """Backspace takes the last point back, a right click or Esc gives the polygon up."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._points: list[tuple[float, float]] = []
        self._spot: Spot | None = None
        self._warned: object = None

    def press(self, spot: Spot) -> None:
        document = self._scene.document
        self._spot = spot
        if document.truth is None or not document.editable:
            document.edit((), "New polygon")  # refused, and the document says why
            return
        if not self._points:
            self._warn()
        if self._points and self._near(spot, self._points[-1]):
            self._close()  # a double click
        elif len(self._points) >= polygons.LEAST and self._near(spot, self._points[0]):
            self._close()
        else:
            self._points.append(self._place(spot))
        self._scene.changed.emit()

    def move(self, spot: Spot, held: bool) -> None:
        del held
        self._spot = spot
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
            self._points.pop()
        self._scene.changed.emit()
        return True

    def claims(self, event: QKeyEvent) -> bool:
        return bool(self._points) and event.key() in (*CLOSE, Qt.Key.Key_Backspace)

    def cancel(self) -> None:
        self._points = []
        self._scene.changed.emit()

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        del spot
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        if self._spot is None or self._spot.pane.caption != pane.caption or self._scene.document.truth is None:
            return
        here = self._place(self._spot)
        closing = len(self._points) >= polygons.LEAST and self._near(self._spot, self._points[0])
        if self._points:
            tracing.paint_line(painter, pane, self._points if closing else [*self._points, here], closed=closing)
        places = [pane.to_screen(x, y) for x, y in (*self._points, *(() if closing else (here,)))]
        tracing.paint_points(painter, places, places[0] if closing else None)

    def _near(self, spot: Spot, point: tuple[float, float]) -> bool:
        apart: QPointF = spot.pane.to_screen(*point) - spot.at
        reach = SNAP if point == self._points[0] and len(self._points) >= polygons.LEAST else STEADY
        return max(abs(apart.x()), abs(apart.y())) <= reach

    def _place(self, spot: Spot) -> tuple[float, float]:
        truth = self._scene.document.truth
        assert truth is not None
        at = (spot.x, spot.y)
        if not spot.keys & Qt.KeyboardModifier.ControlModifier:
            at = polygons.snapped(at, truth.instances, SNAP / spot.pane.viewport.scale)
        return polygons.within(at, truth.width, truth.height)

    def _warn(self) -> None:
        """Once a folder: what saving keeps of a polygon is said before the first."""
        document = self._scene.document
        folder = None if document.dataset is None else document.dataset.root
        if folder != self._warned:
            self._warned = folder
            self._scene.refused.emit(shaping.warning(document, shaping.label_for(document)))

    def _close(self) -> None:
        points, self._points = tuple(self._points), []
        if not shaping.drawn(self._scene, points, shaping.label_for(self._scene.document)):
            self._points = list(points)
