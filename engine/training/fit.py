"""Training: a generator that learns epoch by epoch and can be stopped, or killed, at any moment.

After each epoch `best.safetensors` (where validation was best), `curve.csv` and `last.safetensors` are replaced whole,
in this order: what a kill leaves between them is made again, the same, by the resumed run.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine import checkpoint as checkpoints
from engine import device as devices
from engine.checkpoint import Checkpoint, TrainingState
from engine.errors import EngineError, PictureError
from engine.images import read_rgb_for
from engine.prediction import predict_with
from engine.runs import FitSettings, RunFiles
from engine.steps import Step
from engine.training import curve
from engine.training.beginning import Beginning, begin, resumed
from engine.training.gathering import Gathered, How, gather
from engine.training.learner import Learner, rate_at
from engine.training.validation import Validation, validate

if TYPE_CHECKING:
    from collections.abc import Generator

    import torch

    from engine.annotation import Annotation
    from engine.datasets.index import Index
    from engine.datasets.splits import Split


def fit(settings: FitSettings, index: Index, split: Split) -> Generator[Step, None, Path]:
    """Learn from the split's train part, choose on its validation part, and return the path of the best checkpoint.

    The test part is carried into the checkpoint and not looked at. Steps: "download" (bytes), "plan" (what is learnt
    from how much), "features" (pictures), "batch" (batches of the epoch, values {"epoch", "epochs", "train_loss",
    "seconds_left"}), "validation", and "epoch" with values {"epoch", "epochs", "train_loss", "val_loss",
    "val_accuracy", "val_box_iou", "val_miou" (None where not measured), "best" (whether this epoch is), "seconds_left",
    "prediction" (of `settings.pinned`, else None)}. The same seed on the CPU with one thread gives the same run, bit by
    bit, also when it was interrupted and resumed. Raises EngineError, WeightsMissing among them.
    """
    files = RunFiles(Path(settings.out))
    files.folder.mkdir(parents=True, exist_ok=True)
    device = devices.choose(settings.device)
    devices.use_threads(settings.threads)
    try:
        run = yield from _begin(settings, index, split, files, device)
        yield Step(_plan(run, index, split), kind="plan", values={"frozen": run.beginning.frozen})
        how = _how(run.beginning, device)
        network = run.beginning.network
        gathered = yield from gather(index, split.train, split.validation, network, how)
        yield from _epochs(run, gathered, index)
    finally:
        devices.free_memory(device)
    return files.best


def _how(beginning: Beginning, device: torch.device) -> How:
    return How(
        beginning.preprocessing,
        len(beginning.mask_classes),
        beginning.recipe.mask_stride,
        beginning.frozen,
        device,
    )


@dataclass(frozen=True, eq=False)
class _Run:
    """A run under way: `checkpoint` without weights is what every file of the run says of it."""

    settings: FitSettings
    files: RunFiles
    beginning: Beginning
    learner: Learner
    checkpoint: Checkpoint
    epochs: int
    best: float | None

    def save_last(self, checkpoint: Checkpoint, best: float | None) -> None:
        values = {"epochs": self.epochs, "seed": self.settings.seed, "best": best}
        checkpoints.save(self.files.last, checkpoint, TrainingState(self.learner.state(), values))


def _begin(settings: FitSettings, index: Index, split: Split, files: RunFiles, device) -> Generator[Step, None, _Run]:
    """The run as it begins, or goes on; from here on it can be resumed."""
    yield Step("Getting ready", kind="loading")
    resuming = settings.resume and files.last.exists()
    state, best, epoch = None, None, 0
    if resuming:
        last, state = checkpoints.load(files.last), checkpoints.load_state(files.last)
        beginning = resumed(last, settings, index)
        best, epoch = state.values.get("best"), last.epoch
    else:
        beginning = yield from begin(settings, index)
    recipe = beginning.recipe
    training = recipe.training if beginning.frozen else recipe.scratch
    learner = Learner(beginning.network, beginning.frozen, training.weight_decay, device)
    epochs = settings.epochs or training.epochs
    if state is not None:
        try:
            learner.restore(state.tensors)
        except ValueError as error:
            raise EngineError(f"{files.last}: its training state cannot be used ({error})") from error
    checkpoint = Checkpoint(
        recipe=recipe,
        classes=beginning.classes,
        mask_classes=beginning.mask_classes,
        preprocessing=beginning.preprocessing,
        split=split,
        weights={},
        fingerprints=np.zeros((0, 16), np.uint8),
        frozen=beginning.frozen,
        epoch=epoch,
    )
    run = _Run(settings, files, beginning, learner, checkpoint, epochs, best)
    if not resuming:
        run.save_last(replace(checkpoint, weights=learner.weights()), None)
    return run


def _plan(run: _Run, index: Index, split: Split) -> str:
    """What is learnt from how many pictures, and what is missing, in a sentence."""
    places = [index.position(name) for name in split.train]
    counts = {
        "class": sum(index.target(place)[0] >= 0 for place in places),
        "box": sum(index.target(place)[1] is not None for place in places),
        "mask": sum(bool(index.has_mask[place]) for place in places),
    }
    heads = ", ".join(f"{counts[head]} with a {head}" for head in run.beginning.recipe.heads)
    kept = "the backbone stays as it is" if run.beginning.frozen else "everything learns"
    return (
        f"Learning from {len(places)} pictures ({heads}), {len(split.validation)} choose the epoch; starting from "
        f"{run.beginning.origin}, {kept}"
    )


def _epochs(run: _Run, gathered: Gathered, index: Index) -> Generator[Step, None, None]:
    done = run.checkpoint.epoch
    about = replace(run.checkpoint, fingerprints=gathered.fingerprints, skipped=gathered.skipped)
    rows, best = curve.rows_until(run.files.folder, done), run.best
    started = time.monotonic()
    for epoch in range(done + 1, run.epochs + 1):
        train_loss = yield from _epoch(run, gathered, epoch, started)
        found = yield from validate(run.learner.network, gathered.validation, run.learner.device)
        scores = _scores(found)
        saved = replace(about, weights=run.learner.weights(), epoch=epoch, temperature=found.temperature, scores=scores)
        is_best = best is None or found.score is None or found.score > best
        if is_best:
            best = found.score
            checkpoints.save(run.files.best, saved)
        row = {"epoch": epoch, "train_loss": train_loss, "val_loss": found.loss}
        row |= {f"val_{name}": getattr(found, name) for name in ("accuracy", "box_iou", "miou")}
        rows = [*rows, row]
        curve.write(run.files.curve, rows)
        run.save_last(saved, best)
        values = row | {
            "epochs": run.epochs,
            "best": is_best,
            "seconds_left": _left(started, epoch - done, run.epochs - done),
            "prediction": _pinned(run, saved, index),
        }
        yield Step(f"Learning, epoch {epoch} of {run.epochs}", epoch, run.epochs, "epoch", values)


def _epoch(run: _Run, gathered: Gathered, epoch: int, started: float) -> Generator[Step, None, float]:
    """One pass over the training pictures; returns the mean loss. All chance comes from the seed and the epoch."""
    chance = np.random.default_rng((run.settings.seed, epoch))
    recipe = run.beginning.recipe
    training = recipe.training if run.beginning.frozen else recipe.scratch
    order = chance.permutation(len(gathered.train.targets.classes))
    batches = np.array_split(order, math.ceil(len(order) / training.batch))
    highest = training.rate if run.beginning.frozen else training.unfrozen_rate
    total = 0.0
    for number, places in enumerate(batches, start=1):
        step = (epoch - 1) * len(batches) + number - 1
        rate = rate_at(step, run.epochs * len(batches), highest)
        value = run.learner.learn(gathered.train, places.tolist(), chance, rate)
        if not math.isfinite(value):
            raise EngineError(
                f"epoch {epoch}, batch {number}: the loss is no longer a number; epoch {epoch - 1} is kept in "
                f"{run.files.folder}"
            )
        total += value * len(places)
        begun = run.checkpoint.epoch
        part = epoch - 1 - begun + number / len(batches)
        values = {
            "epoch": epoch,
            "epochs": run.epochs,
            "train_loss": value,
            "seconds_left": _left(started, part, run.epochs - begun),
        }
        yield Step(f"Learning, epoch {epoch} of {run.epochs}", number, len(batches), "batch", values)
    return total / len(order)


def _scores(found: Validation) -> dict[str, float]:
    named = {"loss": found.loss, "accuracy": found.accuracy, "box_iou": found.box_iou, "miou": found.miou}
    return {f"val_{name}": value for name, value in named.items() if value is not None}


def _left(started: float, done: float, epochs: int) -> float:
    """Seconds until the last epoch, as fast as it went so far; `done` and `epochs` count from where we began."""
    return (time.monotonic() - started) / done * (epochs - done)


def _pinned(run: _Run, checkpoint: Checkpoint, index: Index) -> Annotation | None:
    if run.settings.pinned is None:
        return None
    path = index.dataset.records[index.position(run.settings.pinned)].image
    try:
        picture, size = read_rgb_for(path, checkpoint.preprocessing.side)
    except PictureError:
        return None
    source = f"epoch {checkpoint.epoch} of {run.files.folder.name}"
    return predict_with(run.learner.network, run.learner.device, checkpoint, source, [picture], [size])[0]
