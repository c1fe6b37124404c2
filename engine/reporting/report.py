"""The report of an evaluation: frozen, serialisable, comparable. Its keys are a promise of `doors.md`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from engine.errors import EngineError

Part = Mapping[str, object]

_LISTS = ("pictures", "worst", "skipped")


@dataclass(frozen=True, eq=False)
class Report:
    """What was measured on which pictures. Every mapping holds plain JSON values; numbers are fractions of 1.

    `split` is train, validation, test, all or the name of one of the folder's lists. `leak` {"images", "names",
    "exact", "near"} counts pictures that the checkpoint has learnt from. `label`, `box`, `mask` and `detections` are
    None where the recipe has no such head or no picture has such truth. `pictures` has a row for each picture: {"name"}
    and, where they apply, {"label", "predicted", "score", "right", "iou", "mask_iou", "truth"} and of its objects
    {"objects" (how many there are), "found" (how many surely), "matched" (how many of those rightly), "false",
    "missed", "mislabelled", "cells" ([truth, prediction], places in `detections`' confusion off its diagonal),
    "classes" ([place there, objects, found, matched]), "ranks" (`engine.reporting.ranked`)}, and of its mask {"pixels"
    ([class, shared, either's])}.
    `worst` are what was true and what was found in those to look at first, as `engine.reporting.worst` gives them.
    `corrected` counts pictures whose truth has changed since the report that lies beside the checkpoint. `before` is
    the same report of the checkpoint a run started from, as `plain` gives it.
    """

    images: int
    split: str
    split_hash: str
    leak: Part
    definition: Part
    baselines: Part
    label: Part | None = None
    box: Part | None = None
    mask: Part | None = None
    detections: Part | None = None
    pictures: tuple[Part, ...] = ()
    worst: tuple[Part, ...] = ()
    checkpoint: str = ""
    recipe: str = ""
    folder: str = ""
    skipped: tuple[Part, ...] = ()
    speed: Part = field(default_factory=dict)
    corrected: Part = field(default_factory=dict)
    before: Part | None = None

    def plain(self) -> dict[str, Any]:
        """The report as JSON's own values; parts that do not apply are left out."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values = {name: value for name, value in values.items() if value is not None}
        return values | {name: list(values[name]) for name in _LISTS}

    def to_json(self) -> str:
        """Plain ASCII: a picture's name may be bytes that are no text."""
        return json.dumps(self.plain(), indent=1, allow_nan=False)

    @staticmethod
    def from_json(text: str) -> Report:
        """Raises EngineError where the text is no report."""
        try:
            values = json.loads(text)
            known = {one.name for one in fields(Report)}
            plain: dict[str, Any] = {key: value for key, value in values.items() if key in known}
            plain |= {key: tuple(plain.get(key, ())) for key in _LISTS}
            if not all(isinstance(row, dict) and isinstance(row.get("name"), str) for row in plain["pictures"]):
                raise ValueError("its pictures have no names")
            return Report(**plain)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            said = "it lacks what a report has" if isinstance(error, TypeError | AttributeError) else error
            if isinstance(error, json.JSONDecodeError | RecursionError):  # what Python says of it helps nobody
                said = "it is no JSON"
            raise EngineError(f"this is no report of an evaluation ({said})") from error


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the figures a person asks for first. `key` is its place in the report, such as `box.mean_iou`."""

    key: str
    name: str
    value: float
    low: float | None = None
    high: float | None = None
    baseline: float | None = None
    baseline_name: str = ""


FIGURES = (
    ("label", "accuracy", "Class accuracy", "majority_class", "accuracy", "majority class"),
    ("box", "mean_iou", "Mean box IoU", "mean_box", "mean_iou", "mean box"),
    ("mask", "mIoU", "Mask mIoU", "all_background", "mIoU", "all background"),
    ("detections", "mAP", "Objects, mAP", "constant_object", "mAP", "the same everywhere"),
)


def figures(report: Report | Part) -> tuple[Figure, ...]:
    """The main figures of a report, or of its plain form, in a fixed order; those that do not apply are left out."""
    plain = report.plain() if isinstance(report, Report) else report
    found: list[Figure] = []
    for part, key, name, baseline, figure, words in FIGURES:
        values = plain.get(part)
        if not isinstance(values, Mapping) or values.get(key) is None:
            continue
        low, high = values.get("interval") or (None, None)
        trivial = plain.get("baselines")
        other = trivial.get(baseline) if isinstance(trivial, Mapping) else None
        level = other.get(figure) if isinstance(other, Mapping) else None
        found.append(Figure(f"{part}.{key}", name, float(values[key]), low, high, level, words if other else ""))
    return tuple(found)
