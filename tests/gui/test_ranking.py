"""Orders of the image list that have to be found out first."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine import places, predictions
from engine.review.ranked import Ranked, Reason
from engine.runs import FitSettings, RunFiles
from engine.steps import Step
from gui.job import Failure
from gui.review import ranking

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

from tests.gui.driving import IMAGES, PATIENCE, open_folder, sort_by
from tests.gui.predicting import LATE, order, predict, records


class Asked(QObject):
    """A job that does what the test says."""

    stepped, succeeded, failed, cancelled = Signal(object), Signal(object), Signal(object), Signal()

    def __init__(self, call: str, arguments: Mapping[str, object]) -> None:
        super().__init__()
        self.call, self.arguments = call, arguments

    def cancel(self) -> None:
        self.cancelled.emit()


def test_what_a_network_doubts_is_ranked_when_that_is_asked_for(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Asked] = []
    monkeypatch.setattr(window.lanes.run, "ask", lambda *asked: jobs.append(Asked(*asked)) or jobs[-1])
    own = tmp_path / "sample.safetensors"
    shutil.copy(places.sample_checkpoint(), own)
    open_folder(qtbot, window, folder)
    images, names = window.images, [record.name for record in records(window)]
    sort_by(window, "uncertain")
    assert "Train one" in images.ranking.text and not images.ranking.button.isVisible()
    window.training.use(str(own))
    sort_by(window, "uncertain")
    assert "looked at twice" in images.ranking.text and images.ranking.button.text() == "Rank" and not jobs
    images.ranking.button.click()
    assert jobs[0].call == "rank" and jobs[0].arguments["by"] == "uncertain"
    assert jobs[0].arguments["folder"] == str(folder) and jobs[0].arguments["checkpoint"] == str(own)
    jobs[0].stepped.emit(Step("Looking for doubt", 1, IMAGES, "rank"))
    assert "Looking for doubt · 1 / 8" in window.status.job.text()
    images.ranking.button.click()
    assert images.ranking.text.startswith("Stopped") and order(window) == list(range(IMAGES))
    images.ranking.button.click()
    jobs[1].failed.emit(Failure("no picture is labelled; try --by uncertain", "", True, "EngineError"))
    assert images.ranking.text.startswith("No picture is labelled")
    sort_by(window, "uncertain")
    images.ranking.button.click()
    jobs[2].succeeded.emit((Ranked(names[6], 0.9, (Reason.of("class"),)), Ranked(names[2], 0.4)))
    assert order(window) == [6, 2, 0, 1, 3, 4, 5, 7] and images.ranking.text == "2 pictures ranked."
    assert window.reviewing.position == 0, "nobody is taken away from a picture"
    images.ranking.button.click()
    assert window.reviewing.position == 6 and not images.ranking.isVisible()
    sort_by(window, "name")
    sort_by(window, "uncertain")
    assert window.reviewing.position == 6 and len(jobs) == 3
    sort_by(window, "mislabelled")
    images.ranking.button.click()
    window.training.started.emit(3)
    assert images.ranking.text.startswith("Stopped"), "a run takes the lane"
    window.training.use("")
    assert not images.model.facts.ranks


def test_what_the_last_run_changed_is_told_from_what_is_kept(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    first, second = (tmp_path / name / "best.safetensors" for name in ("scenes-1", "scenes-2"))
    for run, start in ((first, None), (second, str(first))):
        run.parent.mkdir()
        run.write_bytes(run.parent.name.encode())
        settings = FitSettings(str(folder), "unet", str(run.parent), start=start)
        RunFiles(run.parent).settings.write_text(settings.to_json(), encoding="utf-8")
    open_folder(qtbot, window, folder)
    window.training.checkpoint = str(first)
    sort_by(window, "changed")
    assert window.images.ranking.text == "No run has changed what is predicted here yet."
    for run in (first, second):
        predict(window, run, *range(LATE))
    before = predictions.load(predictions.key(second), records(window)[4].image)
    assert before is not None and before.instances
    without = before.with_instances(before.instances[1:])
    predictions.store(predictions.key(second), records(window)[4].image, without)
    window.training.checkpoint = str(second)
    sort_by(window, "changed")
    qtbot.waitUntil(lambda: order(window)[0] == 4, timeout=PATIENCE)
    assert window.images.model.facts.ranks["changed"][4][1].startswith("1 gone: ")
    assert len(window.images.model.facts.ranks["changed"]) == 1


def test_parts_are_those_of_the_checkpoint_or_of_the_recipe_that_is_chosen(
    qtbot: QtBot, window: MainWindow, folder: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folder / "ImageSets")
    jobs: list[Asked] = []
    monkeypatch.setattr(window.lanes.parts, "ask", lambda *asked: jobs.append(Asked(*asked)) or jobs[-1])

    def asked() -> list[tuple[object, object]]:
        return [(one.arguments["checkpoint"], one.arguments["recipe"]) for one in jobs if one.call == "parts"]

    open_folder(qtbot, window, folder)
    form = window.train_panel.form
    form.source.setCurrentIndex(form.source.findData("unet"))
    assert asked() == [], "nobody has asked which picture is in which part"
    window.images.search.setText("split:test")
    qtbot.waitUntil(lambda: asked() == [("", "unet")], timeout=PATIENCE)
    form.source.setCurrentIndex(form.source.findData("multi-small"))
    parts = {"train": ("scene_0001",), "validation": (), "test": ("scene_0002", "scene_0003")}
    jobs[-1].succeeded.emit(parts)
    assert order(window) == [2, 3] and asked()[1:] == [("", "multi-small")], "another recipe meanwhile"
    jobs[-1].succeeded.emit(parts)
    window.training.use(str(checkpoint))
    assert asked()[2:] == [(str(checkpoint), "multi-small")]


def test_the_search_for_copies_that_divides_a_folder_is_seen_and_can_be_stopped(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folder / "ImageSets", ignore_errors=True)
    monkeypatch.setattr(ranking, "AGAIN", 100)
    jobs: list[Asked] = []
    monkeypatch.setattr(window.lanes.parts, "ask", lambda *asked: jobs.append(Asked(*asked)) or jobs[-1])
    open_folder(qtbot, window, folder)
    window.images.search.setText("split:test")
    qtbot.waitUntil(lambda: len(jobs) == 1, timeout=PATIENCE)
    jobs[0].stepped.emit(Step("Looking for copies", 3, 8, "copies"))
    assert window.status.job.text() == "Looking for copies · 3 / 8"
    assert not window.status.stop.isVisible(), "what is over in a moment is not shown"
    window.status._reveal.setInterval(0)
    qtbot.waitUntil(window.status.stop.isVisible, timeout=PATIENCE)
    window.status.stop.click()
    assert not window.status.stop.isVisible() and order(window) == []
    toast = next(one for one in window.toasts.shown() if one.text.startswith("Stopped"))
    assert "not known" in toast.text
    qtbot.wait(ranking.AGAIN + 200)
    assert len(jobs) == 1, "what a person stops does not begin again by itself"
    assert toast.way_in is not None
    toast.way_in.click()
    assert len(jobs) == 2
    jobs[1].succeeded.emit({"train": (), "validation": (), "test": (window.images.model.records[4].name,)})
    assert order(window) == [4]


def test_a_search_for_copies_ends_with_its_folder(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = folder / "ImageSets"
    shutil.rmtree(lists, ignore_errors=True)
    jobs: list[Asked] = []
    monkeypatch.setattr(window.lanes.parts, "ask", lambda *asked: jobs.append(Asked(*asked)) or jobs[-1])
    open_folder(qtbot, window, folder)
    window.images.search.setText("split:test")
    qtbot.waitUntil(lambda: len(jobs) == 1, timeout=PATIENCE)
    ended: list[bool] = []
    jobs[0].cancelled.connect(lambda: ended.append(True))
    window.images.search.clear()
    open_folder(qtbot, window, Path(shutil.copytree(folder, folder.parent / "another")))
    assert ended == [True]
    assert not any(toast.text.startswith("Stopped") for toast in window.toasts.shown())


def test_a_ranking_by_another_network_is_given_up(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Asked] = []
    monkeypatch.setattr(window.lanes.run, "ask", lambda *asked: jobs.append(Asked(*asked)) or jobs[-1])
    first, second = (Path(shutil.copy(places.sample_checkpoint(), tmp_path / f"{name}.safetensors")) for name in "ab")
    open_folder(qtbot, window, folder)
    window.training.use(str(first))
    sort_by(window, "uncertain")
    window.images.ranking.button.click()
    ended: list[bool] = []
    jobs[0].cancelled.connect(lambda: ended.append(True))
    window.training.use(str(second))
    assert ended == [True] and window.images.ranking.button.text() == "Rank"
    jobs[0].succeeded.emit((Ranked(records(window)[6].name, 0.9, ()),))  # its word was on the way
    assert order(window) == list(range(IMAGES)) and not window.images.model.facts.ranks
