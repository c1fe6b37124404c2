"""The journal of unsaved edits, written beside the window's work: a kill costs the last seconds, not the afternoon."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, eq=False, slots=True)
class News:
    """What one note says: states that are not noted, records that have none any more, whether that is all there is to
    note, and what of older journals is not needed any more."""

    new: tuple[Snapshot, ...]
    settled: tuple[str, ...]
    anew: bool
    discarded: tuple[Discarded, ...]


class Journaling(QObject):
    """Notes every state of the document that is not in the label files. `failed(text)` where it cannot, once a folder.

    Turning objects into text and writing them is done on the thread of a job; here only values are gathered.
    """

    failed = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._journal: Journal | None = None
        self._noted: dict[str, Annotation] = {}  # the states that the journal has as they are now
        self._held: set[str] = set()  # the records that it may have a state of, whichever
        self._to_discard: tuple[Discarded, ...] = ()
        self._under_way: News | None = None
        self._given_up = self._said = self._again = False
        self._soon = QTimer(self, singleShot=True, interval=REST)
        self._soon.timeout.connect(self._write)
        self._beside = Beside(self)
        self._beside.done.connect(self._wrote)
        self._beside.failed.connect(self._not_written)
        document.changed.connect(self._change)
        document.saved.connect(self._save)
        document.given_up.connect(self._give_up)
        document.opened.connect(self._leave)
        document.note = self.note

    def begin(self, root: Path) -> None:
        """Another folder is open."""
        from engine.safekeeping.journal import Journal

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
        if self._beside.busy:
            self._beside.wait()
            self._noted.clear()  # whether that note was written is told only later
        self._under_way = None
        if self._journal is not None and self._due:
            news = self._news()
            try:
                _note(self._journal, news)
            except OSError as error:
                self._tell_failure(error.strerror or str(error))
                return False
            self._settle(news)
        return self._journal is not None

    def replaces(self, journals: Sequence[Path], kept: Sequence[str] = ()) -> None:
        """What these older journals hold is in the document now, but for the records `kept`: the rest goes as soon as
        it is noted again."""
        self._to_discard += ((tuple(journals), tuple(kept)),)
        self._noted.clear()
        self._soon.start()

    def _leave(self) -> None:
        self._soon.stop()
        self._beside.wait()
        if self._journal is not None:
            if self._given_up:
                self._journal.clear()
                _discard(self._to_discard)
            self._journal.close()
        self._journal, self._given_up, self._again, self._to_discard = None, False, False, ()
        self._under_way = None
        self._noted.clear()
        self._held.clear()

    @property
    def _due(self) -> bool:
        """Whether there may be something to note."""
        return bool(self._document.unsaved or self._held or self._to_discard)

    def _change(self) -> None:
        self._given_up = False
        if self._journal is not None and not self._soon.isActive() and self._due:
            self._soon.start()

    def _save(self, *_: object) -> None:
        """A kill from here on is not to bring back what the file said before: that is noted without delay."""
        QTimer.singleShot(0, self, self._write)

    def _give_up(self, given_up: bool) -> None:
        self._given_up = given_up
        if given_up:
            self._noted.clear()

    def _write(self) -> None:
        self._again = self._beside.busy
        if self._journal is not None and self._due and not self._again:
            self._under_way = self._news()
            self._beside.do("journal", partial(_note, self._journal, self._under_way))

    def _news(self) -> News:
        records, unsaved = self._document.records, self._document.unsaved
        anew = not unsaved or (self._journal is not None and self._journal.too_long())
        if anew:
            self._noted.clear()
        new: list[Snapshot] = []
        for name in unsaved:
            working = records.get(name)
            if working is not None and working.truth is not None and working.truth is not self._noted.get(name):
                new.append(working.snapshot(name))
                self._noted[name] = working.truth
                self._held.add(name)
        settled = tuple(self._held.difference(unsaved))
        for name in settled:
            self._noted.pop(name, None)
        return News(tuple(new), settled, anew, self._to_discard)

    def _wrote(self, news: News) -> None:
        if news is self._under_way:  # else everything has been noted since
            self._settle(news)
        self._go_on()

    def _settle(self, news: News) -> None:
        """This has been written."""
        self._held.difference_update(news.settled)
        self._to_discard = tuple(each for each in self._to_discard if each not in news.discarded)

    def _not_written(self, failure: Failure) -> None:
        self._tell_failure(failure.message.rpartition("] ")[2])  # the reason alone, of an OSError
        self._go_on()

    def _tell_failure(self, why: str) -> None:
        self._noted.clear()  # the next edit notes everything once more
        if not self._said:
            self._said = True
            said = tr("Unsaved edits cannot be noted outside the folder ({why}). Save often: a crash would lose them.")
            self.failed.emit(said.format(why=why))

    def _go_on(self) -> None:
        """With what was to be noted while the thread was at it."""
        if self._again:
            self._write()


def _note(journal: Journal, news: News) -> News:
    """On the thread of a job. Raises OSError."""
    states = (each.unsaved() for each in news.new)
    if news.anew and news.new:
        journal.rewrite(states)
    elif news.anew:
        journal.clear()
    else:
        journal.note(states, news.settled)
    _discard(news.discarded)
    return news


def _discard(discarded: Sequence[Discarded]) -> None:
    from engine.safekeeping.journal import discard

    for journals, kept in discarded:
        discard(journals, kept)
