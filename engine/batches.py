"""The reader's calls that change the labels of many pictures: counted first, written file by file, and taken back.

Every file is saved as one alone is: whole or not at all, never over what another program has written meanwhile, with
both texts kept as versions. No torch.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.datasets import facts, labels, saving
from engine.datasets.index import index
from engine.deeds import Renaming, Tally
from engine.errors import EngineError
from engine.steps import Pace, Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.datasets.record import Dataset, Record
    from engine.deeds import Deed


@dataclass(frozen=True, eq=False, slots=True)
class Rewritten:
    """A file and its compressed bytes before and after, None where it was not there."""

    path: str
    before: bytes | None
    after: bytes | None

    def bytes(self, after: bool) -> bytes | None:
        """What it held after it was written, or before."""
        packed = self.after if after else self.before
        return None if packed is None else zlib.decompress(packed)


@dataclass(frozen=True, eq=False, slots=True)
class Written:
    """What became of a record's files: those that changed, and the stamps of its labels (see `engine.datasets.labels`)
    before and after. `file` is its label file, `masks` are the files of its class mask and its instance mask; `tally`
    counts what was changed in it."""

    name: str
    file: str
    masks: tuple[str | None, str | None]
    files: tuple[Rewritten, ...]
    stamps: tuple[str | None, str | None]
    tally: Tally

    @property
    def size(self) -> int:
        return 500 + sum(len(one.before or b"") + len(one.after or b"") for one in self.files)

    def record(self, record: Record) -> Record:
        """`record` as it is with these files."""
        return record._replace(xml_file=self.file, mask_file=self.masks[0], instance_mask_file=self.masks[1])


@dataclass(frozen=True, slots=True)
class Plan:
    """What a deed would do: `names` of the records it would change, what it would do there all in all, and what it
    leaves alone. `verified`: pictures a person has verified, where the deed leaves those; `unusable`: label files that
    cannot be used."""

    names: tuple[str, ...]
    tally: Tally
    verified: int = 0
    unusable: int = 0


def plan(dataset: Dataset, names: tuple[str, ...], deed: Deed) -> Generator[Step, None, Plan]:
    """Count what `deed` would do to the records `names`, as their files are now. Nothing is written.

    Raises EngineError where it cannot be done in such a folder at all.
    """
    deed.check(dataset)
    wanted = names
    if isinstance(deed, Renaming) and deed.values is None:
        known = yield from index(str(dataset.root))
        wanted = deed.candidates(known, names)
    found: list[str] = []
    tally, verified, unusable, pace = Tally(), 0, 0, Pace()
    for done, name in enumerate(wanted):
        record = dataset.records.named(name)
        try:
            here = None if record is None else deed.counted(dataset.format, record)
        except EngineError:
            unusable += 1
            here = None
        if here is not None and here.changed:
            found.append(name)
        tally, verified = tally + (here or Tally()), verified + bool(here and here.verified)
        if pace.due():
            yield Step("Counting", done, len(wanted))
    yield Step("Counting", len(wanted), len(wanted))
    return Plan(tuple(found), tally, verified, unusable)


def write(dataset: Dataset, names: tuple[str, ...], deed: Deed) -> Generator[Step, None, int]:
    """Do `deed` to the label files of the records `names`. Steps of kind "written" say what was done so far since the
    one before: "written" is a tuple of `Written`, as read back from disk, "left" one of (name, why) for those that stay
    as they were. Ended half-way, what was written is written, and was said. Returns how many files were written.
    """
    deed.check(dataset)
    report, pace = _Report("Writing labels", len(names)), Pace()
    for name in names:
        record = dataset.records.named(name)
        if record is None:
            continue
        try:
            found = _done(dataset, record, deed)
            report.add(name, found)
        except (EngineError, OSError) as error:
            report.leave(name, str(error))
        if pace.due():
            yield report.step()
    yield report.step()
    return report.count


def put_back(dataset: Dataset, written: tuple[Written, ...], forwards: bool) -> Generator[Step, None, int]:
    """Give records' files the bytes they had before they were `written`, or after (`forwards`) once more, as long as
    nobody has changed them since. Steps and return value are those of `write`."""
    report, pace = _Report("Writing labels", len(written)), Pace()
    for one in written:
        record = dataset.records.named(one.name)
        if record is None:
            continue
        try:
            _put(dataset.root, record, one, forwards)
            report.add(one.name, one)
        except (EngineError, OSError) as error:
            report.leave(one.name, str(error))
        if pace.due():
            yield report.step()
    yield report.step()
    return report.count


class _Report:
    """What was done since the last step."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total = what, total
        self._written: list[Written] = []
        self._left: list[tuple[str, str]] = []
        self._seen = self.count = 0

    def add(self, _name: str, written: Written | None) -> None:
        self._seen += 1
        if written is not None:
            self._written.append(written)
            self.count += 1

    def leave(self, name: str, why: str) -> None:
        self._seen += 1
        self._left.append((name, why))

    def step(self) -> Step:
        values = {"written": tuple(self._written), "left": tuple(self._left)}
        self._written, self._left = [], []
        return Step(self._what, self._seen, self._total, "written", values)


def _done(dataset: Dataset, record: Record, deed: Deed) -> Written | None:
    """Do it to one record; None where there is nothing to do."""
    read = labels.read(dataset.format, record)
    after, tally = deed.on(read.annotation, record)
    if not tally.changed:
        return None
    xml = saving.label_place(dataset, record)
    before = {path: _held(path) for path in (xml, record.mask, record.instance_mask) if path is not None}
    saved = labels.save(dataset, record, after, read.stamp)
    masks = tuple(None if name is None else Path(name) for name in saved.masks)
    now = {path: _held(path) for path in (xml, *masks) if path is not None}
    files = tuple(
        Rewritten(str(path), _packed(before.get(path)), _packed(data))
        for path, data in now.items()
        if data != before.get(path)
    )
    current = record._replace(xml_file=str(xml), mask_file=saved.masks[0], instance_mask_file=saved.masks[1])
    if labels.stamp_on_disk(current) != saved.stamp:
        raise EngineError(f"{xml.name}: was saved, and another program has written it since")
    return Written(record.name, str(xml), saved.masks, files, (read.stamp, saved.stamp), tally)


def _held(path: Path) -> bytes | None:
    return facts.read_bytes(path, "image_bytes")


def _put(root: Path, record: Record, written: Written, forwards: bool) -> None:
    """Raises EngineError, and then the record's files are as they were."""
    current = written.record(record)
    for one in written.files:
        if (found := _held(Path(one.path))) != one.bytes(not forwards):
            raise saving.changed(Path(one.path), found)
    if labels.stamp_on_disk(current) != written.stamps[0 if forwards else 1]:
        raise saving.changed(Path(written.file), _held(Path(written.file)))
    changes: list[saving.Change] = []
    gone: list[tuple[Path, bytes]] = []
    for one in written.files:
        old, new = one.bytes(not forwards), one.bytes(forwards)
        if new is not None:
            changes.append(saving.Change(Path(one.path), old, new))
        elif old is not None:
            gone.append((Path(one.path), old))
    saving.put(root, changes)
    for path, old in gone:
        saving.remove(root, path, old)
    if labels.stamp_on_disk(current) != written.stamps[1 if forwards else 0]:
        raise EngineError(f"{Path(written.file).name}: another program has written it since")


def _packed(data: bytes | None) -> bytes | None:
    return None if data is None else zlib.compress(data, 1)
