"""The Evaluate tab: how good the current checkpoint is on the folder's test part, and how that was measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.errors import EngineError
from engine.reporting.report import Report
from engine.runs import RunFiles
from gui.look import tokens
from gui.runs.checkpoints import checkpoint_name
from gui.runs.scoring import bars_of, defined, leak_of, measured, scores_of
from gui.widgets.bars import Bar, ClassBars
from gui.widgets.elided import ElidedLabel
from gui.widgets.notice import Notice
from gui.widgets.score_card import ScoreCard

if TYPE_CHECKING:
    from engine.steps import Step
    from gui.job import Failure
    from gui.runs.training import Training


class EvaluationPanel(QWidget):
    """Cards, bars and the definition of a `Report`. It connects itself to `training`."""

    def __init__(self, training: Training, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._training = training
        self._report: Report | None = None
        self._page: Path | None = None
        self._bars: dict[str, list[Bar]] = {}
        self._shown_for = ("", "")
        self._stack = QStackedWidget()
        self._empty_title, self._empty_text = QLabel("No scores yet"), QLabel()
        self.evaluate, self.again = QPushButton("Evaluate"), QPushButton("Evaluate again")
        self.open_page = QPushButton("Open report")
        self.notice, self.leak, self.definition = Notice(), Notice(), ElidedLabel()
        self.progress, self.kind = QProgressBar(), QComboBox()
        self.bars, self._cards = ClassBars(), QHBoxLayout()
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        self._stack.addWidget(self._lay_out_empty())
        self._stack.addWidget(self._lay_out_report())
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.progress.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.PANEL_PADDING, 2, tokens.PANEL_PADDING, tokens.GAP)
        box.setSpacing(2)
        box.addWidget(self.progress)
        box.addWidget(self._stack, 1)

    def _lay_out_empty(self) -> QWidget:
        page = QWidget()
        self._empty_title.setProperty("role", "display")
        self._empty_text.setProperty("role", "quiet")
        self._empty_text.setTextFormat(Qt.TextFormat.PlainText)
        self.evaluate.setProperty("role", "primary")
        column = QVBoxLayout(page)
        column.setSpacing(tokens.GAP)
        column.addStretch(1)
        for widget in (self._empty_title, self._empty_text, self.evaluate):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _lay_out_report(self) -> QWidget:
        page = QWidget()
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(self.notice, 1)
        head.addWidget(self.again)
        head.addWidget(self.open_page)
        self._cards.setSpacing(tokens.GAP)
        left = QVBoxLayout()
        left.setSpacing(tokens.GAP)
        left.addLayout(self._cards)
        left.addWidget(self.definition)
        left.addStretch(1)
        area = QScrollArea()
        area.setViewport(QWidget())  # ours fills nothing; to ask for Qt's own costs 20 ms of looking up its class
        area.setWidget(self.bars)
        area.setWidgetResizable(True)
        self.bars.setAutoFillBackground(False)  # a scroll area fills what it is given
        area.setMinimumWidth(130)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        right = QVBoxLayout()
        right.setSpacing(tokens.GRID)
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        right.addWidget(self.kind)
        right.addWidget(area, 1)
        body = QHBoxLayout()
        body.setSpacing(tokens.GROUP_GAP)
        body.addLayout(left, 3)
        body.addLayout(right, 1)
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(tokens.GAP)
        box.addLayout(head)
        box.addWidget(self.leak)
        box.addLayout(body, 1)
        return page

    def _connect(self) -> None:
        training = self._training
        self.evaluate.clicked.connect(self._evaluate)
        self.again.clicked.connect(self._evaluate)
        self.open_page.clicked.connect(self._open_page)
        self.kind.currentIndexChanged.connect(self._show_bars)
        training.changed.connect(self._refresh)
        training.finished.connect(self._finished)
        training.evaluating.connect(self._step)
        training.evaluated.connect(self._evaluated)
        training.evaluation_failed.connect(self._failed)

    # -- what can be asked --------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        training = self._training
        dataset = training.document.dataset
        wanted = (training.checkpoint, str(dataset.root) if dataset is not None else "")
        if wanted != self._shown_for:
            self._shown_for = wanted
            self._show_kept()
        why_not, text = self._why_not()
        for button in (self.evaluate, self.again):
            button.setEnabled(not why_not)
            button.setToolTip(why_not)
        self._empty_text.setText(text)
        if not training.evaluation_on:
            self.progress.hide()
            self._say_measured()

    def _why_not(self) -> tuple[str, str]:
        """Why nothing can be evaluated now ("" where it can), and the sentence of the empty state."""
        training = self._training
        if training.document.dataset is None:
            return "Open a folder first", "Open a folder with labels; its test part shows how good a network is."
        if training.state != "idle":
            number = training.number
            return f"Run {number} is still on", f"The scores follow by themselves when run {number} has ended."
        if not training.checkpoint:
            return "Train a network or open a checkpoint first", "Train a network, and its scores appear here."
        name = checkpoint_name(Path(training.checkpoint))
        return "", f"See how {name} does on the part of this folder that nothing was learnt from."

    def _show_kept(self) -> None:
        """The report that lies beside the checkpoint, where it is of this folder; else the empty state."""
        checkpoint, folder = self._shown_for
        files = RunFiles(Path(checkpoint).parent)
        self._report = None
        self._stack.setCurrentIndex(0)
        if checkpoint and folder and Path(checkpoint) == files.best and files.report.exists():
            try:
                report = Report.from_json(files.report.read_text(encoding="utf-8"))
            except (EngineError, OSError, UnicodeError):
                return  # it can be made again, and the empty state offers that
            if report.folder == folder:
                self.show_report(report)

    def _evaluate(self) -> None:
        try:
            self._training.evaluate()
        except EngineError as error:
            self._say(str(error), "warning")
            return
        self._show_progress(0, 0)

    def _step(self, step: Step) -> None:
        self._show_progress(step.done, step.total)
        of = f" {step.done:,} of {step.total:,}" if step.total else ""
        self._say(f"{step.what}{of}", "text_2")

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.show()

    def _failed(self, failure: Failure) -> None:
        self.progress.hide()
        self._say(f"The scores could not be measured: {failure.message}", "danger")

    def _say(self, text: str, role: str) -> None:
        """On whichever page is shown."""
        self.notice.say(text, role)
        self._empty_text.setText(text)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _finished(self, report: Report, _checkpoint: str) -> None:
        if self._training.here:
            self.show_report(report)

    def _evaluated(self, report: Report) -> None:
        self.progress.hide()
        self.show_report(report)

    def show_report(self, report: Report) -> None:
        """Show the figures of `report`, and what they were before where it says so."""
        self._report = report
        while (item := self._cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.hide()
                card.deleteLater()
        for score in scores_of(report):
            self._cards.addWidget(ScoreCard(score), 1)
        checkpoint = Path(report.checkpoint or self._training.checkpoint)
        self._say_measured()
        self.leak.say(leak_of(report), "danger")
        self.leak.setVisible(bool(self.leak.text))
        self.definition.setText(defined(report))
        self._page = RunFiles(checkpoint.parent).page
        self.open_page.setVisible(self._page.exists())
        self._offer_bars(report)
        self._stack.setCurrentIndex(1)

    def _say_measured(self) -> None:
        if self._report is not None:
            checkpoint = Path(self._report.checkpoint or self._training.checkpoint)
            self.notice.say(measured(self._report, checkpoint_name(checkpoint).capitalize()))

    def _offer_bars(self, report: Report) -> None:
        self._bars = bars_of(report)
        chosen = self.kind.currentText()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItems(list(self._bars))
        self.kind.setCurrentIndex(max(0, self.kind.findText(chosen)))
        self.kind.blockSignals(False)
        self.kind.setVisible(bool(self._bars))
        self._show_bars()

    def _show_bars(self) -> None:
        self.bars.set_bars(self._bars.get(self.kind.currentText(), []))

    def _open_page(self) -> None:
        if self._page is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._page)))
