"""What every writer of a target format does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from engine.annotation import NO_POSE
from engine.datasets.lists import IGNORED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.annotation import Annotation, Instance
    from engine.converting.scene import Scene

PLAIN = {
    "difficult": "difficult flags",
    "truncated": "truncated flags",
    "occluded": "occluded flags",
    "pose": "poses",
    "mask": "masks",
    "image label": "image labels",
    "verified": "verified marks",
    "region of pixels": "instance masks",
    "point": "points",
    "line": "lines",
    "line strip": "line strips",
    "outline of a circle": "outlines of circles",
    "score": "scores",
    "outlines joined into one": "objects of several polygons (joined into one)",
    "box beside an outline": "boxes that differ from their polygon",
    "object outside the picture": "objects outside the picture",
    "part of an object outside the picture": "box edges outside the picture (cut)",
    "score of an outline": "scores",
}
"""Kinds of the formats' rooms in the plural; others are said as they are."""

CROWD = ("iscrowd", "1")


class Target(Protocol):
    """The writer of one format. `written` counts the instances that the target holds."""

    written: int

    def add(self, scene: Scene) -> Counter[str]:
        """Write one scene; returns what of it the format cannot hold, by kind."""
        ...

    def finish(self) -> Counter[str]:
        """Write what belongs to the whole folder; returns what of that is lost."""
        ...


def plain(kinds: Iterable[tuple[str, int]]) -> Counter[str]:
    """Counts by kind in the words people read."""
    found: Counter[str] = Counter()
    for kind, count in kinds:
        found[PLAIN.get(kind, kind)] += count
    return +found


def unposed(annotation: Annotation) -> Annotation:
    """Without poses that say nothing, for formats that have none."""
    return annotation.with_instances(
        tuple(replace(each, pose="") if each.pose == NO_POSE else each for each in annotation.instances)
    )


def without_masks(scene: Scene) -> tuple[Annotation, Counter[str]]:
    """The annotation for a format without masks: regions of instances stay, the rest of a mask is lost."""
    annotation, objects = scene.annotation, scene.objects
    lost: Counter[str] = Counter()
    if annotation.mask is not None:
        known = False  # that all but void is known from the objects
        if objects is not None:
            outside = (annotation.mask != 0) & (annotation.mask != 255) & ((objects == 0) | (objects == 255))
            known = not outside.any()
        if not known or (annotation.mask == 255).any():
            lost["void borders of masks" if known else "masks"] += 1
    label = annotation.label
    if label is not None and any(each.label == label for each in annotation.instances):
        label = None  # said by the instance
    return replace(unposed(annotation), mask=None, label=label), lost


def class_lines(names: Iterable[str]) -> tuple[list[str], Counter[str]]:
    """The names as lines of a list that is read back line by line, and how many had to be changed for that."""
    names = list(names)
    lines = [" ".join(name.split()) for name in names]
    lines = [line.strip("_") if line == IGNORED else line for line in lines]
    return lines, +Counter({"class names": sum(line != name for line, name in zip(lines, names, strict=True))})


def region_kinds(instances: Iterable[Instance]) -> Counter[str]:
    """The regions that go into pixels of a mask file, by kind."""
    found: Counter[str] = Counter()
    for instance in instances:
        found["polygons (kept as pixels of a mask)"] += bool(instance.polygons)
        found["crowd regions (marked difficult)"] += CROWD in instance.attributes
        found["attributes"] += sum(key not in ("species", CROWD[0]) for key, _ in instance.attributes)
        found["species"] += any(key == "species" for key, _ in instance.attributes)
    return +found
