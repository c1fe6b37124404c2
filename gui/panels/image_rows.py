"""The rows of the image list: which pictures are shown, in which order. It changes only when a person asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel

from gui.panels.image_facts import Facts
from gui.panels.image_order import order
from gui.panels.image_search import Query, parse

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.datasets.record import Dataset, Listing

Index = QModelIndex | QPersistentModelIndex


class ImageModel(QStringListModel):
    """Rows are positions among the dataset's records: all, or those the search found, in the order that was asked for.

    Order and filter are found when they are asked for, and stay whatever is learnt or corrected meanwhile, so that no
    row jumps under the hand: `stale` says that `apply` would give others. `is_sorted` is False where the order `kind`
    was asked for before anything was known of it. A model of Qt's own: a list asks for every row when it is laid out,
    which takes a method of ours 2 microseconds each.
    """

    def __init__(self) -> None:
        super().__init__()
        self.facts = Facts()
        self.positions: Sequence[int] = range(0)
        self.kind, self.said = "name", ""
        self.query, self.is_sorted = Query(), True
        self._only: frozenset[int] | None = None
        self._order: list[int] | None = None
        self._rows: dict[int, int] | None = None
        self._turns: dict[int, int] | None = None

    @property
    def records(self) -> Listing:
        return self.facts.records

    def open(self, dataset: Dataset) -> None:
        self.facts.open(dataset.records, dataset.lists)
        self.kind, self.said, self.query = "name", "", Query()
        self._only = self._order = self._turns = None
        self.is_sorted = True
        self._find()

    def take_listing(self, dataset: Dataset) -> None:
        """Take all records of the folder, the first of which are those that were there so far."""
        before = len(self.records)
        self.facts.take_listing(dataset.records)
        self.facts.parts = self.facts.parts or dataset.lists or None
        if self._order is not None:
            self._order = [*self._order, *range(before, len(dataset.records))]
            self._turns = None
        self._find()

    # what is asked for

    def search(self, text: str) -> None:
        """Keep the pictures that what is typed holds of, see `gui.panels.image_search`."""
        query = parse(text)
        if query != self.query:
            self.query = query
            self._find()

    def only(self, positions: Collection[int] | None) -> None:
        """Keep these pictures alone; None keeps all."""
        self._only = None if positions is None else frozenset(positions)
        self._find()

    def sort_by(self, kind: str) -> None:
        self.kind = kind
        self.apply()

    def apply(self) -> None:
        """Sort and filter by what is known now."""
        found = order(self.kind, self.facts)
        self.is_sorted = found is not None
        self._order = None if self.kind == "name" else found or self._order
        self._turns = None
        self._find()

    @property
    def unsorted(self) -> bool:
        """Whether nothing is known that the rows could be sorted by."""
        return order(self.kind, self.facts) is None if self.kind != "name" else False

    @property
    def stale(self) -> bool:
        """Whether what is known by now would give other rows, or another order."""
        if self.kind == "name" and not self.query.conditions:
            return False
        found = order(self.kind, self.facts)
        now = None if self.kind == "name" else found or self._order
        return list(self._chosen(now)[0]) != list(self.positions)

    def _find(self) -> None:
        self.positions, self.said = self._chosen(self._order)
        names = self.records.name
        if self.positions == range(len(names)):
            self._rows = None
            self.setStringList(names)
            return
        self._rows = {position: row for row, position in enumerate(self.positions)}
        self.setStringList([names[position] for position in self.positions])

    def _chosen(self, ordered: list[int] | None) -> tuple[Sequence[int], str]:
        everything = range(len(self.records)) if ordered is None else ordered
        keep, said = self.facts.find(self.query)
        if keep is not None:
            everything = [position for position in everything if keep[position]]
        if self._only is not None:
            everything = [position for position in everything if position in self._only]
        return everything, said

    # where a picture stands

    def row(self, position: int) -> int:
        """The row that shows a record, -1 where the search hides it."""
        if self._rows is not None:
            return self._rows.get(position, -1)
        return position if 0 <= position < len(self.records) else -1

    def turn(self, position: int) -> int:
        """Where a record stands in the order, shown or not."""
        if self._order is None:
            return position
        if self._turns is None:
            self._turns = {at: turn for turn, at in enumerate(self._order)}
        return self._turns.get(position, position)

    def state(self, position: int) -> str:
        return self.facts.state(position)

    def set_states(self, states: Mapping[int, str]) -> None:
        """What is known of the labels of records: a word of `image_facts.STATES` each."""
        self.facts.set_states(states)
        self.touch_all()

    def touch_all(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    @property
    def verified(self) -> int:
        return self.facts.verified
