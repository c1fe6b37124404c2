"""Orders of the image list that have to be found out first: what a network doubts, or holds to be mislabelled."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from engine.errors import EngineError
from engine.runs import RunFiles, read_settings
from gui.review.matching import finds_objects
from gui.runs.run_folders import runs_of
from gui.runs.training import spare_threads
from gui.wording import later, sentence, tr, without_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.review.ranked import Ranked
    from engine.steps import Step
    from gui.job import Failure, Job
    from gui.main_window import MainWindow

NAME = "rank"
AGAIN = 1000
"""Milliseconds until what another request has replaced is asked for again."""
NO_NETWORK = later("This order asks a network. Train one, or open its checkpoint.")
NO_RUN = later("No run has changed what is predicted here yet.")
COSTS: Mapping[str, str] = {
    "worst": later("Not known yet: the masks of all pictures have to be compared."),
    "uncertain": later("Not known yet: every picture has to be looked at twice, as it is and mirrored."),
    "mislabelled": later(
        "Not known yet: networks that never saw a picture have to judge its label, which takes minutes."
    ),
}
"""What it takes, said before it is begun."""


def connect(window: MainWindow) -> None:
    window.ranking = Ranking(window)


class Ranking(QObject):
    """One ranking at a time, in the lane of runs, which a run that starts takes over."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        self._kind = self._checkpoint = ""
        self._divided = ("", "")
        self._turn = 0
        self._asking: dict[str, Job] = {}
        self._given_up = False
        window.images.ranking_wanted.connect(self._wanted)
        window.images.parts_wanted.connect(self._divide)
        window.document.opened.connect(self._opened)
        window.opening.indexed.connect(self._indexed)
        window.training.started.connect(self.stop)
        window.training.changed.connect(self._changed)
        window.train_panel.form.edited.connect(self._divide_again)
        window.status.stop_wanted.connect(self._stop_named)

    def rank(self, kind: str) -> None:
        """Find the order `kind` out; the list takes it when it is there."""
        window = self._window
        dataset, training = window.document.dataset, window.training
        if dataset is None or not training.checkpoint:
            return
        if training.state != "idle":
            window.images.offer(
                kind, tr("Run {number} is still on. Rank when it has ended.").format(number=training.number)
            )
            return
        self.stop()
        training.reads.emit()
        arguments = {
            "checkpoint": training.checkpoint,
            "folder": str(dataset.root),
            "by": kind,
            "device": window.settings.text("device") or "auto",
            "threads": spare_threads(),
        }
        self._kind = kind
        self._job = job = window.lanes.run.ask("rank", arguments)
        job.stepped.connect(partial(self._stepped, job))
        job.succeeded.connect(partial(self._ranked, job, kind))
        job.failed.connect(partial(self._failed, job, kind))
        job.cancelled.connect(partial(self._stopped, job, kind))
        window.images.offer(kind, tr("Ranking…"), tr("Stop"), self.stop)

    def stop(self, *_: object) -> None:
        """Give up the ranking that is under way."""
        if self._job is not None:
            self._job.cancel()

    # what is wanted

    def _wanted(self, kind: str) -> None:
        images, training = self._window.images, self._window.training
        if not training.checkpoint:
            images.offer(kind, tr(NO_NETWORK))
        elif kind == "changed":
            self._compare()
        elif kind in COSTS and (kind != "worst" or not finds_objects(training.checkpoint)):
            if self._job is not None and self._kind == kind:
                images.offer(kind, tr("Ranking…"), tr("Stop"), self.stop)
            else:
                images.offer(kind, tr(COSTS[kind]), tr("Rank"), partial(self.rank, kind))
        elif not finds_objects(training.checkpoint):
            images.offer(kind, tr("This network finds no objects that could be counted."))
        elif self._window.lanes.predict.busy:
            images.offer(kind, tr("Predictions are on their way; then the list is sorted."))
        else:
            images.offer(kind, tr("No prediction of this folder is known yet."), tr("Predict"), training.predict)

    def _compare(self) -> None:
        """What the checkpoint before the last run said of the folder against what is said now."""
        dataset, after = self._window.document.dataset, self._window.training.checkpoint
        before = None if dataset is None else checkpoint_before(dataset.root, Path(after))
        if dataset is None or before is None:
            self._window.images.offer("changed", tr(NO_RUN))
            return
        self._window.images.offer("changed", tr("Comparing…"))
        self._ask("changes", {"before": str(before), "after": after, "records": dataset.records})

    def _divide(self) -> None:
        index = self._window.opening.index
        if index is not None and "parts" not in self._asking:  # the answer asks again where the choice is another
            self._divided = checkpoint, recipe = self.learning()
            self._ask("parts", {"index": index, "checkpoint": checkpoint, "recipe": recipe})

    def learning(self) -> tuple[str, str]:
        """The checkpoint whose parts count, and the recipe of which a new run would draw them."""
        training = self._window.training
        chosen = self._window.train_panel.form.choices(training.checkpoint, training.checkpoint_recipe, None)
        return training.checkpoint, chosen.recipe

    def _divide_again(self) -> None:
        """Another checkpoint may carry other parts, and a new run of another recipe draw others."""
        dataset, parts = self._window.document.dataset, self._window.images.model.facts.parts
        if dataset is not None and not dataset.lists and parts is not None and self.learning() != self._divided:
            self._divide()

    def _indexed(self, _index: object) -> None:
        if "split" in self._window.images.model.query.needs and self._window.images.model.facts.parts is None:
            self._divide()

    # what a reader finds out

    def _ask(self, call: str, arguments: Mapping[str, object]) -> None:
        if call in self._asking:
            return
        lanes = self._window.lanes
        self._asking[call] = job = (lanes.parts if call == "parts" else lanes.checks).ask(call, arguments)
        job.stepped.connect(partial(self._told, self._turn, call))
        job.succeeded.connect(partial(self._answered, self._turn, call))
        job.failed.connect(partial(self._unanswered, self._turn, call))
        job.cancelled.connect(partial(self._replaced, self._turn, call))

    def _told(self, turn: int, call: str, step: Step) -> None:
        if turn == self._turn and step.total:
            self._window.status.begin(call, step)

    def _stop_named(self, name: str) -> None:
        if name == NAME:
            self.stop()
        elif name in self._asking:
            self._given_up = True
            self._asking[name].cancel()

    def _forget(self, call: str) -> None:
        self._asking.pop(call, None)
        self._window.status.end(call)

    def _answered(self, turn: int, call: str, found: object) -> None:
        if turn != self._turn:
            return
        self._forget(call)
        if call == "parts":
            self._window.images.take_parts(found)  # pyright: ignore[reportArgumentType] what the call says
            self._divide_again()
        else:
            self._window.images.take_ranking("changed", found)  # pyright: ignore[reportArgumentType]

    def _unanswered(self, turn: int, call: str, failure: Failure) -> None:
        if turn == self._turn:
            self._forget(call)
            if call == "changes":
                self._window.images.offer("changed", sentence(failure.message))
            else:
                self._window.job_failed(failure)

    def _replaced(self, turn: int, call: str) -> None:
        """Somebody stopped it, or a check was stopped with it, or took its place."""
        if turn != self._turn:
            return
        self._forget(call)
        again = self._divide if call == "parts" else self._compare
        if self._given_up:
            self._given_up = False
            said = tr("Stopped. Which pictures train and which test is not known for that.")
            self._window.toasts.say(said, "warning", tr("Go on"), again)
        else:
            QTimer.singleShot(AGAIN, self, again)

    # the ranking

    def _opened(self) -> None:
        self._turn += 1
        for call, job in tuple(self._asking.items()):
            job.cancel()
            self._forget(call)
        self._drop()

    def _changed(self) -> None:
        """Another network doubts other pictures."""
        if self._window.training.checkpoint != self._checkpoint:
            self._checkpoint = self._window.training.checkpoint
            self._window.images.forget_rankings()
            if self._drop():
                self._wanted(self._kind)
            if "changes" in self._asking:
                self._asking["changes"].cancel()  # and it is asked for again
            self._divide_again()

    def _drop(self) -> bool:
        """Give up the ranking that is under way, its last word too; whether there was one."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        self._window.status.end(NAME)
        return job is not None

    def _stepped(self, job: Job, step: Step) -> None:
        if job is self._job:
            self._window.status.begin(NAME, step)

    def _ranked(self, job: Job, kind: str, found: tuple[Ranked, ...]) -> None:
        if self._over(job):
            self._window.images.take_ranking(kind, found)

    def _failed(self, job: Job, kind: str, failure: Failure) -> None:
        if self._over(job):
            if failure.expected:
                self._window.images.offer(kind, sentence(without_options(failure.message)))
            else:
                self._window.images.offer(kind, tr("Not ranked."), tr("Rank"), partial(self.rank, kind))
                self._window.job_failed(failure)

    def _stopped(self, job: Job, kind: str) -> None:
        if self._over(job):
            self._window.images.offer(
                kind, tr("Stopped. The order stays as it was."), tr("Rank"), partial(self.rank, kind)
            )

    def _over(self, job: Job) -> bool:
        if job is not self._job:
            return False
        self._job = None
        self._window.status.end(NAME)
        return True


def checkpoint_before(folder: Path, checkpoint: Path) -> Path | None:
    """What was there before the run that made `checkpoint`: the checkpoint it went on from, else that of the newest
    older run on `folder`; None where it is no run's, or the first."""
    try:
        settings = read_settings(checkpoint.parent)
    except EngineError:
        return None
    if settings.start is not None:
        return Path(settings.start)
    runs = runs_of(folder)
    older = runs[: runs.index(checkpoint.parent)] if checkpoint.parent in runs else []
    found = (RunFiles(run).best for run in reversed(older))
    return next((best for best in found if best.exists()), None)
