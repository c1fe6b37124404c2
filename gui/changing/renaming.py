"""A class gets another name, becomes one with another, or gets another colour: in the whole folder, in one step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.deeds import Renaming
from engine.errors import EngineError
from gui.changing.timeline import Step
from gui.look import palette
from gui.wording import sentence

if TYPE_CHECKING:
    from engine.batches import Plan
    from engine.deeds import Tally
    from gui.changing.batches import Batches
    from gui.dialogs.renaming import RenamingDialog
    from gui.job import Failure
    from gui.main_window import MainWindow


def connect(window: MainWindow, batches: Batches) -> None:
    Renamings(window, batches)


class Renamings(QObject):
    """Asks for the class and its new name, says what that changes, and has it done."""

    def __init__(self, window: MainWindow, batches: Batches) -> None:
        super().__init__(window)
        self._window, self._document, self._batches = window, window.document, batches
        self.dialog: RenamingDialog | None = None
        self._plan: Plan | None = None
        window.acts.on("rename_class", self.ask)
        self._document.opened.connect(self._leave)

    def _leave(self) -> None:
        """Another folder is open: what was counted is not of it."""
        self._plan = None
        if self.dialog is not None:
            self.dialog.reject()

    def ask(self) -> None:
        """Ask which class, and for its new name. Raises EngineError where nothing can be renamed."""
        from gui.dialogs.renaming import RenamingDialog  # dialogs are read when they are asked for

        window, classes = self._window, self._window.instances.class_names()
        if not classes:
            raise EngineError("There are no classes yet. The first box you draw asks for one.")
        truth, place = self._document.truth, self._document.selected
        chosen = truth.instances[place].label if truth is not None and place is not None else window.document.last_label
        self.dialog = RenamingDialog(classes, chosen if chosen in classes else classes[0], window)
        self.dialog.wanted.connect(self._count)
        self.dialog.rename_wanted.connect(self._rename)
        self.dialog.recolour_wanted.connect(self._recolour)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self, _result: int) -> None:
        self._batches.stop_counting()
        self.dialog = None

    def _deed(self, old: str, new: str) -> Renaming:
        """The pixels of masks follow where the folder has a number for both classes."""
        numbered = self._document.mask_classes
        dataset = self._document.dataset
        masks = dataset is not None and any(dataset.records.column("mask_file"))
        values = (numbered.index(old) + 1, numbered.index(new) + 1) if masks and {old, new} <= set(numbered) else None
        return Renaming(old, new, values)

    def _count(self, old: str, new: str) -> None:
        dataset = self._document.dataset
        if self.dialog is None or dataset is None:
            return
        self._plan = None
        why = self._batches.why_not()
        if why:
            self.dialog.say_failed(why)
            return
        job = self._batches.count(self._deed(old, new), dataset.records.name, partial(self._counted, old, new))
        job.stepped.connect(self.dialog.say_step)
        job.failed.connect(self._failed)

    def _failed(self, failure: Failure) -> None:
        if self.dialog is not None:
            self.dialog.say_failed(sentence(failure.message))

    def _counted(self, old: str, new: str, plan: Plan) -> None:
        self._plan = plan
        if self.dialog is not None:
            unsaved = len(set(self._document.unsaved) & set(plan.names))
            masks = old in self._document.mask_classes and self._deed(old, new).values is None
            self.dialog.show_plan(old, new, plan, unsaved, masks)

    def _rename(self, old: str, new: str) -> None:
        plan = self._plan
        if plan is None:
            return
        merges = new in self._window.instances.class_names()
        self._window.instances.add_class(new)
        text = f"{'Merge' if merges else 'Rename'} {old} {'into' if merges else 'to'} {new}"
        self._batches.do(self._deed(old, new), plan.names, text, partial(_said, old, new, merges))

    def _recolour(self, name: str, tint: str) -> None:
        before = palette.colour(name)
        if tint == before:
            return

        def take(forwards: bool) -> None:
            self._window.settings.set("colours", palette.give(name, tint if forwards else before))
            self._document.changed.emit()
            self._window.instances.classes.viewport().update()

        take(True)
        self._document.records.timeline.push(Step(f"Recolour {name}", also=take))
        self._window.toasts.say(f"The class {name} has another colour.")


def _said(old: str, new: str, merges: bool, tally: Tally, pictures: int) -> str:
    objects = "one object" if tally.replaced == 1 else f"{tally.replaced:,} objects"
    where = "one picture" if pictures == 1 else f"{pictures:,} pictures"
    masks = f" and {tally.masks:,} masks" if tally.masks else ""
    deed = f"Merged {old} into {new}" if merges else f"Renamed {old} to {new}"
    return f"{deed}: {objects}{masks} in {where}."
