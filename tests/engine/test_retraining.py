"""Retraining on what was corrected, and what a person sets of a run from its folder to its resumption."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import checkpoint as checkpoints
from engine import cli, fine_tuning, places
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.datasets.index import index
from engine.errors import EngineError
from engine.runs import FitSettings, RunFiles, read_curve, read_settings
from engine.training import corrections
from engine.training.fit import fit
from tests.engine.training_for_tests import SPLIT, finish

if TYPE_CHECKING:
    from engine.datasets.index import Index
    from engine.hyperparameters import Plain

MACHINE = ("--device", "cpu", "--threads", "1")


def settings(folder: Path, out: Path, start: Path, **set_so: Plain) -> FitSettings:
    plain = FitSettings(str(folder), "multi-small", str(out), epochs=1, start=str(start), device="cpu", threads=1)
    return replace(plain, hyperparameters=set_so)


def test_corrected_pictures_are_told_from_the_others_and_seen_more_often(
    found: Index, start: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(found.dataset.root, tmp_path / "scenes"))
    first = RunFiles(tmp_path / "first")
    steps = list(fine_tuning.fit(settings(folder, first.folder, start)))
    (plan,) = (step for step in steps if step.kind == "plan")
    assert plan.values["corrected"] == 0  # the checkpoint at the start has seen none of these
    learnt = checkpoints.load(first.best)
    assert set(learnt.truths) == set(learnt.split.train)
    dataset, name = open_folder(folder), learnt.split.train[2]
    record = next(record for record in dataset.records if record.name == name)
    read = labels.read(dataset.format, record)
    instance, *others = read.annotation.instances
    moved = replace(instance, label="star" if instance.label != "star" else "circle")
    labels.save(dataset, record, read.annotation.with_instances((moved, *others)), read.stamp)
    second = RunFiles(tmp_path / "second")
    steps = list(fine_tuning.fit(settings(folder, second.folder, first.best, corrected_weight=9, batch=2)))
    (plan,) = (step for step in steps if step.kind == "plan")
    assert plan.values["corrected"] == 1 and "1 corrected picture is seen 9 times as often" in plan.what
    batches = max(step.total for step in steps if step.kind == "batch")
    assert batches == -(-(len(learnt.split.train) + 8) // 2)
    assert checkpoints.load_state(second.last).values["corrected"] == [name]
    again = checkpoints.load(second.best)
    assert again.split == learnt.split and again.truths[name] != learnt.truths[name]
    report = json.loads(second.report.read_text())
    assert report["before"]["images"] == report["images"] == len(learnt.split.test)


def test_the_first_retrain_of_the_sample_knows_what_was_corrected(sample: Path, tmp_path: Path) -> None:
    """The sample's checkpoint has not learnt from the sample folder, and knows its labels as they come."""
    folder = Path(shutil.copytree(sample / "sample", tmp_path / "sample"))
    start = checkpoints.load(places.sample_checkpoint())
    found = finish(index(str(folder)))
    assert len(start.truths) == 200 and finish(corrections.kept_of(start, found)) == start.truths
    label = folder / "Annotations" / "scene_0007.xml"
    label.write_text(label.read_text().replace("<xmin>", "<xmin>1", 1))
    corrected = finish(index(str(folder)))
    now = finish(corrections.stamps(corrected, sorted(start.truths)))
    assert corrections.corrected(now, finish(corrections.kept_of(start, corrected))) == ("scene_0007",)
    fewer = replace(start, truths={**start.truths, "scene_0200": "a picture that the folder doesn't have"})
    other = replace(start, truths=dict.fromkeys(start.truths, "other labels under the same names"))
    assert finish(corrections.kept_of(fewer, found)) == finish(corrections.kept_of(other, found)) == {}


def test_what_the_start_has_learnt_is_a_leak_in_any_later_split(found: Index, start: Path, tmp_path: Path) -> None:
    """Nobody forgets what was learnt before: not a run that goes on from another, nor one that was stopped and resumed,
    nor one that goes on from that."""
    folder, first = found.dataset.root, RunFiles(tmp_path / "first")
    finish(fine_tuning.fit(replace(settings(folder, first.folder, start), split="70,30")))
    learnt = checkpoints.load(first.best).split
    before = {*learnt.train, *learnt.validation}
    assert json.loads(first.report.read_text())["leak"]["images"] == 0
    last = first.best
    for number, seed in enumerate((1, 2)):
        later = RunFiles(tmp_path / f"later{number}")
        chosen = replace(settings(folder, later.folder, last), split="50,50", seed=seed, epochs=2)
        work = fine_tuning.fit(chosen)
        while next(work).kind != "epoch":
            pass
        work.close()
        finish(fine_tuning.fit(replace(chosen, resume=True)))
        made = checkpoints.load(later.best)
        test = made.split.test
        assert len(made.fingerprints) == len(made.split.train) + len(made.split.validation), "its own pictures' alone"
        assert set(json.loads(later.report.read_text())["leak"]["names"]) == before & set(test) != set()
        before |= {name for name in found.dataset.records.name if name not in test}
        last = later.best


@pytest.mark.parametrize(
    "set_so",
    [
        {"mask_loss": "cross-entropy+lovasz", "class_weights": "balanced", "class_loss": "focal", "box_loss": "ciou"},
        {"mask_loss": "dice", "smoothing": 0.0, "box_loss": "diou", "precision": "mixed", "augmentation": "strong"},
    ],
)
def test_what_is_set_is_learnt_with(found: Index, start: Path, tmp_path: Path, set_so: dict[str, Plain]) -> None:
    files = RunFiles(tmp_path / "run")
    finish(fit(settings(found.dataset.root, files.folder, start, unfrozen=1, **set_so), found, SPLIT))
    plain = RunFiles(tmp_path / "plain")
    finish(fit(settings(found.dataset.root, plain.folder, start, unfrozen=1), found, SPLIT))
    assert read_curve(files.folder)[0]["train_loss"] != read_curve(plain.folder)[0]["train_loss"]


def test_settings_hold_what_was_set_and_a_resumed_run_keeps_it(found: Index, start: Path, tmp_path: Path) -> None:
    chosen = settings(found.dataset.root, tmp_path / "run", start, rate=0.004, optimizer="sgd")
    work = fine_tuning.fit(chosen)
    while next(work).kind != "batch":
        pass
    work.close()
    assert read_settings(tmp_path / "run").hyperparameters == {"rate": 0.004, "optimizer": "sgd"}
    with pytest.raises(EngineError, match=r"this run has rate 0.004, not 0.1; choose another --out"):
        finish(fine_tuning.fit(replace(chosen, resume=True, hyperparameters={"rate": 0.1})))
    finish(fine_tuning.fit(replace(chosen, resume=True, hyperparameters={})))
    state = checkpoints.load_state(tmp_path / "run" / "last.safetensors")
    assert any(name.endswith("momentum_buffer") for name in state.tensors)


def test_the_door_refuses_what_cannot_be_set(found: Index, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["fit", str(found.dataset.root), "--recipe", "multi-small", "--out", str(tmp_path / "run"), *MACHINE]
    for word, said in (("speed=1", "no hyperparameter 'speed'; there are epochs"), ("clip", "not NAME=VALUE")):
        assert cli.main([*call, "--set", word]) == 2
        error = capsys.readouterr().err
        assert said in error and error.count("\n") == 1 and not (tmp_path / "run").exists()
