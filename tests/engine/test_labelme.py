"""labelme files: every shape is read or named, and nothing in a file is followed."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import numpy as np
import pytest
from annotations_for_tests import CALM
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.annotation import Box, Instance
from engine.errors import LabelError
from engine.formats import labelme, rle

FILE = Path("cat_1.json")
TRIANGLE = [[10, 10], [30, 10.5], [30, 20]]


def written(*shapes: object, **more: object) -> bytes:
    """A file of a picture of 64×48 with these shapes, each a cat by polygon unless it says otherwise."""
    whole = [
        {"label": "cat", "points": TRIANGLE, "shape_type": "polygon", **shape} if isinstance(shape, dict) else shape
        for shape in shapes
    ]
    file = {"version": "5.5.0", "flags": {}, "shapes": whole, "imagePath": "cat_1.jpg", "imageData": None}
    return json.dumps({**file, "imageHeight": 48, "imageWidth": 64, **more}).encode()


def png(mask: np.ndarray) -> str:
    out = io.BytesIO()
    Image.fromarray(mask.astype(np.uint8)).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def read(*shapes: object, **more: object) -> labelme.Labelled:
    return labelme.parse(FILE, written(*shapes, **more))


# ---------------------------------------------------------------- every shape


@pytest.mark.parametrize("points", [[[4, 6], [20, 30]], [[20, 30], [4, 6]], [[20, 6], [4, 30]], [[4, 30], [20, 6]]])
def test_a_rectangle_is_a_box_whichever_corner_came_first(points: list[list[int]]) -> None:
    labelled = read({"shape_type": "rectangle", "points": points})
    assert labelled.instances == (Instance("cat", Box(4, 6, 20, 30), origin=0),)
    assert (labelled.size, labelled.problems, labelled.extras) == ((64, 48), (), ())


def test_a_rectangle_of_four_corners_is_one_and_a_crooked_one_is_an_outline() -> None:
    straight, crooked = [[4, 6], [20, 6], [20, 30], [4, 30]], [[5, 6], [20, 7], [19, 30], [4, 29]]
    labelled = read({"shape_type": "rectangle", "points": straight}, {"shape_type": "rotation", "points": crooked})
    one, two = labelled.instances
    assert (one.box, one.polygons) == (Box(4, 6, 20, 30), ())
    assert (two.box, two.polygons) == (Box(4, 6, 20, 30), (tuple(map(tuple, crooked)),))


def test_a_polygon_is_an_outline_with_its_bounds() -> None:
    (cat,) = read({}).instances
    assert (cat.polygons, cat.box) == ((((10, 10), (30, 10.5), (30, 20)),), Box(10, 10, 30, 20))
    assert read({"shape_type": None}).instances == (cat,)  # labelme 3 knew nothing but polygons


def test_polygons_of_one_group_are_one_instance_where_their_label_is_the_same() -> None:
    other = [[40, 10], [50, 10], [50, 20]]
    shapes = [{"group_id": 0}, {"label": "dog", "group_id": 0}, {"group_id": 0, "points": other}, {"group_id": None}]
    cat, dog, alone = read(*shapes).instances
    assert len(cat.polygons) == 2 and cat.box == Box(10, 10, 50, 20) and cat.attributes == (("group_id", "0"),)
    assert (dog.label, len(dog.polygons), alone.origin) == ("dog", 1, 3)


def test_a_mask_is_pixels_between_two_corners() -> None:
    mask = np.array([[1, 0, 1], [0, 1, 1]], bool)
    (cat,) = read({"shape_type": "mask", "points": [[5, 7], [7, 8]], "mask": png(mask)}).instances
    whole = np.zeros((48, 64), bool)
    whole[7:9, 5:8] = mask
    assert cat.box == Box(5, 7, 8, 9) and cat.rle == rle.encode(whole) and cat.polygons == ()


def test_a_circle_is_its_box_and_its_outline_is_named() -> None:
    labelled = read({"shape_type": "circle", "points": [[30, 20], [33, 24]]})
    assert labelled.instances[0].box == Box(25, 15, 35, 25)
    assert labelled.extras == (("outline of a circle", 1),)
    assert "a circle is read as its box" in str(labelled.problems[0])


@pytest.mark.parametrize(
    ("kind", "points", "what"),
    [
        ("point", [[5, 5]], "point"),
        ("line", [[5, 5], [9, 9]], "line"),
        ("linestrip", TRIANGLE, "line strip"),
        ("points", TRIANGLE, "set of points"),
        ("cuboid", TRIANGLE, "shape cuboid"),
    ],
)
def test_what_has_no_area_is_named_and_never_dropped_in_silence(kind: str, points: object, what: str) -> None:
    labelled = read({"shape_type": kind, "points": points}, {})
    assert len(labelled.instances) == 1 and labelled.instances[0].origin == 1
    assert labelled.extras == ((what, 1),)
    (problem,) = labelled.problems
    assert str(problem).startswith("cat_1.json: shape 1: ") and "the instance was skipped: " in str(problem)


def test_flags_groups_descriptions_and_what_others_add_are_kept() -> None:
    shape = {"group_id": 7, "description": "left ear", "flags": {"occluded": True, "wet": True, "difficult": False}}
    more = {"score": 0.5, "difficult": True, "pose": "Left", "attributes": {"age": 3}, "kie_linking": [], "track": 4}
    labelled = read({**shape, **more})
    (cat,) = labelled.instances
    assert (cat.occluded, cat.difficult, cat.truncated, cat.pose, cat.score) == (True, True, False, "Left", 0.5)
    assert dict(cat.attributes) == {"group_id": "7", "description": "left ear", "flag wet": "true", "age": "3"}
    assert labelled.extras == (("track", 1),)


def test_what_is_said_of_the_whole_file_is_counted_and_nothing_in_it_is_followed() -> None:
    labelled = read(
        flags={"night": True, "day": False}, imageData="!" * 500, imagePath="/dev/zero", lineColor=[0, 255, 0, 128]
    )
    assert labelled.extras == (("flags of the picture", 1), ("image data", 1), ("lineColor", 1))
    assert labelled.problems == ()


@pytest.mark.parametrize("size", [(None, None), ("64", "48"), (0, 48), (float("nan"), 48), (64.5, 48)])
def test_a_size_that_is_none_is_not_used(size: tuple[object, object]) -> None:
    labelled = read({}, imageWidth=size[0], imageHeight=size[1])
    assert labelled.size is None and len(labelled.instances) == 1
    assert [problem.code for problem in labelled.problems] == ([] if size[0] is None else ["size"])


MASK = {"shape_type": "mask", "points": [[5, 7], [7, 8]], "mask": png(np.ones((2, 3)))}
BAD = {
    "no JSON object": ("text", "entry"),
    "no label": ({"label": ""}, "name"),
    "a label of white space": ({"label": " \n"}, "name"),
    "a label that is no text": ({"label": 7}, "name"),
    "half a character": ({"label": "\ud800"}, "name"),
    "an endless label": ({"label": "x" * 5000}, "name"),
    "NaN": ({"points": [[float("nan"), 1], [2, 3], [4, 5]]}, "number"),
    "infinity": ({"points": [[float("inf"), 1], [2, 3], [4, 5]]}, "number"),
    "text for a number": ({"points": [["1", 1], [2, 3], [4, 5]]}, "number"),
    "a place beyond any picture": ({"points": [[1e9, 1], [2, 3], [4, 5]]}, "number"),
    "a point of three numbers": ({"points": [[1, 1, 1], [2, 3], [4, 5]]}, "number"),
    "a flat list": ({"points": [1, 2, 3, 4, 5, 6]}, "number"),
    "points that are no list": ({"points": {"x": 1}}, "points"),
    "a polygon of two points": ({"points": [[1, 1], [2, 2]]}, "points"),
    "a rectangle of one point": ({"shape_type": "rectangle", "points": [[1, 1]]}, "points"),
    "a rectangle of three": ({"shape_type": "rectangle", "points": TRIANGLE}, "points"),
    "a line for a rectangle": ({"shape_type": "rectangle", "points": [[1, 1], [1, 9]]}, "zero-area"),
    "a circle of no radius": ({"shape_type": "circle", "points": [[1, 1], [1, 1]]}, "zero-area"),
    "a flat polygon": ({"points": [[1, 1], [5, 1], [9, 1]]}, "zero-area"),
    "a type that is no text": ({"shape_type": ["polygon"]}, "shape"),
    "a score over 1": ({"score": 2}, "score"),
    "a mask without pixels": ({**MASK, "mask": None}, "mask"),
    "a mask that is no base64": ({**MASK, "mask": "äö"}, "mask"),
    "a mask that is no PNG": ({**MASK, "mask": base64.b64encode(b"no PNG").decode()}, "mask"),
    "a mask cut short": ({**MASK, "mask": png(np.eye(300))[:200], "points": [[0, 0], [47, 47]]}, "mask"),
    "a mask of another size": ({**MASK, "mask": png(np.ones((3, 3)))}, "mask"),
    "a mask of nothing": ({**MASK, "mask": png(np.zeros((2, 3)))}, "mask"),
    "a mask of colours": ({**MASK, "mask": png(np.ones((2, 3, 3)))}, "mask"),
    "a mask outside the picture": ({**MASK, "points": [[62, 7], [64, 8]]}, "mask"),
}


@pytest.mark.parametrize("odd", BAD)
def test_one_bad_shape_is_skipped_with_its_place_and_the_others_load(odd: str) -> None:
    shape, code = BAD[odd]
    labelled = read(shape, {"label": "dog"})
    assert [(each.label, each.origin) for each in labelled.instances] == [("dog", 1)]
    (problem,) = labelled.problems
    assert (problem.file, problem.code) == ("cat_1.json", code)
    assert problem.message.startswith("shape 1: ") and "; the instance was skipped: " in problem.message


REFUSED = {
    "empty": b"",
    "only zeros, after a power cut": b"\0" * 100,
    "cut short": written({})[:-20],
    "another JSON": b'{"images": []}',
    "a list": b"[]",
    "shapes that are no list": b'{"shapes": {}}',
    "bytes of another encoding": written({}).replace(b"cat", b"c\xe4t"),
    "no end of depth": b'{"shapes":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "masks that claim all memory": written(*[{**MASK, "points": [[0, 0], [9999, 9999]]}] * 2),
}


@pytest.mark.parametrize("odd", REFUSED)
def test_a_file_that_is_not_whole_never_opens_as_empty(odd: str) -> None:
    with pytest.raises(LabelError, match=r"^cat_1\.json"):
        labelme.parse(FILE, REFUSED[odd])


def test_files_in_other_encodings_of_unicode_are_read() -> None:
    text = json.dumps({"shapes": [{"label": "Möwe 🐦", "points": TRIANGLE}]}, ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32"):
        assert labelme.parse(FILE, text.encode(encoding)).instances[0].label == "Möwe 🐦"


KEYS = ["label", "points", "shape_type", "group_id", "description", "flags", "attributes", "mask", "score", "pose"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["mask", "circle", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@CALM
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), JSON), max_size=4), st.dictionaries(st.text(max_size=9), JSON))
def test_any_json_is_read_or_refused(shapes: list[dict[str, object]], more: dict[str, object]) -> None:
    labelled = read(*shapes, **more)
    assert len(labelled.instances) == len(labelled.lines) <= len(shapes)
    assert all(instance.box.width > 0 and instance.box.height > 0 for instance in labelled.instances)


def test_text_with_line_breaks_in_a_description_is_kept() -> None:
    (cat,) = read({"description": "one\ntwo"}).instances
    assert dict(cat.attributes) == {"description": "one\ntwo"}
