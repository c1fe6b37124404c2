"""COCO files we write: nothing of an object is lost on the way, and other programs read them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from annotations_for_tests import CALM, NAMES, annotations
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pycocotools import mask as pycocotools_mask
from pycocotools.coco import COCO

from engine.annotation import Annotation, Box, Instance
from engine.formats import coco, json_text, labelme, rle
from engine.formats.coco import CocoPicture

FILE = Path("instances.json")


def round_trip(*annotated: Annotation, classes: tuple[str, ...] = ()) -> coco.CocoFile:
    pictures = [CocoPicture(f"{i}.jpg", (each.width, each.height), each) for i, each in enumerate(annotated)]
    return coco.parse(FILE, coco.to_bytes(pictures, classes))


def ordered(instance: Instance) -> Instance:
    """Without its place in a file; attributes have no order in JSON."""
    return replace(instance, origin=None, attributes=tuple(sorted(instance.attributes)))


@CALM
@given(st.lists(annotations(), max_size=3))
def test_nothing_of_an_object_is_lost_on_the_way(annotated: list[Annotation]) -> None:
    file = round_trip(*annotated)
    assert not file.problems and len(file.images) == len(annotated)
    for had, got in zip(annotated, file.images, strict=True):
        assert got.size == (had.width, had.height) and not got.labelled.problems and not got.labelled.extras
        for old, new in zip(had.instances, got.labelled.instances, strict=True):
            np.testing.assert_allclose(new.box.as_tuple(), old.box.as_tuple(), rtol=1e-9, atol=1e-9)
            assert ordered(replace(new, box=old.box)) == ordered(old)


@CALM
@given(st.sampled_from([True, False]), st.sampled_from([True, False]))
def test_a_crowd_stays_a_crowd_whether_difficult_or_not(crowd: bool, difficult: bool) -> None:
    attributes = (("iscrowd", "1"),) if crowd else ()
    dog = Instance("dog", Box(1, 2, 4, 6), difficult=difficult, attributes=attributes)
    assert ordered(round_trip(Annotation(64, 48, (dog,))).images[0].labelled.instances[0]) == dog


def test_what_a_file_cannot_hold_is_named() -> None:
    mask = np.zeros((48, 64), np.uint8)
    assert dict(coco.lost(Annotation(64, 48, mask=mask, label="dog", verified=True))) == {
        "mask": 1,
        "image label": 1,
        "verified": 1,
    }
    assert coco.lost(Annotation(64, 48, (Instance("dog", Box(1, 2, 3, 4), pose="Left"),))) == {}


@CALM
@given(st.text())
def test_every_text_of_an_attribute_comes_back(text: str) -> None:
    assert json_text.as_text(json_text.as_value(text)) == text


# ---------------------------------------------------------------- others read what we write


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # pycocotools under numpy 2
@CALM
@given(st.lists(annotations(NAMES, most=2), min_size=1, max_size=2))
def test_pycocotools_sees_the_same_boxes_areas_and_pixels(annotated: list[Annotation]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instances.json"
        pictures = [CocoPicture(f"{i}.jpg", (each.width, each.height), each) for i, each in enumerate(annotated)]
        path.write_bytes(coco.to_bytes(pictures, ()))
        theirs = COCO(str(path))
    names = {entry["id"]: entry["name"] for entry in theirs.loadCats(theirs.getCatIds())}
    for image, annotation in zip(theirs.loadImgs(sorted(theirs.getImgIds())), annotated, strict=True):
        found = theirs.loadAnns(theirs.getAnnIds(image["id"]))
        for entry, instance in zip(found, annotation.instances, strict=True):
            assert names[entry["category_id"]] == instance.label
            assert entry["bbox"] == [instance.box.xmin, instance.box.ymin, instance.box.width, instance.box.height]
            if instance.rle is not None:
                np.testing.assert_array_equal(theirs.annToMask(entry).astype(bool), rle.decode(instance.rle))
                assert entry["area"] == pycocotools_mask.area(entry["segmentation"])
            elif instance.polygons:
                assert np.reshape(entry["segmentation"][0], (-1, 2)).tolist() == [*map(list, instance.polygons[0])]
            else:
                assert entry["area"] == pytest.approx(instance.box.area)


def test_the_area_of_outlines_is_that_of_their_pixels() -> None:
    """COCO's own areas are exact sums; pycocotools counts pixels, which on large outlines is nearly the same."""
    house = ((10.0, 90.0), (10.0, 40.0), (60.5, 5.25), (110.0, 40.0), (110.0, 90.0))
    hole = tuple((x + 300.0, y + 200.0) for x, y in reversed(house))
    dog = Instance("dog", Box(10, 5.25, 410, 290), (house, hole))
    entry = json.loads(coco.to_bytes([CocoPicture("a.jpg", (500, 375), Annotation(500, 375, (dog,)))], ()))
    (region,) = entry["annotations"]
    counted = pycocotools_mask.area(pycocotools_mask.frPyObjects(region["segmentation"], 375, 500)).sum()
    assert region["area"] == pytest.approx(float(counted), rel=0.02)
    assert region["area"] == pytest.approx(2 * (50 * 100 + 100 * 34.75 / 2))


def test_torchvision_reads_the_folder(tmp_path: Path) -> None:
    datasets = pytest.importorskip("torchvision.datasets")
    dog = Instance("dog", Box(4, 5.5, 20, 30.5), (((4.0, 5.5), (20.0, 5.5), (20.0, 30.5)),))
    pictures = [CocoPicture(f"{i}.png", (64, 48), Annotation(64, 48, (dog,) * i)) for i in range(3)]
    for picture in pictures:
        Image.new("RGB", picture.size).save(tmp_path / picture.file_name)
    (tmp_path / "instances.json").write_bytes(coco.to_bytes(pictures, ("cat", "dog")))
    theirs = datasets.CocoDetection(str(tmp_path), str(tmp_path / "instances.json"))
    for i, (picture, targets) in enumerate(theirs):
        assert picture.size == (64, 48) and [each["bbox"] for each in targets] == [[4, 5.5, 16, 25]] * i
        assert all(each["category_id"] == 2 and each["iscrowd"] == 0 for each in targets)


def test_labelme_s_own_export_says_what_its_json_files_say(shared: Path) -> None:
    folder = shared / "data" / "odd" / "labelme" / "instance_segmentation"
    file = coco.cached(folder / "data_dataset_coco" / "annotations.json")
    assert not file.problems and file.classes[0] == "_background_" and len(file.classes) == 21
    for image in file.images:
        path = folder / "data_annotated" / (Path(image.name).stem + ".json")
        own = labelme.parse(path, path.read_bytes())
        assert own.size == image.size and not own.problems
        theirs = {(each.label, frozenset(each.polygons)): each.box for each in image.labelled.instances}
        ours = {
            (each.label, frozenset(each.polygons)): each.box for each in own.instances if each.label in file.classes
        }
        assert theirs.keys() <= ours.keys() and theirs
        for key, box in theirs.items():  # theirs are of the painted pixels
            np.testing.assert_allclose(box.as_tuple(), ours[key].as_tuple(), rtol=0, atol=1.01)
