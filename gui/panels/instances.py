"""The right dock: every object of the picture, truth and prediction side by side, and the classes of the folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, tokens
from gui.panels.instance_rows import ClassDelegate, RowDelegate, RowModel
from gui.review.pairs import Row, rows
from gui.widgets.calm_list import CalmList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from gui.document import Document
    from gui.viewing import Mark, Viewing


class InstancesPanel(QWidget):
    """`accept_wanted(prediction, partner)` for the Accept button, `reject_wanted` for Reject; `class_wanted(name)` when
    a class is clicked; `classes_changed(names)` when the classes of the folder are others."""

    accept_wanted = Signal(int, object)
    reject_wanted = Signal()
    delete_wanted = Signal()
    class_wanted = Signal(str)
    pair_changed = Signal(object)
    classes_changed = Signal(object)

    def __init__(self, document: Document, viewing: Viewing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._viewing = document, viewing
        self.model = RowModel()
        self.list = _list("Objects of the picture")
        self.list.setModel(self.model)
        self._delegate = RowDelegate(self.model)
        self._delegate.toggled.connect(self._toggled)
        self.list.setItemDelegate(self._delegate)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.nothing = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.nothing.setProperty("role", "quiet")
        self.accept = QPushButton("Accept")
        self.accept.setAccessibleName("Accept prediction")
        self.accept.clicked.connect(self._accept)
        self.accept.setToolTip("Make the predicted object truth  Enter")
        self.parts = QPushButton("▾")
        self.parts.setAccessibleName("Accept a part of the prediction")
        self.parts.setToolTip("Accept its box, class or mask alone")
        self.reject = QPushButton("Reject")
        self.reject.clicked.connect(self.reject_wanted)
        self.reject.setToolTip("Leave the label as it is; Tab passes it over from then on  Backspace")
        self.delete = QPushButton("Delete")
        self.delete.clicked.connect(self.delete_wanted)
        self.delete.setToolTip("Delete the selected object  Del")
        self.classes = QListWidget()
        _plain(self.classes)
        self.classes.setAccessibleName("Classes")
        self.no_classes = QLabel("No classes yet. The first box you draw asks for one.", wordWrap=True)
        self.no_classes.setProperty("role", "quiet")
        self.no_classes.setContentsMargins(tokens.PANEL_PADDING, 0, tokens.PANEL_PADDING, 0)
        self._class_delegate = ClassDelegate()
        self.classes.setItemDelegate(self._class_delegate)
        self.classes.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.classes.itemClicked.connect(self._class_clicked)
        self._lay_out()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        document.opened.connect(self._forget_marks)
        for signal in (document.shown, document.changed, document.prediction_changed, viewing.changed):
            signal.connect(self._later.start)
        document.selection_changed.connect(self._follow_selection)
        self.refresh()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(tokens.GAP, 0, tokens.GAP, tokens.GAP)
        buttons.setSpacing(tokens.GRID)
        for button in (self.accept, self.parts, self.reject, self.delete):
            button.setProperty("role", "narrow")
            buttons.addWidget(button, int(button is not self.parts))
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GAP)
        self.nothing.setContentsMargins(tokens.PANEL_PADDING, tokens.GAP, tokens.PANEL_PADDING, 0)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        title = QLabel("Classes")
        title.setProperty("role", "title")
        title.setContentsMargins(tokens.PANEL_PADDING, tokens.GAP, 0, 0)
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GRID)
        column.addWidget(title)
        column.addWidget(self.no_classes)
        column.addWidget(self.classes, 1)
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

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
            said = _nothing_said(document)
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

    def offer_walk(self, walking: bool) -> None:
        """Whether there is a disagreement to reject."""
        self.reject.setEnabled(walking)

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
        return next((row for row in guesses if row.partner == chosen.index), None)

    def show_classes(self, counts: Mapping[str, int | None]) -> None:
        """The classes, each with the number of its objects (None: not counted yet). Those that are listed keep their
        place, and so their digit key; others follow in their order."""
        known = [name for name in self.class_names() if name in counts]
        self.classes.clear()
        for name in (*known, *(name for name in counts if name not in known)):
            self._list_class(name, counts[name])
        self._classes_listed()

    def forget_classes(self) -> None:
        """Another folder is there, and its classes are not known yet."""
        self.classes.clear()
        self.no_classes.hide()

    def add_class(self, name: str) -> None:
        """List a class that a person has just thought of."""
        if name not in self.class_names():
            self._list_class(name, None)
            self._classes_listed()

    def _list_class(self, name: str, count: int | None) -> None:
        place = self.classes.count()
        item = QListWidgetItem(name)
        item.setData(Qt.ItemDataRole.UserRole, (name, str(place + 1) if place < 9 else "", count))
        self.classes.addItem(item)

    def _classes_listed(self) -> None:
        self.no_classes.setVisible(not self.classes.count())
        self.classes_changed.emit(self.class_names())

    def class_names(self) -> tuple[str, ...]:
        return tuple(self.classes.item(row).text() for row in range(self.classes.count()))

    def class_at(self, digit: int) -> str | None:
        """The class on a digit key, 1-9."""
        item = self.classes.item(digit - 1)
        return item.text() if item is not None else None

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

    def _class_clicked(self, item: QListWidgetItem) -> None:
        self.class_wanted.emit(item.text())


def _nothing_said(document: Document) -> str:
    if document.record is None:
        return ""
    if document.picture is None:
        return "A picture that cannot be shown cannot be labelled. Its label file stays as it is."
    if document.label_error:
        return "The labels of this picture cannot be used. Its file will not be overwritten."
    return "No objects yet. Press W and drag to draw a box."


def _numbers(marks: frozenset[Mark], record: str) -> frozenset[tuple[str, int]]:
    """Layer and number of the objects of one record among `marks`."""
    return frozenset((layer, number) for name, layer, number in marks if name == record)


def _list(name: str) -> QListView:
    made = CalmList()
    _plain(made)
    made.setAccessibleName(name)
    made.setMinimumHeight(theme.px(tokens.ROW) * 3)
    return made


def _plain(view: QListView) -> None:
    view.setUniformItemSizes(True)
    view.setMouseTracking(True)
    view.setFrameShape(QFrame.Shape.NoFrame)
