"""The plain plots of a report, as SVG text: lines, a histogram, bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.reporting.drawing import (
    ACCENT,
    DANGER,
    GREY,
    INK,
    LEFT,
    SOFT,
    Frame,
    Size,
    across,
    grid,
    line,
    short,
    svg,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BINS = 20
_SIZE = (440, 230)
_WIDTH = 480  # of bars, with their names and figures


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: `points` (x, y); `dashed` for what was learnt from, solid for what was not."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    dashed: bool = False


def curves(lines: Sequence[Line], below: str, size: Size = _SIZE) -> str:
    """Lines over a common x axis named `below`; y from 0, to 1 where nothing is higher."""
    lines = [each for each in lines if each.points]
    if not lines:
        return ""
    xs = [x for each in lines for x, _ in each.points]
    high = max(y for each in lines for _, y in each.points)
    top = 1.0 if high <= 1 else high * 1.05
    frame = Frame(size, (min(xs), max(xs) if max(xs) > min(xs) else min(xs) + 1), (0.0, top))
    parts = [grid(frame), across(frame, below)]
    place = float(LEFT)
    for each in lines:
        parts.append(line(frame, each.points, each.colour, each.dashed))
        if len(each.points) == 1:
            x, y = each.points[0]
            parts.append(f'<circle cx="{frame.x(x):.1f}" cy="{frame.y(y):.1f}" r="3" fill="{each.colour}"/>')
        parts.append(_key(place, each))
        place += 44 + 7 * len(each.name)
    return svg(size, ", ".join(each.name for each in lines), parts)


def histogram(values: Sequence[float], name: str, mark: float) -> str:
    """How many of `values` (0..1) fall into each of 20 bins; bars below `mark` are drawn in the colour of errors."""
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(value * _BINS + 1e-9))] += 1
    frame = Frame(_SIZE, (0.0, 1.0), (0.0, float(max(1, *counts))))
    parts = [grid(frame, whole=True), across(frame, name), text(LEFT, 14, "pictures", GREY, "start")]
    for number, count in enumerate(counts):
        left, right = frame.x(number / _BINS) + 1, frame.x((number + 1) / _BINS) - 1
        colour = DANGER if (number + 1) / _BINS <= mark + 1e-9 else ACCENT
        if count:
            parts.append(
                f'<rect x="{left:.1f}" y="{frame.y(count):.1f}" width="{right - left:.1f}" '
                f'height="{frame.y(0) - frame.y(count):.1f}" fill="{colour}"/>'
            )
    return svg(_SIZE, name, parts)


def bars(values: Mapping[str, float], says: str, notes: Mapping[str, str] | None = None) -> str:
    """One horizontal bar a name, values in 0..1, under what they are; `notes` say more at the right end."""
    row, left, right, top = 24, 150, 120, 24
    if not values:
        return ""
    parts = [text(left, 14, says, GREY, "start")]
    for number, (name, value) in enumerate(values.items()):
        y = top + row * number
        long = (_WIDTH - left - right) * min(1.0, max(0.0, value))
        note = f" · {notes[name]}" if notes and name in notes else ""
        parts += [
            text(left - 8, y + 16, short(name, 20), GREY, "end"),
            f'<rect x="{left}" y="{y + 4}" width="{_WIDTH - left - right}" height="16" rx="2" fill="{SOFT}"/>',
            f'<rect x="{left}" y="{y + 4}" width="{long:.1f}" height="16" rx="2" fill="{ACCENT}"/>',
            text(_WIDTH - right + 8, y + 16, f"{value:.3f}{note}", INK, "start"),
        ]
    return svg((_WIDTH, top + row * len(values) + 8), f"{says}, by class", parts)


def _key(x: float, each: Line) -> str:
    dash = ' stroke-dasharray="5 4"' if each.dashed else ""
    stroke = f'<line x1="{x}" x2="{x + 22}" y1="10" y2="10" stroke="{each.colour}" stroke-width="2"{dash}/>'
    return stroke + text(x + 28, 14, each.name, each.colour, "start")
