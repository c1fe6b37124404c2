"""The left dock: the pictures of the folder as rows, searched, sorted and counted."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from gui.look import theme, tokens
from gui.panels.image_drawing import ImageDelegate, make_list
from gui.panels.image_order import TEXTS
from gui.panels.image_rows import ImageModel
from gui.panels.image_search import EXAMPLES
from gui.widgets.badges import Totals
from gui.widgets.plain_label import plain_label
from gui.widgets.plain_tips import plain_tip
from gui.widgets.saying import Saying
from gui.widgets.search_field import SearchField
from gui.widgets.sort_bar import SortBar
from gui.wording import tr, written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from engine.datasets.index import Index
    from engine.datasets.record import Dataset
    from engine.matching import FolderCounts
    from engine.review.ranked import Ranked
    from gui.folders.thumbnails import Thumbnails


class ImagesPanel(QWidget):
    """`chosen(position)` when a person picks a row; positions are those of the dataset's records. `left` when the
    search is over and the keys are wanted elsewhere. `ranking_wanted(order)`: nothing is known yet that the pictures
    could be sorted by; `offer` answers. `parts_wanted`: which pictures train and test."""

    chosen = Signal(int)
    left = Signal()
    ranking_wanted = Signal(str)
    parts_wanted = Signal()

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.model = ImageModel()
        self.delegate = ImageDelegate(self.model, thumbnails)
        self._position, self._partial, self._only_said = -1, False, ""
        self.search = SearchField(tr("Search"))
        self.search.setAccessibleName(tr("Search pictures by name, or by conditions such as missed>0"))
        self.search.setToolTip(plain_tip("\n".join((tr("Words of a name, or"), *EXAMPLES.values()))))
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._take_first)
        self.search.given_up.connect(self.left)
        self.sorting = SortBar({kind: tr(text) for kind, text in TEXTS.items()})
        self.sorting.chosen.connect(self.sort_by)
        self.sorting.again_wanted.connect(self._again)
        self.unclear, self.only, self.ranking = Saying(), Saying(), Saying()
        self.list = make_list(self.model, self.delegate)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.footer = plain_label("small")
        self.totals = Totals(self.delegate.drawings)
        self._nothing = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        thumbnails.arrived.connect(lambda position: self.list.update(self.model.index(self.model.row(position))))
        theme.signals.changed.connect(self.delegate.redraw_icons)
        self._count()

    def _lay_out(self) -> None:
        self.clear = QPushButton(tr("Clear filter"))
        self.clear.clicked.connect(self.clear_filter)
        empty = QWidget()
        middle = QVBoxLayout(empty)
        middle.addStretch()
        middle.addWidget(self._nothing)
        middle.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignCenter)
        middle.addStretch()
        column = QVBoxLayout(self)
        self.setMinimumWidth(theme.px(160))  # else a word without an end, searched and said again, widens the window
        column.setContentsMargins(0, tokens.GAP, 0, 0)
        column.setSpacing(tokens.GRID)
        top = QVBoxLayout()
        top.setContentsMargins(tokens.GAP, 0, tokens.GAP, 0)
        top.setSpacing(tokens.GRID)
        for widget in (self.search, self.unclear, self.sorting, self.ranking, self.only):
            top.addWidget(widget)
        column.addLayout(top)
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)
        # only now: a stack shows its first widget at once, and one without a parent as a window of its own
        self._pages.addWidget(self.list)
        self._pages.addWidget(empty)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(tokens.PANEL_PADDING, 0, tokens.PANEL_PADDING, tokens.GAP)
        bottom.setSpacing(tokens.GRID)
        bottom.addWidget(self.totals)
        bottom.addWidget(self.footer)
        column.addLayout(bottom)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(tokens.LEFT_DOCK), theme.px(400))

    # what is told

    def open(self, dataset: Dataset) -> None:
        self._position, self._partial, self._only_said = -1, dataset.partial, ""
        self.model.open(dataset)
        self.sorting.show_kind(self.model.kind)
        self.ranking.say("")
        self.only.say("")
        self.search.clear()
        self._tell()

    def take_listing(self, dataset: Dataset) -> None:
        """Take all records of the folder; the chosen row and what is on screen of the list stay."""
        self._partial = dataset.partial
        bar, chosen = self.list.verticalScrollBar(), self.list.selectionModel()
        place = bar.value()
        chosen.blockSignals(True)
        self.model.take_listing(dataset)
        chosen.blockSignals(False)
        self._show_found()
        bar.setValue(place)

    def set_states(self, states: Mapping[int, str]) -> None:
        self.model.set_states(states)
        self._tell()

    def take_counts(self, counts: FolderCounts | None) -> None:
        """What the matching says of every picture by now; None: nothing yet."""
        self.model.facts.counts = counts
        self._learnt()

    def take_index(self, index: Index) -> None:
        self.model.facts.take_index(index)
        self._learnt()

    def take_parts(self, parts: Mapping[str, Collection[str]]) -> None:
        self.model.facts.parts = parts
        self._learnt()

    def take_ranking(self, kind: str, ranked: Sequence[Ranked]) -> None:
        self.model.facts.take_ranking(kind, ranked)
        if kind == self.model.kind:
            self._apply()  # nobody is taken away from the picture at hand
            text = (
                tr("{count} pictures ranked.").format(count=written(len(ranked)))
                if ranked
                else tr("No picture stands out.")
            )
            self.ranking.say(text, tr("Begin") if ranked else "", self._again)

    def forget_rankings(self) -> None:
        """Another network would say otherwise. The order stays until another one is asked for."""
        self.model.facts.ranks.clear()

    def offer(self, kind: str, text: str, words: str = "", act: Callable[[], object] | None = None) -> None:
        """Say under the order `kind`, where that is the wanted one, why the pictures are not in it, and what helps."""
        if kind == self.model.kind:
            self.ranking.say(text, words, act)

    # what is asked for

    def show_only(self, names: Collection[str], said: str) -> None:
        """Keep the pictures of these names alone, with a line that says why and clears it."""
        places = (self.model.records.place(name) for name in names)
        self._only_said = said
        self.only.say(said, tr("Clear"), self._show_all)
        self._change(lambda: self.model.only([place for place in places if place is not None]))

    def clear_filter(self) -> None:
        """Show all pictures again."""
        self.search.clear()
        if self._only_said:
            self._show_all()

    def _show_all(self) -> None:
        self._only_said = ""
        self.only.say("")
        self._change(lambda: self.model.only(None))

    def sort_by(self, kind: str) -> None:
        """Sort by one of `image_order.SORTS` and begin with its first picture; what isn't known yet is asked for, and
        the order stays until it is."""
        self.sorting.show_kind(kind)
        self.ranking.say("")
        self._change(lambda: self.model.sort_by(kind))
        if not self.model.is_sorted:
            self.ranking_wanted.emit(kind)
        elif kind != "name" and self.model.positions:
            self.chosen.emit(self.model.positions[0])

    def _again(self) -> None:
        """Sort and filter by what is known now."""
        self.sort_by(self.model.kind)

    def _search(self, text: str) -> None:
        self._change(lambda: self.model.search(text))
        if "split" in self.model.query.needs and self.model.facts.parts is None:
            self.parts_wanted.emit()

    def _apply(self) -> None:
        self._change(self.model.apply)

    def _learnt(self) -> None:
        """More is known of the pictures: what was waited for is done now, all else stays until it is asked for."""
        if self.model.said or (not self.model.is_sorted and not self.model.unsorted):
            self.ranking.say("")
            self._apply()
        else:
            self.model.touch_all()
            self._tell()

    def _change(self, change: Callable[[], None]) -> None:
        rows = self.list.selectionModel()
        rows.blockSignals(True)
        change()
        rows.blockSignals(False)
        self._show_found()

    def _show_found(self) -> None:
        text, model = self.search.text(), self.model
        self.unclear.say(model.query.unclear)
        plain, among = tr("No picture matches “{text}”."), tr("No picture matches “{text}” among “{only}”.")
        none = (among if self._only_said else plain).format(text=text, only=self._only_said)
        self._nothing.setText(model.said or none)
        self._pages.setCurrentIndex(1 if (text or self._only_said) and not model.positions else 0)
        self.show_position(self._position)
        self._tell()

    # going

    def show_position(self, position: int) -> None:
        """Highlight the row of the picture on the canvas and scroll to it."""
        self._position = position
        row = self.model.row(position)
        if row < 0:
            self.list.selectionModel().clear()
            return
        index = self.model.index(row)
        if index != self.list.currentIndex():
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.list.scrollTo(index)

    def neighbour(self, step: int) -> int | None:
        """The picture `step` rows on in the order of the list, None beyond its ends. Where the search hides the shown
        picture, the nearest one after (or before) it counts."""
        positions = self.model.positions
        row = self.model.row(self._position)
        if row < 0:
            after = bisect_left(positions, self.model.turn(self._position), key=self.model.turn)
            row = after - 1 if step > 0 else after
        wanted = row + step
        return positions[wanted] if 0 <= wanted < len(positions) else None

    def ahead(self) -> tuple[int, ...]:
        """The pictures to fetch ahead, the likeliest first."""
        found = (self.neighbour(step) for step in (1, -1, 2, -2))
        return tuple(position for position in found if position is not None)

    def next_unverified(self) -> int | None:
        for step in range(1, len(self.model.positions) + 1):
            position = self.neighbour(step)
            if position is None or self.model.state(position) != "verified":
                return position
        return None

    def _take_first(self) -> None:
        """Open the first picture that was found; with nothing searched for, only go."""
        if self.search.text() and not self.model.positions:
            return
        if self.search.text():
            self.chosen.emit(self.model.positions[0])
        self.left.emit()

    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            position = self.model.positions[current.row()]
            if position != self._position:
                self.chosen.emit(position)

    # what is said

    def _tell(self) -> None:
        self._count()
        words = tr("Sort again") if self.model.kind != "name" else tr("Filter again")
        self.sorting.say_stale(words if self.model.stale else "")
        if self._position >= 0:
            self.list.setAccessibleDescription(self.delegate.said(self._position))

    def _count(self) -> None:
        total, shown = len(self.model.records), len(self.model.positions)
        text = tr("{count} pictures") if shown == total else tr("{shown} of {count}")
        text = tr("The first {count} pictures") if self._partial else text
        said = text.format(count=written(total), shown=written(shown))
        sure = tr("{count} verified").format(count=written(self.model.verified))
        self.footer.setText(f"{said} · {sure}")
        self.totals.show_counts(self.model.facts.totals())
