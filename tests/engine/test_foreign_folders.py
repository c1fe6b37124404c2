"""COCO, YOLO and labelme folders as other programs leave them: stray files, moved pictures, several lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.datasets.folder import open_folder
from engine.datasets.lists import read_class_names
from engine.errors import LabelError
from engine.formats import voc_masks
from engine.formats.voc_classes import VOC_CLASSES
from tests.engine.foreign_for_tests import (
    VOC,
    boxes,
    coco_json,
    converted,
    indexed,
    labelme_json,
    lost,
    picture,
    shape,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

LINE = "0 0.5 0.5 0.25 0.5\n"

# stray files


@pytest.mark.parametrize("form", ["voc", "labelme", "yolo", "images"])
@pytest.mark.parametrize(
    "stray", ['{"categories": [{"id": 0, "name": "cat"}]}', '{"images": 5}', '{"annotations": {"bbox": [1, 2]}}']
)
def test_a_stray_json_does_not_stop_a_folder(form: str, stray: str, tmp_path: Path) -> None:
    """Label Studio lays notes.json beside the texts, Hugging Face dataset_infos.json."""
    inner = "images" if form == "yolo" else ""
    picture(tmp_path / inner / "a.jpg")
    write(tmp_path / "notes.json", stray)
    if form == "voc":
        write(tmp_path / "a.xml", VOC)
    elif form == "labelme":
        write(tmp_path / "a.json", labelme_json(shape("cat", (1, 2), (30, 40))))
    elif form == "yolo":
        write(tmp_path / "labels" / "a.txt", LINE)
    if form == "images" and "bbox" in stray:  # these may be its labels: it never opens as empty
        with pytest.raises(LabelError, match=r"notes\.json: this is no COCO file"):
            open_folder(tmp_path)
        return
    found = indexed(tmp_path)
    assert (found.dataset.format, len(found.dataset.records)) == (form, 1)
    assert bool(boxes(found, "a")) == (form != "images")
    assert {each.code for each in found.problems} == ({"no-picture"} if form == "labelme" else set())


@pytest.mark.parametrize("labels", ["images", "labels"])
def test_a_picture_called_as_a_note_keeps_its_labels(labels: str, tmp_path: Path) -> None:
    for name in ("notes", "README", "labels", "a"):
        picture(tmp_path / "images" / f"{name}.jpg")
        write(tmp_path / labels / f"{name}.txt", LINE)
    write(tmp_path / labels / "classes.txt", "cat\n")
    picture(tmp_path / "images" / "classes.jpg")
    found = indexed(tmp_path / ("images" if labels == "images" else ""))
    assert (found.dataset.format, found.annotated.tolist(), found.problems) == (
        "yolo",
        [True] * 2 + [False] + [True] * 2,
        (),
    )


def test_a_damaged_coco_json_beside_yolo_texts_is_named(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    write(tmp_path / "labels" / "a.txt", LINE)
    write(tmp_path / "all.json", coco_json("a.jpg")[:-40])
    found = indexed(tmp_path)
    assert (found.dataset.format, [each.file for each in found.problems]) == ("yolo", ["all.json"])


# parts


def test_labelmes_files_of_one_part_go_to_no_picture_of_another(tmp_path: Path) -> None:
    for place in ("train/train", "train/val", "val/val"):
        picture(tmp_path / f"{place}.jpg")
    for place in ("val/train", "val/val"):
        write(tmp_path / f"{place}.json", labelme_json(shape("cat", (1, 2), (30, 40))))
    found = indexed(tmp_path)
    assert [record.name for record in found.dataset.records if record.labels] == ["val/val"]
    assert found.dataset.lists == {"train": ("train/train", "train/val"), "val": ("val/val",)}
    (tmp_path / "val" / "val.json").unlink()  # with nothing else in their own folders
    assert open_folder(tmp_path).format == "images"


# turned pictures


@pytest.mark.parametrize("form", ["coco", "labelme", "yolo"])
@pytest.mark.parametrize(("orientation", "size"), [(3, (64, 48)), (6, (50, 50)), (6, (64, 48)), (1, (64, 48))])
def test_it_is_said_where_nobody_can_tell_which_way_up_labels_were_drawn(
    form: str, orientation: int, size: tuple[int, int], tmp_path: Path
) -> None:
    picture(tmp_path / "images" / "a.jpg", size, orientation)
    stored = {"width": size[0], "height": size[1]}
    if form == "coco":
        write(tmp_path / "all.json", coco_json("a.jpg", images=[{"id": 1, "file_name": "a.jpg", **stored}]))
    elif form == "labelme":
        sides = {f"image{name.title()}": side for name, side in stored.items()}
        write(tmp_path / "images" / "a.json", labelme_json(shape("cat", (1, 2), (30, 40)), **sides))
    else:
        write(tmp_path / "labels" / "a.txt", LINE)
    unclear = form != "yolo" and (orientation == 3 or size == (50, 50))  # YOLO's programs all turn pictures
    assert [each.code for each in indexed(tmp_path).problems] == (["turned"] if unclear else [])


# names of classes


def test_cvats_list_names_the_values_of_its_masks(tmp_path: Path) -> None:
    """Its masks are pictures in the colours of the list; in VOC's they can be read."""
    picture(tmp_path / "JPEGImages" / "a.png")
    (tmp_path / "SegmentationClass").mkdir()
    values = np.zeros((48, 64), np.uint8)
    values[:9], values[9:20] = 1, 2
    Image.fromarray(voc_masks.palette()[values]).save(tmp_path / "SegmentationClass" / "a.png")
    lines = "# label:color_rgb:parts:actions\ndog:0,128,0::\nbackground:0,0,0::\ncat:128,0,0::\n"
    write(tmp_path / "labelmap.txt", lines)
    assert indexed(tmp_path).mask_classes == ("cat", "dog")
    write(tmp_path / "labelmap.txt", lines.replace("0,128,0", "7,7,7"))
    assert indexed(tmp_path).mask_classes == VOC_CLASSES  # as before: other colours are no classes here


@pytest.mark.parametrize("file", ["labels/{}/classes.txt", "{}/_darknet.labels"])
def test_lists_of_parts_name_the_classes_where_they_agree(file: str, tmp_path: Path) -> None:
    for part in ("train", "valid"):
        texts = "labels/{}" if "labels/" in file else "{}"
        picture(tmp_path / texts.replace("labels", "images").format(part) / f"{part}.jpg")
        write(tmp_path / texts.format(part) / f"{part}.txt", LINE.replace("0", "1", 1))
        write(tmp_path / file.format(part), "cat\ndog\n")
    found = indexed(tmp_path)
    assert (found.dataset.format, found.dataset.classes, found.problems) == ("yolo", ("cat", "dog"), ())
    write(tmp_path / file.format("valid"), "dog\ncat\n")
    found = indexed(tmp_path)
    assert found.classes == ("1",) and "otherwise" in found.problems[0].message


def test_a_class_that_is_named_twice_is_told_of(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    write(tmp_path / "labels" / "a.txt", LINE)
    write(tmp_path / "data.yaml", "names: [cat, dog, cat]\n")
    [problem] = open_folder(tmp_path).problems
    assert (problem.file, problem.code) == ("data.yaml", "classes") and "'cat'" in problem.message


@pytest.mark.timeout(20)
def test_a_hundred_thousand_names_are_read_at_once_where_two_are_alike(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    write(tmp_path / "labels" / "a.txt", LINE)
    write(tmp_path / "classes.txt", "".join(f"c{number}\n" for number in range(99_999)) + "c7\n")
    [problem] = open_folder(tmp_path).problems
    assert (problem.file, problem.code) == ("classes.txt", "classes") and "'c7'" in problem.message


@pytest.mark.parametrize("to", ["voc_masks", "labelme"])
def test_names_that_a_list_cannot_hold_take_no_line_of_another(to: str, tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.jpg")
    names = ["traffic\n light", "__ignore__", "cat"]
    shapes = [
        {
            "id": n,
            "image_id": 1,
            "category_id": n,
            "bbox": [1, 9 * n, 8, 8],
            "segmentation": [[1, 9 * n, 9, 9 * n, 9, 40]],
        }
        for n in range(3)
    ]
    classes = [{"id": n, "name": name} for n, name in enumerate(names)]
    write(tmp_path / "in" / "x.json", coco_json("a.jpg", annotations=shapes, categories=classes))
    assert lost(converted(tmp_path / "in", tmp_path / "out", to))["class names"] == 2
    assert read_class_names(tmp_path / "out") == ("traffic light", "ignore", "cat")


@pytest.mark.parametrize(("pictures", "labels"), [("", ""), ("JPEGImages/", "Annotations/")])
def test_folders_that_are_called_as_parts_are_parts_of_voc_folders_too(
    pictures: str, labels: str, tmp_path: Path
) -> None:
    for n, name in enumerate(("train/a", "train/b", "valid/c")):
        picture(tmp_path / f"{pictures}{name}.jpg", (64, 48 + n))
        write(tmp_path / f"{labels}{name}.xml", VOC)
    dataset = open_folder(tmp_path)
    assert (dataset.format, dataset.lists) == ("voc", {"train": ("train/a", "train/b"), "val": ("valid/c",)})
