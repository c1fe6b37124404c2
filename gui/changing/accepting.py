"""Accepting all confident predictions at once: of this picture, or of all that the list shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine.deeds import Accepting
from gui.acts import Refusal
from gui.changing.planning import Planning
from gui.changing.timeline import UndoStep
from gui.wording import counted, plural, tr, written

if TYPE_CHECKING:
    from engine.deeds import Tally
    from gui.changing.batches import Batches
    from gui.dialogs.accepting import AcceptingDialog
    from gui.main_window import MainWindow


def connect(window: MainWindow, batches: Batches) -> None:
    Acceptings(window, batches)


class Acceptings(QObject):
    """What people have boxes for stays theirs: it is replaced only where they say so, and never where they have
    verified the picture."""

    def __init__(self, window: MainWindow, batches: Batches) -> None:
        super().__init__(window)
        self._window, self._document, self._batches = window, window.document, batches
        self._planning = Planning(self._document, batches)
        self.dialog: AcceptingDialog | None = None
        self._names: tuple[str, ...] = ()
        window.acts.on("accept_here", self.here)
        window.acts.on("accept_list", self.ask)

    def _deed(self, score: float, replaces: bool) -> Accepting:
        return Accepting(self._window.showing.checkpoint or "", score, self._window.viewing.iou_threshold, replaces)

    def here(self) -> None:
        """Take the confident predictions of this picture that have no partner. Raises Refusal where there are
        none."""
        document, score = self._document, self._window.settings.number("accept_above")
        truth, prediction = document.truth, document.prediction
        if document.record is None or truth is None or prediction is None:
            return
        if truth.verified:
            said = tr("{name} is verified: its labels are left as they are")
            raise Refusal(said.format(name=document.record.name))
        after, tally = self._deed(score, False).of(truth, prediction)
        say, above = self._window.toasts.say, written(score, 2)
        if not tally.added:
            why = (
                tr("All {count} above {score} have a box already: nothing was added.")
                if tally.left
                else tr("None is above {score}: nothing was added.")
            )
            say(why.format(count=written(tally.left), score=above))
            return
        if not document.editable:
            document.edit(after.instances, tr("Accept"))  # refused, and the document says why
            return
        for label in {one.label for one in after.instances}:
            self._window.instances.classes.add(label)
        objects = counted(tally.added, "object")
        document.edit(after.instances, tr("Accept {what}").format(what=objects))
        said = tr("{objects} above {score} accepted.").format(objects=objects, score=above)
        if tally.left:
            said += " " + plural(tally.left, "{count} has a box already.", "{count} have a box already.")
        say(said)

    def ask(self) -> None:
        """Ask from which score on, and say what that changes. Raises EngineError where there is nothing to accept."""
        from gui.dialogs.accepting import AcceptingDialog  # dialogs are read when they are asked for

        dataset = self._document.dataset
        if dataset is None or self._window.showing.checkpoint is None:
            raise Refusal(tr("There are no predictions yet. Predict this folder first."))
        positions = tuple(self._window.images.model.positions)
        names = dataset.records.name
        self._names = tuple(names[place] for place in positions)
        score, whole = self._window.settings.number("accept_above"), len(self._names) == len(names)
        self.dialog = AcceptingDialog(len(self._names), whole, score, self._window)
        self.dialog.wanted.connect(self._count)
        self.dialog.accept_wanted.connect(self._accept)
        self._planning.open(self.dialog, self.dialog.counting)
        self.dialog.ask()

    def _count(self, score: float, replaces: bool) -> None:
        assert self.dialog is not None
        show = partial(self.dialog.show_plan, score, replaces)
        self._planning.count(self._deed(score, replaces), self._names, show)

    def _accept(self, score: float, replaces: bool) -> None:
        plan = self._planning.plan
        if plan is not None:
            self._window.settings.set("accept_above", score)
            step = UndoStep(tr("Accept all above {score}").format(score=written(score, 2)))
            self._batches.do(self._deed(score, replaces), plan.names, step, partial(_said, score))


def _said(score: float, tally: Tally, pictures: int) -> str:
    said = (
        tr("Above {score}: {objects} added, {replaced} replaced, in {pictures}.")
        if tally.replaced
        else tr("Above {score}: {objects} added, in {pictures}.")
    )
    return said.format(
        score=written(score, 2),
        objects=counted(tally.added, "object"),
        replaced=written(tally.replaced),
        pictures=counted(pictures, "picture"),
    )
