"""A folder opened again: its predictions are shown, the next run goes on from their checkpoint; and none are."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from engine import places
from engine.annotation import Box
from engine.errors import EngineError
from engine.runs import FitSettings, RunFiles
from gui import connections
from gui.panels.welcome import Welcome
from gui.runs.checkpoints import CheckpointsShown, recipe_of
from gui.runs.run_folders import next_run
from gui.settings import Settings
from tests.gui.driving import IMAGES, PATIENCE, open_folder, predict

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))


def a_run_on(folder: Path) -> str:
    """A run that has ended on `folder`; returns its checkpoint."""
    files = RunFiles(next_run(folder))
    files.folder.mkdir(parents=True)
    files.settings.write_text(FitSettings(str(folder), "multi-small", str(files.folder), device="cpu").to_json())
    shutil.copy(places.sample_checkpoint(), files.best)
    return str(files.best)


def test_a_folder_opened_again_has_its_predictions(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    checkpoint = a_run_on(folder)
    open_folder(qtbot, window, folder)
    assert window.training.checkpoint == ""
    window.use_checkpoint(checkpoint)
    qtbot.waitUntil(lambda: window.document.prediction is not None, timeout=3 * PATIENCE)
    qtbot.waitUntil(lambda: not window.lanes.predict.busy, timeout=PATIENCE)
    open_folder(qtbot, window, folder)
    assert window.training.checkpoint == checkpoint
    assert window.train_panel.form.source.currentText() == "Checkpoint: run 1"
    qtbot.waitUntil(lambda: window.document.prediction is not None, timeout=3 * PATIENCE)


def test_a_picture_left_that_is_gone_is_named_quietly(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.returning._soon.setInterval(0)
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        window.reviewing.go(2)
    left = window.document.record
    assert left is not None
    qtbot.waitUntil(lambda: window.returning.picture_left(folder) == left.name, timeout=PATIENCE)
    left.image.unlink()
    failed: list[str] = []
    window.failed.connect(failed.append)
    open_folder(qtbot, window, folder)
    assert window.reviewing.position == 0 and failed == []
    (toast,) = [each for each in window.toasts.shown() if left.name in each.text]
    assert toast.kind == "info" and "is gone" in toast.text


def test_a_picture_asked_for_that_is_not_there_is_said_as_a_failure(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    failed: list[str] = []
    window.failed.connect(failed.append)
    open_folder(qtbot, window, folder, select="nobody.jpg")
    assert len(failed) == 1 and "nobody.jpg" in failed[0]


def test_what_was_shown_is_forgotten_where_it_is_gone_or_no_checkpoint(tmp_path: Path) -> None:
    shown = CheckpointsShown(Settings(tmp_path / "s.ini"))
    folder, file = tmp_path / "cats", tmp_path / "mine.safetensors"
    shutil.copy(places.sample_checkpoint(), file)
    shown.remember(folder, str(file))
    assert shown.of(folder) == str(file) and shown.of(tmp_path) == ""
    assert CheckpointsShown(Settings(tmp_path / "s.ini")).of(folder) == str(file)
    file.write_bytes(b"no checkpoint")
    assert shown.of(folder) == ""
    file.unlink()
    assert shown.of(folder) == ""


@pytest.mark.parametrize("data", [b"", b"\x10" + bytes(7) + b"not json at all!", b"\x02" + bytes(7) + b"{}"])
def test_what_is_no_checkpoint_is_refused_in_words(data: bytes, tmp_path: Path) -> None:
    odd = tmp_path / "odd.safetensors"
    odd.write_bytes(data)
    with pytest.raises(EngineError, match=r"\(its header cannot be read\); open one that a run here has made"):
        recipe_of(odd)
    odd.unlink()
    with pytest.raises(EngineError, match=r"\(No such file or directory\)"):
        recipe_of(odd)


def test_a_run_that_ends_while_another_folder_is_open_is_kept_for_its_own(window: MainWindow, tmp_path: Path) -> None:
    checkpoint = a_run_on(tmp_path / "cats")
    window.training.run = FitSettings(str(tmp_path / "cats"), "multi-small", str(places.data()), device="cpu")
    connections._remember_run(window, None, checkpoint)
    assert window.shown_last.of(tmp_path / "cats") == checkpoint


def test_the_sample_keeps_its_checkpoint_until_a_run_was_trained_on_it(tmp_path: Path) -> None:
    shown = CheckpointsShown(Settings(tmp_path / "s.ini"))
    sample, other = places.data() / "sample", tmp_path / "other.safetensors"
    shutil.copy(places.sample_checkpoint(), other)
    shown.remember(sample, str(other))
    assert shown.of_run_on(sample) == ""
    checkpoint = a_run_on(sample)
    shown.remember(sample, checkpoint)
    assert shown.of_run_on(sample) == checkpoint


def test_a_view_of_predictions_without_any_says_so(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    empty = window.canvas.findChild(QPushButton, "predict").parentWidget()
    qtbot.wait(400)
    assert not empty.isVisible(), "truth is what this view is about"
    for view in ("side", "prediction"):
        window.viewing.view = view
        qtbot.waitUntil(empty.isVisible)
        pane = window.canvas.camera.panes()[-1].rect.toRect()
        assert pane.contains(empty.geometry())
    assert not window.canvas.findChild(QPushButton, "predict").isVisible(), "there is no checkpoint"
    predict(window, ("cat", Box(1, 1, 9, 9), 0.9))
    assert not empty.isVisible()


def test_its_button_predicts_the_folder(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.training.use(str(places.sample_checkpoint()))
    window.viewing.view = "prediction"
    button = window.canvas.findChild(QPushButton, "predict")
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled())
    with qtbot.waitSignal(window.training.predicted, timeout=3 * PATIENCE):
        button.click()
        assert not button.isVisible()
    qtbot.waitUntil(lambda: window.document.prediction is not None, timeout=PATIENCE)
    qtbot.wait(400)
    assert not button.isVisible()


def test_folders_opened_lately_say_how_many_pictures_they_had(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    qtbot.waitUntil(lambda: window.settings.texts("recent") == [str(folder)])
    welcome = Welcome(window.settings)  # as the next start has it
    qtbot.addWidget(welcome)
    rows = [row.text() for row in welcome.findChildren(QPushButton) if row.property("role") == "row"]
    assert len(rows) == 1 and rows[0].endswith(f"{IMAGES} pictures")
