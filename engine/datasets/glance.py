"""The picture a folder will show first, found before the folder is listed: so that people see it at once."""

from __future__ import annotations

from pathlib import Path

from engine.datasets.scanning import PICTURES, first_files

_PLACES = ("JPEGImages", "images")


def first_picture(folder: Path) -> Path | None:
    """The picture of the first record `engine.datasets.folder.open_folder` will list, from one look at its names.

    None where that takes more than a look, or the list is there as soon: a folder with parts, with one picture or none,
    with two files of the first name, or one that cannot be read.
    """
    try:
        place = next((folder / name for name in _PLACES if (folder / name).is_dir()), folder)
        found = first_files(place, PICTURES, 1)
    except OSError:
        return None
    return Path(found[0][1]) if found else None
