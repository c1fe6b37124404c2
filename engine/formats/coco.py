"""COCO JSON, read: many pictures in one file. `coco_writing` makes the bytes of one.

Boxes are [x, y, width, height] and points x, y in pixels, 0-based and continuous, as ours. Source: the format page of
cocodataset.org (object detection, results) and the COCO API; `attributes` as CVAT writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.errors import LabelError
from engine.formats import coco_objects, json_text
from engine.formats.coco_writing import CocoPicture, lost, to_bytes
from engine.formats.noticing import Findings, Unusable, quoted, unknown
from engine.limits import read_whole
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from engine.formats.labelled import Counts, Labelled
    from engine.formats.problem import Problem

__all__ = ["CocoFile", "CocoImage", "CocoPicture", "NotCocoError", "cached", "lost", "parse", "to_bytes"]


class NotCocoError(LabelError):
    """A whole JSON, and of another kind."""


Id = int | str
Things = list[dict[str, object]]

_IMAGE = frozenset({"id", "file_name", "width", "height"})
_CATEGORY = frozenset({"id", "name"})
_FILE = frozenset({"images", "annotations", "categories", "type"})
_EXACT = 1e15  # beyond it a number with a point is no whole one for sure
_KEPT = 32  # files: the parts of one folder, whose pictures come in the order of names, not of files


@dataclass(frozen=True, slots=True)
class CocoImage:
    """One entry of `images`: `name` is its `file_name` (with `/`, below the folder: never absolute, without `..`),
    `id` as in the file, `size` (width, height) as the file says, None where it doesn't."""

    name: str
    id: Id
    size: tuple[int, int] | None
    labelled: Labelled


@dataclass(frozen=True)
class CocoFile:
    """A whole COCO file. `images` in the order of the file, also those without annotations; `classes` in the order of
    the category ids, each name once; `categories` maps their ids to them. `problems` and `extras` are those of the
    file; each image carries its own."""

    images: tuple[CocoImage, ...]
    classes: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    extras: Counts = ()
    categories: tuple[tuple[Id, str], ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, CocoImage]:
        """The images by their names; of several of one name the first."""
        return {image.name: image for image in reversed(self.images)}


_cache: dict[Path, tuple[tuple[int, int], CocoFile]] = {}
"""The files read last, each with its time and size on disk then: those of the folder that was read last."""


def parse(path: Path, data: bytes) -> CocoFile:
    """Read the bytes `data` of the COCO file `path` (used for messages only; nothing is opened).

    A results file (a list of detections with `score`) names no pictures and classes: they are called by their ids.
    Raises LabelError for a file that cannot be used, NotCocoError for a whole JSON of another kind; bad objects are
    skipped with Problems.
    """
    value = json_text.load(path, data)
    if isinstance(value, list):
        return _results(path, value)
    if not isinstance(value, dict) or not isinstance(value.get("images"), list):
        raise NotCocoError(path, "this is no COCO file: it has no list of images; choose the file with the labels")
    found = Findings(path.name)
    categories = _categories(found, _things(path, value, "categories", found))
    images: dict[Id, _Image] = {}
    by_name: dict[str, _Image] = {}
    for entry in _things(path, value, "images", found):
        _add_image(found, images, by_name, entry)
    _share_out(found, images, _things(path, value, "annotations", found))
    unknown(found, value, _FILE)
    return _file(path, by_name.values(), categories, found)


def cached(path: Path) -> CocoFile:
    """`parse` of the file on disk, remembered until it changes. Raises LabelError where it cannot be read."""
    known, state = _cache.get(path), _state(path)
    if known is not None and known[0] == state:
        return known[1]
    file = parse(path, read_whole(path, "json_bytes"))
    for each in [each for each in _cache if not each.is_relative_to(path.parent.parent)]:  # of folders closed since
        _cache.pop(each, None)
    while len(_cache) >= _KEPT:
        _cache.pop(next(iter(_cache)), None)
    _cache[path] = state, file
    return file


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:  # who reads it says so
        return 0, -1
    return status.st_mtime_ns, status.st_size


def _file(path: Path, images: Iterable[_Image], categories: dict[Id, str], found: Findings) -> CocoFile:
    read = tuple(_read(path, image, categories) for image in images)
    classes = tuple(dict.fromkeys(categories.values()))
    return CocoFile(read, classes, found.problems, found.extras, tuple(categories.items()))


@dataclass(slots=True)
class _Image:
    id: Id
    name: str
    size: tuple[int, int] | None
    objects: Things


def _things(path: Path, value: dict[str, object], name: str, found: Findings) -> Things:
    """The JSON objects of a list of the file; anything else in it is named."""
    listed = value.get(name)
    if listed is None:
        listed = []
    if not isinstance(listed, list):
        raise LabelError(path, f"{name} is {quoted(listed)}, not a list; restore the file from a copy")
    things = [entry for entry in listed if isinstance(entry, dict)]
    if len(things) < len(listed):
        one = f"entry of {name} is no JSON object and was skipped: delete it"
        many = f"entries of {name} are no JSON objects and were skipped: delete them"
        left = len(listed) - len(things)
        found.problem("entry", counted(left, one, many), lost=left if name in ("annotations", "detections") else 0)
    return things


def _id(value: object) -> Id | None:
    """An id as a key: a whole number (also one written as 1.0) or a short text."""
    if isinstance(value, str):
        return value if value.strip() and len(value) <= json_text.MAX_NAME and json_text.is_text(value) else None
    if isinstance(value, float):
        return int(value) if abs(value) < _EXACT and value == int(value) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _order(id_: Id) -> tuple[bool, Id]:
    return isinstance(id_, str), id_


def _categories(found: Findings, entries: Things) -> dict[Id, str]:
    names: dict[Id, str] = {}
    taken: set[str] = set()
    for entry in entries:
        id_, name = _id(entry.get("id")), json_text.name(entry.get("name"))
        if id_ is None or name is None:
            who = quoted(entry.get("id") if name is None else entry.get("name"))
            message = f"category {who} has no {'name' if name is None else 'id'}; its objects are skipped: give it one"
            found.problem("category", message)
        elif id_ in names:
            found.problem(
                "category", f"category {quoted(id_)} is there twice; {quoted(name)} was skipped: number it anew"
            )
        else:
            if name in taken:
                message = f"two categories are called {quoted(name)}; they are read as one class: rename one"
                found.problem("category", message)
            names[id_] = name
            taken.add(name)
            unknown(found, entry, _CATEGORY)
    return {id_: names[id_] for id_ in sorted(names, key=_order)}


def _add_image(found: Findings, images: dict[Id, _Image], by_name: dict[str, _Image], entry: dict[str, object]) -> None:
    """Add an entry of `images` by its id and by its name. An image that is there by two ids is one image."""
    id_, said = _id(entry.get("id")), entry.get("file_name")
    if id_ is None:
        found.problem("image", f"the image {quoted(said)} has no id; it was skipped: give it one", lost=1)
        return
    who = f"image {quoted(id_)}"
    if id_ in images:
        found.problem("image", f"{who} is there twice; {quoted(said)} was skipped: number it anew", lost=1)
        return
    if not isinstance(said, str) or not _is_name(said):
        found.problem("image", f"{who} has no usable file_name; it was skipped: give it one", lost=1)
        return
    name, left = _below(said)
    if not name:
        found.problem("image", f"{who}: {quoted(said)} names no file; it was skipped: correct file_name", lost=1)
        return
    if left:
        message = f"{who}: {quoted(said)} leads out of the folder; it is looked for as {quoted(name)}"
        found.problem("path", message)
    size = json_text.size(entry.get("width"), entry.get("height"))
    if size is None and (entry.get("width") is not None or entry.get("height") is not None):
        message = f"{who}: width and height are no numbers of pixels; they are not used: correct them"
        found.problem("size", message)
    if name in by_name:
        first = quoted(by_name[name].id)
        message = f"images {first} and {quoted(id_)} are both {quoted(name)}; they are read as one: keep one"
        found.problem("image", message)
    images[id_] = by_name.setdefault(name, _Image(id_, name, size, []))
    unknown(found, entry, _IMAGE)


def _is_name(said: str) -> bool:
    is_line = json_text.is_text(said) and not set(said) & set("\t\n\r")
    return bool(said.strip()) and len(said) <= json_text.MAX_NAME and is_line


def _below(said: str) -> tuple[str, bool]:
    """A path that stays below the folder, and whether what was said would leave it: then it is its last part."""
    parts = said.replace("\\", "/").split("/")
    inside = [part for part in parts if part not in ("", ".", "..")]
    left = parts[0] == "" or ":" in parts[0] or ".." in parts
    return "/".join(inside[-1:] if left else inside), left


def _share_out(found: Findings, images: dict[Id, _Image], entries: Things) -> None:
    """Each annotation to its image."""
    seen: set[Id] = set()
    for entry in entries:
        id_, image = _id(entry.get("id")), _id(entry.get("image_id"))
        if image is None or image not in images:
            where = f"image {quoted(entry.get('image_id'))}, which is not in the file{_alike(image, images)}"
            message = f"{coco_objects.called(entry)} belongs to {where}; it was skipped: add the image"
            found.problem("no-image", f"{message}, or correct image_id", lost=1)
            continue
        if id_ is not None and id_ in seen:
            message = f"{coco_objects.called(entry)} is there twice by that id; both are read: number them anew"
            found.problem("duplicate-id", message)
        if id_ is not None:
            seen.add(id_)
        images[image].objects.append(entry)


def _alike(id_: Id | None, known: Collection[Id]) -> str:
    """What to say where the same number is there as text, or a text as a number: they are two ids to everybody."""
    other: Id | None = None if id_ is None else str(id_)
    if isinstance(id_, str):
        other = int(id_) if id_.isascii() and id_.isdigit() and len(id_) < 16 else None
    kind = "text" if isinstance(other, str) else "a number"
    return f" ({quoted(other)}, {kind}, is: write both alike)" if other in known else ""


def _read(path: Path, image: _Image, categories: dict[Id, str]) -> CocoImage:
    labelled = coco_objects.read(path.name, image.objects, image.size, _by_id(categories))
    return CocoImage(image.name, image.id, image.size, labelled)


def _by_id(categories: dict[Id, str]) -> coco_objects.Named:
    def named(value: object) -> str:
        id_ = _id(value)
        if id_ is None or id_ not in categories:
            said = f"category {quoted(value)} is not in the file{_alike(id_, categories)}"
            raise Unusable("category", said)
        return categories[id_]

    return named


def _results(path: Path, listed: list[object]) -> CocoFile:
    """Detections by image; images and classes are called by their ids."""
    found = Findings(path.name)
    entries = _things(path, {"detections": listed}, "detections", found)
    if listed and not any("image_id" in entry for entry in entries):
        raise LabelError(path, "this is no COCO results file: nothing in it has an image_id; choose another")
    ids = {id_ for entry in entries if (id_ := _id(entry.get("image_id"))) is not None}
    kinds = {id_ for entry in entries if (id_ := _id(entry.get("category_id"))) is not None}
    images = {id_: _Image(id_, str(id_), None, []) for id_ in sorted(ids, key=_order)}
    categories = {id_: str(id_).strip() for id_ in sorted(kinds, key=_order)}
    _share_out(found, images, entries)
    return _file(path, images.values(), categories, found)
