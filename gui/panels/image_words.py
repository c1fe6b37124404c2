"""What a row of the image list says of its picture, in words."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from gui.wording import later, tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STATES: Mapping[str, tuple[str, str, str]] = {
    "none": ("hollow", later("Not touched"), "hint"),
    "edited": ("half", later("Edited"), "text_2"),
    "verified": ("verified", later("Verified"), "success"),
    "damaged": ("warning", later("Damaged picture"), "danger"),
    "unusable": ("warning", later("Labels unusable"), "danger"),
}
"""State -> icon, word, colour of the word."""


def said(name: str, state: str, badges: tuple[int, int, int, float] | None, whys: Sequence[str]) -> str:
    """A row in words, plain text, a line each."""
    lines = [name, tr(STATES[state][1])]
    if badges is not None:
        true, false, missed, worst = badges
        counted = tr("{true} true, {false} false, {missed} missed")
        lines.append(counted.format(true=f"{true:,}", false=f"{false:,}", missed=f"{missed:,}"))
        lines += [tr("Worst IoU {iou}").format(iou=f"{worst:.2f}")] if worst == worst else []
    return "\n".join([*lines, *whys])


def tip(text: str) -> str:
    """Plain lines as a tool tip, whatever strangers wrote in them."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>"
