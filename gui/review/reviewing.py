"""Going from picture to picture: what was edited is saved, the next one comes, its row says what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.changing import editing
from gui.wording import tr

if TYPE_CHECKING:
    from engine.datasets.index import Index
    from engine.datasets.record import Record
    from engine.reading import Shown
    from gui.document import Document
    from gui.folders.showing import Showing
    from gui.panels.images import ImagesPanel
    from gui.settings import Settings


BAD = {"picture": "damaged", "labels": "unusable", "not-read": "unusable"}
"""Codes of problems that make a picture or its labels unusable -> the state of its row."""


class Reviewing(QObject):
    """`moved(position)` when another picture is wanted; `arrived(position)` when it, or why it can't be shown, is on
    the canvas. `ended(text)` says why there is none to go on to."""

    moved = Signal(int)
    arrived = Signal(int)
    ended = Signal(str)

    def __init__(self, document: Document, showing: Showing, images: ImagesPanel, settings: Settings) -> None:
        super().__init__(images)
        self._document, self._showing, self._images, self._settings = document, showing, images, settings
        self.position = -1
        self._told: dict[int, str] = {}  # by the last index, of rows
        showing.ready.connect(self._ready)
        showing.broken.connect(self._broken)
        images.chosen.connect(self.go)
        document.changed.connect(self._note)

    def open(self, position: int) -> None:
        """Begin with the picture at `position` of the folder that was opened."""
        self.position = -1
        self._told.clear()
        self.go(position)

    def go(self, position: int) -> None:
        """Leave this picture for the one at `position`; its edits are saved if the setting says so. Where that fails
        the document says why, and the edits stay in memory."""
        if position == self.position:
            return
        self.leave()
        self.position = position
        self._images.show_position(position)
        self._showing.show(position, self._images.ahead())
        self.moved.emit(position)

    def leave(self) -> None:
        if self._document.dirty and not self._document.unwritable and self._settings.flag("autosave"):
            self._document.save()

    def step(self, rows: int) -> None:
        """Go on by `rows` rows of the list, as far as it goes."""
        position = self._images.neighbour(rows)
        if position is not None:
            self.go(position)
        else:
            end = (
                tr("This is the last picture of the list.")
                if rows > 0
                else tr("This is the first picture of the list.")
            )
            self.ended.emit(end)

    def next_unverified(self) -> None:
        position = self._images.next_unverified()
        if position is not None:
            self.go(position)
        else:
            self.ended.emit(tr("No unverified picture follows in the list."))

    def verify(self) -> None:
        """Mark this picture verified and go to the next; where its labels are unusable, only go on."""
        editing.verify(self._document)
        self.step(1)

    def take_index(self, index: Index) -> None:
        """Show in the rows what reading every label has found; what it said before, and does not say any more, goes."""
        dataset, model = self._document.dataset, self._images.model
        if dataset is None:
            return
        names = index.dataset.records.name
        found = [(row, "verified") for row in index.verified.nonzero()[0].tolist()]
        found += [(row, BAD[problem.code]) for row, problem in index.noticed if row >= 0 and problem.code in BAD]
        places = ((dataset.records.place(names[row]), state) for row, state in found)
        told = {place: state for place, state in places if place is not None}
        unsaved = {dataset.records.place(name) for name in self._document.unsaved}
        gone = self._told.keys() - told.keys() - unsaved
        self._images.set_states({place: "none" for place in gone if model.state(place) == self._told[place]} | told)
        self._told = told

    def _ready(self, position: int, shown: Shown) -> None:
        record = self._record(position)
        picture = self._document.picture
        replaced = picture and shown.labels and shown.screen.pixels.shape[:2] != (picture.height(), picture.width())
        as_whole = self._document.damaged == (shown.screen.problem is not None)  # it may have been away
        if record == self._document.record and picture is not None and not replaced and as_whole:
            self._document.set_prediction(shown.prediction)
            return
        self._document.show(record, shown)
        if shown.screen.problem is not None:
            self._images.set_states({position: "damaged"})
        elif shown.label_error is not None:
            self._images.set_states({position: "unusable"})
        else:
            if self._images.model.state(position) == "damaged":  # its drive was away, or it has been replaced
                self._images.set_states({position: "none"})
            self._note()
        self.arrived.emit(position)

    def _broken(self, position: int, message: str) -> None:
        self._document.show_problem(self._record(position), message)
        self._images.set_states({position: "damaged"})
        self.arrived.emit(position)

    def _record(self, position: int) -> Record:
        assert self._document.dataset is not None
        return self._document.dataset.records[position]

    def _note(self) -> None:
        """Keep the row of the shown picture true."""
        document = self._document
        if document.dataset is None or document.record is None or document.truth is None:
            return
        place = document.dataset.records.place(document.record.name)
        if place is None:
            return
        state = "verified" if document.truth.verified else "edited" if document.edited else "none"
        if self._images.model.state(place) not in (state, "damaged"):
            self._images.set_states({place: state})
