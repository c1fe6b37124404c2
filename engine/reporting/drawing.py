"""What the plots of a report are drawn with, as SVG text: no library, no script, every name escaped. The colours are
the window's light ones; `engine.reporting.sheet` says what they are in the dark."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from engine.reporting import inert

if TYPE_CHECKING:
    from collections.abc import Sequence

INK, GREY, HINT, LINE, SOFT = "#1B1F24", "#4B5563", "#5F6875", "#D3D8DF", "#ECEEF1"
ACCENT, TRUTH, GREEN, AMBER, DANGER = "#0B5CCB", "#4B25EE", "#05756A", "#8F6200", "#B3261E"

LEFT, RIGHT, TOP, BOTTOM = 48, 12, 28, 34

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """From values to pixels of a plot of `size`: `across` and `up` are the least and the highest of each axis."""

    size: Size
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        low, high = self.across
        return LEFT + (value - low) / (high - low) * (self.size[0] - LEFT - RIGHT)

    def y(self, value: float) -> float:
        low, high = self.up
        return self.size[1] - BOTTOM - (value - low) / (high - low) * (self.size[1] - TOP - BOTTOM)

    def path(self, points: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)


def ticks(low: float, high: float, whole: bool) -> list[float]:
    """About five round values (steps of 1, 2, 2.5 or 5 of a power of ten) between `low` and `high`."""
    rough = (high - low) / 5
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    step = max(1.0, round(step)) if whole else step
    first = ceil(low / step - 1e-9)
    return [step * number for number in range(first, floor(high / step + 1e-9) + 1)]


def grid(frame: Frame, whole: bool = False) -> str:
    """Level lines with their values at the left; of `whole` numbers where the axis counts things."""
    parts = []
    for value in ticks(*frame.up, whole=whole):
        y = frame.y(value)
        parts.append(f'<line x1="{LEFT}" x2="{frame.size[0] - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(text(LEFT - 8, y + 4, f"{value:.3g}", HINT, "end"))
    return "".join(parts)


def across(frame: Frame, name: str) -> str:
    """The values below the plot, and what they are."""
    low, high = frame.across
    bottom = frame.size[1] - BOTTOM + 16
    parts = [text((LEFT + frame.size[0]) / 2, bottom + 14, name, HINT, "middle")]
    there = ticks(low, high, whole=high > 1)
    return "".join(parts + [text(frame.x(value), bottom, f"{value:.6g}", HINT, "middle") for value in there])


def line(
    frame: Frame, points: Sequence[tuple[float, float]], colour: str, dashed: bool = False, wide: float = 2
) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<polyline points="{frame.path(points)}" fill="none" stroke="{colour}" stroke-width="{wide:g}"{dash}/>'


def text(x: float, y: float, words: str, colour: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="12" text-anchor="{anchor}"'
    return f"<text {place}>{inert.text(words)}</text>"


def short(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: letters - 1] + "…"


def svg(size: Size, says: str, parts: Sequence[str]) -> str:
    """The whole drawing; `says` is what it is called to those who can't see it."""
    width, height = size
    return (
        f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{inert.text(says)}" '
        f'font-family="system-ui, sans-serif">{"".join(parts)}</svg>'
    )
