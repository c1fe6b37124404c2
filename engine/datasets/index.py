"""The index: what is labelled in the whole folder, as columns; made in one pass over headers and label files.

No picture and no mask is decoded here. Rows of the columns are the dataset's records, in their order.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from engine.annotation import VOID, Box
from engine.datasets import kept, rows
from engine.datasets.columns import Columns
from engine.datasets.folder import opening
from engine.datasets.lists import read_class_names
from engine.datasets.record import Listing
from engine.datasets.scanning import may_lead
from engine.formats import pets
from engine.formats.problem import Problem
from engine.formats.voc_classes import VOC_CLASSES
from engine.limits import NOT_READ, OUTSIDE, leads_out
from engine.steps import Pace, Step
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from engine.datasets.record import Dataset, Record

T = TypeVar("T")
_NUMBERS = 100_000  # classes without names
_LIST_FOLDERS = ("ImageSets", "ImageSets/Main", "ImageSets/Segmentation", "annotations", "labels")
is_of_labels = re.compile(
    r".*\.(txt|json|ya?ml)|imagesets|main|segmentation((class|object)(png)?)?|annotations|xmls|trimaps|labels"
).fullmatch
"""Whether a name, in small letters, is one of lists, of labels (not XML), or of a folder of these."""


@dataclass(frozen=True, eq=False)
class Index:
    """The columns of N pictures and M instances.

    `classes` are sorted; mask value v > 0 is `mask_classes[v - 1]`. `sizes` int32 (N, 2) upright width and height, 0, 0
    where the picture cannot be read; `image_label` int32 (N,) into `classes`, -1 for none: the folder's own, else the
    class of the main instance. `owner` int32 (M,), ascending, the row of each instance; `label` int32 (M,);
    `boxes` float64 (M, 4) xmin, ymin, xmax, ymax; `difficult` bool (M,). `has_boxes` bool (N,): an instance that isn't
    difficult is there; `has_mask`, `verified` bool (N,); `annotated` bool (N,): a label file or a mask can be used.
    `noticed`: the problems, each with its picture's row, -1 for the folder's own.
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
    noticed: tuple[tuple[int, Problem], ...]
    annotated: np.ndarray

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was noticed, wherever it is."""
        return tuple(problem for _, problem in self.noticed)

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

    @cached_property
    def told(self) -> np.ndarray:
        """Of which pictures it is known what objects they have, bool (N,): of those with objects, and of those with a
        label file that can be read and has none; a mask alone doesn't say."""
        columns = (self.dataset.records.column(name) for name in ("xml_file", "label_file"))
        found = self.annotated & np.array([any(files) for files in zip(*columns, strict=True)], bool)
        found[[row for row, problem in self.noticed if row >= 0 and problem.code == "labels"]] = False
        found[self.owner] = True
        return found

    def position(self, name: str) -> int:
        """The row of the record of that name. Raises KeyError."""
        return self._positions[name]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.dataset.records.name)}


def index(folder: str) -> Generator[Step, None, Index]:
    """Index the dataset in `folder`. Yields steps of kind "progress"; one bad file never stops it.

    Where the folder was indexed before, a step of kind "index" comes first, with what was known then as the value
    "index"; then every file is looked at, and only those that changed since are read again.

    Raises EngineError where the folder cannot be opened.
    """
    dataset = yield from opening(Path(folder))
    known = kept.load(dataset)
    if known is not None:
        before = _index(dataset, *known)
        yield Step("Reading labels", kind="index", values={"index": before})
        changed = known[0].changed((yield from _each(dataset, rows.stamps_of, "Looking for changes")))
        problems = tuple(_folder_problems(dataset))
        if not changed and problems == known[1]:
            return before
        read = known[0].rows()
        for i in changed:
            read[i] = rows.read(dataset.format, dataset.records[i])
    else:
        read = yield from _each(dataset, partial(rows.read, dataset.format), "Reading labels")
        problems = tuple(_folder_problems(dataset))
    columns = Columns.of(read)
    kept.store(dataset, columns, problems)
    return _index(_with_classes(dataset, columns), columns, problems)


def _each(dataset: Dataset, look: Callable[[Record], T], what: str) -> Generator[Step, None, list[T]]:
    """What `look` says of each record."""
    total, pace = len(dataset.records), Pace()
    found: list[T] = []
    for record in dataset.records:
        found.append(look(record))
        if pace.due():
            yield Step(what, len(found), total)
    yield Step(what, total, total)
    return found


def _with_classes(dataset: Dataset, columns: Columns) -> Dataset:
    """A read-only folder that names no classes has those of its labels, so that masks can be painted from them; YOLO's
    are numbers, and have all numbers below them."""
    if not dataset.read_only or dataset.classes:
        return dataset
    classes = columns.names
    if dataset.format == "yolo":
        highest = max((int(name) for name in classes if name.isascii() and name.isdigit()), default=-1)
        classes = tuple(str(number) for number in range(min(highest + 1, _NUMBERS)))
    records = Listing.of(record._replace(classes=classes) for record in dataset.records)
    return replace(dataset, records=records, classes=classes)


def _index(dataset: Dataset, columns: Columns, problems: tuple[Problem, ...]) -> Index:
    """The columns with the classes of pictures; `problems` are those of the folder."""
    owner = np.repeat(np.arange(len(columns.counts), dtype=np.int32), columns.counts)
    mains = _mains(owner, columns.boxes, columns.difficult)
    own = dataset.records.column("label")
    classes = tuple(sorted({*columns.names, *(label for label in own if label is not None)}))
    number: dict[str | None, int] = {name: k for k, name in enumerate(classes)} | {None: -1}
    label = np.array([number[name] for name in columns.names], np.int32)[columns.label]
    image_label = np.array([number[name] for name in own], np.int32)
    main = image_label.copy()
    main[list(mains)] = label[list(mains.values())]
    has_boxes = np.zeros(len(columns.counts), bool)
    has_boxes[list(mains)] = True
    return Index(
        dataset=dataset,
        classes=classes,
        mask_classes=_mask_classes(dataset),
        sizes=columns.sizes,
        image_label=np.where(image_label < 0, main, image_label),
        owner=owner,
        label=label,
        boxes=columns.boxes,
        difficult=columns.difficult,
        has_boxes=has_boxes,
        has_mask=columns.flags[:, 0],
        verified=columns.flags[:, 1],
        noticed=(*columns.problems, *((-1, problem) for problem in problems)),
        annotated=columns.flags[:, 2],
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
    if not any(dataset.records.column("mask_file")):
        return ()
    return read_class_names(dataset.root) or VOC_CLASSES


def _led_out(dataset: Dataset) -> Iterator[Problem]:
    """Lists, names and folders of labels that a link leads out of the folder: as if they were not there, which nobody
    would guess."""
    root = dataset.root if dataset.root.is_dir() else dataset.root.parent
    said = set(dataset.records.column("barred_file"))
    for folder in (root, *map(root.joinpath, _LIST_FOLDERS)):
        if not folder.is_dir() or leads_out(folder, root):
            continue
        with os.scandir(folder) as entries:
            led = sorted(entry.name for entry in entries if is_of_labels(entry.name.lower()) and may_lead(entry))
        for name in led:
            here = folder / name
            if here != dataset.xml_folder and str(here) not in said and leads_out(here, root):
                yield Problem(here.relative_to(root).as_posix(), None, "not-read", NOT_READ)


def _folder_problems(dataset: Dataset) -> Iterator[Problem]:
    """Lists that name pictures which aren't there, and label files without a picture."""
    yield from dataset.problems
    known = set(dataset.records.name)
    for name, members in dataset.lists.items():
        missing = [member for member in members if member not in known]
        if missing:
            some = f"{missing[0][:60]}{', ...' if len(missing) > 1 else ''}"
            one = f"picture that is not here ({some}), and is left out: put it here, or delete its line"
            many = f"pictures that are not here ({some}), and are left out: put them here, or delete their lines"
            message = f"lists {counted(len(missing), one, many)}"
            yield Problem(f"{name}.txt", None, "list", message)
    yield from _led_out(dataset)
    if dataset.read_only:
        return
    used = {*dataset.records.column("xml_file"), *dataset.records.column("barred_file")}
    if leads_out(dataset.xml_folder, dataset.root):
        name = dataset.xml_folder.name
        yield Problem(name, None, "not-read", f"{OUTSIDE}, and no labels there are read; put the folder itself here")
    elif (dataset.format != "images" or dataset.xml_folder != dataset.root) and dataset.xml_folder.is_dir():
        with os.scandir(dataset.xml_folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.lower().endswith(".xml"))
        for name in names:
            if name.startswith(".") or f"{dataset.xml_folder}{os.sep}{name}" in used:
                continue
            if (dataset.xml_folder / name).is_symlink() and leads_out(dataset.xml_folder / name, dataset.root):
                yield Problem(name, None, "not-read", NOT_READ)
            elif (dataset.xml_folder / name).is_file():
                yield Problem(name, None, "no-picture", "no picture has this name; add the picture or delete the file")
            else:
                yield Problem(
                    name, None, "labels", "this is not a file that can be read; put the label file here again"
                )
