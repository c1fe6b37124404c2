"""A conversion meets damaged files, full folders and an early end, and says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import cli
from engine.conversion import FORMATS, convert
from engine.converting import scene
from engine.datasets.folder import open_folder
from engine.datasets.index import index
from engine.errors import EngineError
from engine.formats import voc_masks
from engine.safekeeping.arriving import CONVERSION
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import (
    VOC,
    boxes,
    coco_json,
    contents,
    converted,
    indexed,
    labelme_json,
    lost,
    picture,
    shape,
    voc_folder,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_damaged_files_are_counted_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = voc_folder(tmp_path / "voc")
    whole = picture(root / "JPEGImages" / "short.jpg", (300, 300)).read_bytes()
    (root / "JPEGImages" / "short.jpg").write_bytes(whole[: len(whole) // 2])
    write(root / "JPEGImages" / "no.jpg", "this is no picture")
    picture(root / "JPEGImages" / "b.jpg")
    write(root / "Annotations" / "b.xml", VOC[:-50])
    assert cli.main(["convert", str(root), str(tmp_path / "coco"), "--to", "coco", "--json"]) == 1
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert (document["images"], document["instances"]) == (3, 2)
    assert sorted(each["file"] for each in document["skipped"]) == ["b.xml", "no.jpg", "short.jpg"]
    assert all(name in said.err for name in ("b.xml", "no.jpg", "short.jpg"))
    copied = tmp_path / "coco" / "images" / "short.jpg"
    assert copied.read_bytes() == (root / "JPEGImages" / "short.jpg").read_bytes()


def test_a_damaged_part_of_a_coco_folder_is_named_with_the_pictures_it_leaves_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part, end in (("train", None), ("val", -40)):
        picture(tmp_path / "in" / part / f"{part}.jpg")
        write(tmp_path / "in" / "annotations" / f"instances_{part}.json", coco_json(f"{part}.jpg")[:end])
    assert cli.main(["convert", str(tmp_path / "in"), str(tmp_path / "voc"), "--to", "voc", "--json"]) == 1
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert (document["images"], [each["file"] for each in document["skipped"]]) == (1, ["instances_val.json"])
    assert lost(document)["pictures that no JSON names"] == 1 and "instances_val.json" in said.err


def test_progress_never_runs_past_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.steps.EVERY", -1.0)
    root = voc_folder(tmp_path / "voc")
    for name in ("b", "c"):
        write(root / "JPEGImages" / f"{name}.jpg", "this is no picture")
        write(root / "Annotations" / f"{name}.xml", VOC[:-50])
    picture(root / "JPEGImages" / "d.jpg")
    write(root / "Annotations" / "d.xml", VOC[:-50])
    done = [step.done for step in convert(str(root), str(tmp_path / "coco"), "coco") if step.what == "Converting"]
    assert done == [0, 1, 2, 3, 4, 4]


def test_a_mask_of_another_size_is_named_by_its_own_file(tmp_path: Path) -> None:
    root = voc_folder(tmp_path / "voc")
    for kind, size, file in (("SegmentationClass", (48, 64), "a.png"), ("SegmentationObject", (7, 9), "a.bmp")):
        (root / kind).mkdir()
        (root / kind / file).write_bytes(voc_masks.to_bytes(np.zeros(size, np.uint8)))
    [skipped] = converted(root, tmp_path / "coco", "coco")["skipped"]
    assert skipped["file"] == "a.bmp"
    assert skipped["message"].startswith("a.bmp: the instance mask is 9×7, the picture 64×48; it is not used")


def test_a_broken_off_conversion_says_so(
    ten_scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.steps.EVERY", -1.0)
    work = convert(str(ten_scenes), str(tmp_path / "new"), "yolo")
    while not (tmp_path / "new" / "images").is_dir():
        next(work)
    next(work)
    work.close()
    assert (tmp_path / "new" / CONVERSION).is_file()
    assert cli.main(["convert", str(ten_scenes), str(tmp_path / "new"), "--to", "yolo"]) == 2
    assert "delete the folder" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["full", "file", "scenes", "scenes/inside"])
def test_the_target_must_be_new_or_empty_and_outside(place: str, ten_scenes: Path, tmp_path: Path) -> None:
    write(tmp_path / "full" / "mine.txt", "keep me")
    write(tmp_path / "file", "keep me")
    target = ten_scenes / place.removeprefix("scenes").strip("/") if place.startswith("scenes") else tmp_path / place
    before = contents(ten_scenes), contents(tmp_path)
    with pytest.raises(EngineError, match=r"new or empty|inside the folder"):
        converted(ten_scenes, target, "coco")
    assert (contents(ten_scenes), contents(tmp_path)) == before
    (tmp_path / "empty").mkdir()
    assert converted(ten_scenes, tmp_path / "empty", "coco")["images"] == 10


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="nowhere: there is no such folder"):
        finish(convert(str(tmp_path / "nowhere"), str(tmp_path / "new"), "coco"))
    assert not (tmp_path / "new").exists()


def test_names_that_are_not_safe_everywhere_are_changed_and_named(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "x" / "a?b.jpg")
    picture(tmp_path / "in" / "x" / "y" / "c.jpg")
    write(tmp_path / "in" / "all.json", coco_json("x/a?b.jpg", "x/y/c.jpg"))
    document = converted(tmp_path / "in", tmp_path / "out", "voc")
    assert lost(document)["picture names"] == 2
    assert [record.name for record in open_folder(tmp_path / "out").records] == ["x/a_b", "x/y_c"]


def test_names_that_no_folder_could_hold_are_cut(tmp_path: Path) -> None:
    names = "a/" * 300 + "b.jpg", "ä" * 300 + ".jpg", "~/.ssh/id"
    write(tmp_path / "in" / "all.json", coco_json(*names))
    for to in ("voc", "coco", "yolo", "labelme", "pets"):
        document = converted(tmp_path / "in", tmp_path / to, to)
        assert document["images"] == 3 and len(document["skipped"]) == 3


def test_labels_of_pictures_that_are_not_there_are_converted_and_named(tmp_path: Path) -> None:
    write(tmp_path / "some.json", coco_json("a.jpg", "b.jpg"))
    document = converted(tmp_path / "some.json", tmp_path.parent / f"{tmp_path.name}-out", "yolo")
    assert (document["images"], document["instances"]) == (2, 4)
    assert [each["file"] for each in document["skipped"]] == ["a.jpg", "b.jpg"]


def test_empty_label_files_are_counted_where_they_cannot_be_held(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.jpg")
    picture(tmp_path / "in" / "b.jpg")
    write(tmp_path / "in" / "a.json", labelme_json(imageWidth=64, imageHeight=48))
    write(tmp_path / "in" / "b.json", labelme_json(shape("cat", (1, 1), (9, 9)), imageWidth=64, imageHeight=48))
    assert lost(converted(tmp_path / "in", tmp_path / "coco", "coco")) == {"empty label files": 1}
    for to in ("voc", "yolo", "labelme"):
        assert lost(converted(tmp_path / "in", tmp_path / to, to)) == {}
        assert indexed(tmp_path / to).annotated.tolist() == [True, True]


def test_a_polygon_whose_bounds_are_not_the_box_gives_way_to_it(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.jpg")
    outline = [[30, 10, 50, 10, 50, 30, 30, 30]]
    annotations = [{"id": 1, "image_id": 1, "category_id": 7, "bbox": [25, 5, 30, 30], "segmentation": outline}]
    write(tmp_path / "in" / "all.json", coco_json("a.jpg", annotations=annotations))
    for to in ("yolo", "labelme"):
        assert lost(converted(tmp_path / "in", tmp_path / to, to)) == {"polygons (their bounds are not the box)": 1}
        assert [(name, pytest.approx(box)) for name, box in boxes(indexed(tmp_path / to), "a")] == [
            ("cat", (25, 5, 55, 35))
        ]


def test_plain_pictures_convert_without_labels(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.jpg")
    for to in FORMATS:
        document = converted(tmp_path / "in", tmp_path / to, to)
        assert (document["images"], document["instances"]) == (1, 0)
        assert lost(document) == ({"images without a class (they are in no list)": 1} if to == "pets" else {})
        assert len(finish(index(str(tmp_path / to))).dataset.records) == 1


@pytest.mark.parametrize("form", ["coco", "yolo", "labelme", "voc"])
def test_objects_that_nobody_can_use_are_counted_and_not_dropped_in_silence(form: str, tmp_path: Path) -> None:
    root = tmp_path / "source"
    picture(root / "images" / "a.jpg")
    if form == "coco":
        boxes = ([5, 6, 20, 10], [1, 1, 0, 5], [1, 1, 5, -2])
        several = [{"id": n, "image_id": 1, "category_id": 7, "bbox": box} for n, box in enumerate(boxes)]
        several.append({"id": 9, "image_id": 77, "category_id": 7, "bbox": [1, 1, 5, 5]})
        write(root / "annotations" / "instances_train.json", coco_json("a.jpg", annotations=several))
    elif form == "yolo":
        write(root / "data.yaml", "names: [cat]\n")
        write(root / "labels" / "a.txt", "0 .5 .5 .2 .2\n0 .5 .5 0 .2\n7 .5 .5 .2 .2\n0 .5 .5\n")
    elif form == "labelme":
        flat, beyond = shape("cat", (3, 3), (3, 9)), shape("cat", (100, 100), (120, 120))
        point, wrong = shape("cat", (3, 3), kind="point"), shape("", (1, 1), (9, 9))
        write(
            root / "images" / "a.json", labelme_json(shape("cat", (1, 2), (30, 40)), flat, beyond, point, wrong, wrong)
        )
    else:
        bad = "<object><name></name></object><object><name>x</name></object><object/>"
        write(root / "annotations" / "a.xml", VOC.replace("</annotation>", f"{bad}</annotation>"))
    said = converted(root, tmp_path / "coco", "coco")
    assert lost(said)["objects that cannot be used (check names them)"] == 3, said
    assert said["instances"] == (2 if form == "voc" else 1) and not said["skipped"]
    if form == "labelme":
        assert lost(said)["points"] == lost(said)["objects outside the picture"] == 1


def test_a_thousand_unusable_objects_and_more_are_all_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than are listed, and more than are read."""
    picture(tmp_path / "in" / "a.jpg")
    flat = [{"id": n, "image_id": 1, "category_id": 7, "bbox": [1, 1, 0, 5]} for n in range(1200)]
    other = [{"id": n, "image_id": 99, "category_id": 7, "bbox": [1, 1, 5, 5]} for n in range(2000, 3300)]
    write(tmp_path / "in" / "all.json", coco_json("a.jpg", annotations=[*flat, *other, "no object", 7]))
    monkeypatch.setenv("OVERLAP_MAX_OBJECTS", "1100")
    assert lost(converted(tmp_path / "in", tmp_path / "coco", "coco")) == {scene.UNUSABLE: 2502, "empty label files": 1}


def test_outlines_that_nobody_can_use_are_counted_and_sizes_with_a_point_are_read(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.jpg")
    regions = ([[1, 1, 5, 1, None, 5]], "none", {"size": [48.0, 64.0], "counts": [0, 48 * 64]})
    several = [
        {"id": n, "image_id": 1, "category_id": 7, "bbox": [0, 0, 64, 48], "segmentation": region}
        for n, region in enumerate(regions)
    ]
    write(tmp_path / "in" / "all.json", coco_json("a.jpg", annotations=several))
    said = converted(tmp_path / "in", tmp_path / "coco", "coco")
    assert said["instances"] == 3 and lost(said) == {"outlines that cannot be used (check names them)": 2}


@pytest.mark.parametrize("void", [0, 255])
def test_only_a_mask_with_void_has_a_border_to_lose(void: int, tmp_path: Path) -> None:
    root = voc_folder(tmp_path / "voc")
    values = np.zeros((48, 64), np.uint8)
    values[10:30, 30:50], values[0] = 12, void
    for kind, pixels in (("SegmentationClass", values), ("SegmentationObject", np.where(values == 12, 2, values))):
        (root / kind).mkdir()
        (root / kind / "a.png").write_bytes(voc_masks.to_bytes(pixels))
    assert ("void borders of masks" in lost(converted(root, tmp_path / "coco", "coco"))) == bool(void)


@pytest.mark.parametrize("form", ["voc", "coco"])
def test_what_is_said_of_an_object_that_is_kept_counts_nothing_as_lost(form: str, tmp_path: Path) -> None:
    """A class and a picture of that very name."""
    picture(tmp_path / "in" / "images" / "skipped.jpg")
    kept = VOC.replace("person", "skipped").replace("<xmin>6.5</xmin>", "<xmin>26.5</xmin>")
    if form == "voc":
        write(tmp_path / "in" / "annotations" / "skipped.xml", kept)
    else:
        size = {"id": 1, "file_name": "skipped.jpg", "width": 60, "height": 40}
        write(tmp_path / "in" / "all.json", coco_json("skipped.jpg", images=[size]))
    said = converted(tmp_path / "in", tmp_path / "coco", "coco")
    assert said["instances"] == 2 and scene.UNUSABLE not in lost(said)


def test_what_a_link_leads_out_of_the_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = voc_folder(tmp_path / "source")
    picture(root / "JPEGImages" / "b.jpg")
    secret = write(tmp_path / "secret.xml", VOC)
    (root / "Annotations" / "b.xml").symlink_to(secret)
    (root / "ImageSets").mkdir()
    (root / "ImageSets" / "Main").symlink_to(tmp_path)
    assert cli.main(["convert", str(root), str(tmp_path / "voc"), "--to", "voc"]) == 1
    told = capsys.readouterr().err
    assert "b.xml: a link leads it out of the opened folder" in told and "Main: a link leads it out" in told
    assert not (tmp_path / "voc" / "Annotations" / "b.xml").exists()
