"""The runs that are kept of a folder, and what can be done with one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from engine.runs import read_curve
from gui.look import theme, tokens
from gui.widgets.elided import ElidedLabel
from gui.widgets.plain_label import plain_label
from gui.widgets.plots import LOSS, CurvePlot, PlotLoader
from gui.widgets.run_rows import COLUMNS, NAME, REACHED, RunModel, learnt
from gui.wording import later, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from engine.kept_runs import KeptRun

NONE = later(
    "No runs of this folder are kept yet. Train a network; its settings, curve, checkpoint and report stay here."
)
BUTTONS = {
    "use": (later("Use this checkpoint"), later("Predict this folder with what the run has learnt")),
    "compare": (later("Compare"), later("Lay the run beside the one in use")),
    "resume": (later("Resume"), later("Go on with the run from its last epoch")),
    "rename": (later("Rename"), later("Give the run a name (F2)")),
    "export": (later("Export…"), later("Copy checkpoint, report, curve and settings to a place you choose")),
    "delete": (later("Delete…"), later("Delete the run's folder; you are asked first")),
}
WIDTHS = {0: 92, NAME: 104}


class RunsPage(QWidget):
    """`asked(what, run)`: use, compare, resume, export or delete; `renamed(run, name)`."""

    asked = Signal(str, object)
    renamed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.model = RunModel()
        self.tree = QTreeView(rootIsDecorated=False, uniformRowHeights=True, allColumnsShowFocus=True)
        self.tree.setModel(self.model)
        self.tree.setAccessibleName(tr("Runs of this folder"))
        self.tree.setFrameShape(QTreeView.Shape.NoFrame)
        self.tree.setMinimumWidth(240)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.tree.setTabKeyNavigation(False)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(REACHED, QHeaderView.ResizeMode.Stretch)  # … in it, not columns out of sight
        for place, width in WIDTHS.items():
            header.resizeSection(place, theme.px(width))
        for place in set(range(len(COLUMNS))) - WIDTHS.keys() - {REACHED}:
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        self.curve, self._loader = CurvePlot(tr("Loss"), tr("loss"), LOSS), PlotLoader(self)
        self.curve.setMinimumWidth(160)
        self._loader.ready.connect(self.curve.build)
        self._body = QSplitter(Qt.Orientation.Horizontal)
        self._body.setHandleWidth(tokens.GROUP_GAP)
        for place, widget in enumerate((self.tree, self.curve)):
            self._body.addWidget(widget)
            self._body.setStretchFactor(place, 1 - place)
        self._body.setSizes([860, 220])
        self.buttons: dict[str, QPushButton] = {}
        self.said = ElidedLabel()
        self._nothing = plain_label("quiet", tr(NONE), wraps=True, centred=True)
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(self.said, 1)
        for what, (text, tip) in BUTTONS.items():
            self.buttons[what] = button = QPushButton(tr(text))
            button.setToolTip(tr(tip))
            button.clicked.connect(lambda _checked=False, what=what: self._ask(what))
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addWidget(self._body, 1)
        column.addWidget(self._nothing, 1)
        self.tree.selectionModel().currentChanged.connect(self._refresh)
        self.tree.doubleClicked.connect(self._double)
        self.model.renamed.connect(self.renamed)
        self.model.modelReset.connect(self._refresh)
        self._refresh()

    def set_runs(self, runs: tuple[KeptRun, ...], checkpoint: str) -> None:
        """Show these, the newest first; `checkpoint` is the one in use. The chosen row stays chosen."""
        chosen = self.chosen
        self.model.take(runs, checkpoint)
        row = next((row for row, run in enumerate(runs) if chosen is not None and run.folder == chosen.folder), 0)
        if runs:
            self.tree.setCurrentIndex(self.model.index(row, 0))
        self._refresh()

    @property
    def chosen(self) -> KeptRun | None:
        row = self.tree.currentIndex().row()
        return self.model.runs[row] if 0 <= row < len(self.model.runs) else None

    def _refresh(self, *_: object) -> None:
        run, some = self.chosen, bool(self.model.runs)
        self._body.setVisible(some)
        self._nothing.setVisible(not some)
        able = {
            "use": run is not None and bool(run.checkpoint),
            "compare": run is not None and bool(run.split_hash),
            "resume": run is not None and run.unfinished,
            "rename": run is not None,
            "export": run is not None and bool(run.checkpoint),
            "delete": run is not None,
        }
        for what, button in self.buttons.items():
            button.setEnabled(able[what])
            button.setVisible(some)
        unfinished = run is not None and run.unfinished  # it has no report that could be compared
        self.buttons["resume"].setVisible(unfinished)
        self.buttons["compare"].setVisible(some and not unfinished)
        self.said.setText("" if run is None else learnt(run) or (run.problem and tr(run.problem)))
        self._show_curve(run)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._loader.load()

    def _show_curve(self, run: KeptRun | None) -> None:
        try:
            rows = read_curve(Path(run.folder)) if run is not None else []
        except (OSError, ValueError):  # a damaged file: the row says what else there is
            rows = []
        drawn = [row for row in rows if "epoch" in row]
        self.curve.set_rows(drawn, len(drawn))
        self.curve.setVisible(bool(drawn))

    def _ask(self, what: str) -> None:
        if what == "rename":
            self._rename()
        elif self.chosen is not None:
            self.asked.emit(what, self.chosen)

    def _rename(self) -> None:
        self.tree.edit(self.model.index(self.tree.currentIndex().row(), NAME))

    def _double(self, index: QModelIndex) -> None:
        if index.column() == NAME:
            self.tree.edit(index)
