"""Training: a generator that learns epoch by epoch and can be stopped, or killed, at any moment.

After each epoch `best.safetensors` (where validation was best), `curve.csv` and `last.safetensors` are replaced whole,
in this order: what a kill leaves between them is made again, the same, by the resumed run.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine import checkpoint as checkpoints
from engine import device as devices
from engine import distributed
from engine.checkpoint import Checkpoint, TrainingState
from engine.errors import EngineError, PictureError
from engine.images import read_rgb_for
from engine.prediction import predict_with
from engine.recipes import recipe_named
from engine.runs import FitSettings, RunFiles
from engine.steps import Step
from engine.training import corrections, curve
from engine.training.averaging import Average
from engine.training.beginning import Beginning, begin, resumed
from engine.training.chance import Chance
from engine.training.epochs import Clock, learn_epoch
from engine.training.learner import below, weights_of
from engine.training.phases import Course
from engine.training.plan import plan
from engine.training.preparing import Phased, Wanted, prepare
from engine.training.progress import Progress
from engine.training.validation import Validation, validate
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    import torch

    from engine.annotation import Annotation
    from engine.datasets.index import Index
    from engine.datasets.splits import Split
    from engine.hyperparameters import Hyperparameters


def fit(settings: FitSettings, index: Index, split: Split) -> Generator[Step, None, Path]:
    """Learn from the split's train part, choose on its validation part, and return the path of the best checkpoint.

    The test part is carried into the checkpoint and not looked at. The same seed on the CPU with one thread gives the
    same run, bit by bit, also when it was interrupted and resumed. Raises EngineError, WeightsMissing among them.

    Steps: "download" (bytes), "plan" (what is learnt from how much: `engine.training.plan`), "features" (pictures, at
    the start of each phase), "batch" (batches of the epoch, values {"epoch", "epochs", "train_loss", "seconds_left"}),
    "validation", and "epoch" with values {"epoch", "epochs", "train_loss", "val_loss", "val_accuracy", "val_box_iou",
    "val_miou", "val_ap" (None where not measured), "frozen", "ended" (whether patience ends the phase), "best"
    (whether this epoch is), "seconds_left", "prediction" (of `settings.pinned`, else None)}.
    """
    files = RunFiles(Path(settings.out))
    files.folder.mkdir(parents=True, exist_ok=True)
    device = devices.choose(settings.device)
    devices.use_threads(settings.threads)
    try:
        run, progress, kept = yield from _begin(settings, index, split, device)
        yield run.plan(progress)
        while not progress.done:
            progress = yield from _phase(run, progress, kept)
            kept = {}
    finally:
        devices.free_memory(device)
    return files.best


@dataclass(frozen=True, eq=False)
class _Run:
    """A run under way: `about`, a checkpoint without weights, is what every file of the run says of it."""

    settings: FitSettings
    files: RunFiles
    index: Index
    device: torch.device
    beginning: Beginning
    hyperparameters: Hyperparameters
    about: Checkpoint
    average: Average | None

    def plan(self, progress: Progress) -> Step:
        return plan(
            self.beginning,
            recipe_named(self.settings.recipe),
            progress.course,
            self.hyperparameters,
            self.index,
            self.about.split,
            progress.corrected,
            devices.described(self.device),
        )

    def save_last(self, checkpoint: Checkpoint, tensors: Mapping[str, torch.Tensor], progress: Progress) -> None:
        if not distributed.leads():
            return
        values = progress.values() | {"seed": self.settings.seed, "known": self.beginning.known}
        checkpoints.save(self.files.last, checkpoint, TrainingState(tensors, values))


_Begun = tuple[_Run, Progress, dict]


def _begin(settings: FitSettings, index: Index, split: Split, device: torch.device) -> Generator[Step, None, _Begun]:
    """The run as it begins, or goes on, and the tensors it goes on with; from here on it can be resumed."""
    yield Step("Getting ready", kind="loading")
    files = RunFiles(Path(settings.out))
    last = checkpoints.load(files.last) if settings.resume and files.last.exists() else None
    state = TrainingState({}, {}) if last is None else checkpoints.load_state(files.last)
    if last is None:
        beginning = yield from begin(settings, index)
    else:
        beginning = resumed(last, state, settings, index)
    truths = yield from corrections.stamps(index, split.train)
    hyperparameters = beginning.hyperparameters(settings)
    epochs = settings.epochs or hyperparameters.epochs
    frozen = hyperparameters.frozen_epochs(epochs) if beginning.known else 0
    corrected = corrections.corrected(truths, beginning.truths)
    progress = Progress(Course(epochs, frozen), epochs, corrected=corrected)
    average = Average(beginning.network.to(device), hyperparameters.ema) if hyperparameters.ema else None
    if last is not None:
        try:
            progress = Progress.from_values(state.values).resumed(epochs, frozen)
            if average is not None and progress.epoch:
                average.restore(below("average.", state.tensors))
        except (ValueError, KeyError, TypeError) as error:
            raise _unusable(files, error) from error
    about = Checkpoint(
        recipe=beginning.recipe,
        classes=beginning.classes,
        mask_classes=beginning.mask_classes,
        preprocessing=beginning.preprocessing,
        split=split,
        weights={},
        fingerprints=np.zeros((0, 16), np.uint8),
        earlier=beginning.learnt,
        frozen=progress.course.frozen > 0,
        truths=truths,
    )
    run = _Run(settings, files, index, device, beginning, hyperparameters, about, average)
    if last is None:
        run.save_last(replace(about, weights=weights_of(beginning.network)), {}, progress)
    return run, progress, dict(state.tensors)


def _phase(run: _Run, progress: Progress, kept: dict[str, torch.Tensor]) -> Generator[Step, None, Progress]:
    """What is left of the phase that comes next; `kept` are the tensors of the run's last epoch, if that was before."""
    first = progress.epoch + 1
    phase = progress.course.phase(first)
    inside = first > phase.first
    wanted = Wanted(phase.frozen, run.average, progress.corrected, progress.precision if inside else "")
    chance = Chance(run.settings.seed, phase.first)
    how, split = run.hyperparameters, run.about.split
    phased = yield from prepare(run.beginning, how, wanted, run.index, split, run.device, chance)
    if inside:
        try:
            phased.learner.restore(kept)
        except ValueError as error:
            raise _unusable(run.files, error) from error
    progress = replace(progress, precision=phased.learner.manner.precision.name)
    rows = curve.rows_until(run.files.folder, progress.epoch)
    clock = Clock(time.monotonic(), progress.epoch)
    while not progress.done and progress.course.phase(progress.epoch + 1).frozen == phase.frozen:
        epoch, epochs = progress.epoch + 1, progress.course.epochs
        chance = Chance(run.settings.seed, epoch)
        learner = phased.learner
        lost, rate = yield from learn_epoch(learner, phased.seen, chance, phase, epochs, clock)
        # batch norms that are not shared have learnt from one process' part alone: what is kept is what is validated
        distributed.take_first((*learner.network.buffers(), *learner.answering.buffers()))
        found = yield from validate(learner.answering, phased.gathered.validation, run.device, learner.manner.aim)
        progress = progress.after(epoch, found.score, found.loss, phase, how.patience)
        ended = epoch == progress.course.phase(epoch).last < phase.last
        row = {"epoch": epoch, "train_loss": lost} | _figures(found)
        row |= {"rate": rate, "frozen": float(phase.frozen), "ended": float(ended)}
        rows.append(row)
        answering = _save(run, phased, progress, rows, found)
        yield _told(run, phased, progress, row, clock, answering)
    return progress


def _figures(found: Validation) -> dict[str, float | None]:
    return {f"val_{name}": getattr(found, name) for name in ("loss", "accuracy", "box_iou", "miou", "ap")}


def _save(run: _Run, phased: Phased, progress: Progress, rows: list[curve.Row], found: Validation) -> Checkpoint:
    """Write what an epoch leaves, in the order that a kill may cut short anywhere; returns what answers now."""
    learner = phased.learner
    saved = replace(
        run.about,
        weights=weights_of(learner.network),
        fingerprints=phased.gathered.fingerprints,
        skipped=phased.gathered.skipped,
        frozen=learner.manner.frozen,
        epoch=progress.epoch,
        temperature=found.temperature,
        scores={name: value for name, value in _figures(found).items() if value is not None},
    )
    answering = saved if run.average is None else replace(saved, weights=weights_of(learner.answering))
    if distributed.leads():
        if progress.best_epoch == progress.epoch:
            checkpoints.save(run.files.best, answering)
        curve.write(run.files.curve, rows)
    run.save_last(saved, learner.state(), progress)
    return answering


def _told(run: _Run, phased: Phased, progress: Progress, row: curve.Row, clock: Clock, answering: Checkpoint) -> Step:
    """The Step "epoch"."""
    epoch, epochs, patience = progress.epoch, progress.course.epochs, run.hyperparameters.patience
    said = f"Learning, epoch {epoch} of {epochs}"
    if row["ended"]:
        what = "learning ends" if progress.done else "the backbone learns too from now on"
        said += f" (nothing was better than epoch {progress.best_epoch} for {counted(patience, 'epoch')}: {what})"
    values = {name: value for name, value in row.items() if name != "rate"} | {
        "epochs": epochs,
        "frozen": bool(row["frozen"]),
        "ended": bool(row["ended"]),
        "best": progress.best_epoch == epoch,
        "seconds_left": clock.left(epoch, epochs),
        "prediction": _pinned(run, phased, answering),
    }
    return Step(said, epoch, epochs, "epoch", values)


def _pinned(run: _Run, phased: Phased, answering: Checkpoint) -> Annotation | None:
    if run.settings.pinned is None:
        return None
    try:
        path = run.index.dataset.records[run.index.position(run.settings.pinned)].image
        picture, size = read_rgb_for(path, answering.preprocessing.side)
    except (KeyError, PictureError):  # gone or damaged since it was pinned
        return None
    source = f"epoch {answering.epoch} of {run.files.folder.name}"
    try:
        return predict_with(phased.learner.answering, run.device, answering, source, [picture], [size])[0]
    except (RuntimeError, MemoryError) as error:
        if not devices.is_out_of_memory(error):
            raise
        return None  # a run does not end for a picture that somebody looks at


def _unusable(files: RunFiles, error: Exception) -> EngineError:
    return EngineError(f"{files.last}: its training state cannot be used ({error}); start anew with another --out")
