"""The Evaluate tab: how good the current checkpoint is on the folder's test part and how that was measured, what it
confuses, how it differs from other runs, and the runs that are kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.errors import EngineError
from engine.reporting.report import Report
from engine.runs import RunFiles
from gui.look import theme, tokens
from gui.runs.checkpoints import checkpoint_name
from gui.runs.scoring import measured
from gui.widgets.plain_label import plain_label
from gui.widgets.report_view import ReportView
from gui.wording import how_far, later, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from engine.steps import Step
    from gui.job import Failure
    from gui.runs.evaluating import Evaluating
    from gui.runs.training import Training
    from gui.widgets.kept_view import KeptView

PAGES = {
    "scores": (later("Scores"), later("The main figures, and each class")),
    "curve": (later("Curve"), later("Precision and recall, and the confidence between them")),
    "confusion": (later("Confusion"), later("What is taken for what; a cell leads to its pictures")),
    "compare": (later("Compare"), later("Two runs beside each other, and the pictures that changed")),
    "runs": (later("Runs"), later("All runs of this folder that are kept")),
}
KEPT = ("compare", "runs")
"""Pages about runs, which are there without a report of the checkpoint in use."""
NAVIGATION = 100


class EvaluationPanel(QWidget):
    """Pages about a `Report`, in `view`, and about the kept runs, in `kept`, which is made when it is first looked at:
    `runs_wanted` then, and each time it is looked at again. It connects itself to `training` and `evaluating`."""

    runs_wanted = Signal()

    def __init__(self, training: Training, evaluating: Evaluating) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._training, self._evaluating = training, evaluating
        self._report: Report | None = None
        self._page: Path | None = None
        self._shown_for, self._chosen, self._failed_by = ("", ""), "scores", ("", "")
        self._empty_text = plain_label("quiet", wraps=True, centred=True)
        self.evaluate, self.view, self.progress = QPushButton(tr("Evaluate")), ReportView(), QProgressBar()
        self.kept: KeptView | None = None
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        self._stack.addWidget(self._lay_out_empty())
        self._stack.addWidget(self.view)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.progress.hide()
        body = QHBoxLayout()
        body.setSpacing(tokens.PANEL_PADDING)
        body.addLayout(self._lay_out_navigation())
        body.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.PANEL_PADDING, 2, tokens.PANEL_PADDING, tokens.GAP)
        box.setSpacing(2)
        box.addWidget(self.progress)
        box.addLayout(body, 1)

    def _lay_out_navigation(self) -> QVBoxLayout:
        """At the left: the tab is low, and wide enough."""
        self.pages: dict[str, QPushButton] = {}
        group, column = QButtonGroup(self), QVBoxLayout()
        column.setSpacing(0)
        for name, (text, tip) in PAGES.items():
            self.pages[name] = button = QPushButton()
            button.setText(tr(text))
            button.setToolTip(tr(tip))
            button.setCheckable(True)
            button.setProperty("role", "page")
            button.setFixedWidth(theme.px(NAVIGATION))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _checked=False, name=name: self.choose(name))
            group.addButton(button)
            column.addWidget(button)
        column.addStretch(1)
        self.pages["scores"].setChecked(True)
        return column

    def _lay_out_empty(self) -> QWidget:
        page = QWidget()
        self.evaluate.setProperty("role", "primary")
        column = QVBoxLayout(page)
        column.setSpacing(tokens.GAP)
        column.addStretch(1)
        column.addWidget(plain_label("display", tr("No scores yet")), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._empty_text)
        column.addWidget(self.evaluate, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        training, evaluating = self._training, self._evaluating
        self.evaluate.clicked.connect(self._evaluate)
        self.view.again.clicked.connect(self._evaluate)
        self.view.open_page.clicked.connect(self._open_page)
        training.changed.connect(self._refresh)
        training.finished.connect(self._finished)
        evaluating.stepped.connect(self._step)
        evaluating.over.connect(self._refresh)
        evaluating.evaluated.connect(self.show_report)
        evaluating.failed.connect(self._failed)

    # -- pages --------------------------------------------------------------------------------------------------------

    def choose(self, page: str) -> None:
        """Show that page of `PAGES`."""
        self._chosen = page
        self.pages[page].setChecked(True)
        if page in KEPT:
            if self.kept is None:
                from gui.widgets.kept_view import KeptView  # read when it is looked at

                self.kept = KeptView()
                self._stack.addWidget(self.kept)
            self.kept.choose(page)
            self.runs_wanted.emit()
        else:
            self.view.choose(page)
        self._show_page()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._chosen in KEPT:
            self.runs_wanted.emit()

    def _show_page(self) -> None:
        if self._chosen in KEPT and self.kept is not None:
            self._stack.setCurrentWidget(self.kept)
        else:
            self._stack.setCurrentIndex(0 if self._report is None else 1)

    # -- what can be asked --------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        training = self._training
        dataset = training.document.dataset
        wanted = (training.checkpoint, str(dataset.root) if dataset is not None else "")
        if wanted != self._shown_for:
            self._shown_for, self._failed_by = wanted, ("", "")
            self._show_kept()
        why_not, text = self._why_not()
        for button in (self.evaluate, self.view.again):
            button.setEnabled(not why_not)
            button.setToolTip(why_not)
        self._empty_text.setText(text)
        if not self._evaluating.on:
            self.progress.hide()
            self._say_measured()
        if self._failed_by[0]:
            self._say(*self._failed_by)

    def _why_not(self) -> tuple[str, str]:
        """Why nothing can be evaluated now ("" where it can), and the sentence of the empty state."""
        training = self._training
        if training.document.dataset is None:
            how = tr("Open a folder with labels; its test part shows how good a network is.")
            return tr("Open a folder first"), how
        if training.state != "idle":
            number = training.number
            follow = tr("The scores follow by themselves when run {number} has ended.")
            return tr("Run {number} is still on").format(number=number), follow.format(number=number)
        if not training.checkpoint:
            return tr("Train a network or open a checkpoint first"), tr("Train a network, and its scores appear here.")
        name = checkpoint_name(Path(training.checkpoint))
        said = tr("See how {name} does on the part of this folder that nothing was learnt from.")
        return "", said.format(name=name)

    def _show_kept(self) -> None:
        """The report that lies beside the checkpoint, where it is of this folder; else the empty state."""
        checkpoint, folder = self._shown_for
        files = RunFiles(Path(checkpoint).parent)
        self._report = None
        self._show_page()
        if checkpoint and folder and Path(checkpoint) == files.best and files.report.exists():
            try:
                report = Report.from_json(files.report.read_text(encoding="utf-8"))
            except (EngineError, OSError, UnicodeError):
                return  # it can be made again, and the empty state offers that
            if report.folder == folder:
                self.show_report(report)

    def _evaluate(self) -> None:
        try:
            self._evaluating.start()
        except EngineError as error:
            self._say_failed(str(error), "warning")
            return
        self._failed_by = "", ""
        self._show_progress(0, 0)

    def _step(self, step: Step) -> None:
        self._show_progress(step.done, step.total)
        self._say(how_far(step), "text_2")

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.show()

    def _failed(self, failure: Failure) -> None:
        self._say_failed(tr("The scores could not be measured: {why}").format(why=failure.message), "danger")

    def _say_failed(self, text: str, role: str) -> None:
        """It stays until scores are asked for again, or there are others to ask for."""
        self._failed_by = text, role
        self._say(text, role)

    def _say(self, text: str, role: str) -> None:
        """On whichever page is shown."""
        self.view.notice.say(text, role)
        self._empty_text.setText(text)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _finished(self, report: Report, _checkpoint: str) -> None:
        if self._training.here:
            self.show_report(report)

    def show_report(self, report: Report) -> None:
        """Show the figures of `report`, and what they were before where it says so."""
        self._report, self._failed_by = report, ("", "")
        self._say_measured()
        self.view.show_report(report)
        self._page = RunFiles(Path(report.checkpoint or self._training.checkpoint).parent).page
        self.view.open_page.setVisible(self._page.exists())
        self._show_page()

    def _say_measured(self) -> None:
        if self._report is not None:
            checkpoint = Path(self._report.checkpoint or self._training.checkpoint)
            name = checkpoint_name(checkpoint)
            self.view.notice.say(measured(self._report, f"{name[:1].upper()}{name[1:]}"))

    def _open_page(self) -> None:
        if self._page is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._page)))
