"""The short text files of a folder: image lists and class names, with any line ends, BOM and old encodings."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.datasets.record import Record

_PARTS = ("train", "val", "trainval", "test")
_LARGEST = 50_000_000  # bytes; an image list of a million names is smaller


def read_lines(path: Path) -> list[str]:
    """The lines of a text file without white space at their ends; none where there is no such file."""
    if not path.is_file() or path.stat().st_size > _LARGEST:
        return []
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    return [line.strip() for line in text.splitlines()]


def read_lists(folder: Path, records: Sequence[Record], parts: tuple[str, ...] = _PARTS) -> dict[str, tuple[str, ...]]:
    """The image lists `train.txt`, `val.txt`, ... in `folder`: list name -> names of records, in the list's order.

    A line is a name, or a name and columns after it. Names that no record has are kept as written; who uses a list
    leaves them out, and the index reports them.
    """
    known = {record.name for record in records}
    found = {}
    for part in parts:
        lines = [line for line in read_lines(folder / f"{part}.txt") if line and not line.startswith("#")]
        if lines:
            found[part] = tuple(dict.fromkeys(_name(line, known) for line in lines))
    return found


def _name(line: str, known: set[str]) -> str:
    whole = unicodedata.normalize("NFC", line)
    first = whole.split()[0]
    for name in (whole, first, first.rpartition(".")[0]):
        if name in known:
            return name
    return first


def read_class_names(root: Path) -> tuple[str, ...]:
    """The classes a folder names itself, in the order of their ids in masks, from `class_names.txt` or `labels.txt`;
    empty where there is neither. A first line for the background (`_background_`) is left out."""
    for name in ("class_names.txt", "labels.txt"):
        lines = [line for line in read_lines(root / name) if line and line != "__ignore__"]
        if lines:
            return tuple(lines[1:] if lines[0].strip("_").lower() == "background" else lines)
    return ()
