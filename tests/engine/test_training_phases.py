"""The phases of a run: heads, then everything; what carries over from one to the other, and what ends them early."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from engine import checkpoint as checkpoints
from engine.errors import EngineError
from engine.runs import FitSettings, RunFiles, read_curve
from engine.training.fit import fit
from engine.training.phases import Course, Phase
from engine.training.progress import Progress
from tests.engine.training_for_tests import SPLIT, finish

if TYPE_CHECKING:
    from engine.datasets.index import Index
    from engine.hyperparameters import Plain

WAYS: dict[str, dict[str, Plain]] = {
    "plain": {},
    "sgd and two views": {
        "optimizer": "sgd",
        "schedule": "one-cycle",
        "ema": 0.9,
        "clip": 1.0,
        "corrected_weight": 3,
        "views": "plain+mirrored",
    },
}


def chosen(found: Index, start: Path, out: Path, **changed: Plain) -> FitSettings:
    set_so: dict[str, Plain] = {"unfrozen": 2, "batch": 4, **changed}
    folder, recipe = str(found.dataset.root), "multi-small"
    plain = FitSettings(folder, recipe, str(out), epochs=4, start=str(start), device="cpu", threads=1)
    return replace(plain, hyperparameters=set_so)


@pytest.mark.parametrize("way", WAYS)
def test_a_run_killed_in_any_phase_or_between_goes_on_to_the_same_bits(
    found: Index, start: Path, tmp_path: Path, way: str
) -> None:
    settings = chosen(found, start, tmp_path / "run", **WAYS[way])
    whole, moments, kinds = RunFiles(tmp_path / "run"), [], []
    for step in fit(settings, found, SPLIT):
        kinds.append(step.kind)
        if step.kind == "epoch" or (step.kind == "features" and step.done == 1):
            moments.append(Path(shutil.copytree(whole.folder, tmp_path / f"moment-{len(moments)}")))
    assert len(moments) == 6 and kinds.count("plan") == 1
    rows = read_curve(whole.folder)
    assert [(row["epoch"], row["frozen"], row["ended"]) for row in rows] == [(n, float(n < 3), 0) for n in range(1, 5)]
    if way != "plain":  # what it keeps of its own: within a phase, and from one to the next
        moments = [moments[1], *moments[3:5]]
    for moment in moments:
        best = finish(fit(replace(settings, out=str(moment), resume=True), found, SPLIT))
        assert RunFiles(moment).curve.read_bytes() == whole.curve.read_bytes(), moment.name
        assert best.read_bytes() == whole.best.read_bytes(), moment.name
    begun, last = checkpoints.load(start).weights, checkpoints.load(whole.last)
    moved = {name for name, values in last.weights.items() if not torch.equal(values, begun[name])}
    assert "backbone.features.0.0.weight" in moved and last.frozen is False
    assert not [name for name in moved if "running_" in name or "num_batches" in name]  # statistics of the start


def test_the_first_phase_leaves_the_backbone_and_the_second_learns_it_more_slowly(
    found: Index, start: Path, tmp_path: Path
) -> None:
    shift = {}
    for share in (1.0, 0.01):
        settings = chosen(found, start, tmp_path / f"run-{share}", backbone_rate=share, optimizer="sgd", momentum=0.0)
        files, begun = RunFiles(Path(settings.out)), checkpoints.load(start).weights
        for step in fit(settings, found, SPLIT):
            if step.kind == "epoch" and step.done == 2:
                heads = checkpoints.load(files.last)
                assert heads.frozen
                for name, values in heads.weights.items():
                    assert not name.startswith("backbone.") or torch.equal(values, begun[name]), name
        after = checkpoints.load(files.last).weights
        shift[share] = sum(float((after[name] - begun[name]).abs().sum()) for name in after if "backbone." in name)
    assert 0 < shift[0.01] < 0.05 * shift[1.0]


def test_the_average_is_what_is_validated_and_kept(found: Index, start: Path, tmp_path: Path) -> None:
    settings = chosen(found, start, tmp_path / "run", ema=0.9)
    best = checkpoints.load(finish(fit(settings, found, SPLIT)))
    last, state = (
        checkpoints.load(RunFiles(tmp_path / "run").last),
        checkpoints.load_state(tmp_path / "run" / "last.safetensors"),
    )
    average = {name.removeprefix("average.network."): values for name, values in state.tensors.items()}
    assert best.epoch == last.epoch or state.values["best_epoch"] == best.epoch
    name = "heads.mask.scores.weight"
    assert not torch.equal(average[name], last.weights[name])
    if best.epoch == last.epoch:
        assert torch.equal(best.weights[name], average[name])


def test_patience_ends_each_phase_and_a_finished_run_stays_finished(found: Index, start: Path, tmp_path: Path) -> None:
    still: dict[str, Plain] = {"patience": 1, "rate": 1e-9, "unfrozen_rate": 1e-9, "unfrozen": 5}
    settings = replace(chosen(found, start, tmp_path / "run", **still), epochs=10)
    said = [step.what for step in fit(settings, found, SPLIT) if step.kind == "epoch"]
    files = RunFiles(tmp_path / "run")
    rows = read_curve(files.folder)
    ended = [number for number, row in enumerate(rows) if row["ended"]]
    assert [row["frozen"] for row in rows[:3]] == [1, 1, 0] and ended == [1, len(rows) - 1] and len(rows) < 7
    assert said[1] == (
        "Learning, epoch 2 of 7 (nothing was better than epoch 1 for 1 epoch: the backbone learns too from now on)"
    )
    assert said[-1].endswith("for 1 epoch: learning ends)")
    again = [step.kind for step in fit(replace(settings, resume=True), found, SPLIT)]
    assert "epoch" not in again and "features" not in again and read_curve(files.folder) == rows
    assert checkpoints.load(files.best).epoch == checkpoints.load_state(files.last).values["best_epoch"]
    longer = replace(settings, resume=True, epochs=len(rows) + 1)
    more = [step.values["epoch"] for step in fit(longer, found, SPLIT) if step.kind == "epoch"]
    assert more == [len(rows) + 1]


def test_a_state_of_another_optimizer_is_refused_in_one_line(found: Index, start: Path, tmp_path: Path) -> None:
    settings = chosen(found, start, tmp_path / "run")
    work = fit(settings, found, SPLIT)
    while next(work).kind != "epoch":
        pass
    work.close()
    other = replace(settings, resume=True, hyperparameters={**settings.hyperparameters, "optimizer": "sgd"})
    with pytest.raises(EngineError, match="its training state cannot be used"):
        finish(fit(other, found, SPLIT))


def test_a_course_and_its_phases() -> None:
    course = Course(10, 6)
    assert (course.phase(6), course.phase(7)) == (Phase(1, 6, True), Phase(7, 10, False))
    assert course.cut(3) == Course(7, 3) and course.cut(6) == course and course.cut(8) == Course(8, 6)
    assert Course(5, 5).cut(2) == Course(2, 2) and Course(5, 0).phase(1) == Phase(1, 5, False)


def test_progress_counts_patience_within_the_phase_and_crosses_a_file() -> None:
    now = Progress(Course(10, 6), 10)
    for epoch, score in enumerate((0.5, 0.4, 0.6, 0.55, 0.5), start=1):
        now = now.after(epoch, score, 1.0, now.course.phase(epoch), patience=2)
    assert (now.best, now.best_epoch, now.course) == (0.6, 3, Course(9, 5)) and not now.done
    assert Progress.from_values(now.values()) == now
    now = now.after(6, 0.1, 1.0, now.course.phase(6), patience=2)
    assert not now.done
    assert now.after(7, 0.2, 1.0, now.course.phase(7), patience=2).done
    assert Progress(Course(3, 0), 3).after(1, None, 1.0, Phase(1, 3, False), 1).best_epoch == 1
    assert now.resumed(20, 16).course == Course(20, 5)  # the backbone has begun to learn
    assert Progress(Course(10, 6), 10, epoch=4).resumed(5, 1).course == Course(5, 4)


def test_of_epochs_that_score_alike_the_one_that_lost_least_is_kept() -> None:
    """A detector's average precision may stay 0 for long: its first epoch is not its best."""
    now, phase = Progress(Course(9, 0), 9), Phase(1, 9, False)
    for epoch, lost in enumerate((3.0, 2.0, 2.5), start=1):
        now = now.after(epoch, 0.0, lost, phase, patience=2)
    assert (now.best_epoch, now.best, now.best_loss, now.course.epochs) == (2, 0.0, 2.0, 9)
    assert Progress.from_values(json.loads(json.dumps(now.values()))) == now
    assert Progress.from_values({k: v for k, v in now.values().items() if k != "best_loss"}).best_epoch == 2
    better = now.after(4, 0.1, 9.0, phase, patience=2)
    assert better.best_epoch == 4 and better.after(5, 0.05, 0.1, phase, patience=2).best_epoch == 4
