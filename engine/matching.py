"""The call `match`: the truth of a whole folder against a checkpoint's kept predictions, quick enough for a slider.

What was gathered stays in the engine process: the next question names it by its token and says only what is new.
No torch.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from engine import predictions
from engine.errors import EngineError
from engine.metrics.detections import Detections, Truths
from engine.metrics.folder_matching import FALSE, IGNORED, MISLABELLED, MISSED, TRUE, Overlaps, match_folder
from engine.steps import Pace, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable, Mapping, Sequence

    from engine.annotation import Instance
    from engine.datasets.index import Index

Columns = TypeVar("Columns", Truths, Detections)

SHOWN = (TRUE, FALSE, MISSED, MISLABELLED)
"""The verdicts that are counted, in the order of their columns."""
MERGED = 500
"""Pictures that may differ from what was gathered before all is joined anew."""


@dataclass(frozen=True, eq=False)
class FolderCounts:
    """What `match` says of N pictures, in the order of the index's records.

    `known` bool (N,): it has a prediction, and somebody has said what objects it has. `counts` int32 (N, 4): true,
    false, missed and mislabelled objects, 0 where nothing is known. `worst` float64 (N,): the lowest IoU of a true
    object that counts with what was found on it, NaN where there is none. `token` names what was gathered.
    """

    token: str
    known: np.ndarray
    counts: np.ndarray
    worst: np.ndarray

    def totals(self) -> tuple[int, int, int, int]:
        """The columns' sums."""
        true, false, missed, mislabelled = self.counts.sum(axis=0).tolist()
        return true, false, missed, mislabelled


def match(
    checkpoint: str,
    confidence: float,
    threshold: float,
    token: str = "",
    index: Index | None = None,
    edited: Mapping[str, tuple[Instance, ...]] | None = None,
    predicted: tuple[str, ...] = (),
) -> Generator[Step, None, FolderCounts | None]:
    """Count the verdicts of every picture: of predictions that score `confidence` or more, at the IoU `threshold`.

    With an `index` its truth and all kept predictions are gathered; without one, what is known by `token` is asked, and
    None is the answer where this process doesn't know it (any more). `edited` are the objects of pictures, by record
    name, that are no longer those of the index; `predicted` names pictures that may have got a prediction since. Both
    change the rows of these pictures alone. Raises EngineError where the checkpoint cannot be read.
    """
    yield Step("Matching")
    known = _Gathered.last
    if index is not None:
        key = _key(checkpoint)
        before = known if known is not None and known.key == key and known.names == index.dataset.records.name else None
        known = _Gathered(key, index, before)
        yield from known.gather()
        _Gathered.last = known  # not before: what was given up half-way is gathered anew
    elif known is None or known.token != token:
        return None
    for name, instances in (edited or {}).items():
        known.edit(name, instances)
    yield from known.look(predicted)
    return known.answer(confidence, threshold)


def _key(checkpoint: str) -> str:
    try:
        return predictions.key(Path(checkpoint))
    except OSError as error:
        raise EngineError(f"{checkpoint} could not be read: {error.strerror or error}") from error


class _Gathered:
    """A folder's truth and predictions as columns, sorted by picture, and the pictures that have changed since."""

    last: _Gathered | None = None
    _numbers_so_far = itertools.count(1)

    def __init__(self, key: str, index: Index, before: _Gathered | None) -> None:
        """`before` knows the predictions of the same pictures already."""
        self.token = f"{os.getpid()}-{next(self._numbers_so_far)}"
        self.key, self.names = key, index.dataset.records.name
        self._images = index.dataset.records.image_file
        self._places: dict[str, int] | None = None
        self._classes = dict(before._classes) if before is not None else {}
        numbers = np.array([self._number(name) for name in index.classes], np.int64)
        self._told = index.told.copy()
        self._truths = Truths.of(index.owner, numbers[index.label], index.boxes, index.difficult)
        if before is None:
            self._predicted, self._detections = np.zeros(len(self.names), bool), _detections(())
            self._states = np.zeros((len(self.names), 2), np.int64)  # of the pictures' files: time and size
        else:
            before._join()
            self._predicted, self._detections, self._states = before._predicted, before._detections, before._states
        self._edits: dict[int, tuple[Instance, ...]] = {}
        self._found: dict[int, tuple[Instance, ...]] = {}
        self._overlaps: Overlaps | None = None
        self._patch: Overlaps | None = None
        self._answer: tuple[tuple[float, float], np.ndarray, np.ndarray] | None = None

    def gather(self) -> Generator[Step, None, None]:
        """Read every kept prediction that is not known yet, or whose picture's file has changed."""
        yield from self._read(range(len(self.names)))
        self._join()

    def edit(self, name: str, instances: tuple[Instance, ...]) -> None:
        row = self._place(name)
        if row is not None:
            self._edits[row] = instances
            self._patch = None

    def look(self, names: Iterable[str]) -> Generator[Step, None, None]:
        """Take the predictions of these pictures, as far as they have got one."""
        yield from self._read([row for row in map(self._place, names) if row is not None])

    def _read(self, rows: Sequence[int]) -> Generator[Step, None, None]:
        pace = Pace()
        for done, row in enumerate(rows, 1):
            self._read_one(row)
            if pace.due():
                yield Step("Matching", done, len(rows))

    def _read_one(self, row: int) -> None:
        """Take the kept prediction of a picture that has none here, or whose file is not the one it was made from."""
        image = Path(self._images[row])
        state = _state(image)
        if self._predicted[row] and (self._states[row] == state).all():
            return
        kept = predictions.load(self.key, image)
        if kept is None and not self._predicted[row]:
            return
        self._found[row] = () if kept is None else kept.instances
        self._predicted[row], self._states[row], self._patch = kept is not None, state, None

    def answer(self, confidence: float, threshold: float) -> FolderCounts:
        if len(self._edits.keys() | self._found.keys()) > MERGED:
            self._join()
        asked = (confidence, threshold)
        if self._overlaps is None:
            self._overlaps, self._answer = Overlaps.of(self._truths, self._detections), None
        if self._answer is None or self._answer[0] != asked:
            self._answer = (asked, *_counted(self._overlaps, *asked, len(self.names)))
        counts, worst = self._answer[1].copy(), self._answer[2].copy()
        changed = sorted(self._edits.keys() | self._found.keys())
        if changed:
            if self._patch is None:
                self._patch = Overlaps.of(*self._changed(changed))
            some, lowest = _counted(self._patch, *asked, len(self.names))
            counts[changed], worst[changed] = some[changed], lowest[changed]
        known = self._predicted & self._told
        known[list(self._edits)] = self._predicted[list(self._edits)]
        counts[~known], worst[~known] = 0, np.nan
        return FolderCounts(self.token, known, counts, worst)

    def _join(self) -> None:
        """Make what has changed part of the columns."""
        changed = self._edits.keys() | self._found.keys()
        if not changed:
            return
        truths, detections = self._changed(sorted(changed))
        self._truths = _in_order(_joined(_without(self._truths, self._edits), _only(truths, self._edits)))
        self._detections = _in_order(_joined(_without(self._detections, self._found), _only(detections, self._found)))
        self._told[list(self._edits)] = True
        self._edits, self._found = {}, {}
        self._overlaps = self._patch = None

    def _changed(self, rows: list[int]) -> tuple[Truths, Detections]:
        """The columns of the pictures at `rows` alone, as they are now."""
        edited = [(row, self._edits[row]) for row in rows if row in self._edits]
        others = [row for row in rows if row not in self._edits]
        image = np.array([row for row, instances in edited for _ in instances], np.int64)
        objects = [instance for _, instances in edited for instance in instances]
        truths = Truths.of(
            image,
            np.array([self._number(one.label) for one in objects], np.int64),
            np.array([one.box.as_tuple() for one in objects], np.float64),
            np.array([one.difficult for one in objects], bool),
        )
        found = self._columns([(row, self._found[row]) for row in rows if row in self._found])
        seen = [row for row in rows if row not in self._found]
        return _joined(truths, _only(self._truths, others)), _joined(found, _only(self._detections, seen))

    def _columns(self, found: list[tuple[int, tuple[Instance, ...]]]) -> Detections:
        return _detections(
            (row, self._number(one.label), 1.0 if one.score is None else one.score, one.box.as_tuple())
            for row, instances in found
            for one in instances
        )

    def _number(self, label: str) -> int:
        return self._classes.setdefault(label, len(self._classes))

    def _place(self, name: str) -> int | None:
        if self._places is None:
            self._places = {name: row for row, name in enumerate(self.names)}
        return self._places.get(name)


def _state(image: Path) -> tuple[int, int]:
    """Time and size of the picture's file; a changed one has another prediction."""
    try:
        found = image.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _detections(rows: Iterable[tuple[int, int, float, tuple[float, float, float, float]]]) -> Detections:
    """Of picture, class, score and edges."""
    flat = np.array([(row, label, score, *edges) for row, label, score, edges in rows], np.float64).reshape(-1, 7)
    return Detections.of(flat[:, 0].astype(np.int64), flat[:, 1].astype(np.int64), flat[:, 2], flat[:, 3:])


def _counted(overlaps: Overlaps, confidence: float, threshold: float, images: int) -> tuple[np.ndarray, np.ndarray]:
    """The verdicts of each picture, int32 (images, 4), and its worst IoU, float64 (images,)."""
    found = match_folder(overlaps, threshold, confidence)
    truths = overlaps.truths
    counts = found.by_picture(truths.image, overlaps.detections.image, images)[:, SHOWN].astype(np.int32)
    worst = np.full(images, np.inf)
    counted = found.truth != IGNORED
    np.minimum.at(worst, truths.image[counted], found.truth_iou[counted])
    worst[np.isinf(worst)] = np.nan
    return counts, worst


def _only(columns: Columns, rows: Collection[int]) -> Columns:
    return _chosen(columns, np.isin(columns.image, list(rows)))


def _without(columns: Columns, rows: Collection[int]) -> Columns:
    return _chosen(columns, ~np.isin(columns.image, list(rows)))


def _chosen(columns: Columns, rows: np.ndarray) -> Columns:
    return type(columns)(**{name: column[rows] for name, column in vars(columns).items()})


def _joined(one: Columns, other: Columns) -> Columns:
    return type(one)(**{name: np.concatenate([column, vars(other)[name]]) for name, column in vars(one).items()})


def _in_order(columns: Columns) -> Columns:
    """Sorted by picture; within one in their order."""
    return _chosen(columns, np.argsort(columns.image, kind="stable"))
