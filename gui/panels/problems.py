"""The Problems tab: what a check of the whole folder found, with a filter; a click goes to the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, tokens
from gui.panels.problem_rows import ProblemDelegate, ProblemModel
from gui.widgets.plain_label import plain_label
from gui.wording import counted, how_far, later, tr, written

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from engine.checks.finding import Finding, Findings
    from engine.steps import Step

CHOICES = ((later("All problems"), ""), (later("Errors"), "error"), (later("Warnings"), "warning"))


class ProblemsPanel(QWidget):
    """`check_wanted` and `stop_wanted` are its buttons; `chosen(finding)` when a row is clicked or entered;
    `read_as_wanted(first)` when label files are to be read as 0-based (0) or 1-based; `looked_at` when the tab
    comes up. Its widgets are made when it is first seen."""

    check_wanted = Signal()
    stop_wanted = Signal()
    chosen = Signal(object)
    read_as_wanted = Signal(int)
    looked_at = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._built = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._built:
            self._build()
        self.looked_at.emit()

    @property
    def is_built(self) -> bool:
        return self._built

    def _build(self) -> None:
        self._built = True
        self.model = ProblemModel()
        self._delegate = ProblemDelegate(self.model)
        self.kind, self.search = QComboBox(), QLineEdit(placeholderText=tr("Filter by text"), clearButtonEnabled=True)
        for words, severity in CHOICES:
            self.kind.addItem(tr(words), severity)
        self.kind.setAccessibleName(tr("Kind of problem"))
        self.search.setAccessibleName(tr("Filter problems by file or words"))
        self.counts = plain_label("small")
        self.again, self.stop, self.read_as = QPushButton(tr("Check again")), QPushButton(tr("Stop")), QPushButton()
        self._other: int | None = None
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedHeight(4)
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keep)
        self.list = QListView(uniformItemSizes=True)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(tr("Problems of the folder"))
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.title, self.text, self.check = (
            plain_label("display"),
            plain_label("quiet", wraps=True, centred=True),
            QPushButton(tr("Check this folder")),
        )
        self.check.setProperty("role", "primary")
        self._lay_out()
        self._connect()
        self.offer_reading_as(None)
        self.say_nothing_yet(False)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        head.addWidget(self.kind)
        head.addWidget(self.search, 1)
        head.addWidget(self.counts)
        head.addWidget(self.read_as)
        head.addWidget(self.stop)
        head.addWidget(self.again)
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.setSpacing(tokens.GAP)
        middle.addStretch(1)
        middle.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addWidget(self.text)
        middle.addWidget(self.check, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.PANEL_PADDING, 2, tokens.PANEL_PADDING, tokens.GAP)
        column.setSpacing(tokens.GRID)
        column.addWidget(self.progress)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.check.clicked.connect(self.check_wanted)
        self.again.clicked.connect(self.check_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.read_as.clicked.connect(self._read_as)
        self.kind.currentIndexChanged.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        theme.signals.changed.connect(self._delegate.redraw_icons)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def say_nothing_yet(self, able: bool) -> None:
        """Nothing was checked; `able`: a folder is open, and it could be."""
        self._found: Findings | None = None
        self.model.take(())
        self._say(
            tr("Not checked yet"),
            tr("Every picture, label file, mask and list is looked at; nothing is changed."),
            able,
        )
        self._working(False)

    def say_step(self, step: Step) -> None:
        self.progress.setRange(0, step.total)
        self.progress.setValue(step.done)
        self._working(True)
        if self._found is None:
            self._say(tr("Looking at every file"), how_far(step), False)

    def say_failed(self, message: str) -> None:
        self._working(False)
        self._found = None
        self._say(tr("The folder could not be checked"), message, True)

    def say_stopped(self) -> None:
        """The check was given up; what an earlier one found stays."""
        self._working(False)
        if self._found is None:
            self._say(tr("Stopped"), tr("Nothing was changed. A check can be begun again at any time."), True)

    def show_findings(self, found: Findings) -> None:
        self._found = found
        self._working(False)
        self.model.take(found.findings)
        self._filter()

    def offer_reading_as(self, first: int | None) -> None:
        """Offer to read the label files as 0-based (0), or as 1-based (1) again; None offers nothing."""
        self._other = first
        self.read_as.setVisible(first is not None)
        if first is not None:
            self.read_as.setText(tr("Read as {first}-based").format(first=first))
            what = tr(
                "Take the first pixel of a row or column for number {first} in this folder's label files. "
                "The files stay as they are; the choice is remembered."
            )
            self.read_as.setToolTip(f"<qt>{what.format(first=first)}</qt>")

    def say_stale(self) -> None:
        """Labels were saved since the check."""
        if self._found is not None:
            self.counts.setText(tr("{counted} · changed since").format(counted=self._counted()))

    def _filter(self) -> None:
        found = self._found
        if found is None:
            return
        self.model.filter(str(self.kind.currentData()), self.search.text())
        self.counts.setText(self._counted())
        if not found.findings:
            said = tr("{pictures} and everything that belongs to them: all in order.")
            self._say(tr("No problems"), said.format(pictures=counted(found.images, "picture")), False)
        elif not self.model.rows:
            self._say(tr("Nothing matches the filter"), tr("Choose another kind of problem, or clear the text."), False)
        else:
            self._pages.setCurrentIndex(1)

    def _counted(self) -> str:
        assert self._found is not None
        errors, total, shown = self._found.errors, len(self._found.findings), len(self.model.rows)
        said = f"{counted(errors, 'error')}, {counted(total - errors, 'warning')}"
        return said if shown == total else tr("{shown} shown of {all}").format(shown=written(shown), all=said)

    def _say(self, title: str, text: str, able: bool) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self._offer(self.check, able)
        self._pages.setCurrentIndex(0)
        if self._found is None:
            self.counts.setText("")

    def _working(self, working: bool) -> None:
        self.progress.setVisible(working)
        self._offer(self.stop, working)
        self._offer(self.again, not working and self._found is not None)

    def _offer(self, button: QPushButton, able: bool) -> None:
        """A button that goes leaves the keys in this panel: they would wander to whatever comes next in the window."""
        if not able and button.hasFocus():
            self.search.setFocus()
        button.setVisible(able)

    def _read_as(self) -> None:
        if self._other is not None:
            self.read_as_wanted.emit(self._other)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            finding: Finding = self.model.rows[index.row()]
            self.chosen.emit(finding)
