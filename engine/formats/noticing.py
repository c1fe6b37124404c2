"""What the readers of strangers' labels share: what they notice on their way, and what they call it."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from engine.formats.labelled import Counts, Labelled
from engine.formats.problem import Problem, skipped
from engine.wording import counted

if TYPE_CHECKING:
    from engine.annotation import Instance

FARTHEST = 1e7
"""Pixels; beyond it a coordinate is a slip of some program, not a place in a picture."""
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
"""A number in a text, as every program writes them."""

_MOST_PROBLEMS = 1000
_MOST_KINDS = 100


class Unusable(Exception):
    """An object that must be skipped: a word for programs, and what is wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Findings:
    """Collects what a reader notices on its way; a file of a million faults keeps the first thousand."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []
        self._more = self._more_lost = 0
        self._extras: Counter[str] = Counter()

    def problem(self, code: str, message: str, line: int | None = None, lost: int = 0) -> None:
        self._add(Problem(self._file, line, code, message, lost))

    def skipped(self, code: str, why: object, line: int | None = None) -> None:
        """An object that cannot be used."""
        self._add(skipped(self._file, line, code, why))

    def _add(self, problem: Problem) -> None:
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(problem)
        else:
            self._more += 1
            self._more_lost += problem.lost

    def extra(self, kind: str, count: int = 1) -> None:
        known = kind in self._extras or len(self._extras) < _MOST_KINDS
        self._extras[kind if known else "other keys"] += count

    @property
    def problems(self) -> tuple[Problem, ...]:
        if not self._more:
            return tuple(self._problems)
        more = counted(self._more, "more problem is", "more problems are")
        return (*self._problems, Problem(self._file, None, "more", f"{more} not listed", self._more_lost))

    @property
    def extras(self) -> Counts:
        return tuple(sorted(self._extras.items()))

    def labelled(
        self, instances: list[Instance], lines: list[int] | None = None, size: tuple[int, int] | None = None
    ) -> Labelled:
        return Labelled(tuple(instances), tuple(lines or [None] * len(instances)), self.problems, size, self.extras)


def quoted(value: object) -> str:
    """A short form of any value for a message."""
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'JSON object'} of {len(value)}"
    return ascii(value[:40]) if isinstance(value, str) else str(value)[:40]


def short_key(text: str) -> str:
    """A key of a JSON object as it is named under extras."""
    return text[:60] if text.isprintable() else ascii(text[:40])


def unknown(found: Findings, entry: dict[str, object], known: frozenset[str]) -> None:
    """Count the keys of `entry` that say something and that nobody here knows."""
    for each, value in entry.items():
        if each not in known and value not in (None, "", [], {}, False) and not _is_nan(value):
            found.extra(short_key(each))


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
