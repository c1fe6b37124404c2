"""The plots that need reading: the confusion of classes, precision against recall, how far scores can be believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.reporting.drawing import (
    ACCENT,
    DANGER,
    GREEN,
    GREY,
    HINT,
    INK,
    LEFT,
    LINE,
    SOFT,
    Frame,
    across,
    grid,
    line,
    short,
    svg,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 40
"""A confusion matrix of more rows is not drawn: nobody could read it."""

Counts = Sequence[Sequence[int]]
_SIZE = (440, 260)


def confusion(counts: Counts, names: Sequence[str], shares: bool = False) -> str:
    """The confusion matrix, rows truth, columns prediction; each row is coloured by its shares, and says figures where
    they fit: counts, or per cent of the row where `shares`. Empty over `MOST` rows."""
    rows, columns = len(counts), len(counts[0]) if counts else 0
    if not rows or rows > MOST:
        return ""
    cell = max(16, min(48, 640 // columns))
    left, top = 140, 116
    parts = [text(8, top - 10, "truth ↓  predicted →", HINT, "start")]
    for r, row in enumerate(counts):
        total = sum(row)
        parts.append(text(left - 8, top + cell * r + cell / 2 + 4, short(names[r], 19), GREY, "end"))
        for c, count in enumerate(row):
            x, y = left + cell * c, top + cell * r
            place = f'x="{x}" y="{y}" width="{cell - 1}" height="{cell - 1}"'
            depth = 0.1 + 0.32 * count / total if count else 0
            parts.append(f'<rect {place} fill="{SOFT}"/>')
            if count:
                parts.append(f'<rect {place} fill="{GREEN if r == c else DANGER}" fill-opacity="{depth:.2f}"/>')
            words = _figure(count, total, shares) if count else ""
            if count and 7 * len(words) + 4 <= cell:
                parts.append(text(x + cell / 2, y + cell / 2 + 4, words, INK, "middle"))
    for c in range(columns):
        x = left + cell * c + cell / 2 + 4
        name = short(names[c], 15) if c < len(names) else "none"
        parts.append(f'<g transform="translate({x:.0f},{top - 8}) rotate(-50)">{text(0, 0, name, GREY, "start")}</g>')
    return svg((left + cell * columns + 90, top + cell * rows + 12), "confusion matrix", parts)


def taken(counts: Counts, names: Sequence[str], most: int = 10) -> list[tuple[str, str, int]]:
    """The most frequent cells off the diagonal: what it was, what it was taken for, how often."""
    cells = [
        (names[r], names[c] if c < len(names) else "none", count)
        for r, row in enumerate(counts)
        for c, count in enumerate(row)
        if r != c and count
    ]
    return sorted(cells, key=lambda cell: -cell[2])[:most]


def precision_recall(pooled: Mapping[str, Sequence[float]]) -> str:
    """Precision against recall of all classes together."""
    frame = Frame(_SIZE, (0.0, 1.0), (0.0, 1.0))
    parts = [grid(frame), across(frame, "recall"), text(LEFT, 14, "precision, all classes together", ACCENT, "start")]
    if pooled["recall"]:
        parts.append(line(frame, _points(pooled), ACCENT, wide=2.5))
    return svg(_SIZE, "precision and recall of all classes together", parts)


def small(name: str, curve: Mapping[str, Sequence[float]], average: float) -> str:
    """Precision against recall of one class in little, with its average precision."""
    width, height, edge = 148, 128, 22
    inner = width - 4, height - edge - 4
    words = text(4, 14, short(name, 14), INK, "start") + text(width - 2, 14, f"{average:.2f}", GREY, "end")
    ground = f'<rect x="2" y="{edge}" width="{inner[0]}" height="{inner[1]}" fill="{SOFT}"/>'
    points = " ".join(f"{2 + x * inner[0]:.1f},{edge + (1 - y) * inner[1]:.1f}" for x, y in _points(curve))
    drawn = f'<polyline points="{points}" fill="none" stroke="{ACCENT}" stroke-width="2"/>' if curve["recall"] else ""
    return svg((width, height), f"precision and recall of {name}", [words, ground, drawn])


def reliability(bins: Sequence[Mapping[str, Any]]) -> str:
    """How often the network is right where it is so sure; on the line it is as sure as it should be. The area of a dot
    is the pictures it stands for."""
    frame = Frame(_SIZE, (0.0, 1.0), (0.0, 1.0))
    total = sum(one["images"] for one in bins)
    parts = [
        grid(frame),
        across(frame, "score"),
        text(LEFT, 14, "right, of the pictures with that score", GREY, "start"),
    ]
    parts.append(line(frame, [(0.0, 0.0), (1.0, 1.0)], HINT, dashed=True, wide=1))
    for one in bins:
        x, y, level = frame.x(one["score"]), frame.y(one["accuracy"]), frame.y(one["score"])
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{level:.1f}" y2="{y:.1f}" stroke="{DANGER}"/>')
    for one in bins:
        radius = 3 + 11 * (one["images"] / total) ** 0.5
        place = f'cx="{frame.x(one["score"]):.1f}" cy="{frame.y(one["accuracy"]):.1f}" r="{radius:.1f}"'
        parts.append(f'<circle {place} fill="{ACCENT}" fill-opacity="0.75" stroke="{LINE}"/>')
    return svg(_SIZE, "reliability of the scores", parts)


def _points(curve: Mapping[str, Sequence[float]]) -> list[tuple[float, float]]:
    """From recall 0 on: above the first score nothing is found, and all of it would be right as far as we know."""
    points = list(zip(curve["recall"], curve["precision"], strict=True))
    return [(0.0, points[0][1]), *points] if points else []


def _figure(count: int, total: int, shares: bool) -> str:
    if not shares:
        return str(count)
    return f"{100 * count / total:.1f}" if count / total >= 0.0005 else "0"
