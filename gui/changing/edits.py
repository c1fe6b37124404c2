"""Edits: changes of one record's truth, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.formats.voc_classes import VOC_CLASSES
from gui.wording import later, tr

if TYPE_CHECKING:
    from engine.annotation import Annotation
    from engine.datasets.record import Dataset

EDITED = later("{name} cannot be edited: {why}")
FORMATS = {"coco": "COCO", "yolo": "YOLO", "labelme": "labelme", "mnist": "MNIST"}
"""What people call the formats that are only read."""
NEW = "new "
"""What `merge` of a new instance's edit begins with; its key follows."""


def mask_classes(dataset: Dataset) -> tuple[str, ...]:
    """What mask values mean as long as nobody has read the folder's index: the same, so that no colour changes then."""
    if dataset.format in ("voc", "voc_masks"):
        from engine.datasets.lists import read_class_names  # not before a folder is open

        return read_class_names(dataset.root) or VOC_CLASSES
    return ("pet",) if dataset.format == "pets" else ()


@dataclass(frozen=True, eq=False)
class Edit:
    """One change of one record's truth. `text` is what undo calls it ("Move dog"); edits that follow each other and
    have the same `merge` (not empty) become one step of undo."""

    record: str
    before: Annotation
    after: Annotation
    text: str
    merge: str = ""


def refusal(dataset: Dataset | None, label_error: str | None, held: bool = False) -> str:
    """Why a record cannot be edited."""
    if dataset is not None and dataset.read_only:
        said = tr("{format} folders are only read. Convert to VOC to edit.")
        return said.format(format=FORMATS.get(dataset.format, dataset.format))
    if held:
        return tr("its label file is being written just now. Wait for that, or stop it in the status bar.")
    return f"{label_error or tr('it has no labels')}. {tr('Its label file will not be overwritten.')}"
