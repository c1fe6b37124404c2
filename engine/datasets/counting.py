"""From which number a folder's VOC files count pixels: 1, as the format says, or 0 where a person has said so.

What was said is kept outside the folder, in one small file; without it, or where it is damaged, every folder counts
from 1. It goes with a folder that is renamed, or moved on its disk. Nothing here guesses: `check` tells what looks odd,
and a person chooses.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

from engine import places
from engine.errors import EngineError
from engine.files import replace_whole
from engine.safekeeping import store

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = frozenset(("voc", "pets"))
"""Formats whose label files count pixels in one of two ways."""


def first_of(root: Path) -> int:
    """The number that the label files of the folder `root` give to the first pixel."""
    return 0 if str(root.resolve()) in _from_zero() else 1


def remember(root: Path, first: int) -> None:
    """From now on the label files of the folder `root` count from `first`, 0 or 1. Raises EngineError where that cannot
    be written down; then what was chosen before holds."""
    folders, name = _from_zero(), str(root.resolve())
    _keep(folders - {name} if first else folders | {name}, folders)
    if first == 0:
        with suppress(OSError):
            store.made(root)
            store.note(root)


def carry(was: Path, root: Path) -> None:
    """What was chosen for the folder that was called `was` holds for it as `root`, too. Raises EngineError as
    `remember`."""
    folders, name = _from_zero(), str(root.resolve())
    _keep(folders | {name} if str(was) in folders else folders - {name}, folders)


def forget(was: Path) -> None:
    """What was chosen for the folder that was called `was` holds for no other that gets its name. Raises EngineError as
    `remember`."""
    folders = _from_zero()
    _keep(folders - {str(was)}, folders)


def _keep(now: set[str], before: set[str]) -> None:
    if now == before:
        return
    path = _place()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_whole(path, json.dumps(sorted(now), indent=1).encode())
    except OSError as error:
        cure = "make room or allow writing there, and choose again"
        raise EngineError(f"{path}: the choice cannot be kept ({error.strerror or error}); {cure}") from error


def _from_zero() -> set[str]:
    try:
        found = json.loads(_place().read_bytes())
    except (OSError, ValueError, RecursionError):  # nobody has chosen yet, or the file is damaged
        return set()
    return {name for name in found if isinstance(name, str)} if isinstance(found, list) else set()


def _place() -> Path:
    return places.data() / "read-as-0-based.json"
