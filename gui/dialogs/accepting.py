"""The question from which score on predictions are accepted, with what that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDoubleSpinBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from gui.dialogs.counting import Counting, lines
from gui.look import theme, tokens
from gui.wording import counted, tr, written

if TYPE_CHECKING:
    from engine.batches import Plan

REST = 300
"""Milliseconds after the last change of the score before it is counted."""


class AcceptingDialog(QDialog):
    """`wanted(score, replaces)` asks for a count, `show_plan` answers it; then `accept_wanted`, or nothing."""

    wanted = Signal(float, bool)
    accept_wanted = Signal(float, bool)

    def __init__(self, pictures: int, whole: bool, score: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Accept confident predictions"))
        where = (
            tr("Accept confident predictions in all of the folder ({pictures})")
            if whole
            else tr("Accept confident predictions in what the list shows ({pictures})")
        )
        self.where = QLabel(where.format(pictures=counted(pictures, "picture")), wordWrap=True)
        self.where.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setProperty("role", "title")
        self.score = QDoubleSpinBox(minimum=0.05, maximum=1.0, singleStep=0.05, decimals=2, value=score)
        self.score.lineEdit().setTextMargins(tokens.GAP - 2, 0, 0, 0)
        self.score.setAccessibleName(tr("Score from which on predictions are accepted"))
        self.replaces = QCheckBox(tr("Also replace boxes that a prediction lies on"))
        self.counting = Counting(tr("Accept"))
        self.counting.does.clicked.connect(self._take)
        self.counting.keep.clicked.connect(self.reject)
        self._lay_out()
        self._asked: tuple[float, bool] | None = None
        self._later = QTimer(self, singleShot=True, interval=REST)
        self._later.timeout.connect(self._emit)
        self.score.valueChanged.connect(self.ask)
        self.replaces.toggled.connect(self.ask)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.GAP)
        form.addRow(tr("Score at least"), self.score)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        column.setSpacing(tokens.GROUP_GAP)
        column.addWidget(self.where)
        column.addLayout(form)
        column.addWidget(self.replaces)
        column.addWidget(self.counting, 1)
        self.setMinimumWidth(theme.px(420))

    def ask(self, *_: object) -> None:
        """Have what is chosen counted, as soon as it rests."""
        chosen = self.score.value(), self.replaces.isChecked()
        if chosen == self._asked and not self.counting.failed:
            return  # Enter in the field says the same score again, and means the button
        self._asked = chosen
        self.counting.begin()
        self._later.start()

    def _emit(self) -> None:
        self.wanted.emit(self.score.value(), self.replaces.isChecked())

    def show_plan(self, score: float, replaces: bool, plan: Plan, unsaved: int) -> None:
        """What accepting would change; `unsaved` of the pictures have edits that are not on disk."""
        if (score, replaces) != (self.score.value(), self.replaces.isChecked()):
            return
        tally = plan.tally
        said = tr("{added} added, {replaced} replaced in {pictures}. {left} left as they are.").format(
            added=written(tally.added),
            replaced=written(tally.replaced),
            pictures=counted(len(plan.names), "picture"),
            left=written(tally.left),
        )
        deed = tr("Accept {count}").format(count=written(tally.added + tally.replaced)) if plan.names else ""
        self.counting.say("\n".join([said, *lines(plan, unsaved)]), deed)

    def _take(self) -> None:
        self.accept_wanted.emit(self.score.value(), self.replaces.isChecked())
        self.accept()
