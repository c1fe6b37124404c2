"""The picture a folder will show first, found before the folder is listed: so that people see it at once."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

from engine.datasets.folder import PICTURES

if TYPE_CHECKING:
    from pathlib import Path

_PLACES = ("JPEGImages", "images")


def first_picture(folder: Path) -> Path | None:
    """The picture of the first record `engine.datasets.folder.open_folder` will list, from one look at its names.

    None where that takes more than a look: a folder with parts, without pictures, or one that cannot be read.
    """
    place = next((folder / name for name in _PLACES if (folder / name).is_dir()), folder)
    found: tuple[str, str] | None = None
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                stem, _, ending = entry.name.rpartition(".")
                if ending.lower() in PICTURES and stem and not stem.startswith("."):
                    this = (unicodedata.normalize("NFC", stem), entry.name)
                    found = this if found is None else min(found, this)
                elif not entry.name.startswith(".") and entry.is_dir():
                    return None
    except OSError:
        return None
    return None if found is None else place / found[1]
