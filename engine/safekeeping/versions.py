"""The last versions of every label file that was saved here, outside the folder, and what each of them changed.

One file a version: a line of JSON, then the bytes, compressed. It is named by its moment, so that a listing is in
order, and carries the hash of what it holds, so that half a version is never taken for one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine import files
from engine.annotation import NO_POSE, Box
from engine.errors import EngineError, LabelError
from engine.limits import read_plain
from engine.safekeeping import store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.annotation import Instance

KEPT = 20
"""Versions of each label file; the newest is what the program last saw or wrote."""

_SUFFIX = ".version"
_HEADER = 4096  # bytes
_MANY = 100_000  # pairs; of more objects only their classes are compared
_FIRST = "first kept"
_MADE = "mask made"  # there was nothing before to be told apart from
_A_SAVE = 10**9  # nanoseconds in which the files of one save are kept, where they do not say so themselves


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a label file. `seconds` is when it was saved (time.time()), `words` what it changed from the one
    before ("3 boxes -> 4, 1 relabelled"), `digest` the SHA-256 of its bytes, `file` where it is kept. `save` is the
    number, in the order of time, that all files share which one save changed, as they were before it or after it; 0
    where that was not noted (by 0.7.1). `made`: that save made the file, it was not there before."""

    seconds: float
    words: str
    digest: str
    file: Path
    save: int = 0
    made: bool = False

    @property
    def moment(self) -> int:
        return self.save or int(self.file.stem)


@dataclass(frozen=True, slots=True)
class Save:
    """Those of a picture's label files that one save changed, as they were before it or after it: at most one version
    of each. `seconds` is when."""

    seconds: float
    files: tuple[tuple[Path, Version], ...]

    @property
    def words(self) -> str:
        """What it changed."""
        said = list(dict.fromkeys(version.words for _, version in self.files))
        return ", ".join([each for each in said if each != _FIRST] or said)


def keep(root: Path, path: Path, data: bytes, save: int = 0, *, made: bool = False) -> None:
    """Keep `data`, what the label file `path` of the folder `root` holds now, unless its newest version says the same.
    `save`, 0 for a file by itself, and `made` are as in `Version`. The oldest versions beyond `KEPT` go. Raises OSError
    where nothing can be kept."""
    place = _place(store.made(root), root, path)
    kept = listed(root, path)
    digest = hashlib.sha256(data).hexdigest()
    if kept and kept[0].digest == digest:
        return
    before = b""
    if kept:
        with contextlib.suppress(EngineError):
            before = read(kept[0])
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    words = _MADE if made and path.suffix.lower() != ".xml" else changed(path, before or None, data)
    head = {"words": words, "digest": digest, "name": path.name, "save": save}
    head |= {"made": True} if made else {}
    nanoseconds = max(time.time_ns(), int(kept[0].file.stem) + 1 if kept else 0)
    target = place / f"{nanoseconds:020d}{_SUFFIX}"
    files.replace_quickly(target, json.dumps(head).encode() + b"\n" + zlib.compress(data, 6))
    for old in kept[KEPT - 1 :]:
        old.file.unlink(missing_ok=True)


def listed(root: Path, path: Path) -> list[Version]:
    """The kept versions of the label file `path`, the newest first."""
    found = []
    with contextlib.suppress(OSError):
        for file in sorted(_place(store.of(root), root, path).glob(f"*{_SUFFIX}"), reverse=True):
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                with file.open("rb") as opened:
                    head = json.loads(opened.readline(_HEADER))
                told = str(head["words"]), str(head["digest"])
                noted = int(head.get("save", 0)), head.get("made") is True
                found.append(Version(int(file.stem) / 1e9, *told, file, *noted))
    return found


def saves(root: Path, paths: Sequence[Path]) -> list[Save]:
    """What the label files `paths` of one picture were when they were saved, the newest first."""
    found: dict[int, list[tuple[Path, Version]]] = {}
    for path in paths:
        for version in listed(root, path):
            found.setdefault(version.moment, []).append((path, version))
    # by the names, which only rise for each file, whatever the clock did meanwhile
    ordered = sorted(found.values(), key=lambda files: max(int(version.file.stem) for _, version in files))
    listing = [Save(max(version.seconds for _, version in files), tuple(files)) for files in ordered]
    # a file that no save made was at all saves before what its first version says: see `beside`
    return [save for place, save in enumerate(listing) if place == 0 or save.words != _FIRST][::-1]


def read(version: Version) -> bytes:
    """The bytes of the label file as they were. Raises EngineError where the version is not whole any more."""
    try:
        data = zlib.decompress(version.file.read_bytes().partition(b"\n")[2])
    except (OSError, zlib.error) as error:
        raise EngineError(f"{version.file.name}: this version cannot be read ({error}); choose another") from error
    if hashlib.sha256(data).hexdigest() != version.digest:
        raise EngineError(f"{version.file.name}: this version is damaged; choose another")
    return data


def beside(root: Path, save: Save, other: Path) -> tuple[bytes | None, bool]:
    """What the file `other` of the same picture, which is none of the `save`, held then, and whether it has been saved
    otherwise since. What is on disk where no version of it was ever kept; None where it cannot be read, or where it was
    only made by a later save."""
    path, version = save.files[0]
    newer = [each.moment for each in listed(root, path) if each.moment > version.moment]
    until = version.save or min([version.moment + _A_SAVE, *(moment - 1 for moment in newer[-1:])])
    kept = listed(root, other)
    try:
        if not kept:
            return read_plain(other, "image_bytes"), False
        found = next((each for each in kept if each.moment <= until), kept[-1])
        if found.made and found.moment > until:
            return None, False
        return read(found), found.digest != kept[0].digest
    except (OSError, EngineError):
        return None, False


def changed(path: Path, before: bytes | None, after: bytes) -> str:
    """In a few words what `after` says that `before` did not (None: there was nothing before)."""
    if path.suffix.lower() != ".xml":
        return _FIRST if before is None else "mask changed"
    from engine.formats import voc  # lxml comes with it: not before something was saved

    try:
        new = voc.parse(path, after)
        old = None if before is None else voc.parse(path, before)
    except LabelError:
        return "cannot be used"
    if old is None:
        return _count(len(new.instances))
    words = differences(old.instances, new.instances)
    if old.verified != new.verified:
        words.append("verified" if new.verified else "not verified")
    return ", ".join(words) or "details changed"


def differences(before: Sequence[Instance], after: Sequence[Instance]) -> list[str]:
    """ "3 boxes → 4", "1 relabelled", "2 moved", "1 changed": in what two sets of objects differ; empty where they do
    not. An object with the same box is the same one, else one of the same class that overlaps it."""
    old, new = _unlike(before, after)
    changed, relabelled, old, new = _in_place(old, new)
    moved = _moved(old, new)
    gone, come = len(old) - moved, len(new) - moved
    words = []
    if gone != come:
        words.append(f"{_count(len(before))} → {len(after):,}")
    elif gone:
        words.append(f"{gone:,} replaced")
    counts = (("relabelled", relabelled), ("moved", moved), ("changed", changed))
    return words + [f"{number:,} {kind}" for kind, number in counts if number]


def _in_place(old: list[Instance], new: list[Instance]) -> tuple[int, int, list[Instance], list[Instance]]:
    """How many kept their box and class, how many only their box, and what is left of both."""
    places: dict[Box, list[Instance]] = {}
    for one in new:
        places.setdefault(one.box, []).append(one)
    changed = relabelled = 0
    gone = []
    for one in old:
        there = places.get(one.box)
        if not there:
            gone.append(one)
            continue
        other = next((each for each in there if each.label == one.label), there[0])
        there.remove(other)
        changed += other.label == one.label
        relabelled += other.label != one.label
    return changed, relabelled, gone, [one for there in places.values() for one in there]


def _moved(old: list[Instance], new: list[Instance]) -> int:
    """How many of `old` are in `new` at another place."""
    if len(old) * len(new) > _MANY:
        return (Counter(one.label for one in old) & Counter(one.label for one in new)).total()
    left, moved = list(new), 0
    for one in old:
        match = next((other for other in left if other.label == one.label and _touch(one, other)), None)
        if match is not None:
            left.remove(match)
            moved += 1
    return moved


def _unlike(before: Sequence[Instance], after: Sequence[Instance]) -> tuple[list[Instance], list[Instance]]:
    """What is left of both when the objects they share are taken away; where in the file they stand does not matter."""
    counted = [Counter(map(_as_written, each)) for each in (before, after)]
    return list((counted[0] - counted[1]).elements()), list((counted[1] - counted[0]).elements())


def _as_written(one: Instance) -> Instance:
    """What a label file gives back of an object: three decimals, and a word for a pose nobody named."""
    box = Box(*(round(edge, 3) for edge in one.box.as_tuple()))
    return replace(one, box=box, origin=None, pose=one.pose or NO_POSE)


def _touch(one: Instance, other: Instance) -> bool:
    a, b = one.box, other.box
    return a.xmin < b.xmax and b.xmin < a.xmax and a.ymin < b.ymax and b.ymin < a.ymax


def _count(number: int) -> str:
    return f"{number:,} box" if number == 1 else f"{number:,} boxes"


def _place(place: Path, root: Path, path: Path) -> Path:
    name = Path(os.path.realpath(path))  # which says something of a link to itself, too
    with contextlib.suppress(ValueError):  # a link that leads out of the folder
        name = name.relative_to(root.resolve())
    return place / "versions" / store.name_of(name.as_posix())
