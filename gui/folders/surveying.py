"""The Statistics tab at work: a reader of its own counts the folder when the tab is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from gui.panels.statistics import StatisticsPanel
from gui.review.measuring import show_pictures
from gui.wording import sentence

if TYPE_CHECKING:
    from engine.datasets.tallies import Survey
    from engine.steps import Step
    from gui.job import Failure, Job
    from gui.main_window import MainWindow

TAB = "Statistics"
PLACE = 3
"""Of the tab: after Train, Evaluate and Problems."""


def connect(window: MainWindow) -> None:
    """Nothing is counted before the tab is looked at."""
    Surveying(window)


class Surveying(QObject):
    """A folder is counted once, and again where that is asked for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        self._counted = False
        self.panel = StatisticsPanel()
        window.bottom.tabs.insertTab(PLACE, self.panel, TAB)
        self.panel.looked_at.connect(self._look)
        self.panel.count_wanted.connect(self.count)
        self.panel.pictures_wanted.connect(partial(show_pictures, window))
        window.document.opened.connect(self._opened)
        window.document.listed.connect(self._look_again)
        window.document.saved.connect(self._saved)
        window.status.stop_wanted.connect(self._stop_named)

    def count(self) -> None:
        """Count the open folder from the start."""
        dataset = self._window.document.dataset
        if dataset is None or self._job is not None:
            return
        self._counted = True
        self.panel.say_working("Counting")
        self._job = job = self._window.lanes.survey.ask("survey", {"folder": str(dataset.root)})
        job.stepped.connect(partial(self._step, job))
        job.succeeded.connect(partial(self._done, job))
        job.failed.connect(partial(self._failed, job))
        job.cancelled.connect(partial(self._cancelled, job))

    def _look(self) -> None:
        dataset = self._window.document.dataset
        if dataset is not None and not dataset.partial and not self._counted:
            self.count()

    def _look_again(self) -> None:
        if self.panel.isVisible():
            self._look()

    def _opened(self) -> None:
        if self._job is not None:
            self._window.lanes.survey.cancel()
            self._window.status.end("survey")
        self._job, self._counted = None, False
        if self.panel.is_built:
            self.panel.say_nothing()
            self._look_again()

    def _saved(self, _time: str) -> None:
        if self.panel.is_built:
            self.panel.say_stale()

    # -- the job ------------------------------------------------------------------------------------------------------

    def _step(self, job: Job, step: Step) -> None:
        if job is not self._job:
            return
        if step.kind == "survey":
            self.panel.show_survey(cast("Survey", step.values["survey"]), whole=False)
        else:
            of = f": {step.done:,} of {step.total:,}" if step.total else ""
            self.panel.say_working(f"{step.what}{of}")
            self._window.status.begin("survey", step)

    def _done(self, job: Job, found: Survey) -> None:
        if job is self._job:
            self._end()
            self.panel.show_survey(found)

    def _failed(self, job: Job, failure: Failure) -> None:
        if job is self._job:
            self._end()
            self.panel.say_failed(sentence(failure.message))

    def _cancelled(self, job: Job) -> None:
        if job is self._job:
            self._end()
            self.panel.say_stopped()

    def _end(self) -> None:
        self._job = None
        self._window.status.end("survey")

    def _stop_named(self, name: str) -> None:
        if name == "survey" and self._job is not None:
            self._window.lanes.survey.cancel()
