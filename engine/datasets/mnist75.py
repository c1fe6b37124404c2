"""MNIST's own files opened as pictures: each digit's 28×28 tile at a random place of a black canvas of 75×75 pixels.

The place comes from the seed and the picture's name, so it is the same on every machine, and in a folder that holds
only the first thousands. The box is the tile, not its ink, as in the public notebook "Image Classification and Object
Localization" (its `read_image_tfds`) from which the figures to compare with come: offsets 0 to 47, edges 28 apart.

The canvases are small PNGs in the cache, in a folder named by the bytes of MNIST's files; it appears whole, and goes
when no opening has asked for it for a month.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine import places
from engine.annotation import Box, Instance
from engine.datasets.record import Dataset, Listing
from engine.errors import EngineError
from engine.formats import idx
from engine.formats.labelled import Labelled
from engine.limits import leads_out
from engine.steps import Pace, Step
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from engine.datasets.record import Record

SIDE, TILE = 75, 28
"""Pixels of a canvas, and of a digit's tile."""

CLASSES = tuple("0123456789")
SEED = 75
_PARTS = {"train": "train", "t10k": "test"}
"""How the names of MNIST's files begin, and what we call that part."""

_VERSION = "digits-1"
_KEEP, _STALE = 30 * 24 * 3600, 3600  # seconds


@dataclass(frozen=True, slots=True)
class _Part:
    """The two files of a part of MNIST; `name` is what we call it."""

    name: str
    pictures: Path
    labels: Path


def looks_like_root(folder: Path) -> bool:
    """Whether labels of MNIST's lie in `folder`, judged by their names."""
    return any(_file(folder, part, "labels") is not None for part in _PARTS)


def root(folder: Path) -> Dataset | None:
    """The dataset of MNIST's files in `folder` (train, test, or both), None where there are none. Its pictures are
    there once `draw` has drawn them. Raises EngineError where a file is missing or is not what it should be."""
    parts = tuple(_parts(folder)) if looks_like_root(folder) else ()
    if not parts:
        return None
    digest = hashlib.sha256(f"{_VERSION} {SEED}".encode())
    labels: dict[_Part, np.ndarray] = {}
    for part in parts:
        data = idx.read_bytes(part.labels)
        labels[part] = _checked(part.labels, idx.parse(part.labels, data, 1))
        for file in (data, idx.read_bytes(part.pictures)):
            digest.update(hashlib.sha256(part.name.encode() + file).digest())
    place = f"{places.cache() / 'digits' / digest.hexdigest()[:24]}{os.sep}"
    lists = {part.name: tuple(f"{part.name}/{number:05d}" for number in range(len(labels[part]))) for part in parts}
    ordered = sorted(parts, key=lambda part: part.name)
    names = tuple(name for part in ordered for name in lists[part.name])
    records = Listing(
        names,
        tuple(f"{place}{name.replace('/', os.sep)}.png" for name in names),
        label=tuple(CLASSES[label] for part in ordered for label in labels[part]),
        label_file=tuple(str(part.labels) for part in ordered for _ in labels[part]),
        classes=CLASSES,
    )
    return Dataset(folder, "mnist", records, folder, lists, CLASSES)


def holds(path: Path) -> bool:
    """Whether `path` is a file of MNIST's labels, judged by its name."""
    return any(path.name in _names(begins, "labels") for begins in _PARTS)


def labelled(record: Record) -> Labelled:
    """What is known of a record of such a dataset: one digit, its tile as the box."""
    return Labelled((Instance(record.label or "", tile(record.name), origin=0),), (None,), size=(SIDE, SIDE))


def told(record: Record) -> bytes:
    """What stands for the record's part of the file of labels."""
    return f"{record.label} {tile(record.name).as_tuple()}".encode()


def tile(name: str) -> Box:
    """Where the tile of the record `name` lies, in pixels of its canvas."""
    numbers = np.frombuffer(hashlib.sha256(f"{SEED}:{name}".encode()).digest(), ">u4", 2)
    left, top = (int(number) % (SIDE - TILE + 1) for number in numbers)
    return Box(left, top, left + TILE, top + TILE)


def draw(dataset: Dataset) -> Generator[Step, None, None]:
    """Draw the canvases of `root`'s dataset, where they are not there yet. Yields steps of kind "progress"; closed
    early it leaves nothing. Raises EngineError where the files don't fit each other, or the cache cannot be written."""
    place = Path(dataset.records.image_file[0]).parent.parent
    with suppress(OSError):
        os.utime(place)
    if _is_whole(place, dataset):
        return
    part = place.with_name(f"{place.name}.part-{os.getpid()}")
    pace, done = Pace(), 0
    try:
        for name in dataset.lists:
            (part / name).mkdir(parents=True, exist_ok=True)
        for name, pixels in _canvases(dataset):
            (part / f"{name}.png").write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
            done += 1
            if pace.due():
                yield Step("Placing the digits", done, len(dataset.records))
        shutil.rmtree(place, ignore_errors=True)  # a part of it was swept away
        part.rename(place)
        _sweep(place.parent)
    except OSError as error:
        if _is_whole(place, dataset):  # another process was first
            return
        why = error.strerror or error
        raise EngineError(f"{place}: {why}; make room, or set OVERLAP_CACHE to a folder that can be written") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _canvases(dataset: Dataset) -> Iterator[tuple[str, np.ndarray]]:
    """Name and canvas, 75×75 uint8, of each record."""
    for part in _parts(dataset.root):
        digits, names = idx.parse(part.pictures, idx.read_bytes(part.pictures), 3), dataset.lists[part.name]
        if digits.shape != (len(names), TILE, TILE):
            said = "×".join(map(str, digits.shape))
            raise EngineError(
                f"{part.pictures}: it holds {said} pixels, and there are labels for "
                f"{counted(len(names), 'digit')} of {TILE}×{TILE}; put the two original files here again"
            )
        for name, digit in zip(names, digits, strict=True):
            box, canvas = tile(name), np.zeros((SIDE, SIDE), np.uint8)
            canvas[int(box.ymin) : int(box.ymax), int(box.xmin) : int(box.xmax)] = digit
            yield name, canvas


def _checked(path: Path, labels: np.ndarray) -> np.ndarray:
    if not len(labels) or labels.max() >= len(CLASSES):
        what = f"digit {int(labels.argmax())} has the label {int(labels.max())}" if len(labels) else "it is empty"
        raise EngineError(f"{path}: {what}; put the original file here again, its labels are 0 to 9")
    return labels


def _parts(folder: Path) -> Iterator[_Part]:
    """Raises EngineError where one file of a part is there without the other."""
    for begins, name in _PARTS.items():
        pictures, labels = _file(folder, begins, "images"), _file(folder, begins, "labels")
        if pictures is not None and labels is not None:
            yield _Part(name, pictures, labels)
        elif pictures is not None or labels is not None:
            missing = _names(begins, "images" if pictures is None else "labels")[0]
            raise EngineError(f"{folder}: {missing} is missing; put it beside the other file of that part")


def _file(folder: Path, begins: str, kind: str) -> Path | None:
    found = (folder / name for name in _names(begins, kind) if (folder / name).is_file())
    return next((path for path in found if not leads_out(path, folder)), None)


def _names(begins: str, kind: str) -> tuple[str, ...]:
    """What such a file may be called; some unpackers turn a hyphen into a dot."""
    rank = {"images": 3, "labels": 1}[kind]
    plain = (f"{begins}-{kind}-idx{rank}-ubyte", f"{begins}-{kind}.idx{rank}-ubyte")
    return (f"{plain[0]}.gz", f"{plain[1]}.gz", *plain)


def _is_whole(place: Path, dataset: Dataset) -> bool:
    """Whether all canvases are there: people and systems sweep caches file by file."""
    try:
        return all(sum(1 for _ in (place / part).iterdir()) == len(names) for part, names in dataset.lists.items())
    except OSError:
        return False


def _sweep(caches: Path) -> None:
    """Remove what nobody has opened for long, and what a killed program was drawing."""
    for folder in caches.iterdir():
        with suppress(OSError):
            age = time.time() - folder.stat().st_mtime
            if age > (_STALE if ".part-" in folder.name else _KEEP):
                shutil.rmtree(folder, ignore_errors=True)
