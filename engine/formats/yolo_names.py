"""The class names and image folders of a YOLO folder: `data.yaml`, or `classes.txt` with a name a line.

Source: Ultralytics' page on dataset files; Darknet's `obj.names`. Names of files in them are never followed here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import LabelError
from engine.formats import json_text, yaml_text
from engine.formats.noticing import quoted
from engine.limits import leads_out, read_whole, too_many

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SPLITS = ("train", "val", "test")

PARTS = {"train": "train", "training": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}
"""What folders of parts are called, in small letters, and the parts they mean."""
_YAML = ("data.yaml", "data.yml", "dataset.yaml", "dataset.yml")
_LISTS = ("classes.txt", "labels/classes.txt", "obj.names", "_darknet.labels")
_LISTS_OF_PARTS = ("labels/*/classes.txt", "*/labels/classes.txt", "*/_darknet.labels")  # labelImg's, Roboflow's


@dataclass(frozen=True, slots=True)
class DataYaml:
    """`names` in the order of their numbers; `splits` maps train, val and test to the places as they are written
    (relative to `place`, the file's own `path`, "" where it has none). Nobody has looked whether they exist, and they
    may point out of the folder. `keypoints` is the number of columns that an object's keypoints take, 0 where they have
    none."""

    names: tuple[str, ...]
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: str = ""
    keypoints: int = 0


def parse_yaml(path: Path, data: bytes) -> DataYaml:
    """Read the bytes of a data.yaml. Raises LabelError for one that cannot be used; nothing is ever made or run."""
    entries = yaml_text.entries(path, _text(path, data))
    names = _names(path, entries["names"]) if "names" in entries else ()
    said = {"val": entries["validation"], **entries} if "validation" in entries else entries
    splits = {split: _places(said[split].value()) for split in SPLITS if split in said}
    place = entries["path"].value() if "path" in entries else ""
    splits = {split: places for split, places in splits.items() if places}
    keypoints = _columns(entries["kpt_shape"].value()) if "kpt_shape" in entries else 0
    return DataYaml(names, splits, place if isinstance(place, str) else "", keypoints)


def read_yaml(path: Path) -> DataYaml:
    """`parse_yaml` of the file on disk. Raises LabelError."""
    return parse_yaml(path, read_whole(path, "names_bytes"))


def find_yaml(root: Path) -> Path | None:
    """The file that describes the YOLO folder `root`: data.yaml, dataset.yaml, or the only YAML file there."""
    for name in _YAML:
        if (root / name).is_file() and not leads_out(root / name, root):
            return root / name
    others = [path for path in root.glob("*.y*ml") if path.suffix in (".yaml", ".yml") and path.is_file()]
    others = [path for path in others if not leads_out(path, root)]
    return others[0] if len(others) == 1 else None


def read_classes(root: Path) -> tuple[str, ...]:
    """The names of the YOLO folder `root` from its YAML file, else from classes.txt there or in `labels/`, or from
    obj.names, else from the lists of its parts; empty where there is none. Raises LabelError for a file that cannot be
    used, and for lists of parts that number classes differently."""
    yaml = find_yaml(root)
    names = read_yaml(yaml).names if yaml is not None else ()
    if names:
        return names
    for name in _LISTS:
        path = root / name
        if path.exists() and not leads_out(path, root):
            return parse_list(path, read_whole(path, "names_bytes"))
    found: tuple[str, ...] = ()
    for path in sorted(path for pattern in _LISTS_OF_PARTS for path in root.glob(pattern)):
        own = () if leads_out(path, root) else parse_list(path, read_whole(path, "names_bytes"))
        if own and found not in ((), own):
            place = path.relative_to(root).as_posix()
            message = f"{place} numbers the classes otherwise than another part's list; write one data.yaml for all"
            raise LabelError(path, message)
        found = own or found
    return found


def parse_list(path: Path, data: bytes) -> tuple[str, ...]:
    """The names of a classes.txt: one a line; empty lines at its end don't count. Raises LabelError."""
    text = _text(path, data).replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return _checked(path, text.split("\n") if text else [], None)


def data_yaml(classes: tuple[str, ...], splits: Mapping[str, str]) -> bytes:
    """A data.yaml: `splits` maps train, val, test to image folders relative to the file."""
    lines = [f"{split}: {_written(place)}" for split, place in splits.items()]
    lines += ["names:" if classes else "names: []"]
    lines += [f"  {number}: {_written(name)}" for number, name in enumerate(classes)]
    return ("\n".join(lines) + "\n").encode()


def _text(path: Path, data: bytes) -> str:
    said = too_many("names_bytes", len(data))
    if said or b"\0" in data:
        raise LabelError(path, said or "this is no list of names; restore it from a copy")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise LabelError(path, "these bytes are not UTF-8; save the file again as UTF-8", line) from error


def _names(path: Path, entry: yaml_text.Entry) -> tuple[str, ...]:
    value = entry.value()
    if isinstance(value, dict):
        numbers = {key: int(key) if key.isascii() and key.isdigit() and len(key) < 10 else -1 for key in value}
        if sorted(numbers.values()) != list(range(len(numbers))):
            message = f"names must be numbered 0 to {len(numbers) - 1}, each once; number them anew"
            raise LabelError(path, message, entry.line)
        value = [value[key] for key in sorted(numbers, key=lambda key: numbers[key])]
    if isinstance(value, str) and value:
        raise LabelError(path, "names is one word; write a list of names", entry.line)
    return _checked(path, list(value), entry.line)


def _checked(path: Path, names: list[str], line: int | None) -> tuple[str, ...]:
    said = too_many("classes", len(names))
    if said:
        raise LabelError(path, said, line)
    found = []
    for number, text in enumerate(names):
        name = json_text.name(text)
        if name is None:
            at = number + 1 if line is None else line
            raise LabelError(path, f"class {number} has no usable name: {quoted(text)}; give it one", at)
        found.append(name)
    return tuple(found)


def _places(value: yaml_text.Value) -> tuple[str, ...]:
    places = [value] if isinstance(value, str) else list(value) if isinstance(value, list) else []
    return tuple(place for place in places if place and json_text.is_text(place))


def _columns(shape: yaml_text.Value) -> int:
    """Those of `kpt_shape: [17, 3]`, 51."""
    numbers = [int(each) for each in shape if each.isascii() and each.isdigit() and len(each) < 5]
    return numbers[0] * numbers[1] if isinstance(shape, list) and len(shape) == len(numbers) == 2 else 0


def _written(text: str) -> str:
    """A word in double quotes; what isn't plainly printable is escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in quoted)
