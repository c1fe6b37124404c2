"""Records and datasets: what lies in a folder, as plain values that read nothing until asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, overload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from engine.formats.problem import Problem

READ_ONLY = frozenset(("coco", "yolo", "labelme", "mnist"))
"""Formats whose files are read and never changed: a folder of theirs is converted to VOC to be edited."""


_BETWEEN = "\0"  # no name of a file holds it


class Record(NamedTuple):
    """One picture on disk and the label files that belong to it. `name` is its path below the root's picture folder,
    with `/` and without the ending; it is what split files and reports call the picture.

    The files are kept as text: a folder of records crosses to the window in a tenth of the time that paths take.
    `label_file` is the file of a format that is only read: a COCO JSON (where `entry` is what it calls the picture), a
    YOLO text, a labelme JSON. `barred_file` is what would be the label file, or the mask where that is all there is, if
    no link led it out of the opened folder: it is neither read nor written. `classes` are the names that a folder
    which is only read gives, in the order of the ids in its files; value v > 0 of a mask painted from its labels is
    `classes[v - 1]`. `first` is the number that the XML gives to the first pixel of a row or column: 1, or 0 where a
    person has said so (`engine.datasets.counting`). `keypoints` is the number of columns that an object's keypoints
    take in a YOLO text, 0 where they have none.
    """

    name: str
    image_file: str
    xml_file: str | None = None
    mask_file: str | None = None
    instance_mask_file: str | None = None
    label: str | None = None
    species: str | None = None
    label_file: str | None = None
    entry: str | None = None
    barred_file: str | None = None
    classes: tuple[str, ...] = ()
    first: int = 1
    keypoints: int = 0

    @property
    def image(self) -> Path:
        return Path(self.image_file)

    @property
    def xml(self) -> Path | None:
        return None if self.xml_file is None else Path(self.xml_file)

    @property
    def labels(self) -> Path | None:
        return None if self.label_file is None else Path(self.label_file)

    @property
    def barred(self) -> Path | None:
        return None if self.barred_file is None else Path(self.barred_file)

    @property
    def mask(self) -> Path | None:
        return None if self.mask_file is None else Path(self.mask_file)

    @property
    def instance_mask(self) -> Path | None:
        return None if self.instance_mask_file is None else Path(self.instance_mask_file)


@dataclass(frozen=True, eq=False)
class Listing(Sequence[Record]):
    """Column by column what `Record` names; an empty column is None everywhere. `classes`, `first` and `keypoints` are
    those of every record.

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
    barred_file: tuple[str | None, ...] = ()
    classes: tuple[str, ...] = ()
    first: int = 1
    keypoints: int = 0
    _made: dict[int, Record] = field(default_factory=dict, init=False, repr=False)
    _places: dict[str, int] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Self:
        """The listing of `records`, which share what a listing has in common; a listing itself."""
        if isinstance(records, cls):
            return records
        there = tuple(records)
        columns = {name: tuple(getattr(record, name) for record in there) for name in _COLUMNS}
        kept = {name: column for name, column in columns.items() if any(text is not None for text in column)}
        return cls(**kept, **{name: getattr(there[0], name) for name in _COMMON}) if there else cls()

    def with_files(self, made: Mapping[str, Mapping[str, str | None]]) -> Self:
        """The same, where pictures that had none have got the files `made`: name -> what `Record` calls it -> path."""
        columns: dict[str, list[str | None]] = {}
        for name, files in made.items():
            place = self.place(name)
            for kind, path in files.items():
                if place is not None and path is not None and getattr(self[place], kind) is None:
                    columns.setdefault(kind, list(self.column(kind)))[place] = path
        return replace(self, **{kind: tuple(column) for kind, column in columns.items()}) if columns else self

    def led_by(self, beginning: Self) -> Self:
        """The same, with the records of `beginning` first and as they are there."""
        if self[: len(beginning)] == beginning[:]:
            return self
        before = set(beginning.name)
        return self.of((*beginning, *(record for record in self if record.name not in before)))

    def place(self, name: str) -> int | None:
        """Where the record of that name stands."""
        if not self._places:
            self._places.update(zip(self.name, range(len(self)), strict=True))
        return self._places.get(name)

    def named(self, name: str) -> Record | None:
        """The record of that name."""
        place = self.place(name)
        return None if place is None else self[place]

    def column(self, name: str) -> tuple[str | None, ...]:
        """What `name` of `Record` says of each."""
        return getattr(self, name) or (None,) * len(self)

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
            self._made[at] = Record(*texts, *self._common())  # pyright: ignore[reportArgumentType] as declared
        return self._made[at]

    def __iter__(self) -> Iterator[Record]:
        """All of them, none of which is kept."""
        common = (repeat(value, len(self)) for value in self._common())
        return map(Record._make, zip(*map(self.column, _COLUMNS), *common, strict=True))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Listing):
            return NotImplemented
        return self._common() == other._common() and self._columns() == other._columns()

    def __hash__(self) -> int:
        return hash(self.name)

    def _columns(self) -> tuple[tuple[str | None, ...], ...]:
        return tuple(getattr(self, name) for name in _COLUMNS)

    def _common(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in _COMMON)

    def __reduce__(self) -> tuple[object, ...]:
        packed = tuple(_packed(column) for column in self._columns())
        return _unpacked, (packed, self._common())


_COMMON = ("classes", "first", "keypoints")
_COLUMNS = tuple(name for name in Record._fields if name not in _COMMON)


def _packed(column: tuple[str | None, ...]) -> tuple[str, bool]:
    """The texts in one, and whether an empty one means None."""
    try:
        return _BETWEEN.join(column), False  # pyright: ignore[reportCallIssue, reportArgumentType] that is the question
    except TypeError:
        return _BETWEEN.join(text or "" for text in column), True


def _unpacked(packed: tuple[tuple[str, bool], ...], common: tuple[object, ...]) -> Listing:
    columns = []
    for text, gaps in packed:
        parts = text.split(_BETWEEN) if text or gaps else ()
        columns.append(tuple(part or None for part in parts) if gaps else tuple(parts))
    return Listing(*columns, *common)  # pyright: ignore[reportArgumentType] as declared


@dataclass(frozen=True, slots=True)
class Dataset:
    """An ordered set of records. `format` is one of `doors.md`'s words. `xml_folder` is where a new label file goes.

    `lists` are the folder's own image lists (`train`, `val`, `trainval`, `test`): list name -> record names.
    `classes` are named by the folder itself, in the order of their ids, where its format numbers them (COCO, YOLO).
    `problems` were found while the folder was opened. The root of a COCO JSON that was named itself is that file.
    `partial`: these are the first of the folder's records, and a listing of all of them, which begins with these, is
    being made.
    """

    root: Path
    format: str
    records: Listing
    xml_folder: Path
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    partial: bool = False

    @property
    def read_only(self) -> bool:
        """Whether the format is one that is read and never written in place."""
        return self.format in READ_ONLY
