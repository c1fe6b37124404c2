"""The confusion matrices of a report; a cell leads to its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.look import tokens
from gui.runs.confusions import Confusion, confusions_of, pictures_of
from gui.widgets.elided import ElidedLabel
from gui.widgets.matrix import Matrix
from gui.widgets.plain_label import plain_label
from gui.widgets.refilling import refill
from gui.wording import later, tr

if TYPE_CHECKING:
    from engine.reporting.report import Report

HINT = later("Choose a cell, and the list shows its pictures. Arrow keys move, Enter chooses.")
PIXELS = later("Numbers are pixels of all masks together; the report does not say in which pictures they lie.")
NONE = later(
    "This report counts no confusion: its recipe names no class. Evaluate again to have masks and objects counted."
)


class ConfusionPage(QWidget):
    """`pictures_wanted(names, said)` when a cell is chosen whose pictures are known and not none."""

    pictures_wanted = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None
        self._found: dict[str, Confusion] = {}
        self.kind, self.shares, self.said = QComboBox(), QCheckBox(tr("Share of row")), ElidedLabel()
        self.kind.setAccessibleName(tr("What is confused"))
        self.shares.setToolTip(tr("Write each cell as its share of the row, in place of the count"))
        self.matrix = Matrix(tr("Confusion matrix"))
        nothing = plain_label("quiet", tr(NONE), wraps=True, centred=True)
        page, head = QWidget(), QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(self.kind)
        head.addWidget(self.shares)
        head.addWidget(self.said, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addWidget(self.matrix, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(nothing)
        self._stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)
        self.kind.currentIndexChanged.connect(self._show)
        self.shares.toggled.connect(self.matrix.show_shares)
        self.matrix.pointed.connect(self._say)
        self.matrix.chosen.connect(self._choose)

    @property
    def confusion(self) -> Confusion | None:
        return self._found.get(self.kind.currentText())

    def show_report(self, report: Report) -> None:
        self._report, self._found = report, confusions_of(report)
        refill(self.kind, self._found)
        self._stack.setCurrentIndex(1 if self._found else 0)
        self._show()

    def _show(self) -> None:
        shown = self.confusion
        if shown is None:
            return
        totals = [sum(row) for row in shown.counts]
        names, axes = (shown.rows, shown.columns), (tr("truth"), tr("predicted"))
        self.matrix.set_table(names, shown.counts, totals, axes, shown.sentence, ("accent", "warning"))
        self.said.setText(tr(PIXELS if shown.kind == "mask" else HINT))

    def _say(self, row: int, column: int) -> None:
        if self.confusion is not None:
            self.said.setText(self.confusion.sentence(row, column))

    def _choose(self, row: int, column: int) -> None:
        shown = self.confusion
        if shown is None or self._report is None:
            return
        names = pictures_of(self._report, shown, row, column)
        if names:
            self.pictures_wanted.emit(names, shown.means(row, column))
        elif names is None and shown.counts[row][column]:
            why = tr("the report does not say in which pictures")
            self.said.setText(f"{shown.sentence(row, column)} · {why}")
