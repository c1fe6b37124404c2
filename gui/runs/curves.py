"""The precision-recall curves of a report, and what a threshold of the score leaves of them. Values only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from gui.wording import later, tr

if TYPE_CHECKING:
    from engine.reporting.report import Report

TOGETHER = later("All classes")
NONE = later(
    "This report has no precision-recall curve: its recipe does not look for many objects in a picture, or the report "
    "is older than the curve. Evaluate again, or train a recipe for all objects."
)
NOTHING_FOUND = later(
    "The network found no object in the measured pictures, so there is no curve. Train it for longer, or on more "
    "pictures."
)


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of falling score, all in 0..1: with every detection of that `score` and above, so much is right
    (`precision`) and so much is found (`recall`)."""

    score: tuple[float, ...]
    precision: tuple[float, ...]
    recall: tuple[float, ...]

    def at(self, threshold: float) -> int | None:
        """The point of the detections whose score is at least `threshold`; None where there are none."""
        place = bisect_right(self.score, -threshold, key=lambda score: -score) - 1
        return place if place >= 0 else None

    def f1(self, place: int) -> float:
        total = self.precision[place] + self.recall[place]
        return 2 * self.precision[place] * self.recall[place] / total if total > 0 else 0.0

    def best(self) -> int:
        """The point of the largest F1, the first on ties."""
        return max(range(len(self.score)), key=self.f1)

    def nearest(self, recall: float, precision: float, stretch: float = 1.0) -> int:
        """The point nearest to a place, where recall counts `stretch` times as much as precision."""
        return min(
            range(len(self.score)),
            key=lambda i: ((self.recall[i] - recall) * stretch) ** 2 + (self.precision[i] - precision) ** 2,
        )


def curves_of(report: Report | None) -> dict[str, Curve]:
    """The curves of a report's objects by name, all classes together first; empty where it has none that can be
    read."""
    part = report.detections if report is not None else None
    if not isinstance(part, Mapping):
        return {}
    found = {tr(TOGETHER): _curve(part.get("curve"))}
    each = part.get("curves")
    for name, values in sorted(each.items()) if isinstance(each, Mapping) else ():
        found[str(name)] = _curve(values)
    return {name: curve for name, curve in found.items() if curve is not None}


def why_none(report: Report | None) -> str:
    """What to say of a report where `curves_of` has none."""
    part = report.detections if report is not None else None
    curve = part.get("curve") if isinstance(part, Mapping) else None
    return tr(NOTHING_FOUND if isinstance(curve, Mapping) and not curve.get("score") else NONE)


def _curve(values: object) -> Curve | None:
    if not isinstance(values, Mapping):
        return None
    columns = [values.get(key) for key in ("score", "precision", "recall")]
    if not all(isinstance(column, list | tuple) and column for column in columns):
        return None
    try:
        score, precision, recall = (tuple(float(value) for value in column) for column in columns if column)
    except (TypeError, ValueError):
        return None
    falls = all(first >= second for first, second in pairwise(score))
    return Curve(score, precision, recall) if falls and len(score) == len(precision) == len(recall) else None
