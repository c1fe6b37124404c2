"""A finding of `check`, and ONE table of how bad each kind is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.annotation import Box

Severity = Literal["error", "warning"]

_ERRORS = (
    "picture",  # cannot be read at all
    "damaged",  # only part of the picture is there
    "not-read",  # a kind of picture, or a place, that is not read
    "labels",  # a label file that cannot be used
    "mask",  # a mask that cannot be used
    "mask-size",
    "list",  # a list that cannot be used
    "no-edge",  # from here on: an object that was left out
    "number",
    "object-tag",
)
_WARNINGS = (
    # the picture's file
    "ending",  # says another format than the bytes
    "colours",
    "alpha",
    "depth",
    "frames",
    "turned-picture",
    "tiny",
    "metadata",
    # the label file
    "name",  # none in an object, or another than the picture's
    "no-box",
    "outside",
    "reversed",
    "zero-area",
    "normalised",
    "zero-based",
    "duplicate",
    "repeated",
    "flag",
    "comment",
    "filename",
    "size",
    "turned",
    "doctype",
    "encoding",
    "xml-version",
    "namespace",
    "bulk",
    "many-classes",
    # classes
    "class-name",
    "class-confusable",
    "class-unknown",
    # masks
    "mask-format",
    "mask-palette",
    "mask-values",
    "mask-void",
    "mask-empty",
    "mask-class",
    "mask-box",
    # lists
    "list-line",
    "list-path",
    "list-missing",
    "list-empty",
    "list-repeated",
    "unlisted",
    "leak",
    # the folder
    "no-pictures",
    "no-label",
    "other-labels",
    "no-picture",
    "no-boxes",
    "same-name",
    "file-name",
    "hidden",
    "foreign",
    "left-over",
    "link",
    "read-only",
)
SEVERITIES: Mapping[str, Severity] = {
    **dict.fromkeys(_WARNINGS, "warning"),
    **dict.fromkeys(_ERRORS, "error"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `file` is its path below the folder's root, with `/`; `line` counts from 1, None for the whole
    file; `record` names the picture to go to and `box` (pixels of the upright picture) the object there, None where
    there is none."""

    file: str
    line: int | None
    code: str
    severity: Severity
    message: str
    record: str | None = None
    box: Box | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.message}"

    def plain(self) -> dict[str, object]:
        """As `doors.md` has it."""
        return {name: getattr(self, name) for name in ("file", "line", "code", "severity", "message")}


@dataclass(frozen=True, slots=True)
class Findings:
    """What `check` found in a folder of `images` pictures, in the order of the files."""

    images: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for finding in self.findings)

    def plain(self) -> dict[str, object]:
        """As `doors.md` has it."""
        return {"images": self.images, "findings": [finding.plain() for finding in self.findings]}


def severity(code: str) -> Severity:
    """How bad a finding of this code is; what a format's own reader reports is a warning unless the table says more."""
    return SEVERITIES.get(code, "warning")


Odd = tuple[int | None, str, str]
"""What a part of the check says of one file: line, code, message."""
