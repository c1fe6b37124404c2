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


def settle(root: Path) -> tuple[bool, tuple[Problem, ...]]:
    """Bring saves of the folder `root` to their end that a kill broke off after the first rename; returns whether there
    were any that were broken off, and what to say of those that cannot be finished now: they wait for the next time,
    see `waiting`. A save that was broken off before has changed nothing, and what another program has changed since is
    left as it is."""
    if not any(map(_is_deserted, _notes(root))):
        return False, ()
    with lock.alone(root):  # of two windows that are opened at once the second finds it done
        return _settled(root, [note for note in _notes(root) if _is_deserted(note)])


def waiting(root: Path) -> frozenset[str]:
    """The names of notes, and of the new files they promise: they are not left over, but still needed."""
    names: set[str] = set()
    for note in _notes(root):
        with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
            names |= {Path(temporary).name for _, temporary, _, _ in json.loads(note.read_bytes())} | {note.name}
    return frozenset(names)


def _settled(root: Path, notes: Sequence[Path]) -> tuple[bool, tuple[Problem, ...]]:
    settled, left = not notes, []  # another window has finished them just now
    for note in notes:
        moves = []
        try:
            with contextlib.suppress(ValueError, TypeError, RecursionError):  # damaged
                moves = json.loads(note.read_bytes())
                _finish(root, moves)
        except (OSError, EngineError) as error:
            log.warning("a save in %s cannot be brought to its end yet: %s", root, error)
            left += [_half(moves, error)] if moves else []
            continue
        settled = True
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)
    return settled, tuple(left)


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


def _half(moves: list[tuple[str, str, str | None, str]], error: Exception) -> Problem:
    """What to say of a save that is half done, under the name of its label file if there is one."""
    file = Path(max((target for target, *_ in moves), key=lambda target: target.endswith(".xml"))).name
    why = (error.strerror if isinstance(error, OSError) else None) or error
    said = f"only a part of the last save is in the files of this picture, and the rest cannot be written ({why})"
    return Problem(file, None, "labels", f"{said}; allow writing there and open the folder again")


def _finish(root: Path, moves: list[tuple[str, str, str | None, str]]) -> None:
    found = [(root / target, root / temporary, old, new) for target, temporary, old, new in moves]
    left = [
        (target, temporary, now, old, new)
        for target, temporary, old, new in found
        if (now := _digest_of(target)) != new
    ]
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
