"""What is wrong with a file, and still lets the rest of the folder be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CURES: Mapping[str, str] = {
    "category": "add that category, or correct category_id",
    "class": "correct the number, or name the class",
    "columns": "write the line anew",
    "entry": "write it anew, or delete it",
    "fraction": "divide pixels by the picture's size",
    "mask": "draw it anew",
    "name": "give it a name",
    "no-box": "give it a box",
    "no-edge": "write all four edges",
    "no-region": "draw a box or a polygon",
    "number": "write numbers of pixels",
    "points": "draw it anew",
    "reversed": "correct its numbers",
    "score": "write a score from 0 to 1",
    "shape": "draw a box or a polygon",
    "zero-area": "draw it anew",
}
"""What to do about an object that was skipped, by the code of the problem."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in one file. `file` is its name as people see it, `line` counts from 1 (None: the whole file),
    `code` is one word for programs, `message` says what is wrong and what was done about it."""

    file: str
    line: int | None
    code: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.message}"


def skipped(code: str, why: object) -> str:
    """The message about an object that cannot be used, with its cure."""
    return f"{why}; the instance was skipped: {_CURES[code]}"
