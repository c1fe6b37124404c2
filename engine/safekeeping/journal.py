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
from engine.annotation import Annotation, Box, Instance, Rle
from engine.safekeeping import lock, store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
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
        lines += [_line({"record": name, "settled": True}) for name in settled]
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
        old_handle, old_path = self._handle, self._path
        self._handle, self._path, self._size = -1, None, 0
        try:
            self.note(unsaved, ())
        except OSError:
            _drop(self._handle, self._path)
            self._handle, self._path = old_handle, old_path
            raise
        _drop(old_handle, old_path)

    def close(self) -> None:
        """End it: a journal that still holds something stays for the next start."""
        if self._handle >= 0:
            _drop(self._handle, self._path if self._size == 0 else None)
            self._handle, self._path = -1, None

    def _add(self, data: bytes) -> None:
        if self._handle < 0:
            self._begin()
        try:
            if os.write(self._handle, data) != len(data):
                raise OSError(28, "only a part could be written: no room is left")
            os.fsync(self._handle)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, self._size)  # half a line would spoil the next one
            raise
        self._size += len(data)

    def _begin(self) -> None:
        folder = store.made(self._root) / "journals"
        folder.mkdir(exist_ok=True, mode=0o700)
        path = folder / f"{time.time_ns()}-{os.getpid()}-{os.urandom(4).hex()}{_SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._handle, self._path = os.open(path, flags, 0o600), path
        lock.claim(self._handle)


def left(root: Path) -> dict[Path, tuple[Unsaved, ...]]:
    """The journals of `root` that nobody writes any more, the oldest first, with what they hold; empty ones are
    removed on the way."""
    found: dict[Path, tuple[Unsaved, ...]] = {}
    with contextlib.suppress(OSError):
        for path in sorted((store.of(root) / "journals").glob(f"*{_SUFFIX}")):
            if _deserted(path):
                if states := tuple(_read(path).values()):
                    found[path] = states
                else:
                    path.unlink(missing_ok=True)
    return found


def newest(journals: dict[Path, tuple[Unsaved, ...]]) -> tuple[Unsaved, ...]:
    """The last state of every record in any of these journals."""
    last: dict[str, Unsaved] = {}
    for state in sorted((one for states in journals.values() for one in states), key=lambda one: one.seconds):
        last[state.record] = state
    return tuple(last.values())


def discard(paths: Iterable[Path], kept: Collection[str] = ()) -> None:
    """Remove these journals, but for what they hold of the records `kept`; what cannot be removed is offered again."""
    for path in paths:
        with contextlib.suppress(OSError):
            held = _read(path).keys()
            if held.isdisjoint(kept):
                path.unlink(missing_ok=True)
            else:
                lines = (_line({"record": name, "settled": True}) for name in held - set(kept))
                with path.open("ab") as file:
                    file.write(b"\n" + b"".join(lines))  # a crash may have cut the last line short


def _deserted(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        free = lock.claim(handle)
        if free is not None:
            return free
        pid = path.stem.split("-")[1] if path.stem.count("-") == 2 else "0"
        return not files.alive(int(pid) if pid.isdigit() else 0)
    finally:
        os.close(handle)


def _drop(handle: int, path: Path | None) -> None:
    with contextlib.suppress(OSError):
        if path is not None:
            path.unlink(missing_ok=True)
    if handle >= 0:
        with contextlib.suppress(OSError):
            os.close(handle)


def _read(path: Path) -> dict[str, Unsaved]:
    states: dict[str, Unsaved] = {}
    for plain in _lines(path):
        try:
            if plain.get("settled"):
                states.pop(plain["record"], None)
            else:
                states[plain["record"]] = _unsaved(plain)
        except (KeyError, TypeError, ValueError, zlib.error):  # a line of another version of the program
            continue
    return states


def _lines(path: Path) -> Iterator[dict]:
    with path.open("rb") as file:
        for line in file:
            check, _, text = line.partition(b" ")
            if line.endswith(b"\n") and check == b"%08x" % zlib.crc32(text):
                with contextlib.suppress(ValueError):
                    yield json.loads(text)


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
