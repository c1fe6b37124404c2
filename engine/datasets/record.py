"""Records and datasets: what lies in a folder, as plain values that read nothing until asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.formats.problem import Problem

READ_ONLY = frozenset(("coco", "yolo", "labelme"))
"""Formats whose files are read and never changed: a folder of theirs is converted to VOC to be edited."""


@dataclass(frozen=True, slots=True)
class Record:
    """One picture on disk and the label files that belong to it. `name` is its path below the root's picture folder,
    with `/` and without the ending; it is what split files and reports call the picture.

    The files are kept as text: a folder of records crosses to the window in a tenth of the time that paths take.
    `label_file` is the file of a format that is only read: a COCO JSON (where `entry` is what it calls the picture), a
    YOLO text, a labelme JSON. `classes` are the names such a folder gives, in the order of the ids in its files; value
    v > 0 of a mask painted from its labels is `classes[v - 1]`.
    """

    name: str
    image_file: str
    xml_file: str | None = None
    mask_file: str | None = None
    instance_mask_file: str | None = None
    label: str | None = None
    species: str | None = None
    label_file: str | None = None
    entry: str | None = None
    classes: tuple[str, ...] = ()

    @property
    def image(self) -> Path:
        return Path(self.image_file)

    @property
    def xml(self) -> Path | None:
        return None if self.xml_file is None else Path(self.xml_file)

    @property
    def labels(self) -> Path | None:
        return None if self.label_file is None else Path(self.label_file)

    @property
    def mask(self) -> Path | None:
        return None if self.mask_file is None else Path(self.mask_file)

    @property
    def instance_mask(self) -> Path | None:
        return None if self.instance_mask_file is None else Path(self.instance_mask_file)


@dataclass(frozen=True, slots=True)
class Dataset:
    """An ordered set of records. `format` is one of `doors.md`'s words. `xml_folder` is where a new label file goes.

    `lists` are the folder's own image lists (`train`, `val`, `trainval`, `test`): list name -> record names.
    `classes` are named by the folder itself, in the order of their ids, where its format numbers them (COCO, YOLO).
    `problems` were found while the folder was opened. The root of a COCO JSON that was named itself is that file.
    """

    root: Path
    format: str
    records: Sequence[Record]
    xml_folder: Path
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def read_only(self) -> bool:
        """Whether the format is one that is read and never written in place."""
        return self.format in READ_ONLY
