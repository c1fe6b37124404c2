"""Where the versions, journals and the lock of a folder of pictures lie: outside of it, in the program's data folder.

Outside, because a folder may be read-only or on a network, and because other programs read what lies in it. It lies
under the folder's path; one that was renamed, or moved on its disk, is known again by the disk's numbers (`former`),
and uses the place of its old path for as long as that cannot be renamed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from pathlib import Path

from engine import files, places
from engine.datasets.scanning import PICTURES, is_kind

KEPT = 90 * 86400.0
"""Seconds for which the copies of a folder that is gone are kept: a disk that is not plugged in may come back."""

_ABOUT, _NUMBERS = "folder.txt", "numbers"
_OF_PICTURES = ("jpegimages", "images")


def of(root: Path) -> Path:
    """The place of what is kept for the folder `root`; it may not be there yet."""
    return _place(str(former(root) or root.resolve()))


def made(root: Path) -> Path:
    """The same, made where it isn't there, with the folder's name in it. Raises OSError."""
    place = of(root)
    about = place / _ABOUT
    if not about.exists():
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.replace_quickly(about, os.fsencode(root.resolve()))
        with contextlib.suppress(OSError):
            note(root)
    return place


def note(root: Path) -> None:
    """Note by what the folder `root`, which has a place, is known again: its number on its disk, and the number, size
    and moment of one of its pictures, for numbers of what is gone are given anew. Nothing where it has no picture, or
    what is kept for it is yet to be carried. Raises OSError."""
    root = root.resolve()
    picture = None if former(root) else _picture(root)
    if picture is None:
        return
    told = {"root": str(root), "picture": str(picture.relative_to(root)), "state": _state(picture)}
    file, text = _numbers(root), json.dumps(told).encode()
    if not file.exists() or file.read_bytes() != text:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.replace_quickly(file, text)


def former(root: Path) -> Path | None:
    """What the folder `root` was called when something was last kept for it, where that is another path and it does not
    lie there any more. None where something is kept for `root` as it is called now or for another folder that lies
    there by now, and where it came from another disk: there it has other numbers."""
    try:
        root = root.resolve()
        if _place(str(root)).exists():
            return None
        told = json.loads(_numbers(root).read_bytes())
        was = Path(told["root"])
        if told["state"] != _state(root / told["picture"]) or not _place(str(was)).exists():
            return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return None if _lies(was, root) else was


def carry(was: Path, root: Path) -> None:
    """What is kept for the folder that was called `was` is kept for `root` from now on. Raises OSError, also where
    another process has done so just now."""
    place = _place(str(root.resolve()))
    _place(str(was)).rename(place)
    files.replace_quickly(place / _ABOUT, os.fsencode(root.resolve()))
    note(root)


def name_of(text: str) -> str:
    """A short file name that stands for any text."""
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:24]


def sweep() -> int:
    """Remove what is kept for folders that have been gone for a long time; returns how many those were."""
    swept = 0
    with contextlib.suppress(OSError):
        for place in (places.data() / "safekeeping").iterdir():
            if _is_forgotten(place):
                shutil.rmtree(place, ignore_errors=True)
                swept += 1
        for file in (places.data() / "safekeeping" / _NUMBERS).iterdir():
            if not _is_of_a_place(file):
                file.unlink(missing_ok=True)
    return swept


def _place(root: str) -> Path:
    return places.data() / "safekeeping" / name_of(root)


def _numbers(root: Path) -> Path:
    """The file that says what the folder with the number of `root` is called."""
    state = root.stat()
    return places.data() / "safekeeping" / _NUMBERS / f"{state.st_dev:x}-{state.st_ino:x}"


def _picture(folder: Path, deep: int = 2) -> Path | None:
    """One of the pictures in a folder, or `deep` folders down: of all files in it they are changed least."""
    inner: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if is_kind(entry.is_dir):
                inner.append(entry.name)
            elif entry.name.rpartition(".")[2].lower() in PICTURES:
                return Path(entry.path)
    for name in sorted(inner, key=lambda name: name.lower() not in _OF_PICTURES) if deep else ():
        with contextlib.suppress(OSError):
            if (found := _picture(folder / name, deep - 1)) is not None:
                return found
    return None


def _state(picture: Path) -> list[int]:
    state = picture.lstat()
    return [state.st_ino, state.st_size, state.st_mtime_ns]


def _lies(was: Path, root: Path) -> bool:
    """Whether the folder `root`, or another one that is known, lies at `was`; a link to `root` is not the folder."""
    try:
        return os.path.realpath(was) != str(root) and (was.samefile(root) or _numbers(was).exists())
    except FileNotFoundError:
        return False
    except OSError:  # where nobody may look it may be
        return True


def _is_of_a_place(file: Path) -> bool:
    with contextlib.suppress(ValueError, KeyError, TypeError, RecursionError):
        return _place(json.loads(file.read_bytes())["root"]).exists()
    return False


def _is_forgotten(place: Path) -> bool:
    try:
        root = Path(os.fsdecode((place / _ABOUT).read_bytes()))
        newest = max((place.stat().st_mtime, *(child.stat().st_mtime for child in place.iterdir())))
        return not root.exists() and time.time() - newest > KEPT
    except (OSError, ValueError):
        return False
