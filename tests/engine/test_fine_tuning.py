"""A run from folder to report, and what evaluation says of folders that are not the run's own."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from engine import checkpoint as checkpoints
from engine import evaluation, files, fine_tuning, parts
from engine.datasets import labels, shapes
from engine.datasets.folder import open_folder
from engine.datasets.index import index
from engine.datasets.splits import Split, make_split
from engine.errors import EngineError
from engine.reporting.report import Report
from engine.runs import FitSettings, RunFiles, read_curve, read_settings
from engine.safekeeping import lock
from tests.engine.finishing_for_tests import finish

pytestmark = pytest.mark.usefixtures("small_squares")


def settings(folder: Path, out: Path, **changes: object) -> FitSettings:
    plain = FitSettings(str(folder), "multi-small", str(out), epochs=1, device="cpu", threads=1, weights="none")
    return replace(plain, **changes)


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes")
    finish(shapes.write_scenes(str(folder), images=24, seed=5))
    return folder


@pytest.fixture(scope="module")
def run(scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> RunFiles:
    files = RunFiles(tmp_path_factory.mktemp("runs") / "run")
    finish(fine_tuning.fit(settings(scenes, files.folder)))
    return files


@pytest.fixture
def copied(scenes: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scenes, tmp_path / "copied"))


def report_of(files: RunFiles) -> Report:
    return Report.from_json(files.report.read_text(encoding="utf-8"))


def figures_of(report: Report) -> dict[str, object]:
    return {key: value for key, value in report.plain().items() if key not in ("speed", "checkpoint", "corrected")}


def split_of(files: RunFiles) -> Split:
    return Split.from_json((files.folder / "split.json").read_text(encoding="utf-8"))


def test_a_run_leaves_its_files_and_evaluation_says_the_same(scenes: Path, run: RunFiles) -> None:
    for path in (run.settings, run.curve, run.last, run.best, run.report, run.page):
        assert path.stat().st_size, path
    report, split = report_of(run), split_of(run)
    assert report.split == "test" and report.split_hash == split.hash
    assert report.images == len(split.test) == len(report.pictures)
    assert {"mean_box", "majority_class", "all_background"} <= set(report.baselines)
    assert report.leak["images"] == 0 and report.baselines["from"] == "train"
    assert report.label is not None and report.label["temperature"] == checkpoints.load(run.best).temperature
    again = finish(evaluation.evaluate(str(run.best), str(scenes), threads=1))
    assert figures_of(again) == figures_of(report)


def test_other_parts_can_be_asked_for(scenes: Path, run: RunFiles) -> None:
    split = split_of(run)
    learnt = finish(evaluation.evaluate(str(run.best), str(scenes), "train", threads=1))
    assert learnt.images == len(split.train) == learnt.leak["exact"]
    every = finish(evaluation.evaluate(str(run.best), str(scenes), "all", threads=1))
    assert every.images == 24 and every.leak["images"] == len(split.train) + len(split.validation)
    with pytest.raises(EngineError, match="no part 'tset'; choose one of train, validation, test, all"):
        finish(evaluation.evaluate(str(run.best), str(scenes), "tset", threads=1))


def test_a_foreign_folder_of_the_same_names_is_evaluated_whole(run: RunFiles, tmp_path: Path) -> None:
    finish(shapes.write_scenes(str(tmp_path / "other"), images=24, seed=77))
    report = finish(evaluation.evaluate(str(run.best), str(tmp_path / "other"), threads=1))
    assert (report.split, report.images, report.leak["images"]) == ("all", 24, 0)
    assert report.baselines["from"] == "the pictures evaluated"


def test_a_checkpoint_of_other_classes_says_that_it_has_learnt_none(
    scenes: Path, run: RunFiles, tmp_path: Path
) -> None:
    """Its box could be scored all the same, so it has none here."""
    known = checkpoints.load(run.best)
    recipe = known.recipe.with_heads(("class",))
    weights = {
        name: values for name, values in known.weights.items() if not name.startswith(("heads.box", "heads.mask"))
    }
    other = tmp_path / "other.safetensors"
    classes = tuple(f"no {name}" for name in known.classes)
    checkpoints.save(other, replace(known, recipe=recipe, classes=classes, mask_classes=(), weights=weights))
    with pytest.raises(EngineError, match="has learnt none of its classes"):
        finish(evaluation.evaluate(str(other), str(scenes), "all", device="cpu", threads=1))


def test_a_learnt_picture_among_the_tested_is_a_leak(copied: Path, run: RunFiles) -> None:
    split = split_of(run)
    pictures = {record.name: record.image for record in open_folder(copied).records}
    exact, near = split.test[:2]
    shutil.copy(pictures[split.train[0]], pictures[exact])
    with Image.open(pictures[split.train[1]]) as image:
        image.resize((160, 120)).resize(image.size).save(pictures[near], quality=70)
    leak = finish(evaluation.evaluate(str(run.best), str(copied), threads=1)).leak
    assert leak == {"images": 2, "names": sorted((exact, near)), "exact": 1, "near": 1}


def test_copies_are_learnt_together(copied: Path) -> None:
    """A split is drawn by name; the picture it would test may be a copy of one that is learnt."""
    listed = finish(index(str(copied)))
    shutil.rmtree(copied / "ImageSets")
    split = make_split(finish(index(str(copied))), None, 0, ("class", "box", "mask"))
    pictures = {record.name: record.image for record in listed.dataset.records}
    with Image.open(pictures[split.train[0]]) as image:
        image.save(pictures[split.test[0]], quality=60)
    apart = finish(parts.kept_apart(split, finish(index(str(copied)))))
    assert apart.test == split.test[1:] and apart.validation == split.validation
    assert set(apart.train) == {*split.train, split.test[0]}
    as_listed = make_split(listed, "lists", 0, ("class", "box", "mask"))
    assert finish(parts.kept_apart(as_listed, listed)) == as_listed
    for name in split.test:  # frames of a film: nothing would be left to test
        shutil.copy(pictures[split.train[0]], pictures[name])
    assert finish(parts.kept_apart(split, finish(index(str(copied))))) == split


def test_going_on_keeps_every_picture_in_its_part(copied: Path, run: RunFiles, tmp_path: Path) -> None:
    dataset, split = open_folder(copied), split_of(run)
    record = next(record for record in dataset.records if record.name == split.test[0])
    read = labels.read(dataset.format, record)
    first, *others = read.annotation.instances
    moved = replace(first, label="star" if first.label != "star" else "circle")
    labels.save(dataset, record, read.annotation.with_instances((moved, *others)), read.stamp)
    more = RunFiles(tmp_path / "more")
    report = finish(fine_tuning.fit(settings(copied, more.folder, start=str(run.best), weights=None)))
    assert split_of(more) == split and report.split_hash == split.hash
    assert report.corrected == {"images": 1, "names": [split.test[0]]}
    assert report.before is not None and report.before["images"] == report.images
    assert "before" not in report.before
    assert "before:" in more.page.read_text(encoding="utf-8")


def test_a_finished_run_only_reports_again(scenes: Path, run: RunFiles) -> None:
    report, best = report_of(run), run.best.read_bytes()
    run.report.unlink()
    again = finish(fine_tuning.fit(settings(scenes, run.folder, resume=True)))
    assert figures_of(again) == figures_of(report) == figures_of(report_of(run))
    assert run.best.read_bytes() == best and len(read_curve(run.folder)) == 1


def test_a_damaged_curve_stops_no_run(run: RunFiles, tmp_path: Path) -> None:
    files = RunFiles(Path(shutil.copytree(run.folder, tmp_path / "run")))
    rows = read_curve(files.folder)
    for damage in (b"", b"a,b\n1", b"epoch,train_loss\nx,1,2,3\n", bytes(range(256))):
        files.curve.write_bytes(damage)
        assert read_curve(files.folder) == [], damage
    settings = replace(read_settings(run.folder), out=str(files.folder), resume=True, epochs=len(rows) + 1)
    finish(fine_tuning.fit(settings))
    assert [row["epoch"] for row in read_curve(files.folder)] == [len(rows) + 1]


def test_a_closed_run_goes_on(scenes: Path, run: RunFiles, tmp_path: Path) -> None:
    files = RunFiles(tmp_path / "stopped")
    work = fine_tuning.fit(settings(scenes, files.folder, epochs=1))
    while next(work).kind != "batch":
        pass
    work.close()
    assert files.settings.exists() and not files.report.exists()
    finish(fine_tuning.fit(settings(scenes, files.folder, resume=True)))
    assert files.best.read_bytes() == run.best.read_bytes()


def test_what_is_deleted_while_a_run_learns_costs_no_report(scenes: Path, run: RunFiles, tmp_path: Path) -> None:
    """Neither the checkpoint it went on from, nor the pinned picture."""
    start = Path(shutil.copy(run.best, tmp_path / "start.safetensors"))
    work = fine_tuning.fit(settings(scenes, tmp_path / "second", start=str(start), weights=None, pinned="gone"))
    while (step := next(work)).kind != "epoch":
        pass
    assert step.values["prediction"] is None
    start.unlink()
    assert finish(work).before is None
    assert report_of(RunFiles(tmp_path / "second")).before is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folders")
def test_two_runs_never_learn_into_one_folder(scenes: Path, run: RunFiles, tmp_path: Path) -> None:
    """Both have seen that the folder is empty; the one that comes later leaves it to the other."""
    one, other, late = (settings(scenes, tmp_path / "run", seed=seed) for seed in range(3))
    works = [fine_tuning.fit(each) for each in (one, other, late)]
    for work in works:
        next(work)
    while next(works[0]).kind != "batch":
        pass
    with pytest.raises(EngineError, match="another run is learning into it; choose another --out"):
        finish(works[1])
    again = replace(one, resume=True)
    with pytest.raises(EngineError, match="another run is learning into it"):
        finish(fine_tuning.fit(again))
    works[0].close()
    with pytest.raises(EngineError, match="something in it already; add --resume"):
        finish(works[2])
    finish(fine_tuning.fit(again))
    assert RunFiles(tmp_path / "run").best.read_bytes() == run.best.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folders")
def test_a_run_that_has_only_just_begun_is_not_taken_for_a_broken_one(scenes: Path, tmp_path: Path) -> None:
    """Its settings are written last."""
    handle = os.open(tmp_path, os.O_RDONLY)
    try:
        assert lock.claim(handle)
        (tmp_path / "split.json").write_text("{}")
        with pytest.raises(EngineError, match="another run is learning into it"):
            finish(fine_tuning.fit(replace(settings(scenes, tmp_path), resume=True)))
        assert (tmp_path / "split.json").exists()
    finally:
        os.close(handle)


@pytest.mark.parametrize("name", ["split.json", "settings.json", "curve.csv", "report.json"])
def test_a_run_that_cannot_write_says_where_and_what_to_do(
    name: str, scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = files.replace_whole

    def full(path: Path, data: bytes) -> None:
        if path.name == name:
            raise OSError(errno.ENOSPC, "No space left on device")
        plain(path, data)

    monkeypatch.setattr(files, "replace_whole", full)
    with pytest.raises(EngineError, match=rf"{name}: cannot be written \(No space left on device\); make room"):
        finish(fine_tuning.fit(settings(scenes, tmp_path / "run")))
    assert (tmp_path / "run").exists() == (name in ("curve.csv", "report.json")), "one can go on, or begin anew"


def test_a_run_begins_in_no_place_where_nothing_can_be_made(scenes: Path, run: RunFiles) -> None:
    with pytest.raises(EngineError, match="name another place"):
        finish(fine_tuning.fit(settings(scenes, run.report / "run")))


def test_a_taken_folder_and_another_run_are_refused(scenes: Path, run: RunFiles, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="add --resume"):
        finish(fine_tuning.fit(settings(scenes, run.folder)))
    with pytest.raises(EngineError, match="this run has the recipe multi-small"):
        finish(fine_tuning.fit(settings(scenes, run.folder, resume=True, recipe="multi-mobilenet_v2")))
    with pytest.raises(EngineError, match="this run has the folder"):
        finish(fine_tuning.fit(settings(tmp_path, run.folder, resume=True)))
    with pytest.raises(EngineError, match="this run has --split left out, not 50,50"):
        finish(fine_tuning.fit(settings(scenes, run.folder, resume=True, split="50,50")))
    with pytest.raises(EngineError, match="this run has --from left out"):
        finish(fine_tuning.fit(settings(scenes, run.folder, resume=True, start=str(run.best))))
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match="needs a folder"):
        finish(fine_tuning.fit(settings(scenes, tmp_path / "file")))
    with pytest.raises(EngineError, match="are verified; verify more"):
        finish(fine_tuning.fit(settings(scenes, tmp_path / "sure", only_verified=True)))
    assert not (tmp_path / "sure").exists()


def test_labels_and_lists_that_a_link_leads_out_of_the_folder_are_named(copied: Path, tmp_path: Path) -> None:
    """Nothing can be learnt from them, and nobody would guess why."""
    xml = sorted((copied / "Annotations").iterdir())[0]
    for path in (xml, copied / "class_names.txt"):
        shutil.move(path, tmp_path / path.name)
        path.symlink_to(tmp_path / path.name)
    learnt = finish(fine_tuning.fit(settings(copied, tmp_path / "run")))
    assert {row["file"] for row in learnt.skipped} == {xml.name, "class_names.txt"}
    assert all("a link leads it out of the opened folder" in row["message"] for row in learnt.skipped)


def test_damaged_files_are_left_out_and_named(copied: Path, run: RunFiles, tmp_path: Path) -> None:
    split = split_of(run)
    pictures = {record.name: record.image for record in open_folder(copied).records}
    cut = pictures[split.test[1]]
    os.truncate(cut, cut.stat().st_size // 2)
    report = finish(evaluation.evaluate(str(run.best), str(copied), threads=1))
    assert [row["file"] for row in report.skipped] == [cut.name]
    assert report.images == len(split.test) - 1
    pictures[split.train[0]].write_bytes(b"no picture")
    learnt = finish(fine_tuning.fit(settings(copied, tmp_path / "damaged")))
    assert pictures[split.train[0]].name in {row["file"] for row in learnt.skipped}
    assert json.loads((tmp_path / "damaged" / "report.json").read_text())["skipped"]
