"""The Statistics tab at work: a reader of its own counts the folder when the tab is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from gui.folders.following import Following
from gui.panels.statistics import StatisticsPanel
from gui.review.measuring import show_pictures
from gui.wording import how_far, later, tr

if TYPE_CHECKING:
    from engine.datasets.tallies import Survey
    from engine.steps import Step
    from gui.main_window import MainWindow

TAB = later("Statistics")
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
        self._counted, self._divided = False, ("", "")
        self.panel = StatisticsPanel()
        self._following = Following("survey", window.lanes.survey, window.status, self.panel, self)
        window.bottom.tabs.insertTab(PLACE, self.panel, tr(TAB))
        self.panel.looked_at.connect(self._look)
        self.panel.count_wanted.connect(self.count)
        self.panel.pictures_wanted.connect(partial(show_pictures, window))
        window.document.opened.connect(self._opened)
        window.document.listed.connect(self._look_again)
        window.document.saved.connect(self._stale)
        window.training.changed.connect(self._divide_again)
        window.train_panel.form.edited.connect(self._divide_again)

    def count(self) -> None:
        """Count the open folder from the start."""
        dataset = self._window.document.dataset
        if dataset is not None and not self._following.busy:
            self._counted = True
            self.panel.say_working(tr("Counting"))
            checkpoint, recipe = self._divided = self._window.ranking.learning()
            known = None if dataset.lists else self._window.images.model.facts.parts
            asked = {"folder": str(dataset.root), "checkpoint": checkpoint, "recipe": recipe, "known": known}
            self._following.begin(asked, self._step, self.panel.show_survey)

    def _look(self) -> None:
        dataset = self._window.document.dataset
        if dataset is not None and not dataset.partial and not self._counted:
            self.count()

    def _look_again(self) -> None:
        if self.panel.isVisible():
            self._look()

    def _opened(self) -> None:
        self._following.leave()
        self._counted = False
        if self.panel.is_built:
            self.panel.say_nothing()
            self._look_again()

    def _stale(self, *_: object) -> None:
        if self.panel.is_built:
            self.panel.say_stale()

    def _divide_again(self) -> None:
        """Another checkpoint may carry other parts, and a new run of another recipe draw others."""
        if self._counted and self._window.ranking.learning() != self._divided:
            self._stale()

    def _step(self, step: Step) -> None:
        if step.kind == "survey":
            self.panel.show_survey(cast("Survey", step.values["survey"]), whole=False)
        else:
            self.panel.say_working(how_far(step))
            self._window.status.begin("survey", step)
