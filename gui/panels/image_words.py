"""What a row of the image list says of its picture, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.wording import later, tr, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.review.ranked import Ranked, Reason

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
        lines.append(counted.format(true=written(true), false=written(false), missed=written(missed)))
        lines += [tr("Worst IoU {iou}").format(iou=written(worst, 2))] if worst == worst else []
    return "\n".join([*lines, *whys])


WHYS: Mapping[str, str] = {
    "class": later("another class"),
    "box": later("box IoU {iou}"),
    "mask": later("mask IoU {iou}"),
    "missed": later("{count} missed: {names}"),
    "false": later("{count} seen where there is none: {names}"),
    "sure": later("class score {score}"),
    "turned": later("mirrored it is of another class, {score}"),
    "doubtful": later("{count} doubtful"),
    "mirrored_box": later("box IoU with its mirror {iou}"),
    "mirrored_mask": later("mask IoU with its mirror {iou}"),
    "swapped": later("labelled {label}, seen as {guess} ({score})"),
    "placed": later("the box shares {iou} with where the object is seen, usual is {usual}"),
    "new": later("{count} new: {names}"),
    "gone": later("{count} gone: {names}"),
    "renamed": later("{count} of another class: {names}"),
    "label": later("was {old}, is {new}"),
    "mask_before": later("mask IoU with the one before {iou}"),
}
"""As `engine.review.ranked` has them."""
FIGURES = ("iou", "score", "usual")
"""The values among them that are no names and no counts."""


def said_why(ranked: Ranked) -> str:
    """Why a picture stands where a ranking puts it, in the person's language."""
    return ", ".join(tr(WHYS[one.kind]).format(**_values(one)) for one in ranked.reasons)


def _values(reason: Reason) -> dict[str, str]:
    return {name: written(float(value), 2) if name in FIGURES else value for name, value in reason.values.items()}
