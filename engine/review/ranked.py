"""One picture of a ranking, and how people are told why it stands there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """The record named `image`; higher scores deserve a look first. `why` says it in a few words, class names last."""

    image: str
    score: float
    why: str

    def plain(self) -> dict[str, object]:
        return {"image": self.image, "score": round(self.score, 6), "why": self.why}


def first(found: list[Ranked], limit: int | None) -> tuple[Ranked, ...]:
    """The pictures with a score above 0, the highest first, equal ones by name; at most `limit`."""
    ordered = sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, one.image))
    return tuple(ordered[:limit])
