"""Edits that a killed window left in its journal are offered at the next start of their folder, and put back."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from gui.safekeeping.watching import agree
from gui.wording import plural, tr, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMessageBox

    from engine.safekeeping.journal import Unsaved
    from engine.safekeeping.upkeep import Found, Recovered
    from gui.job import Failure
    from gui.main_window import MainWindow
    from gui.safekeeping.journaling import Journaling

AGAIN = 1000
"""Milliseconds until an offer that waits for another question looks whether that has been answered."""


class Recovering(QObject):
    """Asks an engine process what a crash left in the folder that was opened, then a person what to do with it."""

    def __init__(self, window: MainWindow, journaling: Journaling, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._document, self._journaling = window, window.document, journaling
        self._opened: object = None  # one of its own for each folder that is opened, also for the same once more
        self._carried: dict[Path, tuple[Unsaved, ...]] = {}
        self.box: QMessageBox | None = None
        window.document.opened.connect(self._leave)

    def begin(self, root: Path) -> None:
        """Another folder is open: sweep what was left over, and look for unsaved edits."""
        self._opened = object()
        job = self._window.lanes.folder.ask("look_after", {"root": str(root)})
        job.succeeded.connect(partial(self._found, self._opened))

    def _leave(self) -> None:
        """Another folder is open; an offer of the one before goes with it, and its edits stay in the journal."""
        self._opened = None
        box, self.box = self.box, None
        if box is not None:
            box.close()

    def carry(self, root: Path, unsaved: Sequence[Unsaved]) -> None:
        """Edits that come along into the folder at `root`, a copy of this one, when that is opened. They are noted for
        it at once: it may never be opened now, and this folder's journal forgets them."""
        from engine.safekeeping.journal import Journal

        book = Journal(root)
        try:
            book.note(unsaved, ())
        except OSError:
            self._carried[root] = tuple(unsaved)  # nowhere to note them: they come along as long as the program runs
        else:
            self._carried[root] = ()
        book.close()

    def _found(self, opened: object, found: Found) -> None:
        dataset = self._document.dataset
        if dataset is None or opened is not self._opened:
            return
        carried = self._carried.pop(dataset.root, None)
        states = (*found.unsaved, *(carried or ()))
        if not states:
            return
        named = [(dataset.records.named(state.record), state) for state in states]
        records = tuple((record, state) for record, state in named if record is not None)
        gone = [state for record, state in named if record is None]
        job = self._window.lanes.folder.ask("recover", {"format": dataset.format, "records": records})
        journals = tuple(map(Path, found.journals))
        job.succeeded.connect(partial(self._offer, opened, journals, carried is not None, gone))
        job.failed.connect(self._failed)

    def _failed(self, failure: Failure) -> None:
        said = tr("Unsaved edits are there and could not be read: {why}")
        self._window.say_failure(said.format(why=failure.message))

    def _offer(
        self,
        opened: object,
        journals: tuple[Path, ...],
        at_once: bool,
        gone: list[Unsaved],
        recovered: tuple[Recovered, ...],
    ) -> None:
        if opened is not self._opened:
            return
        news = [one for one in recovered if not agree(one.unsaved.annotation, one.labels)]
        if gone:
            from engine.safekeeping.upkeep import Recovered  # much comes with it that is rarely needed

            news += [Recovered(state, None, tr("its picture is not there")) for state in gone]
        if not news:
            self._journaling.replaces(journals)  # all of it is in the files: killed between a save and its note
        elif at_once:
            self._restore(news, journals)
        elif QApplication.activeModalWidget() is not None:
            again = partial(self._offer, opened, journals, at_once, gone, recovered)
            QTimer.singleShot(AGAIN, self, again)
        elif not self._window.quiet:
            from gui.dialogs import conflict  # dialogs are read when they are asked for

            when = time.strftime("%d %b %H:%M", time.localtime(max(one.unsaved.seconds for one in news)))
            lines = [_line(states) for states in _by_record(news).values()]
            decided = partial(self._decided, opened, news, journals)
            usable = any(one.labels is not None for one in news)
            self.box = conflict.unsaved_found(self._window, when, lines, usable, decided)

    def _decided(self, opened: object, news: list[Recovered], journals: tuple[Path, ...], answer: str) -> None:
        if opened is not self._opened:
            return  # they stay in the journal
        self.box = None
        if answer == "restore":
            self._restore(news, journals)
        elif answer == "discard":
            self._journaling.replaces(journals)

    def _restore(self, news: Sequence[Recovered], journals: tuple[Path, ...]) -> None:
        document = self._document
        assert document.dataset is not None
        kept: list[str] = []
        back: set[str] = set()
        for one in news:  # the oldest first: undo leads to each of them
            record = document.dataset.records.named(one.unsaved.record)
            if record is None or one.labels is None:
                kept.append(one.unsaved.record)  # the file cannot be used: it is offered again
                continue
            back.add(record.name)
            text = tr("Restore unsaved edits")
            document.records.bring_back(record.name, one.labels, one.unsaved.annotation, one.unsaved.basis, text)
            working = document.records.get(record.name)
            if working is not None:
                working.overwrites(one.unsaved.stamp)
        self._journaling.replaces(journals, kept)
        document.changed.emit()
        if not self._window.quiet:
            self._window.toasts.say(" ".join(_said(len(back), len(set(kept)))))


def _by_record(news: Sequence[Recovered]) -> dict[str, list[Recovered]]:
    """The states by the record that they are of, the oldest first."""
    found: dict[str, list[Recovered]] = {}
    for one in news:
        found.setdefault(one.unsaved.record, []).append(one)
    return found


def _said(back: int, kept: int) -> list[str]:
    edits = plural(
        back, "Edits of {count} picture are back, not saved yet.", "Edits of {count} pictures are back, not saved yet."
    )
    again = plural(
        kept,
        "{count} could not be restored and is offered again.",
        "{count} could not be restored and are offered again.",
    )
    return [said for said, number in ((edits, back), (again, kept)) if number]


def _line(states: Sequence[Recovered]) -> str:
    """What a record has: of several states what the last of them says."""
    from engine.safekeeping.versions import differences

    one = states[-1]
    if one.labels is None:
        said = tr("{name}: cannot be used now ({why})")
        return said.format(name=one.unsaved.record, why=one.error)
    words = differences(one.labels.annotation.instances, one.unsaved.annotation.instances)
    if one.labels.annotation.verified != one.unsaved.annotation.verified:
        words.append(tr("verified") if one.unsaved.annotation.verified else tr("not verified"))
    if one.unsaved.mask_edited:
        words.append(tr("mask changed"))
    if one.labels.stamp != one.unsaved.stamp:
        words.append(tr("its file has changed since"))
    if len(states) > 1:
        said = tr("{name}: {count} states, the last: {changes}")
        return said.format(name=one.unsaved.record, count=written(len(states)), changes=", ".join(words))
    return f"{one.unsaved.record}: {', '.join(words)}"
