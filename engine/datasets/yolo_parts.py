"""The parts of a YOLO folder: those that its YAML file names (folders, or texts with a picture a line), else those that
its folders are named by. No path in a file leads out of the opened folder.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from engine.datasets.lists import by_folder, read_lines
from engine.errors import LabelError
from engine.formats import yolo_names
from engine.formats.problem import Problem
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Lists = dict[str, tuple[str, ...]]


def lists(folder: Path, images: Mapping[str, str]) -> tuple[Lists, tuple[Problem, ...], int]:
    """The names of the records of each part, those that a text names and nobody has too, what there is to say, and the
    columns that the YAML file gives to keypoints. `images` are the pictures below `folder` by the names of their
    records."""
    yaml = yolo_names.find_yaml(folder)
    try:
        said = None if yaml is None else yolo_names.read_yaml(yaml)
    except LabelError:  # whoever reads the classes says so
        said = None
    if yaml is None or said is None:
        return by_folder(images), (), 0
    names = {path[len(str(folder)) + 1 :].replace(os.sep, "/"): name for name, path in images.items()}
    found: Lists = {}
    outside: list[Problem] = []
    texts = again = False
    for part in sorted(said.splits, key=lambda part: not _names(part, said.splits[part])):
        places, members = said.splits[part], list[str]()
        for place in places:
            inside = _inside(folder, place, said.place)
            if inside is None:
                message = f"{part}: {place[:80]} lies outside the folder and is not read: put it inside"
                outside.append(Problem(yaml.name, None, "outside-folder", message))
            else:
                members += _members(folder, inside, names, outside)
        own = tuple(dict.fromkeys(members))
        texts = texts or any(place.lower().endswith(".txt") for place in places)
        again = again or own in found.values()
        if own and own not in found.values():
            found[part] = own
    if again and len(found) == 1 and not texts:  # everything is train and val: nobody has divided it
        found = {}
    return found or by_folder(images), tuple(dict.fromkeys(outside)), said.keypoints


def _names(part: str, places: tuple[str, ...]) -> bool:
    """Whether a place is called as the part: of two parts that are one it is that, `val: train.txt` fills a gap."""
    named = (re.split(r"[\\/]", place.lower().removesuffix(".txt"))[-1] for place in places)
    return any(yolo_names.PARTS.get(name) == part for name in named)


def _inside(folder: Path, place: str, base: str) -> str | None:
    """`place` relative to the opened folder, None where it lies outside. Roboflow writes `../train/images` for
    `train/images`, and `path` often names the place of the whole folder on another machine."""
    plain = place.replace("\\", "/").removeprefix(f"{folder.as_posix()}/")
    if plain.startswith("/") or re.match(r"[A-Za-z][A-Za-z+.-]*:", plain):
        return None
    words = [word for word in plain.removeprefix("../").split("/") if word not in ("", ".")]
    if ".." in words:
        return None
    inner = base.replace("\\", "/")
    if inner.startswith("/") or ".." in inner.split("/") or ":" in inner:
        return "/".join(words)
    return "/".join((*(word for word in inner.split("/") if word not in ("", ".")), *words))


def _members(folder: Path, place: str, names: Mapping[str, str], outside: list[Problem]) -> list[str]:
    """The records below `place`, or listed in the text there, under the names that they would have."""
    for at in (place, place.partition("/")[2]):  # `path` may be the folder's own name
        target = folder / at
        if at and target.is_dir():
            return [name for path, name in sorted(names.items()) if path.startswith(f"{at}/")]
        if target.suffix.lower() == ".txt" and target.is_file():
            near = target.parent.relative_to(folder).as_posix()
            lines = [_inside(folder, line, "" if near == "." else near) for line in read_lines(target, folder) if line]
            if None in lines:
                lead = counted(lines.count(None), "line that leads", "lines that lead")
                message = f"has {lead} out of the folder and cannot be used: write where the pictures lie inside it"
                outside.append(Problem(at, None, "outside-folder", message))
            return [names.get(path) or _name(path) for path in lines if path is not None]
    return []


def _name(path: str) -> str:
    """What the record of a picture would be called that is not there."""
    folder, slash, last = path.rpartition("/")
    return re.sub(r"(^|/)images/", r"\1", f"{folder}{slash}{last.rpartition('.')[0] or last}", count=1)
