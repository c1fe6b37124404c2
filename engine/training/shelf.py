"""Prepared pictures of a whole folder, for training end to end: in memory while they are few, in a file when many.

The file has no name of its own where the system can do that, and goes when the last page of it is let go: nothing is
left in the cache, also of a run that is killed.
"""

from __future__ import annotations

import shutil
import tempfile
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import numpy as np

from engine import places
from engine.errors import EngineError
from engine.wording import counted

if TYPE_CHECKING:
    from pathlib import Path

ROOM = 1 << 30
"""Bytes that pictures may take in memory. What lies in the file costs memory only while there is nothing better to
use it for."""


class Shelved(Protocol):
    """Pictures by their places, S×S×3 uint8: a list, or a file."""

    def __getitem__(self, place: int, /) -> np.ndarray: ...


class Shelf:
    """Room for up to `count` pictures of `side` × `side` × 3 uint8. Raises EngineError where the disk is too small."""

    def __init__(self, count: int, side: int) -> None:
        self._shape = (side, side, 3)
        self._kept: list[np.ndarray] = []
        self._count = 0
        self._file: BinaryIO | None = None
        if count * side * side * 3 > ROOM:
            self._file = _scratch(count * side * side * 3, count)

    def add(self, square: np.ndarray) -> int:
        """Keep a picture; its place on the shelf. Raises EngineError where it cannot be written."""
        if square.shape != self._shape or square.dtype != np.uint8:
            raise ValueError(f"{square.shape} {square.dtype} is no picture of {self._shape} bytes")
        if self._file is None:
            self._kept.append(square)
        else:
            try:
                self._file.write(square.tobytes())
            except OSError as error:
                raise EngineError(f"{_folder()}: pictures cannot be kept here ({error.strerror or error})") from error
        self._count += 1
        return self._count - 1

    def squares(self) -> Shelved:
        """All pictures by their places. Nothing more can be added to a file."""
        if self._file is None or not self._count:
            return self._kept
        try:
            with self._file as file:  # what is mapped stays when the file is closed
                file.flush()
                return np.memmap(file, np.uint8, "r", shape=(self._count, *self._shape))
        except OSError as error:
            raise EngineError(f"{_folder()}: pictures cannot be kept here ({error.strerror or error})") from error

    def close(self) -> None:
        """Let go of the file. What `squares` gave stays good."""
        if self._file is not None:
            self._file.close()


def _folder() -> Path:
    return places.cache() / "squares"


def _scratch(needed: int, count: int) -> BinaryIO:
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if needed > 0.9 * free:
            need = counted(count, "picture needs", "pictures need")
            raise EngineError(
                f"{folder}: {need} {needed / 1e9:.1f} GB to be learnt from and "
                f"{free / 1e9:.1f} GB are free; make room, or set OVERLAP_CACHE to a folder on a larger disk"
            )
        return cast("BinaryIO", tempfile.TemporaryFile(dir=folder))
    except OSError as error:
        raise EngineError(f"{folder}: pictures cannot be kept here ({error.strerror or error})") from error
