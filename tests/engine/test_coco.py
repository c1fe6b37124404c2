"""COCO files: what people's tools write is read whole, and what is wrong in it is named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from annotations_for_tests import CALM
from hypothesis import given
from hypothesis import strategies as st

from engine.annotation import Box, Instance
from engine.errors import LabelError
from engine.formats import coco, rle

FILE = Path("instances.json")
SQUARE = [10, 10, 30, 10, 30, 20, 10, 20]
IMAGE = {"id": 7, "file_name": "a.jpg", "width": 64, "height": 48}
CATEGORIES = [{"id": 18, "name": "dog", "supercategory": "animal"}, {"id": 3, "name": "cat"}]


def written(*entries: object, **more: object) -> bytes:
    """A file of one image and these annotations of it, each a dog with a box unless it says otherwise."""
    objects = [
        {"id": i, "image_id": 7, "category_id": 18, "bbox": [1, 2, 3, 4], **entry} if isinstance(entry, dict) else entry
        for i, entry in enumerate(entries, start=1)
    ]
    return json.dumps({"images": [IMAGE], "annotations": objects, "categories": CATEGORIES, **more}).encode()


def only(data: bytes) -> coco.Labelled:
    (image,) = coco.parse(FILE, data).images
    return image.labelled


# ---------------------------------------------------------------- reading


def test_a_box_is_a_corner_and_a_size_in_our_own_frame() -> None:
    file = coco.parse(FILE, written({"bbox": [4, 5.5, 16, 25], "segmentation": [SQUARE], "iscrowd": 0, "area": 1}))
    assert file.classes == ("cat", "dog")  # in the order of their ids, which need not follow each other
    (image,) = file.images
    assert (image.name, image.id, image.size, image.labelled.size) == ("a.jpg", 7, (64, 48), (64, 48))
    square = ((10, 10), (30, 10), (30, 20), (10, 20))
    assert image.labelled.instances == (Instance("dog", Box(4, 5.5, 20, 30.5), (square,), origin=0),)
    assert (image.labelled.problems, file.problems, file.extras) == ((), (), (("supercategory", 1),))


def test_images_without_objects_and_objects_without_a_box_are_there() -> None:
    images = [IMAGE, {"id": "b", "file_name": "sub/b.jpg"}]
    data = written({"bbox": None, "segmentation": [SQUARE, [40, 40, 50, 40, 50, 45]]}, images=images)
    first, second = coco.parse(FILE, data).images
    assert first.labelled.instances[0].box == Box(10, 10, 50, 45)
    assert len(first.labelled.instances[0].polygons) == 2
    assert (second.name, second.size, second.labelled.instances) == ("sub/b.jpg", None, ())


def test_pixels_in_both_kinds_of_run_lengths_and_crowds_are_read() -> None:
    mask = np.zeros((48, 64), bool)
    mask[10:20, 30:33] = True
    runs = [30 * 48 + 10, 10, 38, 10, 38, 10, 48 * 31 + 28]
    crowd = {"bbox": [30, 10, 3, 10], "iscrowd": 1, "segmentation": {"size": [48, 64], "counts": runs}}
    one, two = only(written(crowd, {"bbox": [], "segmentation": rle.to_coco(rle.encode(mask))})).instances
    assert one.rle == two.rle == rle.encode(mask)
    assert one.box == two.box == Box(30, 10, 33, 20)
    assert one.difficult and one.attributes == (("iscrowd", "1"),)
    assert not two.difficult


def test_what_an_annotation_cannot_hold_is_counted() -> None:
    keypoints = {"keypoints": [1, 2, 2], "num_keypoints": 1, "attributes": {"occluded": True, "id": 5, "deep": [1]}}
    labelled = only(written(keypoints, {"caption": "a dog"}, {"bbox": [1, 2, 3, 4], "track": "x"}))
    assert labelled.extras == (("attributes", 1), ("caption", 1), ("keypoints", 1), ("track", 1))
    assert labelled.instances[0].occluded and labelled.instances[0].attributes == (("id", "5"),)
    caption = {"image_id": 7, "id": 1, "caption": "a dog"}
    labelled = only(json.dumps({"images": [IMAGE], "annotations": [caption]}).encode())
    assert (labelled.extras, labelled.instances, labelled.problems) == ((("captions", 1),), (), ())


@pytest.mark.parametrize(
    ("entry", "code", "words"),
    [
        ({"bbox": [float("nan"), 1, 2, 3]}, "number", "bbox [nan, 1, 2, 3] is not four numbers"),
        ({"bbox": [1, 1, float("inf"), 3]}, "number", "is not four numbers"),
        ({"bbox": ["1", "2", "3", "4"]}, "number", "is not four numbers"),
        ({"bbox": [1, 2, 3]}, "number", "is not four numbers"),
        ({"bbox": [True, 1, 2, 3]}, "number", "is not four numbers"),
        ({"bbox": [1, 2, 3, 10**30]}, "number", "is not four numbers"),
        ({"bbox": {"x": 1}}, "number", "a JSON object of 1"),
        ({"bbox": [1, 2, -3, 4]}, "reversed", "-3 pixels wide"),
        ({"bbox": [1, 2, 3, 0]}, "reversed", "0 high"),
        ({"bbox": None}, "no-box", "neither a box nor an outline"),
        ({"category_id": 99}, "category", "category 99 is not in the file"),
        ({"category_id": None}, "category", "category None"),
        ({"category_id": [18]}, "category", "a list of 1"),
        ({"score": 1.5}, "score", "the score 1.5 is not between 0 and 1"),
        ({"score": float("nan")}, "score", "the score nan"),
    ],
)
def test_one_bad_object_is_skipped_with_its_id_and_the_others_load(
    entry: dict[str, object], code: str, words: str
) -> None:
    labelled = only(written(entry, {}))
    assert [each.origin for each in labelled.instances] == [1]
    (problem,) = labelled.problems
    assert (problem.file, problem.code) == ("instances.json", code)
    assert words in problem.message and problem.message.startswith("annotation 1: ") and "skipped" in problem.message


@pytest.mark.parametrize(
    "region",
    [
        [[1, 2, 3, 4]],
        [[1, 2, 3, 4, 5, 6, 7]],
        [[1, 2, 3, 4, 5, "6"]],
        [[1, 2, 3, 4, 5, float("nan")]],
        SQUARE,
        "polygon",
        {"size": [48, 64], "counts": [5]},
        {"size": [10, 10], "counts": [100]},
    ],
)
def test_a_bad_outline_is_named_and_its_box_stays(region: object) -> None:
    labelled = only(written({"segmentation": region}))
    assert labelled.instances[0].box == Box(1, 2, 4, 6)
    assert labelled.instances[0].polygons == () and labelled.instances[0].rle is None
    assert {problem.code for problem in labelled.problems} == {"outline"}


def test_double_ids_and_references_to_nothing_are_named() -> None:
    images = [IMAGE, {**IMAGE, "file_name": "again.jpg"}, {"file_name": "no id.jpg"}, {"id": 9}, "text"]
    categories = [*CATEGORIES, {"id": 3, "name": "horse"}, {"id": 4, "name": "dog"}, {"id": 5}, {"name": "x"}]
    data = written({}, {"id": 1}, {"image_id": 8}, images=images, categories=categories)
    file = coco.parse(FILE, data)
    assert [image.name for image in file.images] == ["a.jpg"] and len(file.images[0].labelled.instances) == 2
    assert file.classes == ("cat", "dog")
    said = "\n".join(map(str, file.problems))
    assert {problem.file for problem in file.problems} == {"instances.json"}
    for words in (
        "image 7 is there twice; 'again.jpg' was skipped",
        "the image 'no id.jpg' has no id",
        "image 9 has no usable file_name",
        "1 entry of images is no JSON object and was skipped",
        "category 3 is there twice; 'horse' was skipped",
        "two categories are called 'dog'",
        "category 5 has no name",
        "category 'x' has no id",
        "annotation 1 is there twice by that id; both are read",
        "annotation 3 belongs to image 8, which is not in the file; it was skipped",
    ):
        assert words in said


def test_an_image_by_two_ids_is_one_image_with_all_its_objects() -> None:
    file = coco.parse(FILE, written({}, {"image_id": 8}, images=[IMAGE, {**IMAGE, "id": 8}]))
    assert [(image.name, len(image.labelled.instances)) for image in file.images] == [("a.jpg", 2)]
    assert "images 7 and 8 are both 'a.jpg'; they are read as one" in str(file.problems[0])


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("train/a.jpg", "train/a.jpg"),
        ("./train//a.jpg", "train/a.jpg"),
        ("train\\a.jpg", "train/a.jpg"),
        ("/etc/passwd", "passwd"),
        ("../../a.jpg", "a.jpg"),
        ("C:\\pictures\\a.jpg", "a.jpg"),
        ("file:///etc/passwd", "passwd"),
        ("\\\\server\\share\\a.jpg", "a.jpg"),
    ],
)
def test_no_name_leads_out_of_the_folder(said: str, name: str) -> None:
    file = coco.parse(FILE, written(images=[{**IMAGE, "file_name": said}]))
    assert [image.name for image in file.images] == [name]
    assert [problem.code for problem in file.problems] == ([] if "train" in said else ["path"])


@pytest.mark.parametrize("said", ["", "..", "/", "a\0b", "a\nb", None, 7, "x" * 2000, "\ud800.jpg"])
def test_a_name_of_no_file_is_skipped_and_named(said: object) -> None:
    file = coco.parse(FILE, written(images=[{**IMAGE, "file_name": said}]))
    assert file.images == () and file.problems[0].code == "image"


@pytest.mark.parametrize("name", ["Screenshot at 3.45.12\u202fPM.png", "写真\u3000一.jpg", "a\xa0b\u200b.jpg"])
@pytest.mark.parametrize("number", [20240105154512123, 2**63, "20240105154512123"])
def test_names_and_ids_as_phones_and_clocks_give_them(name: str, number: object) -> None:
    image, entry = {**IMAGE, "id": number, "file_name": name}, {"image_id": number, "id": number}
    file = coco.parse(FILE, written(entry, images=[image]))
    assert [(each.name, each.id, len(each.labelled.instances)) for each in file.images] == [(name, number, 1)]
    assert not file.problems


REFUSED = {
    "empty": b"",
    "only zeros, after a power cut": b"\0" * 100,
    "cut short": written({})[:-20],
    "two files in one": written() * 2,
    "bytes of another encoding": written().replace(b"dog", b"d\xf6g"),
    "a web page": b"<!DOCTYPE html><html></html>",
    "another JSON": b'{"shapes": []}',
    "a number": b"12",
    "images that are no list": b'{"images": {}}',
    "annotations that are no list": b'{"images": [], "annotations": "none"}',
    "a list of other things": b'[{"a": 1}]',
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"images":' * 50_000 + b"1" + b"}" * 50_000,
    "a number of 5,000 digits": written({}).replace(b"18", b"1" * 5000),
}


@pytest.mark.parametrize("odd", REFUSED)
def test_a_file_that_is_not_whole_never_opens_as_empty(odd: str) -> None:
    with pytest.raises(LabelError, match=r"^instances\.json"):
        coco.parse(FILE, REFUSED[odd])


def test_a_file_of_millions_of_nothings_is_refused_before_it_takes_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_MAX_JSON_VALUES", "1000")
    with pytest.raises(LabelError, match="OVERLAP_MAX_JSON_VALUES raises that limit"):
        coco.parse(FILE, b'{"images": [' + b"[]," * 1000 + b"[]]}")


def test_a_million_faults_are_counted_but_not_all_kept() -> None:
    file = coco.parse(FILE, json.dumps({"images": [{}] * 3000}).encode())
    assert len(file.problems) == 1001
    assert str(file.problems[-1]) == "instances.json: 2,000 more problems are not listed"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["id", "image_id", "category_id", "bbox", "segmentation", "iscrowd", "score", "attributes", "file_name", "width"]


@CALM
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5), max_size=4), JSON)
def test_any_json_is_read_or_refused(entries: list[dict[str, object]], odd: object) -> None:
    for data in (
        json.dumps(entries),
        json.dumps({"images": [IMAGE, *entries], "annotations": odd, "categories": CATEGORIES}),
        json.dumps({"images": [IMAGE], "annotations": entries, "categories": odd}),
        written(*entries).decode(),
    ):
        try:
            file = coco.parse(FILE, data.encode())
        except LabelError:
            continue
        for image in file.images:
            assert all(instance.box.width > 0 and instance.box.height > 0 for instance in image.labelled.instances)


# ---------------------------------------------------------------- results


def test_detections_have_scores_and_are_called_by_their_ids() -> None:
    listed = [{"image_id": 7, "category_id": 18, "bbox": [1, 2, 3, 4], "score": 0.5}, {"image_id": 8}]
    file = coco.parse(Path("results.json"), json.dumps(listed).encode())
    assert [(image.name, image.size) for image in file.images] == [("7", None), ("8", None)]
    assert file.images[0].labelled.instances == (Instance("18", Box(1, 2, 4, 6), score=0.5, origin=0),)
    assert file.classes == ("18",)


# ---------------------------------------------------------------- files on disk


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "instances.json"
    path.write_bytes(written({}))
    first = coco.cached(path)
    assert coco.cached(path) is first
    path.write_bytes(written({}, {}))
    assert len(coco.cached(path).images[0].labelled.instances) == 2
    path.unlink()
    with pytest.raises(LabelError, match=r"^instances\.json: the file cannot be read"):
        coco.cached(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "instances.json")
    with pytest.raises(LabelError, match="not a plain file"):
        coco.cached(tmp_path / "instances.json")
