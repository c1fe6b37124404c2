"""What is known of each picture of the folder, as columns that the image list searches and sorts by."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from engine.datasets.record import Listing
from gui.panels.image_search import compare
from gui.panels.image_words import said_why
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from engine.datasets.index import Index
    from engine.matching import FolderCounts
    from engine.review.ranked import Ranked
    from gui.panels.image_search import Condition, Query

STATES = ("none", "edited", "verified", "damaged", "unusable")
MATCHED = frozenset(("iou", "true", "false", "missed", "mislabelled"))
PARTS = {"train": ("train",), "val": ("val", "validation"), "test": ("test",)}


class Facts:
    """Rows are positions among the dataset's records. numpy is there as soon as there is a column of it.

    `counts` is None as long as nothing is matched; `parts` as long as nobody has divided a folder without lists.
    `ranks`: ranking -> position -> its place in it and why.
    """

    def __init__(self) -> None:
        self.open(Listing(), {})

    def open(self, records: Listing, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._states = bytearray()
        self.take_listing(records)
        self.counts: FolderCounts | None = None
        self.parts: Mapping[str, Collection[str]] | None = lists or None
        self.ranks: dict[str, dict[int, tuple[int, str]]] = {}
        self._classes: tuple[Any, Any, tuple[str, ...]] | None = None
        self._edited: dict[int, frozenset[str]] = {}

    def take_listing(self, records: Listing) -> None:
        """Take all records of the folder, the first of which are those that were there so far."""
        self.records = records
        self._folded: list[str] = []
        self._states += bytes(len(records) - len(self._states))

    def __len__(self) -> int:
        return len(self.records)

    # what is told

    def state(self, position: int) -> str:
        return STATES[self._states[position]] if 0 <= position < len(self._states) else "none"

    def set_states(self, states: Mapping[int, str]) -> None:
        for position, state in states.items():
            if position < len(self._states):
                self._states[position] = STATES.index(state)

    @property
    def verified(self) -> int:
        return self._states.count(STATES.index("verified"))

    def take_index(self, index: Index) -> None:
        """Know which classes are in which picture."""
        import numpy as np  # the index brought it

        names = index.dataset.records.name
        rows = np.arange(len(names))
        if names != self.records.name:
            rows = np.array([-1 if (at := self.records.place(name)) is None else at for name in names], np.int64)
        labelled = np.flatnonzero(index.image_label >= 0)
        positions = np.concatenate([rows[index.owner], rows[labelled]])
        labels = np.concatenate([index.label, index.image_label[labelled]])
        here = positions >= 0
        self._classes = (positions[here], labels[here], index.classes)

    def take_classes(self, position: int, names: Iterable[str]) -> None:
        """These are the classes in an edited picture."""
        self._edited[position] = frozenset(name.casefold() for name in names)

    def take_ranking(self, kind: str, ranked: Sequence[Ranked]) -> None:
        places = ((self.records.place(one.image), number, said_why(one)) for number, one in enumerate(ranked))
        self.ranks[kind] = {at: (number, why) for at, number, why in places if at is not None}

    # what is asked

    def find(self, query: Query) -> tuple[Sequence[bool] | None, str]:
        """Which positions fit, None for all of them, and why a condition can't be told ("" where all can): then nothing
        fits."""
        if not query.conditions:
            return self._named(query.words), ""
        keep, said = ~self._nothing(), ""
        for condition in query.conditions:
            found, why = self._fit(condition)
            keep, said = keep & found, said or why
        kept = keep.tolist()
        named = self._named(query.words)
        return (kept if named is None else [a and b for a, b in zip(kept, named, strict=True)]), said

    def _named(self, words: tuple[str, ...]) -> list[bool] | None:
        if not words:
            return None
        if len(self._folded) != len(self):
            self._folded = [name.casefold() for name in self.records.name]
        if len(words) == 1:
            return [words[0] in name for name in self._folded]
        return [all(word in name for word in words) for name in self._folded]

    def _fit(self, condition: Condition) -> tuple[Any, str]:
        if condition.key in MATCHED:
            return self._matched(condition)
        if condition.key == "class":
            found, why = self._of_class(str(condition.value))
        elif condition.key == "split":
            found, why = self._in_part(str(condition.value))
        else:
            state = "verified" if condition.key == "verified" else str(condition.value)
            found, why = self._in_state(state), ""
            found = ~found if condition.value == "no" else found
        return (~found if condition.sign == "!=" and not why else found), why

    def column(self, key: str) -> Any:
        """One of `MATCHED`: float64, NaN where it isn't known. An object taken for another class is one false and one
        missed."""
        import numpy as np

        assert self.counts is not None
        true, false, missed, mislabelled = self.counts.counts.T
        columns = {"true": true, "false": false + mislabelled, "missed": missed + mislabelled}
        known = np.where(self.counts.known, columns.get(key, mislabelled), np.nan)
        column = self.counts.worst if key == "iou" else known
        return np.concatenate([column, np.full(max(0, len(self) - len(column)), np.nan)])  # the folder is listed on

    def badges(self, position: int) -> tuple[int, int, int, float] | None:
        """The figures true, false and missed and the worst IoU (NaN: none) of a picture; None: not known yet."""
        counts = self.counts
        if counts is None or position >= len(counts.known) or not counts.known[position]:
            return None
        true, false, missed, mislabelled = counts.counts[position].tolist()
        return true, false + mislabelled, missed + mislabelled, float(counts.worst[position])

    def mislabelled(self, position: int) -> int:
        """How many objects of a picture were taken for another class."""
        return 0 if self.counts is None or self.badges(position) is None else int(self.counts.counts[position][3])

    def _matched(self, condition: Condition) -> tuple[Any, str]:
        if not self.is_matched:
            return self._nothing(), tr("No prediction of this folder is known yet.")
        column = self.column(condition.key)
        return (column == column) & compare(condition.sign)(column, condition.value), ""

    def totals(self) -> tuple[int, int, int] | None:
        """The sums of the figures true, false and missed; None where nothing is known."""
        if self.counts is None or not self.is_matched:
            return None
        true, false, missed, mislabelled = self.counts.totals()
        return true, false + mislabelled, missed + mislabelled

    @property
    def is_matched(self) -> bool:
        return self.counts is not None and bool(self.counts.known.any())

    def _of_class(self, name: str) -> tuple[Any, str]:
        import numpy as np

        if self._classes is None:
            return self._nothing(), tr("The labels are still being read.")
        positions, labels, classes = self._classes
        there = {one.casefold() for one in classes}.union(*self._edited.values())
        if name not in there:
            near = get_close_matches(name, there, 1, 0.5)
            if near:
                said = tr("No class is called “{name}”. Try {example}.")
                return self._nothing(), said.format(name=name, example=f"class:{near[0]}")
            return self._nothing(), tr("No class is called “{name}”.").format(name=name)
        found = self._nothing()
        wanted = [number for number, one in enumerate(classes) if one.casefold() == name]
        found[positions[np.isin(labels, wanted)]] = True
        for position, names in self._edited.items():
            found[position] = name in names
        return found, ""

    def _in_part(self, part: str) -> tuple[Any, str]:
        found = self._nothing()
        if self.parts is None:
            return found, tr("The folder has no lists; its parts are being told.")
        names = next((self.parts[word] for word in PARTS[part] if word in self.parts), None)
        if names is None:
            known = ", ".join(f"split:{word}" for word in PARTS if any(one in self.parts for one in PARTS[word]))
            if known:
                return found, tr("The folder has no list {part}. Try {known}.").format(part=part, known=known)
            return found, tr("The folder has no list {part}.").format(part=part)
        places = [at for name in names if (at := self.records.place(name)) is not None]
        found[places] = True
        return found, ""

    def _in_state(self, state: str) -> Any:
        import numpy as np

        return np.frombuffer(bytes(self._states), np.uint8) == STATES.index(state)

    def _nothing(self) -> Any:
        import numpy as np

        return np.zeros(len(self), bool)
