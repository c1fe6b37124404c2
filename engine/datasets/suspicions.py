"""What looks odd in the counts of a folder: a word, a sentence with its numbers, and the pictures to look at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets.tallies import Suspicion, Tally
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.datasets.index import Index
    from engine.datasets.tallies import Chart, Survey

FEW = 20
"""A class with fewer is rare: its figures say little, whatever they are."""
UNEVEN = 10
"""The largest class has so many times as many as the smallest: the network learns to guess the largest."""
TINY = 8
"""A box with a shorter side (pixels) is hardly to be found again."""
STRETCHED = 8
"""From this ratio of its sides on a box is stretched."""
FULL = 0.98
"""A box with such a share of its picture says nothing about a place."""
ODD = 10
"""A picture of so many times fewer or more pixels than the median one."""
THIN = 0.001
"""A mask class with a smaller share of all pixels."""
_MEANS = {
    "not in train": "never learnt",
    "not in test": "never measured",
    "only in validation": "neither learnt nor measured",
    "in no part": "left out of a run",
}
_SINGLE = 4  # more odd classes than these are one line


def marked(index: Index, found: Survey) -> Survey:
    """The survey with what is suspicious in words beside its rows, and as lines."""
    charts = tuple(_with_words(chart) for chart in found.charts)
    found = replace(found, charts=charts)
    return replace(found, suspicions=(*_of_classes(found), *_of_boxes(index), *_of_pictures(index), *_of_masks(found)))


def _with_words(chart: Chart) -> Chart:
    total, divided = sum(one.total for one in chart.tallies), any(one.counts.any() for one in chart.tallies)
    words = [_word(chart.key, one, total, divided) for one in chart.tallies]
    return replace(chart, tallies=tuple(replace(one, word=w) for one, w in zip(chart.tallies, words, strict=True)))


def _word(key: str, one: Tally, total: int, divided: bool) -> str:
    if key == "classes":
        return (_only(one) if divided else "") or ("rare" if one.total < FEW else "")
    if key == "masks":
        return "thin" if one.total < THIN * total else ""
    if key == "sides" and one.name == f"under {TINY} px":
        return "tiny"
    if key == "aspects" and one.total and one.name in ("under 1:8", "8:1 and over"):
        return "stretched"
    return ""


def _only(one: Tally) -> str:
    """Where a class is missing in a part that teaches or measures: "not in test"."""
    train, validation, test = one.counts.tolist()
    if not train and not test:
        return "only in validation" if validation else "in no part"
    return "not in train" if not train else "not in test" if not test else ""


def _of_classes(found: Survey) -> Iterator[Suspicion]:
    chart = found.chart("classes")
    if chart is None:
        return
    unit, tallies = chart.unit, chart.tallies
    divided = any(len(members) for members in found.members)
    for missing, means in _MEANS.items() if divided else ():
        there = [one for one in tallies if _only(one) == missing]
        each = [f"{one.name} is {missing}: {means}" for one in there]
        yield from _lines("one part only", there, each, f"{len(there)} classes are {missing}: {means}")
    most, least = tallies[0], tallies[-1]
    if most.total >= UNEVEN * least.total:
        ratio = most.total / least.total
        said = f"{most.name} has {most.total:,} {unit}, {ratio:.0f} times as many as {least.name} ({least.total:,})"
        yield Suspicion("imbalance", said, least.pictures)
    rare = [one for one in tallies if one.total < FEW]
    each = [f"{one.name}: only {counted(one.total, unit.removesuffix('s'), unit)}" for one in rare]
    yield from _lines("rare", rare, each, f"{len(rare)} classes with fewer than {FEW} {unit}")


def _lines(word: str, tallies: Sequence[Tally], each: Sequence[str], together: str) -> Iterator[Suspicion]:
    """A line a class, or one of them all where they are many."""
    if len(tallies) > _SINGLE:
        yield Suspicion(word, together, np.unique(np.concatenate([one.pictures for one in tallies])))
    else:
        for one, said in zip(tallies, each, strict=True):
            yield Suspicion(word, said, one.pictures)


def _of_boxes(index: Index) -> Iterator[Suspicion]:
    width, height = index.boxes[:, 2] - index.boxes[:, 0], index.boxes[:, 3] - index.boxes[:, 1]
    real = (width > 0) & (height > 0)
    short, long = np.minimum(width, height), np.maximum(width, height)
    area = index.sizes[index.owner].astype(np.float64).prod(axis=1)
    for word, chosen, what in (
        ("tiny", real & (short < TINY), f"with a side under {TINY} px"),
        ("stretched", real & (long >= STRETCHED * np.maximum(short, 1e-9)), f"{STRETCHED} times as long as wide"),
        ("full", real & (area > 0) & (width * height >= FULL * area), "over the whole picture"),
    ):
        if chosen.any():
            yield Suspicion(word, f"{counted(int(chosen.sum()), 'box', 'boxes')} {what}", _rows(index.owner[chosen]))


def _of_pictures(index: Index) -> Iterator[Suspicion]:
    bare = np.flatnonzero(~index.annotated & (index.image_label < 0))
    if len(bare) and len(bare) < len(index.sizes):
        yield Suspicion("no labels", f"{counted(len(bare), 'picture')} without labels", _rows(bare))
    pixels = index.sizes.astype(np.float64).prod(axis=1)
    usual = float(np.median(pixels[pixels > 0])) if (pixels > 0).any() else 0.0
    odd = np.flatnonzero((pixels > 0) & ((pixels * ODD < usual) | (pixels > ODD * usual)))
    if len(odd):
        said = f"{counted(len(odd), 'picture')} {ODD} times smaller or larger than the median"
        yield Suspicion("odd size", said, _rows(odd))


def _of_masks(found: Survey) -> Iterator[Suspicion]:
    chart = found.chart("masks")
    total = sum(one.total for one in chart.tallies) if chart is not None else 0
    for one in chart.tallies if chart is not None else ():
        if one.word == "thin":
            share = 100 * one.total / total
            yield Suspicion("thin", f"{one.name} has {share:.2f} % of all mask pixels", one.pictures)


def _rows(rows: np.ndarray | Sequence[int]) -> np.ndarray:
    return np.unique(rows).astype(np.int32)
