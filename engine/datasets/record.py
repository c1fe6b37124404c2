"""Records and datasets: what lies in a folder, as plain values that read nothing until asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Record:
    """One picture on disk and the label files that belong to it. `name` is its path below the root's picture folder,
    with `/` and without the ending; it is what split files and reports call the picture."""

    name: str
    image: Path
    xml: Path | None = None
    mask: Path | None = None
    instance_mask: Path | None = None
    label: str | None = None
    species: str | None = None


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
