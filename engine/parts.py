"""Which pictures a checkpoint is evaluated on, and whether it has learnt from them. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets import copies
from engine.datasets.splits import PARTS, Split, make_split
from engine.errors import EngineError, PictureError
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from engine.datasets.index import Index

_PROBES = 8
"""So many learnt pictures are compared to tell a folder from another that uses the same names."""


@dataclass(frozen=True, slots=True)
class Part:
    """The `pictures` (record names) of the part `name` of `split`. `split` is the folder's own division into train,
    validation and test; for a folder that a checkpoint was not trained on everything is test."""

    name: str
    pictures: tuple[str, ...]
    split: Split


def choose(stored: Split | None, learnt: np.ndarray, index: Index, name: str) -> Part:
    """The part `name` of `stored`, the split a checkpoint carries, where it is of this folder. Elsewhere every picture
    is "test", and the part says "all".

    `learnt` uint8 (N, 16) are the fingerprints of its train and validation pictures. `name` may also be "all" or a
    list of the folder's own. Raises EngineError where there is no such part.
    """
    own = stored if stored is not None and belongs(stored, learnt, index) else None
    lists = index.dataset.lists
    there = {record.name for record in index.dataset.records}
    if own is not None and name in PARTS:
        return Part(name, tuple(picture for picture in getattr(own, name) if picture in there), own)
    if name == "all" or name == "test":
        names = tuple(record.name for record in index.dataset.records)
        return Part("all", names, own or Split((), (), names))
    if name in lists:
        listed = tuple(picture for picture in lists[name] if picture in there)
        return Part(name, listed, own or Split((), (), listed))
    choices = ", ".join(dict.fromkeys((*(PARTS if own else ("test",)), "all", *lists)))
    why = "" if own else ", for the checkpoint has learnt from other pictures"
    raise EngineError(f"{index.dataset.root}: there is no part {name!r}{why}; choose one of {choices}")


def belongs(split: Split, learnt: np.ndarray, index: Index) -> bool:
    """Whether the names are the folder's and a few of the pictures behind them are those that were learnt.

    Half may be missing or changed: people delete and retouch pictures. Other folders have other pictures under the
    same names (000001.jpg), or none.
    """
    pictures = {record.name: record.image for record in index.dataset.records}
    names = (*split.train, *split.validation, *split.test)
    if not names or sum(name in pictures for name in names) < len(names) / 2:
        return False
    trained = [name for name in (*split.train, *split.validation) if name in pictures]
    some = trained[:: max(1, len(trained) // _PROBES)][:_PROBES]
    if not some or not len(learnt):
        return True
    found = copies.find_copies(np.array([_fingerprint(pictures[name]) for name in some]), learnt)
    return len(found) >= len(some) / 2


def inherited(split: Split, learnt: np.ndarray, index: Index) -> Split | None:
    """The parts of a run that goes on from a checkpoint with this split: each picture keeps its part, and those that
    are new since are learnt from. None where the checkpoint is not of this folder."""
    if not belongs(split, learnt, index):
        return None
    there = [record.name for record in index.dataset.records]
    known, names = {*split.train, *split.validation, *split.test}, set(there)
    new = tuple(name for name in there if name not in known)
    train, validation, test = (tuple(name for name in getattr(split, part) if name in names) for part in PARTS)
    return Split(tuple(sorted((*train, *new))), validation, test) if train and test else None


def drawn(index: Index, seed: int, heads: tuple[str, ...]) -> Generator[Step, None, Split]:
    """The parts of a new run that learns `heads`, without copies across them. Steps: kind "copies". Raises EngineError
    like `make_split`."""
    return (yield from kept_apart(make_split(index, None, seed, heads), index))


def leaks(pictures: Mapping[str, Path], learnt: np.ndarray) -> Generator[Step, None, dict[str, object]]:
    """Which of `pictures`, record name -> path, are copies of what was learnt, uint8 (N, 16): the report's `leak`.

    {"images", "names", "exact", "near"}; `near` are scaled, recompressed or recoloured copies. Steps: kind "copies".
    """
    rows = yield from _fingerprints(tuple(pictures.values()))
    found = copies.find_copies(rows, learnt)
    names = tuple(pictures)
    kinds = [copy.kind for copy in found]
    return {
        "images": len(found),
        "names": [names[copy.probe] for copy in found],
        "exact": kinds.count("exact"),
        "near": kinds.count("near"),
    }


def kept_apart(split: Split, index: Index) -> Generator[Step, None, Split]:
    """`split` without leaks: a test picture that is a copy of a learnt one is learnt too, and its own copies with it.

    A folder's own lists stay as they are, and so does a split that would lose more than a tenth of its test part: there
    the pictures are alike by nature (frames of a film), and the report's leak says so. Steps: kind "copies".
    """
    if any(set(split.test) <= set(index.dataset.lists.get(name, ())) for name in ("test", "val")):
        return split
    images = {record.name: record.image for record in index.dataset.records}
    learnt = (*split.train, *split.validation)
    known = yield from _fingerprints([images[name] for name in learnt])
    tested = yield from _fingerprints([images[name] for name in split.test])
    moved: set[int] = set()
    while True:
        rest = np.array([n for n in range(len(tested)) if n not in moved], np.int64)
        found = {int(rest[copy.probe]) for copy in copies.find_copies(tested[rest], known)}
        if not found:
            break
        moved |= found
        known = np.concatenate([known, tested[sorted(found)]])
    if not moved or len(moved) > max(1, len(split.test) / 10):
        return split
    test = tuple(name for n, name in enumerate(split.test) if n not in moved)
    return Split(tuple(sorted({*split.train, *split.test} - set(test))), split.validation, test)


def _fingerprints(paths: Sequence[Path]) -> Generator[Step, None, np.ndarray]:
    rows = np.zeros((len(paths), copies.LENGTH), np.uint8)
    for done, path in enumerate(paths):
        rows[done] = _fingerprint(path)
        yield Step("Looking for copies", done + 1, len(paths), "copies")
    return rows


def _fingerprint(path: Path) -> np.ndarray:
    try:
        return np.frombuffer(copies.fingerprint(path), np.uint8)
    except PictureError:
        return np.zeros(copies.LENGTH, np.uint8)
