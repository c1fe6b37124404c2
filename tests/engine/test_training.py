"""Training: it learns, on what is labelled and nothing else; it stops at any moment and goes on as if it had not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine import checkpoint as checkpoints
from engine import places
from engine.annotation import Annotation
from engine.datasets.index import Index, index
from engine.datasets.splits import Split
from engine.errors import EngineError, WeightsMissing
from engine.hyperparameters import Hyperparameters
from engine.networks.network import Network
from engine.networks.outputs import Outputs
from engine.prediction import Predictor
from engine.runs import FitSettings, RunFiles, read_curve
from engine.training.chance import Chance
from engine.training.fit import fit
from engine.training.gathering import How, gather
from engine.training.learner import Learner, Manner, weights_of
from tests.engine.training_for_tests import SPLIT, finish

pytestmark = pytest.mark.usefixtures("small_squares")


@pytest.fixture
def chosen(found: Index, start: Path, tmp_path: Path) -> FitSettings:
    return FitSettings(
        str(found.dataset.root),
        "multi-small",
        str(tmp_path / "run"),
        epochs=3,
        start=str(start),
        device="cpu",
        threads=1,
    )


def files_of(settings: FitSettings) -> RunFiles:
    return RunFiles(Path(settings.out))


def test_eight_pictures_are_learnt_by_heart(found: Index, chosen: FitSettings) -> None:
    own = Split(SPLIT.train, SPLIT.train, SPLIT.test)
    best = finish(fit(replace(chosen, start=str(places.sample_checkpoint()), epochs=20), found, own))
    scores = checkpoints.load(best).scores
    assert scores["val_accuracy"] == 1 and scores["val_box_iou"] > 0.85 and scores["val_miou"] > 0.85, scores


def test_everything_learns_where_nothing_was_known(found: Index, start: Path) -> None:
    begun = checkpoints.load(start)
    network = begun.network()
    how = How(begun.recipe, begun.preprocessing, frozen=False, device=torch.device("cpu"))
    gathered = finish(gather(found, SPLIT.train, SPLIT.validation, network, how))
    learner = Learner(network, Manner(Hyperparameters(1, weight_decay=0.01), frozen=False, known=False), how.device)
    losses = [learner.learn(gathered.train, list(range(8)), Chance(0, epoch), 3e-3) for epoch in range(40)]
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5]), losses
    moved = [name for name, values in weights_of(network).items() if not torch.equal(values, begun.weights[name])]
    assert any(name.startswith("backbone.") and name.endswith("running_mean") for name in moved)


def test_the_steps_say_what_is_learnt_and_how_far_it_is(found: Index, chosen: FitSettings) -> None:
    steps = list(fit(replace(chosen, pinned="scene_0011"), found, SPLIT))
    (plan,) = (step for step in steps if step.kind == "plan")
    assert plan.what.startswith("Learning from 8 pictures (8 with a class, 8 with a box, 8 with a mask), 2 choose")
    looked = [step for step in steps if step.kind == "features"]
    assert (looked[-1].done, looked[-1].total) == (10, 10)
    epochs = [step for step in steps if step.kind == "epoch"]
    assert [step.values["epoch"] for step in epochs] == [1, 2, 3] and epochs[-1].values["seconds_left"] == 0
    for step in epochs:
        prediction = step.values["prediction"]
        assert isinstance(prediction, Annotation) and (prediction.width, prediction.height) == (320, 240)
        assert {"train_loss", "val_loss", "val_accuracy", "val_box_iou", "val_miou", "epochs"} <= set(step.values)
    assert any(step.kind == "batch" for step in steps)


def test_the_same_seed_gives_the_same_run_and_a_backbone_stays_as_it_came(
    found: Index, chosen: FitSettings, start: Path, tmp_path: Path
) -> None:
    again = replace(chosen, out=str(tmp_path / "again"))
    best, other = (finish(fit(settings, found, SPLIT)) for settings in (chosen, again))
    assert best.read_bytes() == other.read_bytes()
    assert files_of(chosen).curve.read_bytes() == files_of(again).curve.read_bytes()
    before, after = checkpoints.load(start).weights, checkpoints.load(best)
    assert after.frozen and after.split == SPLIT and len(after.fingerprints) == 10
    for name, values in after.weights.items():
        assert torch.equal(values, before[name]) == name.startswith("backbone."), name


@pytest.mark.parametrize("scratch", [False, True])
def test_a_run_killed_after_any_step_goes_on_to_the_same_curve(
    found: Index, chosen: FitSettings, tmp_path: Path, scratch: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a kill leaves is what lies on the disk at that moment: the run's folder and the features are copied there
    and then, without closing the generator, and the copy is resumed."""
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    settings = replace(chosen, epochs=2, **({"start": None, "weights": "none"} if scratch else {}))
    moments: list[Path] = []
    for number, step in enumerate(fit(settings, found, SPLIT)):
        if number % 4 == 0 or step.kind == "epoch":
            moment = tmp_path / f"moment-{number}"
            for name in ("run", "cache"):
                if (tmp_path / name).exists():
                    shutil.copytree(tmp_path / name, moment / name)
            moments.append(moment)
    whole = files_of(settings)
    assert len(moments) > 4
    for moment in moments:
        monkeypatch.setenv("OVERLAP_CACHE", str(moment / "cache"))
        resumed = replace(settings, out=str(moment / "run"), resume=True)
        best = finish(fit(resumed, found, SPLIT))
        assert files_of(resumed).curve.read_bytes() == whole.curve.read_bytes(), moment.name
        assert best.read_bytes() == whole.best.read_bytes(), moment.name


def test_rows_after_the_checkpoint_and_a_newer_best_are_made_again(found: Index, chosen: FitSettings) -> None:
    """Killed after best and curve of an epoch were written, and before last was."""
    work, files = fit(chosen, found, SPLIT), files_of(chosen)
    kept = None
    for step in work:
        if step.kind == "epoch" and step.done == 1:
            kept = files.last.read_bytes()
        if step.kind == "epoch" and step.done == 2:
            break
    work.close()
    assert kept is not None and len(read_curve(files.folder)) == 2
    files.last.write_bytes(kept)
    finish(fit(replace(chosen, resume=True), found, SPLIT))
    resumed = files.curve.read_bytes(), files.best.read_bytes()
    shutil.rmtree(files.folder)
    finish(fit(chosen, found, SPLIT))
    assert resumed == (files.curve.read_bytes(), files.best.read_bytes())


@pytest.mark.parametrize("kind", ["plan", "features", "batch", "epoch"])
def test_a_run_cancelled_at_any_step_can_be_resumed(found: Index, chosen: FitSettings, kind: str) -> None:
    work = fit(chosen, found, SPLIT)
    for step in work:
        if step.kind == kind:
            break
    work.close()
    assert checkpoints.load_state(files_of(chosen).last).values["epochs"] == 3
    best = finish(fit(replace(chosen, resume=True), found, SPLIT))
    assert [row["epoch"] for row in read_curve(best.parent)] == [1, 2, 3]


def test_pictures_without_any_label_of_a_head_teach_the_others(found: Index, chosen: FitSettings) -> None:
    bare = replace(found, has_mask=np.zeros_like(found.has_mask))
    finish(fit(chosen, bare, SPLIT))
    rows = read_curve(files_of(chosen).folder)
    assert len(rows) == 3 and all("val_miou" not in row and "val_box_iou" in row for row in rows)


def test_a_recipe_with_fewer_heads_is_the_same_code(found: Index, chosen: FitSettings) -> None:
    settings = replace(chosen, recipe="localizer-mobilenet_v2", start=None, weights="none", epochs=1)
    best = finish(fit(settings, found, Split(SPLIT.train[:3], SPLIT.validation[:1], ())))
    (annotation,) = Predictor(best, "cpu", 1).predict([np.zeros((20, 30, 3), np.uint8)])
    assert annotation.mask is None and len(annotation.instances) == 1 and annotation.label in found.classes


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_epoch(
    found: Index, chosen: FitSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, spoilt = fit(chosen, found, SPLIT), False

    def read(self: Network, pyramid: list[torch.Tensor]) -> Outputs:
        outputs = sound(self, pyramid)
        if not spoilt or outputs.box is None:
            return outputs
        return Outputs(outputs.classes, outputs.box * float("nan"), outputs.mask)

    sound = Network.read
    monkeypatch.setattr(Network, "read", read)
    with pytest.raises(
        EngineError, match=r"epoch 2, batch 1: the loss is no longer a number, on scene_.*, .*; epoch 1 is kept"
    ):
        for step in work:
            spoilt = spoilt or step.kind == "epoch"
    kept = checkpoints.load(files_of(chosen).last)
    assert kept.epoch == 1 and checkpoints.load(files_of(chosen).best).epoch == 1


def test_a_damaged_picture_is_skipped_and_named_and_many_stop_the_run(
    found: Index, chosen: FitSettings, tmp_path: Path
) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(found.dataset.root, copied)
    pictures = sorted((copied / "JPEGImages").iterdir())
    for number, path in enumerate(pictures[:3]):
        path.write_bytes(path.read_bytes()[:2000])
        settings = replace(chosen, folder=str(copied), out=str(tmp_path / f"run-{number}"), epochs=1)
        spoilt = finish(index(str(copied)))
        if number == 0:
            best = checkpoints.load(finish(fit(settings, spoilt, SPLIT)))
            assert [name for name, _ in best.skipped] == ["scene_0000"] and "damaged" in best.skipped[0][1]
            assert len(best.fingerprints) == 9
    with pytest.raises(EngineError, match="pictures are damaged"):
        finish(fit(settings, spoilt, SPLIT))


def test_nothing_learns_on_random_weights_unless_asked(found: Index, chosen: FitSettings, tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="--weights none"):
        finish(fit(replace(chosen, start=None), found, SPLIT))
    with pytest.raises(WeightsMissing, match="no weights of mobilenet_v2 here"):
        settings = replace(chosen, start=None, recipe="multi-mobilenet_v2", weights=str(tmp_path))
        finish(fit(settings, found, SPLIT))
    assert not files_of(chosen).last.exists()


def test_a_checkpoint_of_another_recipe_or_other_classes(
    found: Index, chosen: FitSettings, start: Path, tmp_path: Path
) -> None:
    with pytest.raises(EngineError, match="say --recipe multi-small"):
        finish(fit(replace(chosen, recipe="localizer-mobilenet_v2"), found, SPLIT))
    known = checkpoints.load(start)
    renamed = replace(known, classes=("star", "moon", "square", "circle"))
    checkpoints.save(tmp_path / "renamed.safetensors", renamed)
    settings = replace(chosen, start=str(tmp_path / "renamed.safetensors"))
    work = fit(settings, found, SPLIT)
    next(work), next(work)
    taken = checkpoints.load(files_of(settings).last)
    work.close()
    linear = "heads.class.linear.weight"
    for name in ("star", "square", "circle"):
        new, old = found.classes.index(name), renamed.classes.index(name)
        assert torch.equal(taken.weights[linear][new], known.weights[linear][old])


def test_a_run_goes_on_where_memory_does_not_suffice_for_the_picture_that_is_looked_at(
    found: Index, chosen: FitSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def short(*_: object) -> list[Annotation]:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr("engine.training.fit.predict_with", short)
    steps = list(fit(replace(chosen, epochs=1, pinned=SPLIT.test[0]), found, SPLIT))
    assert [step.values["prediction"] for step in steps if step.kind == "epoch"] == [None]


def test_memory_that_does_not_suffice_halves_the_batch_once(
    found: Index, chosen: FitSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, most = Network.read, 4

    def read(self: Network, pyramid: list[torch.Tensor]) -> Outputs:
        if self.training and len(pyramid[0]) > most:
            raise torch.OutOfMemoryError("out of memory")
        return sound(self, pyramid)

    monkeypatch.setattr(Network, "read", read)
    finish(fit(replace(chosen, epochs=1), found, SPLIT))
    most = 3
    with pytest.raises(EngineError, match="even with half a batch"):
        finish(fit(replace(chosen, epochs=1, out=f"{chosen.out}-2"), found, SPLIT))
