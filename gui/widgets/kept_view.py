"""The runs that are kept of a folder: the list of them, and two of them beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from gui.widgets.compare_page import ComparePage
from gui.widgets.runs_page import RunsPage

if TYPE_CHECKING:
    from engine.kept_runs import KeptRun


class KeptView(QWidget):
    """The pages are `compare` and `runs`; their signals are told on."""

    asked = Signal(str, object)
    renamed = Signal(object, str)
    comparison_wanted = Signal(object, object)
    picture_wanted = Signal(str)
    pictures_wanted = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.compare, self.runs = ComparePage(), RunsPage()
        self._known: tuple[tuple[KeptRun, ...], str] | None = None  # not yet told to the page that compares
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        for page in (self.compare, self.runs):
            self._stack.addWidget(page)
        self.runs.asked.connect(self.asked)
        self.runs.renamed.connect(self.renamed)
        self.compare.comparison_wanted.connect(self.comparison_wanted)
        self.compare.picture_wanted.connect(self.picture_wanted)
        self.compare.pictures_wanted.connect(self.pictures_wanted)

    def choose(self, page: str) -> None:
        self._stack.setCurrentWidget({"compare": self.compare, "runs": self.runs}[page])
        self._tell()

    def set_runs(self, runs: tuple[KeptRun, ...], checkpoint: str) -> None:
        """The kept runs, the newest first; `checkpoint` is the one in use."""
        self._known = runs, checkpoint
        self.runs.set_runs(runs, checkpoint)
        self._tell()

    def _tell(self) -> None:
        """Two runs are only compared where people see it."""
        if self._known is not None and self._stack.currentWidget() is self.compare:
            known, self._known = self._known, None
            self.compare.set_runs(*known)
