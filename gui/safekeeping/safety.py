"""Labels are safe whatever happens around the window: other programs that write the same files, folders that cannot be
written, a second window, the end of the program in the middle of the work."""

from __future__ import annotations

import os
import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

from gui.folders.opening import AFTER_PAINTING
from gui.wording import tr

if TYPE_CHECKING:
    from pathlib import Path

    from engine.safekeeping.lock import Holder, Lock
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    """Nothing of it is imported or made before the first picture is on the canvas."""
    Safety(window)


class Safety(QObject):
    """Begins with the first picture of a folder, ends when the window goes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._document = window, window.document
        self._root: Path | None = None
        self._lock: Lock | None = None
        self._parts_made = False
        self._protected: set[Path] = set()  # label files of which that has been said
        window.reviewing.arrived.connect(self._arrived)
        window.document.changed.connect(self._changed)
        window.document.opened.connect(self._opened)
        window.document.listed.connect(self._look_after)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate and self._parts_made:
            self.watching.look()
        elif event.type() == QEvent.Type.Hide and not event.spontaneous():
            self._end()
        return False

    def _opened(self) -> None:
        """Also where it is the same folder once more: what is noted of it is offered again."""
        self._root = None
        self._protected.clear()

    def _arrived(self, _position: int) -> None:
        dataset = self._document.dataset
        if dataset is not None and dataset.root != self._root:
            QTimer.singleShot(AFTER_PAINTING, self, partial(self._begin, dataset.root))
        elif self._parts_made and self._document.dirty:
            self.watching.look()

    def _begin(self, root: Path) -> None:
        if self._document.dataset is None or self._document.dataset.root != root or root == self._root:
            return
        if not self._parts_made:
            self._make_parts()
            QTimer.singleShot(0, self, partial(self._begin, root))  # the window has its turn in between
            return
        self._root = root
        self.journaling.begin(root)
        self._take_lock(root)
        self._look_after()

    def _look_after(self) -> None:
        """As soon as every record is known: what is found may be of any of them."""
        dataset = self._document.dataset
        if dataset is not None and dataset.root == self._root and not (dataset.read_only or dataset.partial):
            self.recovering.begin(dataset.root)

    def _make_parts(self) -> None:
        from gui.panels.history import HistoryPanel
        from gui.safekeeping.copying import Copying
        from gui.safekeeping.journaling import Journaling
        from gui.safekeeping.recovering import Recovering
        from gui.safekeeping.watching import Watching

        window = self._window
        self.journaling = Journaling(self._document, self)
        self.journaling.failed.connect(lambda said: window.toasts.say(said, "warning"))
        self.watching = Watching(window, self)
        self.recovering = Recovering(window, self.journaling, self)
        self.copying = Copying(window, self.recovering, self)
        self.history = HistoryPanel(self._document)
        self.history.failed.connect(window.say_failure)
        window.bottom.add(self.history, tr("History"))
        window.bottom.folded.connect(self.history.refresh)
        window.bottom.tabs.currentChanged.connect(self.history.refresh)
        self._parts_made = True

    # two windows

    def _take_lock(self, root: Path) -> None:
        from engine.safekeeping import lock

        self._let_go()
        try:
            taken = lock.take(root)
        except OSError:  # a data folder that cannot be written: the journal says so
            return
        if isinstance(taken, lock.Lock):
            self._lock = taken
        elif not self._window.quiet:
            self._window.toasts.say(held(root.name, taken), "warning")

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.release()
        self._lock = None

    # folders that cannot be written

    def _changed(self) -> None:
        """At the first edit, not at the save, which would be too late."""
        document = self._document
        if not document.dirty or document.unwritable or document.record is None or document.dataset is None:
            return
        file = document.record.xml or document.dataset.xml_folder / "new.xml"
        if may_write(file):
            return
        document.unwritable = not may_write(file.with_name("new.xml"))
        if document.unwritable or file not in self._protected:
            self._protected.add(file)
            folder = tr(
                "{folder} cannot be written here. Your edits are kept by the program, not in the folder; "
                "in a copy of it they can be saved."
            )
            alone = tr(
                "{file} is write-protected. Your edits of it are kept by the program, not in the file; "
                "allow writing, or save them in a copy of the folder."
            )
            said = folder if document.unwritable else alone
            self._window.toasts.say(
                said.format(folder=document.dataset.root.name, file=file.name),
                "warning",
                tr("Work in a copy…"),
                lambda: self.copying.ask() if self._parts_made else None,
            )

    def _end(self) -> None:
        if self._parts_made:
            self.journaling.end()
        self._let_go()
        self._root = None


def may_write(file: Path) -> bool:
    """Whether a save could put a label file there: its folder takes new files, and it is not write-protected."""
    folder = file.parent
    while not os.access(folder, os.F_OK) and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK) and (not os.access(file, os.F_OK) or os.access(file, os.W_OK))


def held(name: str, holder: Holder) -> str:
    """That another window has the folder open, and which."""
    since = time.strftime(
        "%H:%M" if time.time() - holder.since < 43200 else "%d %b %H:%M", time.localtime(holder.since)
    )
    who = (
        tr("process {number} on {computer}").format(number=holder.pid, computer=holder.host)
        if holder.pid
        else tr("another process")
    )
    said = tr(
        "The folder {name} is open in another window ({who}, since {since}). You can work in both: what one saves the "
        "other notices, and nothing is overwritten unasked."
    )
    return said.format(name=name, who=who, since=since)
