"""Links in a folder: pictures are shown wherever they lie; no label, mask or list is read or written outside."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.annotation import Box, Instance
from engine.checking import check
from engine.datasets import labels
from engine.datasets.folder import open_beginning, open_folder
from engine.errors import EngineError
from engine.formats import voc_masks
from tests.engine.foreign_for_tests import coco_json, done, indexed, labelme_json, picture, shape, voc_folder, write

if TYPE_CHECKING:
    from engine.checks.finding import Finding

CAT = Instance("cat", Box(3, 3, 20, 20))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A VOC folder with a picture a, its labels and its masks."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    folder = tmp_path / "opened"
    voc_folder(folder)
    for name in ("SegmentationClass", "SegmentationObject"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "a.png").write_bytes(voc_masks.to_bytes(np.ones((48, 64), np.uint8)))
    write(folder / "ImageSets" / "Main" / "train.txt", "a\n")
    write(folder / "class_names.txt", "person\ndog\n")
    return folder


def moved_out(path: Path) -> Path:
    """Put what is at `path` outside the folder, and a link in its place."""
    top = next(parent for parent in path.parents if parent.name == "opened")
    outside = top.parent / "outside" / path.name
    outside.parent.mkdir(exist_ok=True)
    shutil.move(path, outside)
    path.symlink_to(outside)
    return outside


def found(folder: Path) -> dict[str, Finding]:
    return {each.file: each for each in done(check(str(folder))).findings if each.code in ("not-read", "link", "list")}


@pytest.mark.parametrize("what", ["Annotations/a.xml", "Annotations"])
def test_labels_outside_are_neither_read_nor_written(what: str, root: Path) -> None:
    outside = moved_out(root / what)
    data = {path: path.read_bytes() for path in (outside, *outside.glob("*")) if path.is_file()}
    assert open_beginning(root) is None
    dataset = open_folder(root)
    [record] = dataset.records
    assert record.xml is None
    shown = labels.read(dataset.format, record)
    assert shown.annotation.instances == ()
    assert indexed(root).classes == ()
    with pytest.raises(EngineError, match="a link leads it out of the opened folder"):
        labels.save(dataset, record, shown.annotation.with_instances((CAT,)), shown.stamp)
    assert {path: path.read_bytes() for path in data} == data
    assert (found(root)[what].code, found(root)[what].severity) == ("not-read", "error")
    assert any(problem.code == "not-read" for problem in indexed(root).problems)


@pytest.mark.parametrize("what", ["SegmentationClass/a.png", "SegmentationClass", "SegmentationObject/a.png"])
def test_masks_outside_are_neither_read_nor_written(what: str, root: Path) -> None:
    outside = moved_out(root / what)
    data = {path: path.read_bytes() for path in (outside, *outside.glob("*")) if path.is_file()}
    dataset = open_folder(root)
    [record] = dataset.records
    assert (record.mask is None) == ("Class" in what) and (record.instance_mask is None) == ("Object" in what)
    before = labels.read(dataset.format, record)
    painted = np.zeros((48, 64), np.uint8)
    if "Class" in what:
        wanted = type(before.annotation)(64, 48, before.annotation.instances, painted)
        with pytest.raises(EngineError, match="out of the opened folder"):
            labels.save(dataset, record, wanted, before.stamp)
    assert {path: path.read_bytes() for path in data} == data
    assert found(root)[what].code == "not-read"


@pytest.mark.parametrize("there", [True, False])
def test_no_save_makes_or_changes_a_file_outside(there: bool, root: Path) -> None:
    """Through a link that leads nowhere, or that came after the folder was listed."""
    path, target = root / "Annotations" / "a.xml", root.parent / "target.xml"
    dataset = open_folder(root)
    shown = labels.read(dataset.format, dataset.records[0])
    text = path.read_bytes()
    path.unlink()
    path.symlink_to(target)
    if there:
        target.write_bytes(text)
    else:
        dataset = open_folder(root)
        shown = labels.read(dataset.format, dataset.records[0])
    with pytest.raises(EngineError, match="out of the opened folder"):
        labels.save(dataset, dataset.records[0], shown.annotation.with_instances((CAT,)), shown.stamp)
    assert target.exists() == there and (not there or target.read_bytes() == text)


def test_links_within_the_folder_are_followed_and_stay(root: Path) -> None:
    path, target = root / "Annotations" / "a.xml", root / "kept" / "somewhere.xml"
    target.parent.mkdir()
    shutil.move(path, target)
    path.symlink_to(Path("..") / "kept" / "somewhere.xml")
    dataset = open_folder(root)
    shown = labels.read(dataset.format, dataset.records[0])
    assert len(shown.annotation.instances) == 2
    labels.save(dataset, dataset.records[0], shown.annotation.with_instances((CAT,)), shown.stamp)
    assert path.is_symlink() and b"<name>cat</name>" in target.read_bytes()
    assert found(root)["Annotations/a.xml"].code == "link"


@pytest.mark.skipif(not hasattr(os, "link"), reason="no hard links here")
def test_a_save_of_a_hard_link_leaves_the_other_names_of_the_file_alone_and_check_says_so(root: Path) -> None:
    path, other = root / "Annotations" / "a.xml", root.parent / "backup.xml"
    os.link(path, other)
    text = path.read_bytes()
    dataset = open_folder(root)
    said = [each for each in done(check(str(root))).findings if each.code == "link"]
    assert [each.file for each in said] == ["Annotations/a.xml"] and "2 names" in said[0].message
    shown = labels.read(dataset.format, dataset.records[0])
    labels.save(dataset, dataset.records[0], shown.annotation.with_instances((CAT,)), shown.stamp)
    assert other.read_bytes() == text != path.read_bytes()


def test_a_folder_opened_by_a_link_is_that_folder(root: Path) -> None:
    by_name = root.parent / "by_name"
    by_name.symlink_to(root)
    dataset = open_folder(by_name)
    shown = labels.read(dataset.format, dataset.records[0])
    labels.save(dataset, dataset.records[0], shown.annotation.with_instances((CAT,)), shown.stamp)
    assert b"<name>cat</name>" in (root / "Annotations" / "a.xml").read_bytes()


@pytest.mark.parametrize("what", ["JPEGImages/a.jpg", "JPEGImages"])
def test_pictures_outside_are_shown_and_their_labels_saved_inside(what: str, root: Path) -> None:
    outside = moved_out(root / what)
    picture_file = outside if outside.is_file() else outside / "a.jpg"
    state = picture_file.stat().st_mtime_ns
    dataset = open_folder(root)
    shown = labels.read(dataset.format, dataset.records[0])
    assert len(shown.annotation.instances) == 2
    labels.save(dataset, dataset.records[0], shown.annotation.with_instances((CAT,)), shown.stamp)
    assert b"<name>cat</name>" in (root / "Annotations" / "a.xml").read_bytes()
    assert picture_file.stat().st_mtime_ns == state and len(list(outside.parent.rglob("*.xml"))) == 0
    assert (found(root)[what].code, found(root)[what].severity) == ("link", "warning")


@pytest.mark.parametrize("what", ["ImageSets/Main/train.txt", "ImageSets", "class_names.txt"])
def test_lists_outside_are_not_read(what: str, root: Path) -> None:
    moved_out(root / what)
    dataset = open_folder(root)
    assert dataset.lists == ({"train": ("a",)} if what == "class_names.txt" else {})
    assert indexed(root).mask_classes[0] == ("aeroplane" if what == "class_names.txt" else "person")
    said = found(root)
    assert any("out of the opened folder" in each.message and each.severity == "error" for each in said.values())


@pytest.mark.parametrize("form", ["labelme", "yolo", "yolo-names", "yolo-yaml", "coco", "pets"])
def test_other_formats_read_nothing_outside_either(form: str, tmp_path: Path) -> None:
    root = tmp_path / "opened"
    if form == "labelme":
        picture(root / "a.jpg")
        moved_out(write(root / "a.json", labelme_json(shape("secret", (1, 2), (30, 40)))))
    elif form == "coco":
        picture(root / "images" / "a.jpg")
        moved_out(write(root / "annotations" / "instances_train.json", coco_json("a.jpg")))
    elif form == "pets":
        picture(root / "images" / "Birman_1.jpg")
        write(root / "annotations" / "trimaps" / "x.txt", "")
        moved_out(write(root / "annotations" / "list.txt", "Birman_1 7 1 2\n"))
        assert any(each.severity == "error" for each in found(root).values())
    else:
        picture(root / "images" / "a.jpg")
        text = write(root / "labels" / "a.txt", "0 .5 .5 .2 .2\n")
        names = write(root / "classes.txt", "secret\n")
        yaml = write(root / "data.yaml", "names: [secret]\ntrain: images\n")
        for path in {"yolo": (text,), "yolo-names": (names, yaml), "yolo-yaml": (yaml, names)}[form]:
            moved_out(path)
    dataset = open_folder(root)
    assert all(record.labels is None or "out" not in str(record.labels.resolve().parent) for record in dataset.records)
    assert "secret" not in indexed(root).classes
    assert form == "yolo" or "secret" not in dataset.classes
    problems = indexed(root).problems
    assert any("out of the opened folder" in each.message for each in problems), "nobody would guess why"


def test_a_link_out_that_leads_nowhere_we_may_look_is_said(root: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    (root / "Annotations" / "b.xml").symlink_to(loop)
    (root / "JPEGImages" / "b.jpg").symlink_to(loop)
    assert {each.code for each in found(root).values()} == {"not-read"}
