"""Detectors learn all objects of a folder by heart, go on where they were, and are used elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from engine import checkpoint as checkpoints
from engine.datasets import shapes
from engine.datasets.index import index
from engine.datasets.record import Listing
from engine.datasets.splits import Split
from engine.evaluation import evaluate
from engine.networks import torchvision_detectors
from engine.networks.outputs import Found, Outputs
from engine.recipes import RECIPES, Recipe
from engine.runs import FitSettings, RunFiles, read_curve
from engine.training.detection_validation import average_precision, seen
from engine.training.fit import fit
from engine.training.materials import mirrored
from engine.training.targets import objects_of
from tests.engine.detectors_for_tests import OURS, some_objects, targets_of
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path


def test_objects_are_seen_mirrored_with_their_masks() -> None:
    objects = some_objects(3, 2, cells=24)
    turned = mirrored(targets_of(objects, None), torch.tensor([True, True])).objects[0]
    assert turned is not None and turned.masks is not None and objects.masks is not None
    assert np.allclose(turned.boxes[:, 0], 1 - objects.boxes[:, 2]) and np.allclose(
        turned.boxes[:, 1], objects.boxes[:, 1]
    )
    assert np.array_equal(turned.masks, objects.masks[:, :, ::-1])


def test_all_objects_of_the_folder_are_targets(ten_scenes: Path) -> None:
    found = finish(index(str(ten_scenes)))
    for place in range(10):
        objects = objects_of(found, place, 48)
        assert objects is not None and objects.masks is not None
        rows = found.owner == place
        assert len(objects.labels) == rows.sum() and objects.labels.tolist() == found.label[rows].tolist()
        width, height = found.sizes[place]
        assert np.allclose(objects.boxes * [width, height, width, height], found.boxes[rows], atol=1e-3)
        for box, mask in zip(objects.boxes, objects.masks, strict=True):
            assert set(np.unique(mask)) == {0, 1}
            down, across = np.nonzero(mask)
            around = np.array([across.min(), down.min(), across.max() + 1, down.max() + 1]) / 48
            assert np.abs(around - box).max() < 2.5 / 48  # a border of void lies around each
    plain = objects_of(found, 0, 0)
    assert plain is not None and plain.masks is None


def test_a_picture_nobody_has_labelled_is_no_negative(ten_scenes: Path) -> None:
    found = finish(index(str(ten_scenes)))
    kept = found.owner != 3  # an empty label file, of a folder with and without masks
    without = replace(found, owner=found.owner[kept], label=found.label[kept], boxes=found.boxes[kept])
    without = replace(without, difficult=found.difficult[kept])
    for said in (without, replace(without, has_mask=np.zeros(10, bool))):
        empty = objects_of(said, 3, 0)
        assert empty is not None and len(empty.labels) == 0
    records = Listing.of(record._replace(xml_file=None) for record in found.dataset.records)
    alone = replace(without, dataset=replace(found.dataset, records=records))
    assert objects_of(alone, 3, 0) is None  # its mask may be all that was ever drawn
    unlabelled = replace(without, has_mask=np.zeros(10, bool), annotated=np.zeros(10, bool))
    assert objects_of(unlabelled, 3, 0) is None


def test_validation_counts_what_is_found() -> None:
    objects = some_objects(1, 3)._replace(labels=np.array([0, 1, 1]), ignored=np.array([False, False, True]))
    right = Found(torch.from_numpy(objects.boxes), torch.tensor([0, 1, 1]), torch.tensor([0.9, 0.8, 0.7]))
    nothing = Found(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64), torch.zeros(0))
    every = targets_of(objects, None)
    assert average_precision(seen(Outputs(found=(right, right)), every)) == pytest.approx(1)
    assert average_precision(seen(Outputs(found=(nothing, right)), every)) == 0
    mixed = replace(right, labels=torch.tensor([0, 0, 1]))
    assert average_precision(seen(Outputs(found=(mixed, right)), every)) == pytest.approx(0.5)
    assert average_precision(seen(Outputs(found=(right,)), targets_of(some_objects(1, 0)))) is None
    assert seen(Outputs(), every) == [] and average_precision([]) is None


# --- slow: they learn, go on where they were, and are used elsewhere

NAMES = tuple(f"scene_{number:04d}" for number in range(10))
BY_HEART = Split(NAMES[:8], NAMES[:8], NAMES[8:])


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    finish(shapes.write_scenes(str(folder), images=10, seed=3))
    return folder


def quick(recipe: Recipe, side: int, epochs: int, rate: float, batch: int = 8) -> Recipe:
    """The recipe on smaller pictures, which `RECIPES` has while the test runs."""
    scratch = replace(
        recipe.scratch, epochs=epochs, unfrozen=epochs, unfrozen_rate=rate, batch=batch, augmentation="flip"
    )
    return replace(recipe, input=side, scratch=scratch)


def run_of(scenes: Path, recipe: Recipe, out: Path) -> FitSettings:
    return FitSettings(str(scenes), recipe.name, str(out), weights="none", device="cpu", threads=1)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("recipe", "least"),
    [
        (quick(OURS, 160, 60, 3e-3, 4), 0.5),
        (quick(RECIPES["ssdlite320"], 96, 80, 2e-3), 0.4),
        (quick(RECIPES["fasterrcnn-mobilenet_v3_large_320"], 96, 60, 1e-3, 4), 0.2),
    ],
    ids=lambda value: value.name if isinstance(value, Recipe) else "",
)
def test_eight_scenes_are_learnt_by_heart(
    recipe: Recipe, least: float, scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, recipe.name, recipe)
    monkeypatch.setattr(torchvision_detectors, "_LEARNT", 32)  # regions of a picture: of a small one there are few
    found = finish(index(str(scenes)))
    best = finish(fit(run_of(scenes, recipe, tmp_path / "run"), found, BY_HEART))
    rows = read_curve(tmp_path / "run")
    assert rows[-1]["train_loss"] < 0.5 * rows[0]["train_loss"], rows
    assert checkpoints.load(best).scores["val_ap"] >= least, rows
    report = finish(evaluate(str(best), str(scenes), "train", device="cpu", threads=1))
    part: Any = report.detections
    assert part["mAP"] >= least > 2 * report.baselines["constant_object"]["mAP"]  # pyright: ignore[reportIndexIssue]
    assert report.box is None and (report.label is not None) == ("class" in recipe.heads)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", ["fasterrcnn-resnet50", "maskrcnn-resnet50"])
def test_the_large_ones_learn_from_random_weights(
    name: str, scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, name, quick(RECIPES[name], 64, 8, 1e-3, 4))
    monkeypatch.setattr(torchvision_detectors, "_LEARNT", 16)  # by heart would take an hour
    found = finish(index(str(scenes)))
    best = finish(fit(run_of(scenes, RECIPES[name], tmp_path / "run"), found, BY_HEART))
    rows = read_curve(tmp_path / "run")
    assert rows[-1]["train_loss"] < 0.7 * rows[0]["train_loss"], rows
    report = finish(evaluate(str(best), str(scenes), "train", device="cpu", threads=1))
    part: Any = report.detections
    assert part["images"] == 8 and report.box is report.label is report.mask is None
    assert ("masks" in part) == RECIPES[name].object_masks


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "recipe",
    [quick(each, 96, 4, 2e-3) for each in (OURS, RECIPES["ssdlite320"], RECIPES["fasterrcnn-mobilenet_v3_large_320"])],
    ids=lambda recipe: recipe.name,
)
def test_a_run_goes_on_bit_by_bit(
    recipe: Recipe, scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, recipe.name, recipe)
    found = finish(index(str(scenes)))
    finish(fit(run_of(scenes, recipe, tmp_path / "whole"), found, BY_HEART))
    settings = run_of(scenes, recipe, tmp_path / "stopped")
    for step in (work := fit(settings, found, BY_HEART)):
        if step.kind == "epoch" and step.values["epoch"] == 2:
            work.close()
            break
    finish(fit(replace(settings, resume=True), found, BY_HEART))
    whole, stopped = (checkpoints.load(RunFiles(tmp_path / name).last) for name in ("whole", "stopped"))
    assert whole.epoch == stopped.epoch == 4
    assert all(torch.equal(values, stopped.weights[name]) for name, values in whole.weights.items())
    assert read_curve(tmp_path / "whole") == read_curve(tmp_path / "stopped")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_another_process_evaluates_and_predicts(scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = quick(RECIPES["ssdlite320"], 96, 4, 2e-3)
    monkeypatch.setitem(RECIPES, recipe.name, recipe)
    best = finish(fit(run_of(scenes, recipe, tmp_path / "run"), finish(index(str(scenes))), BY_HEART))
    monkeypatch.undo()  # the other process knows the recipe as it is; the checkpoint says the side

    def engine(*words: str) -> dict[str, Any]:
        made = subprocess.run(
            [sys.executable, "-m", "engine", *words, "--device", "cpu", "--threads", "1", "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode in (0, 1), made.stderr  # 1: it has learnt from these pictures
        return json.loads(made.stdout)

    report = engine("evaluate", str(best), str(scenes), "--split", "all")
    assert report["detections"]["images"] == 10 and not {"box", "label", "mask"} & report.keys()
    assert "mAP" in report["definition"] and report["baselines"]["constant_object"]["class"] in shapes.CLASSES
    for to in ("voc", "coco", "yolo", "labelme"):
        said = engine("predict", str(best), str(scenes), "--to", to, "--out", str(tmp_path / to), "--threshold", "0")
        assert (said["written"], said["skipped"]) == (10, [])
    results = json.loads((tmp_path / "coco" / "results.json").read_text(encoding="utf-8"))
    objects = [path.read_text(encoding="utf-8").count("<object>") for path in sorted((tmp_path / "voc").glob("*.xml"))]
    lines = [
        len(path.read_text(encoding="utf-8").splitlines()) for path in sorted((tmp_path / "yolo").glob("scene*.txt"))
    ]
    assert sum(objects) == sum(lines) == len(results) > 10 and objects == lines
