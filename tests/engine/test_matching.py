"""A folder that is matched live says of every picture what matching that picture alone says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import matching, predictions, steps
from engine.annotation import Annotation, Box, Instance
from engine.datasets.index import Index
from engine.datasets.record import Dataset, Listing, Record
from engine.errors import EngineError
from engine.formats.problem import Problem
from engine.metrics.matching import match as match_one
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

    from engine.matching import FolderCounts

PICTURES = 7
CLASSES = ("cat", "cow", "dog")
SEEDS = st.integers(0, 2**32 - 1)
Objects = tuple[Instance, ...]


class Folder:
    """Pictures of a few bytes, truth that is only an index, and predictions in the cache."""

    def __init__(self, place: Path, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        place.mkdir(parents=True, exist_ok=True)
        self.names = [f"p{n}" for n in range(PICTURES)]
        for name in self.names:
            (place / f"{name}.jpg").write_bytes(seed.to_bytes(8, "little") + name.encode())
        self.checkpoint = place / "some.safetensors"
        self.checkpoint.write_bytes(seed.to_bytes(8, "little"))
        self.truth: dict[str, Objects | None] = {name: self.objects(False) for name in self.names}
        self.truth["p3"] = None
        self.said: dict[str, Objects] = {}
        records = Listing.of(Record(name, str(place / f"{name}.jpg"), f"{name}.xml") for name in self.names)
        self.dataset = Dataset(place, "voc", records, place)

    def objects(self, scored: bool) -> Objects:
        made = []
        for _ in range(int(self.random.integers(0, 6))):
            x, y = self.random.integers(0, 12, 2).tolist()
            wide, high = self.random.integers(1, 14, 2).tolist()
            score = round(float(self.random.random()), 1) if scored else None
            hard = not scored and bool(self.random.random() < 0.2)
            label = str(self.random.choice((*CLASSES, "new")))
            made.append(Instance(label, Box(x, y, x + wide, y + high), score=score, difficult=hard))
        return tuple(made)

    def predict(self, name: str) -> None:
        if name not in self.said:
            self.said[name] = self.objects(True)
            image = self.dataset.root / f"{name}.jpg"
            predictions.store(predictions.key(self.checkpoint), image, Annotation(99, 99, self.said[name]))

    def index(self) -> Index:
        rows = [(i, one) for i, name in enumerate(self.names) for one in self.truth[name] or ()]
        classes = tuple(sorted({one.label for _, one in rows}))
        empty = np.zeros(PICTURES, bool)
        return Index(
            self.dataset,
            classes,
            (),
            np.full((PICTURES, 2), 99, np.int32),
            np.full(PICTURES, -1, np.int32),
            np.array([i for i, _ in rows], np.int32),
            np.array([classes.index(one.label) for _, one in rows], np.int32),
            np.array([one.box.as_tuple() for _, one in rows], np.float64).reshape(-1, 4),
            np.array([one.difficult for _, one in rows], bool),
            empty,
            empty,
            empty,
            (),
            np.array([self.truth[name] is not None for name in self.names]),
        )

    def check(self, found: FolderCounts, confidence: float, threshold: float) -> None:
        """Against the matching of one picture after the other."""
        sums = np.zeros(4, int)
        for row, name in enumerate(self.names):
            truth = self.truth[name]
            assert found.known[row] == (truth is not None and name in self.said)
            if truth is None or name not in self.said:
                assert not found.counts[row].any() and np.isnan(found.worst[row])
                continue
            shown = tuple(one for one in self.said[name] if one.score is not None and one.score >= confidence)
            pairs = match_one(Annotation(99, 99, truth), Annotation(99, 99, shown), threshold)
            words = ("true", "false", "missed", "mislabelled")
            known = [sum(pair.verdict == word for pair in pairs) for word in words]
            assert found.counts[row].tolist() == known
            sums += known
            ious = [pair.iou for pair in pairs if pair.truth is not None and pair.verdict != "ignored"]
            assert found.worst[row] == min(ious) if ious else np.isnan(found.worst[row])
        assert found.totals() == tuple(sums.tolist())


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(matching._Gathered, "last", None)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SEEDS, st.sampled_from([1, 500]))
def test_every_answer_is_that_of_each_picture_alone(tmp_path: Path, seed: int, merged: int) -> None:
    folder = Folder(tmp_path / uuid4().hex, seed)
    random = np.random.default_rng(seed)
    some = str(folder.checkpoint)
    for name in random.choice(folder.names, 3):
        folder.predict(str(name))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "MERGED", merged)
        patch.setattr(matching._Gathered, "last", None)
        found = finish(matching.match(some, 0.3, 0.5, index=folder.index()))
        folder.check(found, 0.3, 0.5)
        for _ in range(6):
            confidence, threshold = float(random.choice([0.0, 0.3, 0.7])), float(random.choice([0.1, 0.5, 0.9]))
            edited: dict[str, Objects] = {}
            for name in random.choice(folder.names, int(random.integers(0, 3))):
                folder.truth[str(name)] = edited[str(name)] = folder.objects(False)
            names = [str(name) for name in random.choice(folder.names, int(random.integers(0, 3)))]
            for name in names:
                folder.predict(name)
            again = folder.index() if random.random() < 0.2 else None
            asked = matching.match(some, confidence, threshold, found.token, again, edited, tuple(names))
            found = finish(asked)
            folder.check(found, confidence, threshold)


def test_a_mask_alone_says_nothing_of_objects_and_a_bad_label_file_neither(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "f", 5)
    folder.truth = dict.fromkeys(folder.names, ())
    for name in folder.names:
        folder.predict(name)
    records = Listing.of(
        record._replace(xml_file=None) if record.name == "p1" else record for record in folder.dataset.records
    )
    index = replace(folder.index(), dataset=replace(folder.dataset, records=records))
    index = replace(index, has_mask=~index.has_mask, noticed=((2, Problem("p2.xml", 3, "labels", "stops")),))
    found = finish(matching.match(str(folder.checkpoint), 0.3, 0.5, index=index))
    assert found is not None and found.known.tolist() == [name not in ("p1", "p2") for name in folder.names]
    assert index.told.tolist() == found.known.tolist()  # a run learns by the same rule
    found = finish(matching.match(str(folder.checkpoint), 0.3, 0.5, found.token, edited={"p1": ()}))
    assert found is not None and found.known.tolist() == [name != "p2" for name in folder.names]


def test_a_process_that_does_not_know_the_folder_says_so(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "f", 1)
    some = str(folder.checkpoint)
    assert finish(matching.match(some, 0.3, 0.5, token="another")) is None
    found = finish(matching.match(some, 0.3, 0.5, index=folder.index()))
    assert finish(matching.match(some, 0.3, 0.5, token="another")) is None
    assert finish(matching.match(some, 0.3, 0.5, token=found.token)) is not None
    with pytest.raises(EngineError, match="could not be read"):
        finish(matching.match(str(tmp_path / "gone.safetensors"), 0.3, 0.5, index=folder.index()))


def test_predictions_are_read_once_for_a_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder(tmp_path / "f", 2)
    some = str(folder.checkpoint)
    for name in folder.names:
        folder.predict(name)
    finish(matching.match(some, 0.3, 0.5, index=folder.index()))
    read: list[Path] = []
    monkeypatch.setattr(predictions, "load", lambda _key, image: read.append(image))
    folder.truth["p0"] = ()
    found = finish(matching.match(some, 0.3, 0.5, index=folder.index(), predicted=("p1", "nowhere")))
    folder.check(found, 0.3, 0.5)
    assert not read


def test_what_was_given_up_half_way_is_gathered_when_it_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path / "f", 4)
    some = str(folder.checkpoint)
    for name in folder.names:
        folder.predict(name)
    monkeypatch.setattr(steps, "EVERY", -1.0)
    half = matching.match(some, 0.3, 0.5, index=folder.index())
    for _ in range(3):
        next(half)
    half.close()
    folder.check(finish(matching.match(some, 0.3, 0.5, index=folder.index())), 0.3, 0.5)


def test_a_picture_that_was_replaced_has_the_prediction_of_the_new_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "f", 3)
    some = str(folder.checkpoint)
    for name in folder.names:
        folder.predict(name)
    found = finish(matching.match(some, 0.3, 0.5, index=folder.index()))
    folder.check(found, 0.3, 0.5)
    for name in ("p0", "p5"):
        (folder.dataset.root / f"{name}.jpg").write_bytes(b"another picture")
        del folder.said[name]
    folder.predict("p0")
    found = finish(matching.match(some, 0.3, 0.5, found.token, predicted=("p0", "p5")))
    folder.check(found, 0.3, 0.5)
    (folder.dataset.root / "p1.jpg").unlink()
    del folder.said["p1"]
    folder.check(finish(matching.match(some, 0.3, 0.5, index=folder.index())), 0.3, 0.5)
