"""Where the versions, journals and the lock of a folder of pictures lie: outside of it, in the program's data folder.

Outside, because a folder may be read-only or on a network, and because other programs read what lies in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from pathlib import Path

from engine import files, places

KEPT = 90 * 86400.0
"""Seconds for which the copies of a folder that is gone are kept: a disk that is not plugged in may come back."""

_ABOUT = "folder.txt"


def of(root: Path) -> Path:
    """The place of what is kept for the folder `root`; it may not be there yet."""
    return places.data() / "safekeeping" / name_of(str(root.resolve()))


def made(root: Path) -> Path:
    """The same, made where it isn't there, with the folder's name in it. Raises OSError."""
    place = of(root)
    about = place / _ABOUT
    if not about.exists():
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.replace_quickly(about, os.fsencode(root.resolve()))
    return place


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
    return swept


def _is_forgotten(place: Path) -> bool:
    try:
        root = Path(os.fsdecode((place / _ABOUT).read_bytes()))
        newest = max((place.stat().st_mtime, *(child.stat().st_mtime for child in place.iterdir())))
        return not root.exists() and time.time() - newest > KEPT
    except (OSError, ValueError):
        return False
