"""Two kept runs beside each other: what differs and by how much, and the pictures that got worse and better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, tokens
from gui.runs.comparisons import differences_of, pair_of
from gui.widgets.calm_list import CalmList
from gui.widgets.differences import Differences
from gui.widgets.notice import Notice
from gui.widgets.scrolling import clear_area
from gui.wording import counted, later, tr, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.kept_runs import KeptRun

LISTS = {"regressed": later("Regressed"), "fixed": later("Fixed")}
TIPS = {
    "regressed": later("Good in A and no longer in B: a right class, a box or a mask of IoU 0.5 and more"),
    "fixed": later("Good in B and not in A"),
}
LONGEST = 24
"""Letters of a run's title."""
TOO_FEW = later("Two runs with a report are needed to compare. Each run of this folder is kept; train once more.")


class NameList(QWidget):
    """A title with a count, the names, and a button that shows them all. `chosen(name)`, `all_wanted()`."""

    chosen = Signal(str)
    all_wanted = Signal()

    def __init__(self, title: str, tip: str) -> None:
        super().__init__()
        self._title = title
        self.label = QLabel(title, textFormat=Qt.TextFormat.PlainText)
        self.label.setToolTip(tip)
        self.show_all = QPushButton(tr("Show all"))
        self.show_all.setAccessibleName(tr("Show all pictures of the list {title}").format(title=title))
        self.names = QStringListModel(self)
        self.list = CalmList()
        self.list.setUniformItemSizes(True)
        self.list.setModel(self.names)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setAccessibleName(f"{title}: {tip}")
        head = QHBoxLayout()
        head.addWidget(self.label, 1)
        head.addWidget(self.show_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.setMinimumWidth(theme.px(180))
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.show_all.clicked.connect(self.all_wanted)

    def set_names(self, names: Sequence[str]) -> None:
        self.names.setStringList(list(names))
        self.label.setText(f"{self._title}: {written(len(names))}")
        self.show_all.setEnabled(bool(names))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(str(index.data()))


class _Rows(QStyledItemDelegate):
    """Rows as high as those of the other lists."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, theme.px(tokens.ROW)))


class ComparePage(QWidget):
    """`comparison_wanted(a, b)` are two KeptRuns; the answer comes with `show_comparison` or `say_refused`.
    `picture_wanted(name)` opens one picture, `pictures_wanted(names, said)` filters the list."""

    comparison_wanted = Signal(object, object)
    picture_wanted = Signal(str)
    pictures_wanted = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._runs: tuple[KeptRun, ...] = ()
        self._chosen: tuple[KeptRun, KeptRun] | None = None
        self._checkpoint = ""
        self.a, self.b, self.notice, self.differences = QComboBox(), QComboBox(), Notice(), Differences()
        self.lists = {key: NameList(tr(title), tr(TIPS[key])) for key, title in LISTS.items()}
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        for sign, combo in (("A", self.a), ("B", self.b)):
            combo.setAccessibleName(tr("Run {sign}").format(sign=sign))
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(18)
            label = QLabel(sign)
            label.setProperty("role", "title")
            head.addWidget(label)
            head.addWidget(combo)
            combo.activated.connect(self._chosen_by_hand)
        head.addWidget(self.notice, 1)
        self._body = QSplitter(Qt.Orientation.Horizontal)
        self._body.setChildrenCollapsible(False)
        self._body.setHandleWidth(tokens.GROUP_GAP)
        self._body.addWidget(clear_area(self.differences, self.differences.accessibleName()))
        for key, names in self.lists.items():
            self._body.addWidget(names)
            names.chosen.connect(self.picture_wanted)
            names.all_wanted.connect(lambda key=key: self._show_all(key))
        for place, stretch in enumerate((3, 1, 1)):
            self._body.setStretchFactor(place, stretch)
        self._body.setSizes([640, 210, 210])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addWidget(self._body, 1000)
        column.addStretch(1)  # the head stays at the top where there is nothing below it
        self._empty()

    def set_runs(self, runs: tuple[KeptRun, ...], checkpoint: str) -> None:
        """Offer these; `checkpoint` is the one in use. What was chosen stays, as long as it is there."""
        self._runs = tuple(run for run in runs if run.split_hash)
        before = [run.folder for run in self._chosen] if self._chosen is not None else []
        held = [run for folder in before for run in self._runs if run.folder == folder]
        unlike = checkpoint != self._checkpoint
        self._checkpoint = checkpoint
        pair = (held[0], held[1]) if len(held) == 2 and not unlike else pair_of(self._runs, checkpoint)
        for combo in (self.a, self.b):
            combo.clear()
            combo.addItems([_shown(run) for run in self._runs])
            combo.setEnabled(pair is not None)
        if pair is None:
            self._chosen = None
            self._empty()
            self.notice.say(tr(TOO_FEW))
        else:
            self.choose(*pair)

    def choose(self, a: KeptRun, b: KeptRun) -> None:
        """Compare these two."""
        folders = [run.folder for run in self._runs]
        if a.folder not in folders or b.folder not in folders:
            return
        self._chosen = a, b
        self.a.setCurrentIndex(folders.index(a.folder))
        self.b.setCurrentIndex(folders.index(b.folder))
        if a.folder == b.folder:
            self.say_refused(tr("A and B are the same run. Choose another one for A or B."))
            return
        self.notice.say(tr("Comparing"))
        self.comparison_wanted.emit(a, b)

    def choose_against(self, run: KeptRun) -> None:
        """Compare `run`, as A, with what is B."""
        pair = pair_of(self._runs, self._checkpoint)
        if pair is None:
            return
        second = pair[1] if pair[1].folder != run.folder else pair[0]
        self.choose(run, second)

    def show_comparison(self, found: Mapping[str, Any]) -> None:
        self.differences.set_rows(differences_of(found))
        for key, names in self.lists.items():
            names.set_names(found[key])
        self._body.show()
        images = found["images"]
        both = tr("{pictures} in both, with the same truth").format(pictures=counted(images, "picture"))
        said = [both, *found["notes"]]
        self.notice.say(". ".join(said), "warning" if found["notes"] else "text_2")

    def say_refused(self, message: str) -> None:
        """Why the two are not compared."""
        self._empty()
        self.notice.say(message, "warning")

    def _empty(self) -> None:
        self.differences.set_rows(())
        for names in self.lists.values():
            names.set_names(())
        self._body.setVisible(False)

    def _chosen_by_hand(self) -> None:
        if self._runs:
            self.choose(self._runs[self.a.currentIndex()], self._runs[self.b.currentIndex()])

    def _show_all(self, key: str) -> None:
        if self._chosen is not None:
            a, b = self._chosen
            said = tr("{list} from run {a} to run {b}").format(list=tr(LISTS[key]), a=a.number, b=b.number)
            self.pictures_wanted.emit(tuple(self.lists[key].names.stringList()), said)


def _shown(run: KeptRun) -> str:
    """Number, and the name as it was given; a box would cut off what is longer."""
    number = tr("run {number}").format(number=run.number)
    said = f"{number[:1].upper()}{number[1:]}" + (f" · {run.name}" if run.name else "")
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
