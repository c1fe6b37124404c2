"""Where the picture lies on the canvas: plain values, no widget.

Screen coordinates are device-independent pixels of the canvas, picture coordinates are those of `engine.annotation`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRect, QRectF

from gui.wording import tr

if TYPE_CHECKING:
    from engine.annotation import Box

Layer = Literal["truth", "prediction"]
CLOSEST, FURTHEST = 64.0, 0.01
MARGIN = 16
KEPT = 48
"""How much of a picture stays on the canvas, however far it is dragged."""


def nearest(place: float) -> int:
    """The nearest whole pixel, the higher of two: what is moved by a pixel has all its lines moved by one."""
    return math.floor(place + 0.5)


def on_screen(rect: QRectF, ratio: float) -> QRect:
    """The pixels of a screen of `ratio` that a part of the canvas covers."""
    left, top, right, bottom = (
        nearest(edge * ratio) for edge in (rect.left(), rect.top(), rect.right(), rect.bottom())
    )
    return QRect(left, top, right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class Viewport:
    """`scale` screen pixels show one pixel of the picture; its top left corner is at (x, y) of a pane."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def zoomed(self, factor: float, x: float, y: float) -> Viewport:
        """Nearer by `factor`; the point of the picture at (x, y) of the pane stays there."""
        scale = min(max(self.scale * factor, FURTHEST), CLOSEST)
        ratio = scale / self.scale
        return Viewport(scale, x - (x - self.x) * ratio, y - (y - self.y) * ratio)

    def moved(self, dx: float, dy: float) -> Viewport:
        return Viewport(self.scale, self.x + dx, self.y + dy)

    def kept(self, width: float, height: float, pane: QRectF) -> Viewport:
        """Moved, where needed, so that some of a width×height picture stays in the pane."""
        x = min(max(self.x, KEPT - width * self.scale), pane.width() - KEPT)
        y = min(max(self.y, KEPT - height * self.scale), pane.height() - KEPT)
        return Viewport(self.scale, x, y)


def fitted(width: float, height: float, pane: QRectF, most: float = 4.0) -> Viewport:
    """The whole of a width×height picture in the pane, in the middle, not nearer than `most`."""
    room_x, room_y = max(pane.width() - 2 * MARGIN, 16.0), max(pane.height() - 2 * MARGIN, 16.0)
    scale = max(min(room_x / width, room_y / height, most), FURTHEST)
    return Viewport(scale, (pane.width() - width * scale) / 2, (pane.height() - height * scale) / 2)


@dataclass(frozen=True, slots=True)
class Pane:
    """One view of the picture: where on the canvas, which layers, and its caption (empty for a pane alone)."""

    rect: QRectF
    layers: tuple[Layer, ...]
    caption: str
    viewport: Viewport

    def to_screen(self, x: float, y: float) -> QPointF:
        view = self.viewport
        return QPointF(self.rect.x() + view.x + x * view.scale, self.rect.y() + view.y + y * view.scale)

    def to_picture(self, point: QPointF) -> QPointF:
        view = self.viewport
        return QPointF(
            (point.x() - self.rect.x() - view.x) / view.scale, (point.y() - self.rect.y() - view.y) / view.scale
        )

    def rect_of(self, box: Box) -> QRectF:
        """A box on the screen, on whole pixels, so that lines are sharp."""
        view = self.viewport
        x, y, scale = self.rect.x() + view.x, self.rect.y() + view.y, view.scale
        left, top = nearest(x + box.xmin * scale), nearest(y + box.ymin * scale)
        return QRectF(left, top, nearest(x + box.xmax * scale) - left, nearest(y + box.ymax * scale) - top)


def panes(view: str, canvas: QRectF, viewport: Viewport, divider: float = 0.5) -> tuple[Pane, ...]:
    """The panes of a view of `gui.viewing`: one, or two with one zoom. Side by side they have one place too; in Swipe
    they show two parts of one picture, which meet at `divider` (a share of the canvas's width)."""
    if view == "swipe":
        at = float(round(divider * canvas.width()))
        left = QRectF(canvas.x(), canvas.y(), at, canvas.height())
        right = QRectF(canvas.x() + at, canvas.y(), canvas.width() - at, canvas.height())
        return _two(left, right, viewport, viewport.moved(-at, 0))
    if view == "side":
        half = float((canvas.width() - 1) // 2)
        left = QRectF(canvas.x(), canvas.y(), half, canvas.height())
        right = QRectF(canvas.x() + canvas.width() - half, canvas.y(), half, canvas.height())
        return _two(left, right, viewport, viewport)
    layers: tuple[Layer, ...] = ("truth", "prediction") if view in ("both", "difference") else (_layer(view),)
    return (Pane(canvas, layers, "", viewport),)


def _two(left: QRectF, right: QRectF, on_left: Viewport, on_right: Viewport) -> tuple[Pane, ...]:
    return Pane(left, ("truth",), tr("Truth"), on_left), Pane(right, ("prediction",), tr("Prediction"), on_right)


def _layer(view: str) -> Layer:
    return "prediction" if view == "prediction" else "truth"
