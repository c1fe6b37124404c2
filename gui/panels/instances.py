"""The right dock: every object of the picture, truth and prediction side by side, and the classes of the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, tokens
from gui.panels.class_list import FolderClasses
from gui.panels.instance_rows import RowDelegate, RowModel
from gui.review.pairs import Row, rows
from gui.widgets.calm_list import CalmList
from gui.widgets.plain_label import plain_label
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction, QResizeEvent

    from gui.document import Document
    from gui.viewing import Mark, Viewing


class InstancesPanel(QWidget):
    """`accept_wanted(prediction, partner)` for the Accept button, `reject_wanted` for Reject."""

    accept_wanted = Signal(int, object)
    reject_wanted = Signal()
    delete_wanted = Signal()
    pair_changed = Signal(object)

    def __init__(self, document: Document, viewing: Viewing) -> None:
        super().__init__()
        self._document, self._viewing = document, viewing
        self.model = RowModel()
        self.list = _list(tr("Objects of the picture"))
        self.list.setModel(self.model)
        self._delegate = RowDelegate(self.model)
        self._delegate.toggled.connect(self._toggled)
        self.list.setItemDelegate(self._delegate)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.nothing = plain_label("quiet", wraps=True)
        self.accept = _button(tr("Accept"), "")
        self.accept.setAccessibleName(tr("Accept prediction"))
        self.accept.clicked.connect(self._accept)
        self.parts = _button("▾", tr("Accept its box, class or mask alone"))
        self.parts.setAccessibleName(tr("Accept a part of the prediction"))
        self.reject = _button(tr("Reject"), "")
        self.reject.clicked.connect(self.reject_wanted)
        self.delete = _button(tr("Delete"), "")
        self._draws = "W"
        self._walked: tuple[int | None, int | None] = (None, None)
        self.delete.clicked.connect(self.delete_wanted)
        self.classes = FolderClasses(self)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        document.opened.connect(self._forget_marks)
        for signal in (document.shown, document.changed, document.prediction_changed, viewing.changed):
            signal.connect(self._later.start)
        document.selection_changed.connect(self._follow_selection)
        self.refresh()

    def _lay_out(self) -> None:
        self._buttons, self._beside = QGridLayout(), 0
        buttons = self._buttons
        buttons.setContentsMargins(tokens.GAP, 0, tokens.GAP, tokens.GAP)
        buttons.setSpacing(tokens.GRID)
        self.parts.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._place_buttons()
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GAP)
        self.nothing.setContentsMargins(tokens.PANEL_PADDING, tokens.GAP, tokens.PANEL_PADDING, 0)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        title = QLabel(tr("Classes"))
        title.setProperty("role", "title")
        title.setContentsMargins(tokens.PANEL_PADDING, tokens.GAP, 0, 0)
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addWidget(title)
        column.addWidget(self.classes.nothing)
        column.addWidget(self.classes.view, 1)
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    def _place_buttons(self) -> None:
        """In one line where there is room for all they say, else in two."""
        made = (self.accept, self.parts, self.reject, self.delete)
        needed = sum(button.sizeHint().width() + tokens.GRID for button in made) + 2 * tokens.GAP
        beside = 4 if needed <= self.width() else 2
        for place, button in enumerate(made if beside != self._beside else ()):
            self._buttons.addWidget(button, place // beside, place % beside)
        self._beside = beside

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(tokens.RIGHT_DOCK), theme.px(400))

    def refresh(self) -> None:
        """Match truth and prediction anew and show the rows."""
        document, viewing = self._document, self._viewing
        chosen = self.chosen()
        both = document.truth, document.prediction
        self.model.show(rows(*both, viewing.confidence, viewing.iou_threshold, viewing.hidden_classes))
        record = "" if document.record is None else document.record.name
        self.model.mark(_numbers(viewing.unseen, record), _numbers(viewing.locked, record))
        said = ""
        if not self.model.rows:
            said = _nothing_said(document, self._draws)
        self.nothing.setText(said)
        self.nothing.setVisible(bool(said))
        if chosen is not None and chosen.layer == "prediction":
            self._mark(self.model.find("prediction", chosen.index))
        else:
            self._follow_selection()
        self._chosen_changed()

    def chosen(self) -> Row | None:
        row = self.list.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    def choose(self, layer: str, index: int) -> None:
        """Make an object the current row."""
        self.refresh()
        self._mark(self.model.find(layer, index))

    def offer(self, actions: list[QAction]) -> None:
        """What the menu beside Accept holds."""
        menu = QMenu(self.parts)
        menu.addActions(actions)
        self.parts.setMenu(menu)

    def offer_walk(self, walking: bool, truth: int | None = None, guess: int | None = None) -> None:
        """Whether there is a disagreement to reject, and the objects that it is about: a pair, too, where they share
        too little to be partners in the list."""
        self.reject.setEnabled(walking)
        self._walked = truth, guess
        self._chosen_changed()

    def say_keys(self, keys: Callable[[str], str]) -> None:
        """Name the keys that actions have, in the tips and where there is nothing to list."""
        for button, name, text in (
            (self.accept, "accept", tr("Make the predicted object truth")),
            (self.reject, "reject", tr("Leave the label as it is; the walk passes it over from then on")),
            (self.delete, "delete", tr("Delete the selected object")),
        ):
            button.setToolTip(f"{text}  {keys(name)}".rstrip())
        self._draws = keys("box").partition(",")[0]
        self._later.start()

    def toggle(self, column: str) -> None:
        """Hide or show ("eye"), or lock or unlock ("lock"), the chosen object."""
        row = self.list.currentIndex().row()
        if row >= 0:
            self._toggled(row, column)

    def _forget_marks(self) -> None:
        """Another folder is open, whose objects have the same names."""
        self._viewing.unseen = self._viewing.locked = frozenset()

    def _toggled(self, place: int, column: str) -> None:
        row, record = self.model.rows[place], self._document.record
        if record is None or (column == "lock" and row.layer == "prediction"):
            return
        mark, viewing = (record.name, row.layer, row.key), self._viewing
        if column == "eye":
            viewing.unseen = viewing.unseen ^ {mark}
        else:
            viewing.locked = viewing.locked ^ {mark}
        self.refresh()

    def to_accept(self) -> Row | None:
        """The prediction that Enter takes: the chosen one, the partner of the chosen truth, or the only one there."""
        chosen = self.chosen()
        guesses = [row for row in self.model.rows if row.layer == "prediction"]
        if chosen is None:
            return guesses[0] if len(guesses) == 1 else None
        if chosen.layer == "prediction":
            return chosen
        partner = next((row for row in guesses if row.partner == chosen.index), None)
        if partner is None and chosen.index == self._walked[0]:
            partner = next((row for row in guesses if row.index == self._walked[1]), None)
        return partner

    def _follow_selection(self) -> None:
        if self._document.selected is not None:
            self._mark(self.model.find("truth", self._document.selected))
        elif (chosen := self.chosen()) is not None and chosen.layer == "truth":
            self._mark(-1)

    def _mark(self, row: int) -> None:
        if row != self.list.currentIndex().row():
            self.list.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())

    def _current_changed(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        chosen = self.chosen()
        index = chosen.index if chosen is not None and chosen.layer == "truth" else None
        if chosen is not None and index != self._document.selected:  # the row follows: others may be selected besides
            self._document.select(index)
        self._chosen_changed()

    def _chosen_changed(self) -> None:
        row = self.to_accept()
        able = row is not None and self._document.truth is not None
        self.accept.setEnabled(able)
        self.parts.setEnabled(able)
        chosen = self.chosen()
        self.delete.setEnabled(chosen is not None and chosen.layer == "truth")
        self.pair_changed.emit(chosen or row)

    def _accept(self) -> None:
        row = self.to_accept()
        if row is not None:
            self.accept_wanted.emit(row.index, row.partner)


def _nothing_said(document: Document, draws: str) -> str:
    if document.record is None:
        return ""
    if document.picture is None:
        return tr("A picture that cannot be shown cannot be labelled. Its label file stays as it is.")
    if document.label_error:
        return tr("The labels of this picture cannot be used. Its file will not be overwritten.")
    return (
        tr("No objects yet. Press {key} and drag to draw a box.").format(key=draws) if draws else tr("No objects yet.")
    )


def _numbers(marks: frozenset[Mark], record: str) -> frozenset[tuple[str, int]]:
    """Layer and number of the objects of one record among `marks`."""
    return frozenset((layer, number) for name, layer, number in marks if name == record)


def _button(text: str, tip: str) -> QPushButton:
    made = QPushButton(text)
    made.setToolTip(tip)
    made.setProperty("role", "narrow")
    return made


def _list(name: str) -> QListView:
    made = CalmList()
    made.setUniformItemSizes(True)
    made.setMouseTracking(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setAccessibleName(name)
    made.setMinimumHeight(theme.px(tokens.ROW) * 3)
    return made
