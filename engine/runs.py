"""A run: one fine-tuning, its settings and its folder. No torch, so that the window can read runs too."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

from engine import files
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.hyperparameters import Plain


@dataclass(frozen=True, slots=True)
class FitSettings:
    """All that decides a run. Paths are strings so that the settings are their own JSON.

    `start` is the checkpoint to go on from (`--from`); `weights` a folder of pretrained weights, `"none"` for random
    ones, None for the places known to `engine.weights`. `split` is None (seeded, stratified 70:30), `"lists"`,
    `"70,30"` or the path of a split's JSON. `epochs` and `threads` None: the recipe's and the machine's defaults.
    `pinned` names a picture that is predicted anew after each epoch. `hyperparameters` are those a person set, by name;
    the others are the recipe's.
    """

    folder: str
    recipe: str
    out: str
    epochs: int | None = None
    split: str | None = None
    start: str | None = None
    only_verified: bool = False
    seed: int = 0
    device: str = "auto"
    threads: int | None = None
    weights: str | None = None
    resume: bool = False
    pinned: str | None = None
    hyperparameters: Mapping[str, Plain] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @staticmethod
    def from_json(text: str) -> FitSettings:
        known = {one.name for one in fields(FitSettings)}
        return FitSettings(**{key: value for key, value in json.loads(text).items() if key in known})


@dataclass(frozen=True, slots=True)
class RunFiles:
    """The files of a run's folder."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "settings.json"

    @property
    def curve(self) -> Path:
        return self.folder / "curve.csv"

    @property
    def last(self) -> Path:
        return self.folder / "last.safetensors"

    @property
    def best(self) -> Path:
        return self.folder / "best.safetensors"

    @property
    def report(self) -> Path:
        return self.folder / "report.json"

    @property
    def page(self) -> Path:
        return self.folder / "report.html"


def make_folder(folder: Path) -> None:
    """Make the folder of a run, or of a report. Raises EngineError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def write(path: Path, data: bytes) -> None:
    """Replace a file of a run, or of a report, whole. Raises EngineError."""
    try:
        files.replace_whole(path, data)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> EngineError:
    return EngineError(f"{path}: cannot be written ({error.strerror or error}); make room, or name another place")


def read_settings(folder: Path) -> FitSettings:
    """The settings of the run in `folder`. Raises EngineError where there is none."""
    path = RunFiles(folder).settings
    try:
        return FitSettings.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError) as error:
        raise EngineError(f"{path}: no settings of a run can be read here ({error})") from error


def read_curve(folder: Path) -> list[dict[str, float]]:
    """The rows of curve.csv, one an epoch; empty where there is none yet. A damaged row is left out."""
    path = RunFiles(folder).curve
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        rows = [_figures(row) for row in csv.DictReader(file)]
    return [row for row in rows if "epoch" in row]


def _figures(row: Mapping[str, str]) -> dict[str, float]:
    try:
        return {key: float(value) for key, value in row.items() if value}
    except (ValueError, TypeError):
        return {}
