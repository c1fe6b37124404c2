"""Links in a folder: pictures are shown wherever they lie; no label, mask or list is read or written outside."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import files
from engine.annotation import Annotation, Box, Instance
from engine.checking import check
from engine.datasets import labels, saving
from engine.datasets.folder import open_beginning, open_folder
from engine.errors import EngineError, LabelError
from engine.formats import voc_masks
from engine.safekeeping import upkeep
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import coco_json, indexed, labelme_json, picture, shape, voc_folder, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checks.finding import Finding

CAT = Instance("cat", Box(3, 3, 20, 20))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A VOC folder with a picture a, its labels and its masks."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    folder = voc_folder(tmp_path / "opened")
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
    findings = finish(check(str(folder))).findings
    return {each.file: each for each in findings if each.code in ("not-read", "link", "list")}


@pytest.mark.parametrize("what", ["Annotations/a.xml", "Annotations"])
def test_labels_outside_are_neither_read_nor_written(what: str, root: Path) -> None:
    outside = moved_out(root / what)
    data = {path: path.read_bytes() for path in (outside, *outside.glob("*")) if path.is_file()}
    assert open_beginning(root) is None
    dataset = open_folder(root)
    [record] = dataset.records
    assert record.xml is None
    with pytest.raises(LabelError, match=r"a\.xml: a link leads it out of the opened folder"):
        labels.read(dataset.format, record)
    assert indexed(root).classes == ()
    with pytest.raises(EngineError, match="a link leads it out of the opened folder"):
        labels.save(dataset, record, Annotation(64, 48, (CAT,)), None)
    assert {path: path.read_bytes() for path in data} == data
    assert (found(root)[what].code, found(root)[what].severity) == ("not-read", "error")
    said = finish(check(str(root))).findings
    assert [each.code for each in said if each.file.endswith((what, "a.jpg"))] == ["not-read"]
    assert {problem.code for problem in indexed(root).problems if problem.file == "a.xml"} == {"not-read"}


def test_a_picture_whose_mask_alone_lies_outside_says_so(root: Path) -> None:
    shutil.rmtree(root / "Annotations")
    moved_out(root / "SegmentationClass" / "a.png")
    write(root / "SegmentationClass" / "b.png", "")
    dataset = open_folder(root)
    with pytest.raises(LabelError, match=r"a\.png: a link leads it out of the opened folder"):
        labels.read(dataset.format, dataset.records[0])
    assert [problem.code for problem in indexed(root).problems if problem.file == "a.png"] == ["not-read"]


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
    said = [each for each in finish(check(str(root))).findings if each.code == "link"]
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
    told = [each for each in indexed(root).problems if "out of the opened folder" in each.message]
    assert len(told) == 1 + (form == "yolo-yaml" or form == "yolo-names"), "nobody would guess why"
    assert (dataset.records[0].barred is not None) == (form in ("yolo",))


def test_a_link_out_that_leads_nowhere_we_may_look_is_said(root: Path, tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    (root / "Annotations" / "b.xml").symlink_to(loop)
    (root / "JPEGImages" / "b.jpg").symlink_to(loop)
    assert {each.code for each in found(root).values()} == {"not-read"}


@pytest.mark.parametrize("there", [True, False])
def test_a_link_that_comes_while_a_save_is_under_way_is_not_followed(
    there: bool, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the look at the label file's place, before the new one is written beside it."""
    path, target = root / "Annotations" / "a.xml", root.parent / "outside.xml"
    if not there:
        path.unlink()
    dataset = open_folder(root)
    shown = labels.read(dataset.format, dataset.records[0])

    def meanwhile(_root: Path, at: Path, _data: bytes | None, _save: int) -> None:
        if at == path and not path.is_symlink():
            if there:
                shutil.copy(path, target)
                path.unlink()
            path.symlink_to(target)

    monkeypatch.setattr(saving, "_keep", meanwhile)
    with pytest.raises(EngineError, match="out of the opened folder"):
        labels.save(dataset, dataset.records[0], shown.annotation.with_instances((CAT,)), shown.stamp)
    assert (target.read_bytes() if target.exists() else None) == (shown.data if there else None)
    assert not [each for each in root.parent.rglob("*") if files.MARK in each.name]


def test_a_folder_that_becomes_a_link_while_a_save_is_under_way_is_not_followed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, outside = root / "Annotations", root.parent / "outside"
    dataset = open_folder(root)
    shown = labels.read(dataset.format, dataset.records[0])
    shutil.copytree(folder, outside)
    kept = {path.name: path.read_bytes() for path in outside.iterdir()}

    def meanwhile(_root: Path, _path: Path, _data: bytes | None, _save: int) -> None:
        if not folder.is_symlink():
            folder.rename(root / "Moved")
            folder.symlink_to(outside)

    monkeypatch.setattr(saving, "_keep", meanwhile)
    with pytest.raises(EngineError, match="out of the opened folder"):
        labels.save(dataset, dataset.records[0], shown.annotation.with_instances((CAT,)), shown.stamp)
    assert {path.name: path.read_bytes() for path in outside.iterdir()} == kept


@pytest.mark.parametrize("what", ["Annotations", "SegmentationClass", "ImageSets"])
def test_a_junction_is_a_link_though_windows_calls_it_a_folder(
    what: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = moved_out(root / what)
    kept = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}

    def entry(one: os.DirEntry[str]) -> SimpleNamespace:
        same = {name: getattr(one, name) for name in ("name", "path", "is_file", "is_dir", "stat")}
        return SimpleNamespace(**same, is_symlink=lambda: one.is_symlink() and not one.is_dir())

    @contextmanager
    def entries(place: str) -> Iterator[Iterator[SimpleNamespace]]:
        with real(place) as found:
            yield map(entry, found)

    real = os.scandir
    monkeypatch.setattr(os, "scandir", entries)
    dataset = open_folder(root)
    [record] = dataset.records
    assert (record.xml is None, record.mask is None, not dataset.lists) == tuple(
        what == each for each in ("Annotations", "SegmentationClass", "ImageSets")
    )
    assert found(root)[what].code == "not-read" and found(root)[what].severity == "error"
    assert any(each.code == "not-read" and each.file == what for each in indexed(root).problems)
    if what == "Annotations":
        with pytest.raises(EngineError, match="out of the opened folder"):
            labels.save(dataset, record, Annotation(64, 48, (CAT,)), None)
    monkeypatch.setattr(os, "scandir", real)
    copied = finish(upkeep.copy(str(root), str(root.parent / "copy")))
    assert copied.left_out == (what,) and not (root.parent / "copy" / what).exists()
    assert {path: path.read_bytes() for path in kept} == kept
