"""Average precision of two runs on the same pictures, from what their reports keep of each picture.

AP asks only in which order the objects of a class were found, and which of them are hits. A report therefore keeps of
each picture the places of its own in that order, not their scores: the order of a part of the pictures, or of pictures
drawn anew, is theirs too, ties and all, and the AP of all pictures comes out exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.metrics.average_precision import FALSE, HIT, NEITHER, DetectionCounts

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = Mapping[str, Any]


def ranks(counts: DetectionCounts) -> list[list[list[int]]]:
    """Of each picture, for each class found in it: [class, the place of each of its detections among all of that class,
    from 1 on, the surest first; below zero where it is false]. What is neither hit nor false has no place."""
    kept = np.flatnonzero(counts.verdict != NEITHER)
    kept = kept[np.lexsort((-counts.score[kept], counts.label[kept]))]
    labels = counts.label[kept]
    place = np.arange(1, len(kept) + 1) - np.searchsorted(labels, labels)
    signed = np.where(counts.verdict[kept] == HIT, place, -place)
    found: list[dict[int, list[int]]] = [{} for _ in range(counts.images)]
    for image, label, value in zip(counts.image[kept].tolist(), labels.tolist(), signed.tolist(), strict=True):
        found[image].setdefault(label, []).append(value)
    return [[[label, *places] for label, places in picture.items()] for picture in found]


@dataclass(frozen=True, eq=False)
class Ranked:
    """Of N pictures and C classes: `counts` with their detections in order, and which pictures have an object of a
    class, true or found: `counted` bool (N, C)."""

    counts: DetectionCounts
    counted: np.ndarray

    def of(self, weights: np.ndarray) -> np.ndarray:
        """The AP of each class had each picture been drawn as often as `weights` (B, N) say: float64 (B, C), nan for a
        class of which nothing is there to be found."""
        return self.counts.resampled_classes(weights, "voc2010")


def of_rows(rows: Sequence[Row], names: Sequence[str], order: Mapping[str, int]) -> Ranked:
    """What the `rows` of a report say under "ranks" and "classes", lists that begin with a place in `names`; `order`
    says which column a name has."""
    column = np.array([order[name] for name in names], np.int64)
    known = range(len(names))
    found = [
        (n, label, place)
        for n, row in enumerate(rows)
        for label, *places in row["ranks"]
        if label in known
        for place in places
    ]
    image, label, place = np.array(found, np.int64).reshape(-1, 3).T
    true = [
        (n, label, objects)
        for n, row in enumerate(rows)
        for label, objects, *_ in row["classes"]
        if objects and label in known
    ]
    true_image, true_label, objects = np.array(true, np.int64).reshape(-1, 3).T
    counts = DetectionCounts(
        len(order),
        len(rows),
        image,
        column[label],
        -np.abs(place).astype(np.float64),
        np.where(place > 0, HIT, FALSE).astype(np.int8),
        np.repeat(true_image, objects),
        np.repeat(column[true_label], objects),
    )
    counted = np.zeros((len(rows), len(order)), bool)
    counted[image, column[label]] = counted[true_image, column[true_label]] = True
    return Ranked(counts, counted)
