"""A report, page by page: its figures, its curve, what it confuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gui.look import tokens
from gui.runs.scoring import leak_of
from gui.widgets.notice import Notice
from gui.widgets.score_page import ScorePage
from gui.wording import tr

if TYPE_CHECKING:
    from engine.reporting.report import Report
    from gui.widgets.confusion_page import ConfusionPage
    from gui.widgets.curve_page import CurvePage


class ReportView(QWidget):
    """`page` is scores, curve or confusion; one is made when it is first chosen, and shown the report then.

    `pictures_wanted(names, said)` of a cell, `threshold_wanted(float)` of the curve.
    """

    pictures_wanted = Signal(object, str)
    threshold_wanted = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None
        self._threshold = 0.0
        self.again, self.open_page = QPushButton(tr("Evaluate again")), QPushButton(tr("Open report"))
        self.notice, self.leak, self.scores = Notice(), Notice(), ScorePage()
        self.curve: CurvePage | None = None
        self.confusion: ConfusionPage | None = None
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(self.notice, 1)
        head.addWidget(self.again)
        head.addWidget(self.open_page)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.scores)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(tokens.GRID)
        box.addLayout(head)
        box.addWidget(self.leak)
        box.addWidget(self._stack, 1)

    def choose(self, page: str) -> None:
        """Bring that page to the front."""
        if page == "curve" and self.curve is None:
            from gui.widgets.curve_page import CurvePage  # pages are read when they are looked at

            self.curve = CurvePage()
            self.curve.threshold_wanted.connect(self.threshold_wanted)
            self._stack.addWidget(self.curve)
        elif page == "confusion" and self.confusion is None:
            from gui.widgets.confusion_page import ConfusionPage

            self.confusion = ConfusionPage()
            self.confusion.pictures_wanted.connect(self.pictures_wanted)
            self._stack.addWidget(self.confusion)
        self._stack.setCurrentWidget(cast("QWidget", getattr(self, page)))
        if page != "scores":
            self._show()

    def show_report(self, report: Report) -> None:
        self._report = report
        self.scores.show_report(report)
        self.leak.say(leak_of(report), "danger")
        self.leak.setVisible(bool(self.leak.text))
        self._show()

    def set_threshold(self, threshold: float) -> None:
        """The confidence from which on predictions count."""
        self._threshold = threshold
        if self.curve is not None:
            self.curve.set_threshold(threshold)

    def _show(self) -> None:
        if self._report is None:
            return
        if self.curve is not None:
            from gui.runs.curves import curves_of, why_none

            self.curve.set_curves(curves_of(self._report), why_none(self._report))
            self.curve.set_threshold(self._threshold)
        if self.confusion is not None:
            self.confusion.show_report(self._report)
