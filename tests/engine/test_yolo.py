"""YOLO texts: one line an object in fractions of the picture, and the names that give its numbers a meaning."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from annotations_for_tests import CALM, NAMES, annotations
from hypothesis import given
from hypothesis import strategies as st

from engine.annotation import Annotation, Box, Instance
from engine.errors import LabelError
from engine.formats import yolo, yolo_names

FILE, YAML = Path("cat_1.txt"), Path("data.yaml")
SIZE = (200, 100)
CLASSES = ("cat", "dog", "Möwe")


def oracle(text: str, width: int, height: int) -> list[tuple[int, list[float]]]:
    """The format's page in its simplest form: numbers of the class and corners in pixels, or points."""
    found = []
    for line in text.splitlines():
        number, *values = line.split()
        x = [float(value) for value in values]
        if len(x) in (4, 5):
            x[:4] = [x[0] - x[2] / 2, x[1] - x[3] / 2, x[0] + x[2] / 2, x[1] + x[3] / 2]
        even = len(x) - len(x) % 2
        found.append((int(number), [v * (height if i % 2 else width) for i, v in enumerate(x[:even])]))
    return found


def test_a_box_is_its_centre_and_size_in_fractions() -> None:
    labelled = yolo.parse(FILE, b"1 0.5 0.5 0.25 0.5\n", SIZE, CLASSES)
    assert labelled.instances == (Instance("dog", Box(75, 25, 125, 75), origin=0),)
    assert (labelled.lines, labelled.problems, labelled.size) == ((1,), (), SIZE)


def test_an_outline_has_its_bounds_for_a_box_and_a_sixth_number_is_a_score() -> None:
    data = b"\xef\xbb\xbf2 0.1 0.1 0.5 0.1 0.5 0.9\r\n\r\n0\t0.5 0.5 1 1 0.75"
    labelled = yolo.parse(FILE, data, SIZE, CLASSES)
    gull, cat = labelled.instances
    assert (gull.label, gull.polygons, gull.box) == ("Möwe", (((20, 10), (100, 10), (100, 90)),), Box(20, 10, 100, 90))
    assert (cat.label, cat.score, cat.box, cat.origin) == ("cat", 0.75, Box(0, 0, 200, 100), 1)
    assert labelled.lines == (1, 3)


def test_without_names_objects_are_called_by_their_number() -> None:
    assert yolo.parse(FILE, b"7.0 .5 .5 .1 .1", SIZE, ()).instances[0].label == "7"


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("3 0.5 0.5 0.1 0.1", "class", "there is no class 3: the folder names 0 to 2"),
        ("-1 0.5 0.5 0.1 0.1", "class", "'-1' is not the number of a class"),
        ("cat 0.5 0.5 0.1 0.1", "class", "'cat' is not the number of a class"),
        ("0.5 0.5 0.5 0.1 0.1", "class", "is not the number of a class"),
        ("1e400 0.5 0.5 0.1 0.1", "class", "'1e400' is not the number of a class"),
        ("0 0.5 0.5 0.1", "columns", "4 columns"),
        ("0 .1 .1 .2 .2 .3 .3 .4", "columns", "8 columns"),
        ("0", "columns", "1 column is"),
        ("0 50 50 10 10", "fraction", "50 is not a fraction of the picture"),
        ("0 -0.5 0.5 0.1 0.1", "fraction", "-0.5 is not a fraction"),
        ("0 .1 .1 .2 .2 .3 1.5", "fraction", "1.5 is not a fraction"),
        ("0 0.5 0.5 nan 0.1", "number", "'nan' is not a number"),
        ("0 0.5 0.5 inf 0.1", "number", "'inf' is not a number"),
        ("0 0,5 0.5 0.1 0.1", "number", "'0,5' is not a number"),
        ("0 1_0 0.5 0.1 0.1", "number", "'1_0' is not a number"),
        ("0 0.5 0.5 0 0.1", "reversed", "0 pixels wide"),
        ("0 .1 .1 .2 .1 .3 .1", "reversed", "0 high"),
        ("0 .5 .5 .1 .1 1.005", "score", "the score 1.005 is over 1"),
    ],
)
def test_one_bad_line_is_skipped_with_its_place_and_the_others_load(line: str, code: str, words: str) -> None:
    labelled = yolo.parse(FILE, f"\n{line}\n0 0.5 0.5 0.1 0.1\n".encode(), SIZE, CLASSES)
    assert [(each.label, each.origin) for each in labelled.instances] == [("cat", 1)]
    (problem,) = labelled.problems
    assert (problem.file, problem.line, problem.code) == ("cat_1.txt", 2, code)
    assert words in problem.message and "was skipped" in problem.message


@pytest.mark.parametrize("data", [b"\0" * 50, b"0 0.5 0.5\xff 0.1 0.1", "0 0.5".encode("utf-16"), b"\n" * 1_000_001])
def test_a_file_that_is_no_text_never_opens_as_empty(data: bytes) -> None:
    with pytest.raises(LabelError, match=r"^cat_1\.txt"):
        yolo.parse(FILE, data, SIZE, CLASSES)


def test_an_endless_list_of_objects_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_MAX_OBJECTS", "10")
    with pytest.raises(LabelError, match=r"cat_1\.txt: 11 objects .* OVERLAP_MAX_OBJECTS"):
        yolo.parse(FILE, b"0 .5 .5 .1 .1\n" * 11, SIZE, CLASSES)


@CALM
@given(annotations(st.sampled_from(CLASSES), most=1))
def test_boxes_and_outlines_come_back_within_a_millionth_of_a_pixel(annotation: Annotation) -> None:
    size = (annotation.width, annotation.height)
    data = yolo.to_text(annotation, CLASSES)
    labelled = yolo.parse(FILE, data, size, CLASSES)
    assert not labelled.problems
    assert [each.label for each in labelled.instances] == [each.label for each in annotation.instances]
    for had, got, (number, corners) in zip(
        annotation.instances, labelled.instances, oracle(data.decode(), *size), strict=True
    ):
        np.testing.assert_allclose(got.box.as_tuple(), had.box.as_tuple(), rtol=0, atol=1e-6)
        assert CLASSES[number] == had.label
        if had.polygons:
            np.testing.assert_allclose(got.polygons, had.polygons, rtol=0, atol=1e-6)
            np.testing.assert_allclose(np.reshape(corners, (-1, 2)), had.polygons[0], rtol=0, atol=1e-6)
        else:
            np.testing.assert_allclose(corners, had.box.as_tuple(), rtol=0, atol=1e-6)
            assert got.score == had.score


@CALM
@given(annotations(st.sampled_from(CLASSES)))
def test_what_a_text_cannot_hold_is_named(annotation: Annotation) -> None:
    """Whoever reads the file back misses exactly the kinds that `lost` has named."""
    lost = dict(yolo.lost(annotation))
    back = yolo.parse(FILE, yolo.to_text(annotation, CLASSES), (annotation.width, annotation.height), CLASSES)
    for had, got in zip(annotation.instances, back.instances, strict=True):
        for flag in ("difficult", "truncated", "occluded", "pose"):
            assert not getattr(had, flag) or lost[flag]
        assert not had.attributes or lost["attributes"]
        assert len(had.polygons) == len(got.polygons) or lost["outlines joined into one"]
        assert had.rle is None or lost["region of pixels"]
        assert had.score == got.score or lost["score of an outline"]


def test_what_lies_outside_the_picture_is_cut_and_named() -> None:
    over, gone = Instance("cat", Box(-10, 10, 50, 50)), Instance("dog", Box(300, 10, 400, 20))
    annotation = Annotation(200, 100, (over, gone), label="cat", verified=True)
    (cat,) = yolo.parse(FILE, yolo.to_text(annotation, CLASSES), SIZE, CLASSES).instances
    assert cat.box.as_tuple() == pytest.approx((0, 10, 50, 50))
    assert dict(yolo.lost(annotation)) == {
        "part of an object outside the picture": 1,
        "object outside the picture": 1,
        "image label": 1,
        "verified": 1,
    }


def test_joined_outlines_cover_the_same_area() -> None:
    squares = tuple(((x, 10.0), (x + 20, 10.0), (x + 20, 30.0), (x, 30.0)) for x in (0.0, 50.0, 100.0))
    annotation = Annotation(200, 100, (Instance("cat", Box(0, 10, 120, 30), squares),))
    (cat,) = yolo.parse(FILE, yolo.to_text(annotation, CLASSES), SIZE, CLASSES).instances
    x, y = np.array(cat.polygons[0]).T
    assert abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2 == pytest.approx(3 * 400)
    assert cat.box.as_tuple() == pytest.approx((0, 10, 120, 30))


def test_a_label_without_a_number_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="'horse'"):
        yolo.to_text(Annotation(200, 100, (Instance("horse", Box(0, 0, 9, 9)),)), CLASSES)


# ---------------------------------------------------------------- names

READ = {
    "names: [cat, 'dog''s', \"M\\u00f6we\"]\nnc: 3": ("cat", "dog's", "Möwe"),
    "# made by hand\n---\nnames:\n  0: traffic light  # red\n  1: 'no: 1'\n  2: no\n": ("traffic light", "no: 1", "no"),
    'nc: 2\nnames:\n- a#b\n- "#"\n': ("a#b", "#"),
    "names: ['person',\n        'car',  # wheels\n]\ndownload: |\n  import os\n  names: [x]\n": ("person", "car"),
    "names: {\n1: b b,\n0: a\n}\ntrain: x": ("a", "b b"),
    "\ufeffnames:\r\n  - a\r\n  - b\r\n": ("a", "b"),
    "train: x\n": (),
    "names: []\n": (),
}


@pytest.mark.parametrize("text", READ)
def test_names_are_read_in_every_way_people_write_them(text: str) -> None:
    assert yolo_names.parse_yaml(YAML, text.encode()).names == READ[text]


def test_the_places_of_the_splits_are_told_as_written_and_not_looked_at() -> None:
    text = "path: ../datasets/coco8  # root\ntrain: images/train\nval:\n  - a\n  - /etc\ntest:\nnames: {0: a}\n"
    found = yolo_names.parse_yaml(YAML, text.encode())
    assert found == yolo_names.DataYaml(("a",), {"train": ("images/train",), "val": ("a", "/etc")}, "../datasets/coco8")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("names: !!python/object/apply:os.system ['touch here']", 1),
        ("a: &x [b]\nnames: *x", 2),
        ("names: [[a]]", 1),
        ("names: [a, b", 1),
        ("names:\n  - a: b", 2),
        ("names:\n  0: a\n  - b", 1),
        ("names: {0: a, 2: b}", 1),
        ("names:\n  - - a", 2),
        ("names:\n- a\n  - b", 1),
        ("names: cat", 1),
        ("nc: 1\nnames: |\n  a\n", 3),
        ("names: ['']", 1),
        ("names: [a]\nnames: [b]", 2),
        ("- a\n- b", 1),
        ("names: ['a' b]", 1),
        ('names: ["\\q"]', 1),
    ],
)
def test_other_yaml_is_refused_with_its_line_and_makes_nothing(text: str, line: int) -> None:
    with pytest.raises(LabelError, match=rf"^data\.yaml, line {line}: "):
        yolo_names.parse_yaml(YAML, text.encode())


@CALM
@given(st.lists(NAMES), st.dictionaries(st.sampled_from(["train", "val", "test"]), NAMES))
def test_names_and_places_we_write_come_back(names: list[str], splits: dict[str, str]) -> None:
    found = yolo_names.parse_yaml(YAML, yolo.data_yaml(tuple(names), splits))
    assert (found.names, found.splits) == (tuple(names), {split: (place,) for split, place in splits.items()})


@CALM
@given(st.text("names: [],{}'\"#\\-0a\n&*!|", max_size=40))
def test_any_text_is_names_or_refused(text: str) -> None:
    try:
        yolo_names.parse_yaml(YAML, f"names: {text}".encode())
    except LabelError:
        return


def test_a_folder_is_asked_for_its_yaml_first_and_for_its_lists_then(tmp_path: Path) -> None:
    assert yolo.read_classes(tmp_path) == ()
    (tmp_path / "classes.txt").write_bytes("cat\r\nMöwe\r\n\r\n".encode())
    assert yolo.read_classes(tmp_path) == ("cat", "Möwe")
    (tmp_path / "coco8.yaml").write_bytes(yolo.data_yaml(("dog",), {}))
    assert yolo.read_classes(tmp_path) == ("dog",)
    (tmp_path / "data.yaml").write_text("names:\n  0: *a\n", encoding="utf-8")
    with pytest.raises(LabelError, match=r"^data\.yaml, line 2"):
        yolo.read_classes(tmp_path)


@pytest.mark.parametrize("data", [b"cat\n\ndog\n", b"\0\0", b"caf\xe9\n"])
def test_a_list_with_a_hole_or_of_other_bytes_is_refused(tmp_path: Path, data: bytes) -> None:
    """A name left out would shift the numbers of all after it."""
    (tmp_path / "classes.txt").write_bytes(data)
    with pytest.raises(LabelError, match=r"^classes\.txt"):
        yolo.read_classes(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "classes.txt")
    with pytest.raises(LabelError, match="not a plain file"):
        yolo.read_classes(tmp_path)


def test_an_instance_of_a_prediction_keeps_its_score() -> None:
    cat = Instance("cat", Box(10, 10, 20, 20), score=0.125)
    annotation = Annotation(200, 100, (cat,), source="best")
    (back,) = yolo.parse(FILE, yolo.to_text(annotation, CLASSES), SIZE, CLASSES).instances
    assert replace(back, box=cat.box, origin=None) == cat
