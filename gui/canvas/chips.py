"""Chips: the small dark labels at the outlines, placed so that none hides another."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from gui.look import icons, theme, tokens, verdicts
from gui.wording import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gui.canvas.shapes import Shape
    from gui.canvas.viewport import Pane

MOST = 150
"""More chips than this on the canvas would be a wall of text; the most important are shown."""
CROWDED_SIDE = 40
"""In a crowd only boxes this large have one."""
LONGEST = 180
LINE = 24
ORDER = {
    name: place
    for place, name in enumerate(("false", "mislabelled", "missed", "placed", "prediction", "truth", "ignored", "true"))
}
"""Whose chip gets a place first; it is drawn last."""


class Chip(NamedTuple):
    """Where a chip goes, its words (empty: glyph only) and its glyph: a layer, a verdict, or none (None)."""

    rect: QRectF
    text: str
    glyph: str | None
    colour: str


def words(shape: Shape) -> str:
    if shape.said:
        return shape.said
    score = shape.instance.score
    return shape.instance.label if score is None else f"{shape.instance.label} {written(score, 2)}"


def width(text: str, glyph: bool) -> float:
    """The width of a chip with `text` (plain, elided) and perhaps a glyph."""
    wide = 2.0 * tokens.CHIP_PADDING + (tokens.CHIP_GLYPH if glyph else 0)
    if text:
        wide += _advance(text, theme.font(tokens.SMALL_TEXT).key()) + (tokens.CHIP_PADDING if glyph else 0)
    return wide


def height() -> int:
    return theme.px(tokens.CHIP_HEIGHT)


def smallest(count: int) -> int:
    """The shorter side, in pixels, of boxes that have a chip where so many shapes are in sight."""
    return tokens.SMALL_SIDE if count <= MOST else CROWDED_SIDE


def layout(pane: Pane, placed: Iterable[tuple[Shape, QRectF]]) -> list[Chip]:
    """Chips of shapes at their places on the screen, the most important first (see `ORDER`). A chip wider than its box
    keeps only its glyph, and so does that of a pair that agrees; one that finds no free place is left out."""
    taken, high, font = _Taken(), height(), theme.font(tokens.SMALL_TEXT).key()
    bare = width("", glyph=True)
    chips: list[Chip] = []
    for shape, rect in placed:
        text = "" if shape.verdict == "true" else _elided(words(shape), font)
        wide = bare + tokens.CHIP_PADDING + _advance(text, font) if text else bare
        if wide > rect.width():
            text, wide = "", bare
        left, tops = _places(rect, wide, high, pane.rect, _low(shape, pane))
        for top in tops:
            if taken.free(left, top, left + wide, top + high):
                taken.take(left, top, left + wide, top + high)
                chips.append(Chip(QRectF(left, top, wide, high), text, shape.mark, shape.colour))
                break
    return chips[::-1]


def single(pane: Pane, shape: Shape, rect: QRectF) -> Chip:
    """The chip of a hovered or selected shape: always there, always with its words."""
    text = elided(words(shape))
    wide, high = width(text, glyph=True), height()
    left, tops = _places(rect, wide, high, pane.rect, _low(shape, pane))
    return Chip(QRectF(left, tops[0], wide, high), text, shape.mark, shape.colour)


def elided(text: str) -> str:
    return _elided(text, theme.font(tokens.SMALL_TEXT).key())


@lru_cache(maxsize=4096)
def _elided(text: str, _font: str) -> str:
    """`text` cut to `LONGEST`; a picture has the same words again and again."""
    metrics = QFontMetricsF(theme.font(tokens.SMALL_TEXT))
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, LONGEST)


@lru_cache(maxsize=4096)
def _advance(text: str, _font: str) -> float:
    return QFontMetricsF(theme.font(tokens.SMALL_TEXT)).horizontalAdvance(text)


def _low(shape: Shape, pane: Pane) -> bool:
    """Where both layers are shown, predictions have their chips below, so that a pair's do not meet."""
    return shape.layer == "prediction" and len(pane.layers) > 1


def _places(rect: QRectF, wide: float, high: int, pane: QRectF, low: bool) -> tuple[float, list[float]]:
    """Where a chip may go, its left edge and its top, best first: outside the top left corner (the bottom left one for
    `low`), inside it, and the same at the other corner; all within the pane."""
    out, top, bottom = 3, pane.top(), pane.bottom()
    x, upper, _, lower = rect.getCoords()  # pyright: ignore[reportGeneralTypeIssues] its stub says None
    above, below = upper - high - out, lower + out
    inside_top, inside_bottom = max(upper, top) + out, min(lower, bottom) - high - out
    order = (below, inside_bottom, above, inside_top) if low else (above, inside_top, below, inside_bottom)
    left = min(max(x - 2, pane.left()), pane.right() - wide)
    most = bottom - high
    return left, [y for y in order if top <= y <= most] or [min(max(inside_top, top), most)]


class _Taken:
    """The places of chips so far, by the lines of a grid that they touch: only neighbours are compared."""

    def __init__(self) -> None:
        self._lines: dict[int, list[tuple[float, float, float, float]]] = {}

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        for line in range(int(top) // LINE, int(bottom) // LINE + 1):
            for other in self._lines.get(line, ()):
                if other[0] < right and other[2] > left and other[1] < bottom and other[3] > top:
                    return False
        return True

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        for line in range(int(top) // LINE, int(bottom) // LINE + 1):
            self._lines.setdefault(line, []).append((left, top, right, bottom))


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
    ratio, font = painter.device().devicePixelRatio(), theme.font(tokens.SMALL_TEXT).key()
    for chip in chips:
        size = math.ceil(chip.rect.width()), math.ceil(chip.rect.height())
        place = QPointF(round(chip.rect.left()), round(chip.rect.top()))
        painter.drawImage(place, _drawn(chip.text, chip.glyph, chip.colour, size, ratio, font))


@lru_cache(maxsize=1024)
def _drawn(text: str, glyph: str | None, colour: str, size: tuple[int, int], ratio: float, _font: str) -> QImage:
    """A chip of `size` (width, height). The same ones are drawn again and again while the picture is moved."""
    image = QImage(round(size[0] * ratio), round(size[1] * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setFont(theme.font(tokens.SMALL_TEXT))
    ground = QColor(tokens.CHIP)
    ground.setAlphaF(tokens.CHIP_OPACITY)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(0, 0, *size), tokens.CHIP_RADIUS, tokens.CHIP_RADIUS)
    inner = QRectF(0, 0, *size).adjusted(tokens.CHIP_PADDING, 0, -tokens.CHIP_PADDING, 0)
    if glyph is not None:
        side = tokens.CHIP_GLYPH
        place = QPointF(inner.left(), round(inner.center().y() - side / 2))
        painter.drawImage(place, _glyph(glyph, side, colour, ratio))
        inner.setLeft(inner.left() + tokens.CHIP_GLYPH + tokens.CHIP_PADDING)
    painter.setPen(QColor(tokens.CHIP_TEXT))
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
    painter.end()
    return image


@cache
def _glyph(name: str, side: int, colour: str, ratio: float) -> QImage:
    return icons.pixmap(verdicts.icon(name), side, colour, ratio).toImage()
