"""The survey of a folder: how its classes, boxes, pictures and masks are distributed, part by part, and what of it
looks odd. Everything that is counted knows its pictures, so that a number leads to them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets import suspicions
from engine.datasets.index import index as indexing
from engine.datasets.splits import PARTS
from engine.datasets.statistics import mask_names, pixels
from engine.datasets.tallies import Chart, Survey, Tally, tally
from engine.folder_parts import parts as divided
from engine.steps import Pace, Step

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping, Sequence

    from engine.datasets.index import Index

SIDES = (0, 8, 16, 32, 64, 128, 256, 512, np.inf)
"""Edges of the bins of box sizes: the square root of the area, in pixels."""
ASPECTS = (0, 1 / 8, 1 / 4, 1 / 2, 0.8, 1.25, 2, 4, 8, np.inf)
"""Edges of the bins of width : height."""
_SHAPES = (
    "under 1:8",
    "1:8 to 1:4",
    "1:4 to 1:2",
    "1:2 to 4:5",
    "about square",
    "5:4 to 2:1",
    "2:1 to 4:1",
    "4:1 to 8:1",
    "8:1 and over",
)
MOST_SIZES = 12
"""So many sizes of pictures are named; the rest is one row."""
MOST_CLASSES = 60
"""So many classes, the most frequent ones, are counted two by two."""


def survey(
    folder: str, checkpoint: str = "", recipe: str = "", known: Mapping[str, Collection[str]] | None = None
) -> Generator[Step, None, Survey]:
    """The call `survey`. The parts are those of the call `parts` with this `checkpoint` and `recipe`, or `known`, where
    somebody has asked that before. What is known so far comes in steps of kind "survey", as the value "survey": at
    first without parts, since finding copies of pictures takes long, then without masks, which do too. Raises
    EngineError where the folder cannot be opened."""
    index = yield from indexing(folder)
    whole = _without_masks(index, np.full(len(index.sizes), -1))
    yield Step("Counting", kind="survey", values={"survey": suspicions.marked(index, whole)})
    parts = _places(index, (yield from divided(index, checkpoint, recipe)) if known is None else known)
    found = _without_masks(index, parts)
    if not index.has_mask.any():
        return suspicions.marked(index, found)
    yield Step("Counting", kind="survey", values={"survey": suspicions.marked(index, found)})
    masks = yield from _masks(index, parts)
    return suspicions.marked(index, replace(found, charts=(*found.charts, masks)))


def _places(index: Index, parts: Mapping[str, Collection[str]]) -> np.ndarray:
    """Of each picture the place of its part in `PARTS`; -1 for none. int64 (N,)."""
    there = {name: row for row, name in enumerate(index.dataset.records.name)}
    places = np.full(len(index.sizes), -1)
    for place, part in enumerate(PARTS):
        places[[there[name] for name in parts.get(part, ()) if name in there]] = place
    return places


def _without_masks(index: Index, parts: np.ndarray) -> Survey:
    often = np.sort(np.argsort(-np.bincount(index.label, minlength=len(index.classes)), kind="stable")[:MOST_CLASSES])
    charts = [_classes(index, parts)]
    if len(index.boxes):
        charts += _boxes(index, parts)
    charts.append(_sizes(index, parts))
    return Survey(
        names=tuple(index.dataset.records.name),
        members=tuple(np.flatnonzero(parts == place) for place in range(len(PARTS))),
        objects=len(index.owner),
        charts=tuple(chart for chart in charts if chart.tallies),
        classes=tuple(index.classes[c] for c in often),
        together=_together(index, often),
    )


def _classes(index: Index, parts: np.ndarray) -> Chart:
    """By objects; by pictures where the folder itself says what a picture shows."""
    if any(index.dataset.records.column("label")) or not len(index.owner):
        rows = [np.flatnonzero(index.image_label == c) for c in range(len(index.classes))]
        unit = "pictures"
    else:
        rows = [index.owner[index.label == c] for c in range(len(index.classes))]
        unit = "objects"
    tallies = [tally(name, owners, parts) for name, owners in zip(index.classes, rows, strict=True) if len(owners)]
    return Chart("classes", "Classes", unit, tuple(sorted(tallies, key=lambda one: (-one.total, one.name))))


def _boxes(index: Index, parts: np.ndarray) -> list[Chart]:
    width, height = index.boxes[:, 2] - index.boxes[:, 0], index.boxes[:, 3] - index.boxes[:, 1]
    real = (width > 0) & (height > 0)
    owner, side = index.owner[real], np.sqrt(width[real] * height[real])
    aspect = width[real] / height[real]
    names = [f"{low} to {high} px" if high < np.inf else f"{low} px and over" for low, high in pairwise(SIDES)]
    names[0] = f"under {SIDES[1]} px"
    return [
        Chart("sides", "Box sizes", "objects", _bins(names, SIDES, side, owner, parts)),
        Chart("aspects", "Box shapes, w : h", "objects", _bins(_SHAPES, ASPECTS, aspect, owner, parts)),
    ]


def _bins(
    names: Sequence[str], edges: Sequence[float], values: np.ndarray, owner: np.ndarray, parts: np.ndarray
) -> tuple[Tally, ...]:
    """A tally a bin, from the first that holds anything to the last."""
    bins = np.digitize(values, edges[1:-1])
    there = np.flatnonzero(np.bincount(bins, minlength=len(names)))
    if not len(there):
        return ()
    return tuple(tally(names[b], owner[bins == b], parts) for b in range(there[0], there[-1] + 1))


def _sizes(index: Index, parts: np.ndarray) -> Chart:
    rows = np.flatnonzero(index.sizes[:, 0] > 0)
    sizes, which, counts = np.unique(index.sizes[rows], axis=0, return_inverse=True, return_counts=True)
    which = which.reshape(-1)
    order = np.lexsort((np.arange(len(counts)), -counts))
    shown = order if len(order) <= MOST_SIZES else order[: MOST_SIZES - 1]
    tallies = [tally(f"{sizes[s][0]} × {sizes[s][1]}", rows[which == s], parts) for s in shown]
    if len(shown) < len(order):
        rest = np.isin(which, order[len(shown) :])
        tallies.append(tally(f"{len(order) - len(shown):,} other sizes", rows[rest], parts))
    return Chart("sizes", "Picture sizes", "pictures", tuple(tallies))


def _together(index: Index, often: np.ndarray) -> np.ndarray:
    """In how many pictures two classes of `often` occur together, int64 (C, C); on the diagonal, in how many one."""
    place = np.full(len(index.classes), -1)
    place[often] = np.arange(len(often))
    shown = place[index.label] >= 0
    there = np.zeros((len(index.sizes), len(often)), np.float32)
    there[index.owner[shown], place[index.label[shown]]] = 1
    return np.rint(there.T @ there).astype(np.int64)


def _masks(index: Index, parts: np.ndarray) -> Generator[Step, None, Chart]:
    """Each class's share of the pixels of all masks that can be read, void apart."""
    rows, counts, pace = np.flatnonzero(index.has_mask), [], Pace()
    for done, row in enumerate(rows.tolist(), 1):
        counts.append(pixels(index, row))
        if pace.due():
            yield Step("Counting the pixels of masks", done, len(rows))
    table = np.stack(counts)
    names, values = mask_names(index), np.flatnonzero(table.sum(axis=0))
    tallies = [
        tally(names[value], rows, parts, table[:, value])
        for value in sorted(values.tolist(), key=lambda value: -int(table[:, value].sum()))
    ]
    return Chart("masks", "Mask pixels", "pixels", tuple(tallies))
