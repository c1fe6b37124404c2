"""Starting, following and ending a run, and what comes after it: the folder predicted anew.

The window's side of the calls `fit` and `predict`. Everything here is a value or a signal; the panels show it and the
main window refreshes the picture. The work itself happens in the engine processes behind the two lanes.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from engine.errors import EngineError
from engine.runs import FitSettings, RunFiles, read_curve
from gui.runs.checkpoints import recipe_of
from gui.runs.run_folders import next_run, run_number, unfinished_run
from gui.runs.tuning import kept
from gui.wording import tr

if TYPE_CHECKING:
    from engine.steps import Step
    from gui.document import Document
    from gui.job import Failure, Job
    from gui.lane import Lane
    from gui.settings import Settings

State = Literal["idle", "running", "paused", "stopping"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of the Train tab says. `start` is a checkpoint to go on from, None for the recipe's own beginning;
    `epochs` None leaves their number to the recipe. `pinned` names the picture predicted anew after each epoch.
    `weights` is a folder of pretrained weights or "none" (from scratch); "" is what the settings say."""

    recipe: str
    start: str | None = None
    only_verified: bool = False
    epochs: int | None = None
    device: str = "auto"
    pinned: str | None = None
    weights: str = ""


class Training(QObject):
    """One run at a time, in the lane of runs; the prediction that follows it, in the lane of predictions.

    `state` says what the run is doing, `run` holds the settings of the run that is on or was last, `checkpoint` the
    path whose predictions the window shows, `begun` the number of the run that learns or was the last to. Signals carry
    values only.
    """

    reads = Signal()  # the files of the open folder, as they are after this
    started = Signal(int)  # the run's number, which is its own once it has begun
    began = Signal()  # its settings and weights are in order, it learns
    stepped = Signal(object)  # Step of the run
    paused = Signal(bool)
    finished = Signal(object, str)  # Report, path of the new checkpoint
    failed = Signal(object)  # Failure of a run
    stopped = Signal()
    predicting = Signal(object)  # Step of the prediction of the folder
    predicted = Signal(str)  # path: what this checkpoint says is there now (of the shown picture first, then of all)
    prediction_failed = Signal(object)  # Failure
    changed = Signal()  # what can be started is different now: folder, checkpoint or state

    def __init__(
        self, document: Document, settings: Settings, lane_run: Lane, lane_predict: Lane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.settings, self._lane_run, self._lane_predict = settings, lane_run, lane_predict
        self.state: State = "idle"
        self.run: FitSettings | None = None
        self.begun = 0
        self.checkpoint = ""
        self.checkpoint_recipe = ""
        self._job: Job | None = None
        document.opened.connect(self.changed)

    # -- what is known ------------------------------------------------------------------------------------------------

    @property
    def number(self) -> int:
        """The number of `run`, 0 where there is none."""
        return run_number(Path(self.run.out)) if self.run else 0

    @property
    def here(self) -> bool:
        """Whether `run` is of the folder that is open: people may open another one while it goes on."""
        dataset = self.document.dataset
        return self.run is not None and dataset is not None and self.run.folder == str(dataset.root)

    def use(self, checkpoint: str) -> None:
        """Name the checkpoint that predictions, evaluations and the next run start from ("" none)."""
        if checkpoint != self.checkpoint:
            self.checkpoint, self.checkpoint_recipe = checkpoint, ""
            with suppress(EngineError):  # then it can be shown and judged by the engine, but not gone on from
                self.checkpoint_recipe = recipe_of(Path(checkpoint)) if checkpoint else ""
            self.changed.emit()

    # -- the run ------------------------------------------------------------------------------------------------------

    def start(self, choices: Choices) -> None:
        """Start a new run on the open folder. Raises EngineError where no folder is open or a run is on."""
        self._begin(self.settled(choices))

    def settled(self, choices: Choices) -> FitSettings:
        """The settings of a new run with these choices. Raises EngineError where no folder is open."""
        dataset = self.document.dataset
        if dataset is None:
            raise EngineError(tr("Open a folder to train on."))
        return FitSettings(
            folder=str(dataset.root),
            recipe=choices.recipe,
            out=str(next_run(dataset.root)),
            epochs=choices.epochs,
            start=choices.start,
            only_verified=choices.only_verified,
            device=choices.device,
            threads=spare_threads(),
            weights=choices.weights or self.settings.text("weights") or None,
            pinned=choices.pinned,
            hyperparameters=kept(self.settings),
        )

    def resume(self, pinned: str | None = None, run: Path | None = None) -> None:
        """Go on with the unfinished `run` (None: the last) of the open folder; after each epoch it predicts the picture
        `pinned`. Raises EngineError where there is none."""
        settings = unfinished_run(self.document.dataset.root, run) if self.document.dataset is not None else None
        if settings is None:
            raise EngineError(tr("No run of this folder was left unfinished."))
        self._begin(replace(settings, threads=spare_threads(), resume=True, pinned=pinned))

    def _begin(self, settings: FitSettings) -> None:
        if self.state != "idle":
            raise EngineError(tr("Run {number} is still on. Stop it first.").format(number=self.number))
        self.reads.emit()
        self.run = settings
        self._job = job = self._lane_run.ask("fit", {"settings": settings})
        job.stepped.connect(self._stepped)
        job.succeeded.connect(self._succeeded)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        self._become("running")
        self.started.emit(self.number)

    def _stepped(self, step: Step) -> None:
        if step.kind == "plan":
            self.begun = self.number
            self.began.emit()
        self.stepped.emit(step)

    def pause(self) -> None:
        if self._job is not None and self.state == "running":
            self._job.pause()
            self._become("paused")
            self.paused.emit(True)

    def go_on(self) -> None:
        if self._job is not None and self.state == "paused":
            self._job.go_on()
            self._become("running")
            self.paused.emit(False)

    def stop(self) -> None:
        """End the run; it leaves a checkpoint to resume from. `stopped` follows, after at most a few seconds."""
        if self._job is not None and self.state in ("running", "paused"):
            self._become("stopping")
            self._job.cancel()

    def _become(self, state: State) -> None:
        self.state = state
        self.changed.emit()

    def _ended(self) -> None:
        self._job = None
        self._become("idle")

    def _succeeded(self, report: object) -> None:
        assert self.run is not None
        checkpoint = str(RunFiles(Path(self.run.out)).best)
        self._ended()
        if self.here:
            self.use(checkpoint)
        self.finished.emit(report, checkpoint)
        if self.here:
            self.predict()

    def _failed(self, failure: Failure) -> None:
        self._ended()
        self.failed.emit(failure)

    def _cancelled(self) -> None:
        self._ended()
        self.stopped.emit()

    def unfinished(self, run: Path | None = None) -> FitSettings | None:
        """`run` (None: the last) of the open folder, where it ended early and left a checkpoint to go on from."""
        dataset = self.document.dataset
        return unfinished_run(dataset.root, run) if dataset is not None and self.state == "idle" else None

    def curve(self) -> list[dict[str, float]]:
        """The rows of the curve of `run` that are on disk, one an epoch."""
        return read_curve(Path(self.run.out)) if self.run else []

    # -- after the run ------------------------------------------------------------------------------------------------

    def predict(self) -> None:
        """Predict the whole folder with the current checkpoint, the shown picture first; `predicted` follows."""
        dataset, record = self.document.dataset, self.document.record
        if dataset is None or not self.checkpoint:
            return
        names = dataset.records.name
        first = (dataset.records.place(record.name) if record is not None else None) or 0
        arguments: dict[str, object] = {"checkpoint": self.checkpoint, "folder": str(dataset.root), "threads": 1}
        arguments |= {"images": names[first:] + names[:first], "device": self.settings.text("device") or "auto"}
        self._lane_predict.cancel()  # it may be at work for another checkpoint, and for minutes
        job = self._lane_predict.ask("predict", arguments)
        job.stepped.connect(partial(self._predicting, self.checkpoint, names[first]))
        job.succeeded.connect(partial(self._predicted, self.checkpoint))
        job.failed.connect(self.prediction_failed)

    def _predicting(self, checkpoint: str, shown: str, step: Step) -> None:
        if isValid(self) and checkpoint == self.checkpoint:  # else the window has gone, or another one is in use
            self.predicting.emit(step)
            if step.values.get("name") == shown:
                self.predicted.emit(checkpoint)

    def _predicted(self, checkpoint: str, _count: object) -> None:
        if isValid(self) and checkpoint == self.checkpoint:
            self.predicted.emit(checkpoint)


def spare_threads() -> int:
    """One core stays with the window, the reader and the predictor."""
    return max(1, (os.cpu_count() or 2) - 1)
