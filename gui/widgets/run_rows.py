"""The kept runs of a folder as rows: number, name, what it reached or what is wrong with it, date, recipe."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor

from gui.look import theme, tokens
from gui.runs.checkpoints import checkpoint_name
from gui.widgets.plain_tips import plain_tip
from gui.wording import counted, later, tr, written

if TYPE_CHECKING:
    from engine.kept_runs import KeptRun

    Index = QModelIndex | QPersistentModelIndex

COLUMNS = (later("Run"), later("Name"), later("Reached"), later("When"), later("Recipe"))
NAME, REACHED = 1, 2
NOWHERE = QModelIndex()


class RunModel(QAbstractTableModel):
    """`renamed(run, name)` when a person has written another name; the row changes when the runs are taken anew."""

    renamed = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.runs: tuple[KeptRun, ...] = ()
        self._checkpoint = ""

    def take(self, runs: tuple[KeptRun, ...], checkpoint: str) -> None:
        """`checkpoint` is the one in use."""
        self.beginResetModel()
        self.runs, self._checkpoint = runs, checkpoint
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.runs)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        return plain | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else plain

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != NAME:
            return False
        run = self.runs[index.row()]
        if str(value).strip() != run.name:
            self.renamed.emit(run, str(value))
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        run = self.runs[index.row()]
        in_use = bool(run.checkpoint) and run.checkpoint == self._checkpoint
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(run, in_use)[index.column()]
        if role == Qt.ItemDataRole.EditRole and index.column() == NAME:
            return run.name
        if role == Qt.ItemDataRole.SizeHintRole and index.column() == 0:
            return QSize(0, theme.px(tokens.ROW))
        if role == Qt.ItemDataRole.FontRole:
            return theme.font(tokens.BODY_TEXT, bold=in_use)
        if role == Qt.ItemDataRole.ForegroundRole and run.problem and index.column() == REACHED:
            return QColor(theme.current().warning)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(part for part in (title(run), learnt(run), _reached(run), run.folder) if part))
        return None

    def _texts(self, run: KeptRun, in_use: bool) -> tuple[str, ...]:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.made)) if run.made else ""
        number = tr("{number} (in use)").format(number=run.number) if in_use else str(run.number)
        return number, run.name, _reached(run), when, run.settings.recipe if run.settings is not None else ""


def _reached(run: KeptRun) -> str:
    if run.problem:
        return tr(run.problem)
    return " · ".join(f"{tr(figure.name)} {written(figure.value, 2)}" for figure in run.figures)


def title(run: KeptRun) -> str:
    """Its number, "run 3", with its name where it has one."""
    number = tr("run {number}").format(number=run.number)
    return f"{number} · {run.name}" if run.name else number


def learnt(run: KeptRun) -> str:
    """How long it learnt and from what, in words; "" where that is not known."""
    if run.settings is None:
        return ""
    epochs, start = run.settings.epochs, run.settings.start
    said = [tr("the recipe's epochs") if not epochs else counted(epochs, "epoch")]
    said.append(
        tr("from its recipe's beginning")
        if start is None
        else tr("from {checkpoint}").format(checkpoint=checkpoint_name(Path(start)))
    )
    return ", ".join([*said, *[tr("verified pictures only")] * run.settings.only_verified])
