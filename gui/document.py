"""The open dataset, the picture that is shown, its annotation and the steps of undo. Everyone observes it."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from gui.changing import edits
from gui.changing.edits import Edit
from gui.changing.records import Records
from gui.changing.selection import Selection
from gui.safekeeping import saving
from gui.wording import later, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from engine.annotation import Annotation, Instance
    from engine.datasets.labels import Labels
    from engine.datasets.record import Dataset, Record
    from engine.reading import Shown
    from gui.changing.timeline import Timeline
    from gui.changing.working import Working


class Document(QObject):
    """What is open. Values only go round one way: a tool pushes an Edit, `changed` fires, everyone redraws.

    Inside a document an instance's `origin` is a key that stays with the object for as long as the folder is open (new
    objects get one when they are pushed); on saving it becomes the object's place in the file again, see `Working`.
    `refused` says why an edit or a save was not tried. `failed` carries an EngineError, `conflicted` a Record whose
    files are no longer what its unsaved edits were made from, `saved` the time and a record's name. `listed`: all
    records of a `partial` dataset are known. `files_named(dataset)`: pictures have got files. `given_up(so)`: whether
    the unsaved edits are not wanted. `rewrite_wanted(step, forwards, clean)`: as `Records` says. `unwritable`: saving
    would be in vain.
    """

    opened = Signal()
    listed = Signal()
    shown = Signal()
    changed = Signal()
    prediction_changed = Signal()
    selection_changed = Signal()
    saved = Signal(str, str)
    files_named = Signal(object)
    conflicted = Signal(object)
    given_up = Signal(bool)
    rewrite_wanted = Signal(object, bool, object)
    refused = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.guard: Callable[[Edit], bool] = lambda _edit: True  # whether an edit may be made; it says why not
        self.note: Callable[[], bool] = lambda: False  # whether all unsaved edits are noted outside the folder by now
        self.dataset: Dataset | None = None
        self.record: Record | None = None
        self.prediction: Annotation | None = None
        self.picture: QImage | None = None
        self.problems: tuple[str, ...] = ()
        self.damaged = self.unwritable = False
        self.label_error: str | None = None
        self.last_label = ""
        self.mask_classes: tuple[str, ...] = ()
        self.records = Records(self._step_taken, partial(saving.mask_of, self), self.rewrite_wanted.emit)
        self.pixels: object = None
        self._chosen = Selection()

    # what is open

    def open(self, dataset: Dataset) -> None:
        """Take a folder that has just been read. All steps of undo in the folder before go."""
        self.records.forget_all()
        self.dataset, self.record, self.prediction, self.unwritable = dataset, None, None, False
        self.picture = self.pixels = self.label_error = None
        self._chosen.clear()
        self.problems, self.damaged, self.last_label = (), False, ""
        self.mask_classes = edits.mask_classes(dataset)
        self.opened.emit()
        self.shown.emit()
        self._tell_selection()

    def take_listing(self, dataset: Dataset) -> None:
        """Take all records of the open folder: those that were there so far, then others."""
        here = () if self.dataset is None else self.dataset.records
        saved = [one for one, listed in zip(here, dataset.records, strict=False) if one != listed]  # and got files
        made = {one.name: {kind: getattr(one, kind) for kind in saving.FILES} for one in saved}
        self.dataset = replace(dataset, records=dataset.records.with_files(made)) if made else dataset
        self.listed.emit()

    def show(self, record: Record, shown: Shown) -> None:
        """Take a picture the reader has read. Edits made to it earlier are still there, unless its label file has
        been changed on disk by somebody else since."""
        if shown.labels is None and shown.label_error is None:
            self.show_problem(record, shown.screen.problem or tr("The picture cannot be read."))
            return
        self.pixels = shown.screen.pixels
        height, width = shown.screen.pixels.shape[:2]
        # RGB32 wraps the reader's BGRX bytes as they are; QImage does not keep the buffer alive, `pixels` does
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
        self.pixels = self.prediction = None
        self.problems, self.damaged = (message,), True
        self._take(record, None, message)
        self.shown.emit()
        self._tell_selection()

    def _take(self, record: Record, picture: QImage | None, label_error: str | None) -> None:
        if self.record is None or record.name != self.record.name:
            self._chosen.clear()
            if self.record is not None:
                self.records.leave(self.record.name)
        self.record, self.picture, self.label_error = record, picture, label_error

    def _resume(self, record: Record, labels: Labels) -> None:
        only_read = self.dataset is not None and self.dataset.read_only
        said, self.label_error = self.records.resume(record, labels, only_read)
        self.problems = (said, *self.problems) if said else self.problems

    def take_disk(self, record: Record, labels: Labels | None, error: str = "") -> None:
        """Take what the label file says now, as `Records` says; None: it can't be used, and `error` says why."""
        self.records.take_disk(record.name, labels)
        if self.record is not None and record.name == self.record.name:
            self.label_error = None if labels is not None else error
            self.problems = () if labels is None else labels.problems
            self.shown.emit()
        self._step_taken()

    def set_prediction(self, prediction: Annotation | None) -> None:
        """Show what a checkpoint says of the current picture."""
        self.prediction = prediction
        self.prediction_changed.emit()

    # what is known of it

    @property
    def _here(self) -> Working:
        if self.record is None or self.label_error is not None:
            return self.records.nothing
        return self.records.get(self.record.name) or self.records.nothing

    @property
    def truth(self) -> Annotation | None:
        """The current picture's annotation as edited; None where there is no picture or its label file is unusable."""
        return self._here.truth

    @property
    def undo(self) -> Timeline:
        """The steps of undo of the open folder, in the order in which they were made, whichever record they are of."""
        return self.records.timeline

    @property
    def dirty(self) -> bool:
        """Whether the current record has edits that are not on disk."""
        return not self._here.clean

    @property
    def edited(self) -> bool:
        """Whether the current record's labels are others than when its file was first read, on disk or here."""
        return self.dirty or self._here.stamp != self._here.first_stamp

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The names of all records with edits that are not on disk."""
        return self.records.unsaved

    @property
    def selected(self) -> int | None:
        """The position of the instance selected last in `truth.instances`, which stays with the object through every
        edit."""
        places = self._chosen.places(self.truth)
        return places[-1] if places else None

    @property
    def selection(self) -> frozenset[int]:
        """The positions of all selected instances; `selected` is one of them."""
        return frozenset(self._chosen.places(self.truth))

    def select(self, index: int | None) -> None:
        """Select an instance of the truth and no other, or none."""
        self.select_many(() if index is None else (index,))

    def select_many(self, positions: Collection[int]) -> None:
        """Select these instances of the truth and no others; the last of them becomes `selected`."""
        self._chosen.choose(self.truth, positions)
        self._tell_selection()

    def toggle(self, index: int) -> None:
        """Add an instance to the selection, or take it out."""
        places = self._chosen.places(self.truth)
        self.select_many([place for place in places if place != index] + [index] * (index not in places))

    # edits

    def push(self, edit: Edit) -> None:
        """Make `edit` the newest step of undo; only `refused` where the labels cannot be edited."""
        if self.record is None or edit.record != self.record.name:
            raise ValueError(f"an edit of {edit.record} while {self.record and self.record.name} is shown")
        truth = self.truth
        if truth is None or not self.editable:
            self._refuse(self.record)
            return
        if not self.guard(edit):
            return
        after = self._here.keyed(edit.after)
        merge = edit.merge or self.records.naming(edit.record, truth, after)
        self.records.step(edit.record, after, edit.text, merge)

    @property
    def editable(self) -> bool:
        """Whether the current record's labels can be edited here."""
        held = self.record is not None and self.record.name in self.records.held
        return self.truth is not None and self.dataset is not None and not self.dataset.read_only and not held

    def edit(self, instances: tuple[Instance, ...], text: str, merge: str = "") -> None:
        """Push an edit that gives the current record these instances."""
        if self.record is not None and self.truth is not None:
            self.push(Edit(self.record.name, self.truth, self.truth.with_instances(instances), text, merge))
        elif self.record is not None:
            self._refuse(self.record)

    def _refuse(self, record: Record, said: str = edits.EDITED) -> None:
        why = edits.refusal(self.dataset, self.label_error, record.name in self.records.held)
        self.refused.emit(tr(said).format(name=record.name, why=why))

    def add(self, instance: Instance) -> int | None:
        """Push a new instance, select it and say its position. An edit that names it straight after is the same step
        of undo."""
        if self.truth is None or not self.editable:
            self.edit((), tr("New"))
            return None
        key = self._here.fresh_key()
        made = (*self.truth.instances, replace(instance, origin=key))
        self.edit(made, tr("New {what}").format(what=instance.label or tr("box")), f"{edits.NEW}{key}")
        self.select(len(self.truth.instances) - 1)
        return self.selected

    def _step_taken(self) -> None:
        self.changed.emit()
        self._tell_selection()

    def _tell_selection(self) -> None:
        if self._chosen.moved(self.truth):
            self.selection_changed.emit()

    # saving

    def save(self) -> bool:
        """Write the current record's labels. False, with `failed` or `refused`, where they could not be written."""
        return self.record is None or self.save_record(self.record)

    def save_all(self) -> bool:
        """Write every record that has edits; False, with `failed`, where some could not be written."""
        records = () if self.dataset is None else map(self.dataset.records.named, self.unsaved)
        return not [one for one in records if one is not None and not self.save_record(one)]

    def save_record(self, record: Record) -> bool:
        working, here = self.records.get(record.name), self.record is not None and self.record.name == record.name
        unusable = working is None or working.truth is None or (here and working.clean and self.label_error is not None)
        if self.dataset is None or unusable:
            self._refuse(record, later("{name} cannot be saved: {why}"))
            return False
        if not saving.write(self, record):
            return False
        self._step_taken()
        self.saved.emit(time.strftime("%H:%M:%S"), record.name)
        return True
