"""The rows of the corpus of bad files, what became of each, and a table of it."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FINE, WARNED, REJECTED = "loads fine", "loads with warning", "rejected"
SECRETS = ("TOPSECRET", "FROM-EXTERNAL-DTD", "FROM-DTD", "root:x:0")


@dataclass(frozen=True)
class Row:
    """A row of expected.csv."""

    file: str
    kind: str
    odd: str
    expected: str
    objects: int | None
    portable: bool


@dataclass
class Outcome:
    """What became of a row. `seconds` of computing and `megabytes` (over what the process held before) are those of
    the call that took most of them."""

    row: Row
    outcome: str = FINE
    objects: int | None = None
    seconds: float = 0.0
    megabytes: float = 0.0
    message: str = ""
    said: list[str] = field(default_factory=list)

    def wrong(self) -> list[str]:
        """What is not as it should be."""
        row, found = self.row, []
        if self.outcome != row.expected:
            found.append(f"{self.outcome}, not {row.expected}")
        if row.objects is not None and self.objects != row.objects:
            found.append(f"{self.objects} objects, not {row.objects}")
        if self.seconds > 2 or self.megabytes > 500:
            found.append(f"{self.seconds:.2f} s, {self.megabytes:.0f} MB")
        if self.outcome == REJECTED and ("\n" in self.message or len(self.message) > 600 or not self.message):
            found.append(f"not one line: {self.message[:200]!r}")
        if any(secret in text for secret in SECRETS for text in (self.message, *self.said)):
            found.append("another file was read")
        return [f"{row.file}: {what} ({self.message[:200]})" for what in found]


def make(maker: Path, place: Path) -> list[Row]:
    """Generate the corpus below `place`: the files in `place/files`."""
    subprocess.run([sys.executable, str(maker), str(place / "files")], check=True, capture_output=True, timeout=300)
    with (place / "expected.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                line["file"],
                line["kind"],
                line["odd"],
                line["expected"],
                int(line["n"]) if line["n"] else None,
                line["portable"] == "1",
            )
            for line in csv.DictReader(file)
        ]


def table(outcomes: list[Outcome]) -> str:
    """Every row: what became of it, its seconds and megabytes, the message."""
    lines = ["\t".join(("file", "expected", "outcome", "objects", "seconds", "MB", "message"))]
    for each in outcomes:
        figures = ("" if each.objects is None else str(each.objects), f"{each.seconds:.3f}", f"{each.megabytes:.0f}")
        message = each.message.replace("\n", " ")[:300]
        lines.append("\t".join((each.row.file, each.row.expected, each.outcome, *figures, message)))
    return "\n".join(lines).encode("utf-8", "backslashreplace").decode() + "\n"
