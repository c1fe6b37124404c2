"""The records of a folder as columns of text: many thousands cross to the window in milliseconds, and each is made
only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, overload

from engine.datasets.record import Record

if TYPE_CHECKING:
    from typing import Self

_BETWEEN = "\0"  # no name of a file holds it


@dataclass(frozen=True, eq=False)
class Listing(Sequence[Record]):
    """Column by column what `Record` names; an empty column is None everywhere. `classes` are those of every record.

    A record that was asked for by its position stays the same object.
    """

    name: tuple[str, ...] = ()
    image_file: tuple[str, ...] = ()
    xml_file: tuple[str | None, ...] = ()
    mask_file: tuple[str | None, ...] = ()
    instance_mask_file: tuple[str | None, ...] = ()
    label: tuple[str | None, ...] = ()
    species: tuple[str | None, ...] = ()
    label_file: tuple[str | None, ...] = ()
    entry: tuple[str | None, ...] = ()
    classes: tuple[str, ...] = ()
    _made: dict[int, Record] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """The listing of `records`, which share their classes; a listing itself."""
        if isinstance(records, cls):
            return records
        there = tuple(records)
        columns = {name: tuple(getattr(record, name) for record in there) for name in _COLUMNS}
        kept = {name: column for name, column in columns.items() if any(text is not None for text in column)}
        return cls(**kept, classes=there[0].classes if there else ())

    def with_label_file(self, name: str, path: str) -> Self:
        """The same, where the picture `name` has got the label file `path`."""
        place = self.name.index(name)
        column = self.xml_file or (None,) * len(self)
        return replace(self, xml_file=(*column[:place], path, *column[place + 1 :]))

    def __len__(self) -> int:
        return len(self.name)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Record, ...]: ...
    def __getitem__(self, place: int | slice) -> Record | tuple[Record, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        at = range(len(self))[place]
        if at not in self._made:
            texts = (column[at] if column else None for column in self._columns())
            self._made[at] = Record(*texts, classes=self.classes)  # pyright: ignore[reportArgumentType] as declared
        return self._made[at]

    def __iter__(self) -> Iterator[Record]:
        """All of them, none of which is kept."""
        nothing = (None,) * len(self)
        for texts in zip(*(column or nothing for column in self._columns()), strict=True):
            yield Record(*texts, classes=self.classes)  # pyright: ignore[reportArgumentType] as declared

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Listing):
            return NotImplemented
        return self._columns() == other._columns() and self.classes == other.classes

    def __hash__(self) -> int:
        return hash(self.name)

    def _columns(self) -> tuple[tuple[str | None, ...], ...]:
        return tuple(getattr(self, name) for name in _COLUMNS)

    def __reduce__(self) -> tuple[object, ...]:
        packed = tuple(_BETWEEN.join(text or "" for text in column) for column in self._columns())
        return _unpacked, (packed, self.classes)


_COLUMNS = tuple(each.name for each in fields(Record) if each.name != "classes")


def _unpacked(packed: tuple[str, ...], classes: tuple[str, ...]) -> Listing:
    columns = (tuple(part or None for part in text.split(_BETWEEN)) if text else () for text in packed)
    return Listing(*columns, classes=classes)  # pyright: ignore[reportArgumentType] as declared
