"""The call `parts`: which pictures of a folder without lists of its own train, validate and test. No torch."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING

from engine.datasets.splits import PARTS, Split, make_split
from engine.errors import EngineError
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.datasets.index import Index

_HEADER = 64 << 20  # bytes, as in engine.checkpoint, which needs torch
_HEADS = ("class", "box", "mask", "detections")


def parts(index: Index, checkpoint: str = "") -> Generator[Step, None, dict[str, tuple[str, ...]]]:
    """The record names of "train", "validation" and "test": those that `checkpoint` carries, where half of its pictures
    are here, else those that a new run would draw. Empty where nothing is labelled.
    """
    yield Step("Dividing the folder")
    there = set(index.dataset.records.name)
    split = None if not checkpoint else _carried(Path(checkpoint))
    names = () if split is None else (*split.train, *split.validation, *split.test)
    if split is None or 2 * sum(name in there for name in names) < max(1, len(names)):
        try:
            split = make_split(index, None, 0, _HEADS)
        except (EngineError, OSError):  # too few labels, or a picture went meanwhile: then there are no parts
            return {}
    return {part: tuple(name for name in getattr(split, part) if name in there) for part in PARTS}


def _carried(checkpoint: Path) -> Split | None:
    """The split in the header of a checkpoint; None where there is none to be read."""
    try:
        with checkpoint.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(_HEADER, checkpoint.stat().st_size):
                return None
            said = json.loads(json.loads(file.read(length))["__metadata__"]["overlap"])["split"]
        return Split.from_json(json.dumps({part: said[part] for part in PARTS}))
    except (OSError, ValueError, KeyError, TypeError, RecursionError, struct.error):
        return None
