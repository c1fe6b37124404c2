"""A class gets another name, becomes one with another, or gets another colour: in the whole folder, in one step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.deeds import Renaming
from gui.acts import Refusal
from gui.changing.planning import Planning
from gui.changing.timeline import UndoStep
from gui.look import palette
from gui.wording import counted, tr

if TYPE_CHECKING:
    from engine.deeds import Tally
    from gui.changing.batches import Batches
    from gui.dialogs.renaming import RenamingDialog
    from gui.main_window import MainWindow


def connect(window: MainWindow, batches: Batches) -> None:
    Renamings(window, batches)


class Renamings(QObject):
    """Asks for the class and its new name, says what that changes, and has it done."""

    def __init__(self, window: MainWindow, batches: Batches) -> None:
        super().__init__(window)
        self._window, self._document, self._batches = window, window.document, batches
        self._planning = Planning(self._document, batches)
        self.dialog: RenamingDialog | None = None
        window.acts.on("rename_class", self.ask)

    def ask(self) -> None:
        """Ask which class, and for its new name. Raises Refusal where nothing can be renamed."""
        from gui.dialogs.renaming import RenamingDialog  # dialogs are read when they are asked for

        window, classes = self._window, self._window.instances.classes.names()
        if not classes and window.opening.index is None:
            raise Refusal(tr("Not every label has been read yet; try again when it has."))
        if not classes:
            raise Refusal(tr("There are no classes yet. The first box you draw asks for one."))
        truth, place = self._document.truth, self._document.selected
        chosen = truth.instances[place].label if truth is not None and place is not None else window.document.last_label
        self.dialog = RenamingDialog(classes, chosen if chosen in classes else classes[0], window)
        self.dialog.wanted.connect(self._count)
        self.dialog.rename_wanted.connect(self._rename)
        self.dialog.recolour_wanted.connect(self._recolour)
        self._planning.open(self.dialog, self.dialog.counting)

    def _deed(self, old: str, new: str) -> Renaming:
        """The pixels of masks follow where the folder has a number for both classes."""
        numbered = self._document.mask_classes
        dataset = self._document.dataset
        masks = dataset is not None and any(dataset.records.column("mask_file"))
        values = (numbered.index(old) + 1, numbered.index(new) + 1) if masks and {old, new} <= set(numbered) else None
        return Renaming(old, new, values)

    def _count(self, old: str, new: str) -> None:
        dataset, deed = self._document.dataset, self._deed(old, new)
        assert self.dialog is not None
        if dataset is not None:
            masks = old in self._document.mask_classes and deed.values is None
            show = partial(self.dialog.show_plan, old, new, masks)
            self._planning.count(deed, dataset.records.name, show)

    def _rename(self, old: str, new: str) -> None:
        plan = self._planning.plan
        if plan is None:
            return
        merges = new in self._window.instances.classes.names()
        text = tr("Merge {old} into {new}") if merges else tr("Rename {old} to {new}")
        step = UndoStep(text.format(old=old, new=new))
        if not merges:
            self._window.settings.set("colours", palette.pass_on(old, new))
            step.also = partial(self._list_as, old, new)
        self._batches.do(self._deed(old, new), plan.names, step, partial(_said, old, new, merges))

    def _list_as(self, old: str, new: str, forwards: bool) -> None:
        """The class keeps its place in the list, and so its digit key, and stays hidden; what is drawn next is of
        it."""
        old, new = (old, new) if forwards else (new, old)
        viewing = self._window.viewing
        viewing.hidden_classes = frozenset(new if name == old else name for name in viewing.hidden_classes)
        self._window.instances.classes.rename(old, new)
        if self._document.last_label == old:
            self._document.last_label = new

    def _recolour(self, name: str, tint: str) -> None:
        before = palette.colour(name)
        if tint == before:
            return

        def take(forwards: bool) -> None:
            self._window.settings.set("colours", palette.give(name, tint if forwards else before))
            self._document.changed.emit()
            self._window.instances.classes.view.viewport().update()

        take(True)
        self._document.records.timeline.push(UndoStep(tr("Recolour {name}").format(name=name), also=take))
        self._window.toasts.say(tr("The class {name} has another colour.").format(name=name))


def _said(old: str, new: str, merges: bool, tally: Tally, pictures: int) -> str:
    deed = tr("Merged {old} into {new}") if merges else tr("Renamed {old} to {new}")
    what = [counted(tally.replaced, "object")] + [counted(tally.masks, "mask")] * bool(tally.masks)
    where = counted(pictures, "picture")
    return tr("{deed}: {what} in {pictures}.").format(
        deed=deed.format(old=old, new=new), what=tr(" and ").join(what), pictures=where
    )
