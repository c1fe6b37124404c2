"""Where a person looks: zoom, place and fit. The picture only moves when they move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Signal

from gui.canvas import viewport
from gui.canvas.viewport import Pane, Viewport

if TYPE_CHECKING:
    from engine.annotation import Box

BOX_SHARE = 0.5
"""How much of a pane a box fills that is looked at."""


class Camera(QObject):
    """Keeps the picture fitted as the canvas changes its size, until somebody zooms or pans."""

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self._canvas = QRectF(0, 0, 1, 1)
        self._view = "both"
        self._size = (1, 1)
        self._fits = True

    def panes(self) -> tuple[Pane, ...]:
        return viewport.panes(self._view, self._canvas, self.viewport)

    def pane_at(self, point: QPointF) -> Pane:
        """The pane at a point of the canvas; the last one for a point between or beside them."""
        panes = self.panes()
        return next((pane for pane in panes if pane.rect.contains(point)), panes[-1])

    def look(self, width: int, height: int, anew: bool) -> None:
        """A picture of width×height pixels. All of it is shown, unless it is the one that was there (not `anew`)."""
        self._fits = self._fits or anew or (width, height) != self._size
        self._size = (width, height)
        self._settle(self.viewport)

    def arrange(self, canvas: QRectF, view: str) -> None:
        """The canvas has another size, or shows another view: what was in the middle stays there."""
        old = self.panes()[0].rect.center() - self.panes()[0].rect.topLeft()
        self._canvas, self._view = canvas, view
        new = self.panes()[0].rect.center() - self.panes()[0].rect.topLeft()
        self._settle(self.viewport.moved(new.x() - old.x(), new.y() - old.y()))

    def fit(self) -> None:
        self._fits = True
        self._settle(self.viewport)

    def actual_size(self) -> None:
        """One pixel of the picture on one of the screen (device-independent), around the middle of the pane."""
        middle = self.panes()[0].rect.center() - self.panes()[0].rect.topLeft()
        self.zoom(1 / self.viewport.scale, middle)

    def zoom(self, factor: float, at: QPointF) -> None:
        """Nearer by `factor`; what is at `at`, relative to the pane's corner, stays there."""
        self._fits = False
        self._settle(self.viewport.zoomed(factor, at.x(), at.y()))

    def pan(self, dx: float, dy: float) -> None:
        self._fits = False
        self._settle(self.viewport.moved(dx, dy))

    def look_at(self, box: Box) -> None:
        """Bring a box into the middle, and nearer where it is small."""
        self._fits = False
        pane = self.panes()[0].rect
        most = BOX_SHARE * min(pane.width() / max(box.width, 1), pane.height() / max(box.height, 1))
        scale = max(self.viewport.scale, min(most, 4.0))
        x = pane.width() / 2 - (box.xmin + box.xmax) / 2 * scale
        y = pane.height() / 2 - (box.ymin + box.ymax) / 2 * scale
        self._settle(Viewport(scale, x, y))

    def _settle(self, wanted: Viewport) -> None:
        pane = self.panes()[0].rect
        if self._fits:
            wanted = viewport.fitted(*self._size, pane)
        wanted = wanted.kept(*self._size, pane)
        if wanted != self.viewport:
            self.viewport = wanted
        self.moved.emit()
