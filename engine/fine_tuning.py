"""Fine-tuning: the call `fit`, from a folder to a report."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import checkpoint as checkpoints
from engine import device as devices
from engine import distributed, evaluation, weights
from engine.datasets.index import Index
from engine.datasets.index import index as read_index
from engine.datasets.splits import Split, check_split
from engine.dividing import divide
from engine.errors import EngineError
from engine.files import sweep
from engine.parts import Part
from engine.recipes import recipe_named
from engine.reporting.page import page
from engine.runs import FitSettings, RunFiles, make_folder, read_curve, read_settings, write
from engine.safekeeping import lock
from engine.training import fit as training
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from engine.reporting.report import Report
    from engine.steps import Step

_SPLIT = "split.json"
"""The split of a run, kept beside its settings: labels corrected since must not move pictures between the parts."""

_LOOK = 0.1
"""Seconds: who only looks whether a run is learning (the window's list of runs) has let go of the lock by then."""


_UNUSABLE = ("picture", "labels", "not-read")
"""Codes of the index's problems that cost a picture, or all that its label file says."""


def fit(settings: FitSettings) -> Generator[Step, None, Report]:
    """The call `fit`: learn from `settings.folder`, then score the best checkpoint on the test part.

    Writes the run's folder: settings.json, split.json, what `engine.training.fit` writes, report.json, report.html.
    With `settings.start` the checkpoint it went on from is scored on the same pictures too, as the report's `before`,
    where it is still there.
    Steps: those of the index, of training ("features", "batch", "epoch") and of the evaluation ("copies",
    "evaluate"). Raises EngineError where a device or split cannot be used, the run's folder is taken, `--resume`
    finds no run or another one there, the folder has nothing that the recipe can learn from, or weights are missing.
    Closed early, it leaves a run to resume.
    """
    recipe = recipe_named(settings.recipe)
    devices.choose(settings.device)
    if not settings.resume:  # a run that goes on keeps its split
        check_split(settings.split)
    files = RunFiles(Path(settings.out))
    if distributed.leads():
        settings = _resumed(settings, files) if settings.resume else _new(settings, files)
    index = yield from read_index(settings.folder)
    split = Split((), (), ())
    if distributed.leads():
        split = _kept_split(files, index) if settings.resume else (yield from divide(settings, index, recipe.heads))
    with _alone(settings, files) if distributed.leads() else nullcontext():
        try:
            if distributed.leads() and not settings.resume:
                _begin(settings, split, files)
            settings, split = distributed.of_first((settings, split))
            best = yield from training.fit(settings, index, split)
            best = distributed.of_first(best)  # when the first process has written it
        finally:
            if distributed.leads() and not files.last.exists():
                _withdraw(files)
        report = yield from _measured(settings, index, split, best)
        if distributed.leads():
            write_report(report, files)
    return report


@contextmanager
def _alone(settings: FitSettings, files: RunFiles) -> Iterator[None]:
    """Be the only one who learns into the run's folder, which is made where it is not there: a lock of the system's on
    the folder itself, which goes with the process. Where there is none (Windows, some network disks) nobody is kept
    out. Raises EngineError where another is at it, or has been meanwhile."""
    make_folder(files.folder)
    with _claimed(files.folder):
        if not settings.resume:
            _new(settings, files)
        yield


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Hold the lock of `_alone`."""
    with ExitStack() as held:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            held.callback(os.close, handle)
            if lock.claim(handle) is False:
                time.sleep(_LOOK)
                if lock.claim(handle) is False:
                    raise EngineError(f"{folder}: another run is learning into it; choose another --out")
        yield


def _measured(settings: FitSettings, index: Index, split: Split, best: Path) -> Generator[Step, None, Report]:
    """The report of the run's best checkpoint, beside that of the one it went on from."""
    part = Part("test", split.test, split)
    report = yield from evaluation.measure(str(best), index, part, settings.device, settings.threads)
    if settings.start and Path(settings.start).is_file():  # people may delete it while the run learns
        before = yield from evaluation.measure(settings.start, index, part, settings.device, settings.threads)
        corrected = evaluation.corrected(report.pictures, Path(settings.start))
        report = replace(report, before=before.plain(), corrected=corrected)
    left_out = _left_out(index, best)
    said = {row["message"] for row in left_out}
    return replace(report, skipped=(*left_out, *(row for row in report.skipped if row["message"] not in said)))


def _left_out(index: Index, best: Path) -> tuple[dict[str, object], ...]:
    """The files nothing could be learnt from: pictures and label files that the index could not use, and pictures that
    turned out to be damaged when they were decoded."""
    unusable = [problem for problem in index.problems if problem.code in _UNUSABLE]
    rows: list[dict[str, object]] = [{"file": problem.file, "message": str(problem)} for problem in unusable]
    for name, message in checkpoints.load(best).skipped:
        rows.append({"file": index.dataset.records[index.position(name)].image.name, "message": message})
    return tuple(rows)


def write_report(report: Report, files: RunFiles) -> None:
    """report.json and report.html of a run, each replaced whole. Raises EngineError."""
    write(files.report, report.to_json().encode())
    write(files.page, page(report, read_curve(files.folder)).encode(errors="backslashreplace"))


def _new(settings: FitSettings, files: RunFiles) -> FitSettings:
    folder = files.folder
    if folder.exists() and not folder.is_dir():
        raise EngineError(f"{folder}: a run needs a folder, and this is a file; choose another --out")
    if folder.exists() and any(folder.iterdir()):
        cure = "add --resume to go on, or choose another --out" if files.settings.exists() else "choose another --out"
        raise EngineError(f"{folder}: there is something in it already; {cure}")
    return settings


def _resumed(settings: FitSettings, files: RunFiles) -> FitSettings:
    """The settings of the run as it began; only machine and length may be other ones now. What a run that was stopped
    before it had written any left behind is taken away, so that a new one can begin there."""
    if not files.settings.exists():
        if files.last.exists():
            raise EngineError(f"{files.settings}: the run's settings are missing; start anew with another --out")
        with _claimed(files.folder):  # or it has only just begun
            _withdraw(files)
        _new(settings, files)  # says what else may lie there
        raise EngineError(f"{files.folder}: there is no run to resume; leave --resume out to begin one")
    old = read_settings(files.folder)
    for name, was, now in (
        ("recipe", old.recipe, settings.recipe),
        ("seed", old.seed, settings.seed),
        ("folder", str(Path(old.folder).resolve()), str(Path(settings.folder).resolve())),
    ):
        if was != now:
            raise EngineError(f"{files.folder}: this run has the {name} {was}, not {now}; choose another --out")
    random = settings.weights if weights.NONE in (old.weights, settings.weights) else None
    for name, was, now in (
        ("--split", old.split, settings.split),
        ("--from", old.start, settings.start),
        ("--only", "verified" if old.only_verified else None, "verified" if settings.only_verified else None),
        ("--weights", old.weights, random),  # of pretrained ones, another folder may hold the same
    ):
        if now is not None and was not in (now, str(Path(now).resolve())):  # a path, perhaps of what is gone since
            raise EngineError(
                f"{files.folder}: this run has {name} {was or 'left out'}, not {now}; choose another --out"
            )
    for name, now in settings.hyperparameters.items():
        if old.hyperparameters.get(name) != now:
            was = old.hyperparameters.get(name, "the recipe's")
            raise EngineError(f"{files.folder}: this run has {name} {was}, not {now}; choose another --out")
    return replace(
        old,
        out=settings.out,
        resume=True,
        epochs=settings.epochs or old.epochs,
        weights=settings.weights or old.weights,
        device=settings.device,
        threads=settings.threads,
        pinned=settings.pinned,
    )


def _begin(settings: FitSettings, split: Split, files: RunFiles) -> None:
    sweep(files.folder)
    write(files.folder / _SPLIT, split.to_json().encode())
    write(files.settings, settings.to_json().encode())  # last: with it the run can be resumed


def _withdraw(files: RunFiles) -> None:
    """Take back what `_begin` wrote: a run in which nothing can be learnt leaves no folder in the next one's way."""
    if not files.folder.is_dir():
        return
    sweep(files.folder)
    for path in (files.settings, files.folder / _SPLIT):
        path.unlink(missing_ok=True)
    with suppress(OSError):  # something else lies there
        files.folder.rmdir()


def _kept_split(files: RunFiles, index: Index) -> Split:
    path = files.folder / _SPLIT
    try:
        split = Split.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise EngineError(f"{path}: the run's split cannot be read ({error}); start anew with another --out") from error
    there = {record.name for record in index.dataset.records}
    gone = [name for name in (*split.train, *split.validation, *split.test) if name not in there]
    if gone:
        pictures = counted(len(gone), "picture of this run is", "pictures of this run are")
        raise EngineError(
            f"{index.dataset.root}: {pictures} no longer here, {gone[0]} for one; put back what is gone, or start anew "
            "with another --out"
        )
    return split
