"""YOLO folders as people sort them: pictures any number of folders down, their texts mirrored below `labels`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.converting import scene
from engine.datasets.folder import open_folder
from engine.formats import yolo_names
from tests.engine.foreign_for_tests import VOC, boxes, coco_json, converted, indexed, lost, picture, write

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


def test_the_parts_are_those_of_the_yaml_that_names_the_classes(tmp_path: Path) -> None:
    """Ultralytics leaves the settings of a training beside it."""
    deep(tmp_path, "train/c", "d/d")
    write(tmp_path / "args.yaml", "task: detect\nmode: train\nepochs: 100\n")
    (tmp_path / "data.yaml").unlink()
    write(tmp_path / "dataset.yaml", "train: images/train\nval: images/d\nnames: [cat]\n")
    found = open_folder(tmp_path)
    assert (found.classes, found.lists) == (("cat",), {"train": ("train/c",), "val": ("d/d",)})


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


@pytest.mark.parametrize(
    ("shape", "line"),
    [
        ("[2, 2]", "0 0.5 0.5 0.25 0.5 0.1 0.1 0.9 0.95"),
        ("[2, 3]", "0 0.5 0.5 0.25 0.5 0.4 0.4 1 0.6 0.6 2"),
        ("[1, 2]", "0 0.5 0.5 0.25 0.5 0.4 0.4"),
        ("[1, 3]", "0 0.5 0.5 0.25 0.5 0.4 0.4 2"),
    ],
)
@pytest.mark.parametrize("below", ["images/labels", "train/images/train/labels"])
def test_the_keypoints_of_a_pose_set_are_no_outline(shape: str, line: str, below: str, tmp_path: Path) -> None:
    pictures, texts = below.replace("images/", "images ", 1).split()
    picture(tmp_path / "in" / pictures / "a.jpg")
    write(
        tmp_path / "in" / texts / "a.txt",
        f"{line}\n0 0.5 0.5 0.25 0.5\n0 0.1 0.1 0.2 0.2 0.3 0.3 0.4 0.4 0.5 0.5 .6 .6\n",
    )
    write(tmp_path / "in" / "data.yaml", f"kpt_shape: {shape}\nnames: [cat]\n")
    found = indexed(tmp_path / "in")
    assert boxes(found, found.dataset.records.name[0]) == [BOX, BOX]
    assert [(each.line, each.code) for each in found.problems] == [(3, "columns")]
    assert lost(converted(tmp_path / "in", tmp_path / "out", "voc")) == {"keypoints": 1, scene.UNUSABLE: 1}


@pytest.mark.parametrize("opened", ["in", "set/in"])
def test_no_yaml_outside_the_opened_folder_says_how_its_labels_are_read(opened: str, tmp_path: Path) -> None:
    root, outline = tmp_path / opened, "0 0.1 0.1 0.5 0.1 0.5 0.5 0.1 0.5\n"
    picture(root / "images" / "a.jpg")
    write(root / "labels" / "a.txt", outline)
    write(root / "classes.txt", "cat\n")
    write(root.parent / "data.yaml", "kpt_shape: [2, 2]\nnames: [pose]\n")
    [(label, box)] = boxes(indexed(root), "a")
    assert (label, box) == ("cat", pytest.approx((6.4, 4.8, 32, 24)))
    write(root / "data.yaml", "kpt_shape: [2, 2]\nnames: [pose]\n")
    [record] = open_folder(root).records
    assert (record.keypoints, boxes(indexed(root), "a")) == (4, [("pose", pytest.approx((-9.6, 2.4, 22.4, 7.2)))])


# parts


def divided(root: Path, yaml: str, **texts: str) -> dict[str, tuple[str, ...]]:
    """The parts of a folder with the pictures a, b and c."""
    for name in ("a", "b", "c"):
        picture(root / "images" / f"{name}.jpg")
        write(root / "labels" / f"{name}.txt", LINE)
    write(root / "data.yaml", f"{yaml}\nnames: [cat]\n")
    for part, lines in texts.items():
        write(root / f"{part}.txt", lines)
    return dict(open_folder(root).lists)


def test_a_part_that_is_another_one_too_takes_no_split_away(tmp_path: Path) -> None:
    said = divided(
        tmp_path,
        "train: train.txt\nval: val.txt\ntest: val.txt",
        train="images/a.jpg\nimages/b.jpg",
        val="images/c.jpg",
    )
    assert said == {"train": ("a", "b"), "val": ("c",)}
    assert divided(tmp_path, "train: images\nval: images") == {}, "nobody has divided it"


def test_the_other_word_for_val_is_read(tmp_path: Path) -> None:
    said = divided(tmp_path, "train: train.txt\nvalidation: val.txt", train="images/a.jpg", val="images/c.jpg")
    assert said == {"train": ("a",), "val": ("c",)}


def test_whole_paths_to_the_folder_itself_lie_inside(tmp_path: Path) -> None:
    lines = f"{tmp_path}/images/a.jpg\n{tmp_path}/images/gone.jpg\n/elsewhere/images/b.jpg\n../../up.jpg\n"
    said = divided(
        tmp_path, f"path: {tmp_path}\ntrain: {tmp_path}/train.txt\nval: val.txt", train=lines, val="images/c.jpg"
    )
    assert said == {"train": ("a", "gone"), "val": ("c",)}
    problems = {each.code: each for each in indexed(tmp_path).problems}
    assert problems["outside-folder"].file == "train.txt" and "2 lines" in problems["outside-folder"].message
    assert "gone" in problems["list"].message
    for to in ("yolo", "coco", "voc"):
        assert lost(converted(tmp_path, tmp_path.parent / f"{tmp_path.name}-{to}", to)) == {
            "list entries without a picture": 1
        }


@pytest.mark.parametrize("lists", [("train",), ("trainval", "test"), ("test",), ("val",)])
def test_what_we_write_has_train_and_val(lists: tuple[str, ...], tmp_path: Path) -> None:
    """Ultralytics refuses a folder without either."""
    for number, part in enumerate(lists):
        picture(tmp_path / "in" / "JPEGImages" / f"{number}.jpg")
        write(tmp_path / "in" / "ImageSets" / "Main" / f"{part}.txt", f"{number}\n")
    picture(tmp_path / "in" / "JPEGImages" / "rest.jpg")
    write(tmp_path / "in" / "Annotations" / "0.xml", VOC)
    converted(tmp_path / "in", tmp_path / "out", "yolo")
    yaml = yolo_names.read_yaml(tmp_path / "out" / "data.yaml").splits
    assert yaml["train"] == ("train.txt",), "nobody learns from another part in its stead"
    assert yaml["val"] == ("val.txt" if "val" in lists else "train.txt",)
    assert all((tmp_path / "out" / place).is_file() for places in yaml.values() for place in places)
    assert set(open_folder(tmp_path / "out").lists) == {"train" if part == "trainval" else part for part in lists}


def test_no_folder_we_write_is_called_as_the_one_that_readers_look_for(tmp_path: Path) -> None:
    """Ultralytics finds a text by the last `images` of its picture's path."""
    picture(tmp_path / "in" / "images" / "a.jpg")
    write(tmp_path / "in" / "result.json", coco_json("images/a.jpg"))
    converted(tmp_path / "in", tmp_path / "out", "yolo")
    assert (tmp_path / "out" / "images" / "a.jpg").is_file() and (tmp_path / "out" / "labels" / "a.txt").is_file()
