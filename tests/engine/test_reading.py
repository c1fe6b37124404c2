"""What the reader hands to the window: also for pictures and labels that are damaged."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import predictions, reading
from engine.annotation import Annotation, Box, Instance, same
from engine.datasets.shapes import write_scenes
from engine.errors import EngineError
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Dataset


@pytest.fixture
def scenes(tmp_path: Path) -> Dataset:
    finish(write_scenes(str(tmp_path / "scenes"), images=4))
    return finish(reading.open_folder(str(tmp_path / "scenes")))


def test_a_picture_comes_with_its_labels_and_the_kept_prediction(scenes: Dataset) -> None:
    record = scenes.records[0]
    shown = finish(reading.picture(scenes.format, record, None))
    assert shown.screen.pixels.shape == (240, 320, 4) and shown.screen.problem is None
    assert shown.labels is not None and shown.labels.annotation.instances and shown.label_error is None
    assert shown.prediction is None
    guess = Annotation(320, 240, (Instance("star", Box(1, 2, 3, 4), score=0.5),), source="0123")
    predictions.store("0123", record.image, guess)
    shown = pickle.loads(pickle.dumps(finish(reading.picture(scenes.format, record, "0123"))))
    assert shown.prediction is not None and shown.prediction.instances == guess.instances
    assert same(shown.labels.annotation, finish(reading.picture(scenes.format, record, None)).labels.annotation)


def test_damaged_labels_are_told_and_the_picture_still_shows(scenes: Dataset) -> None:
    record = scenes.records[1]
    assert record.xml is not None
    record.xml.write_bytes(b"<annotation>")
    shown = finish(reading.picture(scenes.format, record, None))
    assert shown.labels is None and shown.screen.problem is None
    assert shown.label_error is not None and shown.label_error.startswith("scene_0001.xml, line 1: ")


def test_a_damaged_picture_shows_what_is_left_of_it(scenes: Dataset) -> None:
    record = scenes.records[2]
    data = record.image.read_bytes()
    record.image.write_bytes(data[: len(data) // 2])
    shown = finish(reading.picture(scenes.format, record, None))
    assert shown.screen.problem is not None and "cut short" in shown.screen.problem
    assert shown.screen.pixels[:60].std() > 3 and shown.labels is not None
    for spoil in (lambda: record.image.write_bytes(b"nothing"), record.image.unlink):
        spoil()
        shown = finish(reading.picture(scenes.format, record, "0123"))
        assert shown.screen.problem is not None and shown.screen.problem.startswith("scene_0002.jpg: ")
        assert shown.screen.pixels.dtype == np.uint8 and shown.screen.pixels.shape[2] == 4 and shown.labels is None


def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        finish(reading.open_folder(str(tmp_path / "nothing")))
