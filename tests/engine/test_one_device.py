"""Nothing of a run, a measurement or a prediction mixes tensors of a GPU with those of the CPU; no GPU is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from engine import device as devices
from engine.evaluation import evaluate
from engine.networks.making import make, outputs_of
from engine.prediction import predict_folder
from engine.recipes import RECIPES, Recipe
from engine.review.ranking import rank
from engine.runs import FitSettings, RunFiles
from engine.training.detection_validation import seen
from engine.training.fit import fit
from engine.training.losses import counts, loss
from engine.training.rate_finder import find_rate
from tests.engine.detectors_for_tests import OURS, SMALL, pictures, some_objects, targets_of
from tests.engine.finishing_for_tests import finish
from tests.engine.pretended_for_tests import DEVICE, pretended
from tests.engine.training_for_tests import NAMES, SPLIT

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.index import Index


def test_who_mixes_devices_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with pretended(monkeypatch):
        there, here = torch.ones(3, device=devices.choose("auto")), torch.arange(3.0)
        assert there.device == DEVICE and (there * 2).sum().item() == 6 and there.cpu().tolist() == [1, 1, 1]
        assert (there + here.to(DEVICE)).tolist() == [1, 2, 3]
        for wrong in (lambda: there + here, lambda: here[there > 0], lambda: torch.cat((there, here)), there.numpy):
            with pytest.raises((RuntimeError, TypeError)):
                wrong()


def test_a_run_and_all_that_is_asked_of_it_stay_on_their_device(
    found: Index, start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    folder, files = str(found.dataset.root), RunFiles(tmp_path / "run")
    set_so = {
        "unfrozen": 1,
        "ema": 0.9,
        "clip": 1.0,
        "class_weights": "balanced",
        "batch": 4,
        "views": "plain+mirrored",
    }
    losses = {"mask_loss": "cross-entropy+lovasz", "box_loss": "ciou", "class_loss": "focal"}
    settings = FitSettings(
        folder,
        "multi-small",
        str(files.folder),
        2,
        None,
        str(start),
        threads=1,
        pinned=NAMES[0],
        hyperparameters=set_so | losses,
    )
    with pretended(monkeypatch):
        steps = list(fit(settings, found, SPLIT))
        assert [bool(step.values["frozen"]) for step in steps if step.kind == "epoch"] == [True, False]
        assert all(step.values["prediction"] is not None for step in steps if step.kind == "epoch")
        best = str(files.best)
        assert finish(evaluate(best, folder, "all", threads=1)).images == 12
        assert finish(predict_folder(best, folder, threads=1)) == 0
        brief = replace(RECIPES["multi-small"], training=replace(RECIPES["multi-small"].training, epochs=1))
        monkeypatch.setitem(RECIPES, brief.name, brief)  # the networks of "mislabelled" learn as long as it says
        monkeypatch.setattr("engine.review.folds.FOLDS", 2)
        for by in ("uncertain", "mislabelled"):
            finish(rank(best, folder, by, threads=1))
        rates = find_rate(settings, 8)
        assert any(step.kind == "rates" for step in rates)
        rates.close()


MASKS = ("deeplabv3-mobilenet_v3_large", "lraspp-mobilenet_v3_large", "maskrcnn-resnet50")


@pytest.mark.parametrize("recipe", [*SMALL, OURS, *(RECIPES[name] for name in MASKS)], ids=lambda recipe: recipe.name)
def test_every_kind_of_network_stays_on_its_device(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    cells = 24 if recipe.object_masks else 0
    targets = targets_of(some_objects(0, 2, cells), None, some_objects(1, 1, cells))
    with pretended(monkeypatch):
        network = make(recipe, 3, 1).to(DEVICE)
        if hasattr(network, "roi_heads"):  # which look closely at a thousand regions, and draw a hundred masks
            network.rpn._post_nms_top_n = {"training": 30, "testing": 30}
            network.roi_heads.detections_per_img = 3
        there = targets.to(DEVICE)
        loss(outputs_of(network.train(), pictures(3).to(DEVICE), there), there, counts(there)).backward()
        with torch.inference_mode():
            said = outputs_of(network.eval(), pictures(3).to(DEVICE), there)
            assert float(loss(said, there, counts(there))) >= 0 and len(seen(said, there)) in (0, 2)
