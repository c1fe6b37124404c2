"""Opening a folder: what lies in it comes first and is usable at once; reading every label goes on behind it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Signal

from engine import places
from engine.steps import Step
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.datasets.index import Index
    from engine.datasets.record import Dataset
    from engine.reading import Shown
    from gui.job import Failure, Job
    from gui.lane import Lane


AFTER_PAINTING = 1
"""Milliseconds: what is due at once comes before the window is painted, a timer after that."""


class Opening(QObject):
    """`glanced(screen)` is a look at the first picture while the folder is still being listed. `opened(dataset,
    position)` names the picture to show first; `missing(name)` follows where the one asked for isn't there. Where the
    dataset is `partial`, `listed(dataset)` follows with all of it. `indexed` follows after `read_labels`, twice where
    only the disk knew the folder before: what was known then, and what every file says now. `failed` says in one line
    why a folder could not be opened; what is shown stays. `elsewhere(folder)` says instead of it that the folder holds
    no pictures where it is looked through, and which one below it does. `finished` ends each of them. `halted` says in
    a line or two what was stopped, and `go_on` takes it up again."""

    glanced = Signal(object)
    opened = Signal(object, int)
    listed = Signal(object)
    indexed = Signal(object)
    stepped = Signal(object)
    finished = Signal()
    missing = Signal(str)
    failed = Signal(str)
    elsewhere = Signal(str)
    halted = Signal(str)

    def __init__(self, lane: Lane, behind: Lane, parent: QObject | None = None) -> None:
        """`lane` opens folders, which is waited for; `behind` reads their labels."""
        super().__init__(parent)
        self._lane, self._behind = lane, behind
        self._turn, self._drawn = 0, -1  # that of the sample which is being drawn
        self.index: Index | None = None
        self._here: Dataset | None = None
        self.first: Shown | None = None  # of the first record, where it came with the folder

    def open(self, path: Path, select: str = "", first: int | None = None) -> None:
        """Open the folder at `path`, or the one around a picture. `select` is a record's name or a picture's file
        name; a picture given as `path` selects itself. An opening that is under way is given up. From
        now on the folder's VOC files count pixels from `first` (0 or 1), where that is given."""
        done = partial(self._opened, path, select)
        self._start("open", {"path": str(path), "first": first}, done, tr("Opening {folder}").format(folder=path.name))

    def open_sample(self, select: str = "") -> None:
        """Open the generated sample; it is written first where it isn't there yet, unless that is under way. `select`
        as in `open`."""
        folder = places.data() / "sample"
        if (folder / "JPEGImages").is_dir() and (folder / "complete").exists():
            self.open(folder, select)
            return
        if self._drawn == self._turn:
            return
        done = partial(self._sample_written, folder, select)
        self._start("sample", {"folder": str(folder), "wrong": 20}, done, tr("Drawing the sample"))
        self._drawn = self._turn

    def read_labels(self, dataset: Dataset) -> None:
        """Read every label of the open folder; `indexed` follows."""
        self._behind.cancel()
        self._ask(self._behind, "index", {"folder": str(dataset.root)}, self._indexed)  # an opening meanwhile goes on

    def cancel(self) -> None:
        """Give up what is under way; of the open folder `halted` says what is not known for that."""
        self._give_up()
        self.finished.emit()
        if self._here is not None and self._here.partial:
            count = len(self._here.records)
            self.halted.emit(tr("Stopped. The list holds the first {count} pictures only.").format(count=count))
        elif self._here is not None and self.index is None:
            self.halted.emit(tr("Stopped. Not every label has been read: counts and searches do without them."))

    def go_on(self) -> None:
        """List the open folder, or read its labels, where that was given up."""
        if self._here is not None and self._here.partial:
            self._list(self._turn, self._here)
        elif self._here is not None and self.index is None:
            self.read_labels(self._here)

    def _give_up(self) -> None:
        self._turn += 1
        self._lane.cancel()
        self._behind.cancel()

    def _start(self, call: str, arguments: Mapping[str, object], done: Callable[[Any], object], says: str) -> None:
        self._give_up()
        self.first = None
        job = self._ask(self._lane, call, arguments, done)
        job.failed.connect(partial(self._go_on, self._turn))
        QTimer.singleShot(0, self, partial(self._say, self._turn, says))  # while the reader is at work already

    def _say(self, turn: int, says: str) -> None:
        if turn == self._turn:
            self.finished.emit()  # of what was given up for this
            self.stepped.emit(Step(says))

    def _ask(self, lane: Lane, call: str, arguments: Mapping[str, object], done: Callable[[Any], object]) -> Job:
        job: Job = lane.ask(call, arguments)
        turn = self._turn
        job.stepped.connect(partial(self._step, turn))
        job.succeeded.connect(partial(self._done, turn, done))
        job.failed.connect(partial(self._fail, turn))
        return job

    def _step(self, turn: int, step: Step) -> None:
        if turn != self._turn:
            return
        if step.kind == "glance":
            self.glanced.emit(step.values["screen"])
        elif step.kind == "index":
            if self.index is None:  # else what was known before is here already, or is older than what is shown
                self._indexed(cast("Index", step.values["index"]))
        elif step.kind == "first":
            self.first = cast("Shown", step.values["shown"])
        else:
            self.stepped.emit(step)

    def _done(self, turn: int, then: Callable[[Any], object], result: object) -> None:
        if turn == self._turn:
            self.finished.emit()
            then(result)

    def _fail(self, turn: int, failure: Failure) -> None:
        if turn == self._turn:
            self._drawn = -1
            self.finished.emit()
            if failure.instead:
                self.elsewhere.emit(failure.instead)
            else:
                self.failed.emit(failure.message)

    def _go_on(self, turn: int, _failure: Failure) -> None:
        """Another folder could not be opened. What was still being read of the one that stays was given up for it."""
        if turn == self._turn:
            self.go_on()

    def _sample_written(self, folder: Path, select: str, _wrong: object) -> None:
        (folder / "complete").touch()
        self.open(folder, select)

    def _opened(self, path: Path, select: str, dataset: Dataset) -> None:
        place = position(dataset, path, select)
        if place is None and dataset.partial:  # what is wanted may come later
            self._ask(self._lane, "list", {"beginning": dataset}, partial(self._opened, path, select))
            return
        self._turn += 1  # what was still read of the folder before is not wanted
        self._behind.cancel()
        self.index, self._here = None, dataset
        self.opened.emit(dataset, 0 if place is None else place)
        if place is None and select:
            self.missing.emit(select)
        if dataset.partial:
            QTimer.singleShot(AFTER_PAINTING, self, partial(self._list, self._turn, dataset))

    def _list(self, turn: int, dataset: Dataset) -> None:
        if turn == self._turn:
            self._ask(self._lane, "list", {"beginning": dataset}, self._listed)
            self.stepped.emit(Step(tr("Listing {folder}").format(folder=dataset.root.name)))

    def _listed(self, dataset: Dataset) -> None:
        self._here = dataset
        self.listed.emit(dataset)

    def _indexed(self, index: Index) -> None:
        self.index = index
        self.indexed.emit(index)


def position(dataset: Dataset, path: Path, select: str) -> int | None:
    """Where the picture asked for stands among the records: None where it isn't among them."""
    wanted = select or (path.name if path.suffix else "")
    if not wanted:
        return 0
    stem = Path(wanted).stem if Path(wanted).suffix else wanted
    for name in (wanted, stem, select):
        if (place := dataset.records.place(name)) is not None:
            return place
    files = (Path(file).name for file in dataset.records.image_file)
    return next((place for place, file in enumerate(files) if file == wanted), None)
