"""The short text files of a folder: image lists and class names, with any line ends."""

from __future__ import annotations

import codecs
import unicodedata
from typing import TYPE_CHECKING

from engine.errors import LabelError
from engine.formats.yolo_names import PARTS
from engine.limits import OUTSIDE, leads_out, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set
    from pathlib import Path

    from engine.datasets.record import Record

_PARTS = ("train", "val", "trainval", "test")
IGNORED = "__ignore__"
"""A line of a list of classes that names none: labelme's, for what its own programs leave out."""
_COLUMNS = 3  # after the name; VOC has one, Pets have three


def read_lines(path: Path, root: Path) -> list[str]:
    """The lines of a text file in the opened folder `root` without white space at their ends; none where there is no
    such file, or one that cannot be used: `check` says why."""
    try:
        text, _ = read_text(path, root)
    except LabelError:
        return []
    return [line.strip() for line in text.split("\n")]


def read_text(path: Path, root: Path) -> tuple[str, str]:
    """The text of a list in the opened folder `root`, its line ends as `\\n`, and its encoding: UTF-8 with or without a
    byte order mark, or UTF-16 with one. Raises LabelError for anything else: names guessed from bytes are names of
    other pictures."""
    if leads_out(path, root):
        raise LabelError(path, f"{OUTSIDE}, and it is not read; put the list itself here")
    data = read_whole(path, "list_bytes")
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"these bytes are not {encoding.removesuffix('-sig').upper()}, and the list is not used"
        raise LabelError(path, f"{message}; save it as UTF-8", line) from error
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def read_lists(
    folder: Path, records: Sequence[Record], root: Path, parts: tuple[str, ...] = _PARTS
) -> dict[str, tuple[str, ...]]:
    """The image lists `train.txt`, `val.txt`, ... in `folder` of the opened folder `root`: list name -> names of
    records, in the list's order.

    A line is a name, or a name and columns after it. Names that no record has are kept as written; who uses a list
    leaves them out, and the index reports them.
    """
    known = {record.name for record in records}
    found = {}
    for part in parts:
        lines = [line for line in read_lines(folder / f"{part}.txt", root) if line and not line.startswith("#")]
        if lines:
            found[part] = tuple(dict.fromkeys(name_in(line, known) for line in lines))
    return found


def by_folder(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The lists that the outermost folders of records stand for (train/a, valid/b): list name -> names of records."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        part = PARTS.get(name.partition("/")[0].lower()) if "/" in name else None
        if part is not None:
            found.setdefault(part, []).append(name)
    return {part: tuple(members) for part, members in found.items()}


def name_in(line: str, known: Set[str]) -> str:
    """The record that a line of a list names: one of `known`, with or without columns after it or an ending; else the
    line's first word. A name may have spaces."""
    whole = unicodedata.normalize("NFC", line)
    first = whole.split()[0]
    written = (*(whole.rsplit(maxsplit=columns)[0] for columns in range(_COLUMNS + 1)), first)
    stems = (name.rpartition(".")[0] for name in written)
    return next((name for name in (*written, *stems) if name in known), first)


def read_class_names(root: Path) -> tuple[str, ...]:
    """The classes a folder names itself, in the order of their ids in masks, from `class_names.txt`, `labels.txt` or
    CVAT's `labelmap.txt`; empty where there is none. A first line for the background (`_background_`) is left out."""
    for name in ("class_names.txt", "labels.txt"):
        lines = [line for line in read_lines(root / name, root) if line and line != IGNORED]
        if lines:
            return tuple(lines[1:] if lines[0].strip("_").lower() == "background" else lines)
    return _label_map(read_lines(root / "labelmap.txt", root))


def _label_map(lines: Sequence[str]) -> tuple[str, ...]:
    """Of lines such as `cat:128,0,0:parts:actions`, where VOC's colours number all classes from the background on."""
    found: dict[int | None, str] = {}
    for line in lines:
        name, _, rest = line.partition(":")
        if line and not line.startswith("#"):
            found[_palette_index(rest.partition(":")[0])] = name
    whole = len(found) > 1 and None not in found and set(found) == set(range(len(found)))
    return tuple(found[index] for index in range(1, len(found))) if whole else ()


def _palette_index(colour: str) -> int | None:
    """The class id whose colour in a VOC mask is `128,0,0`; None for another colour."""
    words = colour.split(",")
    values = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 4]
    if len(words) != 3 or len(values) != 3 or any(value > 255 or value & 31 for value in values):
        return None
    bits = ((value >> (7 - bit) & 1) << (3 * bit + channel) for channel, value in enumerate(values) for bit in range(3))
    index = sum(bits)
    return index if index < 256 else None
