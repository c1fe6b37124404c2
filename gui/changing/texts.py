"""Which object stands where in which text of a label file: the texts of it that are remembered, as a value.

A label file numbers its objects anew whenever it is written. An object that a save deleted and undo brings back is
written from the text that still has it, with everything in it that we don't understand.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from engine.annotation import Instance

TEXTS, TEXT_BYTES = 20, 16 << 20
"""How many texts of one label file are remembered, and how long they may be together."""


@dataclass(frozen=True, eq=False, slots=True)
class Text:
    """A text of a label file (None: it isn't known, or there was no file) and where in it which key stands. `state` is
    the number of the record's state while that was on disk, `era` how often others had written the file by then."""

    data: bytes | None
    places: dict[int, int] = field(default_factory=dict)
    state: int = -1
    era: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Texts:
    """The texts that are remembered, the oldest first; `disk`, the last, is the one on disk."""

    _all: tuple[Text, ...] = (Text(None),)

    @property
    def disk(self) -> Text:
        return self._all[-1]

    def best_for(self, keys: Set[int | None], state: int) -> Text:
        """The text to write objects with these keys from, in the record's `state`: the one that was on disk in this
        very state, where nobody else has written the file since (it comes back to the byte), else the one that holds
        most of them, the newest on ties."""
        now = state, self.disk.era
        found = [text for text in self._all if (text.state, text.era) == now and keys <= text.places.keys()]
        return max(reversed(found or self._all), key=lambda text: len(keys & text.places.keys()))

    def with_disk(self, data: bytes | None, places: dict[int, int], state: int, era: int) -> Texts:
        """With what is on disk now, in the record's `state`. Where there are too many the oldest go, but for those that
        alone have an object."""
        kept: list[Text] = []
        known = set(places)
        for old in reversed(self._all):
            if old.data is not None and (len(kept) < TEXTS - 1 or not old.places.keys() <= known):
                kept.insert(0, old)
                known |= old.places.keys()
        while sum(len(old.data or b"") for old in kept) > TEXT_BYTES:
            del kept[0]
        return Texts((*kept, Text(data, places, state, era)))

    def with_older(self, text: Text) -> Texts:
        """With a text that was on disk at some time, for when what it holds is saved."""
        return Texts((*self._all[:-1], text, self.disk))

    def settled(self, state: int) -> Texts:
        """The same, where what is on disk says what the record's `state` does."""
        return Texts((*self._all[:-1], replace(self.disk, state=state)))


def places_of(keyed: Iterable[Instance], read: Iterable[Instance]) -> dict[int, int]:
    """Where which key stands: `keyed` are the objects `read` from a text, in their order, with keys as origins."""
    pairs = ((one.origin, other.origin) for one, other in zip(keyed, read, strict=True))
    return {key: place for key, place in pairs if key is not None and place is not None}
