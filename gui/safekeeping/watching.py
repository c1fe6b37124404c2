"""What other programs do to the label files: noticed when the window gets the focus and before a save takes place."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gui.beside import Beside
from gui.changing.working import same_mask
from gui.safekeeping import saving
from gui.wording import tr

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMessageBox

    from engine.annotation import Annotation
    from engine.datasets.labels import Labels
    from engine.datasets.record import Dataset, Record
    from gui.main_window import MainWindow

UNUSABLE = "unusable"
"""Stands for the stamp of a label file that could not be used."""

MOST = 200
"""Records with unsaved edits that are looked at each time; a person has rarely two."""


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """A record of the folder `root` whose files are not what `known` says: their stamp now, and what they say (None:
    unusable, and why)."""

    root: Path
    record: Record
    known: str | None
    stamp: str | None
    labels: Labels | None
    error: str = ""


class Watching(QObject):
    """Looks at the files on the thread of a job; asks a person where both sides have changed."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._document = window, window.document
        self._told: dict[str, str | None] = {}  # name -> the state on disk a person has been asked about
        self._both: dict[str, Annotation] = {}
        self._insist: set[str] = set()
        self._again = False
        self.box: QMessageBox | None = None
        self._beside = Beside(self)
        self._beside.done.connect(self._seen)
        window.document.opened.connect(self._leave)
        window.document.conflicted.connect(self._conflicted)
        window.document.shown.connect(self._show_both)
        window.document.changed.connect(self._end_both)

    def _leave(self) -> None:
        """Another folder is open; a question about the one before goes with it."""
        self._told.clear()
        self._both.clear()
        self._insist.clear()
        self._again = False
        box, self.box = self.box, None
        if box is not None:
            box.close()

    def _is_open(self, seen: Seen) -> bool:
        return self._document.dataset is not None and self._document.dataset.root == seen.root

    def look(self) -> None:
        """Compare the files of the shown record and of those with unsaved edits with what is known of them."""
        document = self._document
        if document.dataset is None or document.dataset.read_only or self.box is not None:
            return
        if self._beside.busy:
            self._again = True
            return
        wanted = set(document.unsaved[:MOST]) | self._insist
        here = None if document.record is None or document.record.name in document.records.held else document.record
        if here is not None and (document.picture is None or (self._window.showing.gone and here.image.exists())):
            if document.dataset.records.place(here.name) == self._window.reviewing.position:
                self._window.showing.fetch_again()  # it may be back, and its labels come with it
            here = here if document.picture is not None else None
        wanted |= {here.name} if here is not None else set()
        records = [here] if here is not None else []
        if wanted - {record.name for record in records}:
            found = map(document.dataset.records.named, wanted)
            records = [record for record in found if record is not None]
        known = [(each, *self._known(each)) for each in records]
        if known:
            self._beside.do("look", partial(_compare, document.dataset, known))

    def _known(self, record: Record) -> tuple[str | None, tuple[int, int] | None]:
        working, here = self._document.records.get(record.name), self._document.record
        shown = here is not None and here.name == record.name
        if working is None or (shown and working.clean and self._document.label_error is not None):
            return UNUSABLE, None
        return working.stamp, working.size

    def _conflicted(self, record: Record) -> None:
        """A save was refused: ask, whether or not that was asked before."""
        self._insist.add(record.name)
        self._told.pop(record.name, None)
        self.look()

    def _seen(self, found: list[Seen]) -> None:
        for seen in filter(self._is_open, found):
            self._take(seen)
        self._insist.clear()
        if self._again:
            self._again = False
            self.look()

    def _take(self, seen: Seen) -> None:
        name, document = seen.record.name, self._document
        working = document.records.get(name)
        if self._known(seen.record)[0] != seen.known or (seen.known == UNUSABLE and not seen.labels):
            return  # saved or left in the meantime, or as unusable as it was
        saving.name_files(document, {name: {kind: getattr(seen.record, kind) for kind in saving.FILES}})
        self._window.showing.forget(name)
        if working is not None and seen.labels is not None and not working.fits(seen.labels.annotation):
            if document.record is not None and document.record.name == name:
                self._window.showing.fetch_again()  # another picture: with it comes what can be done
            return
        if working is None:
            document.take_disk(seen.record, seen.labels)
        elif working.clean or agree(working.truth, seen.labels):
            document.take_disk(seen.record, seen.labels, seen.error)
            if working.clean and not self._window.quiet:
                gone = tr("{file} was deleted by another program. Undo brings its labels back.")
                said = gone if _deleted(seen) else tr("{file} was changed by another program, and read again.")
                self._window.toasts.say(said.format(file=_file(seen)))
        elif self._window.quiet:
            gone = tr("{file} was deleted by another program; nothing was saved.")
            said = gone if _deleted(seen) else tr("{file} was changed by another program; nothing was saved.")
            self._window.say_failure(said.format(file=_file(seen)))
        elif self._told.get(name, "") != seen.stamp and QApplication.activeModalWidget() is None:
            self._told[name] = seen.stamp  # under another question it waits for the next look
            self._ask(seen, working.truth)

    def _ask(self, seen: Seen, mine: Annotation | None) -> None:
        from gui.dialogs import conflict  # dialogs are read when they are asked for

        about, decided = (self._window, _file(seen)), partial(self._decided, seen)
        self.box = (
            conflict.deleted_on_disk(*about, decided)
            if _deleted(seen)
            else conflict.changed_on_disk(*about, _told_apart(seen, mine), seen.labels is not None, decided)
        )

    def _decided(self, seen: Seen, answer: str) -> None:
        if not self._is_open(seen):
            return
        self.box = None
        self._carry_out(seen, answer)
        if answer != "both":  # which is to be looked at first
            self.look()  # there may be more of them

    def _carry_out(self, seen: Seen, answer: str) -> None:
        document, name = self._document, seen.record.name
        working = document.records.get(name)
        if document.dataset is None or working is None:
            return
        if answer == "mine":
            if saving.keep_theirs(document, seen.record, seen.known, seen.stamp):
                working.overwrites(seen.stamp)
                document.save_record(seen.record)
        elif answer == "theirs":
            compared = self._both.pop(name, None)
            document.take_disk(seen.record, seen.labels, seen.error)
            if compared is not None:
                self._show_network(name)
        elif answer == "both" and seen.labels is not None:
            theirs = seen.labels.annotation
            scored = tuple(replace(one, score=1.0, origin=None) for one in theirs.instances)
            self._both[name] = replace(theirs, instances=scored, source=tr("the file on disk"))
            self._window.viewing.view = "both"
            if document.record is not None and document.record.name == name:
                self._show_both()
            else:
                place = document.dataset.records.place(name)
                if place is not None:
                    self._window.reviewing.go(place)

    def _show_both(self) -> None:
        """Their labels take the place of the prediction, until the conflict is over."""
        record = self._document.record
        if record is not None and record.name in self._both:
            self._document.set_prediction(self._both[record.name])
            said = tr("{name}: yours solid, theirs dashed. Enter takes one of theirs; saving asks again.")
            self._window.toasts.say(said.format(name=record.name))

    def _end_both(self) -> None:
        """A conflict is over where nothing is unsaved any more, whichever picture is shown."""
        for name in self._both.keys() - set(self._document.unsaved) if self._both else ():
            del self._both[name]
            self._show_network(name)

    def _show_network(self, name: str) -> None:
        """Their labels are shown in place of the prediction no more: what the network says comes back."""
        if self._document.record is not None and self._document.record.name == name:
            self._document.set_prediction(None)
            self._window.showing.fetch_again()


def _compare(dataset: Dataset, known: list[tuple[Record, str | None, tuple[int, int] | None]]) -> list[Seen]:
    """On the thread of a job: the records whose files, or whose picture's size, are not what is known of them."""
    from engine.datasets import labels
    from engine.errors import LabelError, PictureError

    found = []
    for named, stamp, size in known:
        record = labels.as_on_disk(dataset, named)
        if not os.access(record.image_file, os.F_OK):
            continue  # a folder that was moved or a drive pulled out: nothing to decide, and a save says so
        now: str | None = None
        try:
            now = labels.stamp_on_disk(record)
            if now != stamp or is_replaced(record, size):
                read = labels.read(dataset.format, record)
                found.append(Seen(dataset.root, record, stamp, read.stamp, read))
        except (LabelError, PictureError) as error:
            found.append(Seen(dataset.root, record, stamp, now, None, str(error)))
    return found


def is_replaced(record: Record, size: tuple[int, int] | None) -> bool:
    """Whether the picture is of another size (width, height) now; of one that cannot be read its place tells."""
    from engine import images
    from engine.errors import PictureError

    try:
        return size is not None and images.read_frame(record.image)[0] != size
    except PictureError:
        return False


def agree(mine: Annotation | None, theirs: Labels | None) -> bool:
    """Whether both say the same, masks too, whatever the order of the objects."""
    if mine is None or theirs is None:
        return False
    from engine.safekeeping.versions import differences

    other = theirs.annotation
    plain = mine.verified == other.verified and not differences(mine.instances, other.instances)
    return plain and same_mask(mine, other)


def _told_apart(seen: Seen, mine: Annotation | None) -> str:
    from engine.safekeeping.versions import differences

    if seen.labels is None:
        return tr("What is there now cannot be used: {why}.").format(why=seen.error)
    theirs = seen.labels.annotation
    words = [] if mine is None else differences(mine.instances, theirs.instances)
    if mine is not None and mine.verified != theirs.verified:
        words.append(tr("verified there") if theirs.verified else tr("not verified there"))
    if mine is not None and mine.mask is not None and theirs.mask is None:
        words.append(tr("no mask there"))
    elif mine is not None and not same_mask(mine, theirs):
        words.append(tr("mask changed"))
    if not words:
        return tr("Its boxes are as yours, other parts of it are not.")
    return tr("From yours to theirs: {changes}.").format(changes=", ".join(words))


def _file(seen: Seen) -> str:
    from engine.datasets import labels  # the files have been read with it

    changed = labels.changed_file(seen.record, seen.known, seen.stamp) or seen.record.xml
    return seen.record.name if changed is None else changed.name


def _deleted(seen: Seen) -> bool:
    """Whether there was a label file and is none any more."""
    return seen.labels is not None and seen.labels.file is None and seen.record.xml is not None
