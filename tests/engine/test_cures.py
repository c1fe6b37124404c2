"""Whatever is wrong with an object: the message names the file, the place and what to do about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pycocotools.coco import COCO

from engine.formats import coco
from tests.engine.foreign_for_tests import coco_json, indexed, labelme_json, picture, shape, write

if TYPE_CHECKING:
    from pathlib import Path

BOX = "<bndbox><xmin>5</xmin><ymin>6</ymin><xmax>20</xmax><ymax>30</ymax></bndbox>"
VOC = {
    "name": f"<object>{BOX}</object>",
    "no-box": "<object><name>cat</name></object>",
    "no-edge": "<object><name>cat</name>{}</object>".format(BOX.replace("<xmin>5</xmin>", "")),
    "number": "<object><name>cat</name>{}</object>".format(BOX.replace(">5<", ">five<")),
    "reversed": "<object><name>cat</name>{}</object>".format(BOX.replace(">20<", ">0<")),
    "outside": "<object><name>cat</name>{}</object>".format(BOX.replace(">20<", ">900<").replace(">5<", ">800<")),
    "object-tag": "<Object/>",
}
YOLO = {
    "columns": "0 .5 .5",
    "class": "7 .5 .5 .2 .2",
    "number": "0 .5 .5 .2 x",
    "fraction": "0 .5 .5 .2 20",
    "reversed": "0 .5 .5 0 .2",
    "score": "0 .5 .5 .2 .2 1.01",
}
COCO_ENTRIES: dict[str, dict[str, Any]] = {
    "category": {"category_id": 99},
    "no-box": {"bbox": None},
    "number": {"bbox": [1, 2, 3]},
    "reversed": {"bbox": [1, 2, -3, 4]},
    "score": {"score": 7},
    "no-image": {"image_id": 99},
    "outline": {"segmentation": [[1, 2]]},
    "crowd": {"iscrowd": 7},
}
LABELME: dict[str, Any] = {
    "entry": "a word",
    "name": shape("", (1, 2), (3, 4)),
    "points": shape("cat", (1, 2), kind="polygon"),
    "number": {**shape("cat", (1, 2), (3, 4)), "points": [["a", 1], [2, 3]]},
    "shape": shape("cat", (1, 2), (3, 4), kind="cuboid"),
    "no-region": shape("cat", (1, 2), kind="point"),
    "zero-area": shape("cat", (1, 2), (1, 9)),
    "score": {**shape("cat", (1, 2), (3, 4)), "score": 9},
    "mask": shape("cat", (1, 2), (3, 4), kind="mask"),
}


def voc(root: Path, odd: str) -> None:
    write(root / "Annotations" / "a.xml", f"<annotation>\n{odd}\n</annotation>")
    (root / "images").rename(root / "JPEGImages")


def yolo(root: Path, odd: str) -> None:
    write(root / "labels" / "a.txt", f"\n{odd}\n")
    write(root / "data.yaml", "names: [cat]\n")


def coco_folder(root: Path, odd: dict[str, Any]) -> None:
    entry = {"id": 7, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4]} | odd
    write(root / "annotations" / "a.json", coco_json("a.jpg", annotations=[entry]))


def labelme(root: Path, odd: Any) -> None:
    write(root / "images" / "a.json", labelme_json(odd))


EVERY = [
    (make, code, odd)
    for make, table in ((voc, VOC), (yolo, YOLO), (coco_folder, COCO_ENTRIES), (labelme, LABELME))
    for code, odd in table.items()
]


@pytest.mark.parametrize(("make", "code", "odd"), EVERY, ids=lambda each: getattr(each, "__name__", str(each)[:20]))
def test_an_object_that_cannot_be_used_is_named_with_its_cure(make: Any, code: str, odd: Any, tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    make(tmp_path, odd)
    [problem] = indexed(tmp_path).problems
    assert problem.code == code and problem.file.startswith("a.")
    assert problem.line is not None or make in (coco_folder, labelme)  # JSON has no lines: the object is named
    assert (make is not coco_folder) or "annotation 7" in problem.message
    assert (make is not labelme) or "shape 1" in problem.message
    _, _, cure = problem.message.rpartition(": ")
    assert problem.message != cure and len(cure) > 8 and cure[0].islower(), problem.message


@pytest.mark.parametrize(("images", "objects"), [(1, "1"), ("1", 1), (1, "one"), ("01", 1)])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_number_and_the_same_as_text_are_two_ids_as_for_pycocotools(
    images: object, objects: object, tmp_path: Path
) -> None:
    """Nobody matches them: what one program guessed another would drop. It is said, with the one that is there."""
    listed = [{"id": images, "file_name": "a.jpg", "width": 64, "height": 48}]
    entry = {"id": 7, "image_id": objects, "category_id": 7, "bbox": [1, 2, 3, 4], "area": 12, "iscrowd": 0}
    path = write(tmp_path / "a.json", coco_json("a.jpg", images=listed, annotations=[entry]))
    theirs = COCO(str(path))
    assert theirs.getAnnIds(imgIds=theirs.getImgIds()) == []
    file = coco.parse(path, path.read_bytes())
    assert not file.images[0].labelled.instances
    [problem] = [each for each in file.problems if each.code == "no-image"]
    assert ("write both alike" in problem.message) == (str(images) == str(objects)), problem.message
    kinds = [{"id": str(7), "name": "cat"}]
    listed[0]["id"] = objects
    other = coco.parse(path, json.dumps({"images": listed, "annotations": [entry], "categories": kinds}).encode())
    [problem] = other.images[0].labelled.problems
    assert "category 7 is not in the file ('7', text, is: write both alike)" in problem.message
