"""The runs that are kept of a folder: the list of them, and two of them beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from gui.widgets.compare_page import ComparePage
from gui.widgets.runs_page import RunsPage

if TYPE_CHECKING:
    from engine.kept_runs import KeptRun


class KeptView(QWidget):
    """Its pages are `compare` and `runs`."""

    def __init__(self) -> None:
        super().__init__()
        self.compare, self.runs = ComparePage(), RunsPage()
        self._known: tuple[tuple[KeptRun, ...], str] | None = None  # not yet told to the page that compares
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        for page in (self.compare, self.runs):
            self._stack.addWidget(page)

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
