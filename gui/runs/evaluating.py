"""How good the checkpoint in use is on the open folder, measured when asked for: the window's side of `evaluate`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, SignalInstance
from shiboken6 import isValid

from engine.errors import EngineError
from engine.steps import Step
from gui.runs.training import spare_threads
from gui.wording import later, tr

if TYPE_CHECKING:
    from gui.job import Job
    from gui.lane import Lane
    from gui.runs.training import Training


class Evaluating(QObject):
    """One evaluation at a time, in the lane of runs. It ends early where another folder is opened, another checkpoint
    is used, or a run wants its place; nothing is heard of it from then on."""

    stepped = Signal(object)  # Step
    over = Signal()  # however it ended
    evaluated = Signal(object)  # Report; after `over`
    failed = Signal(object)  # Failure; after `over`

    def __init__(self, training: Training, lane: Lane) -> None:
        super().__init__(training)
        self._training, self._lane = training, lane
        self._job: Job | None = None
        training.changed.connect(self._look)
        training.document.opened.connect(self.stop)

    @property
    def on(self) -> bool:
        return self._job is not None

    def start(self) -> None:
        """Score the checkpoint in use on the folder's test part; `evaluated` follows. Raises EngineError where there is
        nothing to score or a run is on."""
        training, dataset = self._training, self._training.document.dataset
        if dataset is None or not training.checkpoint:
            raise EngineError(tr("Open a folder and a checkpoint, or train one, to evaluate it."))
        if training.state != "idle":
            said = tr("Run {number} is still on; it is evaluated by itself when it ends.")
            raise EngineError(said.format(number=training.number))
        self.stop()
        training.reads.emit()
        arguments = {"checkpoint": training.checkpoint, "folder": str(dataset.root), "threads": spare_threads()}
        arguments["device"] = training.settings.text("device") or "auto"
        self._job = job = self._lane.ask("evaluate", arguments)
        job.stepped.connect(partial(self._stepped, job))
        job.succeeded.connect(partial(self._ended, job, self.evaluated))
        job.failed.connect(partial(self._ended, job, self.failed))
        job.cancelled.connect(partial(self._ended, job, None))
        self.stepped.emit(Step(later("Starting to evaluate")))  # the process loads for seconds before it says a word

    def stop(self) -> None:
        """Give up what is under way; nothing where nothing is."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self.over.emit()

    def _look(self) -> None:
        training = self._training
        if self._job is not None and (
            training.state != "idle" or training.checkpoint != self._job.arguments["checkpoint"]
        ):
            self.stop()

    def _stepped(self, job: Job, step: Step) -> None:
        if isValid(self) and job is self._job:  # the window may have gone while the engine worked
            self.stepped.emit(step)

    def _ended(self, job: Job, tell: SignalInstance | None, *said: object) -> None:
        if isValid(self) and job is self._job:
            self._job = None
            self.over.emit()
            if tell is not None:
                tell.emit(*said)
