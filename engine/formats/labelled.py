"""What a label file of one picture says, whatever its format, where the format is only read: COCO, YOLO, labelme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.annotation import Instance
    from engine.formats.problem import Problem

Counts = tuple[tuple[str, int], ...]
"""Kinds of things with how often they occur, as people read them: `(("keypoints", 2), ("image data", 1))`."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels of one picture as its file says them.

    `instances` are the usable objects, `Instance.origin` the position of each among all objects of the picture in the
    file; `lines` holds the line of each (None where the format has no lines) and is as long. Coordinates are in the
    frame of `size` (width, height of the picture as the file says, None where it doesn't). `problems` are the objects
    that were skipped or are doubtful. `extras` are kinds of things in the file that an Annotation cannot hold.
    """

    instances: tuple[Instance, ...] = ()
    lines: tuple[int | None, ...] = ()
    problems: tuple[Problem, ...] = ()
    size: tuple[int, int] | None = None
    extras: Counts = ()
