"""The loop without a window: the labels that are wrong on purpose are put right, and nothing else is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import places
from engine.datasets import labels, shapes
from engine.datasets.folder import open_folder
from engine.steps import Step
from engine.walkthrough import correct, finish, main, scores

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    import pytest


def said(folder: Path) -> dict[str, list[tuple]]:
    dataset = open_folder(folder)
    found = {record.name: labels.read(dataset.format, record).annotation.instances for record in dataset.records}
    return {name: sorted((one.label, one.box.as_tuple()) for one in instances) for name, instances in found.items()}


def test_wrong_labels_are_put_right_and_the_rest_stays(tmp_path: Path) -> None:
    sample, truth = tmp_path / "sample", tmp_path / "truth"
    wrong = finish(shapes.write_scenes(str(sample), images=24, seed=0, wrong=6))
    finish(shapes.write_scenes(str(truth), images=24, seed=0, wrong=0))
    before = {path.name: path.read_bytes() for path in (sample / "Annotations").glob("*.xml")}
    assert len(wrong) == 6
    assert said(sample) != said(truth)
    assert correct(sample, truth, wrong) == 6
    assert said(sample) == said(truth)
    changed = {name for name, data in before.items() if (sample / "Annotations" / name).read_bytes() != data}
    assert changed == {f"{name}.xml" for name in wrong}


def test_scores_are_one_line() -> None:
    report = {"label": {"accuracy": 0.9}, "box": {"mean_iou": 0.5}, "images": 3}
    assert scores(report) == "accuracy 0.900, box IoU 0.500"
    assert scores({}) == "none"


def test_an_epoch_says_how_long_it_has_been_going_on(capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> Generator[Step, None, int]:
        yield Step("Learning, epoch 1 of 1", 1, 1, "epoch")
        return 3

    assert finish(work()) == 3
    assert capsys.readouterr().out == "   Learning, epoch 1 of 1: 0 s since it began\n"


def test_a_missing_checkpoint_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(places, "sample_checkpoint", lambda: tmp_path / "none.safetensors")
    assert main([str(tmp_path / "out")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
