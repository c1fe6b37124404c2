"""Where the window's runs lie: `runs/<folder name>-<n>` in the program's data, and what their numbers and times say."""

from __future__ import annotations

import os
import re
from glob import escape
from typing import TYPE_CHECKING

from engine import places
from engine.errors import EngineError
from engine.recipes import RECIPES
from engine.runs import FitSettings, RunFiles, read_curve, read_settings
from engine.safekeeping import lock

if TYPE_CHECKING:
    from pathlib import Path


def runs_of(folder: Path) -> list[Path]:
    """The run folders of picture folders called like `folder`, the oldest first."""
    name = _name(folder)
    found = [path for path in _place().glob(f"{escape(name)}-*") if path.name[len(name) + 1 :].isdigit()]
    return sorted(found, key=run_number)


def next_run(folder: Path) -> Path:
    """Where the next run on `folder` goes."""
    runs = runs_of(folder)
    return _place() / f"{_name(folder)}-{run_number(runs[-1]) + 1 if runs else 1}"


def run_number(run: Path) -> int:
    """The number at the end of a run's folder; 0 where it has none."""
    number = run.name.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def unfinished_run(folder: Path, run: Path | None = None) -> FitSettings | None:
    """The settings of `run` (None: the one worked at last) on `folder`, where it ended early and left a checkpoint to
    go on from; not where another window is at it."""
    run = run or max(runs_of(folder), key=_worked_at, default=None)
    if run is None or RunFiles(run).report.exists() or not RunFiles(run).last.exists():
        return None
    try:
        settings = read_settings(run)
    except EngineError:
        return None
    ours = settings.folder == str(folder) and settings.out == str(run) and settings.recipe in RECIPES
    return settings if ours and not learnt_now(run) else None


def learnt_now(run: Path) -> bool:
    """Whether a process is learning into `run` at this moment, as far as the system's locks tell, see
    `engine.fine_tuning`."""
    try:
        handle = os.open(run, os.O_RDONLY)
    except OSError:  # it is not there, or this is Windows, where folders are not opened
        return False
    try:
        return lock.claim(handle) is False
    finally:
        os.close(handle)


def _worked_at(run: Path) -> tuple[float, int]:
    """When the run has last left a checkpoint; of equals the newest run counts."""
    try:
        return RunFiles(run).last.stat().st_mtime, run_number(run)
    except OSError:
        return 0.0, run_number(run)


def last_epoch(run: Path) -> int:
    """The epoch the last checkpoint of a run was written after; 0 where there is none."""
    curve = read_curve(run) if RunFiles(run).last.exists() else []
    return int(curve[-1].get("epoch", 0)) if curve else 0


def seconds_of(run: Path) -> float | None:
    """How long a finished run took, from the times of its first and last file; None where it did not finish."""
    files = RunFiles(run)
    try:
        return files.report.stat().st_mtime - files.settings.stat().st_mtime
    except OSError:
        return None


def _place() -> Path:
    return places.data() / "runs"


def _name(folder: Path) -> str:
    return re.sub(r"[^\w.-]+", "_", folder.name).strip("._-")[:60] or "pictures"
