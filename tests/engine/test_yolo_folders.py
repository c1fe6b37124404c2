"""YOLO folders as people sort them: pictures any number of folders down, their texts mirrored below `labels`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.datasets.folder import open_folder
from tests.engine.foreign_for_tests import boxes, converted, indexed, picture, write

if TYPE_CHECKING:
    from pathlib import Path

LINE = "0 0.5 0.5 0.25 0.5\n"
BOX = ("cat", (24, 12, 40, 36))


def deep(root: Path, *places: str) -> Path:
    for place in places:
        picture(root / "images" / f"{place}.jpg")
        write(root / "labels" / f"{place}.txt", LINE)
    write(root / "data.yaml", "train: images/train\nval: images/val\nnames: [cat]\n")
    return root


def test_pictures_many_folders_down_are_listed_with_their_labels(tmp_path: Path) -> None:
    places = ("train/day 1/cam/a", "train/day 1/b", "train/c", "val/x/y/z/d", "e")
    found = indexed(deep(tmp_path, *places))
    assert sorted(found.dataset.records.name) == sorted(places)
    assert all(boxes(found, place) == [BOX] for place in places) and not found.problems
    assert {part: set(names) for part, names in found.dataset.lists.items()} == {
        "train": set(places[:3]),
        "val": {places[3]},
    }
    assert open_folder(tmp_path / "images" / "train" / "day 1").root != tmp_path  # only a folder of pictures by itself


def test_as_roboflow_lays_them_out(tmp_path: Path) -> None:
    for part in ("train", "valid"):
        picture(tmp_path / part / "images" / "x" / "y" / "a.jpg")
        write(tmp_path / part / "labels" / "x" / "y" / "a.txt", LINE)
    write(tmp_path / "data.yaml", "train: ../train/images\nval: ../valid/images\nnames: [cat]\n")
    found = indexed(tmp_path)
    assert found.dataset.lists == {"train": ("train/x/y/a",), "val": ("valid/x/y/a",)}
    assert all(boxes(found, name) == [BOX] for name in found.dataset.records.name)


def test_a_text_without_a_picture_is_named_wherever_it_lies(tmp_path: Path) -> None:
    deep(tmp_path, "a/b/c")
    write(tmp_path / "labels" / "a" / "b" / "d.txt", LINE)
    assert [(each.file, each.code) for each in indexed(tmp_path).problems] == [("labels/a/b/d.txt", "no-picture")]


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own")
@pytest.mark.timeout(20)
def test_links_lead_neither_round_nor_through_the_whole_disk(tmp_path: Path) -> None:
    root = deep(tmp_path / "in", "a/b/c")
    picture(tmp_path / "out" / "deep" / "x.jpg")
    picture(tmp_path / "out" / "y.jpg")
    (root / "images" / "a" / "round").symlink_to(root / "images", target_is_directory=True)
    (root / "images" / "a" / "b" / "self").symlink_to(".", target_is_directory=True)
    (root / "images" / "disk").symlink_to("/", target_is_directory=True)
    (root / "images" / "out").symlink_to(tmp_path / "out", target_is_directory=True)
    (root / "labels" / "a" / "out").symlink_to("/", target_is_directory=True)
    assert set(open_folder(root).records.name) == {"a/b/c", "out/y"}, "a link beside the pictures shows what lies in it"


def test_deep_names_survive_a_conversion(tmp_path: Path) -> None:
    deep(tmp_path / "in", "a/b/c", "a/b_c", "a/b/d/e")
    for to in ("voc", "coco", "yolo", "labelme"):
        document = converted(tmp_path / "in", tmp_path / to, to)
        found = indexed(tmp_path / to)
        assert document["images"] == len(found.dataset.records) == 3
        assert all(len(boxes(found, name)) == 1 for name in found.dataset.records.name)
