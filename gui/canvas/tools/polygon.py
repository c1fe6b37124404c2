"""Draw a polygon by clicking its points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.canvas import polygons
from gui.canvas.tools.outline import SNAP, Outline

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from gui.canvas.polygons import Point
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane


class PolygonTool:
    """Points snap to neighbours, but not while Ctrl is held. A right click or Esc gives the polygon up."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._outline = scene, Outline(scene)
        self._spot: Spot | None = None

    def press(self, spot: Spot) -> None:
        self._spot = spot
        if self._outline.may_be_drawn():
            self._outline.add(spot, (self._place(spot),))
            self._scene.changed.emit()

    def move(self, spot: Spot, held: bool) -> None:
        del held
        self._spot = spot
        self._scene.changed.emit()

    def release(self, spot: Spot) -> None:
        self._spot = spot

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        del spot
        return self._outline.key(event)

    def claims(self, event: QKeyEvent) -> bool:
        return self._outline.claims(event)

    def cancel(self) -> None:
        self._outline.cancel()

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        del spot
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        spot = self._spot
        if spot is not None and spot.pane.caption == pane.caption and self._scene.document.truth is not None:
            self._outline.paint(painter, pane, spot, (self._place(spot),))

    def _place(self, spot: Spot) -> Point:
        truth = self._scene.document.truth
        assert truth is not None
        at = (spot.x, spot.y)
        if not spot.keys & Qt.KeyboardModifier.ControlModifier:
            at = polygons.snapped(at, truth.instances, SNAP / spot.pane.viewport.scale)
        return polygons.within(at, truth.width, truth.height)
