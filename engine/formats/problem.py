"""What is wrong with a file, and still lets the rest of the folder be used."""

from __future__ import annotations

from dataclasses import dataclass


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
