"""The preview of augmentations: an engine process of its own draws what training will see, a dialog shows it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gui.wording import sentence

if TYPE_CHECKING:
    from engine.steps import Step
    from gui.dialogs.augmentations import Augmentations
    from gui.job import Failure, Job
    from gui.main_window import MainWindow


ROWS = 3
"""Pictures of a draw: on a small screen each is still large enough to be judged."""


def connect(window: MainWindow) -> None:
    """Nothing is made before somebody asks for the preview."""
    Augmenting(window)


class Augmenting(QObject):
    """Opens the dialog for the open folder and the recipe that the Train tab has chosen, and has each draw made."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._lane = window.lanes.augmentations
        self._job: Job | None = None
        self.dialog: Augmentations | None = None
        window.acts.on("augmentations", self.open)
        window.document.opened.connect(self._close)

    def open(self) -> None:
        """Show the dialog, and have a first draw made."""
        from gui.dialogs.augmentations import Augmentations  # dialogs are read when they are asked for

        if self._window.document.dataset is None or self.dialog is not None:
            return
        self.dialog = Augmentations(self._window.train_panel.choices().recipe, self._window)
        self.dialog.wanted.connect(self._draw)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()
        self.dialog.ask()

    def _draw(self, recipe: str, policy: str, seed: int) -> None:
        dataset = self._window.document.dataset
        if dataset is None:
            return
        self._lane.cancel()
        arguments = {
            "folder": str(dataset.root),
            "recipe": recipe,
            "policy": policy or None,
            "seed": seed,
            "images": ROWS,
        }
        self._job = job = self._lane.ask("augmentations", arguments)
        job.stepped.connect(partial(self._step, job))
        job.succeeded.connect(partial(self._done, job))
        job.failed.connect(partial(self._failed, job))

    def _step(self, job: Job, step: Step) -> None:
        if job is self._job and self.dialog is not None:
            self.dialog.say_step(step)

    def _done(self, job: Job, found: dict[str, Any]) -> None:
        if job is self._job and self.dialog is not None:
            self.dialog.show_grid(found["pixels"], str(found["says"]))

    def _failed(self, job: Job, failure: Failure) -> None:
        if job is self._job and self.dialog is not None:
            self.dialog.say_failed(sentence(failure.message))

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _closed(self, _result: int) -> None:
        self.dialog, self._job = None, None
        self._lane.cancel()
