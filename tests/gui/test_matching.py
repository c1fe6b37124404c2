"""What is true, false and missed in every picture stays true while sliders move and labels are corrected."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

import numpy as np
import psutil
from PySide6.QtCore import Qt
from shiboken6 import isValid

from engine.matching import FolderCounts
from engine.steps import Step
from gui.job import Failure
from gui.main_window import MainWindow
from gui.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from engine.annotation import Annotation

from tests.gui.driving import IMAGES, PATIENCE, act, go, open_folder, press, sort_by, truth
from tests.gui.fakes import asked_of
from tests.gui.predicting import LATE, expected, matched, predict, read, records


def agree(window: MainWindow, found: dict[int, Annotation], edited: dict[int, Annotation] | None = None) -> None:
    for number in range(IMAGES):
        if number not in found:
            assert window.matching.counts(number) is None
            continue
        there = (edited or {}).get(number) or read(records(window)[number])
        wanted, counts = expected(window, there, found[number]), window.matching.counts(number)
        assert counts == wanted
        badges = window.images.model.facts.badges(number)
        assert badges is not None
        assert badges[:3] == (
            wanted.true,
            wanted.false + wanted.mislabelled,
            wanted.missed + wanted.mislabelled,
        )


def test_every_picture_is_counted_as_it_would_be_alone_wherever_the_sliders_are(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path
) -> None:
    found = matched(qtbot, window, folder, checkpoint)
    agree(window, found)
    totals = window.images.model.facts.totals()
    assert totals is not None and sum(totals) > 0 and window.images.totals.isVisible()
    for confidence, threshold in ((0.6, 0.5), (0.6, 0.9), (0.0, 0.2)):
        with qtbot.waitSignal(window.matching.changed, timeout=PATIENCE):
            window.viewing.confidence, window.viewing.iou_threshold = confidence, threshold
        qtbot.waitUntil(lambda: not window.lanes.matching.busy)
        agree(window, found)


def test_a_picture_that_is_predicted_or_corrected_changes_its_row_alone(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path
) -> None:
    found = matched(qtbot, window, folder, checkpoint)
    found |= predict(window, checkpoint, LATE)
    name = records(window)[LATE].name
    with qtbot.waitSignal(window.matching.changed, timeout=PATIENCE):
        window.training.predicting.emit(Step("Predicting", 8, 8, "prediction", {"name": name, "problem": None}))
    agree(window, found)
    whole = truth(window)
    window.document.select(0)
    with qtbot.waitSignal(window.matching.changed, timeout=PATIENCE):
        press(qtbot, window, Qt.Key.Key_Delete)
    edited = {0: truth(window)}
    assert len(truth(window).instances) == len(read(records(window)[0]).instances) - 1
    agree(window, found, edited)
    go(qtbot, window, "next")  # which saves it
    assert len(read(records(window)[0]).instances) == len(edited[0].instances)
    before = expected(window, whole, found[0])
    assert window.matching.counts(0) != before
    act(qtbot, window, "undo")
    qtbot.waitUntil(lambda: window.matching.counts(0) == before, timeout=PATIENCE)


def test_reading_the_labels_again_counts_what_others_changed(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path
) -> None:
    found = matched(qtbot, window, folder, checkpoint)
    xml = records(window)[3].xml
    assert xml is not None
    text = xml.read_text(encoding="utf-8")
    first, last = text.index("<object>"), text.rindex("</object>") + len("</object>")
    xml.write_text(text[:first] + text[last:], encoding="utf-8")
    assert window.document.dataset is not None
    with qtbot.waitSignal(window.matching.changed, timeout=PATIENCE):
        window.opening.read_labels(window.document.dataset)
    agree(window, found)
    counts = window.matching.counts(3)
    assert counts is not None and counts.missed == counts.true == 0 and counts.worst_iou is None


def test_a_matching_process_that_dies_gathers_again(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path
) -> None:
    found = matched(qtbot, window, folder, checkpoint)
    pid = window.lanes.matching.pid
    assert pid is not None
    psutil.Process(pid).kill()
    with qtbot.waitSignal(window.matching.changed, timeout=PATIENCE):
        window.viewing.confidence = 0.55
    agree(window, found)
    assert window.lanes.matching.pid != pid


def test_why_a_folder_is_not_counted_is_said_once(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matched(qtbot, window, folder, checkpoint)
    said: list[str] = []
    monkeypatch.setattr(window, "say_failure", said.append)
    for _ in range(5):  # it is tried again with each prediction
        window.matching._failed(window.matching._turn, Failure("the checkpoint is gone", "", expected=True))
    assert len(said) == 1


def test_a_network_that_finds_no_objects_has_missed_none(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path
) -> None:
    open_folder(qtbot, window, folder)
    about = json.dumps({"__metadata__": {"overlap": json.dumps({"recipe": "unet"})}}).encode()
    checkpoint.write_bytes(struct.pack("<Q", len(about)) + about)
    predict(window, checkpoint, *range(IMAGES))
    window.training.use(str(checkpoint))
    window.training.predicted.emit(str(checkpoint))
    qtbot.wait(200)
    assert window.matching.counts(0) is None and not window.lanes.matching.busy
    sort_by(window, "missed")
    assert window.images.ranking.text == "This network finds no objects that could be counted."
    sort_by(window, "worst")
    assert window.images.ranking.button.text() == "Rank"


def test_what_was_gathered_of_another_checkpoint_is_no_answer(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(qtbot, window, folder)
    jobs = asked_of(window.lanes.matching, monkeypatch)
    other = checkpoint.with_name("other.safetensors")
    other.write_bytes(b"other weights")
    for turn, each in enumerate((checkpoint, other)):
        window.training.checkpoint = str(each)
        window.training.predicted.emit(str(each))
        if not turn:
            qtbot.waitUntil(lambda: len(jobs) == 1, timeout=PATIENCE)
    columns = np.ones(IMAGES, bool), np.zeros((IMAGES, 4), np.int32), np.full(IMAGES, np.nan)
    jobs[0].succeeded.emit(FolderCounts("first", *columns))
    assert window.matching.found is None
    qtbot.waitUntil(lambda: len(jobs) == 2, timeout=PATIENCE)
    asked = jobs[1].arguments
    assert (asked["checkpoint"], asked["token"]) == (str(other), "") and asked["index"] is not None
    jobs[1].succeeded.emit(FolderCounts("second", *columns))
    assert window.matching.found is not None and window.matching.found.token == "second"


def test_what_is_matched_when_the_window_has_gone_is_no_fault(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = MainWindow(Settings(tmp_path / "other.ini"))
    made.furnish()
    jobs, matching = asked_of(made.lanes.matching, monkeypatch), made.matching
    matching._checkpoint, matching._index = "some", opened.matching._index
    matching._ask()
    matching._say(matching._turn, Step("Matching", 1, 2))
    made.quiet = True
    made.close()
    for left in (made.images, made.instances, made.bottom, made):
        left.deleteLater()
    qtbot.waitUntil(lambda: not isValid(made))
    jobs[-1].cancelled.emit()
    jobs[-1].succeeded.emit(None)
