"""Two pictures of one name, a.jpg and a.png, or a/1.jpg and b/1.jpg: each keeps its own labels wherever they are read,
saved and converted, and what is wrong with one is not said of the other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine import cli
from engine.annotation import Box, Instance
from engine.checking import check
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.datasets.lists import name_in
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import (
    SIZE,
    VOC,
    boxes,
    coco_json,
    converted,
    indexed,
    labelme_json,
    lost,
    picture,
    shape,
    voc_folder,
    write,
)


def twins(root: Path) -> Path:
    """A VOC folder of a.jpg and a.png, each with a box of its own, saved by the program."""
    voc_folder(root)
    picture(root / "JPEGImages" / "a.png")
    data = open_folder(root)
    second = data.records[1]
    read = labels.read("voc", second)
    labels.save(data, second, read.annotation.with_instances((Instance("cow", Box(1, 2, 30, 40)),)), read.stamp)
    return root


def told(root: Path) -> set[tuple[str, str]]:
    return {(each.file, each.code) for each in finish(check(str(root))).findings}


def test_the_second_of_two_has_a_label_file_of_its_own_and_check_says_so(tmp_path: Path) -> None:
    root = twins(tmp_path)
    before = (root / "Annotations" / "a.xml").read_bytes()
    found = indexed(root)
    assert [record.name for record in found.dataset.records] == ["a", "a.png"]
    assert [name for name, _ in boxes(found, "a")] == ["person", "dog"]
    assert boxes(found, "a.png") == [("cow", (1, 2, 30, 40))]
    assert (root / "Annotations" / "a.png.xml").is_file() and (root / "Annotations" / "a.xml").read_bytes() == before
    assert told(root) == {("JPEGImages/a.png", "same-name")}


def test_its_labels_stay_its_own_when_the_first_is_gone(tmp_path: Path) -> None:
    root = twins(tmp_path)
    (root / "JPEGImages" / "a.jpg").unlink()
    (root / "Annotations" / "a.xml").unlink()
    found = indexed(root)
    assert boxes(found, "a") == [("cow", (1, 2, 30, 40))]
    assert [each.code for each in found.problems] == ["name"]


@pytest.fixture
def apart(tmp_path: Path) -> Path:
    """A VOC folder with a picture 1.jpg in each of two folders, whose boxes begin to the right of their ends."""
    for part in ("a", "b"):
        picture(tmp_path / "in" / "JPEGImages" / part / "1.jpg")
        text = VOC.replace("<filename>a.jpg", "<filename>1.jpg").replace("<xmin>30</xmin>", "<xmin>60</xmin>")
        write(tmp_path / "in" / "Annotations" / part / "1.xml", text)
    return tmp_path / "in"


def test_files_of_one_name_in_two_folders_are_told_apart(apart: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same fault in a/1.xml and b/1.xml is two, each with its file, its picture and its object."""
    assert cli.main(["check", str(apart), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    reversed_ = [each["file"] for each in found if each["code"] == "reversed"]
    assert reversed_ == ["Annotations/a/1.xml", "Annotations/b/1.xml"]
    places = {(each.record, each.box) for each in finish(check(str(apart))).findings if each.code == "reversed"}
    assert places == {(name, Box(49, 9, 60, 30)) for name in ("a/1", "b/1")}


def test_a_damaged_file_says_nothing_of_its_namesake_in_another_folder(apart: Path) -> None:
    """Detectors learn from b/1, which is labelled as empty, whatever is wrong with a/1.xml."""
    (apart / "Annotations" / "a" / "1.xml").write_text("<annotation><object>")
    (apart / "Annotations" / "b" / "1.xml").write_text("<annotation></annotation>")
    found = indexed(apart)
    assert [found.told[found.position(name)] for name in ("a/1", "b/1")] == [False, True]
    assert [(row, problem.file) for row, problem in found.noticed] == [(found.position("a/1"), "1.xml")]


def test_a_name_with_two_endings_keeps_its_labels_through_a_conversion(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "x.jpg.jpg")
    write(tmp_path / "in" / "x.jpg.json", labelme_json(shape("cat", (1, 2), (30, 40))))
    for to in ("voc", "coco", "yolo", "labelme"):
        converted(tmp_path / "in", tmp_path / to, to)
        assert boxes(indexed(tmp_path / to), "x.jpg") == [("cat", pytest.approx((1, 2, 30, 40)))]


@pytest.mark.parametrize("to", ["voc", "coco", "yolo", "labelme", "pets"])
def test_a_conversion_keeps_them_apart_for_other_programs_too(to: str, tmp_path: Path) -> None:
    """Elsewhere a label file goes by the picture's name without its ending."""
    document = converted(twins(tmp_path / "in"), tmp_path / to, to)
    found = indexed(tmp_path / to)
    assert document["images"] == len(found.dataset.records) == 2
    known = {name: box for record in found.dataset.records for name, box in boxes(found, record.name)}
    assert known["cow"] == pytest.approx((1, 2, 30, 40))
    if to in ("yolo", "labelme"):
        pictures = [Path(record.image_file) for record in found.dataset.records]
        assert len({path.stem for path in pictures}) == 2 and lost(document)["picture names"] == 1
        assert {path.suffix for path in pictures} == {".jpg", ".png"} and not told(tmp_path / to)
    converted(tmp_path / to, tmp_path / "back", "voc")
    back = indexed(tmp_path / "back")
    assert sum(name == "cow" for record in back.dataset.records for name, _ in boxes(back, record.name)) == 1


def test_in_a_yolo_folder_both_have_the_one_text_as_for_who_learns_from_it(tmp_path: Path) -> None:
    for name in ("a.jpg", "a.png", "sub/a.png"):
        picture(tmp_path / "images" / name)
    write(tmp_path / "labels" / "a.txt", "0 0.5 0.5 0.25 0.5\n")
    write(tmp_path / "data.yaml", "names: [cat]\n")
    found = indexed(tmp_path)
    assert [len(boxes(found, record.name)) for record in found.dataset.records] == [1, 1, 0]
    assert told(tmp_path) == {("images/a.png", "same-name"), ("images/sub/a.png", "no-label")}


def test_in_a_labelme_folder_the_first_has_the_file_and_check_says_so(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    picture(tmp_path / "a.png")
    write(tmp_path / "a.json", labelme_json(shape("cat", (1, 2), (30, 40))))
    found = indexed(tmp_path)
    assert [len(boxes(found, record.name)) for record in found.dataset.records] == [1, 0]
    assert ("a.png", "same-name") in told(tmp_path)


def test_a_coco_file_tells_them_apart_by_their_whole_names(tmp_path: Path) -> None:
    for name in ("a.png", "a.jpg"):
        picture(tmp_path / name, SIZE if name == "a.png" else (32, 24))
    write(tmp_path / "all.json", coco_json("a.png", "a.jpg").replace("[5, 6, 20, 10]", "[5, 6, 21, 10]", 1))
    data = open_folder(tmp_path)
    read = {record.image.name: labels.read("coco", record).annotation.instances[0].box for record in data.records}
    assert read == {"a.png": Box(5, 6, 26, 16), "a.jpg": Box(5, 6, 25, 16)}
    assert not any(code == "same-name" for _, code in told(tmp_path))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("a", "a"),
        ("a.png", "a.png"),
        ("a.png 1", "a.png"),
        ("a.png 1 1 1", "a.png"),
        ("a.jpg -1", "a"),
        ("clip.2  1", "clip.2"),
        ("clip.3 1", "clip"),
        ("my cat.jpg 1", "my cat"),
        ("gone.jpg 1", "gone.jpg"),
    ],
)
def test_a_line_of_a_list_names_the_picture_it_is_written_as(line: str, name: str) -> None:
    assert name_in(line, {"a", "a.png", "clip", "clip.2", "my cat"}) == name


def test_a_save_of_one_leaves_the_other_alone(tmp_path: Path) -> None:
    root = twins(tmp_path)
    data = open_folder(root)
    files = {path.name: path.read_bytes() for path in (root / "Annotations").iterdir()}
    for record, file in zip(data.records, ("a.xml", "a.png.xml"), strict=True):
        read = labels.read("voc", record)
        labels.save(data, record, replace(read.annotation, verified=not read.annotation.verified), read.stamp)
        now = {path.name: path.read_bytes() for path in (root / "Annotations").iterdir()}
        assert {name for name in now if now[name] != files[name]} == {file}
        files = now
