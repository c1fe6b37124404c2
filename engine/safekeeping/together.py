"""The files of one picture that a save replaces together: what a kill between two renames left half done is brought to
its end when the folder is opened again.

The promise is a small file outside the folder, written when all new files lie whole beside the old ones, and gone when
they have taken their places.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files
from engine.errors import EngineError
from engine.limits import read_plain
from engine.safekeeping import store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.files import Beside

_FOLDER = "together"

log = logging.getLogger(__name__)


@contextlib.contextmanager
def promised(root: Path, besides: Sequence[tuple[bytes | None, Beside]]) -> Iterator[None]:
    """While it lasts, the files of `besides` take their places, each with the bytes it replaces (None: there are none).
    A promise that cannot be written down does not hold up the save: the log says so."""
    note = None
    if len(besides) > 1:
        moves = [(str(new.path), str(new.temporary), _digest(old), _digest(new.data)) for old, new in besides]
        try:
            folder = store.made(root) / _FOLDER
            folder.mkdir(exist_ok=True, mode=0o700)
            note = folder / files.temporary_name()
            files.replace_quickly(note, json.dumps(moves).encode())
        except OSError as error:
            log.warning("a save in %s goes on without a note of it: %s", root, error)
    try:
        yield
    finally:
        if note is not None:
            with contextlib.suppress(OSError):
                note.unlink(missing_ok=True)


def settle(root: Path) -> None:
    """Bring saves of the folder `root` to their end that a kill broke off after the first rename. One that was broken
    off before has changed nothing, and what another program has changed since is left as it is."""
    with contextlib.suppress(OSError):
        for note in list((store.of(root) / _FOLDER).iterdir()):
            if files.is_left_over(note):
                with contextlib.suppress(OSError, ValueError, TypeError, RecursionError, EngineError):
                    _finish(json.loads(note.read_bytes()))
                note.unlink(missing_ok=True)


def _finish(moves: list[tuple[str, str, str | None, str]]) -> None:
    waiting = []
    for target, temporary, old, new in moves:
        now = _digest_of(target)
        if now == new:
            continue
        if now != old or _digest_of(temporary) != new:
            return
        waiting.append((temporary, target))
    if len(waiting) < len(moves):
        for temporary, target in waiting:
            Path(temporary).replace(target)


def _digest_of(path: str) -> str | None:
    try:
        return _digest(read_plain(Path(path), "image_bytes"))
    except FileNotFoundError:
        return None


def _digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
