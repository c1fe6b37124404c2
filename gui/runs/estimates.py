"""What a run would do, before it is started: on which pictures, and for how long."""

from __future__ import annotations

import platform
import shutil
import sys
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from engine.errors import EngineError
from engine.recipes import RECIPES
from engine.runs import FitSettings, read_settings
from gui.runs.run_folders import runs_of, seconds_of
from gui.wording import counted, tr, written

if TYPE_CHECKING:
    from engine.datasets.index import Index
    from engine.folder_parts import PartSizes
    from gui.document import Document
    from gui.job import Failure, Job
    from gui.lane import Lane
    from gui.runs.training import Choices

# Seconds a picture costs on one core of an ordinary machine: its features once, and the heads each epoch.
FEATURES = 0.06
EPOCH = 0.008
AGAIN = 500
"""Milliseconds after which a count that was cancelled is asked for again."""


def seconds(folder: Path, choices: Choices, pictures: int) -> float | None:
    """About how long the run takes: by the newest finished run like it, else by rule of thumb on the processor and
    None (not known) on another device."""
    cost = pictures * _cost(choices.recipe, choices.epochs)
    for run in reversed(runs_of(folder)):
        taken = seconds_of(run)
        before = _settings(run) if taken is not None else None
        if (
            taken is not None
            and before is not None
            and (before.recipe, before.device) == (choices.recipe, choices.device)
        ):
            return taken * _cost(choices.recipe, choices.epochs) / _cost(before.recipe, before.epochs)
    return cost if on_cpu(choices.device) else None


def _cost(recipe: str, epochs: int | None) -> float:
    usual = RECIPES[recipe].training.epochs if recipe in RECIPES else 20
    return FEATURES + EPOCH * (epochs or usual)


def _settings(run: Path) -> FitSettings | None:
    try:
        return read_settings(run)
    except EngineError:
        return None


def device_word(device: str) -> str:
    """What a run with this choice runs on, to people."""
    if on_cpu(device):
        return tr("this CPU")
    return tr("the GPU")


def device_name(device: str) -> str:
    """The same by name: "CPU", "NVIDIA H200"."""
    return "CPU" if on_cpu(device) else _gpu_name()


def on_cpu(device: str) -> bool:
    return device == "cpu" or (device == "auto" and not _has_gpu())


@cache
def _has_gpu() -> bool:
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return apple or shutil.which("nvidia-smi") is not None


@cache
def _gpu_name() -> str:
    """What the driver calls the first GPU; only Linux has it in a file."""
    with suppress(OSError, StopIteration):
        about = next(Path("/proc/driver/nvidia/gpus").glob("*/information")).read_text(encoding="utf-8")
        return next(line.partition(":")[2].strip() for line in about.splitlines() if line.startswith("Model"))
    return "GPU"


def duration(seconds: float) -> str:
    """About how long, to people: "8 s", "50 s", "3 min", "1 h 10 min"."""
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 55:
        return f"{round(seconds / 5) * 5} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60 // 5 * 5:02d} min"


def plan(folder: Path, found: PartSizes, choices: Choices) -> str:
    """The line under the form: on what a run would train, and for about how long. About, because the engine alone knows
    which pictures are near copies, or belonged to another part when the checkpoint was made."""
    pictures = counted(found.train, "verified picture" if choices.only_verified else "picture")
    rest = [
        tr("{count} left for the test").format(count=written(found.test)),
        tr("{count} for validation").format(count=written(found.validation)),
    ]
    if found.left_out:
        rest.append(tr("{count} not verified left out").format(count=written(found.left_out)))
    wait = seconds(folder, choices, found.train + found.validation + found.test)
    word = device_word(choices.device)
    time = tr("on {device}") if wait is None else tr("about {time} on {device}")
    time = time.format(device=word, time=duration(wait or 0))
    said = tr("Train on about {pictures} ({rest}), {time}. You can keep working.")
    return said.format(pictures=pictures, rest=", ".join(rest), time=time)


class Counting(QObject):
    """Has the parts of the open folder counted, once for each recipe and choice of pictures. `ready` when there is more
    to say of them."""

    ready = Signal()

    def __init__(self, document: Document, lane: Lane) -> None:
        """`lane` counts; what else it is asked may take the place of a count that waits."""
        super().__init__(document)
        self._lane = lane
        self._index: Index | None = None
        self._known: dict[tuple[str, bool], PartSizes | str] = {}
        self._job: Job | None = None
        document.opened.connect(partial(self.take, None))

    def take(self, index: Index | None) -> None:
        """Count this index, which is of the open folder; None: its labels are still being read."""
        self._index, self._known, self._job = index, {}, None
        self.ready.emit()

    def parts(self, choices: Choices) -> PartSizes | str | None:
        """How large the parts are, the one line that says why there are none, or None: then `ready` follows."""
        key = (choices.recipe, choices.only_verified)
        if self._index is not None and key not in self._known and self._job is None:
            arguments = {"index": self._index, "recipe": choices.recipe, "only_verified": choices.only_verified}
            self._job = job = self._lane.ask("part_sizes", arguments)
            job.succeeded.connect(partial(self._take, job, key))
            job.failed.connect(partial(self._fail, job, key))
            job.cancelled.connect(partial(self._ask_again, job))  # another question has taken its place
        return self._known.get(key)

    def _take(self, job: Job, key: tuple[str, bool], found: PartSizes | str) -> None:
        if self._forget(job):
            self._known[key] = found
            self.ready.emit()

    def _fail(self, job: Job, key: tuple[str, bool], failure: Failure) -> None:
        if failure.kind == "EngineError":
            self._take(job, key, failure.message)
        else:  # the engine died, which says nothing of the folder: whoever looks at the form again asks again
            self._forget(job)

    def _ask_again(self, job: Job) -> None:
        if self._forget(job):
            QTimer.singleShot(AGAIN, self, self.ready.emit)

    def _forget(self, job: Job) -> bool:
        """Whether it was the one that is awaited."""
        mine = isValid(self) and job is self._job  # the window may have gone while the engine worked
        if mine:
            self._job = None
        return mine
