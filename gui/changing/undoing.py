"""Undo and redo go back and forth through all edits of the folder in the order in which they were made. Where the next
one is of another picture, that picture is shown, and a note says so: nothing changes out of sight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.wording import tr

if TYPE_CHECKING:
    from gui.changing.timeline import UndoStep
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    Undoing(window)


class Undoing(QObject):
    """What Ctrl+Z and Ctrl+Y do."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._document = window, window.document
        window.acts.on("undo", partial(self.go, False))
        window.acts.on("redo", partial(self.go, True))

    def go(self, forwards: bool) -> None:
        """Do the next step again, or take the newest back, where it can be seen. Raises EngineError."""
        timeline = self._document.undo
        step = timeline.next if forwards else timeline.newest
        if step is None or timeline.busy:
            return
        if self._document.records.held and (step.files or len(step.parts) > 1):
            return  # one change of many pictures is written at a time
        elsewhere = self._elsewhere(step)
        if elsewhere is not None:
            self._window.reviewing.go(elsewhere)
            if step is not (timeline.next if forwards else timeline.newest) or self._is_replaced(elsewhere):
                return  # another program has changed that file: what was done to it before is not to be had any more
        if self._is_unusable(step):
            self._document.edit((), "")  # which is refused, and says why
            return
        if forwards:
            timeline.redo()
        else:
            timeline.undo()
        if elsewhere is not None and self._document.dataset is not None:
            name = self._document.dataset.records[elsewhere].image.name
            said = tr("Done again in {name}: {text}") if forwards else tr("Undone in {name}: {text}")
            self._window.toasts.say(said.format(name=name, text=step.text))

    def _elsewhere(self, step: UndoStep) -> int | None:
        """The position of the picture that the step is of, unless it is the one wanted on the canvas. A step of many
        pictures is taken back where one is."""
        dataset = self._document.dataset
        if dataset is None or step.files or len(step.parts) != 1:
            return None
        (name,) = step.parts
        place = dataset.records.place(name)
        return None if place == self._window.reviewing.position else place

    def _is_unusable(self, step: UndoStep) -> bool:
        """Whether the step is of the picture on the canvas, whose label file cannot be read now: nobody would see it.
        Unsaved edits may be taken back, which wait for their file."""
        here = self._document.record
        working = None if here is None or here.name not in step.parts else self._document.records.get(here.name)
        return working is not None and working.clean and self._document.label_error is not None

    def _is_replaced(self, place: int) -> bool:
        """Whether the picture, which may still be on its way, is of another size than the one that was edited."""
        from gui.safekeeping.watching import is_replaced  # numpy comes with it: not before something was edited

        assert self._document.dataset is not None
        record = self._document.dataset.records[place]
        working = self._document.records.get(record.name)
        return working is not None and working.clean and is_replaced(record, working.size)
