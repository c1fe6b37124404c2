"""One picture of a ranking, and how people are told why it stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORDS: Mapping[str, str] = {
    "class": "another class",
    "box": "box IoU {iou}",
    "mask": "mask IoU {iou}",
    "missed": "{count} missed: {names}",
    "false": "{count} seen where there is none: {names}",
    "sure": "class score {score}",
    "turned": "mirrored it is of another class, {score}",
    "doubtful": "{count} doubtful",
    "mirrored_box": "box IoU with its mirror {iou}",
    "mirrored_mask": "mask IoU with its mirror {iou}",
    "swapped": "labelled {label}, seen as {guess} ({score})",
    "placed": "the box shares {iou} with where the object is seen, usual is {usual}",
    "new": "{count} new: {names}",
    "gone": "{count} gone: {names}",
    "renamed": "{count} of another class: {names}",
    "label": "was {old}, is {new}",
    "mask_before": "mask IoU with the one before {iou}",
}
"""What a reason says, with places for its values; the window says the same in a person's language."""

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """`kind` is one of `WORDS`; `values` fill its places, class names as they are."""

    kind: str
    values: Mapping[str, str]

    @staticmethod
    def of(kind: str, **values: object) -> Reason:
        """Numbers that are no counts have two decimals."""
        said = {name: f"{value:.2f}" if isinstance(value, float) else str(value) for name, value in values.items()}
        return Reason(kind, said)

    @staticmethod
    def naming(kind: str, labels: Sequence[str]) -> Reason:
        """How many objects, and the classes of the first of them."""
        return Reason.of(kind, count=len(labels), names=", ".join(labels[:_NAMED]))

    def __str__(self) -> str:
        return WORDS[self.kind].format(**self.values)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The record named `image`; higher scores deserve a look first, for these `reasons`."""

    image: str
    score: float
    reasons: tuple[Reason, ...] = ()

    @property
    def why(self) -> str:
        """The reasons in a few words."""
        return ", ".join(map(str, self.reasons))

    def plain(self) -> dict[str, object]:
        return {"image": self.image, "score": round(self.score, 6), "why": self.why}


def first(found: list[Ranked], limit: int | None) -> tuple[Ranked, ...]:
    """The pictures with a score above 0, the highest first, equal ones by name; at most `limit`."""
    ordered = sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, one.image))
    return tuple(ordered[:limit])
