"""The learning-rate finder: the lane of runs tries rising rates, a dialog draws them, and the next run takes one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.steps import Step
from gui.acts import Refusal
from gui.runs.tuning import keep, kept
from gui.wording import later, sentence, tr, without_options

if TYPE_CHECKING:
    from gui.dialogs.rates import RatesDialog
    from gui.job import Failure, Job
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    Rating(window)


class Rating(QObject):
    """Opens the dialog, and has the rates tried that a run with the form's choices would learn by."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        self.dialog: RatesDialog | None = None
        window.acts.on("find_rate", self.open)
        window.document.opened.connect(self._close)

    def open(self) -> None:
        """Raises EngineError where no folder is open, Refusal where a run is on."""
        from gui.dialogs.rates import RatesDialog  # dialogs are read when they are asked for

        training = self._window.training
        if training.state != "idle":
            raise Refusal(tr("Run {number} is still on. Stop it first.").format(number=training.number))
        if self.dialog is not None:
            return
        settings = training.settled(self._window.train_panel.choices())
        self.dialog = RatesDialog(settings.recipe, self._window)
        self.dialog.taken.connect(self._take)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()
        lane = self._window.lanes.run
        if lane.busy:  # scores are measured, or pictures ranked
            self.dialog.say_step(Step(later("Waiting for other work to end")))
        self._job = job = lane.ask("find_rate", {"settings": settings})
        job.stepped.connect(self.dialog.say_step)
        job.succeeded.connect(self.dialog.show_found)
        job.failed.connect(partial(self._failed, job))

    def _failed(self, job: Job, failure: Failure) -> None:
        if job is self._job and self.dialog is not None:
            self.dialog.say_failed(sentence(without_options(failure.message)))

    def _take(self, name: str, rate: float) -> None:
        settings = self._window.settings
        keep(settings, kept(settings) | {name: rate})

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _closed(self, _result: int) -> None:
        self.dialog, job, self._job = None, self._job, None
        if job is not None:
            job.cancel()  # nothing, where it is over
