"""What a report promises: nothing that chooses has seen the test part, and whoever measures again finds the same."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine import checkpoint as checkpoints
from engine import cli, evaluation, fine_tuning, parts
from engine.annotation import Box, Instance
from engine.datasets import labels, shapes
from engine.datasets.folder import open_folder
from engine.datasets.index import index
from engine.datasets.splits import Split, make_split
from engine.errors import EngineError
from engine.metrics.boxes import mean_box
from engine.runs import FitSettings, RunFiles
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from engine.reporting.report import Report

HEADS = ("class", "box", "mask")

pytestmark = pytest.mark.usefixtures("small_squares")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn") / "scenes"
    finish(shapes.write_scenes(str(folder), images=24, seed=5))
    return folder


@pytest.fixture
def scenes(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "scenes"))


def split_file(folder: Path) -> tuple[Path, Split]:
    split = make_split(finish(index(str(folder))), "lists", 0, HEADS)
    path = folder.parent / "parts.json"
    path.write_text(split.to_json())
    return path, split


def learnt(folder: Path, out: Path, **changes: object) -> tuple[RunFiles, Report]:
    plain = FitSettings(str(folder), "multi-small", str(out), epochs=2, device="cpu", threads=1, weights="none")
    return RunFiles(out), finish(fine_tuning.fit(replace(plain, **changes)))


def spoil(folder: Path, names: tuple[str, ...]) -> None:
    """Other pixels, other boxes, other classes and other masks for these pictures."""
    dataset, chance = open_folder(folder), np.random.default_rng(1)
    for record in dataset.records:
        if record.name not in names:
            continue
        read = labels.read(dataset.format, record)
        assert read.annotation.mask is not None
        changed = replace(
            read.annotation.with_instances((Instance("star", Box(0, 0, 30, 20)),)),
            mask=np.roll(read.annotation.mask, 40, axis=1),
        )
        labels.save(dataset, record, changed, read.stamp)
        Image.fromarray(chance.integers(0, 255, (240, 320, 3), dtype=np.uint8)).save(record.image)


def test_nothing_that_chooses_sees_the_test_part(scenes: Path, tmp_path: Path) -> None:
    """Two folders that differ in every test picture and its labels give the same checkpoint, byte for byte: weights,
    epoch and temperature; the same curve; and the same baselines, for these come from train."""
    path, split = split_file(scenes)
    first, before = learnt(scenes, tmp_path / "first", split=str(path))
    other = tmp_path / "elsewhere" / "scenes"
    shutil.copytree(scenes, other)
    spoil(other, split.test)
    second, after = learnt(other, tmp_path / "second", split=str(path))
    assert second.best.read_bytes() == first.best.read_bytes()
    assert second.curve.read_bytes() == first.curve.read_bytes()
    assert after.split_hash == before.split_hash == split.hash
    known = finish(index(str(scenes)))
    rows = [known.position(name) for name in split.train]
    boxes = np.array([box.as_tuple() for _, box in map(known.target, rows) if box is not None])
    wanted = mean_box(boxes, known.sizes[rows]).round(4).tolist()
    for report in (before, after):
        assert report.baselines["from"] == "train"
        assert report.baselines["mean_box"]["box"] == wanted
    assert before.pictures != after.pictures


def test_before_and_after_are_measured_on_the_same_truth(scenes: Path, tmp_path: Path) -> None:
    path, split = split_file(scenes)
    first, _ = learnt(scenes, tmp_path / "first", split=str(path), epochs=1)
    spoil(scenes, split.test[:2])
    _, report = learnt(scenes, tmp_path / "second", start=str(first.best), weights=None, epochs=1)
    assert report.before is not None and report.before["split_hash"] == report.split_hash == split.hash
    was = {row["name"]: row["truth"] for row in report.before["pictures"]}
    assert was == {row["name"]: row["truth"] for row in report.pictures}
    assert report.before["baselines"] == report.baselines
    assert report.corrected["names"] == sorted(split.test[:2])


def test_the_split_is_the_same_on_every_machine(scenes: Path, tmp_path: Path) -> None:
    shutil.rmtree(scenes / "ImageSets")
    copy = tmp_path / "somewhere" / "else"
    shutil.copytree(scenes, copy, copy_function=shutil.copyfile)
    hashes = {make_split(finish(index(str(folder))), None, 0, HEADS).hash for folder in (scenes, copy)}
    assert hashes == {"cbeed89dabd4fe5e"}
    assert make_split(finish(index(str(scenes))), None, 1, HEADS).hash not in hashes


def test_copies_are_kept_apart_in_a_folder_with_one_list(scenes: Path) -> None:
    """`trainval.txt` names every picture: a drawn split is still drawn, and may still draw a copy for the test part."""
    sets = scenes / "ImageSets" / "Main"
    names = sorted(record.name for record in open_folder(scenes).records)
    shutil.rmtree(sets)
    sets.mkdir()
    (sets / "trainval.txt").write_text("\n".join(names))
    known = finish(index(str(scenes)))
    split = make_split(known, None, 0, HEADS)
    picture = {record.name: record.image for record in known.dataset.records}
    with Image.open(picture[split.train[0]]) as image:
        image.save(picture[split.test[0]], quality=60)
    assert split.test[0] in finish(parts.kept_apart(split, finish(index(str(scenes))))).train


def test_a_part_that_is_not_the_folders_is_not_measured_in_its_place(scenes: Path, tmp_path: Path) -> None:
    files, _ = learnt(scenes, tmp_path / "run", epochs=1)
    other = tmp_path / "other"
    finish(shapes.write_scenes(str(other), images=24, seed=77))
    report = finish(evaluation.evaluate(str(files.best), str(other), "train", threads=1))
    assert (report.split, report.images) == ("train", 14)  # the folder's own list
    shutil.rmtree(other / "ImageSets")
    with pytest.raises(
        EngineError, match=r"no part 'train', for .* learnt from other pictures; choose one of test, all"
    ):
        finish(evaluation.evaluate(str(files.best), str(other), "train", threads=1))


def test_what_training_skipped_is_in_the_report_once(
    scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, split = split_file(scenes)
    picture = {record.name: record.image for record in open_folder(scenes).records}
    for name in (split.train[0], split.test[0]):
        os.truncate(picture[name], picture[name].stat().st_size // 2)
    (scenes / "Annotations" / f"{split.test[1]}.xml").write_bytes(b"<annotation>")
    words = ["fit", str(scenes), "--recipe", "multi-small", "--weights", "none", "--epochs", "1", "--json"]
    assert cli.main([*words, "--split", str(path), "--out", str(tmp_path / "run"), "--threads", "1"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report == json.loads((tmp_path / "run" / "report.json").read_text())
    assert sorted(row["file"] for row in report["skipped"]) == sorted(
        [f"{split.train[0]}.jpg", f"{split.test[0]}.jpg", f"{split.test[1]}.xml"]
    )
    assert [name for name, _ in checkpoints.load(tmp_path / "run" / "best.safetensors").skipped] == [split.train[0]]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"recipe": "multi-mobilenet_v2", "weights": "EMPTY"}, "no weights of mobilenet_v2"),
        ({"weights": None}, "--weights none"),
        ({"device": "abacus"}, "no device"),
        ({"start": "no.safetensors", "split": "70,30"}, "no such file"),
    ],
)
def test_a_run_that_cannot_begin_is_not_in_the_next_ones_way(
    changes: dict[str, str], says: str, scenes: Path, tmp_path: Path
) -> None:
    if changes.get("weights") == "EMPTY":
        (tmp_path / "empty").mkdir()
        changes = {**changes, "weights": str(tmp_path / "empty")}
    with pytest.raises(EngineError, match=says):
        learnt(scenes, tmp_path / "run", **changes)
    assert not (tmp_path / "run").exists()


def test_resume_takes_no_folder_that_is_no_run(scenes: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "letter.txt"
    mine.parent.mkdir()
    mine.write_text("Dear")
    with pytest.raises(EngineError, match="something in it already; choose another --out"):
        learnt(scenes, mine.parent, resume=True)
    assert [path.name for path in mine.parent.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("left", [None, "", "split.json"])
def test_resume_without_a_run_says_so(scenes: Path, tmp_path: Path, left: str | None) -> None:
    """Whether the folder is missing, empty, or was left before the run had begun; a new run can then begin in it."""
    out = tmp_path / "run"
    if left is not None:
        out.mkdir()
    if left:
        (out / left).write_text("{}")
    with pytest.raises(EngineError, match="there is no run to resume; leave --resume out"):
        learnt(scenes, out, resume=True)
    assert not out.exists()


def test_a_folder_without_boxes_and_classes_teaches_its_masks(scenes: Path, tmp_path: Path) -> None:
    whole, _ = learnt(scenes, tmp_path / "whole", epochs=1)
    shutil.rmtree(scenes / "Annotations")
    files, report = learnt(scenes, tmp_path / "masks", epochs=1)
    assert report.mask is not None and report.label is None and report.box is None
    best = checkpoints.load(files.best)
    assert best.classes == () and best.recipe.heads == ("mask",)  # what nobody taught would only guess
    _, report = learnt(scenes, tmp_path / "more", start=str(whole.best), weights=None, epochs=1)
    assert report.mask is not None and report.label is None
