"""The Train and Evaluate tabs over lanes whose jobs a test tells what to say."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from engine.datasets.record import Dataset, Listing, Record
from engine.reporting.report import Report
from engine.runs import FitSettings, RunFiles
from engine.steps import Step
from gui.document import Document
from gui.panels.evaluation import EvaluationPanel
from gui.panels.training import TrainingPanel
from gui.runs.estimates import Counting
from gui.runs.evaluating import Evaluating
from gui.runs.training import Training
from gui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest
    from pytestqt.qtbot import QtBot

    from engine.annotation import Annotation


class FakeJob(QObject):
    """A job whose signals a test emits."""

    stepped = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, call: str, arguments: Mapping[str, object]) -> None:
        super().__init__()
        self.call, self.arguments, self.wishes = call, arguments, []

    def cancel(self) -> None:
        self.wishes.append("cancel")

    def pause(self) -> None:
        self.wishes.append("pause")

    def go_on(self) -> None:
        self.wishes.append("go on")


class FakeLane:
    def __init__(self) -> None:
        self.jobs: list[FakeJob] = []

    def ask(self, call: str, arguments: Mapping[str, object]) -> FakeJob:
        self.jobs.append(FakeJob(call, arguments))
        return self.jobs[-1]

    def cancel(self) -> None:
        for job in self.jobs:
            job.cancel()


def furnished(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """An open folder of three pictures with fake lanes behind it, and both panels."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    document, run, predict = Document(), FakeLane(), FakeLane()
    training = Training(document, Settings(tmp_path / "settings.ini"), run, predict)
    evaluating = Evaluating(training, run)
    panel, evaluation = TrainingPanel(training, Counting(document, FakeLane())), EvaluationPanel(training, evaluating)
    qtbot.addWidget(panel)
    qtbot.addWidget(evaluation)
    root = tmp_path / "my pets"
    records = tuple(Record(name, str(root / f"{name}.jpg")) for name in ("a", "b", "c"))
    document.open(Dataset(root, "voc", Listing.of(records), root))
    document.record, document.picture = records[1], QImage(40, 30, QImage.Format.Format_RGB32)
    document.shown.emit()
    return SimpleNamespace(
        training=training,
        evaluating=evaluating,
        panel=panel,
        evaluation=evaluation,
        document=document,
        run=run,
        predict=predict,
        root=root,
    )


def epoch(number: int, of: int = 10, prediction: Annotation | None = None) -> Step:
    values = {"epoch": number, "epochs": of, "train_loss": 1 / number, "val_loss": 1.2 / number, "seconds_left": 42.0}
    values |= {"val_accuracy": 0.5, "val_box_iou": None, "val_miou": 0.7, "prediction": prediction}
    return Step(f"Learning, epoch {number} of {of}", number, of, "epoch", values)


def leave(folder: str, epochs: int) -> None:
    """What a run that ended early leaves in its folder."""
    files = RunFiles(Path(folder))
    files.folder.mkdir(parents=True, exist_ok=True)
    files.last.write_bytes(b"x")
    rows = "".join(f"{number},{1 / number}\n" for number in range(1, epochs + 1))
    files.curve.write_text(f"epoch,train_loss\n{rows}")


def report(**more: object) -> Report:
    values: dict[str, object] = {
        "images": 40,
        "split": "test",
        "split_hash": "0123456789abcdef",
        "leak": {"images": 0},
        "definition": {"iou": "intersection over union"},
        "baselines": {"majority_class": {"accuracy": 0.1}, "mean_box": {"mean_iou": 0.3}},
        "label": {"accuracy": 0.9, "classes": {"<img src=/dev/zero>": {"images": 3, "recall": 0.5}}},
        "box": {"mean_iou": 0.6, "localization_accuracy": 0.55},
    }
    return Report(**(values | more))


def settings_of(room: SimpleNamespace) -> FitSettings:
    return room.run.jobs[-1].arguments["settings"]
