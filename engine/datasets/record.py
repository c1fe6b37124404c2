"""Records and datasets: what lies in a folder, as plain values that read nothing until asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Record:
    """One picture on disk and the label files that belong to it. `name` is its path below the root's picture folder,
    with `/` and without the ending; it is what split files and reports call the picture.

    The files are kept as text: a folder of records crosses to the window in a tenth of the time that paths take.
    """

    name: str
    image_file: str
    xml_file: str | None = None
    mask_file: str | None = None
    instance_mask_file: str | None = None
    label: str | None = None
    species: str | None = None

    @property
    def image(self) -> Path:
        return Path(self.image_file)

    @property
    def xml(self) -> Path | None:
        return None if self.xml_file is None else Path(self.xml_file)

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
    """

    root: Path
    format: str
    records: tuple[Record, ...]
    xml_folder: Path
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
