"""The journal of unsaved edits, written beside the window's work: a kill costs the last seconds, not the afternoon."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.beside import Beside
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.annotation import Annotation
    from engine.safekeeping.journal import Journal
    from gui.changing.working import Snapshot
    from gui.document import Document
    from gui.job import Failure

    Discarded = tuple[tuple[Path, ...], tuple[str, ...]]
    """Journals, and the records of which they are kept all the same."""

REST = 1500
"""Milliseconds from the first edit that is not noted to its note. What a kill costs at most, with the writing."""


class Journaling(QObject):
    """Notes every state of the document that is not in the label files. `failed(text)` where it cannot, once a folder.

    Turning objects into text and writing them is done on the thread of a job; here only values are gathered.
    """

    failed = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._journal: Journal | None = None
        self._noted: dict[str, Annotation] = {}
        self._to_discard: Discarded = ((), ())
        self._given_up = self._said = False
        self._soon = QTimer(self, singleShot=True, interval=REST)
        self._soon.timeout.connect(self._write)
        self._beside = Beside(self)
        self._beside.done.connect(self._wrote)
        self._beside.failed.connect(self._not_written)
        document.changed.connect(self._change)
        document.given_up.connect(self._give_up)
        document.opened.connect(self._leave)
        document.note = self.note

    def begin(self, root: Path) -> None:
        """Another folder is open."""
        from engine.safekeeping.journal import Journal

        self._leave()
        self._journal = Journal(root)
        self._said = False

    def end(self) -> None:
        """The window goes: what is unsaved by now stays noted, unless a person has given it up."""
        if not self._given_up:
            self.note()
        self._leave()

    def note(self) -> bool:
        """Note what is not noted yet at once. Whether all that is unsaved is noted now."""
        self._soon.stop()
        self._beside.wait()
        try:
            if self._journal is not None and (self._document.unsaved or self._noted):
                _note(self._journal, *self._news())
        except OSError as error:
            self._noted.clear()
            self.failed.emit(_said(error.strerror or str(error)))
            return False
        return self._journal is not None

    def replaces(self, journals: Sequence[Path], kept: Sequence[str] = ()) -> None:
        """What these older journals hold is in the document now, but for the records `kept`: the rest goes as soon as
        it is noted again."""
        self._to_discard = tuple(journals), tuple(kept)
        self._noted.clear()
        self._soon.start()

    def _leave(self) -> None:
        self._soon.stop()
        self._beside.wait()
        if self._journal is not None:
            if self._given_up:
                self._journal.clear()
            self._journal.close()
        self._journal, self._given_up, self._to_discard = None, False, ((), ())
        self._noted.clear()

    def _change(self) -> None:
        self._given_up = False
        if self._journal is not None and not self._soon.isActive() and (self._document.unsaved or self._noted):
            self._soon.start()

    def _give_up(self, given_up: bool) -> None:
        self._given_up = given_up
        if given_up:
            self._noted.clear()

    def _write(self) -> None:
        if self._beside.busy:
            self._soon.start()
        elif self._journal is not None:
            self._beside.do("journal", partial(_note, self._journal, *self._news()))

    def _news(self) -> tuple[list[Snapshot], list[str], bool, Discarded]:
        """States that are not noted, records that have none any more, whether that is all there is to note, and
        what of older journals is not needed any more."""
        records, unsaved = self._document.records, set(self._document.unsaved)
        anew = not unsaved or (self._journal is not None and self._journal.too_long())
        if anew:
            self._noted.clear()
        new: list[Snapshot] = []
        for name in unsaved:
            working = records.get(name)
            if working is not None and working.truth is not None and working.truth is not self._noted.get(name):
                new.append(working.snapshot(name))
                self._noted[name] = working.truth
        settled = [name for name in self._noted if name not in unsaved]
        for name in settled:
            del self._noted[name]
        return new, settled, anew, self._to_discard

    def _wrote(self, _answer: object) -> None:
        self._to_discard = ((), ())

    def _not_written(self, failure: Failure) -> None:
        self._noted.clear()  # the next edit notes everything once more
        if not self._said:
            self._said = True
            self.failed.emit(_said(failure.message.rpartition("] ")[2]))  # the reason alone, of an OSError


def _note(journal: Journal, new: Sequence[Snapshot], settled: Sequence[str], anew: bool, discarded: Discarded) -> None:
    """On the thread of a job. Raises OSError."""
    from engine.safekeeping.journal import discard

    states = (each.unsaved() for each in new)
    if anew and new:
        journal.rewrite(states)
    elif anew:
        journal.clear()
    else:
        journal.note(states, settled)
    discard(*discarded)


def _said(why: str) -> str:
    said = tr("Unsaved edits cannot be noted outside the folder ({why}). Save often: a crash would lose them.")
    return said.format(why=why)
