"""A dialog asks for a change of many pictures; what that would change is counted anew for each wish."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog

    from engine.batches import Plan
    from engine.deeds import Deed
    from gui.changing.batches import Batches
    from gui.dialogs.counting import Counting
    from gui.document import Document
    from gui.job import Failure


class Planning(QObject):
    """`plan` is what was counted last, and what the dialog shows: None while it is counted."""

    def __init__(self, document: Document, batches: Batches) -> None:
        super().__init__(batches)
        self._document, self._batches = document, batches
        self._open: tuple[QDialog, Counting] | None = None
        self.plan: Plan | None = None
        document.opened.connect(self._leave)

    def open(self, dialog: QDialog, counting: Counting) -> None:
        """Show a dialog with the part of it that says what was counted."""
        self.plan, self._open = None, (dialog, counting)
        dialog.finished.connect(self._closed)
        dialog.open()

    def count(self, deed: Deed, names: tuple[str, ...], show: Callable[[Plan, int], object]) -> None:
        """Count what `deed` does to the records `names`; `show(plan, unsaved)` hears of it while the dialog is open,
        and how many of the pictures have edits that are not on disk."""
        self.plan = None
        if self._open is None:
            return
        _, counting = self._open
        why = self._batches.why_not()
        if why:
            counting.say_failed(why)
            return
        job = self._batches.count(deed, names, partial(self._counted, show))
        job.stepped.connect(counting.say_step)
        job.failed.connect(self._failed)

    def _counted(self, show: Callable[[Plan, int], object], plan: Plan) -> None:
        if self._open is not None:
            self.plan = plan
            show(plan, len(set(self._document.unsaved) & set(plan.names)))

    def _failed(self, failure: Failure) -> None:
        if self._open is not None:
            self._open[1].say_failed(sentence(failure.message))

    def _closed(self, _result: int) -> None:
        self._batches.stop_counting()
        self._open = None

    def _leave(self) -> None:
        """Another folder is open: what was counted is not of it."""
        self.plan = None
        if self._open is not None:
            self._open[0].reject()
