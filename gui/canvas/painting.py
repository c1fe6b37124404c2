"""Paints a canvas from values: backdrop, outlines, chips, captions, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui.canvas import brackets, chips, lines, tracing
from gui.canvas.chips import Chip
from gui.look import theme, tokens

if TYPE_CHECKING:
    from gui.canvas.scene import Scene
    from gui.canvas.shapes import Shape
    from gui.canvas.tools.tool import Tool
    from gui.canvas.viewport import Pane

IN_SIGHT = 10
"""Pixels by which a line reaches beyond its box."""


class Still:
    """Backdrop and outlines that stay as they are while the mouse moves, painted once."""

    def __init__(self) -> None:
        self._kept: tuple[object, QImage] | None = None
        self._behind = 0
        self._drawn: QImage | None = None

    def image(
        self, backdrop: QImage, panes: tuple[Pane, ...], shown: tuple[Shape, ...], touched: tuple[QRect, ...] = ()
    ) -> QImage:
        """`backdrop` with the outlines and chips of `shown`. Where that is all that changed since the last time, only
        what of the backdrop was `touched` (pixels of the screen) is painted again."""
        if not shown:
            return backdrop
        key, behind = (panes, shown), backdrop.cacheKey()
        if self._kept is None or self._kept[0] != key or (behind != self._behind and not touched):
            image = backdrop.copy()
            _outlines(image, panes, shown)
            self._kept, self._drawn = (key, image), None
        elif behind != self._behind:
            self._touch_up(self._kept[1], backdrop, panes, shown, touched)
        self._behind = behind
        return self._kept[1]

    def _touch_up(
        self,
        image: QImage,
        backdrop: QImage,
        panes: tuple[Pane, ...],
        shown: tuple[Shape, ...],
        touched: tuple[QRect, ...],
    ) -> None:
        if self._drawn is None:
            self._drawn = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
            self._drawn.fill(Qt.GlobalColor.transparent)
            self._drawn.setDevicePixelRatio(image.devicePixelRatio())
            _outlines(self._drawn, panes, shown)
        ratio = image.devicePixelRatio()
        painter = QPainter(image)
        for rect in touched:
            place = QRectF(rect.x() / ratio, rect.y() / ratio, rect.width() / ratio, rect.height() / ratio)
            painter.drawImage(place, backdrop, QRectF(rect))
            painter.drawImage(place, self._drawn, QRectF(rect))
        painter.end()


def _outlines(image: QImage, panes: tuple[Pane, ...], shown: tuple[Shape, ...]) -> None:
    painter = QPainter(image)
    for pane in panes:
        painter.setClipRect(pane.rect)
        placed = _placed(pane, shown)
        lines.paint(painter, placed)
        tracing.paint(painter, pane, (shape for shape, _ in placed if shape.instance.polygons))
        chips.paint(painter, chips.layout(pane, placed))
    painter.end()


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
    for pane in panes[1:] if scene.viewing.view == "side" else ():
        painter.fillRect(QRectF(pane.rect.left() - 1, 0, 1, pane.rect.height()), QColor(theme.current().outline))
    _notice(painter, panes[0], scene)


def _placed(pane: Pane, shown: tuple[Shape, ...]) -> list[tuple[Shape, QRectF]]:
    """The shapes of a pane's layers that are in sight, with their places on the screen."""
    first = pane.to_picture(pane.rect.topLeft() - QPointF(IN_SIGHT, IN_SIGHT))
    last = pane.to_picture(pane.rect.bottomRight() + QPointF(IN_SIGHT, IN_SIGHT))
    left, top, right, bottom = first.x(), first.y(), last.x(), last.y()
    layers, placed = pane.layers, []
    for shape in shown:
        box = shape.instance.box
        inside = box.xmin < right and box.xmax > left and box.ymin < bottom and box.ymax > top
        if inside and shape.layer in layers:
            placed.append((shape, pane.rect_of(box)))
    return placed


def _live(painter: QPainter, pane: Pane, scene: Scene) -> None:
    """What is pointed at or selected, and the IoU of the pair that is said."""
    drawn: list[Chip] = []
    for shape, rect in _placed(pane, scene.live):
        lines.paint_marked(painter, shape, rect, shape.key in scene.chosen or shape.key in scene.walked)
        tracing.paint(painter, pane, (shape,), more=1.0)
        drawn.append(chips.single(pane, shape, rect))
    walked = brackets.around(rect for shape, rect in _placed(pane, scene.live) if shape.key in scene.walked)
    if walked is not None:
        brackets.paint(painter, walked, pane.rect)
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
