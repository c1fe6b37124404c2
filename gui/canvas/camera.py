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
        self._divider = 0.5

    def panes(self) -> tuple[Pane, ...]:
        return viewport.panes(self._view, self._canvas, self.viewport, self._divider)

    @property
    def _frame(self) -> QRectF:
        """Where the picture is laid out: the panes of Swipe share all of the canvas, others have their own part."""
        return self._canvas if self.swiping else self.panes()[0].rect

    @property
    def swiping(self) -> bool:
        """Whether the panes are the two sides of Swipe."""
        return self._view == "swipe"

    @property
    def divider(self) -> float:
        """Where truth ends and the prediction begins in Swipe: a share of the canvas's width, 0..1."""
        return self._divider

    def divide(self, share: float) -> None:
        share = min(max(share, 0.0), 1.0)
        if share != self._divider:
            self._divider = share
            self.moved.emit()

    def in_frame(self, point: QPointF) -> QPointF:
        """A point of the canvas as `zoom` takes it."""
        return point - (self._frame if self.swiping else self.pane_at(point).rect).topLeft()

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
        old = self._frame.center() - self._frame.topLeft()
        self._canvas, self._view = canvas, view
        new = self._frame.center() - self._frame.topLeft()
        self._settle(self.viewport.moved(new.x() - old.x(), new.y() - old.y()))

    def fit(self) -> None:
        self._fits = True
        self._settle(self.viewport)

    def actual_size(self) -> None:
        """One pixel of the picture on one of the screen (device-independent), around the middle of the pane."""
        self.zoom_middle(1 / self.viewport.scale)

    def zoom_middle(self, factor: float) -> None:
        """Nearer by `factor` around the middle."""
        self.zoom(factor, self._frame.center() - self._frame.topLeft())

    def zoom(self, factor: float, at: QPointF) -> None:
        """Nearer by `factor`; what is at `at`, relative to the pane's corner, stays there."""
        self._fits = False
        self._settle(self.viewport.zoomed(factor, at.x(), at.y()))

    def pan(self, dx: float, dy: float) -> None:
        self._fits = False
        self._settle(self.viewport.moved(dx, dy))

    def zoom_to(self, box: Box) -> None:
        """Bring a box into the middle, as near as it is worth: nearer than the whole picture, or back from too near."""
        self._fits = False
        whole = viewport.fitted(*self._size, self._frame).scale
        self._centre(box, max(min(self._filling(box), 4.0), min(whole, 4.0)))

    def _filling(self, box: Box) -> float:
        """The zoom at which a box fills `BOX_SHARE` of the frame."""
        frame = self._frame
        return BOX_SHARE * min(frame.width() / max(box.width, 1), frame.height() / max(box.height, 1))

    def _centre(self, box: Box, scale: float) -> None:
        pane = self._frame
        x = pane.width() / 2 - (box.xmin + box.xmax) / 2 * scale
        y = pane.height() / 2 - (box.ymin + box.ymax) / 2 * scale
        self._settle(Viewport(scale, x, y))

    def _settle(self, wanted: Viewport) -> None:
        pane = self._frame
        if self._fits:
            wanted = viewport.fitted(*self._size, pane)
        wanted = wanted.kept(*self._size, pane)
        if wanted != self.viewport:
            self.viewport = wanted
        self.moved.emit()
