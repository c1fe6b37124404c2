"""What is true, false and missed in every picture of the folder, kept true while sliders move and labels are corrected.

The work is that of the call `match`, which keeps what it gathered in a reader process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from engine.errors import EngineError
from engine.recipes import RECIPES
from gui.runs.checkpoints import recipe_of
from gui.wording import sentence, tr

if TYPE_CHECKING:
    import numpy as np

    from engine.annotation import Instance
    from engine.datasets.index import Index
    from engine.matching import FolderCounts
    from engine.steps import Step
    from gui.job import Failure, Job
    from gui.main_window import MainWindow

AT_ONCE, AFTER_EDIT, AFTER_PREDICTION = 15, 60, 700
"""Milliseconds until the folder is matched anew: a slider is waited for, the next prediction comes anyway."""
TRIES = 2
NAME = "match"
ASKED = "asked"
"""Stands for the token of what is being gathered: whatever puts that out of date takes it away."""


def connect(window: MainWindow) -> None:
    window.matching = Matching(window)


@dataclass(frozen=True, slots=True)
class Counts:
    """The objects of one picture by verdict, as `engine.metrics.matching.Match` has them, and the lowest IoU of a true
    object that counts with what was found on it; None where there is no such object."""

    true: int
    false: int
    missed: int
    mislabelled: int
    worst_iou: float | None


class Matching(QObject):
    """`changed` when the counts of any picture are others now."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._lane = window, window.lanes.matching
        self.found: FolderCounts | None = None
        self._index: Index | None = None
        self._rows: np.ndarray | None = None
        self._checkpoint, self._token, self._anew = "", "", True
        self._asked: tuple[float, float] | None = None
        self._edited: dict[str, tuple[Instance, ...]] = {}
        self._new: dict[str, tuple[Instance, ...]] = {}
        self._predicted: list[str] = []
        self._turn = self._failures = 0
        self._job: Job | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._ask)
        document = window.document
        document.opened.connect(self._opened)
        document.changed.connect(self._note)
        document.shown.connect(self._note)
        window.opening.indexed.connect(self._indexed)
        window.training.predicting.connect(self._stepped)
        window.training.predicted.connect(self._see)
        window.viewing.changed.connect(self._look)
        window.status.stop_wanted.connect(self._stop)

    def counts(self, position: int) -> Counts | None:
        """Of the picture at `position`, at the present confidence and IoU threshold; None: not known yet."""
        found = self.found
        if found is None or not 0 <= position < len(found.known) or not found.known[position]:
            return None
        worst = float(found.worst[position])
        true, false, missed, mislabelled = found.counts[position].tolist()
        return Counts(true, false, missed, mislabelled, None if worst != worst else worst)

    # what happens

    def _opened(self) -> None:
        self._turn += 1
        self._soon.stop()
        if self._job is not None:
            self._lane.cancel()
            self._end()
        self._index = self._rows = self._asked = None
        self._checkpoint, self._token, self._anew, self._failures = "", "", True, 0
        self._edited, self._new, self._predicted = {}, {}, []
        self._take(None)

    def _indexed(self, index: Index) -> None:
        records = self._window.document.dataset
        if records is None:
            return
        self._window.images.take_index(index)
        if self._index is not None and same_truth(self._index, index):
            return
        import numpy as np  # the index brought it

        names, here = index.dataset.records.name, records.records
        self._index, self._token, self._rows = index, "", None
        if names != here.name:
            self._rows = np.array([-1 if (at := here.place(name)) is None else at for name in names], np.int64)
        self._wait(AT_ONCE)

    def _stepped(self, step: Step) -> None:
        """Of the prediction of the folder."""
        if step.kind == "loading":
            self._anew = True
        elif step.kind == "prediction" and step.values.get("problem") is None:
            self._predicted.append(str(step.values["name"]))
            self._wait(AFTER_PREDICTION)

    def _see(self, checkpoint: str) -> None:
        """Predictions of `checkpoint` are there: those of the shown picture first, then all."""
        if self._anew or checkpoint != self._checkpoint:
            seen = checkpoint if finds_objects(checkpoint) else ""
            self._checkpoint, self._token, self._anew, self._failures = seen, "", False, 0
        if self._checkpoint:
            self._wait(AT_ONCE)
        elif self.found is not None:
            self._take(None)

    def _look(self) -> None:
        if self._asked is not None and self._asked != self._wanted:
            self._wait(AT_ONCE)

    def _note(self) -> None:
        """Take the objects of the pictures that are edited, shown or not."""
        document = self._window.document
        for name in {*document.unsaved, *self._edited}:
            working = document.records.get(name)
            if working is None or working.truth is None or working.truth.instances == self._edited.get(name):
                continue
            self._edited[name] = self._new[name] = working.truth.instances
            place = None if document.dataset is None else document.dataset.records.place(name)
            if place is not None:
                self._window.images.model.facts.take_classes(place, {one.label for one in working.truth.instances})
        if self._new:
            self._wait(AFTER_EDIT)

    # the job

    @property
    def _wanted(self) -> tuple[float, float]:
        viewing = self._window.viewing
        return viewing.confidence, max(viewing.iou_threshold, 0.01)

    def _wait(self, milliseconds: int) -> None:
        if not self._soon.isActive() or self._soon.remainingTime() > milliseconds:
            self._soon.start(milliseconds)

    def _ask(self) -> None:
        if self._index is None or not self._checkpoint or self._job is not None:
            return  # an index, a prediction or the end of the job asks again
        whole = not self._token
        self._asked = self._wanted
        arguments = {
            "checkpoint": self._checkpoint,
            "confidence": self._asked[0],
            "threshold": self._asked[1],
            "token": self._token,
            "index": self._index if whole else None,
            "edited": dict(self._edited if whole else self._new),
            "predicted": () if whole else tuple(self._predicted),
        }
        self._new, self._predicted = {}, []
        self._token = self._token or ASKED
        self._job = job = self._lane.ask("match", arguments)
        job.stepped.connect(partial(self._say, self._turn))
        job.succeeded.connect(partial(self._answered, self._turn))
        job.failed.connect(partial(self._failed, self._turn))
        job.cancelled.connect(partial(self._given_up, self._turn))

    def _mine(self, turn: int) -> bool:
        return turn == self._turn and isValid(self)  # the window may have gone while the engine worked

    def _say(self, turn: int, step: Step) -> None:
        if self._mine(turn) and step.total and not self._window.lanes.predict.busy:
            self._window.status.begin(NAME, step)

    def _answered(self, turn: int, found: FolderCounts | None) -> None:
        if not self._mine(turn):
            return
        self._end()
        if found is None or not self._token:  # of another process than gathered, or of what is out of date by now
            self._token = ""
            self._ask()
            return
        self._token, self._failures = found.token, 0
        self._take(self._placed(found))
        if self._asked != self._wanted or self._new:
            self._wait(AT_ONCE)
        elif self._predicted:
            self._wait(AFTER_PREDICTION)

    def _failed(self, turn: int, failure: Failure) -> None:
        if not self._mine(turn):
            return
        self._end()
        self._token = ""
        self._failures += 1
        if failure.kind == "EngineDied" and self._failures < TRIES:
            self._wait(AT_ONCE)
        elif self._failures <= TRIES:  # once, however often it is tried again
            self._failures = TRIES
            self._window.say_failure(tr("The folder is not counted. {why}").format(why=sentence(failure.message)))

    def _given_up(self, turn: int) -> None:
        if self._mine(turn):
            self._end()
            self._token = ""

    def _stop(self, name: str) -> None:
        if name == NAME:
            self._lane.cancel()

    def _end(self) -> None:
        self._job = None
        self._window.status.end(NAME)

    def _placed(self, found: FolderCounts) -> FolderCounts:
        """The rows in the order of the window's records."""
        dataset, rows = self._window.document.dataset, self._rows
        if rows is None or dataset is None:
            return found
        import numpy as np

        here = rows >= 0
        columns = {
            "known": np.zeros(len(dataset.records), bool),
            "counts": np.zeros((len(dataset.records), found.counts.shape[1]), found.counts.dtype),
            "worst": np.full(len(dataset.records), np.nan),
        }
        for name, column in columns.items():
            column[rows[here]] = getattr(found, name)[here]
        return replace(found, **columns)

    def _take(self, found: FolderCounts | None) -> None:
        self.found = found
        self._window.images.take_counts(found)
        self.changed.emit()


def finds_objects(checkpoint: str) -> bool:
    """Whether a checkpoint's network says where objects are; of one that nobody can tell, it does."""
    try:
        heads = RECIPES[recipe_of(Path(checkpoint))].heads
    except EngineError:
        return True
    return "box" in heads or "detections" in heads


def same_truth(one: Index, other: Index) -> bool:
    """Whether two indexes of a folder say the same of its objects."""
    import numpy as np

    columns = ("owner", "label", "boxes", "difficult", "annotated", "has_mask")
    return (
        one.dataset.records.name == other.dataset.records.name
        and one.classes == other.classes
        and all(np.array_equal(getattr(one, name), getattr(other, name)) for name in columns)
    )
