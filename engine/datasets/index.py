"""The index: what is labelled in the whole folder, as columns; made in one pass over headers and label files.

No picture and no mask is decoded here. Rows of the columns are the dataset's records, in their order.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import VOID, Box
from engine.datasets import kept, rows
from engine.datasets.folder import open_folder
from engine.datasets.listing import Listing
from engine.datasets.lists import read_class_names
from engine.formats import pets
from engine.formats.problem import Problem
from engine.formats.voc_classes import VOC_CLASSES
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from engine.datasets.record import Dataset
    from engine.datasets.rows import Row

_EVERY = 0.1  # seconds between steps
_NUMBERS = 100_000  # classes without names


@dataclass(frozen=True, eq=False)
class Index:
    """The columns of N pictures and M instances.

    `classes` are sorted; mask value v > 0 is `mask_classes[v - 1]`. `sizes` int32 (N, 2) upright width and height, 0, 0
    where the picture cannot be read; `image_label` int32 (N,) into `classes`, -1 for none: the folder's own, else the
    class of the main instance. `owner` int32 (M,), ascending, the row of each instance; `label` int32 (M,);
    `boxes` float64 (M, 4) xmin, ymin, xmax, ymax; `difficult` bool (M,). `has_boxes` bool (N,): an instance that isn't
    difficult is there; `has_mask`, `verified` bool (N,); `annotated` bool (N,): a label file or a mask can be used.
    """

    dataset: Dataset
    classes: tuple[str, ...]
    mask_classes: tuple[str, ...]
    sizes: np.ndarray
    image_label: np.ndarray
    owner: np.ndarray
    label: np.ndarray
    boxes: np.ndarray
    difficult: np.ndarray
    has_boxes: np.ndarray
    has_mask: np.ndarray
    verified: np.ndarray
    problems: tuple[Problem, ...]
    annotated: np.ndarray

    def target(self, i: int) -> tuple[int, Box | None]:
        """What a localizer learns from picture `i`: its class (-1 for none), and the box of its largest instance that
        isn't difficult, the first in the file on ties (None where there is none)."""
        start, end = np.searchsorted(self.owner, (i, i + 1))
        rows = np.arange(start, end)[~self.difficult[start:end]]
        label = int(self.image_label[i])
        if len(rows) == 0:
            return label, None
        x1, y1, x2, y2 = self.boxes[rows].T
        best = self.boxes[rows[int(np.argmax((x2 - x1) * (y2 - y1)))]]
        return label, Box(*(float(edge) for edge in best))

    def position(self, name: str) -> int:
        """The row of the record of that name. Raises KeyError."""
        return self._positions[name]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {record.name: i for i, record in enumerate(self.dataset.records)}


def index(folder: str) -> Generator[Step, None, Index]:
    """Index the dataset in `folder`. Yields steps of kind "progress"; one bad file never stops it.

    Where the folder was indexed before, a step of kind "index" comes first, with what was known then as the value
    "index"; then every file is looked at, and only those that changed since are read again.

    Raises EngineError where the folder cannot be opened.
    """
    dataset = open_folder(Path(folder))
    before = kept.load(dataset)
    if before is not None:
        yield Step("Reading labels", kind="index", values={"index": _columns(dataset, before)})
    total, said = len(dataset.records), time.monotonic()
    read: list[Row] = []
    for i, record in enumerate(dataset.records):
        known = None if before is None else before[i]
        read.append(known if known is not None and rows.is_fresh(known, record) else rows.read(dataset.format, record))
        if time.monotonic() - said > _EVERY:
            said = time.monotonic()
            yield Step("Reading labels", len(read), total)
    yield Step("Reading labels", total, total)
    if before is None or any(new is not old for new, old in zip(read, before, strict=True)):
        kept.store(dataset, read)
    return _columns(_with_classes(dataset, read), read)


def _with_classes(dataset: Dataset, read: Sequence[Row]) -> Dataset:
    """A read-only folder that names no classes has those of its labels, so that masks can be painted from them; YOLO's
    are numbers, and have all numbers below them."""
    if not dataset.read_only or dataset.classes:
        return dataset
    classes = tuple(sorted({label for row in read for label in row.labels}))
    if dataset.format == "yolo":
        highest = max((int(name) for name in classes if name.isascii() and name.isdigit()), default=-1)
        classes = tuple(str(number) for number in range(min(highest + 1, _NUMBERS)))
    records = Listing.of(replace(record, classes=classes) for record in dataset.records)
    return replace(dataset, records=records, classes=classes)


def _columns(dataset: Dataset, read: Sequence[Row]) -> Index:
    owner = np.repeat(np.arange(len(read), dtype=np.int32), [len(row.labels) for row in read])
    boxes = np.array([box for row in read for box in row.boxes], np.float64).reshape(-1, 4)
    difficult = np.array([flag for row in read for flag in row.difficult], bool)
    mains = _mains(owner, boxes, difficult)
    flat = [label for row in read for label in row.labels]
    own: list[str | None] = [record.label for record in dataset.records]
    for place, main in mains.items():
        if own[place] is None:
            own[place] = flat[main]
    classes = tuple(sorted(set(flat) | {label for label in own if label is not None}))
    number: dict[str | None, int] = {name: k for k, name in enumerate(classes)} | {None: -1}
    has_boxes = np.zeros(len(read), bool)
    has_boxes[list(mains)] = True
    return Index(
        dataset=dataset,
        classes=classes,
        mask_classes=_mask_classes(dataset),
        sizes=np.array([row.size for row in read], np.int32).reshape(-1, 2),
        image_label=np.array([number[label] for label in own], np.int32),
        owner=owner,
        label=np.array([number[label] for label in flat], np.int32),
        boxes=boxes,
        difficult=difficult,
        has_boxes=has_boxes,
        has_mask=np.array([row.has_mask for row in read], bool),
        verified=np.array([row.verified for row in read], bool),
        problems=(*(problem for row in read for problem in row.problems), *_folder_problems(dataset)),
        annotated=np.array([row.annotated for row in read], bool),
    )


def _mains(owner: np.ndarray, boxes: np.ndarray, difficult: np.ndarray) -> dict[int, int]:
    """The instance a localizer learns of each picture that has one: the largest that isn't difficult, the first in the
    file on ties. Row of the picture -> row of the instance."""
    easy = np.flatnonzero(~difficult)
    widths, heights = (np.maximum(boxes[easy, end] - boxes[easy, end - 2], 0) for end in (2, 3))
    order = np.lexsort((easy, -widths * heights, owner[easy]))
    pictures, first = np.unique(owner[easy][order], return_index=True)
    return dict(zip(pictures.tolist(), easy[order][first].tolist(), strict=True))


def _mask_classes(dataset: Dataset) -> tuple[str, ...]:
    if dataset.format == "pets":
        return pets.MASK_CLASSES
    if dataset.read_only:
        return dataset.classes[: VOID - 1]
    if not any(record.mask for record in dataset.records):
        return ()
    return read_class_names(dataset.root) or VOC_CLASSES


def _folder_problems(dataset: Dataset) -> Iterator[Problem]:
    """Lists that name pictures which aren't there, and label files without a picture."""
    yield from dataset.problems
    known = {record.name for record in dataset.records}
    for name, members in dataset.lists.items():
        missing = [member for member in members if member not in known]
        if missing:
            message = f"lists {len(missing)} pictures that are not here ({missing[0][:60]}, ...); they are left out"
            yield Problem(f"{name}.txt", None, "list", message)
    used = {record.xml_file for record in dataset.records}
    if dataset.format in ("voc", "pets") and dataset.xml_folder.is_dir():
        with os.scandir(dataset.xml_folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.lower().endswith(".xml"))
        for name in names:
            if name.startswith(".") or f"{dataset.xml_folder}{os.sep}{name}" in used:
                continue
            if (dataset.xml_folder / name).is_file():
                yield Problem(name, None, "no-picture", "no picture has this name; add the picture or delete the file")
            else:
                yield Problem(
                    name, None, "labels", "this is not a file that can be read; put the label file here again"
                )
