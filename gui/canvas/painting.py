"""Paints a canvas from values: backdrop, outlines, chips, captions, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui.canvas import chips, lines
from gui.canvas.chips import Chip
from gui.look import theme, tokens

if TYPE_CHECKING:
    from gui.canvas.scene import Scene
    from gui.canvas.shapes import Shape
    from gui.canvas.tools.tool import Tool
    from gui.canvas.viewport import Pane


class Still:
    """Backdrop and outlines that stay as they are while the mouse moves, painted once."""

    def __init__(self) -> None:
        self._kept: tuple[object, QImage] | None = None

    def image(self, backdrop: QImage, panes: tuple[Pane, ...], shown: tuple[Shape, ...]) -> QImage:
        """`backdrop` with the outlines and chips of `shown`."""
        key = (backdrop.cacheKey(), panes, shown)
        if self._kept is None or self._kept[0] != key:
            image = backdrop.copy() if shown else backdrop
            painter = QPainter(image)
            for pane in panes:
                painter.setClipRect(pane.rect)
                placed = _placed(pane, shown)
                lines.paint(painter, placed)
                chips.paint(painter, chips.layout(pane, placed))
            painter.end()
            self._kept = key, image
        return self._kept[1]


def paint(painter: QPainter, panes: tuple[Pane, ...], scene: Scene, tool: Tool) -> None:
    """Everything over the still image. While all is hidden the tool's handles are hidden too."""
    for pane in panes:
        painter.setClipRect(pane.rect)
        _live(painter, pane, scene)
        if not scene.viewing.hidden:
            tool.paint(painter, pane)
        if pane.caption:
            wide = chips.width(pane.caption, glyph=False)
            place = QRectF(pane.rect.left() + 8, pane.rect.top() + 8, wide, chips.height())
            chips.paint(painter, [Chip(place, pane.caption, None, tokens.CHIP_TEXT)])
    painter.setClipping(False)
    for pane in panes[1:]:
        painter.fillRect(QRectF(pane.rect.left() - 1, 0, 1, pane.rect.height()), QColor(theme.current().outline))
    _notice(painter, panes[0], scene)


def _placed(pane: Pane, shown: tuple[Shape, ...]) -> list[tuple[Shape, QRectF]]:
    """The shapes of a pane's layers that are in sight, with their places on the screen."""
    sight = pane.rect.adjusted(-8, -8, 8, 8)
    placed = [(shape, pane.rect_of(shape.box)) for shape in shown if shape.layer in pane.layers]
    return [(shape, rect) for shape, rect in placed if sight.intersects(rect.adjusted(-1, -1, 1, 1))]


def _live(painter: QPainter, pane: Pane, scene: Scene) -> None:
    """What is pointed at or selected, and the IoU of the pair that is said."""
    drawn: list[Chip] = []
    for shape, rect in _placed(pane, scene.live):
        lines.paint_marked(painter, shape, rect, shape.key == scene.selected)
        drawn.append(chips.single(pane, shape, rect))
    pair = scene.pair
    if pair is not None:
        shape = scene.shape(pair[0] if "truth" in pane.layers else pair[1])
        if shape is not None:
            drawn.append(chips.at_corner(pane.rect_of(shape.box), f"IoU {pair[2]:.2f}", pane.rect))
    chips.paint(painter, drawn)


def _notice(painter: QPainter, pane: Pane, scene: Scene) -> None:
    """Why there is no picture, where there is none."""
    document = scene.document
    if document.picture is None and document.problems:
        painter.setFont(theme.font())
        painter.setPen(QColor(theme.current().text))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(pane.rect.adjusted(24, 24, -24, -24), int(flags), document.problems[0])
