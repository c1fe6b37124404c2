"""Which pictures were corrected since a checkpoint learnt from them: it keeps a stamp of each one's truth."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from engine import parts
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from engine.checkpoint import Checkpoint
    from engine.datasets.index import Index

_DIGITS = 16


def stamps(index: Index, names: Sequence[str]) -> Generator[Step, None, dict[str, str]]:
    """A stamp of the labels of each picture: of its class, of its objects' classes, boxes and difficulty, and of the
    bytes of its mask's file. An outline that moves inside its box leaves the stamp as it is. Yields Steps "loading"."""
    found = {}
    for done, name in enumerate(names, start=1):
        found[name] = _stamp(index, index.position(name))
        if done % 100 == 0:
            yield Step("Reading the labels", done, len(names), "loading")
    return found


def kept_of(start: Checkpoint, index: Index) -> Generator[Step, None, Mapping[str, str]]:
    """The stamps that a checkpoint keeps of this folder's labels, by record name; none where it is of another folder.

    Its split says which it is of. One without a split, the sample's, keeps those of a folder that it has not learnt
    from: this one, where all of the names are here and most labels still are what they were. Yields Steps "loading".
    """
    if parts.belongs(start.split, start.fingerprints, index):
        return start.truths
    if not start.truths or not start.truths.keys() <= {record.name for record in index.dataset.records}:
        return {}
    now = yield from stamps(index, tuple(start.truths))
    return start.truths if 2 * len(corrected(now, start.truths)) < len(now) else {}


def corrected(now: Mapping[str, str], then: Mapping[str, str]) -> tuple[str, ...]:
    """The pictures that are in both, with another truth."""
    return tuple(sorted(name for name, stamp in now.items() if then.get(name, stamp) != stamp))


def repeated(names: Sequence[str], more: Sequence[str], weight: int) -> np.ndarray:
    """The places of `names`, int64, those in `more` `weight` times each."""
    often = set(more)
    return np.repeat(np.arange(len(names)), [weight if name in often else 1 for name in names])


def _stamp(index: Index, place: int) -> str:
    first, end = np.searchsorted(index.owner, (place, place + 1))
    label = int(index.image_label[place])
    said = [index.classes[label] if label >= 0 else ""]
    for row in range(first, end):
        box = index.boxes[row].round(3).tolist()
        said.append(f"{index.classes[index.label[row]]} {box} {bool(index.difficult[row])}")
    digest = hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape"))
    mask = index.dataset.records[place].mask
    if mask is not None and index.has_mask[place]:
        try:
            digest.update(mask.read_bytes())
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()[:_DIGITS]
