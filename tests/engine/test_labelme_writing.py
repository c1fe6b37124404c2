"""labelme files we write come back as they were, and labelme's own files and exports agree with ours."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from annotations_for_tests import CALM, annotations
from hypothesis import given
from PIL import Image, ImageDraw

from engine.annotation import Annotation, Box, Instance
from engine.formats import labelme, rle, voc

FILE = Path("cat_1.json")


@CALM
@given(annotations())
def test_nothing_of_an_object_is_lost_on_the_way(annotation: Annotation) -> None:
    assert not labelme.lost(annotation)
    labelled = labelme.parse(FILE, labelme.to_bytes("cat_1.jpg", annotation))
    assert (labelled.size, labelled.problems, labelled.extras) == ((annotation.width, annotation.height), (), ())
    for old, new in zip(annotation.instances, labelled.instances, strict=True):
        np.testing.assert_allclose(new.box.as_tuple(), old.box.as_tuple(), rtol=1e-9, atol=1e-9)
        had, got = dict(old.attributes), dict(new.attributes)
        if len(old.polygons) > 1:
            assert got.pop("group_id")  # that is how several outlines are one
        assert got == had
        assert replace(new, box=old.box, attributes=(), origin=None) == replace(old, attributes=())


def test_groups_flags_and_descriptions_come_back() -> None:
    own = (("group_id", "3"), ("description", "left ear"), ("flag wet", "true"), ("flag mood", "good"))
    outline = ((1.0, 2.0), (9.0, 2.0), (9.0, 8.0))
    cats = tuple(Instance("cat", Box(1, 2, 9, 8), (outline,) * n, attributes=own) for n in (1, 2))
    labelled = labelme.parse(FILE, labelme.to_bytes("cat_1.jpg", Annotation(64, 48, cats)))
    one, two = labelled.instances
    assert one == replace(cats[0], origin=0)
    assert len(two.polygons) == 2 and dict(two.attributes)["group_id"] != "3"  # else they were one


def test_what_a_file_cannot_hold_is_named() -> None:
    outline = ((1.0, 2.0), (9.0, 2.0), (9.0, 8.0))
    cat = Instance("cat", Box(0, 0, 10, 10), (outline,))
    annotation = Annotation(64, 48, (cat,), np.zeros((48, 64), np.uint8), "cat", verified=True)
    assert dict(labelme.lost(annotation)) == {"box beside an outline": 1, "mask": 1, "image label": 1, "verified": 1}


@CALM
@given(annotations())
def test_labelme_s_own_reader_would_take_what_we_write(annotation: Annotation) -> None:
    """The simplest form of labelme 5's `_label_file.py` and of `shape_to_mask` for its `mask`."""
    file = json.loads(labelme.to_bytes("cat_1.jpg", annotation))
    assert set(file) == {"version", "flags", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth"}
    assert (file["imagePath"], file["imageData"]) == ("cat_1.jpg", None)
    counts = {"rectangle": 2, "mask": 2}
    for shape in file["shapes"]:
        assert isinstance(shape["label"], str) and isinstance(shape["flags"], dict)
        points = np.array(shape["points"], float)
        assert points.shape == (counts.get(shape["shape_type"], len(points)), 2)
        if shape["shape_type"] == "polygon":
            assert len(points) >= 3
        elif shape["shape_type"] == "mask":
            (x1, y1), (x2, y2) = points.astype(int)
            mask = np.array(Image.open(io.BytesIO(base64.b64decode(shape["mask"])))).astype(bool)
            whole = np.zeros((annotation.height, annotation.width), bool)
            whole[y1 : y2 + 1, x1 : x2 + 1] = mask
            assert any(each.rle == rle.encode(whole) for each in annotation.instances)


# ---------------------------------------------------------------- labelme's own files


def files(shared: Path) -> list[Path]:
    folder = shared / "data" / "odd" / "labelme"
    return sorted(path for path in folder.rglob("*.json") if b'"shapes"' in path.read_bytes())


def test_labelme_s_own_examples_are_read_whole(shared: Path) -> None:
    assert len(files(shared)) >= 15
    for path in files(shared):
        labelled = labelme.parse(path, path.read_bytes())
        shapes = json.loads(path.read_bytes())["shapes"]
        outlines = sum(max(1, len(each.polygons)) for each in labelled.instances)
        skipped = sum("was skipped" in problem.message for problem in labelled.problems)
        assert outlines + skipped == len(shapes)
        assert (skipped > 0) == (path.name == "primitives.json")


def test_labelme_s_examples_survive_a_cycle(shared: Path) -> None:
    for path in files(shared):
        first = labelme.parse(path, path.read_bytes())
        width, height = first.size or (1, 1)
        again = labelme.parse(path, labelme.to_bytes(path.name, Annotation(width, height, first.instances)))
        assert [replace(each, origin=None) for each in again.instances] == [
            replace(each, origin=None) for each in first.instances
        ]


def test_labelme_s_voc_export_has_the_numbers_of_its_files(shared: Path) -> None:
    """It writes its corners as they are, without VOC's shift by one."""
    folder = shared / "data" / "odd" / "labelme" / "bbox_detection"
    exports = sorted((folder / "data_dataset_voc" / "Annotations").glob("*.xml"))
    assert len(exports) == 3
    for path in exports:
        source = folder / "data_annotated" / f"{path.stem}.json"
        ours, theirs = labelme.parse(source, source.read_bytes()), voc.parse(path, path.read_bytes())
        assert theirs.size == ours.size
        for mine, exported in zip(ours.instances, theirs.instances, strict=True):
            assert mine.label == exported.label
            np.testing.assert_allclose(voc.file_edges(exported.box), mine.box.as_tuple(), rtol=1e-9)


def test_labelme_s_instance_masks_are_our_outlines_group_by_group(shared: Path) -> None:
    folder = shared / "data" / "odd" / "labelme" / "instance_segmentation"
    masks = sorted((folder / "data_dataset_voc" / "SegmentationObject").glob("*.png"))
    assert len(masks) == 3
    for path in masks:
        theirs = np.array(Image.open(path))
        source = folder / "data_annotated" / f"{path.stem}.json"
        ours = labelme.parse(source, source.read_bytes()).instances
        named = {number for number, each in enumerate(ours, start=1) if each.label != "__ignore__"}
        assert named == set(np.unique(theirs)) - {0, 255}
        for number in named:
            painted = Image.new("1", theirs.shape[::-1])
            for polygon in ours[number - 1].polygons:  # as labelme's `shape_to_mask` paints them
                ImageDraw.Draw(painted).polygon(polygon, fill=1, outline=1)
            assert np.array(painted)[theirs == number].mean() > 0.999  # Pillow has moved an edge since
