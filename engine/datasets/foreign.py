"""Folders that are only read: COCO, YOLO and MNIST roots, and labelme or YOLO files beside the pictures.

Names are listed; of files only what names classes and pictures is opened: COCO's JSON, a data.yaml, the first letters
of a JSON beside a picture. No path in a file leads out of the opened folder.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.datasets import mnist75, yolo_parts
from engine.datasets.coco_folders import coco
from engine.datasets.lists import by_folder, read_class_names
from engine.datasets.record import Dataset, Listing
from engine.datasets.scanning import PICTURES, XML, barred_of, folders, is_whole, key, tree
from engine.errors import LabelError
from engine.formats import yolo_names
from engine.formats.coco import NotCocoError
from engine.formats.noticing import quoted
from engine.formats.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEXT = frozenset(("txt",))
JSON = frozenset(("json",))
_NAMES = ("classes", "obj.names", "labels", "readme", "requirements", "notes")
_LOOKED_AT = 50  # JSONs beside pictures whose first letters are read
_HEAD = 65_536  # bytes
_DEEP = 8
"""Folders below `images`: programs that learn from a YOLO folder look through all of them."""


def root(folder: Path) -> Dataset | None:
    """The COCO, YOLO or MNIST dataset whose root is `folder`. Raises LabelError where its only COCO JSON cannot be
    used and the folder is nothing else, EngineError where a file of MNIST's is missing or damaged."""
    try:
        found = coco(folder)
    except LabelError as error:
        return _instead(folder, error)
    return found or _yolo(folder) or mnist75.root(folder)


def _instead(folder: Path, error: LabelError) -> Dataset | None:
    """The YOLO dataset beside a COCO JSON that cannot be used; None where a JSON of another kind lies beside labels
    that `root` does not look for. Raises `error` where those in the JSON may be all there are."""
    found, stray = _yolo(folder), isinstance(error, NotCocoError)
    if found is None and not (stray and (tree(folder, XML) or beside(folder, tree(folder, PICTURES)))):
        raise error
    if found is None or stray:
        return found
    problem = Problem(error.path.name, error.line, "labels", str(error).partition(": ")[2])
    return replace(found, problems=(*found.problems, problem))


def looks_like_root(folder: Path) -> bool:
    """Whether `folder` may be a YOLO or MNIST root, judged by names alone. (A COCO root has `annotations` as others
    do.)"""
    names = folders(folder)
    return (
        ("images" in names and "labels" in names)
        or any((folder / f"data.{end}").is_file() for end in ("yaml", "yml"))
        or mnist75.looks_like_root(folder)
    )


def beside(folder: Path, images: Mapping[str, str]) -> Dataset | None:
    """The dataset of `images` (name -> path, below `folder`) with labelme JSON or YOLO texts beside them, or with
    labelme JSON in a folder of its own; None where there is neither."""
    barred: dict[str, str] = {}
    if not tree(folder, JSON | TEXT, folder, barred) and not barred:
        return None  # nothing but pictures: the others are not looked through twice
    barred.clear()
    files = tree(folder, JSON, folder, barred)
    labels = {name: files[key(name)] for name in images if key(name) in files} or _apart(images, files)
    if labels and any(_is_labelme(Path(path)) for path in list(labels.values())[:_LOOKED_AT]):
        classes = read_class_names(folder)
        lists = by_folder(images)
        return _dataset(folder, "labelme", images, labels, classes, lists, _spare(folder, files, labels), barred)
    classes, problems = _yolo_names(folder)
    barred.clear()
    texts = _label_texts(tree(folder, TEXT, folder, barred), images)
    labels = _of_pictures(images, texts)
    some = list(labels.values())[:_LOOKED_AT]
    if not labels or not (classes or problems or any(_is_yolo(Path(path)) for path in some)):
        return None
    lists, more, keypoints = yolo_parts.lists(folder, images)
    return _dataset(folder, "yolo", images, labels, classes, lists, (*problems, *more), barred, keypoints)


def _apart(images: Mapping[str, str], files: Mapping[str, str]) -> dict[str, str]:
    """The files of the pictures' own names in folders that hold no pictures, where no two are called alike."""
    of_pictures = {name.rpartition("/")[0] for name in images}
    places: dict[str, list[str]] = {}
    for name in (*images, *files) if files else ():
        places.setdefault(key(name.rpartition("/")[2]), []).append(name)
    pairs = (same for same in places.values() if len(same) == 2)
    return {
        picture: files[file]
        for picture, file in pairs
        if picture in images and file in files and file.rpartition("/")[0] not in of_pictures
    }


def _is_yolo(path: Path) -> bool:
    """Whether a text begins with a line of YOLO's, so that nobody takes a caption for labels."""
    try:
        with path.open("rb") as file:
            line = next((line for line in file.read(_HEAD).splitlines() if line.strip()), b"")
        number, *fractions = map(float, line.split())
    except (OSError, ValueError):
        return False
    return len(fractions) >= 4 and number == int(number) >= 0 and all(-0.01 <= each <= 1.01 for each in fractions)


def _is_labelme(path: Path) -> bool:
    """Whether a JSON beside a picture holds shapes, or is so damaged that nobody can say: it never opens as empty."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    text = head.strip(b"\xef\xbb\xbf \t\r\n")
    return b'"shapes"' in head or not text.startswith((b"{", b"[")) or (len(head) < _HEAD and text[-1:] not in b"}]")


def _yolo(folder: Path) -> Dataset | None:
    images: dict[str, str] = {}
    texts: dict[str, str] = {}
    barred: dict[str, str] = {}
    for prefix, pictures, labels in _pairs(folder):
        out: dict[str, str] = {}
        own = tree(pictures, PICTURES, deep=_DEEP)
        said = _label_texts(tree(labels, TEXT, folder, out, _DEEP), own)
        images |= {prefix + name: path for name, path in own.items()}
        texts |= {prefix + name: path for name, path in said.items()}
        barred |= {prefix + name: path for name, path in out.items()}
    classes, problems = _yolo_names(folder)
    if not images or not (texts or barred or classes or problems):
        return None
    labels = _of_pictures(images, texts)
    lists, more, keypoints = yolo_parts.lists(folder, images)
    problems = (*problems, *more, *_spare(folder, texts, labels))
    return _dataset(folder, "yolo", images, labels, classes, lists, problems, barred, keypoints)


def _pairs(folder: Path) -> Iterable[tuple[str, Path, Path]]:
    """Where pictures and their texts lie: images/ and labels/, here or in each of train, valid, test."""
    names = folders(folder)
    if "images" in names and "labels" in names:
        yield "", names["images"], names["labels"]
        return
    for name, child in names.items():
        inner = folders(child) if name in yolo_names.PARTS else {}
        if "images" in inner and "labels" in inner:
            yield f"{child.name}/", inner["images"], inner["labels"]


def _yolo_names(folder: Path) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    try:
        names = yolo_names.read_classes(folder)
        twice = sorted(name for name, count in Counter(names).items() if count > 1)
        file = (yolo_names.find_yaml(folder) or folder / "classes.txt").name
        message = "two classes are called {}; they are read as one class: rename one"
        return names, tuple(Problem(file, None, "classes", message.format(quoted(name))) for name in twice[:100])
    except LabelError as error:
        said = str(error).partition(": ")[2]
        return (), (Problem(error.path.name, error.line, "classes", f"{said}; classes are called by their numbers"),)


def _label_texts(files: Mapping[str, str], images: Mapping[str, str]) -> dict[str, str]:
    """Without notes and lists; a text called so is that of a picture called so where it says what such a text does."""
    return {
        name: path
        for name, path in files.items()
        if name.rpartition("/")[2].lower() not in _NAMES or (name in images and _is_yolo(Path(path)))
    }


def _of_pictures(images: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """The text of each picture that has one. a.jpg and a.png share a.txt, as for everybody who learns from them."""
    found = {}
    for name, path in images.items():
        stem = name.rpartition(".")[0] if is_whole(name, path) else name
        text = texts.get(name) or texts.get(stem)
        if text is not None:
            found[name] = text
    return found


def _spare(folder: Path, files: Mapping[str, str], used: Mapping[str, str]) -> tuple[Problem, ...]:
    there = set(used.values())
    message = "no picture has this name; add the picture or delete the file"
    return tuple(
        Problem(Path(path).relative_to(folder).as_posix(), None, "no-picture", message)
        for path in sorted(files.values())
        if path not in there
    )


def _dataset(
    folder: Path,
    form: str,
    images: Mapping[str, str],
    labels: Mapping[str, str],
    classes: tuple[str, ...],
    lists: Mapping[str, tuple[str, ...]],
    problems: tuple[Problem, ...],
    barred: Mapping[str, str],
    keypoints: int = 0,
) -> Dataset:
    names = tuple(sorted(images))
    paths = tuple(images[name] for name in names)
    files, out = tuple(map(labels.get, names)), barred_of(names, barred, labels)
    records = Listing(names, paths, label_file=files, barred_file=out, classes=classes, keypoints=keypoints)
    return Dataset(folder, form, records, folder, lists, classes, problems)
