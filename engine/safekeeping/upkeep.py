"""The reader's calls that keep a folder's labels safe: what a crash left, edits that were not saved, a copy to work in.

None of them runs on the window's thread. No torch.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files, places
from engine.datasets import counting, labels, saving
from engine.datasets.folder import open_folder
from engine.errors import EngineError
from engine.limits import leads_out
from engine.safekeeping import arriving, journal, store, together
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.datasets.labels import Labels
    from engine.datasets.record import Record
    from engine.safekeeping.journal import Unsaved

_FOLDERS = 5000  # at most so many folders are looked through for what crashes left


@dataclass(frozen=True, slots=True)
class Found:
    """What was found while a folder was opened: temporary files swept, and the edits that journals nobody writes any
    more still hold, as `journal.newest` lists them: a record that several of them hold comes more than once, the oldest
    state first."""

    swept: int = 0
    unsaved: tuple[Unsaved, ...] = ()
    journals: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Recovered:
    """Unsaved edits beside what the label file says now: `labels` is None where it cannot be used, `error` says why."""

    unsaved: Unsaved
    labels: Labels | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    """A folder was copied to `target`; `left_out` are the paths below it, with `/`, of what is not in the copy: what
    links lead out of the folder and is no picture of it, or nowhere, and what are no plain files."""

    target: str
    left_out: tuple[str, ...] = ()


def look_after(root: str) -> Generator[Step, None, Found]:
    """Sweep what crashes have left in the open folder `root`, in all that is below it, and in what is kept for it, but
    for what a save still waits for that could not be brought to its end as the folder was opened (`together.settle`);
    then look for unsaved edits."""
    swept, waiting = 0, together.waiting(Path(root))
    for top in (Path(root), store.of(Path(root))):
        for number, (folder, _, names) in enumerate(os.walk(top)):
            yield Step("Looking for what was left over")
            if any(name.startswith(files.MARK) for name in names):
                swept += files.sweep(Path(folder), waiting)
            if number >= _FOLDERS:
                break
    swept += files.sweep(places.data())
    store.sweep()
    with contextlib.suppress(OSError):
        store.made(Path(root))
        store.note(Path(root))
    journals = journal.left(Path(root))
    return Found(swept, journal.newest(journals), tuple(map(str, journals)))


def recover(format: str, records: tuple[tuple[Record, Unsaved], ...]) -> Generator[Step, None, tuple[Recovered, ...]]:
    """For records with unsaved edits: what their label files say now, so that a window can take both. In the order of
    `records`, where one may come more than once."""
    found = []
    for done, (record, unsaved) in enumerate(records):
        yield Step("Reading labels", done, len(records))
        try:
            read = labels.read(format, record)
            size = read.annotation.width, read.annotation.height
            saving.check_size(record, unsaved.annotation, size)
            found.append(Recovered(_with_mask(unsaved, read), read))
        except EngineError as error:
            found.append(Recovered(unsaved, None, str(error)))
    return tuple(found)


def copy(source: str, target: str) -> Generator[Step, None, Copied]:
    """Copy the folder `source`, pictures and labels, to the new or empty folder `target`; the copy can be written, and
    its pixels are counted as in the folder. Links are copied as what they lead to where that lies in the folder or is
    one of its pictures, and left out where not. Given up, or where it fails (EngineError), nothing of it is left."""
    root, into = Path(source).resolve(), Path(target)
    if into.resolve().is_relative_to(root):
        raise EngineError(f"{into}: lies in the folder that is to be copied; choose another place")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise EngineError(f"{into}: is there already and not empty; choose a new name")
    yield Step("Counting files")
    paths, left = _gathered(root)
    try:
        room = sum(path.stat().st_size for path in paths)
        into.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(into).free
        if room > free:
            raise EngineError(f"{into}: the copy needs {room >> 20:,} MB and {free >> 20:,} MB are free; make room")
        marker = into / arriving.COPY
        files.replace_quickly(marker, arriving.marked(arriving.COPY))
        for done, path in enumerate(paths):
            yield Step("Copying the folder", done, len(paths))
            place = into / path.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            shutil.copystat(path, place)
            place.chmod(place.stat().st_mode | 0o600)
        counting.remember(into, counting.first_of(root))
        marker.unlink()
    except BaseException as error:
        shutil.rmtree(into, ignore_errors=True)
        if isinstance(error, OSError):
            where = f"{error.filename or into} ({error.strerror or error})"
            raise EngineError(
                f"{into}: the copy was given up at {where}; choose another place, or try again"
            ) from error
        raise
    return Copied(str(into), tuple(path.relative_to(root).as_posix() for path in left))


def _with_mask(unsaved: Unsaved, read: Labels) -> Unsaved:
    """The edits with the mask they had: their own, else the file's."""
    if unsaved.mask_edited or unsaved.annotation.mask is not None or read.annotation.mask is None:
        return unsaved
    if (read.annotation.width, read.annotation.height) != (unsaved.annotation.width, unsaved.annotation.height):
        return unsaved
    return replace(unsaved, annotation=replace(unsaved.annotation, mask=read.annotation.mask))


def _gathered(root: Path) -> tuple[list[Path], list[Path]]:
    """The files of a folder that are copied, and the files and links that are left out."""
    taken: list[Path] = []
    left: list[Path] = []
    pictures = _pictures(root)
    for folder, inner, names in os.walk(root):
        here = Path(folder)
        found = [here / name for name in sorted(names) if not name.startswith(files.MARK)]
        for path in [here / name for name in sorted(inner) if _is_link(here / name)]:
            inner.remove(path.name)  # a junction is gone into, and may lead round
            beyond = list(_beyond(path, root, pictures))
            found += beyond or [path]
        for path in found:
            (taken if _is_copied(path, root, pictures) else left).append(path)
    return taken, left


def _pictures(root: Path) -> set[str]:
    with contextlib.suppress(EngineError):
        return set(open_folder(root).records.image_file)
    return set()


def _is_link(folder: Path) -> bool:
    return Path(os.path.realpath(folder)) != Path(os.path.realpath(folder.parent), folder.name)


def _beyond(link: Path, root: Path, pictures: set[str]) -> Generator[Path, None, None]:
    """The files of the folder `root` in the folder that a link leads to: all if that is inside, else the pictures."""
    if leads_out(link, root):
        yield from (Path(path) for path in sorted(pictures) if path.startswith(f"{link}{os.sep}"))
    elif not root.is_relative_to(link.resolve()):
        for place, _, names in os.walk(link):
            yield from (Path(place, name) for name in sorted(names))


def _is_copied(path: Path, root: Path, pictures: set[str]) -> bool:
    with contextlib.suppress(OSError):
        return path.is_file() and (str(path) in pictures or not leads_out(path, root))
    return False
