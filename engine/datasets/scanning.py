"""What lies in a folder by name: pictures and label files. No file is opened."""

from __future__ import annotations

import heapq
import os
import stat
import unicodedata
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from engine.limits import leads_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PICTURES = frozenset(["jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "webp", "tif", "tiff", "ppm", "pgm", "pnm"])
MASKS = frozenset(("png", "bmp", "tif", "tiff"))
"""What keeps the numbers of its colours; a GIF is written with others, and a JPEG has none."""
XML = frozenset(("xml",))
DEEP = 8
"""Folders below that of a root's pictures, or of its labels, in which they are looked for."""
_OTHERS = 100
"""More files of other kinds among the pictures are not looked at one by one."""


def key(name: str) -> str:
    """The same name from a Mac (decomposed letters) and from elsewhere are one name."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def is_whole(name: str, path: str) -> bool:
    """Whether the picture `path` is called by its file's whole name, as the second of two (a.jpg, a.png) is."""
    return name.rpartition("/")[2] == key(path.rpartition(os.sep)[2])


def tree(
    folder: Path | None,
    endings: frozenset[str],
    root: Path | None = None,
    barred: dict[str, str] | None = None,
    deep: int = 1,
) -> dict[str, str]:
    """The files of `folder` with one of the `endings`, and of those up to `deep` folders down: name -> path. Two files
    of one name (a.jpg, a.png) keep their endings in the later name. A link to a folder is gone into where it lies in
    `folder` itself, no deeper. With `root`, what links lead out of that is put into `barred` instead, or left out."""
    found: dict[str, str] = {}
    if folder is None or not folder.is_dir():
        return found
    if root is not None and leads_out(folder, root):
        if barred is not None:
            with suppress(OSError):
                barred |= tree(folder, endings)
        return found
    real = os.path.realpath(folder) if deep > 1 else ""
    parts = [f"{name}/" for name in sorted(_level(str(folder), "", endings, found, root, barred))]
    for left in reversed(range(deep)):
        inner: list[str] = []
        for part in parts:
            here = _below(folder, part)
            with suppress(OSError):  # one that may not be looked into (a disk's lost+found) does not stop the others
                if not leads_round(here):
                    names = _level(here, part, endings, found, root, barred)
                    inner += [f"{part}{name}/" for name in sorted(names)]
        parts = [part for part in inner if left and os.path.realpath(_below(folder, part)) == _below(real, part)]
    return found


def leads_round(folder: str) -> bool:
    """Whether the folder is a link to one around it, which has no end."""
    around = os.path.realpath(folder) if Path(folder).is_symlink() else ""
    return bool(around) and Path(os.path.realpath(Path(folder).parent)).is_relative_to(around)


def _below(folder: Path | str, part: str) -> str:
    return f"{folder}{os.sep}{part[:-1].replace('/', os.sep)}"


def _level(
    folder: str,
    part: str,
    endings: frozenset[str],
    found: dict[str, str],
    root: Path | None,
    barred: dict[str, str] | None,
) -> list[str]:
    """Put the files of one folder into `found`, in the order of their names; returns the folders in it."""
    files: list[str] = []
    inner: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            ending = name.rpartition(".")[2]
            if name[0] == ".":
                continue
            try:
                if (ending in endings or ending.lower() in endings) and entry.is_file():
                    if root is None or not entry.is_symlink() or not leads_out(entry.path, root):
                        files.append(name)
                    elif barred is not None:
                        barred[key(part + name.rpartition(".")[0])] = entry.path
                elif entry.is_dir() and (root is None or not leads_out(entry.path, root)):  # a junction is no symlink
                    inner.append(name)
            except OSError:  # a link that leads round to itself, or where we may not look, is nothing to us
                continue
    files.sort()
    known = [key(part + name.rpartition(".")[0]) for name in files]
    beginning = f"{folder}{os.sep}"
    if not found and len(set(known)) == len(files):
        found.update(zip(known, [beginning + name for name in files], strict=True))
        return inner
    for stem, name in zip(known, files, strict=True):
        found[stem if stem not in found else key(part + name)] = beginning + name
    return inner


def barred_of(names: tuple[str, ...], barred: Mapping[str, str], used: Mapping[str, str]) -> tuple[str | None, ...]:
    """The column of `Listing` for what links lead out: of each name the file that would be its label file, where it has
    no other among the `used` ones."""
    return tuple(None if name in used else barred.get(name) for name in names) if barred else ()


def first_files(folder: Path, endings: frozenset[str], most: int) -> list[tuple[str, str]]:
    """Name and path of the first of what `tree` will find, in the order of their names: at most `most`, fewer where a
    file would need a second look. Nothing where others lie in folders of their own, or there are no more."""
    names = os.listdir(folder)  # a Path of each, or what each is, would take twice as long
    smallest = _of_one_kind(names, endings, most) or _of_all_kinds(folder, names, endings, most)
    found: list[tuple[str, str]] = []
    beginning = f"{folder}{os.sep}"
    for part, after in pairwise(smallest):
        path = beginning + "".join(part)
        if part[0] == after[0] or len(found) == most or not os.path.isfile(path):
            break
        found.append((part[0], path))
    return found


def _of_one_kind(names: list[str], endings: frozenset[str], most: int) -> list[tuple[str, str, str]] | None:
    """The smallest `most` + 1 names in their parts where all have one ending, which costs a third of looking at each;
    None where they haven't, or there are no more than `most`."""
    ending = names[0].rpartition(".")[2] if names else ""
    whole = "/".join(("", *names, ""))
    known = whole.replace(f".{ending}/", "/")
    plain = ending.lower() in endings and whole.isascii() and "/." not in whole and len(names) > most
    if not plain or len(whole) - len(known) != len(names) * (len(ending) + 1):
        return None
    return [(stem, ".", ending) for stem in heapq.nsmallest(most + 1, known[1:-1].split("/"))]


def _of_all_kinds(folder: Path, names: list[str], endings: frozenset[str], most: int) -> list[tuple[str, str, str]]:
    """The same of names with any endings, a few of them none of `endings`; empty where `first_files` finds nothing."""
    if not "".join(names).isascii():
        names = [key(name) for name in names]
    parts = [name.rpartition(".") for name in names if name[0] != "."]
    strange = {ending for _, _, ending in parts if ending not in endings and ending.lower() not in endings}
    others = [part for part in parts if part[2] in strange] if strange else []
    if len(parts) - len(others) <= most or len(others) > _OTHERS:
        return []
    if any((folder / "".join(part)).is_dir() for part in others):
        return []
    return [part for part in heapq.nsmallest(most + len(others) + 1, parts) if part not in others]


def stems(folder: Path, endings: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Name without ending, and path, of each file of `folder` with one of the `endings`."""
    with os.scandir(folder) as entries:
        for entry in entries:
            stem, _, ending = entry.name.rpartition(".")
            if ending.lower() in endings and not entry.name.startswith(".") and is_kind(entry.is_file):
                yield stem, entry.path


def folders(folder: Path) -> dict[str, Path]:
    """The folders in a folder by their names in small letters, sorted."""
    with os.scandir(folder) as entries:
        found = [Path(entry.path) for entry in entries if not entry.name.startswith(".") and is_kind(entry.is_dir)]
    return {path.name.lower(): path for path in sorted(found)}


def is_file_itself(path: str) -> bool:
    """Whether a plain file lies there, and no link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def may_lead(entry: os.DirEntry[str]) -> bool:
    """Whether an entry may lead elsewhere: a link, and a folder, which is no link on Windows where it is a junction."""
    return entry.is_symlink() or is_kind(entry.is_dir)


def is_kind(kind: Callable[[], bool]) -> bool:
    """What an entry is; a link that leads round to itself, or where we may not look, is nothing to us."""
    try:
        return kind()
    except OSError:
        return False
