"""Paints what lies over the backdrop, from values: outlines, chips, what is pointed at, captions, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gui.canvas import brackets, chips, lines, tracing
from gui.canvas.chips import Chip
from gui.canvas.places import IN_SIGHT, Places
from gui.canvas.sheet import Sheet
from gui.canvas.viewport import on_screen
from gui.look import theme, tokens
from gui.wording import sentence, written

if TYPE_CHECKING:
    import numpy as np
    from PySide6.QtWidgets import QWidget

    from gui.canvas.scene import Scene
    from gui.canvas.shapes import Shape
    from gui.canvas.tools.tool import Tool
    from gui.canvas.viewport import Pane


FEW = 64
"""Shapes that are painted anew by themselves; where more have changed, everything is."""


class Outlines:
    """The outlines that stay as they are while the mouse moves, on a sheet over the backdrop, and their chips."""

    def __init__(self) -> None:
        self._sheet = Sheet(QImage.Format.Format_ARGB32_Premultiplied)
        self._places: Places | None = None  # numpy comes with it: not before there is a picture
        self._panes: tuple[Pane, ...] = ()
        self._whole: object = None  # another one whenever everything is to be painted anew
        self._chips: tuple[object, list[list[Chip]]] = ("", [])

    def draw(
        self,
        painter: QPainter,
        canvas: QWidget,
        panes: tuple[Pane, ...],
        shown: tuple[Shape, ...],
        until: float,
        live: tuple[Shape, ...] = (),
    ) -> bool:
        """Draw the outlines and chips of `shown`, what is out of date painted first; whether all is as it should be.
        See `Sheet`. A chip gives way to those of `live`, which are painted over all of it."""
        before, still = self._places, self._panes == panes
        if before is None or before.shown is not shown:
            self._places = Places(shown)
        assert self._places is not None
        places, self._panes = self._places, panes
        changed = places.changed(before) if before is not None and before is not places and still else None
        if before is not places and (changed is None or len(changed) > FEW):
            changed, self._whole = None, places
        ratio, clear = canvas.devicePixelRatioF(), QColor(Qt.GlobalColor.transparent)
        self._sheet.take(canvas.size(), ratio, panes, self._whole, clear)
        done = self._sheet.renew(lambda onto, area: _outlines(onto, area, ratio, panes, places), until)
        if changed is not None and len(changed):
            areas = [area for pane in panes for area in _areas(pane, changed, ratio)]
            everywhere = on_screen(QRectF(canvas.rect()), ratio)
            self._sheet.mend(areas, lambda onto: _outlines(onto, everywhere, ratio, panes, places, changed))
        if shown:
            self._sheet.draw(painter)
            key = (panes, places, chips.height())
            if self._chips[0] != key:
                most = chips.MOST // len(panes)
                self._chips = key, [chips.layout(pane, places.with_chips(pane, most)) for pane in panes]
            for pane, laid_out in zip(panes, self._chips[1], strict=True):
                painter.setClipRect(pane.rect)
                over = [chips.single(pane, *placed).rect for placed in _placed(pane, live)]
                chips.paint(painter, [chip for chip in laid_out if not any(map(chip.rect.intersects, over))])
            painter.setClipping(False)
        return done


def _placed(pane: Pane, live: tuple[Shape, ...]) -> list[tuple[Shape, QRectF]]:
    """What is pointed at or selected, and where the pane shows it."""
    placed = ((shape, pane.rect_of(shape.box)) for shape in live if shape.layer in pane.layers)
    return [(shape, rect) for shape, rect in placed if _in_sight(pane, rect)]


def _areas(pane: Pane, boxes: np.ndarray, ratio: float) -> list[QRect]:
    """Where on the screen lines of `boxes` (K, 4), in pixels of the picture, may be seen."""
    seen = []
    for left, top, right, bottom in boxes.tolist():
        rect = QRectF(pane.to_screen(left, top), pane.to_screen(right, bottom))
        seen.append(on_screen(rect.adjusted(-IN_SIGHT, -IN_SIGHT, IN_SIGHT, IN_SIGHT) & pane.rect, ratio))
    return seen


def _outlines(
    painter: QPainter,
    area: QRect,
    ratio: float,
    panes: tuple[Pane, ...],
    places: Places,
    among: np.ndarray | None = None,
) -> None:
    """An area of the sheet, in pixels of the screen; see `Places.within`."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(area, Qt.GlobalColor.transparent)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    for pane in panes:
        part = on_screen(pane.rect, ratio) & area
        if part.isEmpty():
            continue
        painter.save()
        painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
        painter.scale(ratio, ratio)
        placed = places.within(pane, QRectF(QPointF(part.topLeft()) / ratio, part.size().toSizeF() / ratio), among)
        lines.paint(painter, placed, places.order)
        tracing.paint(painter, pane, (shape for shape, _ in placed if shape.instance.polygons))
        painter.restore()


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


def _live(painter: QPainter, pane: Pane, scene: Scene) -> None:
    """What is pointed at or selected, and the IoU of the pair that is said."""
    placed = _placed(pane, scene.live)
    drawn = [chips.single(pane, shape, rect) for shape, rect in placed]
    for shape, rect in placed:
        lines.paint_marked(painter, shape, rect, shape.key in scene.chosen or shape.key in scene.walked)
        tracing.paint(painter, pane, (shape,), more=1.0)
    walked = brackets.around(rect for shape, rect in placed if shape.key in scene.walked)
    if walked is not None:
        brackets.paint(painter, walked, pane.rect)
    pair = scene.pair
    if pair is not None:
        shape = scene.shape(pair[0] if "truth" in pane.layers else pair[1])
        if shape is not None:
            drawn.append(chips.at_corner(pane.rect_of(shape.box), f"IoU {written(pair[2], 2)}", pane.rect))
    chips.paint(painter, drawn)


def _in_sight(pane: Pane, rect: QRectF) -> bool:
    """Whether the lines of a box, which may have no size on the screen, reach into the pane."""
    seen = pane.rect.adjusted(-IN_SIGHT, -IN_SIGHT, IN_SIGHT, IN_SIGHT)
    across = rect.left() < seen.right() and rect.right() > seen.left()
    return across and rect.top() < seen.bottom() and rect.bottom() > seen.top()


def _notice(painter: QPainter, pane: Pane, scene: Scene) -> None:
    """Why there is no picture, where there is none."""
    document = scene.document
    if document.picture is None and document.problems:
        painter.setFont(theme.font())
        painter.setPen(QColor(theme.current().text))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(pane.rect.adjusted(24, 24, -24, -24), int(flags), sentence(document.problems[0]))
