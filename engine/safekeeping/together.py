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
from engine.limits import NotPlainError, TooLargeError, read_plain
from engine.safekeeping import store, versions

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


def settle(root: Path) -> bool:
    """Bring saves of the folder `root` to their end that a kill broke off after the first rename; returns whether there
    were any that were broken off. One that was broken off before has changed nothing, and what another program has
    changed since is left as it is. What cannot be done now waits for the next time, see `waiting`."""
    settled = False
    with contextlib.suppress(OSError):
        for note in list((store.of(root) / _FOLDER).iterdir()):
            if not files.is_left_over(note):
                continue
            try:
                with contextlib.suppress(ValueError, TypeError, RecursionError):  # damaged
                    _finish(root, json.loads(note.read_bytes()))
            except (OSError, EngineError) as error:
                log.warning("a save in %s cannot be brought to its end yet: %s", root, error)
                continue
            settled = True
            note.unlink(missing_ok=True)
    return settled


def waiting(root: Path) -> frozenset[str]:
    """The names of notes, and of the new files they promise: they are not left over, but still needed."""
    names: set[str] = set()
    with contextlib.suppress(OSError):
        for note in list((store.of(root) / _FOLDER).iterdir()):
            with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
                names |= {Path(temporary).name for _, temporary, _, _ in json.loads(note.read_bytes())} | {note.name}
    return frozenset(names)


def _finish(root: Path, moves: list[tuple[str, str, str | None, str]]) -> None:
    found = [(Path(target), Path(temporary), _digest_of(target), old, new) for target, temporary, old, new in moves]
    left = [each for each in found if each[2] != each[4]]
    if len(left) == len(found):
        return
    if all(now == old and _digest_of(temporary) == new for _, temporary, now, old, new in left):
        for target, temporary, *_ in left:
            temporary.replace(target)
        return
    for target, temporary, now, _, new in left:  # no longer to be put there, and not to be lost either
        if _digest_of(temporary) == new:
            versions.keep(root, target, temporary.read_bytes())
            if now is not None:
                versions.keep(root, target, read_plain(target, "image_bytes"))


def _digest_of(path: str | Path) -> str | None:
    """Empty for what is no file of ours."""
    try:
        return _digest(read_plain(Path(path), "image_bytes"))
    except FileNotFoundError:
        return None
    except (NotPlainError, TooLargeError):
        return ""


def _digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
