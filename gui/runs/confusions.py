"""The confusion matrices of a report, what each cell says, and the pictures behind it. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gui.wording import counted, later, percent, tr

if TYPE_CHECKING:
    from engine.reporting.report import Part, Report

Kind = Literal["label", "detections", "mask"]
TITLES: Mapping[Kind, str] = {
    "label": later("Classes of pictures"),
    "detections": later("Objects"),
    "mask": later("Pixels of masks"),
}
NOTHING = later("none")
"""The column of pictures for which no class was named."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """`counts[t][p]` of what is `rows[t]` and was said to be `columns[p]`. Of objects the last row and column are the
    background: found where there is nothing, and missed."""

    kind: Kind
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def share(self, t: int, p: int) -> float:
        """The cell's share of its row."""
        total = sum(self.counts[t])
        return self.counts[t][p] / total if total else 0.0

    def means(self, t: int, p: int) -> str:
        """The cell in words: "cat taken for dog"."""
        true, said = self.rows[t], self.columns[p]
        if self.kind == "detections" and t == p == len(self.rows) - 1:
            return tr("nothing, found nowhere")
        if self.kind == "detections" and t == len(self.rows) - 1:
            return tr("{name} found where there is none").format(name=said)
        if self.kind == "detections" and p == len(self.columns) - 1:
            return tr("{name} missed").format(name=true)
        if self.kind == "label" and p >= len(self.rows):
            return tr("{name} given no class").format(name=true)
        right = tr("rightly found as {name}").format(name=true)
        return right if t == p else tr("{name} taken for {other}").format(name=true, other=said)

    def sentence(self, t: int, p: int) -> str:
        """The cell as a line: "cat taken for dog: 3 objects, 12 % of cat"."""
        number, false = self.counts[t][p], self.kind == "detections" and t == len(self.rows) - 1
        units = {"label": counted(number, "picture"), "detections": counted(number, "object")}
        said = tr("{cell}: {count}, {share} of {whole}")
        return said.format(
            cell=self.means(t, p),
            count=units.get(self.kind, counted(number, "pixel")),
            share=percent(self.share(t, p)),
            whole=tr("what is false") if false else self.rows[t],
        )


def confusions_of(report: Report | None) -> dict[str, Confusion]:
    """Title -> matrix, of every head whose confusion the report holds in a form that can be read."""
    if report is None:
        return {}
    found: dict[str, Confusion] = {}
    for kind, title in TITLES.items():
        part = getattr(report, kind)
        made = _of(kind, part) if isinstance(part, Mapping) else None
        if made is not None:
            found[tr(title)] = made
    return found


def pictures_of(report: Report, confusion: Confusion, t: int, p: int) -> tuple[str, ...] | None:
    """The names of the pictures behind a cell; None where the report does not say which they are."""
    if confusion.kind == "mask" or (confusion.kind == "detections" and t == p):
        return None
    if confusion.kind == "label":
        wanted = (confusion.rows[t], confusion.columns[p] if p < len(confusion.rows) else None)
        return tuple(str(row["name"]) for row in report.pictures if (row.get("label"), row.get("predicted")) == wanted)
    if not any("cells" in row for row in report.pictures):
        return None
    return tuple(str(row["name"]) for row in report.pictures if [t, p] in _cells(row))


def _cells(row: Part) -> list[list[Any]]:
    return [_listed(cell) for cell in _listed(row.get("cells"))]


def _of(kind: Kind, part: Part) -> Confusion | None:
    held = part.get("confusion")
    names, counts = (held.get("names"), held.get("counts")) if isinstance(held, Mapping) else (part.get("names"), held)
    names, counts = _listed(names), _listed(counts)
    if not names or len(counts) != len(names):
        return None
    table = tuple(tuple(_listed(row)) for row in counts)
    width = len(table[0])
    if any(len(row) != width or not all(isinstance(value, int) for value in row) for row in table):
        return None
    if width != len(names) and not (kind == "label" and width == len(names) + 1):
        return None
    rows = tuple(str(name) for name in names)
    return Confusion(kind, rows, rows if width == len(rows) else (*rows, tr(NOTHING)), table)


def _listed(value: object) -> list[Any]:
    """The items of a list of JSON; of anything else none."""
    return list(value) if isinstance(value, list | tuple) else []
