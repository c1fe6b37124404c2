"""A copy of a folder that cannot be written, to work in; unsaved edits come along."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.wording import plural, sentence, short, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.datasets.record import Dataset
    from engine.safekeeping.journal import Unsaved
    from engine.safekeeping.upkeep import Copied
    from gui.job import Failure, Job
    from gui.main_window import MainWindow
    from gui.safekeeping.recovering import Recovering


NAME = "copy"
NAMED = 3
"""So many of what is not in the copy are named."""


class Copying(QObject):
    """Asks where the copy is to lie; the copying itself goes on while another folder is opened."""

    def __init__(self, window: MainWindow, recovering: Recovering, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._recovering = window, recovering
        self._job: Job | None = None
        self._made: Copied | None = None
        window.status.stop_wanted.connect(self._stop_wanted)
        window.opening.opened.connect(self._arrived)

    def ask(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # dialogs are read when they are asked for

        chosen = QFileDialog.getExistingDirectory(self._window, tr("Where to put the copy"), str(Path.home()))
        if chosen:
            self.copy_into(Path(chosen))

    def copy_into(self, place: Path) -> None:
        """Copy the open folder into a new folder of `place`, and go on in the copy."""
        dataset = self._window.document.dataset
        if dataset is None:
            return
        target = free_name(place, tr("{name} copy").format(name=dataset.root.name))
        self._job = job = self._window.lanes.convert.ask("copy", {"source": str(dataset.root), "target": str(target)})
        job.stepped.connect(partial(self._window.status.begin, NAME))
        job.succeeded.connect(partial(self._copied, dataset.root))
        job.failed.connect(self._failed)
        job.cancelled.connect(partial(self._stopped, target))

    def _copied(self, root: Path, copied: Copied) -> None:
        self._window.status.end(NAME)
        after_opening(self._window, partial(self._go_on_in, root, copied))

    def _go_on_in(self, root: Path, copied: Copied) -> None:
        document, target = self._window.document, Path(copied.target).resolve()
        if document.dataset is None or document.dataset.root != root:  # another folder is looked at by now
            said = tr("The copy is made: {folder}.").format(folder=short(target))
            self._window.toasts.say(said, "info", tr("Open"), partial(self._window.open_path, target))
            return
        carried: list[Unsaved] = []
        for name in document.unsaved:
            working = document.records.get(name)
            if working is not None and working.truth is not None:
                carried.append(working.snapshot(name).unsaved())
        self._recovering.carry(target, carried)
        self._window.shown_last.remember(target, self._window.training.checkpoint)
        select = document.record.image.name if document.record is not None else ""
        document.given_up.emit(True)  # they are carried on: not to be asked for once more
        self._made = copied
        self._window.opening.open(target, select)

    def _arrived(self, dataset: Dataset, _position: int) -> None:
        """What is not in the copy is said where it is open: notes of the folder before go as another opens."""
        made, self._made = self._made, None
        left = () if made is None or dataset.root != Path(made.target).resolve() else made.left_out
        if left:
            said = plural(
                len(left),
                "{files} is not in the copy: a link leads it out of the folder, or it is no plain file.",
                "{count} files are not in the copy: links lead them out of the folder, or they are no plain files "
                "({files}).",
                files=", ".join(left[:NAMED]) + (", …" if len(left) > NAMED else ""),
            )
            self._window.toasts.say(said, "warning")

    def _stop_wanted(self, name: str) -> None:
        if name == NAME and self._job is not None:
            self._job.cancel()  # not a conversion that waits behind it

    def _stopped(self, target: Path) -> None:
        self._window.status.end(NAME)
        said = tr("The copy was stopped; nothing of it is left.")
        if target.exists():  # its process was ended in the middle of a large file
            said = tr("The copy was stopped. What there is of it lies in {folder}; delete it.")
        self._window.toasts.say(said.format(folder=short(target)), "warning")

    def _failed(self, failure: Failure) -> None:
        self._window.status.end(NAME)
        self._window.say_failure(sentence(failure.message))


def after_opening(window: MainWindow, then: Callable[[], object]) -> None:
    """Do `then` now, or once the folder that is just being opened is there: who asked for that one is not to be led
    elsewhere."""
    lane = window.lanes.folder

    def settled(busy: bool) -> None:
        if not busy:
            lane.busy_changed.disconnect(settled)
            if window.isVisible():  # else it is closing
                then()

    if lane.busy:
        lane.busy_changed.connect(settled)
    else:
        then()


def free_name(place: Path, name: str) -> Path:
    """A name in `place` that nothing has: "pets copy", "pets copy 2"."""
    number = 1
    while (path := place / (name if number == 1 else f"{name} {number}")).exists():
        number += 1
    return path
