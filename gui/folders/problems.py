"""The Problems tab at work: the check runs in a reader of its own, and a problem leads to its picture and object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.folders.following import Following
from gui.panels.problems import ProblemsPanel
from gui.wording import later, tr, written

if TYPE_CHECKING:
    from engine.annotation import Box
    from engine.checks.finding import Finding, Findings
    from engine.steps import Step
    from gui.main_window import MainWindow

TAB = later("Problems")
PLACE = 2
"""Of the tab: after Train and Evaluate."""


def connect(window: MainWindow) -> None:
    Problems(window)


class Problems(QObject):
    """A folder is checked when the tab is first looked at, and again when that is asked for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._wanted: tuple[str, Box | None] | None = None
        self._checked = False
        self.panel = ProblemsPanel()
        self._following = Following("check", window.lanes.checks, window.status, self.panel, self)
        window.bottom.tabs.insertTab(PLACE, self.panel, tr(TAB))
        self.panel.looked_at.connect(self._look)
        self.panel.check_wanted.connect(self.check)
        self.panel.stop_wanted.connect(self._following.stop)
        self.panel.chosen.connect(self.go_to)
        self.panel.read_as_wanted.connect(self.read_as)
        window.document.opened.connect(self._opened)
        window.document.saved.connect(self._saved)
        window.reviewing.arrived.connect(self._arrived)

    def check(self) -> None:
        """Check the open folder from the start."""
        dataset = self._window.document.dataset
        if dataset is None:
            return
        self._checked = True
        self._following.begin({"folder": str(dataset.root)}, self._step, self._done)

    def read_as(self, first: int) -> None:
        """Open the folder again at the same picture, its label files read as 0-based (0) or 1-based from now on."""
        document = self._window.document
        if document.dataset is not None:
            select = document.record.name if document.record is not None else ""
            self._window.open_path(document.dataset.root, select, first=first)

    def go_to(self, finding: Finding) -> None:
        """Show the picture of a finding, and select the object it is about."""
        dataset = self._window.document.dataset
        if dataset is None or finding.record is None:
            return
        position = dataset.records.place(finding.record)
        if position is None:
            return
        self._wanted = (finding.record, finding.box)
        if position == self._window.reviewing.position:
            self._arrived(position)
        else:
            self._window.reviewing.go(position)

    def _look(self) -> None:
        if self._window.document.dataset is not None and not self._checked:
            self._offer()
            self.panel.say_nothing_yet(True)
            self.check()

    def _opened(self) -> None:
        self._following.leave()
        self._wanted, self._checked = None, False
        self._name(None)
        if self.panel.is_built:
            self._offer()
            self.panel.say_nothing_yet(self._window.document.dataset is not None)
            if self.panel.isVisible():
                self._look()

    def _offer(self, suspected: bool = False) -> None:
        """The other way of reading the label files, where one was chosen or the check suspects it."""
        dataset = self._window.document.dataset
        chosen = dataset is not None and dataset.records.first == 0
        self.panel.offer_reading_as(1 if chosen else 0 if suspected else None)

    def _saved(self, *_: object) -> None:
        if self.panel.is_built:
            self.panel.say_stale()

    def _arrived(self, position: int) -> None:
        wanted, self._wanted = self._wanted, None
        document = self._window.document
        if wanted is None or document.record is None or document.record.name != wanted[0] or position < 0:
            return
        if wanted[1] is None or document.truth is None:
            return
        for place, instance in enumerate(document.truth.instances):
            if instance.box == wanted[1]:
                document.select(place)
                return

    def _step(self, step: Step) -> None:
        self.panel.say_step(step)
        self._window.status.begin("check", step)

    def _done(self, found: Findings) -> None:
        self.panel.show_findings(found)
        self._offer(any(finding.code == "zero-based" for finding in found.findings))
        self._name(len(found.findings))

    def _name(self, count: int | None) -> None:
        place = self._window.bottom.tabs.indexOf(self.panel)
        self._window.bottom.tabs.setTabText(place, f"{tr(TAB)} ({written(count)})" if count else tr(TAB))
