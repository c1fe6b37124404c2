"""The learning-rate finder's curve as a picture: SVG, or PNG. No torch."""

from __future__ import annotations

import io
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from engine.reporting.drawing import ACCENT, AMBER, GREY, LINE
from engine.reporting.plots import Line, curves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SIZE = (720, 400)
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 20, 40, 48


def plot(found: Mapping[str, Any], ending: str) -> bytes:
    """What `find_rate` returned as a file's bytes; `ending` is ".svg" or ".png"."""
    lines = _lines(found)
    if ending == ".svg":
        return curves(lines, "learning rate, as a power of ten", _SIZE).encode()
    picture = io.BytesIO()
    _drawn(lines).save(picture, "PNG")
    return picture.getvalue()


def _lines(found: Mapping[str, Any]) -> Sequence[Line]:
    places = [log10(rate) for rate in found["rates"]]
    mark, top = log10(found["suggested"]), max(found["losses"])
    return (
        Line("loss", list(zip(places, found["losses"], strict=True)), GREY, dashed=True),
        Line("smoothed", list(zip(places, found["smoothed"], strict=True)), ACCENT),
        Line(f"suggested: {found['suggested']:.2g}", [(mark, 0.0), (mark, top)], AMBER),
    )


def _drawn(lines: Sequence[Line]) -> Image.Image:
    picture = Image.new("RGB", _SIZE, "white")
    draw = ImageDraw.Draw(picture)
    xs = [x for line in lines for x, _ in line.points]
    low, high, top = min(xs), max(xs), 1.05 * max(y for line in lines for _, y in line.points)
    width, height = _SIZE[0] - _LEFT - _RIGHT, _SIZE[1] - _TOP - _BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return _LEFT + (x - low) / ((high - low) or 1) * width, _TOP + (1 - y / (top or 1)) * height

    for power in range(ceil(low), floor(high) + 1):
        draw.line((place(power, 0), place(power, top)), LINE)
        draw.text((place(power, 0)[0], _SIZE[1] - _BOTTOM + 6), f"1e{power}", GREY, anchor="ma")
    for part in range(6):
        y = top * part / 5
        draw.line((place(low, y), place(high, y)), LINE)
        draw.text((_LEFT - 8, place(low, y)[1]), f"{y:.3g}", GREY, anchor="rm")
    draw.text((_LEFT + width / 2, _SIZE[1] - 18), "learning rate", GREY, anchor="ma")
    across = _LEFT
    for line in lines:
        draw.line([place(*point) for point in line.points], line.colour, 1 if line.dashed else 2)
        draw.text((across, 14), line.name, line.colour)
        across += 24 + int(draw.textlength(line.name))
    return picture
