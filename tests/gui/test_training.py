"""A run as a person sees it: started with two keys, followed, paused, stopped, gone on with, failed, ended."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from engine import places
from engine.annotation import Annotation, Box, Instance
from engine.datasets.record import Dataset, Listing
from engine.errors import EngineError
from engine.recipes import RECIPES
from engine.runs import RunFiles
from engine.steps import Step
from gui.document import Document
from gui.job import Failure
from gui.panels.training import TrainingPanel
from gui.runs.estimates import Counting
from gui.runs.training import Choices, Training
from gui.settings import Settings
from tests.gui.training_room import FakeLane, epoch, furnished, leave, report, settings_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.panels.evaluation import EvaluationPanel


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    return furnished(qtbot, tmp_path, monkeypatch)


def test_two_keys_start_a_run_on_what_the_form_says(room: SimpleNamespace, qtbot: QtBot) -> None:
    room.panel.show()
    room.panel.focus_start()
    qtbot.keyClick(room.panel.form.start, Qt.Key.Key_Return)
    settings = settings_of(room)
    assert room.run.jobs[-1].call == "fit"
    assert settings.folder == str(room.root)
    assert settings.recipe == "multi-mobilenet_v2"
    assert settings.out == str(places.data() / "runs" / "my_pets-1")
    assert (settings.pinned, settings.seed, settings.start, settings.epochs) == ("b", 0, None, None)
    assert settings.threads is not None and settings.threads >= 1
    assert room.training.state == "running"
    assert not room.panel.form.start.isEnabled()
    assert room.panel.form.stop.isEnabled()


def test_enter_starts_from_any_field_of_the_form(room: SimpleNamespace, qtbot: QtBot) -> None:
    room.panel.show()
    room.panel.form.epochs.setFocus()
    room.panel.form.epochs.setValue(3)
    qtbot.keyClick(room.panel.form.epochs, Qt.Key.Key_Return)
    assert settings_of(room).epochs == 3
    assert room.training.settings.number("epochs") == 3


def test_without_a_folder_nothing_starts_and_the_button_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    document = Document()
    training = Training(document, Settings(tmp_path / "s.ini"), FakeLane(), FakeLane())
    panel = TrainingPanel(training, Counting(document, FakeLane()))
    qtbot.addWidget(panel)
    assert not panel.form.start.isEnabled()
    assert "folder" in panel.form.start.toolTip()
    with pytest.raises(EngineError, match="Open a folder"):
        training.start(Choices("multi-small"))


def test_the_curves_and_the_pinned_picture_follow_the_epochs(room: SimpleNamespace, qtbot: QtBot) -> None:
    room.panel.show()
    room.panel.form.start.click()
    view, job = room.panel.view, room.run.jobs[-1]
    job.stepped.emit(Step("Looking at the pictures", 30, 100, "features"))
    assert room.panel.notice.text == "Looking at the pictures: 30 of 100"
    assert (room.panel.progress.value(), room.panel.progress.maximum()) == (30, 100)
    seen = Annotation(40, 30, (Instance("cat", Box(1, 2, 20, 20), score=0.9),), source="epoch 2")
    for number in range(1, 4):
        job.stepped.emit(epoch(number, prediction=seen))
    assert "epoch 3 of 10" in room.panel.notice.text
    assert "40 s left" in room.panel.notice.text
    qtbot.waitUntil(lambda: view.caption.text() == "Epoch 3 · b", timeout=5000)
    qtbot.waitUntil(lambda: view._loss._plot is not None, timeout=20000)
    line = view._loss._lines["val_loss"]
    qtbot.waitUntil(lambda: len(line.getData()[0] if line.getData()[0] is not None else ()) == 3, timeout=5000)
    assert view._scores._lines["val_box_iou"].getData()[0] is None  # a head that isn't measured has no points
    assert not room.panel.grab().isNull()


def test_pause_and_go_on(room: SimpleNamespace) -> None:
    room.panel.form.start.click()
    form, job = room.panel.form, room.run.jobs[-1]
    form.pause.click()
    assert (job.wishes, room.training.state, form.pause.text()) == (["pause"], "paused", "Go on")
    form.pause.click()
    assert (job.wishes, room.training.state, form.pause.text()) == (["pause", "go on"], "running", "Pause")


def test_a_stopped_run_can_be_gone_on_with(room: SimpleNamespace, qtbot: QtBot) -> None:
    room.panel.form.start.click()
    first = settings_of(room)
    room.run.jobs[-1].stepped.emit(epoch(7, prediction=Annotation(40, 30)))
    qtbot.waitUntil(lambda: room.panel.view.caption.text() == "Epoch 7 · b")
    room.panel.form.stop.click()
    assert room.training.state == "stopping"
    assert room.run.jobs[-1].wishes == ["cancel"]
    leave(first.out, 7)
    RunFiles(Path(first.out)).settings.write_text(first.to_json())
    room.run.jobs[-1].cancelled.emit()
    assert room.panel.notice.text == "Run 1 was stopped. The run keeps its last checkpoint (epoch 7)."
    (resume,) = room.panel.notice.buttons
    resume.click()
    again = settings_of(room)
    assert (again.resume, again.out, again.seed, again.recipe) == (True, first.out, first.seed, first.recipe)
    assert sorted(room.panel.view._rows) == list(range(1, 8))
    assert room.panel.view.caption.text() == "b", "it is of no epoch yet"


def test_a_killed_engine_is_said_and_the_checkpoint_kept(room: SimpleNamespace) -> None:
    room.panel.form.start.click()
    first = settings_of(room)
    leave(first.out, 3)
    RunFiles(Path(first.out)).settings.write_text(first.to_json())
    room.run.jobs[-1].failed.emit(Failure("The engine process was killed.", "", True))
    assert room.panel.notice.text == "The engine process was killed. The run keeps its last checkpoint (epoch 3)."
    assert [button.text() for button in room.panel.notice.buttons] == ["Resume"]
    assert room.training.state == "idle"
    assert room.panel.form.start.isEnabled()


def test_a_fault_of_ours_can_be_copied(room: SimpleNamespace) -> None:
    room.panel.form.start.click()
    room.run.jobs[-1].failed.emit(Failure("ZeroDivisionError: division by zero", "Traceback ...", False))
    assert "fault of the program" in room.panel.notice.text
    assert [button.text() for button in room.panel.notice.buttons] == ["Copy report"]


def test_a_run_that_ended_predicts_the_folder_and_shows_its_scores(room: SimpleNamespace, qtbot: QtBot) -> None:
    room.panel.form.start.click()
    best = RunFiles(Path(settings_of(room).out)).best
    with qtbot.waitSignal(room.training.finished) as ended:
        room.run.jobs[-1].succeeded.emit(report(before=report(box={"mean_iou": 0.4}).plain()))
    assert ended.args[1] == str(best)
    assert room.training.checkpoint == str(best)
    job = room.predict.jobs[-1]
    assert job.call == "predict"
    assert job.arguments["images"] == ("b", "c", "a")  # the picture on the canvas first
    with qtbot.waitSignal(room.training.predicted) as shown:
        job.stepped.emit(Step("Predicting b", 1, 3, "prediction", {"name": "b"}))
    assert shown.args == [str(best)]
    with qtbot.waitSignal(room.training.predicted):
        job.succeeded.emit(3)
    cards = [card.lines for card in cards_of(room.evaluation)]
    assert ("Mean box IoU", "0.60", "+0.20", "before 0.40", "baseline 0.30") in cards
    assert ("Localization accuracy", "0.55", "") in [lines[:3] for lines in cards]


def test_a_run_that_ends_while_another_folder_is_open_leaves_that_folder_alone(room: SimpleNamespace) -> None:
    room.panel.form.start.click()
    room.document.open(Dataset(room.root.parent / "other", "images", Listing(), room.root))
    room.run.jobs[-1].succeeded.emit(report())
    assert room.predict.jobs == []
    assert room.training.checkpoint == ""


def test_going_on_from_the_current_checkpoint(room: SimpleNamespace, tmp_path: Path) -> None:
    header = json.dumps({"__metadata__": {"overlap": json.dumps({"recipe": "multi-small"})}}).encode()
    file = tmp_path / "mine.safetensors"
    file.write_bytes(struct.pack("<Q", len(header)) + header)
    room.training.use(str(file))
    form = room.panel.form
    assert form.source.itemText(0) == "Checkpoint: mine"
    assert form.from_checkpoint
    form.start.click()
    assert (settings_of(room).start, settings_of(room).recipe) == (str(file), "multi-small")


def test_what_is_no_checkpoint_is_not_offered(room: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "odd.safetensors").write_bytes(b"\xff" * 40)
    room.training.use(str(tmp_path / "odd.safetensors"))
    assert not room.panel.form.from_checkpoint


def test_evaluate_asks_for_the_scores_and_warns_of_a_leak(room: SimpleNamespace, tmp_path: Path) -> None:
    evaluation = room.evaluation
    assert not evaluation.evaluate.isEnabled()
    room.training.use(str(tmp_path / "mine.safetensors"))
    evaluation.evaluate.click()
    job = room.run.jobs[-1]
    assert (job.call, job.arguments["checkpoint"]) == ("evaluate", str(tmp_path / "mine.safetensors"))
    job.stepped.emit(Step("Evaluating", 10, 40, "evaluate"))
    job.succeeded.emit(report(leak={"images": 2}))
    assert evaluation.view.leak.text.startswith("Leak: 2 of these 40 pictures were also learnt from")
    assert not evaluation.view.leak.isHidden()
    assert "measured on the test part (40 pictures)" in evaluation.view.notice.text
    assert "0123456789abcdef" in evaluation.view.notice.text
    assert evaluation.view.scores.bars._bars[0].name == "<img src=/dev/zero>"
    assert not evaluation.grab().isNull()


def cards_of(panel: EvaluationPanel) -> list:
    return panel.view.scores.cards


def test_missing_weights_offer_a_folder_from_scratch_or_the_sample(room: SimpleNamespace, qtbot: QtBot) -> None:
    room.panel.form.start.click()
    line = "the weights are not here"
    room.run.jobs[-1].failed.emit(SimpleNamespace(message=line, details="", expected=True, kind="WeightsMissing"))
    assert room.panel.notice.text == "The weights are not here."
    choose, scratch, sample = room.panel.notice.buttons
    with qtbot.waitSignal(room.panel.weights_wanted):
        choose.click()
    with qtbot.waitSignal(room.panel.sample_wanted):
        sample.click()
    scratch.click()
    assert room.run.jobs[-1].arguments["settings"].weights == "none"
    assert room.panel.view._epochs == RECIPES["multi-mobilenet_v2"].scratch.epochs


def test_a_prediction_by_another_checkpoint_is_neither_waited_for_nor_shown(
    room: SimpleNamespace, tmp_path: Path, qtbot: QtBot
) -> None:
    first, second = (str(tmp_path / f"{name}.safetensors") for name in "ab")
    room.training.use(first)
    room.training.predict()
    room.training.use(second)
    room.training.predict()
    old, new = room.predict.jobs
    assert old.wishes == ["cancel"] and new.wishes == []
    heard: list[str] = []
    room.training.predicted.connect(heard.append)
    room.training.predicting.connect(lambda step: heard.append(step.text))
    old.stepped.emit(Step("Predicting b", 1, 3, "prediction", {"name": "b"}))
    old.succeeded.emit(0)
    assert heard == []
    with qtbot.waitSignal(room.training.predicted):
        new.succeeded.emit(0)
    assert heard == [second]


def test_another_checkpoint_ends_the_evaluation_of_the_one_before(room: SimpleNamespace, tmp_path: Path) -> None:
    room.training.use(str(tmp_path / "a.safetensors"))
    room.evaluating.start()
    job, heard = room.run.jobs[-1], []
    room.evaluating.evaluated.connect(heard.append)
    room.training.use(str(tmp_path / "b.safetensors"))
    assert job.wishes == ["cancel"] and not room.evaluating.on
    job.succeeded.emit(report())
    assert heard == []


def test_without_a_checkpoint_the_recipe_is_the_one_of_last_time(room: SimpleNamespace, tmp_path: Path) -> None:
    header = json.dumps({"__metadata__": {"overlap": json.dumps({"recipe": "multi-small"})}}).encode()
    file = tmp_path / "mine.safetensors"
    file.write_bytes(struct.pack("<Q", len(header)) + header)
    room.training.settings.set("recipe", "unet")
    room.training.use(str(file))
    assert room.panel.form.from_checkpoint
    room.training.use("")
    assert room.panel.form.source.currentData() == "unet"
