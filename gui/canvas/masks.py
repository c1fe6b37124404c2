"""Masks as they lie on the screen: filled or hatched, with a contour of the same width at every zoom.

They are composed at the screen's resolution, so hatching and contour are cosmetic and a mask of 12 megapixels costs
no more than the canvas shows of it. All work on pixels is on single bytes; Qt looks the colours up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QImage

from engine.annotation import VOID
from gui.look import palette, tokens

if TYPE_CHECKING:
    import numpy as np

HATCH = 7
"""Device-independent pixels from one hatching line to the next, along an axis."""
HATCH_LINE = 3
HATCH_STRENGTH = 1.8
"""Hatching lines are stronger than a fill by this, so that both show as much of the picture."""
BETWEEN_LINES = 0.15
DASH, DASHES = 8, 13
VOID_SHARE = 0.5
CASING_OPACITY = 0.6

# Four codes for each class that is seen: its fill, its hatching line, its contour, and the contour's casing.
FILL, LINE, CORE, CASING = range(4)
_MOST = 62
"""Classes that one picture can show in a byte; more than that share the last one's colour."""


def composed(
    seen: np.ndarray, classes: tuple[str, ...], opacity: float, hatched: bool, corner: tuple[int, int], ratio: float
) -> tuple[np.ndarray, list[int]]:
    """Codes, uint8 (h, w), one a pixel of the screen, and their colours (ARGB), of the mask values `seen` (uint8,
    (h, w)).

    `corner` is the first pixel's place (x, y) relative to the picture, so that hatching moves with the picture;
    `ratio` is the screen's pixels per device-independent pixel; `opacity` is in 0..1.
    """
    import numpy as np

    values = [int(value) for value in np.flatnonzero(np.bincount(seen.ravel(), minlength=256)) if 0 < value < VOID]
    codes = bytearray(256)
    codes[VOID] = 4 * (_MOST + 1)
    for place, value in enumerate(values):
        codes[value] = 4 * min(place + 1, _MOST)
    out = np.frombuffer(bytearray(seen.tobytes().translate(bytes(codes))), np.uint8).reshape(seen.shape)
    is_object = (out != 0) & (out != codes[VOID])
    core, casing = contour(seen, is_object, max(1, round(tokens.MASK_CONTOUR * ratio)))
    if hatched:
        down = np.arange(corner[1], corner[1] + seen.shape[0], dtype=np.int32)
        across = np.arange(corner[0], corner[0] + seen.shape[1], dtype=np.int32)
        out += stripes(down, across, round(HATCH * ratio), round(HATCH_LINE * ratio)) & is_object & ~core
        dashes = stripes(-down, across, round(DASHES * ratio), round(DASH * ratio))
        out += (core & ~dashes).view(np.uint8) * np.uint8(CASING)
        core &= dashes
    out += core.view(np.uint8) * np.uint8(CORE)
    out += casing.view(np.uint8) * np.uint8(CASING)
    return out, _colours(values, classes, opacity, hatched)


def image(codes: np.ndarray, colours: list[int]) -> QImage:
    """What `composed` gave, as a picture Qt can draw. It needs `codes` to stay alive."""
    height, width = codes.shape
    made = QImage(codes.data, width, height, width, QImage.Format.Format_Indexed8)
    made.setColorTable(colours)
    return made


def stripes(down: np.ndarray, across: np.ndarray, period: int, width: int) -> np.ndarray:
    """Diagonal stripes, bool (h, w)."""
    import numpy as np

    first = (down % period).astype(np.uint8)[:, None] + (across % period).astype(np.uint8)[None, :]
    return (first < width) | ((first >= period) & (first < period + width))


def contour(seen: np.ndarray, is_object: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the outline of an object runs: `width` pixels inside of it, and one pixel of casing outside."""
    import numpy as np

    edge = np.zeros(seen.shape, bool)
    apart = seen[1:] != seen[:-1]
    edge[1:] |= apart
    edge[:-1] |= apart
    apart = seen[:, 1:] != seen[:, :-1]
    edge[:, 1:] |= apart
    edge[:, :-1] |= apart
    core = edge & is_object
    casing = edge & (seen == 0)
    for _ in range(width - 1):
        wider = core.copy()
        wider[1:] |= core[:-1]
        wider[:-1] |= core[1:]
        wider[:, 1:] |= core[:, :-1]
        wider[:, :-1] |= core[:, 1:]
        core = wider & is_object
    return core, casing


def _colours(values: list[int], classes: tuple[str, ...], opacity: float, hatched: bool) -> list[int]:
    """The 256 colours of the codes; code 0 is clear."""
    casing = argb(tokens.CASING, CASING_OPACITY)
    table = [0, 0, 0, casing] + [0] * 252
    fill, line = (opacity * BETWEEN_LINES, min(1.0, opacity * HATCH_STRENGTH)) if hatched else (opacity, opacity)
    for place, value in enumerate(values[:_MOST]):
        colour = palette.of_value(value, classes)
        at = 4 * (place + 1)
        table[at : at + 4] = [argb(colour, fill), argb(colour, line), argb(colour, 1.0), casing]
    void = 4 * (_MOST + 1)
    table[void : void + 4] = [argb(tokens.IGNORED, opacity * VOID_SHARE)] * 4
    return table


def argb(colour: str, opacity: float) -> int:
    """A colour as Qt's colour tables have it, `opacity` in 0..1."""
    made = QColor(colour)
    made.setAlphaF(opacity)
    return made.rgba()
