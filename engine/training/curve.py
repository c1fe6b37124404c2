"""curve.csv: one row an epoch. Replaced whole, so that it is never half a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine import runs
from engine.runs import read_curve

if TYPE_CHECKING:
    from pathlib import Path

_FIGURES = ("val_loss", "val_accuracy", "val_box_iou", "val_miou", "val_ap")
COLUMNS = ("epoch", "train_loss", *_FIGURES, "rate", "frozen", "ended")
"""`rate` is the learning rate at the epoch's end; `frozen` 1 where the backbone was kept, else 0; `ended` 1 where
nothing had become better for so long that the phase ended with this epoch, else 0."""
_WHOLE = ("epoch", "frozen", "ended")
Row = Mapping[str, float | None]


def rows_until(folder: Path, epoch: int) -> list[Row]:
    """The rows of the run in `folder` up to and with `epoch`: a resumed run forgets what came after its checkpoint."""
    return [row for row in read_curve(folder) if row["epoch"] <= epoch]


def write(path: Path, rows: Sequence[Row]) -> None:
    """`repr` keeps every bit of a figure. An empty field: not measured."""
    lines = [",".join(COLUMNS)]
    lines += [",".join(_written(name, row.get(name)) for name in COLUMNS) for row in rows]
    runs.write(path, ("\n".join(lines) + "\n").encode())


def _written(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if name in _WHOLE else repr(float(value))
