"""Plots of a report as SVG text: no library, no script, every name escaped. The window's light colours."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INK, GREY, HINT, LINE = "#1B1F24", "#4B5563", "#5F6875", "#D3D8DF"
ACCENT, SOFT, TRUTH, GREEN, AMBER, DANGER = "#0B5CCB", "#DCE9FB", "#4B25EE", "#05756A", "#8F6200", "#B3261E"

_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 28, 34


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: `points` (x, y); `dashed` for what was learnt from, solid for what was not."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: str
    dashed: bool = False


def curves(lines: Sequence[Line], across: str, size: tuple[int, int] = (440, 230)) -> str:
    """Lines over a common x axis named `across`; y from 0, to 1 where nothing is higher."""
    lines = [line for line in lines if line.points]
    if not lines:
        return ""
    xs = [x for line in lines for x, _ in line.points]
    high = max(y for line in lines for _, y in line.points)
    top = 1.0 if high <= 1 else high * 1.05
    frame = _Frame(size, (min(xs), max(xs) if max(xs) > min(xs) else min(xs) + 1), (0.0, top))
    parts = [_grid(frame), _across(frame, across)]
    place = _LEFT
    for line in lines:
        path = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in line.points)
        dash = ' stroke-dasharray="5 4"' if line.dashed else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{line.colour}" stroke-width="2"{dash}/>')
        if len(line.points) == 1:
            x, y = line.points[0]
            parts.append(f'<circle cx="{frame.x(x):.1f}" cy="{frame.y(y):.1f}" r="3" fill="{line.colour}"/>')
        parts.append(_key(place, line))
        place += 44 + 7 * len(line.name)
    return _svg(size, ", ".join(line.name for line in lines), parts)


def histogram(values: Sequence[float], name: str, mark: float, size: tuple[int, int] = (440, 200)) -> str:
    """How many of `values` (0..1) fall into each of 20 bins; bars below `mark` are drawn in the colour of errors."""
    counts = [0] * 20
    for value in values:
        counts[min(19, int(value * 20 + 1e-9))] += 1
    frame = _Frame(size, (0.0, 1.0), (0.0, float(max(1, *counts))))
    parts = [_grid(frame), _across(frame, name)]
    for number, count in enumerate(counts):
        left, right = frame.x(number / 20) + 1, frame.x((number + 1) / 20) - 1
        colour = DANGER if (number + 1) / 20 <= mark + 1e-9 else ACCENT
        if count:
            parts.append(
                f'<rect x="{left:.1f}" y="{frame.y(count):.1f}" width="{right - left:.1f}" '
                f'height="{frame.y(0) - frame.y(count):.1f}" fill="{colour}"/>'
            )
    return _svg(size, name, parts)


def bars(values: Mapping[str, float], notes: Mapping[str, str] | None = None, width: int = 440) -> str:
    """One horizontal bar a name, values in 0..1; `notes` say more at the right end."""
    row, left, right = 24, 150, 96
    size = (width, row * len(values) + 8)
    parts = []
    for number, (name, value) in enumerate(values.items()):
        y = 4 + row * number
        long = (width - left - right) * min(1.0, max(0.0, value))
        note = f" · {notes[name]}" if notes and name in notes else ""
        parts += [
            _text(left - 8, y + 16, _short(name, 20), GREY, "end"),
            f'<rect x="{left}" y="{y + 4}" width="{width - left - right}" height="16" rx="2" fill="#ECEEF1"/>',
            f'<rect x="{left}" y="{y + 4}" width="{long:.1f}" height="16" rx="2" fill="{ACCENT}"/>',
            _text(width - right + 8, y + 16, f"{value:.3f}{note}", INK, "start"),
        ]
    return _svg(size, "by class", parts)


def confusion(counts: Sequence[Sequence[int]], names: Sequence[str]) -> str:
    """The confusion matrix, rows truth, columns prediction; figures where they fit. Empty over 40 classes."""
    rows, columns = len(counts), len(counts[0]) if counts else 0
    if not rows or rows > 40:
        return ""
    cell = max(16, min(48, 480 // columns))
    left, top = 140, 120
    size = (left + cell * columns + 12, top + cell * rows + 12)
    parts = [_text(8, top - 10, "truth ↓  predicted →", HINT, "start")]
    for r, line in enumerate(counts):
        total = sum(line)
        parts.append(_text(left - 8, top + cell * r + cell / 2 + 4, _short(names[r], 19), GREY, "end"))
        for c, count in enumerate(line):
            x, y = left + cell * c, top + cell * r
            place = f'x="{x}" y="{y}" width="{cell - 1}" height="{cell - 1}"'
            fill = GREEN if r == c else DANGER
            depth = 0.06 + 0.94 * count / total if total and count else 0
            parts.append(f'<rect {place} fill="#ECEEF1"/><rect {place} fill="{fill}" fill-opacity="{depth:.2f}"/>')
            if count and cell >= 22:
                ink = "#FFFFFF" if depth > 0.6 else INK
                parts.append(_text(x + cell / 2, y + cell / 2 + 4, str(count), ink, "middle"))
    for c in range(columns):
        x = left + cell * c + cell / 2 + 4
        name = _short(names[c], 15) if c < len(names) else "none"
        parts.append(f'<g transform="translate({x:.0f},{top - 8}) rotate(-50)">{_text(0, 0, name, GREY, "start")}</g>')
    return _svg(size, "confusion matrix", parts)


@dataclass(frozen=True, slots=True)
class _Frame:
    """From values to pixels of the plot."""

    size: tuple[int, int]
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        low, high = self.across
        return _LEFT + (value - low) / (high - low) * (self.size[0] - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        low, high = self.up
        return self.size[1] - _BOTTOM - (value - low) / (high - low) * (self.size[1] - _TOP - _BOTTOM)


def _ticks(low: float, high: float, whole: bool) -> list[float]:
    """About five round values (steps of 1, 2, 2.5 or 5 of a power of ten) between `low` and `high`."""
    rough = (high - low) / 5
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    step = max(1.0, round(step)) if whole else step
    first = ceil(low / step - 1e-9)
    return [step * number for number in range(first, floor(high / step + 1e-9) + 1)]


def _grid(frame: _Frame) -> str:
    parts = []
    for value in _ticks(*frame.up, whole=False):
        y = frame.y(value)
        parts.append(f'<line x1="{_LEFT}" x2="{frame.size[0] - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(_text(_LEFT - 8, y + 4, f"{value:.3g}", HINT, "end"))
    return "".join(parts)


def _across(frame: _Frame, name: str) -> str:
    low, high = frame.across
    bottom = frame.size[1] - _BOTTOM + 16
    parts = [_text((_LEFT + frame.size[0]) / 2, bottom + 14, name, HINT, "middle")]
    ticks = _ticks(low, high, whole=high > 1)
    parts += [_text(frame.x(value), bottom, f"{value:.6g}", HINT, "middle") for value in ticks]
    return "".join(parts)


def _key(x: float, line: Line) -> str:
    dash = ' stroke-dasharray="5 4"' if line.dashed else ""
    stroke = f'<line x1="{x}" x2="{x + 22}" y1="10" y2="10" stroke="{line.colour}" stroke-width="2"{dash}/>'
    return stroke + _text(x + 28, 14, line.name, line.colour, "start")


def _text(x: float, y: float, text: str, colour: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="12" text-anchor="{anchor}">{escape(text)}</text>'


def _short(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _svg(size: tuple[int, int], says: str, parts: Sequence[str]) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(says)}" font-family="system-ui, sans-serif">{"".join(parts)}</svg>'
    )
