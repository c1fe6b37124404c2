"""Large arrays beside the pipe: one file a message in shared memory, mapped by the reader and gone at once.

12 megapixels take a few milliseconds so, and 66 ms through a pipe. A file is named after the window's process id and
a random word of the pair, so that whoever survives the other can remove what was on its way.
"""

from __future__ import annotations

import mmap
import os
import re
import secrets
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARED_MEMORY = Path("/dev/shm")
ALIGNMENT = 64
OLD = 3600.0  # seconds; a parcel lives for milliseconds
NAME = re.compile(r"overlap-(\d+)-[0-9a-f]{16}-\d+-[0-9a-f]{8}")


def new_stem() -> str:
    """The beginning of the names of all files between this window and one engine process."""
    return f"overlap-{os.getpid()}-{secrets.token_hex(8)}"


class Parcels:
    """Writes and reads the parcels of one pair of processes; both ends have the same `stem`."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._count = 0

    def write(self, buffers: Sequence[memoryview]) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The path of a new file that holds `buffers`, and the (start, length) of each in it. Raises OSError."""
        places: list[tuple[int, int]] = []
        end = 0
        for buffer in buffers:
            start = -(-end // ALIGNMENT) * ALIGNMENT
            places.append((start, buffer.nbytes))
            end = start + buffer.nbytes
        self._count += 1
        name = f"{self._stem}-{self._count}-{secrets.token_hex(4)}"  # both ends count, hence the last word
        if _has_room(SHARED_MEMORY, end):
            with suppress(OSError):  # somebody else took the room meanwhile
                return _write(SHARED_MEMORY / name, buffers, places), tuple(places)
        return _write(Path(tempfile.gettempdir()) / name, buffers, places), tuple(places)

    def read(self, path: str, places: Sequence[tuple[int, int]]) -> list[memoryview]:
        """What `write` put at `path`, read-only. The file is removed; its memory lives as long as the views."""
        with Path(path).open("rb") as file:
            if os.name == "nt":  # a mapped file cannot be removed there
                whole = memoryview(file.read())
            else:
                whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        Path(path).unlink()
        return [whole[start : start + length] for start, length in places]

    def sweep(self) -> None:
        """Remove what was on its way when the other end died."""
        for path in present(f"{self._stem}-*"):
            with suppress(OSError):
                path.unlink()


def sweep_strangers() -> None:
    """Remove what pairs have left of which both ends were killed."""
    now = time.time()
    for path in present("overlap-*"):
        match = NAME.fullmatch(path.name)
        with suppress(OSError):
            if match and (not files.alive(int(match[1])) or now - path.stat().st_mtime > OLD):
                path.unlink()


def present(pattern: str) -> list[Path]:
    """The files of this name in the two places where parcels lie."""
    return [path for folder in {SHARED_MEMORY, Path(tempfile.gettempdir())} for path in folder.glob(pattern)]


def _write(path: Path, buffers: Sequence[memoryview], places: Sequence[tuple[int, int]]) -> str:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for buffer, (start, _) in zip(buffers, places, strict=True):
                file.seek(start)
                file.write(buffer)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    return str(path)


def _has_room(folder: Path, size: int) -> bool:
    try:
        state = os.statvfs(folder)
    except (AttributeError, OSError):  # Windows has no statvfs, macOS no /dev/shm
        return False
    return state.f_bavail * state.f_frsize > 2 * size
