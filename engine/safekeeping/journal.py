"""The journal of edits that are not in the label files yet: what a killed window leaves of the work of a person.

One file a window and folder, outside the folder, one line a state of a record: a checksum, then JSON. Lines are only
ever added; a line that a crash cut short is passed over. The window that writes holds the system's lock on the file, so
that the next one knows which journals nobody writes any more.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import time
import zlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from engine import files
from engine.annotation import Annotation, Box, Instance, Rle, same
from engine.safekeeping import lock, store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

LARGEST = 16 << 20
"""Bytes from which on a journal is written anew, with nothing but what is not saved."""

_SUFFIX = ".journal"
_FIELDS = frozenset(field.name for field in fields(Instance)) - {"box", "polygons", "attributes", "rle"}


@dataclass(frozen=True, eq=False)
class Unsaved:
    """The edits of one record: `annotation` as shown, made from the label file's text `basis` (an instance's `origin`
    is its place there), while the files on disk were those of `stamp`. `seconds` is when they were noted.

    `mask_edited`: the annotation's mask is another than that of the mask file, and is part of what is kept; otherwise
    it has none and the file's counts.
    """

    record: str
    annotation: Annotation
    stamp: str | None
    basis: bytes | None = None
    mask_edited: bool = False
    seconds: float = 0.0


class Journal:
    """The journal of this process for the folder `root`; its file comes with the first note."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._handle = -1
        self._path: Path | None = None
        self._size = 0

    def note(self, unsaved: Iterable[Unsaved], settled: Iterable[str]) -> None:
        """Add the states of records with unsaved edits, and the names of records that have none any more. On disk when
        it returns. Raises OSError."""
        lines = [_noted(one) for one in unsaved]
        lines += [_settled(name) for name in settled]
        if not lines:
            return
        self._add(b"".join(lines))

    def clear(self) -> None:
        """Nothing is unsaved: forget all. Raises OSError."""
        if self._handle >= 0:
            os.ftruncate(self._handle, 0)
            self._size = 0

    def too_long(self) -> bool:
        """Whether the journal should be written anew."""
        return self._size > LARGEST

    def rewrite(self, unsaved: Iterable[Unsaved]) -> None:
        """Begin a new file with these states, then drop the old one. Raises OSError; then the old one stands."""
        old = self._handle, self._path, self._size
        self._handle, self._path, self._size = -1, None, 0
        try:
            self.note(unsaved, ())
        except OSError:
            lock.end_held(self._handle, self._path)
            self._handle, self._path, self._size = old
            raise
        lock.end_held(*old[:2])

    def close(self) -> None:
        """End it: a journal that still holds something stays for the next start."""
        if self._handle >= 0:
            lock.end_held(self._handle, self._path if self._size == 0 else None)
            self._handle, self._path = -1, None

    def _add(self, data: bytes) -> None:
        if self._handle < 0:
            self._handle, self._path = lock.begin_held(store.made(self._root) / "journals", _SUFFIX)
        try:
            files.write_in_full(self._handle, data)
            os.fsync(self._handle)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, self._size)  # half a line would spoil the next one
            raise
        self._size += len(data)


def left(root: Path) -> dict[Path, tuple[Unsaved, ...]]:
    """The journals of `root` that nobody writes any more, the oldest first, with what they hold; those that hold
    nothing are removed on the way, but for what is not understood: another version of the program may."""
    found: dict[Path, tuple[Unsaved, ...]] = {}
    for path in sorted((store.of(root) / "journals").glob(f"*{_SUFFIX}")):
        with contextlib.suppress(OSError):
            if lock.deserted(path):
                states, understood = _read(path)
                if states:
                    found[path] = tuple(states.values())
                elif understood:
                    path.unlink(missing_ok=True)
    return found


def newest(journals: dict[Path, tuple[Unsaved, ...]]) -> tuple[Unsaved, ...]:
    """The last state of every record in each of these journals, the oldest journal first: a record comes once for each
    that holds something else of it, so that no work is lost because there is later work, or a clock was set back."""
    found: list[Unsaved] = []
    last: dict[str, Unsaved] = {}
    for state in (one for states in journals.values() for one in states):
        before, last[state.record] = last.get(state.record), state
        if before is None or not _alike(before, state):
            found.append(state)
    return tuple(found)


def discard(paths: Iterable[Path], kept: Collection[str] = ()) -> None:
    """Remove these journals, but for what they hold of the records `kept`, and what is not understood; what cannot be
    removed is offered again."""
    for path in paths:
        with contextlib.suppress(OSError):
            states, understood = _read(path)
            if understood and states.keys().isdisjoint(kept):
                path.unlink(missing_ok=True)
            else:
                with path.open("rb+") as file:
                    file.seek(file.read().rfind(b"\n") + 1)  # a crash may have cut the last line short
                    file.truncate()
                    file.writelines(_settled(name) for name in states.keys() - set(kept))


def _alike(one: Unsaved, other: Unsaved) -> bool:
    """As where a crash came between the note in a new journal and the end of the old one."""
    basis = one.stamp == other.stamp and one.basis == other.basis and one.mask_edited == other.mask_edited
    return basis and same(one.annotation, other.annotation)


def _read(path: Path) -> tuple[dict[str, Unsaved], bool]:
    """The last state of each record, and whether every whole line was understood: one may be damaged, or of another
    version of the program."""
    states: dict[str, Unsaved] = {}
    understood = True
    with path.open("rb") as file:
        for line in file:
            check, _, text = line.partition(b" ")
            if not line.endswith(b"\n"):
                break  # a crash cut it short
            try:
                if check != b"%08x" % zlib.crc32(text):
                    raise ValueError("damaged")
                plain = json.loads(text)
                if plain.get("settled"):
                    states.pop(plain["record"], None)
                else:
                    states[plain["record"]] = _unsaved(plain)
            except (AttributeError, KeyError, TypeError, ValueError, zlib.error):
                understood = understood and not line.strip()  # 0.7.2 begins with an empty one what it adds
    return states, understood


def _settled(name: str) -> bytes:
    return _line({"record": name, "settled": True})


def _line(plain: dict, instances: Iterable[Instance] = ()) -> bytes:
    """Objects are written one by one: ten thousand at once would hold up whoever waits for the interpreter."""
    objects = ", ".join(json.dumps(_told(one)) for one in instances)
    text = f'{json.dumps(plain)[:-1]}, "instances": [{objects}]}}\n'.encode()
    return b"%08x " % zlib.crc32(text) + text


def _noted(state: Unsaved) -> bytes:
    annotation = state.annotation
    plain = {name: getattr(annotation, name) for name in ("width", "height", "label", "verified")}
    plain |= {"record": state.record, "stamp": state.stamp, "seconds": state.seconds or time.time()}
    plain["basis"] = None if state.basis is None else _packed(state.basis)
    if state.mask_edited and annotation.mask is not None:
        plain["mask"] = _packed(np.ascontiguousarray(annotation.mask).data)
    return _line(plain, annotation.instances)


def _told(instance: Instance) -> dict:
    return {name: getattr(instance, name) for name in _FIELDS} | {
        "box": instance.box.as_tuple(),
        "polygons": instance.polygons,
        "attributes": instance.attributes,
        "rle": None if instance.rle is None else (instance.rle.width, instance.rle.height, instance.rle.counts),
    }


def _unsaved(plain: dict) -> Unsaved:
    width, height = int(plain["width"]), int(plain["height"])
    mask = None
    if plain.get("mask") is not None:
        mask = np.frombuffer(_unpacked(plain["mask"]), np.uint8).reshape(height, width)
    instances = tuple(_instance(one) for one in plain["instances"])
    annotation = Annotation(width, height, instances, mask, plain["label"], verified=bool(plain["verified"]))
    basis = None if plain["basis"] is None else _unpacked(plain["basis"])
    return Unsaved(str(plain["record"]), annotation, plain["stamp"], basis, mask is not None, float(plain["seconds"]))


def _instance(plain: dict) -> Instance:
    polygons = tuple(tuple((float(x), float(y)) for x, y in polygon) for polygon in plain["polygons"])
    pairs = tuple((str(name), str(value)) for name, value in plain["attributes"])
    pixels = None if plain.get("rle") is None else Rle(*plain["rle"])
    rest = {name: value for name, value in plain.items() if name in _FIELDS}
    told = {"box": Box(*map(float, plain["box"])), "polygons": polygons, "attributes": pairs, "rle": pixels}
    return Instance(**rest | told)


def _packed(data: bytes | memoryview) -> str:
    return base64.b64encode(zlib.compress(data, 1)).decode()


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))
