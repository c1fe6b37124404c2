"""Edits: changes of one record's truth, as values, and as steps on Qt's undo stack."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand, QUndoStack

from engine.annotation import Annotation, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.datasets.record import Dataset

NEW = "new "
"""What `merge` of a new instance's edit begins with; its key follows."""


@dataclass(frozen=True, eq=False)
class Edit:
    """One change of one record's truth. `text` is what undo calls it ("Move dog"); edits that follow each other and
    have the same `merge` (not empty) become one step of undo."""

    record: str
    before: Annotation
    after: Annotation
    text: str
    merge: str = ""


class Command(QUndoCommand):
    """An Edit on an undo stack: doing and undoing hand a value to `put(record name, annotation)`."""

    def __init__(self, put: Callable[[str, Annotation], None], edit: Edit) -> None:
        super().__init__(edit.text)
        self.edit = edit
        self._put = put

    def id(self) -> int:
        return zlib.crc32(self.edit.merge.encode()) & 0x7FFFFFFF if self.edit.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Command) or other.edit.merge != self.edit.merge:
            return False
        self.edit = replace(self.edit, after=other.edit.after)
        self.setObsolete(same(self.edit.before, self.edit.after))
        return True

    def redo(self) -> None:
        self._put(self.edit.record, self.edit.after)

    def undo(self) -> None:
        self._put(self.edit.record, self.edit.before)


def refusal(dataset: Dataset | None, label_error: str | None) -> str:
    """Why a record cannot be edited."""
    if dataset is not None and dataset.read_only:
        names = {"coco": "COCO", "yolo": "YOLO", "labelme": "labelme", "mnist": "MNIST"}
        return f"{names.get(dataset.format, dataset.format)} folders are only read. Convert to VOC to edit."
    return f"{label_error or 'it has no labels'}. Its label file will not be overwritten."


def naming(stack: QUndoStack, before: Annotation, after: Annotation) -> str:
    """The `merge` of the newest step where that made a new instance and this edit does no more than name it, so that
    both are one step; else empty."""
    newest = stack.command(stack.index() - 1) if stack.index() else None
    if not isinstance(newest, Command) or not newest.edit.merge.startswith(NEW):
        return ""
    new = newest.edit.merge
    unnamed = [
        tuple(replace(one, label="") if f"{NEW}{one.origin}" == new else one for one in annotation.instances)
        for annotation in (before, after)
    ]
    return new if same(before.with_instances(unnamed[0]), after.with_instances(unnamed[1])) else ""
