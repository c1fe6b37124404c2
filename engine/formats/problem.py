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
_NAMED = frozenset(("no-region", "shape"))  # what cannot be an object here: its readers count it by kind


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in one file. `file` is its name as people see it, `line` counts from 1 (None: the whole file),
    `code` is one word for programs, `message` says what is wrong and what was done about it. `lost` is the number of
    objects (and of a COCO file's pictures) that were left out because of it, where nothing else counts them."""

    file: str
    line: int | None
    code: str
    message: str
    lost: int = 0

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.message}"


def skipped(file: str, line: int | None, code: str, why: object) -> Problem:
    """An object that cannot be used, with its cure."""
    message = f"{why}; the instance was skipped: {_CURES[code]}"
    return Problem(file, line, code, message, lost=code not in _NAMED)
