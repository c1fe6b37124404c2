"""The open dataset, the picture that is shown, its annotation and its undo stack. Everyone observes it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QUndoGroup, QUndoStack

from engine.annotation import Annotation, Instance, same
from engine.errors import EngineError
from engine.formats.voc_classes import VOC_CLASSES
from gui import edits
from gui.edits import Edit
from gui.records import Working

if TYPE_CHECKING:
    from engine.datasets.labels import Labels
    from engine.datasets.record import Dataset, Record
    from engine.reading import Shown


MASK_CLASSES = {"voc": VOC_CLASSES, "voc_masks": VOC_CLASSES, "pets": ("pet",)}
"""What mask values mean as long as nobody has read the folder's index."""


class Document(QObject):
    """What is open. Values only go round one way: a tool pushes an Edit, `changed` fires, everyone redraws.

    Inside a document an instance's `origin` is a key that stays with the object for as long as the folder is open (new
    objects get one when they are pushed); on saving it becomes the object's place in the file again, see
    `gui.records.Working`. `failed` carries an EngineError.
    """

    opened = Signal()
    shown = Signal()
    changed = Signal()
    prediction_changed = Signal()
    selection_changed = Signal()
    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dataset: Dataset | None = None
        self.record: Record | None = None
        self.prediction: Annotation | None = None
        self.picture: QImage | None = None
        self.problems: tuple[str, ...] = ()
        self.damaged = False
        self.label_error: str | None = None
        self.last_label = ""
        self.mask_classes: tuple[str, ...] = ()
        self.undo_group = QUndoGroup(self)
        self._nothing = Working(QUndoStack(self.undo_group))
        self._working: dict[str, Working] = {}
        self._pixels: object = None
        self._chosen: int | None = None
        self._told: int | None = None

    # what is open

    def open(self, dataset: Dataset) -> None:
        """Take a folder that has just been read. All undo stacks of the folder before go."""
        for name in list(self._working):
            self._forget(name)
        self.dataset, self.record, self.prediction = dataset, None, None
        self.picture = self._pixels = self.label_error = self._chosen = None
        self.problems, self.damaged, self.last_label = (), False, ""
        self.mask_classes = MASK_CLASSES.get(dataset.format, ())
        self.undo_group.setActiveStack(self._nothing.stack)
        self.opened.emit()
        self.shown.emit()
        self._tell_selection()

    def show(self, record: Record, shown: Shown) -> None:
        """Take a picture the reader has read. Edits made to it earlier are still there, with their undo stack, unless
        its label file has been changed on disk by somebody else since."""
        if shown.labels is None and shown.label_error is None:
            self.show_problem(record, shown.screen.problem or "The picture cannot be read.")
            return
        self._pixels = shown.screen.pixels
        height, width = shown.screen.pixels.shape[:2]
        # RGB32 wraps the reader's BGRX bytes as they are; QImage does not keep the buffer alive, `_pixels` does
        picture = QImage(shown.screen.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self.damaged = shown.screen.problem is not None
        self.problems = (() if shown.screen.problem is None else (shown.screen.problem,)) + (
            () if shown.labels is None else shown.labels.problems
        )
        self._take(record, picture, shown.label_error)
        if shown.labels is not None:
            self._resume(record, shown.labels)
        self.prediction = shown.prediction
        self.shown.emit()
        self._tell_selection()

    def show_problem(self, record: Record, message: str) -> None:
        """Show `record` as one whose picture cannot be read, and why; it cannot be edited."""
        self._pixels = self.prediction = None
        self.problems, self.damaged = (message,), True
        self._take(record, None, message)
        self.shown.emit()
        self._tell_selection()

    def _take(self, record: Record, picture: QImage | None, label_error: str | None) -> None:
        if self.record is None or record.name != self.record.name:
            self._chosen = None
        self.record, self.picture, self.label_error = record, picture, label_error
        self.undo_group.setActiveStack(self.undo)

    def _resume(self, record: Record, labels: Labels) -> None:
        working = self._working.get(record.name)
        if working is not None and working.knows(labels.stamp):
            return
        lost = working is not None and not working.stack.isClean()
        self._forget(record.name)
        working = Working(QUndoStack(self.undo_group))
        working.begin(labels)
        self._working[record.name] = working
        working.stack.indexChanged.connect(self._step_taken)
        self.undo_group.setActiveStack(working.stack)
        if lost:
            self.failed.emit(
                EngineError(f"{record.name}: the label file was changed on disk, so your unsaved edits of it are gone.")
            )

    def _forget(self, name: str) -> None:
        working = self._working.pop(name, None)
        if working is not None:
            self.undo_group.removeStack(working.stack)
            working.stack.deleteLater()

    def set_prediction(self, prediction: Annotation | None) -> None:
        """Show what a checkpoint says of the current picture."""
        self.prediction = prediction
        self.prediction_changed.emit()

    def set_mask_classes(self, classes: tuple[str, ...]) -> None:
        """What the folder's mask values mean: value v stands for `classes[v - 1]`."""
        if classes != self.mask_classes:
            self.mask_classes = classes
            self.changed.emit()

    # what is known of it

    @property
    def _here(self) -> Working:
        if self.record is None or self.label_error is not None:
            return self._nothing
        return self._working.get(self.record.name, self._nothing)

    @property
    def truth(self) -> Annotation | None:
        """The current picture's annotation as edited; None where there is no picture or its label file is unusable."""
        return self._here.truth

    @property
    def undo(self) -> QUndoStack:
        """The undo stack of the current record."""
        return self._here.stack

    @property
    def dirty(self) -> bool:
        """Whether the current record has edits that are not on disk."""
        return not self.undo.isClean()

    @property
    def edited(self) -> bool:
        """Whether the current record's labels are others than when its file was first read, on disk or here."""
        return self.dirty or self._here.stamp != self._here.first_stamp

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The names of all records with edits that are not on disk."""
        return tuple(name for name, working in self._working.items() if not working.stack.isClean())

    @property
    def selected(self) -> int | None:
        """The position of the selected instance in `truth.instances`. It stays with the object through every edit."""
        if self.truth is None or self._chosen is None:
            return None
        keys = [instance.origin for instance in self.truth.instances]
        return keys.index(self._chosen) if self._chosen in keys else None

    def select(self, index: int | None) -> None:
        """Select an instance of the truth, or none."""
        self._chosen = None if index is None or self.truth is None else self.truth.instances[index].origin
        self._tell_selection()

    # edits

    def push(self, edit: Edit) -> None:
        """Make `edit` the newest step of undo. Refused, with `failed`, where the label file could not be read."""
        if self.record is None or edit.record != self.record.name:
            raise ValueError(f"an edit of {edit.record} while {self.record and self.record.name} is shown")
        truth = self.truth
        if truth is None:
            self.failed.emit(EngineError(f"{self.record.name} cannot be edited: {self._why_not()}"))
            return
        after = self._here.keyed(edit.after)
        if not same(truth, after):
            merge = edit.merge or edits.naming(self.undo, truth, after)
            self.undo.push(edits.Command(self._apply, replace(edit, before=truth, after=after, merge=merge)))

    def _why_not(self) -> str:
        return f"{self.label_error or 'it has no labels'}. Its label file will not be overwritten."

    def edit(self, instances: tuple[Instance, ...], text: str, merge: str = "") -> None:
        """Push an edit that gives the current record these instances."""
        if self.record is not None and self.truth is not None:
            self.push(Edit(self.record.name, self.truth, self.truth.with_instances(instances), text, merge))
        elif self.record is not None:
            self.failed.emit(EngineError(f"{self.record.name} cannot be edited: {self._why_not()}"))

    def add(self, instance: Instance) -> int | None:
        """Push a new instance, select it and say its position. An edit that names it straight after is the same step
        of undo."""
        if self.truth is None:
            self.edit((), "New")
            return None
        key = self._here.fresh_key()
        instances = (*self.truth.instances, replace(instance, origin=key))
        self.edit(instances, f"New {instance.label or 'box'}", f"{edits.NEW}{key}")
        self.select(len(self.truth.instances) - 1)
        return self.selected

    def _apply(self, name: str, annotation: Annotation) -> None:
        """What `gui.edits.Command` does: put a value in place. Undo only runs on the stack of the current record."""
        working = self._working[name]
        working.truth = working.settled(annotation)

    def _step_taken(self, _index: int) -> None:
        """The stack has taken a step, and knows by now whether it is clean."""
        self.changed.emit()
        self._tell_selection()

    def _tell_selection(self) -> None:
        if self.selected != self._told:
            self._told = self.selected
            self.selection_changed.emit()

    # saving

    def save(self) -> bool:
        """Write the current record's labels. False, with `failed`, where they could not be written."""
        return self.record is None or self._save(self.record)

    def save_all(self) -> bool:
        """Write every record that has edits; False, with `failed`, at the first that could not be written."""
        unsaved = set(self.unsaved)
        records = () if self.dataset is None else self.dataset.records
        return all(self._save(record) for record in records if record.name in unsaved)

    def _save(self, record: Record) -> bool:
        from engine.datasets import labels  # numpy and lxml come with it: not before something is saved

        working = self._working.get(record.name)
        if self.dataset is None or working is None or working.truth is None:
            self.failed.emit(EngineError(f"{record.name} cannot be saved: {self._why_not()}"))
            return False
        try:
            written = labels.save(self.dataset, record, working.for_file(), working.stamp)
        except OSError as error:
            self.failed.emit(EngineError(f"{record.name} could not be saved: {error}. Your edits are still here."))
            return False
        except EngineError as error:
            self.failed.emit(error)
            return False
        working.written(written)
        self._name_label_file(record, written)
        working.stack.setClean()
        self.changed.emit()
        self._tell_selection()
        self.saved.emit(time.strftime("%H:%M:%S"))
        return True

    def _name_label_file(self, record: Record, written: Labels) -> None:
        """A record that had no label file may have one now."""
        if self.dataset is not None and written.file is not None and record.xml is None:
            named = replace(record, xml_file=str(written.file))
            records = tuple(named if one.name == record.name else one for one in self.dataset.records)
            self.dataset = replace(self.dataset, records=records)
            if self.record is not None and self.record.name == record.name:
                self.record = named
