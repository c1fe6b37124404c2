"""A folder that is only values: what the reader and the label writer would say, without a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.annotation import Annotation, Box, Instance
from engine.datasets.labels import Labels
from engine.datasets.record import Dataset, Listing, Record
from engine.errors import FileChanged
from engine.images import Screen
from engine.processes.process import EngineProcess
from engine.reading import Shown
from gui.document import Document
from gui.job import Job

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

    from gui.lane import Lane

WIDTH, HEIGHT = 200, 100


def box(label: str, xmin: float, ymin: float, xmax: float, ymax: float, **more: Any) -> Instance:
    return Instance(label, Box(xmin, ymin, xmax, ymax), **more)


def annotation(*instances: Instance, mask: np.ndarray | None = None, source: str = "") -> Annotation:
    return Annotation(WIDTH, HEIGHT, instances, mask, source=source)


@dataclass
class Folder:
    """Label files in memory. Saving numbers the objects anew, as a file does, and rounds boxes to whole pixels."""

    files: dict[str, tuple[Instance, ...]] = field(default_factory=dict)
    saves: list[Annotation] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    @property
    def dataset(self) -> Dataset:
        records = tuple(Record(name, f"{name}.jpg", f"{name}.xml") for name in self.files)
        return Dataset(Path("folder"), "voc", Listing.of(records), Path("folder"))

    def stamp(self, name: str) -> str:
        return repr(self.files[name])

    def labels(self, name: str) -> Labels:
        numbered = tuple(replace(one, origin=place) for place, one in enumerate(self.files[name]))
        return Labels(annotation(*numbered), (), self.stamp(name))

    def shown(self, name: str, prediction: Annotation | None = None) -> Shown:
        screen = Screen(np.full((HEIGHT, WIDTH, 4), 128, np.uint8))
        if name in self.broken:
            return Shown(screen, None, f"{name}.xml stops in the middle (line 12)", prediction)
        return Shown(screen, self.labels(name), None, prediction)

    def show(self, document: Document, name: str, prediction: Annotation | None = None) -> None:
        assert document.dataset is not None
        record = next(each for each in document.dataset.records if each.name == name)
        document.show(record, self.shown(name, prediction))

    def opened(self, name: str) -> Document:
        """A document that shows the picture of that name."""
        made = Document()
        made.open(self.dataset)
        self.show(made, name)
        return made

    def save(
        self, _dataset: Dataset, record: Record, saved: Annotation, stamp: str | None, _basis: bytes | None = None
    ) -> Labels:
        if stamp != self.stamp(record.name):
            raise FileChanged(Path(f"{record.name}.xml"), "has been changed on disk")
        origins = [one.origin for one in saved.instances if one.origin is not None]
        assert len(set(origins)) == len(origins) and all(0 <= at < len(self.files[record.name]) for at in origins)
        self.saves.append(saved)
        old = sorted((one for one in saved.instances if one.origin is not None), key=lambda one: one.origin or 0)
        new = [one for one in saved.instances if one.origin is None]
        self.files[record.name] = tuple(replace(_rounded(one), origin=None) for one in (*old, *new))
        return self.labels(record.name)


def asked_of(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """What `lane` is asked from now on; nothing answers by itself."""
    made: list[Job] = []

    def ask(call: str, arguments: Mapping[str, object]) -> Job:
        made.append(Job(EngineProcess(1, 0), call, arguments))
        return made[-1]

    monkeypatch.setattr(lane, "ask", ask)
    return made


def _rounded(instance: Instance) -> Instance:
    return replace(instance, box=Box(*(float(round(value)) for value in instance.box.as_tuple())))
