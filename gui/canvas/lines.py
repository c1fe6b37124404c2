"""Outlines: every line with an opaque dark casing, so that it shows on any photograph.

Lines are drawn in groups of one style, without antialiasing, on whole pixels: a thousand boxes are a few calls.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.look import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gui.canvas.shapes import Shape
    from gui.look.tokens import Line


@dataclass(frozen=True, slots=True)
class Style:
    """How a group of outlines is drawn. `rim` is the opacity of the white outer line (0: none); `dot`
    draws a dot of `width` in the middle instead."""

    colour: str
    width: float
    dash: tuple[float, ...]
    rim: float
    dot: bool = False


Kind = tuple[str, str, bool, str]
"""What tells the lines of one shape from those of another: what `_line` asks for, and the colour."""


def paint(painter: QPainter, placed: Iterable[tuple[Shape, QRectF]], order: Mapping[Kind, int]) -> None:
    """Draw the outlines of shapes at their places on the screen, neither hovered nor selected, by the `order` of their
    kinds."""
    groups: dict[tuple[int, int], list[QRectF]] = {}
    kinds = list(order)
    for shape, rect in placed:
        side = min(rect.width(), rect.height())
        size = 0 if side < tokens.DOT_SIDE else 1 if side < tokens.SMALL_SIDE else 2
        groups.setdefault((order[kind(shape)], size), []).append(rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for (place, size), rects in sorted(groups.items(), key=lambda each: (each[0][0], -each[0][1])):
        *asked, colour = kinds[place]
        line = _line(*asked)
        width = (tokens.DOT, 1.0, line.width)[size]
        outline(painter, Style(colour, width, line.dash, float(line.rim and size > 0), size == 0), rects)


def kind(shape: Shape) -> Kind:
    return shape.layer, shape.verdict, shape.instance.difficult, shape.colour


@cache
def _line(layer: str, verdict: str, difficult: bool) -> Line:
    """The pattern says whose, whatever the verdict: a prediction is dashed, what does not count dotted."""
    if verdict and verdict != "ignored":
        line = tokens.LINES[verdict]
        return replace(line, dash=tokens.LINES["prediction"].dash) if layer == "prediction" else line
    return tokens.LINES["ignored" if difficult or verdict else layer]


def paint_marked(painter: QPainter, shape: Shape, rect: QRectF, selected: bool) -> None:
    """Draw one hovered shape, or one selected or walked to. These have no fill: the object must be seen."""
    line = _line(shape.layer, shape.verdict, shape.instance.difficult)
    side = min(rect.width(), rect.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if side < tokens.DOT_SIDE and not selected:
        outline(painter, Style(shape.colour, tokens.DOT + 1, (), tokens.HOVER_RIM_OPACITY, dot=True), [rect])
        return
    if not selected:
        fill = QColor(shape.colour)
        fill.setAlphaF(tokens.HOVER_FILL)
        painter.fillRect(rect, fill)
    width = (line.width if side >= tokens.SMALL_SIDE else 1.0) + 1
    outline(painter, Style(shape.colour, width, line.dash, 1.0 if selected else tokens.HOVER_RIM_OPACITY), [rect])


def outline(painter: QPainter, drawn: Style, rects: list[QRectF]) -> None:
    """Draw rectangles in one style, from the outside inwards: rim, casing, core."""
    if drawn.dot:
        _dots(painter, drawn, rects)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    casing = drawn.width + 2 * tokens.CASING_WIDTH
    if drawn.rim:
        rim = QColor(tokens.ERROR_RIM)
        rim.setAlphaF(drawn.rim)
        painter.setPen(_pen(rim, casing + 2 * tokens.RIM_WIDTH))
        painter.drawRects(rects)
    painter.setPen(_pen(QColor(tokens.CASING), casing))
    painter.drawRects(rects)
    core = _pen(QColor(drawn.colour), drawn.width)
    if not drawn.dash:
        painter.setPen(core)
        painter.drawRects(rects)
        return
    core.setDashPattern([length / drawn.width for length in drawn.dash])
    painter.setPen(core)
    painter.drawLines([side for rect in rects for side in _sides(rect)])  # Qt dashes lines quicker than rectangles


def _sides(rect: QRectF) -> tuple[QLineF, ...]:
    left, top, right, bottom = rect.getCoords()  # pyright: ignore[reportGeneralTypeIssues] its stub says None
    return (
        QLineF(left, top, right, top),
        QLineF(right, top, right, bottom),
        QLineF(left, bottom, right, bottom),
        QLineF(left, top, left, bottom),
    )


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _dots(painter: QPainter, drawn: Style, rects: list[QRectF]) -> None:
    half = drawn.width / 2
    for edge, colour in ((half + 1 + drawn.rim, tokens.CASING), (half, drawn.colour)):
        for rect in rects:
            middle = rect.center()
            painter.fillRect(QRectF(middle.x() - edge, middle.y() - edge, 2 * edge, 2 * edge), QColor(colour))
