"""In what order the image list shows its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.wording import later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui.panels.image_facts import Facts


@dataclass(frozen=True, slots=True)
class Sort:
    """One order. `text` is what the menu says."""

    id: str
    text: str


SORTS = (
    Sort("name", later("Name")),
    Sort("worst", later("Worst IoU")),
    Sort("false", later("Most false")),
    Sort("missed", later("Most missed")),
    Sort("uncertain", later("Most uncertain")),
    Sort("mislabelled", later("Probably mislabelled")),
    Sort("changed", later("Changed by the last run")),
)
TEXTS: Mapping[str, str] = {sort.id: sort.text for sort in SORTS}


def order(kind: str, facts: Facts) -> list[int] | None:
    """All positions in the order `kind`, what isn't known last and in the order of names; None where nothing is known
    that they could be sorted by. "name" is the order they have."""
    if kind == "name":
        return list(range(len(facts)))
    if kind in ("worst", "false", "missed") and facts.is_matched:
        return _matched(kind, facts)
    ranks = facts.ranks.get(kind)
    if ranks is None:
        return None
    last = len(facts)
    return sorted(range(len(facts)), key=lambda position: ranks[position][0] if position in ranks else last)


def _matched(kind: str, facts: Facts) -> list[int]:
    import numpy as np

    false, missed, worst = (facts.column(key) for key in ("false", "missed", "iou"))
    wrong = np.nan_to_num(false + missed)
    if kind == "worst":  # among pictures that miss an object whole, those with most mistakes come first
        first = np.where(np.isnan(worst), np.inf, worst)
    else:
        first = np.where(np.isnan(false), np.inf, -(false if kind == "false" else missed))
    return np.lexsort((np.arange(len(facts)), -wrong, first)).tolist()
