"""A person takes a folder to another tool's format and back: nothing moves, and nothing is lost without a word."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest

from engine.conversion import FORMATS
from engine.converting import scene
from engine.datasets import labels, painting
from engine.datasets.folder import open_folder
from engine.formats import labelme, rle, voc_masks
from engine.safekeeping.arriving import CONVERSION
from tests.engine.foreign_for_tests import (
    SIZE,
    VOC,
    coco_json,
    contents,
    converted,
    indexed,
    indices,
    labelme_json,
    lost,
    picture,
    same_boxes,
    shape,
    voc_folder,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

RING = ("coco", "yolo", "labelme", "voc")


# the ring


def test_round_the_ring_no_box_moves(ten_scenes: Path, tmp_path: Path) -> None:
    before, source = indexed(ten_scenes), ten_scenes
    for to in RING:
        document = converted(source, tmp_path / to, to)
        assert (document["images"], document["instances"], document["skipped"]) == (10, len(before.boxes), [])
        same_boxes(before, indexed(tmp_path / to))
        source = tmp_path / to


def test_round_the_ring_with_real_pictures(shared: Path, tmp_path: Path) -> None:
    """The 70 pictures of VOC 2012: what a format cannot hold is named where it is lost, with its count."""
    source = shared / "data" / "voc2012"
    before = indexed(source)
    roots = [source, *(tmp_path / to for to in RING)]
    said = [lost(converted(one, other, to)) for (one, other), to in zip(pairwise(roots), RING, strict=True)]
    for root in roots[1:]:
        same_boxes(before, indexed(root))
    files = [ElementTree.parse(record.xml).getroot() for record in before.dataset.records if record.xml]
    difficult = sum(each.text == "1" for file in files for each in file.findall("object/difficult"))
    truncated = sum(each.text == "1" for file in files for each in file.findall("object/truncated"))
    posed = sum(each.text not in (None, "", "Unspecified") for file in files for each in file.findall("object/pose"))
    assert said[0] == {"masks": 63, "splits": 1, "sources": 70}  # trainval, the union of train and val
    assert said[1] == {"difficult flags": difficult, "truncated flags": truncated, "poses": posed}
    assert said[2] == {"splits": 2} and said[3] == {}


def test_flags_and_poses_come_back_from_coco(tmp_path: Path) -> None:
    voc_folder(tmp_path / "voc")
    converted(tmp_path / "voc", tmp_path / "coco", "coco")
    converted(tmp_path / "coco", tmp_path / "back", "voc")
    was, is_ = (labels.read("voc", open_folder(tmp_path / name).records[0]).annotation for name in ("voc", "back"))
    for a, b in zip(was.instances, is_.instances, strict=True):
        assert (a.label, a.difficult, a.truncated, a.occluded) == (b.label, b.difficult, b.truncated, b.occluded)
        assert np.abs(np.subtract(a.box.as_tuple(), b.box.as_tuple())).max() <= 1e-6
    assert is_.instances[0].pose == "Left"


# every format into every other


@pytest.mark.parametrize(("source", "to"), tuple(product(FORMATS, FORMATS)))
def test_every_format_converts_into_every_other(source: str, to: str, every: Path, tmp_path: Path) -> None:
    before = contents(every / source)
    document = converted(every / source, tmp_path / "new", to)
    found = indexed(tmp_path / "new")
    assert document["images"] == len(found.dataset.records) == 10 and not found.problems
    assert not (tmp_path / "new" / CONVERSION).exists()
    assert contents(every / source) == before  # the source is never written
    pictures = {digest for name, digest in before.items() if name.endswith(".jpg")}
    assert {digest for name, digest in contents(tmp_path / "new").items() if name.endswith(".jpg")} == pictures
    if to != "voc_masks":
        assert document["instances"] == len(found.boxes)
        missing = len(indexed(every / source).boxes) - len(found.boxes)
        other = lost(document).get("boxes of another class than their picture's", 0)
        assert missing <= other and (source == "voc_masks" or missing == other)


def test_a_voc_folder_is_copied_with_all_that_only_voc_knows(tmp_path: Path) -> None:
    voc_folder(tmp_path / "voc")
    assert lost(converted(tmp_path / "voc", tmp_path / "new", "voc")) == {}
    assert (tmp_path / "new" / "Annotations" / "a.xml").read_text() == VOC


@pytest.mark.parametrize("name", ["a", "a:b"])
def test_the_lists_of_a_voc_folder_stay_as_they_are_or_are_counted(name: str, tmp_path: Path) -> None:
    """A name that not every system has makes other lists."""
    root = voc_folder(tmp_path / "voc")
    picture(root / "JPEGImages" / f"{name}.jpg")
    texts = {"Main/train": name, "Main/cat_train": f"{name} -1", "Layout/train": f"{name} 1", "Segmentation/train": ""}
    for place, text in texts.items():
        write(root / "ImageSets" / f"{place}.txt", f"{text}\r\n")
    said = lost(converted(root, tmp_path / "new", "voc"))
    if name == "a":
        before, after = contents(root / "ImageSets"), contents(tmp_path / "new" / "ImageSets")
        assert before == after and said == {}
    else:
        assert said == {"image lists": 2, "picture names": 1}
        assert open_folder(tmp_path / "new").lists == {"train": ("a_b",)}


@pytest.mark.parametrize("to", ["coco", "yolo", "labelme", "pets", "voc_masks"])
def test_what_only_voc_knows_is_named(to: str, tmp_path: Path) -> None:
    voc_folder(tmp_path / "voc")
    said = lost(converted(tmp_path / "voc", tmp_path / "new", to))
    assert said["parts"] == 1 and said["actions"] == 1
    if to in ("coco", "yolo", "labelme", "voc_masks"):
        assert said["verified marks"] == 1
    if to in ("yolo", "voc_masks"):
        assert said["difficult flags"] == said["truncated flags"] == said["occluded flags"] == said["poses"] == 1


# masks


def test_instance_masks_become_regions_and_come_back(every: Path, ten_scenes: Path, tmp_path: Path) -> None:
    converted(every / "coco", tmp_path / "voc", "voc")
    records = open_folder(tmp_path / "voc").records
    names = [(root / "class_names.txt").read_text().split() for root in (ten_scenes, tmp_path / "voc")]
    for record in records:
        assert record.mask and record.instance_mask
        was = indices(ten_scenes / "SegmentationObject" / f"{record.name}.png")
        assert np.array_equal(
            indices(record.instance_mask), np.where(was == 255, 0, was)
        )  # regions know no void border
        was_class, is_class = indices(ten_scenes / "SegmentationClass" / f"{record.name}.png"), indices(record.mask)
        known = (was != 255) & (was != 0)
        assert [names[0][k] for k in was_class[known]] == [names[1][k] for k in is_class[known]]


def test_each_label_file_is_read_once_by_the_listing_and_once_by_the_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parses, parse = list[str](), labelme.parse
    monkeypatch.setattr(labelme, "parse", lambda path, data: parses.append(path.name) or parse(path, data))
    picture(tmp_path / "in" / "a.jpg")
    write(tmp_path / "in" / "a.json", labelme_json(shape("cat", (1, 2), (30, 40)), imageData="x"))
    assert lost(converted(tmp_path / "in", tmp_path / "voc", "voc")) == {"image data": 1}
    assert len(parses) == 2


def test_regions_of_pixels_are_traced_for_yolo(tmp_path: Path) -> None:
    """With their holes and pieces: YOLO's one line an object holds the same pixels."""
    picture(tmp_path / "in" / "a.jpg")
    pixels = np.zeros((48, 64), bool)
    pixels[4:30, 5:25], pixels[10:14, 9:12], pixels[40:44, 50:60] = True, False, True
    regions = [rle.encode(pixels), rle.encode(np.roll(pixels[:, ::-1], 3, axis=0))]
    annotations = []
    for number, (region, apart) in enumerate(zip(regions, (0, 1), strict=True), start=1):
        box = rle.bounds(region)
        said = [box.xmin + apart, box.ymin, box.width, box.height]
        one = {"id": number, "image_id": 1, "category_id": 7, "bbox": said, "segmentation": rle.to_coco(region)}
        annotations.append(one)
    write(tmp_path / "in" / "all.json", coco_json("a.jpg", annotations=annotations[:1]))
    assert lost(converted(tmp_path / "in", tmp_path / "yolo", "yolo")) == {
        "objects of several polygons (joined into one)": 1
    }
    back = labels.read("yolo", open_folder(tmp_path / "yolo").records[0]).annotation
    assert np.array_equal(painting.region(back.instances[0], SIZE), pixels)
    write(tmp_path / "in" / "all.json", coco_json("a.jpg", annotations=annotations[1:]))
    assert lost(converted(tmp_path / "in", tmp_path / "other", "yolo")) == {"instance masks": 1}  # the box goes before


def test_both_masks_say_the_same_and_void_stays_void(tmp_path: Path) -> None:
    """Index i of SegmentationObject is the i-th object of the XML, also where a plain box lies between."""
    picture(tmp_path / "in" / "a.jpg")
    outline = [[30, 10, 50, 10, 50, 30, 30, 30]]
    annotations = [
        {"id": 1, "image_id": 1, "category_id": 7, "bbox": [2, 2, 10, 10]},
        {"id": 2, "image_id": 1, "category_id": 9, "bbox": [30, 10, 20, 20], "segmentation": outline},
    ]
    write(tmp_path / "in" / "all.json", coco_json("a.jpg", annotations=annotations))
    document = converted(tmp_path / "in", tmp_path / "out", "voc")
    assert lost(document) == {"polygons (kept as pixels of a mask)": 1}
    classes, objects = (
        indices(tmp_path / "out" / kind / "a.png") for kind in ("SegmentationClass", "SegmentationObject")
    )
    dog = 12  # VOC's own number, as both names are VOC classes
    assert (classes[10:30, 30:50] == dog).all() and (objects[10:30, 30:50] == 2).all()
    assert (classes[2:12, 2:12] == 255).all() and (objects[2:12, 2:12] == 255).all()
    assert ((classes == 0) == (objects == 0)).all()


@pytest.mark.parametrize("name", ["a", "a:b"])
def test_an_instance_mask_has_the_numbers_of_a_label_file_that_is_written_anew(name: str, tmp_path: Path) -> None:
    """Of three objects the first cannot be used; a name that not every system has makes another file of the labels."""
    root = tmp_path / "voc"
    picture(root / "JPEGImages" / f"{name}.jpg")
    bad = VOC.replace("<object>", "<object><name>cat</name><bndbox><xmin>x</xmin></bndbox></object><object>", 1)
    write(root / "Annotations" / f"{name}.xml", bad)
    mask = np.zeros((48, 64), np.uint8)
    mask[0:3, 0:3], mask[7:30, 6:20], mask[10:30, 30:50], mask[40:, 40:] = 1, 2, 3, 255
    table = np.arange(256, dtype=np.uint8)
    table[[2, 3]] = 15, 12  # person and dog
    for kind, values in (("SegmentationClass", table[mask]), ("SegmentationObject", mask)):
        (root / kind).mkdir()
        (root / kind / f"{name}.png").write_bytes(voc_masks.to_bytes(values))
    before = scene.read(indexed(root), open_folder(root).records[0]).annotation.instances
    converted(root, tmp_path / "out", "voc")
    (record,) = open_folder(tmp_path / "out").records
    after = scene.read(indexed(tmp_path / "out"), record).annotation.instances
    assert [one.label for one in after] == ["person", "dog"] == [one.label for one in before]
    assert [one.rle for one in after] == [one.rle for one in before] and None not in [one.rle for one in after]
    assert record.instance_mask is not None
    assert (indices(record.instance_mask) == mask).all() == (name == "a")


# EXIF


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("to", ["voc", "coco", "yolo", "labelme", "pets"])
def test_labels_stay_on_pictures_that_are_stored_turned(orientation: int, to: str, tmp_path: Path) -> None:
    """From the stored frame of a VOC file through another format and back: on the screen nothing moves, and readers
    that turn pictures upright find the upright picture's size."""
    file = picture(tmp_path / "voc" / "JPEGImages" / "a_1.jpg", (64, 48), orientation)
    write(tmp_path / "voc" / "Annotations" / "a_1.xml", VOC.replace("person", "dog"))
    seen = labels.read("voc", open_folder(tmp_path / "voc").records[0]).annotation
    assert (seen.width, seen.height) == ((48, 64) if orientation >= 5 else (64, 48))
    converted(tmp_path / "voc", tmp_path / "there", to)
    converted(tmp_path / "there", tmp_path / "back", "voc")
    for form, place in ((to, "there"), ("voc", "back")):
        data = open_folder(tmp_path / place)
        assert data.records[0].image.read_bytes() == file.read_bytes()
        read = labels.read(form, data.records[0]).annotation
        assert (read.width, read.height) == (seen.width, seen.height)
        for a, b in zip(seen.instances, read.instances, strict=True):
            assert np.abs(np.subtract(a.box.as_tuple(), b.box.as_tuple())).max() <= 1e-6
    (xml,) = (tmp_path / "back" / "Annotations").iterdir()
    if to != "voc":  # its own files are copied, and stay in the frame they are in
        assert ElementTree.parse(xml).findtext("size/width") == str(seen.width)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_regions_stay_on_pictures_that_are_stored_turned(orientation: int, tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.jpg", (64, 48), orientation)
    write(tmp_path / "in" / "all.json", coco_json("a.jpg"))
    seen = labels.read("coco", open_folder(tmp_path / "in").records[0]).annotation
    converted(tmp_path / "in", tmp_path / "voc", "voc")
    read = labels.read("voc", open_folder(tmp_path / "voc").records[0]).annotation
    assert seen.mask is not None and read.mask is not None
    assert np.array_equal(seen.mask == 2, read.mask == 12)
    converted(tmp_path / "voc", tmp_path / "coco", "coco")
    again = labels.read("coco", open_folder(tmp_path / "coco").records[0]).annotation
    assert again.mask is not None and np.array_equal(seen.mask == 2, again.mask == 2)


@pytest.mark.parametrize("to", ["voc", "voc_masks"])
def test_regions_that_lie_on_each_other_are_named_where_a_pixel_has_one_owner(to: str, tmp_path: Path) -> None:
    picture(tmp_path / "coco" / "images" / "a.jpg")
    entries = []
    for number, left in enumerate((2, 20, 44)):
        mask = np.zeros((48, 64), bool)
        mask[5:30, left : left + (30 if number == 0 else 18)] = True
        segmentation = rle.to_coco(rle.encode(mask))
        bbox = [left, 5, int(mask[5].sum()), 25]
        entries.append({"id": number, "image_id": 1, "category_id": 7, "bbox": bbox, "segmentation": segmentation})
    write(tmp_path / "coco" / "annotations" / "instances_all.json", coco_json("a.jpg", annotations=entries))
    assert lost(converted(tmp_path / "coco", tmp_path / to, to)).get("regions that others cover in part") == 1
