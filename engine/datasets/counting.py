"""From which number a folder's VOC files count pixels: 1, as the format says, or 0 where a person has said so.

What was said is kept outside the folder, in one small file; without it, or where it is damaged, every folder counts
from 1. It goes with a folder that is renamed, or moved on its disk. Nothing here guesses: `check` tells what looks odd,
and a person chooses.
"""

from __future__ import annotations

import json
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from engine import places
from engine.errors import EngineError
from engine.files import replace_whole
from engine.safekeeping import lock, store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FORMATS = frozenset(("voc", "pets"))
"""Formats whose label files count pixels in one of two ways."""


def first_of(root: Path) -> int:
    """The number that the label files of the folder `root` give to the first pixel."""
    return 0 if str(root.resolve()) in _from_zero() else 1


def remember(root: Path, first: int) -> None:
    """From now on the label files of the folder `root` count from `first`, 0 or 1. Raises EngineError where that cannot
    be written down; then what was chosen before holds."""
    name = str(root.resolve())
    if first:
        _keep((), (name, str(store.former(root))))  # what is not carried yet is not to bring it back
    else:
        _keep((name,), ())
        with suppress(OSError):
            store.made(root)
            store.note(root)


@contextmanager
def moved(was: Path, root: Path) -> Iterator[None]:
    """While it lasts, what is kept for the folder that was called `was` is carried over to `root`: what was chosen
    holds for both names, and afterwards, unless that failed, for no other folder that gets the old one. Raises
    EngineError as `remember`."""
    if str(was) in _from_zero():
        _keep((str(root.resolve()),), ())
    yield
    _keep((), (str(was),))


def _keep(chosen: Iterable[str], taken_back: Iterable[str]) -> None:
    path, before = _place(), _from_zero()
    if before.issuperset(chosen) and before.isdisjoint(taken_back):
        return
    try:
        with lock.alone(places.data()):  # several may be chosen at once, on a terminal
            path.parent.mkdir(parents=True, exist_ok=True)
            now = _from_zero().union(chosen).difference(taken_back)
            replace_whole(path, json.dumps(sorted(now), indent=1).encode())
    except OSError as error:
        cure = "make room or allow writing there, and choose again"
        raise EngineError(f"{path}: the choice cannot be kept ({error.strerror or error}); {cure}") from error


def _from_zero() -> set[str]:
    path = _place()
    try:
        found = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):  # nobody has chosen, or it is damaged
        return set()
    except OSError as error:  # nobody guesses
        said = f"cannot be read ({error.strerror}), and says which folders are read as 0-based; check its permissions"
        raise EngineError(f"{path}: {said}") from error
    return {name for name in found if isinstance(name, str)} if isinstance(found, list) else set()


def _place() -> Path:
    return places.data() / "read-as-0-based.json"
