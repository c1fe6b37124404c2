"""The picture on the canvas: fetched from the reader, its neighbours fetched ahead so that D and A are immediate."""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.datasets.record import Dataset, Record
    from engine.reading import Shown
    from engine.steps import Step
    from gui.job import Failure, Job
    from gui.lane import Lane

    State = tuple[tuple[int, int] | None, ...]

BUDGET = 256 * 2**20
"""Bytes of decoded pictures kept; five of 12 megapixels."""


class Showing(QObject):
    """`ready(position, shown)` hands over the wanted picture; `broken(position, message)` says why it can't be shown.

    One request is under way at a time. Its answer is kept whether or not the person has moved on; only the answer to
    the newest wish is handed over.
    """

    ready = Signal(int, object)
    broken = Signal(int, str)
    waiting = Signal(bool)

    def __init__(self, lane: Lane, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._records: Sequence[Record] = ()
        self._format = ""
        self._checkpoint: str | None = None
        self._kept: OrderedDict[str, Shown] = OrderedDict()
        self._bad: dict[str, str] = {}
        self._states: dict[str, State] = {}  # when it was last read
        self._wish: tuple[int, ...] = ()
        self._handed: int | None = None
        self.gone = False  # the file of the picture that was handed over last was no longer there
        self._turn = 0
        self._job: Job | None = None

    def open(self, dataset: Dataset) -> None:
        """Start over with another folder; answers still on their way are dropped."""
        self._records, self._format, self._checkpoint = dataset.records, dataset.format, None
        self._wish, self._handed = (), None
        self._bad.clear()
        self._states.clear()
        self._start_over()

    def take_listing(self, dataset: Dataset) -> None:
        """Take all records of the folder, the first of which are those that were there so far."""
        self._records = dataset.records

    def take_classes(self, dataset: Dataset) -> None:
        """Take the same records with the classes by which masks are painted; all are fetched anew."""
        self._records = dataset.records
        self._start_over()
        self.fetch_again()

    def take(self, position: int, shown: Shown) -> None:
        """A picture of this folder that has been fetched already."""
        record = self._records[position]
        self._kept[record.name], self._states[record.name] = shown, _state(record)

    def show(self, position: int, ahead: tuple[int, ...]) -> None:
        """Hand over the picture at `position` as soon as it is there; fetch those at `ahead` next, in their order."""
        record = self._records[position]
        self._wish, self._handed = (position, *ahead), None
        kept = record.name in self._kept and _is_gone(record)  # its drive was pulled out: what was seen is shown
        if not kept and self._states.get(record.name) != _state(record):
            self.forget(record.name)  # another picture has taken its place, or its labels say something else
        self._hand_over()
        self.waiting.emit(self._handed is None)
        if self._checkpoint and self._handed is not None:
            self._ask_prediction(position)
        self._fetch()

    def _ask_prediction(self, position: int) -> None:
        """A picture fetched ahead of its prediction is fetched once more."""
        name = self._records[position].name
        if name in self._kept and self._kept[name].prediction is None:
            del self._kept[name]
            self._handed = None

    @property
    def checkpoint(self) -> str | None:
        """The key (`engine.predictions.key`) of the checkpoint whose predictions are shown."""
        return self._checkpoint

    def set_checkpoint(self, checkpoint: str | None) -> None:
        """Predictions come from the checkpoint of this key (`engine.predictions.key`) from now on; what is shown is
        fetched anew."""
        self._checkpoint = checkpoint
        self._bad.clear()
        self._start_over()
        self._handed = None
        self._fetch()

    def take_step(self, step: Step) -> None:
        """A prediction has been made; if it is of the shown picture, show it."""
        if self._wish and self._handed is not None and step.values.get("name") == self._records[self._wish[0]].name:
            self.fetch_again()

    def forget(self, name: str) -> None:
        """The record's labels were changed on disk: what was fetched of it is out of date."""
        self._kept.pop(name, None)
        self._bad.pop(name, None)
        if self._job is not None and getattr(self._job.arguments["record"], "name", "") == name:
            self._start_over(keep=True)
            self._fetch()

    def fetch_again(self) -> None:
        """Fetch the shown picture anew (its prediction was made in the meantime)."""
        if self._wish:
            self.forget(self._records[self._wish[0]].name)
            self._handed = None
            self._fetch()

    def _start_over(self, keep: bool = False) -> None:
        self._turn += 1
        if not keep:
            self._kept.clear()
        if self._job is not None:
            self._job = None
            self._lane.cancel()

    def _fetch(self) -> None:
        if self._job is not None:
            return
        for position in self._wish:
            record = self._records[position]
            if record.name not in self._kept and record.name not in self._bad:
                self._ask(record)
                return

    def _ask(self, record: Record) -> None:
        arguments = {"format": self._format, "record": record, "checkpoint": self._checkpoint}
        self._states[record.name] = _state(record)
        job = self._lane.ask("picture", arguments)
        job.succeeded.connect(partial(self._arrived, self._turn, record.name))
        job.failed.connect(partial(self._failed, self._turn, record.name))
        # cancelled: started over, or the program ends; neither asks for this one again
        self._job = job

    def _arrived(self, turn: int, name: str, shown: Shown) -> None:
        if turn != self._turn:
            return
        self._job = None
        self._kept[name] = shown
        self._hand_over()
        self._trim()
        self._fetch()

    def _failed(self, turn: int, name: str, failure: Failure) -> None:
        if turn != self._turn:
            return
        self._job = None
        self._bad[name] = failure.message if name in failure.message else f"{name}: {failure.message}"
        self._hand_over()
        self._fetch()

    def _hand_over(self) -> None:
        if not self._wish or self._handed is not None:
            return
        position = self._wish[0]
        record = self._records[position]
        name = record.name
        if name in self._kept:
            self._kept.move_to_end(name)
            self._handed = position
            self.waiting.emit(False)
            shown = _now(record, self._kept[name])
            self.gone = shown is not self._kept[name]
            self.ready.emit(position, shown)
        elif name in self._bad:
            self._handed = position
            self.waiting.emit(False)
            self.broken.emit(position, self._bad[name])

    def _trim(self) -> None:
        """Let go of what was looked at longest ago; the wished-for ones stay longest."""
        for position in reversed(self._wish):
            if (name := self._records[position].name) in self._kept:
                self._kept.move_to_end(name)
        total = sum(shown.screen.pixels.nbytes for shown in self._kept.values())
        while total > BUDGET and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            total -= old.screen.pixels.nbytes


def _state(record: Record) -> State:
    """What tells whether the files of a record are still the same: of each when it was written and its size, None where
    it cannot be looked at."""
    files = record.image_file, record.xml_file, record.mask_file, record.instance_mask_file, record.label_file
    return tuple(_state_of(file) for file in files if file is not None)


def _state_of(file: str) -> tuple[int, int] | None:
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _is_gone(record: Record) -> bool:
    return not os.access(record.image_file, os.F_OK)


def _now(record: Record, shown: Shown) -> Shown:
    """What is known of a picture, whose file may be gone by now."""
    if shown.screen.problem is not None or not _is_gone(record):
        return shown
    said = tr("{file} is gone; this is what it showed").format(file=record.image.name)
    return replace(shown, screen=replace(shown.screen, problem=said))
