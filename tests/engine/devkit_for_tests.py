"""VOC's development kit (`VOCevaldet.m`) as a plain loop: slow, obvious, and the oracle of the quick one.

Boxes are the files' own corners, 1-based and inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Real:
    image: int
    label: int
    box: tuple[float, ...]
    difficult: bool


@dataclass(frozen=True)
class Said:
    image: int
    label: int
    score: float
    box: tuple[float, ...]


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0]) + 1
    high = min(a[3], b[3]) - max(a[1], b[1]) + 1
    if wide <= 0 or high <= 0:
        return 0.0
    area = (a[2] - a[0] + 1) * (a[3] - a[1] + 1) + (b[2] - b[0] + 1) * (b[3] - b[1] + 1) - wide * high
    return wide * high / area


def verdicts(true: list[Real], said: list[Said], label: int, least: float) -> tuple[list[int], int]:
    """1 a hit, 0 false, -1 neither, of the detections of a class by falling score; and the objects to find."""
    there = [one for one in true if one.label == label]
    seen: set[int] = set()
    found = []
    for one in sorted((one for one in said if one.label == label), key=lambda one: -one.score):
        best, at = -1.0, -1
        for place, other in enumerate(there):
            if other.image == one.image and overlap(one.box, other.box) > best:
                best, at = overlap(one.box, other.box), place
        if best < least:
            found.append(0)
        elif there[at].difficult:
            found.append(-1)
        else:
            found.append(int(at not in seen))
            seen.add(at)
    return found, sum(not one.difficult for one in there)


def average_precision(true: list[Real], said: list[Said], label: int, least: float, protocol: str) -> float:
    found, positives = verdicts(true, said, label, least)
    if not positives:
        return np.nan
    hit = np.cumsum([one == 1 for one in found])
    false = np.cumsum([one == 0 for one in found])
    recall, precision = hit / positives, hit / np.maximum(hit + false, 1)
    if protocol == "voc2007":
        total = 0.0
        for point in np.arange(0, 1.1, 0.1):
            total += max((p for r, p in zip(recall, precision, strict=True) if r >= point), default=0) / 11
        return total
    recall, precision = [0.0, *recall, 1.0], [0.0, *precision, 0.0]
    for place in range(len(precision) - 2, -1, -1):
        precision[place] = max(precision[place], precision[place + 1])
    return sum((recall[i] - recall[i - 1]) * precision[i] for i in range(1, len(recall)))
