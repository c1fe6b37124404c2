"""Tints between two colours of the theme, and which text is read on them."""

from __future__ import annotations

from gui.look.palette import light

INKS = ("#000000", "#FFFFFF")
"""One of them has a contrast of at least 4.58 with any colour."""


def mixed(first: str, second: str, share: float) -> str:
    """`#RRGGBB` that is `second` by `share` and `first` by the rest."""
    one, other = (bytes.fromhex(colour[1:]) for colour in (first, second))
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in zip(one, other, strict=True))


def legible(back: str, *texts: str) -> str:
    """The one of `texts` that stands out most on `back`."""
    return max(texts, key=lambda text: contrast(text, back))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = light(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
