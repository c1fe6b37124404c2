"""Changes of many pictures' labels: counted as they are made, saved as safely as one alone, taken back to the byte."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import batches, predictions, reading, steps
from engine.annotation import Annotation, Box, Instance
from engine.datasets import labels
from engine.datasets.shapes import write_scenes
from engine.deeds import Accepting, Renaming, Tally
from engine.errors import EngineError
from engine.safekeeping import versions
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from engine.batches import Written
    from engine.datasets.record import Dataset

KEY = "0123456789abcdef"


@pytest.fixture
def scenes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    finish(write_scenes(str(tmp_path / "scenes"), images=8, seed=1))
    return finish(reading.open_folder(str(tmp_path / "scenes")))


def files(dataset: Dataset) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(dataset.root.rglob("*")) if path.suffix in (".xml", ".png")}


def classes(dataset: Dataset) -> list[str]:
    return [one.label for record in dataset.records for one in labels.read(dataset.format, record).annotation.instances]


def run(call: object) -> tuple[list[Written], list[tuple[str, str]]]:
    written: list[Written] = []
    left: list[tuple[str, str]] = []
    for step in call:  # pyright: ignore[reportGeneralTypeIssues] a generator
        if step.kind == "written":
            written += step.values["written"]
            left += step.values["left"]
    return written, left


def test_a_class_is_renamed_and_comes_back_to_the_byte(scenes: Dataset) -> None:
    names, before, old = scenes.records.name, files(scenes), classes(scenes)
    deed = Renaming("star", "sun")
    plan = finish(batches.plan(scenes, names, deed))
    assert plan.tally == Tally(replaced=old.count("star")) and 1 < len(plan.names) < len(names)
    assert files(scenes) == before, "counting writes nothing"
    written, left = run(batches.write(scenes, plan.names, deed))
    assert [one.name for one in written] == list(plan.names) and not left
    assert classes(scenes) == ["sun" if each == "star" else each for each in old]
    after = files(scenes)
    assert {name for name in before if before[name] != after[name]} == {f"{name}.xml" for name in plan.names}
    across = pickle.loads(pickle.dumps(tuple(written)))
    back, left = run(batches.put_back(scenes, across, False))
    assert len(back) == len(written) and not left and files(scenes) == before
    run(batches.put_back(scenes, across, True))
    assert files(scenes) == after
    record = scenes.records.named(plan.names[0])
    assert record is not None and record.xml is not None and len(versions.listed(scenes.root, record.xml)) >= 2


def test_the_pixels_of_masks_follow_where_both_classes_have_a_number(scenes: Dataset) -> None:
    record = next(record for record in scenes.records if "star" in _labels(scenes, record.name))
    mask = labels.read(scenes.format, record).annotation.mask
    assert mask is not None
    star = next(value for value in np.unique(mask).tolist() if 0 < value < 255)
    deed = Renaming("star", "circle", (star, 77))
    before = files(scenes)
    plan = finish(batches.plan(scenes, (record.name,), deed))
    assert plan.tally.masks == 1
    written, _ = run(batches.write(scenes, plan.names, deed))
    now = labels.read(scenes.format, record).annotation.mask
    assert now is not None and (now[mask == star] == 77).all() and (now[mask != star] == mask[mask != star]).all()
    run(batches.put_back(scenes, tuple(written), False))
    assert files(scenes) == before


def test_a_file_somebody_else_has_changed_is_left_alone(scenes: Dataset) -> None:
    deed = Renaming("star", "sun")
    plan = finish(batches.plan(scenes, scenes.records.name, deed))
    written, _ = run(batches.write(scenes, plan.names, deed))
    first = scenes.records.named(plan.names[0])
    assert first is not None and first.xml is not None
    theirs = first.xml.read_bytes().replace(b"sun", b"moon")
    first.xml.write_bytes(theirs)
    back, left = run(batches.put_back(scenes, tuple(written), False))
    assert [name for name, _ in left] == [first.name] and "changed on disk" in left[0][1]
    assert first.xml.read_bytes() == theirs and len(back) == len(written) - 1
    assert "sun" not in classes(scenes)


def test_a_file_that_cannot_be_used_stays_and_the_others_are_written(scenes: Dataset) -> None:
    deed = Renaming("star", "sun")
    plan = finish(batches.plan(scenes, scenes.records.name, deed))
    broken = scenes.records.named(plan.names[1])
    assert broken is not None and broken.xml is not None
    broken.xml.write_bytes(broken.xml.read_bytes()[:150])
    written, left = run(batches.write(scenes, plan.names, deed))
    assert [name for name, _ in left] == [broken.name] and len(written) == len(plan.names) - 1
    assert len(broken.xml.read_bytes()) == 150


def test_ended_half_way_everything_written_was_said(scenes: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "EVERY", -1.0)
    deed = Renaming("star", "sun")
    plan = finish(batches.plan(scenes, scenes.records.name, deed))
    call = batches.write(scenes, plan.names, deed)
    said: list[str] = []
    for step in call:
        said += [one.name for one in step.values["written"]]  # pyright: ignore[reportGeneralTypeIssues, reportAttributeAccessIssue]
        if len(said) == 2:
            call.close()
    assert [name for name in scenes.records.name if "sun" in _labels(scenes, name)] == said


def test_confident_predictions_are_added_and_replace_only_where_that_is_wanted(scenes: Dataset) -> None:
    here, verified = scenes.records[0], scenes.records[1]
    truth = labels.read(scenes.format, here).annotation
    old = truth.instances[0]
    new = Instance("ring", Box(1, 1, 12, 12), score=0.95)
    near = Instance("star", old.box.moved(1, 0), score=0.92)
    faint = Instance("ring", Box(30, 1, 42, 12), score=0.5)
    for record in (here, verified):
        predictions.store(KEY, record.image, Annotation(320, 240, (new, near, faint), source=KEY))
    kept = labels.read(scenes.format, verified)
    labels.save(scenes, verified, replace(kept.annotation, verified=True), kept.stamp)
    before = files(scenes)
    names = scenes.records.name
    adding = finish(batches.plan(scenes, names, Accepting(KEY, 0.9)))
    assert (adding.names, adding.verified) == ((here.name,), 1)
    assert (adding.tally.added, adding.tally.replaced) == (1, 0)
    replacing = finish(batches.plan(scenes, names, Accepting(KEY, 0.9, replaces=True)))
    assert (replacing.tally.added, replacing.tally.replaced) == (1, 1)
    written, left = run(batches.write(scenes, replacing.names, Accepting(KEY, 0.9, replaces=True)))
    assert not left and written[0].tally == Tally(1, 1, 0)
    found = labels.read(scenes.format, here).annotation.instances
    assert (found[0].label, found[0].box, found[0].score) == ("star", near.box, None)
    assert (found[-1].label, found[-1].box) == ("ring", new.box) and len(found) == len(truth.instances) + 1
    run(batches.put_back(scenes, tuple(written), False))
    assert files(scenes) == before


def test_a_label_file_made_by_a_batch_goes_with_it(scenes: Dataset) -> None:
    record = scenes.records[0]
    assert record.xml is not None
    record.xml.unlink()
    bare = finish(reading.open_folder(str(scenes.root)))
    assert bare.records[0].xml is None
    guess = Instance("ring", Box(1, 1, 12, 12), score=0.95)
    predictions.store(KEY, record.image, Annotation(320, 240, (guess,), source=KEY))
    written, left = run(batches.write(bare, (record.name,), Accepting(KEY, 0.9)))
    assert not left and record.xml.exists() and written[0].file == str(record.xml)
    back, left = run(batches.put_back(bare, tuple(written), False))
    assert len(back) == 1 and not left and not record.xml.exists()
    run(batches.put_back(bare, tuple(written), True))
    assert b"ring" in record.xml.read_bytes()


def test_folders_that_cannot_hold_it_say_so(scenes: Dataset) -> None:
    for form in ("coco", "pets"):
        with pytest.raises(EngineError, match=r"only read|list\.txt"):
            finish(batches.plan(replace(scenes, format=form), (), Renaming("a", "b")))


def _labels(dataset: Dataset, name: str) -> list[str]:
    record = dataset.records.named(name)
    assert record is not None
    return [one.label for one in labels.read(dataset.format, record).annotation.instances]


def test_a_mask_that_somebody_else_writes_right_after_is_not_ours_to_take_back(
    scenes: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = labels.save

    def save(*given: object) -> labels.Labels:
        saved = real(*given)
        mask = Path(saved.masks[0] or "")
        mask.write_bytes(mask.read_bytes() + b"\n")
        return saved

    monkeypatch.setattr(labels, "save", save)
    written, left = run(batches.write(scenes, scenes.records.name, Renaming("star", "sun")))
    assert not written and left and all("another program has written it since" in why for _, why in left)
