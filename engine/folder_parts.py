"""The calls `parts` and `part_sizes`: which pictures of a folder train, validate and test, and how many. No torch."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets.copies import LENGTH
from engine.datasets.splits import PARTS, Split, make_split
from engine.errors import EngineError
from engine.parts import drawn, inherited
from engine.recipes import HEADS, RECIPES
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.datasets.index import Index

_HEADER = 64 << 20  # bytes, as in engine.checkpoint, which needs torch


def parts(index: Index, checkpoint: str = "", recipe: str = "") -> Generator[Step, None, dict[str, tuple[str, ...]]]:
    """The record names of "train", "validation" and "test", as `engine.dividing` divides the folder for a run: those
    that `checkpoint` carries, where it is of this folder, with new pictures in train; else those that a new run of
    `recipe` would draw, near copies in one part. Empty where nothing is labelled. Steps: kind "copies".
    """
    yield Step("Dividing the folder")
    carried = _carried(Path(checkpoint)) if checkpoint else None
    try:
        split = None if carried is None else inherited(*carried, index)
        if split is None:
            split = yield from drawn(index, 0, RECIPES[recipe].heads if recipe in RECIPES else HEADS)
    except (EngineError, OSError):  # too few labels, or a picture went meanwhile: then there are no parts
        return {}
    return {part: getattr(split, part) for part in PARTS}


@dataclass(frozen=True, slots=True)
class PartSizes:
    """How many pictures a run learns from, chooses by, is measured on, and leaves out as not verified."""

    train: int
    validation: int
    test: int
    left_out: int = 0


def part_sizes(index: Index, recipe: str, only_verified: bool) -> Generator[Step, None, PartSizes]:
    """About how large the parts of a new run of `recipe` are: near copies, which take long to find, may yet move some.
    Raises EngineError where the folder cannot be divided."""
    yield Step("Counting the pictures")
    try:
        split = make_split(index, None, 0, RECIPES[recipe].heads if recipe in RECIPES else HEADS)
    except OSError as error:
        raise EngineError(f"{error.filename}: {error.strerror}; open the folder again") from error
    train = len(split.train)
    if not only_verified:
        return PartSizes(train, len(split.validation), len(split.test))
    kept = sum(bool(index.verified[index.position(name)]) for name in split.train)
    return PartSizes(kept, len(split.validation), len(split.test), train - kept)


def _carried(checkpoint: Path) -> tuple[Split, np.ndarray] | None:
    """The split in the header of a checkpoint, and the fingerprints of what it learnt, uint8 (N, 16); None where there
    are none to be read."""
    try:
        with checkpoint.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(_HEADER, checkpoint.stat().st_size):
                return None
            header = json.loads(file.read(length))
            said = json.loads(header["__metadata__"]["overlap"])["split"]
            split = Split.from_json(json.dumps({part: said[part] for part in PARTS}))
            first, end = (int(offset) for offset in header["fingerprints"]["data_offsets"])
            if not 0 <= first <= end <= _HEADER:
                return None
            file.seek(8 + length + first)
            return split, np.frombuffer(file.read(end - first), np.uint8).reshape(-1, LENGTH)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, struct.error):
        return None
