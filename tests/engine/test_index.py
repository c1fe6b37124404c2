"""The whole folder at a glance: columns, counts, and everything odd by name while the rest goes on."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.annotation import Box
from engine.datasets.index import Index, index
from engine.datasets.shapes import write_scenes
from engine.datasets.splits import PARTS, Split, make_split
from engine.datasets.statistics import statistics
from engine.errors import EngineError
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import coco_json, picture, write


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "root"
    finish(write_scenes(str(folder), images=60, seed=3))
    return folder


@pytest.fixture
def own(scenes: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scenes, tmp_path / "root"))


def test_columns_say_what_the_files_say(scenes: Path) -> None:
    found = finish(index(str(scenes)))
    assert found.classes == found.mask_classes == ("circle", "square", "star", "triangle")
    assert found.sizes.dtype == np.int32 and (found.sizes == (320, 240)).all()
    assert found.has_boxes.all() and found.has_mask.all() and found.annotated.all() and not found.verified.any()
    assert (np.diff(found.owner) >= 0).all() and found.boxes.shape == (len(found.owner), 4)
    assert found.problems == () and found.position("scene_0007") == 7
    label, box = found.target(7)
    rows = np.flatnonzero(found.owner == 7)
    areas = (found.boxes[rows, 2] - found.boxes[rows, 0]) * (found.boxes[rows, 3] - found.boxes[rows, 1])
    assert box == Box(*found.boxes[rows[areas.argmax()]]) and label == found.image_label[7]
    again: Index = pickle.loads(pickle.dumps(found))
    assert np.array_equal(again.boxes, found.boxes) and again.position("scene_0007") == 7


def test_one_bad_file_never_stops_a_folder(own: Path) -> None:
    xml = own / "Annotations"
    (xml / "scene_0000.xml").write_bytes(b"<annotation><object>")
    (xml / "scene_0001.xml").rename(xml / "scene_1.xml")
    text = (xml / "scene_0002.xml").read_text()
    (xml / "scene_0002.xml").write_text(text.replace("<xmin>", "<xmin>9999", 1))
    (own / "JPEGImages" / "scene_0003.jpg").write_bytes(b"")
    (own / "SegmentationClass" / "scene_0004.png").write_bytes(b"no mask")
    shutil.copy(own / "SegmentationClass" / "scene_0006.png", own / "SegmentationClass" / "scene_0005.png")
    (own / "JPEGImages" / "scene_0007.jpg").unlink()
    for name in ("scene_0008", "scene_0009"):
        text = (xml / f"{name}.xml").read_text()
        (xml / f"{name}.xml").write_text(text.replace("<difficult>0", "<difficult>1"))
    found = finish(index(str(own)))
    assert len(found.sizes) == 59
    said = {(problem.file, problem.code) for problem in found.problems}
    assert said >= {
        ("scene_0000.xml", "labels"),
        ("scene_1.xml", "no-picture"),
        ("scene_0002.xml", "reversed"),
        ("scene_0003.jpg", "picture"),
        ("scene_0004.png", "mask"),
        ("scene_0007.xml", "no-picture"),
    }
    assert any(code == "list" for _, code in said)
    assert found.sizes[3].tolist() == [0, 0] and not found.has_mask[[3, 4]].any()
    assert found.target(found.position("scene_0008")) == (-1, None), "difficult objects teach nothing"
    counts = statistics(found)
    assert counts["problems"] == len(found.problems) and counts["images"] == 59


def test_statistics_have_the_promised_keys(scenes: Path) -> None:
    counts = statistics(finish(index(str(scenes))))
    assert json.loads(json.dumps(counts)) == counts
    keys = ["format", "images", "annotated", "classes", "splits", "boxes", "masks", "image_sizes", "problems"]
    assert list(counts) == keys
    assert (counts["format"], counts["images"], counts["annotated"]) == ("voc", 60, 60)
    assert counts["splits"] == {"train": 35, "val": 7, "trainval": 42, "test": 18}
    assert counts["image_sizes"] == {"320x240": 60}
    boxes, masks = counts["boxes"], counts["masks"]
    assert isinstance(boxes, dict) and isinstance(masks, dict) and isinstance(counts["classes"], dict)
    assert boxes["count"] == sum(counts["classes"].values())
    assert 0 < boxes["area_fraction"]["min"] <= boxes["area_fraction"]["median"] <= boxes["area_fraction"]["max"] < 1
    assert masks["count"] == 60 and sum(masks["pixels"].values()) == pytest.approx(1)
    assert set(masks["pixels"]) == {"background", "circle", "square", "star", "triangle", "void"}


def test_counts_of_real_folders(shared: Path) -> None:
    pets = statistics(finish(index(str(shared / "data" / "pets"))))
    assert pets["classes"] == {"Abyssinian": 66, "Bengal": 67, "american_bulldog": 66}
    assert pets["splits"] == {"trainval": 201, "test": 201} and pets["problems"] == 0
    odd = finish(index(str(shared / "data" / "odd" / "labelimg_name_mismatch")))
    assert odd.classes == ("feature 1",) and odd.has_boxes.all()
    assert sum(problem.code == "name" for problem in odd.problems) == 12
    raccoon = finish(index(str(shared / "data" / "raccoon")))
    assert len(raccoon.boxes) == 217 and raccoon.verified.any()
    voc = statistics(finish(index(str(shared / "data" / "voc2012"))))
    assert isinstance(voc["masks"], dict) and voc["masks"]["count"] == 63 and "aeroplane" in voc["masks"]["pixels"]


# ---------------------------------------------------------------- splits


def parts(split: Split) -> list[set[str]]:
    return [set(getattr(split, part)) for part in PARTS]


def test_a_drawn_split_is_stratified_and_the_same_everywhere(shared: Path) -> None:
    found = finish(index(str(shared / "data" / "pets")))
    split = make_split(found, None, 0, ("class", "box", "mask"))
    assert [len(part) for part in parts(split)] == [236, 47, 121], "the test list has no boxes: drawn 70:30"
    assert split.hash == "fb2dee6502dd4c29", "another machine, another order of files, the same split"
    train, validation, test = parts(split)
    assert not (train & validation or train & test or validation & test) and len(train | validation | test) == 404
    for carries in (found.has_boxes, ~found.has_boxes):
        share = np.mean(
            [record.name in test for record, has in zip(found.dataset.records, carries, strict=True) if has]
        )
        assert share == pytest.approx(0.3, abs=0.01)
    assert make_split(found, None, 1, ("class", "box", "mask")).hash != split.hash
    assert make_split(found, "70,30", 0, ("class", "box", "mask")) == split
    by_lists = make_split(found, None, 0, ("class", "mask"))
    assert len(by_lists.test) == 201 and set(by_lists.test) == set(found.dataset.lists["test"])


def test_the_folders_lists_are_used_where_they_carry_what_is_learnt(scenes: Path) -> None:
    found = finish(index(str(scenes)))
    split = make_split(found, None, 0, ("class", "box", "mask"))
    for part, name in zip(PARTS, ("train", "val", "test"), strict=True):
        assert getattr(split, part) == tuple(sorted(found.dataset.lists[name]))
    assert make_split(found, "lists", 5, ("class",)) == split
    thirds = make_split(found, "33.3,33.3,33.3", 0, ("class",))
    assert [len(part) for part in parts(thirds)] == [20, 20, 20]


def test_a_split_of_ones_own(scenes: Path, tmp_path: Path) -> None:
    found = finish(index(str(scenes)))
    path = tmp_path / "own.json"
    path.write_text(json.dumps({"train": ["scene_0000", "scene_0001", "scene_0002"], "test": ["scene_0003"]}))
    split = make_split(found, str(path), 0, ("box",))
    assert [len(part) for part in parts(split)] == [2, 1, 1] and split.test == ("scene_0003",)
    assert Split.from_json(split.to_json()) == split and len(split.hash) == 16
    files = {part: [f"{name}.jpg" for name in names] for part, names in json.loads(split.to_json()).items()}
    path.write_text(json.dumps(files))  # a picture's file says which it is as well as its name
    assert make_split(found, str(path), 0, ("box",)) == split
    for text, message in [
        ('{"train": ["scene_0000"], "test": ["nobody"]}', "such as nobody; its pictures are named like scene_0000"),
        ('{"train": ["scene_0000"], "test": ["scene_0000"]}', "in two parts"),
        ('{"train": ["scene_0000"], "test": ["scene_0000.jpg"]}', "in two parts"),
        ('{"train": "scene_0000"}', "not a list"),
        ("[]", "a split is"),
        (
            '{"train": ["scene_0000"],\n}',
            r"own.json, line 2: cannot be read as a split \(it is not whole JSON\)",
        ),
        ("[" * 100_000, r"cannot be read as a split \(its lists are nested too deeply\)"),
        ('{"train": [],\n"test": ["\udcff"]}', r"line 2: cannot be read as a split \(these bytes are not UTF-8\)"),
        ('{"train": ["scene_0000", "scene_0001"]}', "train and test both"),
    ]:
        path.write_text(text, errors="surrogateescape")
        with pytest.raises(EngineError, match=message):
            make_split(found, str(path), 0, ("box",))
    with pytest.raises(EngineError, match="give `lists`, fractions"):
        make_split(found, "most of it", 0, ("box",))


def test_fractions_sum_to_the_whole(scenes: Path) -> None:
    found = finish(index(str(scenes)))
    assert make_split(found, "0.7,0.3", 0, ("box",)) == make_split(found, "70,30", 0, ("box",))
    for how in ("70,40", "60,20,30", "50,20", "7,3", "1,1,1"):
        with pytest.raises(EngineError, match="fractions sum to 100"):
            make_split(found, how, 0, ("box",))


def test_copies_of_one_picture_go_to_one_part(own: Path) -> None:
    for i in range(30, 60):
        shutil.copy(own / "JPEGImages" / f"scene_{i - 30:04d}.jpg", own / "JPEGImages" / f"scene_{i:04d}.jpg")
    shutil.rmtree(own / "ImageSets")
    train, validation, test = parts(make_split(finish(index(str(own))), None, 0, ("class", "box", "mask")))
    for i in range(30):
        pair = {f"scene_{i:04d}", f"scene_{i + 30:04d}"}
        assert any(pair <= part for part in (train, validation, test))


def test_a_picture_that_is_absent_stops_no_run(tmp_path: Path) -> None:
    """A COCO file tells the size of pictures nobody has; a run leaves them out, and says where too few are left."""
    names = [f"{n}.jpg" for n in range(6)]
    for n, name in enumerate(names[:5]):
        picture(tmp_path / "some" / "images" / name, (64, 48 + n))
    write(tmp_path / "some" / "annotations" / "instances.json", coco_json(*names))
    found = finish(index(str(tmp_path / "some")))
    assert (found.sizes[:, 0] > 0).sum() == 6
    for how in (None, "60,40"):
        split = make_split(found, how, 0, ("detections",))
        assert {*split.train, *split.validation, *split.test} == {"0", "1", "2", "3", "4"}
    for name in names[2:5]:
        (tmp_path / "some" / "images" / name).unlink()
    with pytest.raises(EngineError, match=r"2 pictures of the 6 that carry .* can be read; put the others where"):
        make_split(found, None, 0, ("detections",))


def test_too_few_labels_are_said_before_anything_is_learnt(own: Path) -> None:
    shutil.rmtree(own / "Annotations")
    found = finish(index(str(own)))
    with pytest.raises(EngineError, match=r"0 pictures carry what is to be learnt \(class, box\)"):
        make_split(found, None, 0, ("class", "box"))
    assert len(make_split(found, "70,30", 0, ("mask",)).test) == 18
