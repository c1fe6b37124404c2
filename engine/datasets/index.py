"""The index: what is labelled in the whole folder, as columns; made in one pass over headers and label files.

No picture and no mask is decoded here. Rows of the columns are the dataset's records, in their order.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine import images
from engine.annotation import Box, Instance, main_instance
from engine.datasets.facts import Facts, read_facts
from engine.datasets.folder import open_folder
from engine.datasets.labels import mask_size_problem
from engine.datasets.lists import read_class_names
from engine.errors import LabelError, PictureError
from engine.formats import frames, pets, voc_masks
from engine.formats.problem import Problem
from engine.formats.voc_classes import VOC_CLASSES
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from engine.datasets.record import Dataset, Record

_EVERY = 0.1  # seconds between steps


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


@dataclass(slots=True)
class _Row:
    size: tuple[int, int] = (0, 0)
    instances: tuple[Instance, ...] = ()
    has_mask: bool = False
    verified: bool = False
    annotated: bool = False
    problems: list[Problem] = field(default_factory=list)


def index(folder: str) -> Generator[Step, None, Index]:
    """Index the dataset in `folder`. Yields steps of kind "progress"; one bad file never stops it.

    Raises EngineError where the folder cannot be opened.
    """
    dataset = open_folder(Path(folder))
    total = len(dataset.records)
    rows: list[_Row] = []
    said = time.monotonic()
    for record in dataset.records:
        rows.append(_read(dataset.format, record))
        if time.monotonic() - said > _EVERY:
            said = time.monotonic()
            yield Step("Reading labels", len(rows), total)
    yield Step("Reading labels", total, total)
    return _columns(dataset, rows)


def _read(form: str, record: Record) -> _Row:
    row = _Row()
    try:
        facts = read_facts(form, record)
    except PictureError as error:
        row.problems.append(Problem(record.image.name, None, "picture", _said(error)))
        return row
    except LabelError as error:
        row.problems.append(Problem(error.path.name, error.line, "labels", _said(error)))
        facts = Facts(*images.read_frame(record.image))
    row.size, row.instances, row.verified = facts.size, facts.instances, facts.verified
    row.problems += facts.problems
    if record.xml is not None and record.xml.stem != record.image.stem:
        message = f"taken as the labels of {record.image.name}; give both the same name"
        row.problems.append(Problem(record.xml.name, None, "name", message))
    row.has_mask = _usable_mask(record, facts, row.problems)
    row.annotated = facts.data is not None or row.has_mask
    return row


def _said(error: Exception) -> str:
    return str(error).partition(": ")[2] or str(error)


def _usable_mask(record: Record, facts: Facts, problems: list[Problem]) -> bool:
    if record.mask is None:
        return False
    try:
        size = voc_masks.read_size(record.mask)
    except LabelError as error:
        problems.append(Problem(record.mask.name, None, "mask", _said(error)))
        return False
    if size == facts.size or frames.is_stored(size, facts.size, facts.orientation):
        return True
    problems.append(mask_size_problem(record.mask, size, facts.size))
    return False


def _columns(dataset: Dataset, rows: list[_Row]) -> Index:
    mains = [main_instance(row.instances) for row in rows]
    labels = [
        record.label if record.label is not None else main.label if main else None
        for record, main in zip(dataset.records, mains, strict=True)
    ]
    flat = [(i, instance) for i, row in enumerate(rows) for instance in row.instances]
    names = {instance.label for _, instance in flat} | {label for label in labels if label is not None}
    classes = tuple(sorted(names))
    number = {name: k for k, name in enumerate(classes)}
    return Index(
        dataset=dataset,
        classes=classes,
        mask_classes=_mask_classes(dataset),
        sizes=np.array([row.size for row in rows], np.int32).reshape(-1, 2),
        image_label=np.array([-1 if label is None else number[label] for label in labels], np.int32),
        owner=np.array([i for i, _ in flat], np.int32),
        label=np.array([number[instance.label] for _, instance in flat], np.int32),
        boxes=np.array([instance.box.as_tuple() for _, instance in flat], np.float64).reshape(-1, 4),
        difficult=np.array([instance.difficult for _, instance in flat], bool),
        has_boxes=np.array([main is not None for main in mains], bool),
        has_mask=np.array([row.has_mask for row in rows], bool),
        verified=np.array([row.verified for row in rows], bool),
        problems=(*(problem for row in rows for problem in row.problems), *_folder_problems(dataset)),
        annotated=np.array([row.annotated for row in rows], bool),
    )


def _mask_classes(dataset: Dataset) -> tuple[str, ...]:
    if dataset.format == "pets":
        return pets.MASK_CLASSES
    if not any(record.mask for record in dataset.records):
        return ()
    return read_class_names(dataset.root) or VOC_CLASSES


def _folder_problems(dataset: Dataset) -> Iterator[Problem]:
    """Lists that name pictures which aren't there, and label files without a picture."""
    known = {record.name for record in dataset.records}
    for name, members in dataset.lists.items():
        missing = [member for member in members if member not in known]
        if missing:
            message = f"lists {len(missing)} pictures that are not here ({missing[0][:60]}, ...); they are left out"
            yield Problem(f"{name}.txt", None, "list", message)
    used = {record.xml for record in dataset.records}
    if dataset.format in ("voc", "pets") and dataset.xml_folder.is_dir():
        with os.scandir(dataset.xml_folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.lower().endswith(".xml"))
        for name in names:
            path = dataset.xml_folder / name
            if path in used or name.startswith("."):
                continue
            if path.is_file():
                yield Problem(name, None, "no-picture", "no picture has this name; add the picture or delete the file")
            else:
                yield Problem(
                    name, None, "labels", "this is not a file that can be read; put the label file here again"
                )
