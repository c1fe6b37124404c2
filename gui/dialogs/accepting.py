"""The question from which score on predictions are accepted, with what that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, tokens
from gui.wording import counted

if TYPE_CHECKING:
    from engine.batches import Plan
    from engine.steps import Step

REST = 300
"""Milliseconds after the last change of the score before it is counted."""


class AcceptingDialog(QDialog):
    """`wanted(score, replaces)` asks for a count, `show_plan` answers it; then `accept_wanted`, or nothing."""

    wanted = Signal(float, bool)
    accept_wanted = Signal(float, bool)

    def __init__(self, pictures: int, whole: bool, score: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Accept confident predictions")
        where = f"all {pictures:,} pictures" if whole else f"the {pictures:,} pictures that the list shows"
        self.where = QLabel(f"Accept confident predictions in {where}", wordWrap=True)
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setProperty("role", "title")
        self.score = QDoubleSpinBox(minimum=0.05, maximum=1.0, singleStep=0.05, decimals=2, value=score)
        self.score.setAccessibleName("Score from which on predictions are accepted")
        self.replaces = QCheckBox("Also replace boxes that a prediction lies on")
        self.said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.said.setMinimumHeight(theme.px(92))
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setProperty("role", "thin")
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.does, self.keep = QPushButton("Accept"), QPushButton("Keep as it is")
        self.does.setProperty("role", "primary")
        self.does.clicked.connect(self._take)
        self.keep.clicked.connect(self.reject)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=REST)
        self._later.timeout.connect(self._emit)
        self.score.valueChanged.connect(self.ask)
        self.replaces.toggled.connect(self.ask)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.GAP)
        form.addRow("Score at least", self.score)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        buttons.addWidget(self.does)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        column.setSpacing(tokens.GROUP_GAP)
        column.addWidget(self.where)
        column.addLayout(form)
        column.addWidget(self.replaces)
        column.addWidget(self.progress)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.px(420))

    def ask(self, *_: object) -> None:
        """Have what is chosen counted, as soon as it rests."""
        self.does.setEnabled(False)
        self._say("Counting…")
        self.progress.setRange(0, 0)
        self.progress.show()
        self._later.start()

    def _emit(self) -> None:
        self.wanted.emit(self.score.value(), self.replaces.isChecked())

    def say_step(self, step: Step) -> None:
        self.progress.setRange(0, step.total)
        self.progress.setValue(step.done)

    def say_failed(self, said: str) -> None:
        self.progress.hide()
        self._say(said, "danger")

    def show_plan(self, score: float, replaces: bool, plan: Plan, unsaved: int) -> None:
        """What accepting would change; `unsaved` of the pictures have edits that are not on disk."""
        if (score, replaces) != (self.score.value(), self.replaces.isChecked()):
            return
        self.progress.hide()
        tally = plan.tally
        lines = [
            f"{tally.added:,} added, {tally.replaced:,} replaced in {counted(len(plan.names), 'picture')}. "
            f"{tally.left:,} left as they are."
        ]
        lines += ["Their label files are written now, and you can undo it as one step."] if plan.names else []
        lines += [f"{counted(plan.verified, 'verified picture')} left alone."] * bool(plan.verified)
        lines += [f"{counted(unsaved, 'picture')} with edits that are not saved will not be saved by this."] * bool(
            unsaved
        )
        lines += [f"{counted(plan.unusable, 'label file')} cannot be used and will not be written."] * bool(
            plan.unusable
        )
        self._say("\n".join(lines))
        self.does.setText(f"Accept {tally.added + tally.replaced:,}" if plan.names else "Accept")
        self.does.setEnabled(bool(plan.names))
        self.does.setDefault(True)

    def _take(self) -> None:
        self.accept_wanted.emit(self.score.value(), self.replaces.isChecked())
        self.accept()

    def _say(self, said: str, role: str = "") -> None:
        self.said.setText(said)
        self.said.setProperty("role", role)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
