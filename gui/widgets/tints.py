"""Tints between two colours of the theme, and which text is read on them."""

from __future__ import annotations

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
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in bytes.fromhex(colour[1:]))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
