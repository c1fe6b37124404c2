"""The runs that are kept of a folder: listed, named, compared, copied out, deleted. No torch.

A run is its folder: settings, curve, checkpoint and report. The name a person gives it lies there too, in `name.txt`.
"""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import files
from engine.errors import EngineError
from engine.reporting.report import Report, figures
from engine.runs import RunFiles, read_settings
from engine.steps import Step
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from engine.reporting.report import Figure
    from engine.runs import FitSettings

LONGEST = 60
"""Characters of a run's name."""
NO_SETTINGS = "Damaged: its settings cannot be read"
BAD_REPORT = "Damaged: its report cannot be read"
GOES_ON = "Unfinished: it can be gone on with"
NOTHING_LEFT = "Unfinished: it left no checkpoint"
NO_REPORT = "No report: it ended early, or its report was taken away"
PROBLEMS = (NO_SETTINGS, BAD_REPORT, GOES_ON, NOTHING_LEFT, NO_REPORT)
"""What may be wrong with a run's folder."""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """What a list says of a run. `number` is its folder's, `made` the time of its settings (seconds since 1970).
    `checkpoint` is a path, "" where it left none that can be used; `figures` and `split_hash` are its report's.
    `problem` is one of `PROBLEMS`, "" for a whole one; an `unfinished` one can be gone on with."""

    folder: str
    number: int
    name: str = ""
    made: float = 0.0
    settings: FitSettings | None = None
    checkpoint: str = ""
    figures: tuple[Figure, ...] = ()
    split_hash: str = ""
    problem: str = ""
    unfinished: bool = False


def list_runs(folder: str, runs: tuple[str, ...]) -> Generator[Step, None, tuple[KeptRun, ...]]:
    """The call `runs`: what lies in the run folders `runs`, of those that learnt from `folder`, the newest first. One
    whose settings cannot be read is listed with what is wrong: nobody knows any more what it learnt from."""
    found = []
    for done, run in enumerate(runs, 1):
        kept = read_run(Path(run), folder)
        if kept is not None:
            found.append(kept)
        yield Step("Reading runs", done, len(runs))
    return tuple(sorted(found, key=lambda kept: -kept.number))


def read_run(run: Path, folder: str) -> KeptRun | None:
    """The run in the folder `run`; None where it learnt from another folder than `folder`."""
    known = KeptRun(str(run), _number(run), name_of(run), _time(run))
    kept = RunFiles(run)
    try:
        settings = read_settings(run)
    except EngineError:
        return replace(known, problem=NO_SETTINGS)
    if settings.folder != folder:
        return None
    known = replace(known, settings=settings, checkpoint=str(kept.best) if kept.best.is_file() else "")
    if not kept.report.is_file() and kept.last.is_file():
        return replace(known, problem=GOES_ON, unfinished=True)
    if not known.checkpoint:
        return replace(known, problem=NOTHING_LEFT)
    if not kept.report.is_file():
        return replace(known, problem=NO_REPORT)
    try:
        report = read_report(run)
        return replace(known, figures=figures(report), split_hash=str(report.split_hash))
    except (EngineError, TypeError, ValueError, AttributeError):
        return replace(known, problem=BAD_REPORT)


def read_report(run: Path) -> Report:
    """The report in the folder of a run. Raises EngineError."""
    path = RunFiles(run).report
    try:
        return Report.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no text"
        raise EngineError(f"{path}: the report cannot be read ({said}); evaluate the checkpoint again") from error


def compare_runs(a: str, b: str) -> Generator[Step, None, dict[str, Any]]:
    """The call `compare`: what changed from the run in folder `a` to that in `b`, as `engine.reporting.comparing` says.

    Raises EngineError where a report cannot be read, and where no picture was measured by both.
    """
    from engine.reporting.comparing import compare  # numpy comes with it, and lists of runs want none

    yield Step("Comparing", kind="compare")
    return (yield from compare(read_report(Path(a)), read_report(Path(b))))


def name_of(run: Path) -> str:
    """The name a person gave the run; "" where there is none."""
    try:
        return tidy((run / "name.txt").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""


def rename(run: Path, name: str) -> str:
    """Keep `name` in the run's folder ("" takes the name away); returns it as it is kept. Raises EngineError."""
    kept = tidy(name)
    try:
        if kept:
            files.replace_whole(run / "name.txt", f"{kept}\n".encode())
        else:
            (run / "name.txt").unlink(missing_ok=True)
    except OSError as error:
        raise EngineError(f"{run.name} cannot be renamed ({error.strerror}); its name is as it was") from error
    return kept


def tidy(name: str) -> str:
    """`name` as one line without what cannot be seen, at most `LONGEST` characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name[: 4 * LONGEST]).split())[:LONGEST]


def size_of(run: Path) -> tuple[int, int]:
    """How many files the run's folder holds, and their bytes together."""
    sizes = [_size(path) for path in run.rglob("*")] if run.is_dir() else []
    there = [size for size in sizes if size is not None]
    return len(there), sum(there)


def delete(run: Path, place: Path) -> None:
    """Delete the folder `run`, which must lie directly in `place`; nothing else is touched. Raises EngineError, and
    then says what is left."""
    if run.parent != place or run.is_symlink() or not _number(run):
        raise EngineError(f"{run}: this is no run of this program's; delete it by hand if it is not wanted")
    try:
        shutil.rmtree(run)
    except OSError as error:
        left = counted(size_of(run)[0], "file is", "files are")
        raise EngineError(
            f"{run.name} could not be deleted whole ({error.strerror}); {left} left in {run.parent}"
        ) from error


def copy_out(run: Path, target: Path) -> tuple[int, int]:
    """Copy checkpoint, report, curve and settings of the run into the new folder `target`; returns how many files lie
    there now, and their bytes. Raises EngineError; nothing half copied is left."""
    kept = RunFiles(run)
    wanted = [path for path in (kept.best, kept.report, kept.page, kept.curve, kept.settings) if path.is_file()]
    if not wanted:
        raise EngineError(f"{run.name} holds neither checkpoint nor report; there is nothing to copy")
    made = False
    try:
        target.mkdir()
        made = True
        for path in wanted:
            shutil.copyfile(path, target / path.name)
    except OSError as error:
        if made:
            _clear(target, (path.name for path in wanted))
        raise EngineError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    return size_of(target)


def _number(run: Path) -> int:
    number = run.name.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def _clear(target: Path, names: Iterable[str]) -> None:
    for name in names:
        (target / name).unlink(missing_ok=True)
    target.rmdir()


def _time(run: Path) -> float:
    for path in (RunFiles(run).settings, run):
        try:
            return path.stat().st_mtime
        except OSError:
            continue
    return 0.0


def _size(path: Path) -> int | None:
    try:
        state = path.lstat()
    except OSError:
        return None
    return state.st_size if stat.S_ISREG(state.st_mode) else None
