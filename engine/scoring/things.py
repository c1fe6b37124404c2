"""What was read for scoring: objects by picture, as their file says them, and the columns the metrics count.

Boxes are ours: pixels, 0-based and half open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets.scanning import PICTURES, key
from engine.errors import EngineError
from engine.metrics.detections import Detections, Truths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.annotation import Polygon, Rle

Id = int | str

_SAID = 1000  # problems that are told one by one


@dataclass(frozen=True, slots=True)
class Thing:
    """One object: `picture` is its position among the truth's pictures. `box` is xmin, ymin, xmax, ymax; `score` None
    for truth. `area` is what COCO's size ranges look at (None: the box's), `extent` the box's own area where its file
    says width and height (None: that of the corners); the region is `polygons` or `rle`."""

    picture: int
    label: str
    box: tuple[float, float, float, float]
    score: float | None = None
    difficult: bool = False
    crowd: bool = False
    area: float | None = None
    polygons: tuple[Polygon, ...] = ()
    rle: Rle | None = None
    extent: float | None = None


class Problems:
    """What was left out on the way, in words for people; a file of a million faults is told a thousand times."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._more = 0

    def add(self, message: str) -> None:
        if len(self._said) < _SAID:
            self._said.append(message)
        else:
            self._more += 1

    @property
    def said(self) -> tuple[str, ...]:
        return (*self._said, f"and {self._more:,} more") if self._more else tuple(self._said)


class Names:
    """Finds a picture by what other files call it: its id, its name, with an ending or without, or its last part where
    only one picture has it."""

    def __init__(self, names: Sequence[str], ids: Sequence[Id | None] = ()) -> None:
        self._names: dict[str, int] = {}
        self._last: dict[str, int | None] = {}
        self._ids: dict[Id, int | None] = {}
        for place, name in enumerate(name.replace("\\", "/") for name in names):
            bare = without_ending(name)
            for each in (name, bare):
                self._names.setdefault(key(each), place)
            last = key(bare.rpartition("/")[2])
            for each in {last, last.lstrip("0") if last.isdecimal() else last}:
                self._last[each] = None if self._last.get(each, place) != place else place
        for place, id_ in enumerate(ids):
            if id_ is not None:
                self._ids[id_] = None if id_ in self._ids else place

    def ambiguous(self, id_: Id) -> bool:
        """Whether two pictures have the id, as where a folder has several COCO files."""
        return id_ in self._ids and self._ids[id_] is None

    def by_id(self, id_: Id) -> int | None:
        """The picture with the id; where the truth gives none, the one whose name the id is."""
        if self._ids:
            return self._ids.get(id_)
        return self.by_name(id_) if isinstance(id_, str) else self._last.get(str(id_))

    def by_name(self, name: str) -> int | None:
        name = key(name.replace("\\", "/"))
        for each in (name, without_ending(name)):
            if each in self._names:
                return self._names[each]
        for each in (name, without_ending(name)):
            found = self._last.get(each.rpartition("/")[2])
            if found is not None:
                return found
        return None


def without_ending(name: str) -> str:
    """A picture's name without `.jpg` and the like; other dots belong to the name."""
    stem, _, ending = name.rpartition(".")
    return stem if stem and ending.lower() in PICTURES else name


@dataclass(frozen=True, eq=False)
class Truth:
    """All that is true. `pictures` are their names; `sizes` (width, height), None where nothing says it; `labels` the
    picture's own class, None where it has none. `categories` maps the ids of COCO files to names; `clashing` are those
    that several files give different ones. `notes` say how the
    files were read, where that could be done otherwise."""

    pictures: tuple[str, ...]
    things: tuple[Thing, ...]
    names: Names
    sizes: tuple[tuple[int, int] | None, ...]
    labels: tuple[str | None, ...]
    categories: dict[Id, str] = field(default_factory=dict)
    clashing: frozenset[Id] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Found:
    """All that was predicted. `regions`: every object has one, and they are what is scored."""

    things: tuple[Thing, ...]
    regions: bool = False


@dataclass(frozen=True, eq=False)
class Columns:
    """Truth and predictions for the metrics; `classes` are sorted, those that are true and those that were found."""

    classes: tuple[str, ...]
    truths: Truths
    detections: Detections

    @staticmethod
    def of(truth: Truth, found: Found) -> Columns:
        classes = tuple(sorted({thing.label for thing in (*truth.things, *found.things)}))
        number = {name: place for place, name in enumerate(classes)}
        truths = Truths.of(
            *_shared(truth.things, number),
            np.array([thing.difficult for thing in truth.things], bool),
            np.array([thing.crowd for thing in truth.things], bool),
            *_areas(truth.things),
        )
        image, label, boxes = _shared(found.things, number)
        score = np.array([thing.score for thing in found.things], np.float64)
        return Columns(classes, truths, Detections.of(image, label, score, boxes, *_areas(found.things)))


def _shared(things: Sequence[Thing], number: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return (
        np.array([thing.picture for thing in things], np.int64),
        np.array([number[thing.label] for thing in things], np.int64),
        np.array([thing.box for thing in things], np.float64).reshape(-1, 4),
    )


def _areas(things: Sequence[Thing]) -> tuple[np.ndarray, np.ndarray]:
    """`area` and `extent` of each."""

    def extent(thing: Thing) -> float:
        if thing.extent is not None:
            return thing.extent
        x1, y1, x2, y2 = thing.box
        return max(x2 - x1, 0.0) * max(y2 - y1, 0.0)

    extents = [extent(thing) for thing in things]
    area = [own if thing.area is None else thing.area for thing, own in zip(things, extents, strict=True)]
    return np.array(area, np.float64), np.array(extents, np.float64)


def check_some(found: int, tried: int, where: str, example: str) -> None:
    """Raises EngineError where predictions are there and none is of a picture of the truth."""
    if tried and not found:
        raise EngineError(
            f"{where}: none of its pictures is one of the truth ({example[:80]}, for one, is not); give "
            "predictions of these pictures, named as they are"
        )
