"""A person opens a COCO, YOLO or labelme folder: it opens like any other, and is only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.annotation import Box, Instance
from engine.checking import check
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.datasets.splits import make_split
from engine.datasets.statistics import statistics
from engine.errors import EngineError, LabelError

if TYPE_CHECKING:
    from pathlib import Path
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import SIZE, boxes, coco_json, indexed, labelme_json, picture, shape, write

COCO_BOXES = [("cat", (5, 6, 25, 16)), ("dog", (30, 10, 50, 30))]


@pytest.mark.parametrize("pictures", ["", "images", "train2017", "images/train2017", "data/deep"])
def test_the_pictures_of_a_coco_json_are_found_wherever_they_lie_below(pictures: str, tmp_path: Path) -> None:
    picture(tmp_path / pictures / "a.jpg")
    write(tmp_path / "annotations" / "instances_train2017.json", coco_json("a.jpg"))
    found = indexed(tmp_path)
    assert (found.dataset.format, found.dataset.read_only, found.dataset.lists) == ("coco", True, {"train": ("a",)})
    assert found.dataset.records[0].image == tmp_path / pictures / "a.jpg"
    assert boxes(found, "a") == COCO_BOXES and not found.problems


def test_several_jsons_are_the_splits_of_one_folder(tmp_path: Path) -> None:
    """Pictures of two parts may have one name; the one beside their part is meant."""
    for part in ("train", "valid"):
        picture(tmp_path / part / "a.jpg", SIZE if part == "train" else (32, 24))
        write(tmp_path / part / "_annotations.coco.json", coco_json("a.jpg"))
    data = open_folder(tmp_path)
    assert {part: len(names) for part, names in data.lists.items()} == {"train": 1, "val": 1}
    assert {record.image.parent.name for record in data.records} == {"train", "valid"}
    assert len({record.name for record in data.records}) == 2


def test_captions_of_the_same_pictures_are_not_taken_for_another_split(tmp_path: Path) -> None:
    picture(tmp_path / "val2017" / "a.jpg")
    write(tmp_path / "annotations" / "instances_val2017.json", coco_json("a.jpg"))
    write(tmp_path / "annotations" / "captions_val2017.json", coco_json("a.jpg", annotations=[]))
    data = open_folder(tmp_path)
    assert len(data.records) == 1 and data.lists == {"val": ("a",)} and not data.problems


@pytest.mark.parametrize("opened", ["", "some.json"])
def test_a_coco_json_without_pictures_is_counted(opened: str, tmp_path: Path) -> None:
    write(tmp_path / "some.json", coco_json("a.jpg", "b.jpg", "c.jpg"))
    found = indexed(tmp_path / opened)
    said = statistics(found)
    assert (said["format"], said["images"], said["annotated"]) == ("coco", 3, 3)
    assert said["classes"] == {"cat": 3, "dog": 3} and said["image_sizes"] == {"64x48": 3}
    masks = said["masks"]
    assert isinstance(masks, dict) and masks["count"] == 3
    assert [problem.code for problem in found.problems] == ["no-image"]
    assert "3 pictures that are not below the folder (a.jpg, ...)" in found.problems[0].message
    findings = finish(check(str(tmp_path / opened))).findings
    assert [each.code for each in findings] == ["no-image"], "said once, and by no error"


def test_one_json_of_a_folder_with_several_opens_alone_and_again(tmp_path: Path) -> None:
    """The window opens the folder, and its index opens the dataset's root once more: both must see the same."""
    for name in ("one", "two"):
        picture(tmp_path / f"{name}.jpg")
        write(tmp_path / f"set_{name}.json", coco_json(f"{name}.jpg"))
    data = open_folder(tmp_path / "set_two.json")
    assert [record.name for record in data.records] == ["two"]
    assert indexed(data.root).dataset.records == data.records
    assert {record.name for record in open_folder(tmp_path).records} == {"one", "two"}


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/secret.jpg", "http://x.org/a.jpg", "x/../../secret.jpg"])
def test_no_name_in_a_coco_json_leaves_the_folder(name: str, tmp_path: Path) -> None:
    outer = picture(tmp_path / "secret.jpg")
    picture(tmp_path / "in" / "good.jpg")
    write(tmp_path / "in" / "all.json", coco_json("good.jpg", name))
    found = indexed(tmp_path / "in")
    assert all(record.image != outer and tmp_path / "in" in record.image.parents for record in found.dataset.records)
    assert "good" in {record.name for record in found.dataset.records}
    assert found.problems


def test_a_damaged_coco_json_does_not_open_as_a_folder_without_labels(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    file = write(tmp_path / "annotations" / "instances_train.json", coco_json("a.jpg")[:-40])
    with pytest.raises(LabelError, match=r"instances_train\.json"):
        open_folder(tmp_path)
    write(tmp_path / "annotations" / "instances_val.json", coco_json("a.jpg"))
    found = indexed(tmp_path)  # one bad file never stops a folder
    assert boxes(found, "a") == COCO_BOXES
    assert [problem.file for problem in found.problems] == [file.name]


def yolo_folder(root: Path, *parts: str) -> Path:
    for part in parts or ("",):
        picture(root / "images" / part / f"{part or 'all'}_1.jpg")
        write(root / "labels" / part / f"{part or 'all'}_1.txt", "1 0.5 0.5 0.25 0.5\n0 0.5 0.25 0.75 0.25 0.75 0.5\n")
    return root


YOLO_BOXES = [("dog", (24, 12, 40, 36)), ("cat", (32, 12, 48, 24))]


def test_a_yolo_folder_opens_with_the_names_of_its_yaml(tmp_path: Path) -> None:
    yolo_folder(tmp_path, "train", "val")
    picture(tmp_path / "images" / "val" / "unlabelled.jpg")
    write(tmp_path / "data.yaml", "path: ../somewhere/else\ntrain: images/train\nval: images/val\nnames: [cat, dog]\n")
    found = indexed(tmp_path)
    assert (found.dataset.format, found.dataset.classes) == ("yolo", ("cat", "dog"))
    assert found.dataset.lists == {"train": ("train/train_1",), "val": ("val/unlabelled", "val/val_1")}
    assert boxes(found, "val/val_1") == YOLO_BOXES and not found.problems
    assert statistics(found)["annotated"] == 2


@pytest.mark.parametrize("opened", ["images", "images/train", "labels", "data.yaml", "images/train/train_1.jpg"])
def test_a_part_of_a_yolo_folder_opens_the_whole(opened: str, tmp_path: Path) -> None:
    yolo_folder(tmp_path, "train", "val")
    write(tmp_path / "data.yaml", "train: images/train\nval: images/val\nnames:\n  0: cat\n  1: dog\n")
    assert open_folder(tmp_path / opened).root == tmp_path


def test_yolo_folders_as_roboflow_writes_them(tmp_path: Path) -> None:
    for part in ("train", "valid"):
        picture(tmp_path / part / "images" / "a.jpg")
        write(tmp_path / part / "labels" / "a.txt", "0 0.5 0.5 0.25 0.5\n")
    write(tmp_path / "data.yaml", "train: ../train/images\nval: ../valid/images\nnc: 1\nnames: ['cat']\n")
    data = open_folder(tmp_path)
    assert data.lists == {"train": ("train/a",), "val": ("valid/a",)} and not data.problems


def test_texts_beside_pictures_with_a_list_of_classes_are_yolo(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    write(tmp_path / "classes.txt", "cat\ndog\n")
    write(tmp_path / "a.txt", "1 0.5 0.5 0.25 0.5\n")
    found = indexed(tmp_path)
    assert found.dataset.format == "yolo" and boxes(found, "a") == YOLO_BOXES[:1]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("\n1 0.5 0.5 0.25 0.5\r\n", "yolo"),
        ("1 .1 .1 .5 .1 .5 .5\n", "yolo"),
        ("a cat on a mat\n", "images"),
        ("1 2 3 4 5\n", "images"),
        ("1.5 .1 .1 .1 .1\n", "images"),
        ("", "images"),
        ("1 nan nan nan nan", "images"),
    ],
)
def test_texts_beside_pictures_without_a_list_are_yolo_where_they_read_so(text: str, form: str, tmp_path: Path) -> None:
    """Any other text beside a picture may be its caption."""
    picture(tmp_path / "a.jpg")
    write(tmp_path / "a.txt", text)
    found = indexed(tmp_path)
    assert found.dataset.format == form and found.classes == (("1",) if form == "yolo" else ())


@pytest.mark.parametrize("places", [("images", "annotations"), ("images", "labels"), ("img", "json"), ("", "json")])
def test_labelme_files_in_a_folder_of_their_own_are_those_of_the_pictures_with_their_names(
    places: tuple[str, str], tmp_path: Path
) -> None:
    """labelme's own `--output`; `imagePath` is not followed."""
    pictures, files = places
    for name in ("a", "b", "c"):
        picture(tmp_path / pictures / f"{name}.jpg")
    write(tmp_path / files / "a.json", labelme_json(shape("cat", (1, 2), (30, 40)), imagePath="../elsewhere/x.jpg"))
    write(tmp_path / files / "z.json", labelme_json(shape("cat", (1, 2), (30, 40))))
    found = indexed(tmp_path)
    assert found.dataset.format == "labelme" and len(found.dataset.records) == 3
    name = f"{pictures}/a".lstrip("/")
    assert boxes(found, name) == [("cat", (1, 2, 30, 40))]
    assert [(each.file, each.code) for each in found.problems] == [(f"{files}/z.json", "no-picture")]


def test_pictures_of_one_name_in_two_folders_share_no_labelme_file(tmp_path: Path) -> None:
    for part in ("one", "two"):
        picture(tmp_path / part / "a.jpg")
    write(tmp_path / "json" / "a.json", labelme_json(shape("cat", (1, 2), (30, 40))))
    assert open_folder(tmp_path).format == "images"


def test_a_yolo_folder_without_names_is_learnt_by_numbers(tmp_path: Path) -> None:
    found = indexed(yolo_folder(tmp_path))
    assert [name for name, _ in boxes(found, "all_1")] == ["1", "0"]
    assert found.mask_classes == ("0", "1")
    mask = labels.read("yolo", found.dataset.records[0]).annotation.mask
    assert mask is not None and set(np.unique(mask)) == {0, 1, 255}  # nobody knows the pixels of a plain box


@pytest.mark.parametrize("place", ["/etc", "../../up", "https://x.org/train"])
def test_no_path_in_a_yaml_leaves_the_folder(place: str, tmp_path: Path) -> None:
    picture(tmp_path / "up" / "images" / "x.jpg")
    yolo_folder(tmp_path / "in" / "root", "train")
    write(tmp_path / "in" / "root" / "data.yaml", f"train: {place}\nval: images/train\nnames: [cat, dog]\n")
    data = open_folder(tmp_path / "in" / "root")
    assert data.lists == {"val": ("train/train_1",)}
    assert [problem.code for problem in data.problems] == ["outside-folder"]


@pytest.mark.parametrize("below", ["", "shots"])
def test_labelme_files_beside_pictures(below: str, tmp_path: Path) -> None:
    picture(tmp_path / below / "a.jpg")
    picture(tmp_path / below / "b.jpg")
    shapes = shape("cat", (5, 6), (25, 16)), shape("dog", (30, 10), (50, 10), (50, 30), (30, 30), kind="polygon")
    write(tmp_path / below / "a.json", labelme_json(*shapes, imagePath="../../../etc/passwd.jpg"))
    found = indexed(tmp_path)
    name = f"{below}/a".removeprefix("/")
    assert found.dataset.format == "labelme" and boxes(found, name) == COCO_BOXES
    assert statistics(found)["annotated"] == 1
    assert found.mask_classes == ("cat", "dog") and found.has_mask.tolist() == [True, False]


def test_a_damaged_labelme_file_is_named_and_never_opens_as_empty(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    write(tmp_path / "a.json", labelme_json(shape("cat", (5, 6), (25, 16)))[:-30])
    found = indexed(tmp_path)
    assert found.dataset.format == "labelme" and [problem.file for problem in found.problems] == ["a.json"]
    with pytest.raises(LabelError, match=r"a\.json"):
        labels.read("labelme", found.dataset.records[0])


def test_xml_beside_a_picture_goes_before_json(tmp_path: Path) -> None:
    """What can be edited is opened to be edited."""
    picture(tmp_path / "a.jpg")
    write(tmp_path / "a.json", labelme_json())
    write(tmp_path / "a.xml", "<annotation/>")
    assert open_folder(tmp_path).format == "voc"


def test_nothing_is_ever_saved_into_a_folder_that_is_only_read(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    file = write(tmp_path / "a.json", labelme_json(shape("cat", (5, 6), (25, 16))))
    before = file.read_bytes()
    data = open_folder(tmp_path)
    read = labels.read(data.format, data.records[0])
    changed = read.annotation.with_instances((Instance("dog", Box(1, 1, 9, 9)),))
    with pytest.raises(EngineError, match="convert"):
        labels.save(data, data.records[0], changed, read.stamp)
    assert file.read_bytes() == before and sorted(each.name for each in tmp_path.iterdir()) == ["a.jpg", "a.json"]


def test_a_change_by_another_program_is_seen(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    picture(tmp_path / "c.jpg")
    write(tmp_path / "all.json", coco_json("a.jpg", "c.jpg"))
    record = open_folder(tmp_path).records[0]
    before = labels.read("coco", record)
    assert before.stamp == labels.stamp_on_disk(record)
    write(tmp_path / "all.json", coco_json("a.jpg", "c.jpg").replace("[5, 6, 20, 10]", "[5, 6, 20, 11]"))
    assert labels.stamp_on_disk(record) != before.stamp
    assert labels.read("coco", record).annotation.instances[0].box == Box(5, 6, 25, 17)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_labels_of_a_stored_picture_are_turned_with_it(orientation: int, tmp_path: Path) -> None:
    """A COCO file whose size is that of the stored picture is in its frame, outlines and all; the class mask too."""
    picture(tmp_path / "a.jpg", SIZE, orientation)
    write(tmp_path / "all.json", coco_json("a.jpg"))
    annotation = labels.read("coco", open_folder(tmp_path).records[0]).annotation
    stored = np.zeros(SIZE[::-1], np.uint8)
    stored[10:30, 30:50] = 2
    upright = {5: stored.T, 6: np.rot90(stored, -1), 7: np.rot90(stored, 2).T, 8: np.rot90(stored)}
    wanted = upright.get(orientation, stored)
    assert annotation.mask is not None
    assert np.array_equal(np.where(annotation.mask == 2, 2, 0), wanted)
    rows, columns = np.flatnonzero(wanted.any(axis=1)), np.flatnonzero(wanted.any(axis=0))
    box = Box(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    assert annotation.instances[1].box == box


def test_a_split_by_the_folders_own_lists(tmp_path: Path) -> None:
    for part in ("train", "val", "test"):
        for i in range(6):
            picture(tmp_path / part / f"{part}{i}.jpg", (64, 48 + 2 * len(part) + i))
        write(tmp_path / "annotations" / f"instances_{part}.json", coco_json(*(f"{part}{i}.jpg" for i in range(6))))
    split = make_split(indexed(tmp_path), "lists", 0, ("mask",))
    assert {name[:-1] for name in split.test} == {"test"} and len(split.test) == 6


def test_labelmes_own_examples(shared: Path) -> None:
    found = indexed(shared / "data" / "odd" / "labelme" / "instance_segmentation" / "data_annotated")
    assert (found.dataset.format, len(found.dataset.records)) == ("labelme", 3)
    assert found.annotated.all() and found.has_mask.all() and set(found.classes) >= {"person", "bottle"}
    coco = indexed(shared / "data" / "odd" / "labelme" / "instance_segmentation" / "data_dataset_coco")
    assert (coco.dataset.format, len(coco.dataset.records)) == ("coco", 3)
    assert sorted(record.image.name for record in coco.dataset.records) == sorted(
        record.image.name for record in found.dataset.records
    )
