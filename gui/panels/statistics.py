"""The Statistics tab: how a folder's classes, boxes, pictures and masks are distributed, and what of it looks odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, tokens
from gui.widgets.count_bars import Count, CountBars
from gui.widgets.elided import ElidedLabel
from gui.widgets.note_list import NoteList
from gui.widgets.plain_label import plain_label
from gui.widgets.scrolling import clear_area
from gui.wording import counted, later, percent, plural, tr, written

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from engine.datasets.tallies import Chart, Survey, Tally
    from gui.widgets.matrix import Matrix

PARTS = (later("All pictures"), later("Train"), later("Validation"), later("Test"))
TIP = later("The parts into which a new run would divide the folder. Marks in the bars: the share in the whole folder")
WIDE = 3
"""Of the column with classes, where the others are 2: words stand beside its bars."""
ODD = 248
"""Width of the column that says what stands out."""


class StatisticsPanel(QWidget):
    """`looked_at` when the tab comes up, `count_wanted` of its button, `pictures_wanted(names, said)` when a bar, a
    cell or something odd is chosen. Its widgets are made when it is first seen."""

    looked_at = Signal()
    count_wanted = Signal()
    pictures_wanted = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._survey: Survey | None = None
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
        from gui.widgets.matrix import Matrix  # read when it is looked at

        self._built = True
        self.part, self.said, self.again = QComboBox(), ElidedLabel(), QPushButton(tr("Count again"))
        self.part.addItems([tr(part) for part in PARTS])
        self.part.setAccessibleName(tr("Part of the folder"))
        self.part.setToolTip(tr(TIP))
        self.together_button = QToolButton()
        self.together_button.setText(tr("Together"))
        self.together_button.setCheckable(True)
        self.together_button.setProperty("role", "chip")
        self.together_button.setToolTip(tr("Which classes occur in the same pictures"))
        self.together_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.odd = NoteList(tr("What stands out"))
        self.charts: dict[str, CountBars] = {}
        self.matrix: Matrix = Matrix(tr("Classes that occur together"))
        self.empty = plain_label("quiet", wraps=True, centred=True)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(tokens.GROUP_GAP)
        self._lay_out()
        self.part.currentIndexChanged.connect(self._show)
        self.again.clicked.connect(self.count_wanted)
        self.together_button.toggled.connect(self._show)
        self.odd.chosen.connect(self._choose_odd)
        self.matrix.chosen.connect(self._choose_pair)
        self.matrix.pointed.connect(lambda row, column: self.said.setText(self._pair(row, column)))
        self.say_nothing()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(tokens.GAP)
        for widget in (self.part, self.together_button):
            head.addWidget(widget)
        head.addWidget(self.said, 1)
        head.addWidget(self.again)
        odd, charts, body = QWidget(), QWidget(), QSplitter(Qt.Orientation.Horizontal)
        odd.setLayout(_titled(tr("What stands out"), self.odd, 5))
        self._columns.setContentsMargins(0, 0, 0, 0)
        charts.setLayout(self._columns)
        self._middle = QStackedWidget()
        area = clear_area(charts)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        for page in (area, self.matrix):
            self._middle.addWidget(page)
        body.setHandleWidth(tokens.GROUP_GAP)
        body.setChildrenCollapsible(False)
        for place, widget in enumerate((odd, self._middle)):
            body.addWidget(widget)
            body.setStretchFactor(place, place)
        body.setSizes([theme.px(ODD), 4 * theme.px(ODD)])
        self._pages = QStackedWidget()
        for page in (self.empty, body):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.PANEL_PADDING, tokens.GRID, tokens.PANEL_PADDING, tokens.GAP)
        column.setSpacing(tokens.GRID)
        column.addLayout(head)
        column.addWidget(self._pages, 1)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def say_nothing(self) -> None:
        """No folder was counted."""
        self._survey = None
        self._pages.setCurrentIndex(0)
        self.empty.setText(tr("Open a folder, and its classes, boxes, pictures and masks are counted here."))
        for widget in (self.part, self.together_button, self.again):
            widget.setVisible(False)
        self.said.setText("")

    def say_working(self, said: str) -> None:
        if self._survey is None:
            self.empty.setText(said)
        else:
            self.said.setText(said)
        if self.again.hasFocus():
            self.odd.setFocus()  # else the keys would wander to whatever comes next in the window
        self.again.setEnabled(False)

    def say_failed(self, message: str) -> None:
        self.say_nothing()
        self.empty.setText(message)
        self._offer_again()

    def say_stopped(self) -> None:
        """The counting was given up; what was counted so far stays."""
        self._offer_again()
        if self._survey is None:
            self.empty.setText(tr("Stopped. Nothing was changed; it can be counted again at any time."))
        else:
            said = tr("{counted} · stopped before the masks")
            self.said.setText(said.format(counted=self._summary(self._survey)))

    def say_stale(self) -> None:
        """Labels were saved since it was counted."""
        if self._survey is not None:
            self.said.setText(tr("{counted} · changed since").format(counted=self._summary(self._survey)))

    def show_survey(self, survey: Survey, whole: bool = True) -> None:
        """Show what was counted; not `whole`: the masks are still counted."""
        self._survey = survey
        self.part.setVisible(any(len(members) for members in survey.members))
        self.together_button.setVisible(len(survey.classes) > 1 and survey.objects > 0)
        self.again.setVisible(True)
        self.again.setEnabled(whole)
        self._pages.setCurrentIndex(1)
        self._show()

    def _offer_again(self) -> None:
        self.again.setVisible(True)
        self.again.setEnabled(True)

    def _summary(self, survey: Survey) -> str:
        place = self._part()
        pictures = len(survey.names) if place is None else len(survey.members[place])
        classes = survey.chart("classes")
        number = len(classes.tallies) if classes else 0
        said = [counted(pictures, "picture")] + [counted(survey.objects, "object")] * (place is None)
        return ", ".join([*said, plural(number, "{count} class", "{count} classes")])

    def _part(self) -> int | None:
        place = self.part.currentIndex() - 1
        return place if place >= 0 and not self.part.isHidden() else None

    def _show(self, *_: object) -> None:
        survey = self._survey
        if survey is None:
            return
        self.said.setText(self._summary(survey))
        self.odd.set_notes([(one.word, one.said) for one in survey.suspicions], tr("Nothing stands out."))
        self._make_charts(survey)
        for chart in survey.charts:
            self.charts[chart.key].set_counts(_counts(chart, self._part()))
        counts = survey.together.tolist()
        totals = [row[place] for place, row in enumerate(counts)]
        self.matrix.set_table((survey.classes, survey.classes), counts, totals, (tr("of"), tr("with")), self._pair)
        self._middle.setCurrentIndex(int(self.together_button.isChecked() and self.together_button.isVisible()))

    def _make_charts(self, survey: Survey) -> None:
        """One column a chart, made anew where there are others than before."""
        if list(self.charts) == [chart.key for chart in survey.charts]:
            return
        while (item := self._columns.takeAt(0)) is not None:
            if (holder := item.widget()) is not None:
                holder.hide()
                holder.deleteLater()
        self.charts = {}
        for chart in survey.charts:
            self.charts[chart.key] = bars = CountBars(tr(chart.title))
            bars.chosen.connect(lambda row, key=chart.key: self._choose(key, row))
            holder, title = QWidget(), tr(chart.title)
            if chart.key == "classes":  # of pictures or of objects; the other titles say it
                title += f" ({tr(chart.unit)})"
            holder.setLayout(_titled(title, bars))
            self._columns.addWidget(holder, WIDE if chart.key == "classes" else 2)

    # -- what is chosen -----------------------------------------------------------------------------------------------

    def _choose(self, key: str, row: int) -> None:
        survey = self._survey
        chart = survey.chart(key) if survey is not None else None
        if survey is None or chart is None:
            return
        one, place = chart.tallies[row], self._part()
        where = "" if place is None else f", {tr(PARTS[place + 1])}"
        self._want(survey.named(one.pictures, place), f"{tr(chart.title).split(',')[0]}: {one.name}{where}")

    def _choose_odd(self, row: int) -> None:
        survey = self._survey
        if survey is not None:
            one = survey.suspicions[row]
            self._want(survey.named(one.pictures), one.said)

    def _choose_pair(self, row: int, column: int) -> None:
        survey = self._survey
        chart = survey.chart("classes") if survey is not None else None
        if survey is None or chart is None:
            return
        first, second = survey.classes[row], survey.classes[column]
        there = {one.name: set(one.pictures.tolist()) for one in chart.tallies if one.name in (first, second)}
        both = there.get(first, set()) & there.get(second, set())
        said = tr("{first} with {second}").format(first=first, second=second) if row != column else first
        self._want(survey.named(sorted(both)), said)

    def _want(self, names: tuple[str, ...], said: str) -> None:
        if names:
            self.pictures_wanted.emit(names, said)

    def _pair(self, row: int, column: int) -> str:
        survey = self._survey
        if survey is None:
            return ""
        number = int(survey.together[row][column])
        first, second = survey.classes[row], survey.classes[column]
        said = tr("{first} in {pictures}") if row == column else tr("{first} with {second} in {pictures}")
        return said.format(first=first, second=second, pictures=counted(number, "picture"))


def _counts(chart: Chart, part: int | None) -> list[Count]:
    """The rows of a chart in one part; the most frequent is the longest. A mark shows where a bar would end if the part
    were like the whole folder."""
    most = max((one.count(part) for one in chart.tallies), default=0) or 1
    whole = sum(one.total for one in chart.tallies) or 1
    here = sum(one.count(part) for one in chart.tallies)
    return [_count(chart, one, one.count(part), (most, whole, here), part) for one in chart.tallies]


def _count(chart: Chart, one: Tally, number: int, sums: tuple[int, int, int], part: int | None) -> Count:
    most, whole, here = sums
    pictures = tr("{pictures} in the folder").format(pictures=counted(len(one.pictures), "picture"))
    share = percent(number / here if here else 0.0, 1)
    text = share if chart.unit == "pixels" else written(number)
    tip = f"{one.name}: {written(number)} {tr(chart.unit)}, {share}; {pictures}" + (f"; {one.word}" if one.word else "")
    expected = None if part is None else one.total / whole * here / most
    return Count(one.name, number / most, text, one.word, expected, tip)


def _titled(title: str, content: QWidget, inset: int = 2) -> QVBoxLayout:
    """`inset`: of the rows of `content`, above which the title begins."""
    label = ElidedLabel()
    label.setContentsMargins(inset, 0, 0, 0)
    label.setText(title)
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(tokens.GRID)
    column.addWidget(label)
    column.addWidget(content, 1)
    return column
