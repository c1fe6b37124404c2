"""Chips: the small dark labels at the outlines, placed so that none hides another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from gui.look import theme, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.canvas.shapes import Shape
    from gui.canvas.viewport import Layer, Pane

MOST = 200
"""More chips than this would be a wall of text; the most important are shown."""
CROWDED_SIDE = 40
"""In a crowd only boxes this large have one."""
LONGEST = 180


@dataclass(frozen=True, slots=True)
class Chip:
    """Where a chip goes, its words (empty: glyph only) and whose it is (None: no glyph)."""

    rect: QRectF
    text: str
    layer: Layer | None
    colour: str


def words(shape: Shape) -> str:
    score = shape.instance.score
    return shape.instance.label if score is None else f"{shape.instance.label} {score:.2f}"


def width(text: str, glyph: bool) -> float:
    """The width of a chip with `text` (plain, elided) and perhaps a glyph."""
    wide = 2.0 * tokens.CHIP_PADDING + (tokens.CHIP_GLYPH if glyph else 0)
    if text:
        wide += QFontMetricsF(theme.font(tokens.SMALL_TEXT)).horizontalAdvance(text)
        wide += tokens.CHIP_PADDING if glyph else 0
    return wide


def height() -> int:
    return theme.px(tokens.CHIP_HEIGHT)


def layout(pane: Pane, placed: list[tuple[Shape, QRectF]]) -> list[Chip]:
    """Chips of shapes at their places on the screen, predictions first. A chip wider than its box keeps only its
    glyph; one that finds no free place is left out."""
    smallest = tokens.SMALL_SIDE if len(placed) <= MOST else CROWDED_SIDE
    roomy = [each for each in placed if min(each[1].width(), each[1].height()) >= smallest]
    roomy.sort(key=lambda each: each[0].layer != "prediction")
    taken: list[QRectF] = []
    chips: list[Chip] = []
    for shape, rect in roomy[:MOST]:
        text = elided(words(shape))
        wide = width(text, glyph=True)
        if wide > rect.width():
            text, wide = "", width("", glyph=True)
        place = _free(_places(rect, wide, pane.rect, _low(shape, pane)), taken)
        if place is not None:
            taken.append(place)
            chips.append(Chip(place, text, shape.layer, shape.colour))
    return chips[::-1]


def single(pane: Pane, shape: Shape, rect: QRectF) -> Chip:
    """The chip of a hovered or selected shape: always there, always with its words."""
    text = elided(words(shape))
    place = _places(rect, width(text, glyph=True), pane.rect, _low(shape, pane))[0]
    return Chip(place, text, shape.layer, shape.colour)


def elided(text: str) -> str:
    return QFontMetricsF(theme.font(tokens.SMALL_TEXT)).elidedText(text, Qt.TextElideMode.ElideRight, LONGEST)


def _low(shape: Shape, pane: Pane) -> bool:
    """Where both layers are shown, predictions have their chips below, so that a pair's do not meet."""
    return shape.layer == "prediction" and len(pane.layers) > 1


def _places(rect: QRectF, wide: float, pane: QRectF, low: bool) -> list[QRectF]:
    """Where a chip may go, best first: outside the top left corner (the bottom left one for `low`), inside it, and the
    same at the other corner; all within the pane."""
    high, out = height(), 3
    above, below = rect.top() - high - out, rect.bottom() + out
    inside_top, inside_bottom = max(rect.top(), pane.top()) + out, min(rect.bottom(), pane.bottom()) - high - out
    order = [below, inside_bottom, above, inside_top] if low else [above, inside_top, below, inside_bottom]
    left = min(max(rect.left() - 2, pane.left()), pane.right() - wide)
    return [QRectF(left, y, wide, high) for y in order if pane.top() <= y <= pane.bottom() - high] or [
        QRectF(left, min(max(inside_top, pane.top()), pane.bottom() - high), wide, high)
    ]


def _free(places: list[QRectF], taken: list[QRectF]) -> QRectF | None:
    return next((place for place in places if not any(place.intersects(other) for other in taken)), None)


def beside(point: QPointF, text: str, pane: QRectF) -> Chip:
    """A chip that says something at the cursor, on the side where there is room."""
    wide, high = width(text, glyph=False), height()
    x = point.x() + 14 if point.x() + 14 + wide <= pane.right() else point.x() - 14 - wide
    y = point.y() + 18 if point.y() + 18 + high <= pane.bottom() else point.y() - 10 - high
    return Chip(QRectF(round(x), round(y), wide, high), text, None, tokens.CHIP_TEXT)


def at_corner(rect: QRectF, text: str, pane: QRectF) -> Chip:
    """A chip for what belongs to a pair: in the inner bottom right corner of a box, beside it where it is small."""
    wide, high = width(text, glyph=False), height()
    if rect.width() < 2 * wide or rect.height() < 3 * high:
        beside_it = rect.right() + 8 if rect.right() + 8 + wide <= pane.right() else rect.left() - 8 - wide
        x, y = beside_it, rect.center().y() - high / 2
    else:
        # a box that goes on below has the chip of its prediction down there
        x = min(rect.right(), pane.right()) - wide - 5
        y = rect.bottom() - high - 5 if rect.bottom() <= pane.bottom() else pane.bottom() - 2 * high - 8
    x, y = min(max(x, pane.left()), pane.right() - wide), min(max(y, pane.top()), pane.bottom() - high)
    return Chip(QRectF(round(x), round(y), wide, high), text, None, tokens.CHIP_TEXT)


def paint(painter: QPainter, chips: Iterable[Chip]) -> None:
    """Draw chips. Their words are strangers' text and are drawn as they are, never as markup."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setFont(theme.font(tokens.SMALL_TEXT))
    ground = QColor(tokens.CHIP)
    ground.setAlphaF(tokens.CHIP_OPACITY)
    for chip in chips:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip.rect, tokens.CHIP_RADIUS, tokens.CHIP_RADIUS)
        inner = chip.rect.adjusted(tokens.CHIP_PADDING, 0, -tokens.CHIP_PADDING, 0)
        if chip.layer is not None:
            _glyph(painter, inner, chip)
            inner.setLeft(inner.left() + tokens.CHIP_GLYPH + tokens.CHIP_PADDING)
        painter.setPen(QColor(tokens.CHIP_TEXT))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), chip.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _glyph(painter: QPainter, inner: QRectF, chip: Chip) -> None:
    """Whose: an empty square, solid for truth, dashed for prediction."""
    pen = QPen(QColor(chip.colour), 1.5)
    if chip.layer == "prediction":
        pen.setDashPattern([2, 1.5])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    side = tokens.CHIP_GLYPH - 3
    painter.drawRect(QRectF(inner.left() + 1.5, inner.center().y() - side / 2, side, side))
