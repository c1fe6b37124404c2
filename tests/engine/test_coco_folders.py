"""COCO folders whose pictures lie where they like: every picture has its own labels, and never another's."""

from __future__ import annotations

import time
import unicodedata
from typing import TYPE_CHECKING

import pytest

from engine.converting import scene
from engine.datasets.folder import open_folder
from engine.formats import coco
from tests.engine.foreign_for_tests import boxes, coco_json, converted, indexed, lost, picture, write

if TYPE_CHECKING:
    from pathlib import Path


def coco_file(path: Path, *named: tuple[str, str]) -> None:
    """A COCO file in which each picture holds one box of its class."""
    classes = sorted({label for _, label in named})
    objects = [
        {"id": n, "image_id": n, "category_id": classes.index(label), "bbox": [1, 2, 3, 4]}
        for n, (_, label) in enumerate(named, 1)
    ]
    categories = [{"id": n, "name": label} for n, label in enumerate(classes)]
    write(path, coco_json(*(name for name, _ in named), annotations=objects, categories=categories))


def labelled(root: Path) -> dict[str, list[str]]:
    """The classes of each picture that is there, by its path."""
    found = indexed(root)
    there = (record for record in found.dataset.records if record.image.exists())
    return {
        record.image.relative_to(root).as_posix(): [label for label, _ in boxes(found, record.name)] for record in there
    }


def test_labels_of_a_picture_that_is_gone_go_to_no_other(tmp_path: Path) -> None:
    picture(tmp_path / "cam2" / "000.jpg")
    picture(tmp_path / "001.jpg")
    named = [("cam1/000.jpg", "cat"), ("cam2/000.jpg", "dog"), ("cam1/001.jpg", "cat"), ("001.jpg", "dog")]
    coco_file(tmp_path / "all.json", *named)
    assert labelled(tmp_path) == {"cam2/000.jpg": ["dog"], "001.jpg": ["dog"]}
    coco_file(tmp_path / "all.json", ("cam1/000.jpg", "cat"), ("where/it/was/001.jpg", "dog"))
    assert labelled(tmp_path) == {"001.jpg": ["dog"]}  # the folder that was opened is the inner one


@pytest.mark.parametrize("layout", ["roboflow", "coco"])
def test_labels_of_one_part_go_to_no_picture_of_another(layout: str, tmp_path: Path) -> None:
    for part, label in (("train", "cat"), ("test", "dog")):
        file = f"{part}/_annotations.coco.json" if layout == "roboflow" else f"annotations/instances_{part}2017.json"
        coco_file(tmp_path / file, ("1.jpg", label), (f"{part}.jpg", label))
        picture(tmp_path / part / f"{part}.jpg")
    picture(tmp_path / "test" / "1.jpg")
    assert labelled(tmp_path) == {"train/train.jpg": ["cat"], "test/test.jpg": ["dog"], "test/1.jpg": ["dog"]}


@pytest.mark.parametrize("opened", ["a", "b", "c"])
def test_in_an_inner_folder_a_picture_has_the_labels_of_its_own_folder(opened: str, tmp_path: Path) -> None:
    """The JSON of all folders lies beside the pictures of one."""
    picture(tmp_path / opened / "0001.jpg")
    coco_file(tmp_path / opened / "all.json", ("data/a/0001.jpg", "cat"), ("data/b/0001.jpg", "dog"))
    of_its_own = {"a": ["cat"], "b": ["dog"]}.get(opened)
    assert labelled(tmp_path / opened) == ({} if of_its_own is None else {"0001.jpg": of_its_own})


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (("annotations/instances_fold1.json", "annotations/instances_fold2.json"), "images/fold2"),
        (("annotations/instances_train.json", "annotations/instances_val.json"), "images/valid"),
        (("train/labels.json", "valid/labels.json"), "valid"),
    ],
)
def test_the_folder_of_a_part_holds_pictures_of_that_part_alone(
    files: tuple[str, str], place: str, tmp_path: Path
) -> None:
    for file, label in zip(files, ("cat", "dog"), strict=True):
        coco_file(tmp_path / file, ("0001.jpg", label))
    picture(tmp_path / place / "0001.jpg")
    assert labelled(tmp_path) == {f"{place}/0001.jpg": ["dog"]}


def test_a_name_with_its_folder_is_nearer_to_a_picture_than_one_without(tmp_path: Path) -> None:
    coco_file(tmp_path / "annotations" / "instances_train.json", ("0001.jpg", "cat"), ("2.jpg", "cat"))
    coco_file(tmp_path / "annotations" / "instances_val.json", ("val/0001.jpg", "dog"), ("x/2.jpg", "dog"))
    for place in ("val/0001", "x/2", "2"):
        picture(tmp_path / "images" / f"{place}.jpg")
    assert labelled(tmp_path) == {
        "images/val/0001.jpg": ["dog"],
        "images/x/2.jpg": ["dog"],
        "images/2.jpg": ["cat"],
    }


@pytest.mark.timeout(60)
@pytest.mark.parametrize("inner", ["", "frames/"])
def test_clips_whose_pictures_are_called_alike_open_in_the_time_of_others(inner: str, tmp_path: Path) -> None:
    """5.9 ms an entry where each was held against all pictures of its name."""
    names = [f"{inner}clip{clip:04}/00001.jpg" for clip in range(3_000)]
    write(tmp_path / "all.json", coco_json(*names, annotations=[]))
    (tmp_path / "clip0000").mkdir()
    for name in names:
        place = tmp_path / name.removeprefix(inner)
        place.parent.mkdir(exist_ok=True)
        place.touch()
    asked, start = len(names), time.process_time()
    assert sum(record.image.exists() for record in open_folder(tmp_path).records) == asked
    assert time.process_time() - start < 4


def test_pictures_that_no_json_names_are_told_of_and_deep_ones_are_found(tmp_path: Path) -> None:
    deep = tmp_path / "data" / "2011_09_26" / "drive_0001" / "image_02" / "data"
    for place in (deep / "1.jpg", deep / "2.jpg", tmp_path / "3.jpg"):
        picture(place)
    coco_file(tmp_path / "all.json", ("1.jpg", "cat"))
    [problem] = open_folder(tmp_path).problems
    assert (problem.file, problem.code) == ("3.jpg", "no-label") and "2 pictures" in problem.message
    assert not open_folder(tmp_path / "all.json").problems


@pytest.mark.parametrize("other", ["all", "train_small"])
def test_a_json_of_the_same_pictures_beside_a_part_s_is_only_named_twice(other: str, tmp_path: Path) -> None:
    for file in ("train", other):
        coco_file(tmp_path / f"{file}.json", ("1.jpg", "cat"))
    picture(tmp_path / "train" / "1.jpg")
    assert [each.code for each in open_folder(tmp_path).problems] == ["twice"]


def test_a_name_in_other_letters_than_the_disk_s_is_the_same(tmp_path: Path) -> None:
    picture(tmp_path / unicodedata.normalize("NFD", "süd") / unicodedata.normalize("NFD", "é.jpg"))
    coco_file(tmp_path / "all.json", (unicodedata.normalize("NFC", "süd/é.jpg"), "cat"))
    assert list(labelled(tmp_path).values()) == [["cat"]]


def test_parts_that_share_one_folder_of_pictures_find_them(tmp_path: Path) -> None:
    for part, label in (("train", "cat"), ("val", "dog")):
        coco_file(tmp_path / "annotations" / f"instances_{part}.json", (f"{part}.jpg", label))
        picture(tmp_path / "train2017" / f"{part}.jpg")
    assert labelled(tmp_path) == {"train2017/train.jpg": ["cat"], "train2017/val.jpg": ["dog"]}


def test_objects_of_a_second_json_over_the_same_picture_are_counted_as_lost(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "images" / "a.jpg")
    for file, label in (("cars", "car"), ("people", "person"), ("same", "car")):
        coco_file(tmp_path / "in" / "annotations" / f"{file}.json", ("a.jpg", label))
    found = lost(converted(tmp_path / "in", tmp_path / "voc", "voc"))
    assert found[scene.UNUSABLE] == 1, found


def test_each_of_many_files_of_a_folder_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pictures come in the order of their names, which jump from one file to the next."""
    parses, parse = list[str](), coco.parse
    monkeypatch.setattr(coco, "parse", lambda path, data: parses.append(path.name) or parse(path, data))
    for part in range(6):
        names = [f"{number}{part}.jpg" for number in range(3)]
        write(tmp_path / "annotations" / f"instances_part{part}.json", coco_json(*names))
    found = indexed(tmp_path)
    assert len(found.dataset.records) == 18 and len(boxes(found, "25")) == 2
    assert len(parses) == 6


def test_the_files_of_a_folder_that_was_left_are_forgotten(tmp_path: Path) -> None:
    """One of a gigabyte would stay in memory for the rest of the day."""
    for folder in ("one", "two"):
        for part in ("train", "val"):
            coco_file(tmp_path / folder / "annotations" / f"instances_{part}.json", (f"{part}.jpg", "cat"))
        indexed(tmp_path / folder)
    there = {path.relative_to(tmp_path).parts[0] for path in coco._cache if path.is_relative_to(tmp_path)}
    assert there == {"two"}
