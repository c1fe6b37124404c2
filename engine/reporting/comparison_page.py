"""Two reports beside each other as one HTML page, made as that of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.reporting.inert import table, text
from engine.reporting.sheet import section, sheet
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMED = 500  # pictures of each list


def comparison_page(found: Mapping[str, Any], names: tuple[str, str]) -> str:
    """What `engine.reporting.comparing.compare` found, as HTML; `names` are what the reports are called."""
    differences: Mapping[str, Any] = found["differences"]
    head = (
        f"<h1>What changed</h1><div class='hint'>A: {text(names[0])}<br>B: {text(names[1])}<br>"
        f"{counted(found['images'], 'picture')} in both, with the same truth</div>"
    )
    notes = "".join(f"<p class='bad'>{text(note)}</p>" for note in found["notes"])
    whole = section("Figures", table(_TITLES, [_row(name, one) for name, one in differences.items()]))
    classes = [
        section(f"{text(name)}, each class", table(_TITLES, [_row(*each) for each in one["classes"].items()]))
        for name, one in differences.items()
        if one.get("classes")
    ]
    lists = [_listed(word, found[word]) for word in ("regressed", "fixed")]
    return sheet("What changed", [head, notes, whole, *lists, *classes])


_TITLES = ("", "A", "B", "difference", "95 % of draws", "pictures")


def _row(name: str, one: Mapping[str, Any]) -> tuple[object, ...]:
    spread = one["interval"]
    words = "" if spread is None else f"{spread[0]:+.3f} to {spread[1]:+.3f}"
    sure = spread is not None and spread[0] * spread[1] > 0
    mark = " ▲" if sure and one["difference"] > 0 else " ▼" if sure else ""
    return name, one["a"], one["b"], f"{one['difference']:+.3f}{mark}", words, one["images"]


def _listed(word: str, names: Sequence[str]) -> str:
    what = {"regressed": "was good in A and is not in B", "fixed": "was not good in A and is in B"}[word]
    rows = "".join(f"<li>{text(name)}</li>" for name in names[:_NAMED])
    more = f"<p>and {len(names) - _NAMED:,} more</p>" if len(names) > _NAMED else ""
    return section(
        f"{len(names):,} {word}", f'<p class="hint">What {what}.</p>', f"<ul>{rows}</ul>{more}" if rows else ""
    )
