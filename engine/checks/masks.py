"""One picture's masks: their values, and whether mask and boxes tell the same story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import VOID
from engine.datasets.facts import read_bytes
from engine.errors import LabelError
from engine.formats import frames, pets, voc_masks
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.annotation import Instance
    from engine.checks.finding import Odd
    from engine.datasets.facts import Facts

_TRIMAP = (1, 2, 3)
_SPECKS = 16  # pixels of a class that a person would not draw a box around


def look(form: str, path: Path, facts: Facts, classes: tuple[str, ...]) -> Iterator[Odd]:
    """What is odd about the class mask or trimap `path` of a picture with `facts`; `classes` are those of the mask
    values from 1 on. A mask of another size than its picture's is the index's to report."""
    try:
        file = voc_masks.parse(path, read_bytes(path, "image_bytes") or b"")
    except LabelError as error:
        yield None, "mask", str(error).partition(": ")[2]
        return
    yield from ((None, code, message) for code, message in file.oddities if form != "pets" or code != "mask-palette")
    mask = pets.from_trimap(file.indices) if form == "pets" else file.indices
    mask = frames.upright_mask(mask, facts.size, facts.orientation)
    counts = np.bincount(file.indices.ravel(), minlength=256)
    yield from _trimap_values(counts) if form == "pets" else _values(counts, classes)
    if (mask == VOID).all():
        yield None, "mask-void", "every pixel is void, so it teaches nothing; paint it, or delete it"
        return
    if form == "pets" and not (mask == 1).any():
        yield None, "mask-empty", "the trimap shows no pet at all; paint it, or delete it"
        return
    if (mask.shape[1], mask.shape[0]) == facts.size and facts.instances:
        yield from _classes(mask, facts.instances, classes, form)
        yield from _regions(mask, facts.instances, classes, form)


def look_at_objects(path: Path, facts: Facts) -> Iterator[Odd]:
    """What is odd about the object mask `path`."""
    try:
        mask = voc_masks.parse(path, read_bytes(path, "image_bytes") or b"").indices
    except LabelError as error:
        yield None, "mask", str(error).partition(": ")[2]
        return
    mask = frames.upright_mask(mask, facts.size, facts.orientation)
    size = mask.shape[1], mask.shape[0]
    if size != facts.size:
        problem = frames.mask_size_problem(path, size, facts.size, "object mask")
        yield problem.line, problem.code, problem.message


def _values(counts: np.ndarray, classes: tuple[str, ...]) -> Iterator[Odd]:
    unknown = [int(value) for value in np.flatnonzero(counts) if len(classes) < value < VOID]
    if unknown:
        some = ", ".join(str(value) for value in unknown[:5])
        pixels = counted(int(counts[unknown].sum()), "pixel has", "pixels have")
        message = f"{pixels} a value that is no class ({some}); the classes end at"
        yield None, "mask-values", f"{message} {len(classes)}: correct them, or name the classes in class_names.txt"


def _trimap_values(counts: np.ndarray) -> Iterator[Odd]:
    odd = [int(value) for value in np.flatnonzero(counts) if value not in _TRIMAP]
    if odd:
        some = ", ".join(str(value) for value in odd[:5])
        message = f"a trimap says 1 pet, 2 background, 3 border; {some} is taken as border, which teaches nothing"
        yield None, "mask-values", f"{message}: correct it"


def _ids(instances: tuple[Instance, ...], classes: tuple[str, ...], form: str) -> list[tuple[Instance, int]]:
    """The instances that a mask can show, and the mask value each would have."""
    if form == "pets":
        return [(instance, 1) for instance in instances]
    number = {name: value for value, name in enumerate(classes, 1)}
    return [(instance, number[instance.label]) for instance in instances if instance.label in number]


def _classes(mask: np.ndarray, instances: tuple[Instance, ...], classes: tuple[str, ...], form: str) -> Iterator[Odd]:
    """Difficult objects are often left out of masks; and of a mask's classes only what a person would box counts."""
    counts = np.bincount(mask.ravel(), minlength=256)
    shown = _ids(instances, classes, form)
    boxed = {value for _, value in shown}
    painted = {value for value in range(1, len(classes) + 1) if counts[value]}
    for value in sorted(painted - boxed):
        if counts[value] >= _SPECKS:
            message = f"the mask shows {classes[value - 1]} ({int(counts[value]):,} pixels) and no box says so"
            yield None, "mask-class", f"{message}; draw its box, or correct the mask"
    easy = {value for instance, value in shown if not instance.difficult}
    for value in sorted(easy - painted):
        yield (
            None,
            "mask-class",
            f"{classes[value - 1]} has a box and no pixel in the mask; paint it, or delete the box",
        )


def _regions(mask: np.ndarray, instances: tuple[Instance, ...], classes: tuple[str, ...], form: str) -> Iterator[Odd]:
    height, width = mask.shape
    painted = set(np.flatnonzero(np.bincount(mask.ravel(), minlength=256)).tolist())
    for instance, value in _ids(instances, classes, form):
        inner = instance.box.clipped(width, height)
        part = mask[int(inner.ymin) : int(np.ceil(inner.ymax)), int(inner.xmin) : int(np.ceil(inner.xmax))]
        if value not in painted or instance.difficult or not part.size or (part == value).any():
            continue
        if (part == VOID).mean() < 0.5:
            name = classes[value - 1] if form != "pets" else "pet"
            xmin, ymin, xmax, ymax = (f"{edge:.6g}" for edge in instance.box.as_tuple())
            message = f"the box of {name} at {xmin}, {ymin} to {xmax}, {ymax} holds no pixel of {name} in the mask"
            yield None, "mask-box", f"{message}; move the box, or correct the mask"
