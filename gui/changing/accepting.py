"""Accepting all confident predictions at once: of this picture, or of all that the list shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.deeds import Accepting
from engine.errors import EngineError
from gui.wording import sentence

if TYPE_CHECKING:
    from engine.batches import Plan
    from engine.deeds import Tally
    from gui.changing.batches import Batches
    from gui.dialogs.accepting import AcceptingDialog
    from gui.job import Failure
    from gui.main_window import MainWindow


def connect(window: MainWindow, batches: Batches) -> None:
    Acceptings(window, batches)


class Acceptings(QObject):
    """What people have boxes for stays theirs: it is replaced only where they say so, and never where they have
    verified the picture."""

    def __init__(self, window: MainWindow, batches: Batches) -> None:
        super().__init__(window)
        self._window, self._document, self._batches = window, window.document, batches
        self.dialog: AcceptingDialog | None = None
        self._plan: Plan | None = None
        self._names: tuple[str, ...] = ()
        window.acts.on("accept_here", self.here)
        window.acts.on("accept_list", self.ask)
        self._document.opened.connect(self._leave)

    def _leave(self) -> None:
        """Another folder is open: what was counted is not of it."""
        self._plan = None
        if self.dialog is not None:
            self.dialog.reject()

    def _deed(self, score: float, replaces: bool) -> Accepting:
        return Accepting(self._window.showing.checkpoint or "", score, self._window.viewing.iou_threshold, replaces)

    def here(self) -> None:
        """Take the confident predictions of this picture that have no partner. Raises EngineError where there are
        none."""
        document, score = self._document, self._window.settings.number("accept_above")
        truth, prediction = document.truth, document.prediction
        if document.record is None or truth is None or prediction is None:
            return
        if truth.verified:
            raise EngineError(f"{document.record.name} is verified: its labels are left as they are")
        after, tally = self._deed(score, False).of(truth, prediction)
        if not tally.added:
            why = (
                f"All {tally.left:,} above {score:.2f} have a box already"
                if tally.left
                else f"None is above {score:.2f}"
            )
            self._window.toasts.say(f"{why}: nothing was added.")
            return
        if not document.editable:
            document.edit(after.instances, "Accept")  # refused, and the document says why
            return
        for label in {one.label for one in after.instances}:
            self._window.instances.add_class(label)
        document.edit(after.instances, f"Accept {_objects(tally.added)}")
        left = f" {tally.left:,} {'has' if tally.left == 1 else 'have'} a box already." if tally.left else ""
        self._window.toasts.say(f"{sentence(_objects(tally.added))[:-1]} above {score:.2f} accepted.{left}")

    def ask(self) -> None:
        """Ask from which score on, and say what that changes. Raises EngineError where there is nothing to accept."""
        from gui.dialogs.accepting import AcceptingDialog  # dialogs are read when they are asked for

        dataset = self._document.dataset
        if dataset is None or self._window.showing.checkpoint is None:
            raise EngineError("There are no predictions yet. Predict this folder first.")
        positions = tuple(self._window.images.model.positions)
        names = dataset.records.name
        self._names = tuple(names[place] for place in positions)
        score, whole = self._window.settings.number("accept_above"), len(self._names) == len(names)
        self.dialog = AcceptingDialog(len(self._names), whole, score, self._window)
        self.dialog.wanted.connect(self._count)
        self.dialog.accept_wanted.connect(self._accept)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()
        self.dialog.ask()

    def _closed(self, _result: int) -> None:
        self._batches.stop_counting()
        self.dialog = None

    def _count(self, score: float, replaces: bool) -> None:
        if self.dialog is None:
            return
        self._plan = None
        why = self._batches.why_not()
        if why:
            self.dialog.say_failed(why)
            return
        job = self._batches.count(self._deed(score, replaces), self._names, partial(self._counted, score, replaces))
        job.stepped.connect(self.dialog.say_step)
        job.failed.connect(self._failed)

    def _failed(self, failure: Failure) -> None:
        if self.dialog is not None:
            self.dialog.say_failed(sentence(failure.message))

    def _counted(self, score: float, replaces: bool, plan: Plan) -> None:
        self._plan = plan
        if self.dialog is not None:
            self.dialog.show_plan(score, replaces, plan, len(set(self._document.unsaved) & set(plan.names)))

    def _accept(self, score: float, replaces: bool) -> None:
        if self._plan is not None:
            self._window.settings.set("accept_above", score)
            text = f"Accept all above {score:.2f}"
            self._batches.do(self._deed(score, replaces), self._plan.names, text, partial(_said, score))


def _said(score: float, tally: Tally, pictures: int) -> str:
    where = "one picture" if pictures == 1 else f"{pictures:,} pictures"
    replaced = f", {tally.replaced:,} replaced" if tally.replaced else ""
    return f"Above {score:.2f}: {_objects(tally.added)} added{replaced}, in {where}."


def _objects(number: int) -> str:
    return "one object" if number == 1 else f"{number:,} objects"
