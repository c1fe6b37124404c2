"""COCO folders: one or several JSONs, which are the parts, and the pictures they name, anywhere below the folder."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from engine.datasets.record import Dataset, Listing, Record
from engine.datasets.scanning import DEEP, PICTURES, folders, key, stems
from engine.errors import LabelError
from engine.formats import coco as coco_json
from engine.formats.problem import Problem
from engine.formats.yolo_names import PARTS
from engine.limits import leads_out
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.formats.coco import CocoImage

_LISTS = {**PARTS, "trainval": "trainval"}
_WHOLE = ("default", "all", "images")  # what people and CVAT call a JSON that is no part
_BEFORE = ("instances_", "person_keypoints_", "annotations_", "coco_")
_HEAD = 4096  # bytes looked at, at either end of a JSON
_LONGEST = 240  # letters of a path below the folder that are looked for without cutting
_JSON = frozenset(("json",))
UNNAMED = "no-label"
"""The code of the problem that tells of pictures which no JSON names; `lost` is their number."""


def coco(folder: Path) -> Dataset | None:
    """The dataset of the COCO JSONs in `folder`, in its `annotations`, or in its `train`, `valid` and `test`.

    None where there is none; a LabelError is raised where none of them can be used, NotCocoError where they are whole.
    """
    files = [path for path in _jsons(folder) if _is_coco(path)]
    instances = [path for path in files if path.name.lower().startswith("instances")]
    return _dataset(folder, folder, instances or files)  # captions and keypoints of the same pictures lie beside them


def coco_file(path: Path) -> Dataset | None:
    """The dataset of the one COCO JSON `path`, its pictures below the folder it belongs to; None for another JSON."""
    around = path.parent.parent if path.parent.name.lower() == "annotations" else path.parent
    return _dataset(path, around, [path]) if _is_coco(path) else None


def _jsons(folder: Path) -> Iterator[Path]:
    names = folders(folder)
    for place in (folder, *(names[name] for name in ("annotations", *PARTS) if name in names)):
        found = sorted(stems(place, _JSON))
        pictures = {stem for stem, _ in stems(place, PICTURES)} if found else set()
        own = (Path(path) for stem, path in found if stem not in pictures)  # the others are labelme's
        yield from (path for path in own if not leads_out(path, folder))


def _is_coco(path: Path) -> bool:
    """Judged by its first and last letters; whole it is read later."""
    ends = _ends(path)
    is_object = ends.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    some = _holds_labels(ends) or any(word in ends for word in (b'"images"', b'"categories"', b'"file_name"'))
    return is_object and some and b'"shapes"' not in ends[:_HEAD]


def _ends(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(0, path.stat().st_size - _HEAD))
            return head + file.read(_HEAD)
    except OSError:
        return b""


def _holds_labels(ends: bytes) -> bool:
    return b'"annotations"' in ends or b'"bbox"' in ends


@dataclass
class _Gathering:
    """Records as they are gathered from one JSON after the other."""

    root: Path
    pictures: _Pictures
    classes: tuple[str, ...]
    records: dict[str, Record] = field(default_factory=dict)
    taken: dict[str, tuple[str, CocoImage]] = field(default_factory=dict)  # picture file -> record name, what it says
    lists: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, file: Path, images: Iterable[CocoImage], part: str | None) -> None:
        absent, twice, left, whole = list[str](), 0, 0, str(file)
        for image in images:
            path = self.pictures.find(image.name, file, part)
            absent += [image.name] if path is None else []
            where = path or self.pictures.expected(image.name)
            if where in self.taken:
                name, first = self.taken[where]
                twice += 1
                left += _more(image, first)
            else:
                name = self._name(image.name, where)
                self.taken[where] = name, image
                self.records[name] = Record(name, where, label_file=whole, entry=image.name, classes=self.classes)
            if part is not None:
                self.lists.setdefault(part, []).append(name)
        total = len(self.records)
        if absent:
            what = f"{len(absent):,} pictures that are" if len(absent) > 1 else "a picture that is"
            some = f"{absent[0][:60]}{', ...' if len(absent) > 1 else ''}"
            message = f"names {what} not below the folder ({some}); the labels are counted all the same: put them there"
            self.problems.append(Problem(file.name, None, "no-image", message))
        if twice:
            what = counted(twice, "picture that was", "pictures that were")
            message = f"names {what} named before (of {total}); only the first labels are used: name each once"
            self.problems.append(Problem(file.name, None, "twice", message, lost=left))

    def look_for_more(self) -> None:
        """Say where pictures lie that nothing names."""
        more = [path for path in self.pictures.all() if f"{self.root}/{path}".replace("/", os.sep) not in self.taken]
        if more:
            what = counted(len(more), "picture that no JSON names is", "pictures that no JSON names are")
            message = f"{what} here and not shown: name them in one, or put them elsewhere"
            self.problems.append(Problem(more[0], None, UNNAMED, message, lost=len(more)))

    def _name(self, entry: str, where: str) -> str:
        folder, slash, last = entry.rpartition("/")
        stem = key(folder + slash + (last.rpartition(".")[0] or last))
        if stem not in self.records:
            return stem
        below = Path(where).relative_to(self.root).as_posix()
        for name in (key(entry), key(below)):
            if name not in self.records:
                return name
        return f"{key(below)} {len(self.records)}"


def _more(image: CocoImage, first: CocoImage) -> int:
    """How many objects of `image` are not among those of `first`, which is the same picture."""
    own, there = image.labelled.instances, first.labelled.instances
    if own == there:
        return 0
    known = {replace(each, origin=None) for each in there}
    return sum(replace(each, origin=None) not in known for each in own)


def _dataset(root: Path, folder: Path, files: list[Path]) -> Dataset | None:
    read, problems, error = [], [], None
    for path in files:
        try:
            read.append((path, coco_json.cached(path)))
        except LabelError as found:
            if isinstance(found, coco_json.NotCocoError) and not _holds_labels(_ends(path)):
                continue  # some program's notes
            error = error or found
            problems.append(Problem(path.name, found.line, "labels", str(found).partition(": ")[2]))
    if not read:
        if error is not None:
            raise error
        return None
    classes = tuple(dict.fromkeys(name for _, file in read for name in file.classes))
    parts = [_part(path, folder, len(read) > 1) for path, _ in read]
    named: dict[str | None, set[str]] = defaultdict(set)
    for part, (_, file) in zip(parts, read, strict=True):
        named[part] |= {key(image.name) for image in file.images}
    gathering = _Gathering(folder, _Pictures(folder, named), classes, problems=problems)
    for part, (path, file) in zip(parts, read, strict=True):
        gathering.problems += file.problems
        gathering.add(path, file.images, part)
    if root == folder:  # and not one JSON of several
        gathering.look_for_more()
    records = Listing.of(gathering.records[name] for name in sorted(gathering.records))
    lists = {part: tuple(dict.fromkeys(names)) for part, names in gathering.lists.items()}
    return Dataset(root, "coco", records, folder, lists, classes, tuple(gathering.problems))


def _part(path: Path, folder: Path, several: bool) -> str | None:
    """`train` for instances_train2017.json and for train/_annotations.coco.json; None where a file is the whole."""
    stem, above = key(path.stem.lower()), _LISTS.get(path.parent.name.lower())
    if stem.startswith("_annotations"):
        return above
    for before in _BEFORE:
        stem = stem.removeprefix(before)
    named = _part_in(stem) or (above if several and path.parent != folder else None)
    return named or (stem if several and stem not in _WHOLE else None)


def _part_in(name: str) -> str | None:
    """`train` for train2017 and for TRAIN; None for what names no part."""
    return _LISTS.get(re.sub(r"[\W_]*\d{4}$", "", name.lower()))


class _Pictures:
    """The pictures below a folder, found by the names that a JSON gives them; `named` are those names by part."""

    def __init__(self, folder: Path, named: Mapping[str | None, set[str]]) -> None:
        self._folder, self._named = folder, named
        self._paths = tuple(_below(folder, DEEP))
        self._of: dict[str, list[str]] = defaultdict(list)
        known = set[str]().union(*named.values())
        ending = _by_ending(known)
        for path in self._paths:
            name = next((tail for tail in _tails(key(path)) if tail in known), None) or self._name_around(path, ending)
            if name is not None:
                self._of[name].append(path)
        self._first = "images/" if "images" in folders(folder) else ""

    def all(self) -> tuple[str, ...]:
        """Their paths below the folder."""
        return self._paths

    def expected(self, entry: str) -> str:
        """Where a picture that isn't there would lie; a name that no disk could hold is cut."""
        if len(entry) > _LONGEST:
            entry = "/".join(part[-_LONGEST // 4 :] for part in entry.split("/")[-8:])
        return f"{self._folder}{os.sep}{self._first}{entry}"

    def find(self, entry: str, file: Path, part: str | None) -> str | None:
        """The picture that `file` calls `entry`: one that shares the longest end of its path with that name, and not
        with another; of several the one whose path ends so, nearest to the JSON."""
        wanted = key(entry)
        found = [path for path in self._of.get(wanted, ()) if not self._is_of_another(path, wanted, part)]
        if not found:
            return None
        own = file.parent.relative_to(self._folder).as_posix() if file.is_relative_to(self._folder) else ""

        def order(path: str) -> tuple[bool, bool, bool, int, str]:
            above, around = str(PurePosixPath(path).parent), not f"/{key(path)}".endswith(f"/{wanted}")
            return around, above != own, part is None or part not in above.lower(), path.count("/"), path

        return str(self._folder / min(found, key=order))

    def _name_around(self, path: str, ending: Mapping[str, str | None]) -> str | None:
        """The one name that ends with the whole `path`, where the folder that was opened is an inner one of theirs;
        of several the one that goes on with the names of the folders around."""
        tail = key(path)
        for above in (self._folder, *self._folder.parents):
            if ending.get(tail, "") is not None:
                break
            tail = f"{key(above.name)}/{tail}"
        return ending.get(tail)

    def _is_of_another(self, path: str, wanted: str, part: str | None) -> bool:
        """Whether the picture lies in the folder of another part, whose JSON names it too."""
        parts = {_part_in(folder) or key(folder.lower()) for folder in path.split("/")[:-1]}
        if part is None or not parts.isdisjoint((part, *re.split(r"[\W_]", part))):  # train_small is of train
            return False
        return any(wanted in self._named.get(other, ()) for other in parts)


def _tails(path: str) -> Iterator[str]:
    """The path, and what is left of it folder by folder."""
    yield path
    while "/" in path:
        path = path.partition("/")[2]
        yield path


def _by_ending(names: Iterable[str]) -> dict[str, str | None]:
    """The name that ends with a path; None where several do."""
    found: dict[str, str | None] = {}
    for name in names:
        for tail in _tails(name):
            found[tail] = None if tail in found else name
    return found


def _below(folder: Path, deep: int, before: str = "") -> Iterator[str]:
    """The pictures in `folder` and up to `deep` folders down, as paths below it."""
    for _, path in sorted(stems(folder, PICTURES)):
        yield before + Path(path).name
    if deep:
        for child in folders(folder).values():
            with suppress(OSError):  # one that may not be looked into (a disk's lost+found) does not stop the others
                yield from _below(child, deep - 1, f"{before}{child.name}/")
