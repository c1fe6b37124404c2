"""The files of one picture that a save replaces together: what a kill between two renames left half done is brought to
its end when the folder is opened in the window again, and told by whoever else reads it.

The promise is a small file outside the folder, written when all new files lie whole beside the old ones, and gone when
they have taken their places.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files
from engine.errors import EngineError
from engine.formats.problem import Problem
from engine.limits import NotPlainError, TooLargeError, read_plain
from engine.safekeeping import lock, store, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.files import Beside

_FOLDER, _SUFFIX = "together", ".promise"

log = logging.getLogger(__name__)


@contextlib.contextmanager
def promised(root: Path, besides: Sequence[tuple[bytes | None, Beside]]) -> Iterator[None]:
    """While it lasts, the files of `besides` take their places, each with the bytes it replaces (None: there are none).
    The promise is held, and names the files as they lie in the folder, which may be called otherwise tomorrow. One that
    cannot be written down does not hold up the save: the log says so."""
    handle, note = -1, None
    if len(besides) > 1:
        within = root.resolve()
        moves = [
            (_named(new.path, within), _named(new.temporary, within), _digest(old), _digest(new.data))
            for old, new in besides
        ]
        try:
            handle, note = lock.begin_held(store.made(root) / _FOLDER, _SUFFIX, json.dumps(moves).encode())
        except OSError as error:
            log.warning("a save in %s goes on without a note of it: %s", root, error)
    try:
        yield
    finally:
        lock.end_held(handle, note)


def settle(root: Path) -> bool:
    """Bring saves of the folder `root` to their end that a kill broke off after the first rename; returns whether there
    were any that were broken off. Those that cannot be finished now wait for the next time, see `unfinished` and
    `waiting`. A save that was broken off before has changed nothing, and what another program has changed since is
    left as it is."""
    if not any(map(_is_deserted, _notes(root))):
        return False
    with lock.alone(root):  # of two windows that are opened at once the second finds it done
        return _settled(root, [note for note in _notes(root) if _is_deserted(note)])


def unfinished(root: Path) -> tuple[Problem, ...]:
    """What to say of the saves of the folder `root` that a kill broke off and nobody has brought to their end."""
    found = []
    for note in filter(_is_deserted, _notes(root)):
        with contextlib.suppress(OSError, EngineError, ValueError, TypeError, RecursionError):  # damaged
            moves = _moves(root, note)
            if 0 < len(_left(moves)) < len(moves):
                found.append(_half([target for target, *_ in moves]))
    return tuple(found)


def waiting(root: Path) -> frozenset[str]:
    """The names of notes, and of the new files they promise: they are not left over, but still needed."""
    names: set[str] = set()
    for note in _notes(root):
        with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
            names |= {Path(temporary).name for _, temporary, _, _ in json.loads(note.read_bytes())} | {note.name}
    return frozenset(names)


def _settled(root: Path, notes: Sequence[Path]) -> bool:
    settled = not notes  # another window has finished them just now
    for note in notes:
        try:
            with contextlib.suppress(ValueError, TypeError, RecursionError):  # damaged
                _finish(root, _moves(root, note))
        except (OSError, EngineError) as error:
            log.warning("a save in %s cannot be brought to its end yet: %s", root, error)
            continue
        settled = True
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
    return settled


def _notes(root: Path) -> list[Path]:
    """What was promised and is not done, 0.7.2's notes too, which are named as what is being written."""
    try:
        return sorted((store.of(root) / _FOLDER).iterdir())
    except OSError:
        return []


def _is_deserted(note: Path) -> bool:
    return lock.deserted(note) if note.suffix == _SUFFIX else files.is_left_over(note)


def _named(path: Path | None, root: Path) -> str:
    """A file by its place below the root; by its whole path where a link has led it out."""
    return str(path.relative_to(root) if path is not None and path.is_relative_to(root) else path)


def _half(targets: Sequence[Path]) -> Problem:
    """What to say of a save that is half done, under the name of its label file if there is one."""
    file = max(targets, key=lambda target: target.suffix == ".xml").name
    said, cure = "only a part of the last save is in the files of this picture", "open the folder in the window, which"
    barred = next((folder.name for folder in (each.parent for each in targets) if not os.access(folder, os.W_OK)), None)
    if barred is not None:
        said, cure = f"{said}, and nobody may write in {barred}", f"allow that, and {cure}"
    return Problem(file, None, "labels", f"{said}; {cure} finishes it")


def _moves(root: Path, note: Path) -> list[tuple[Path, Path, str | None, str]]:
    """What was promised: a file, the one that is to take its place, and the digests of what the two hold. Raises
    OSError, and ValueError, TypeError or RecursionError where the note is damaged."""
    told = json.loads(note.read_bytes())
    return [(root / target, root / temporary, old, new) for target, temporary, old, new in told]


def _left(moves: Sequence[tuple[Path, Path, str | None, str]]) -> list[tuple[Path, Path, str | None, str | None, str]]:
    """The moves that are not done, each with the digest of what is in its place now. Raises OSError."""
    return [
        (target, temporary, now, old, new)
        for target, temporary, old, new in moves
        if (now := _digest_of(target)) != new
    ]


def _finish(root: Path, moves: Sequence[tuple[Path, Path, str | None, str]]) -> None:
    left = _left(moves)
    if len(left) == len(moves):
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


def _digest_of(path: Path) -> str | None:
    """Empty for what is no file of ours."""
    try:
        return _digest(read_plain(path, "image_bytes"))
    except FileNotFoundError:
        return None
    except (NotPlainError, TooLargeError):
        return ""


def _digest(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()
