"""The language of the search box: plain words, and conditions as `missed>0`, `iou<0.5`, `class:dog`, `split:val`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FIGURES: Mapping[str, str] = {
    "iou": "iou",
    "true": "true",
    "tp": "true",
    "false": "false",
    "fp": "false",
    "missed": "missed",
    "fn": "missed",
    "mislabelled": "mislabelled",
}
"""What may stand before `<`: word -> figure."""

EXAMPLES: Mapping[str, str] = {
    "missed": "missed>0",
    "false": "false>0",
    "true": "true>0",
    "mislabelled": "mislabelled>0",
    "iou": "iou<0.5",
    "class": "class:dog",
    "verified": "verified:no",
    "split": "split:val",
    "state": "state:edited",
}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "verified": {"yes": "yes", "no": "no"},
    "split": {"train": "train", "val": "val", "validation": "val", "test": "test"},
    "state": {
        "none": "none",
        "untouched": "none",
        "edited": "edited",
        "verified": "verified",
        "damaged": "damaged",
        "unusable": "unusable",
    },
}
"""What may stand after `:`; a class may be called anything."""

_TOKEN = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_CONDITION = re.compile(r"(\w+)(<=|>=|==|!=|<|>|=|:)(.*)", re.DOTALL)
_SIGNS = {"==": "=", ":": "="}


@dataclass(frozen=True, slots=True)
class Condition:
    """A `key` of `EXAMPLES`, a `sign` of <, <=, >, >=, = and !=, and a value: a number for a figure, else a word."""

    key: str
    sign: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: `words` (upper and lower case alike) and `conditions`, all of which must hold; `unclear` says
    what of it is not understood, "" where all is."""

    words: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    unclear: str = ""

    @property
    def needs(self) -> frozenset[str]:
        return frozenset(condition.key for condition in self.conditions)


def parse(text: str) -> Query:
    """Never fails. A quoted word is plain whatever it holds; so is one with nothing that compares."""
    words: list[str] = []
    conditions: list[Condition] = []
    unclear = ""
    for token in _TOKEN.findall(text):
        found = None if token.startswith('"') else _CONDITION.fullmatch(token)
        if found is None:
            words += [token.replace('"', "").casefold()]
            continue
        key, sign, value = found[1].casefold(), found[2], found[3].replace('"', "")
        condition = _condition(key, sign, value)
        if condition is not None:
            conditions.append(condition)
        elif not unclear:
            unclear = tr("“{token}” is not understood. Try {example}.").format(token=token, example=_example(key))
    return Query(tuple(word for word in words if word), tuple(conditions), unclear)


def _condition(key: str, sign: str, value: str) -> Condition | None:
    sign = _SIGNS.get(sign, sign)
    if key in FIGURES:
        number = _number(value)
        return None if number is None else Condition(FIGURES[key], sign, number)
    if sign not in ("=", "!=") or not value:
        return None
    if key == "class":
        return Condition(key, sign, value.casefold())
    word = CHOICES.get(key, {}).get(value.casefold())
    return None if word is None else Condition(key, sign, word)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d{1,9}|\d{0,9}\.\d{1,9}", text) else None


def _example(key: str) -> str:
    near = get_close_matches(key, [*FIGURES, *EXAMPLES], 1, 0.6)
    return EXAMPLES[FIGURES.get(near[0], near[0])] if near else EXAMPLES["missed"]


def compare(sign: str) -> Callable:
    """The function of two numbers, or of an array and a number, that a sign stands for."""
    import operator

    signs = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne}
    return signs.get(sign, operator.eq)
