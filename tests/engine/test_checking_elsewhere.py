"""`check` of folders that are only read, and of labels of a kind that the folder's own hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.checking import check
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import coco_json, labelme_json, picture, shape, voc_folder, write

if TYPE_CHECKING:
    from pathlib import Path

LINE = "0 0.5 0.5 0.25 0.5\n"


def told(root: Path) -> set[tuple[str, str]]:
    return {(each.file, each.code) for each in finish(check(str(root))).findings}


def yolo(root: Path) -> Path:
    for n, name in enumerate(("train/a", "train/b", "val/c")):
        picture(root / "images" / f"{name}.jpg", (64, 48 + n))
        write(root / "labels" / f"{name}.txt", LINE)
    write(root / "data.yaml", "train: images/train\nval: images/val\nnames: [cat]\n")
    return root


def coco(root: Path) -> Path:
    for n, (part, name) in enumerate((("train", "a"), ("train", "b"), ("val", "c"))):
        picture(root / part / f"{name}.jpg", (64, 48 + n))
    write(root / "annotations" / "instances_train.json", coco_json("a.jpg", "b.jpg"))
    write(root / "annotations" / "instances_val.json", coco_json("c.jpg"))
    return root


def labelme(root: Path) -> Path:
    for n, name in enumerate("abc"):
        picture(root / f"{name}.jpg", (64, 48 + n))
        write(root / f"{name}.json", labelme_json(shape("cat", (1, 2), (30, 40)), imagePath=f"{name}.jpg"))
    return root


@pytest.mark.parametrize("make", [yolo, coco, labelme])
def test_what_lies_around_is_told_where_labels_are_only_read_too(make: object, tmp_path: Path) -> None:
    assert callable(make)
    root = make(tmp_path / "some")
    assert not {code for _, code in told(root)} - {"size"}
    place = next(root.rglob("a.jpg")).parent
    picture(place / ".hid.jpg")
    picture(place / "more.jpg")
    write(place / "b.heic", "")
    write(place / "a.json.bak", "")
    below = "" if place == root else f"{place.relative_to(root).as_posix()}/"
    odd = {(f"{below}.hid.jpg", "hidden"), (f"{below}b.heic", "not-read"), (f"{below}a.json.bak", "left-over")}
    found = told(root)
    assert odd <= found and not {code for file, code in found if file == f"{below}more.jpg"} - {"no-label"}


@pytest.mark.parametrize("make", [yolo, coco])
def test_a_picture_in_two_parts_is_told_where_labels_are_only_read_too(make: object, tmp_path: Path) -> None:
    assert callable(make)
    root = make(tmp_path / "some")
    learnt, measured = (next(root.rglob(f"{name}.jpg")) for name in "ac")
    measured.write_bytes(learnt.read_bytes())
    found = [each for each in finish(check(str(root))).findings if each.code == "leak"]
    assert [each.file for each in found] == [measured.relative_to(root).as_posix()]
    assert found[0].message == "it is in val, and the same picture is in train as a.jpg; keep one of them"


def test_labels_of_another_kind_are_told_and_nobody_is_sent_to_draw_them(tmp_path: Path) -> None:
    """One XML hides the YOLO texts, or the JSONs of labelme, of all other pictures; captions are no labels."""
    for ending, text in (("txt", LINE), ("json", labelme_json(shape("cat", (1, 2), (30, 40))))):
        root = voc_folder(tmp_path / ending)
        for n, name in enumerate("bc"):
            picture(root / "JPEGImages" / f"{name}.jpg", (64, 50 + n))
            write(root / "labels" / f"{name}.{ending}", text)
        picture(root / "JPEGImages" / "d.jpg", (64, 60))
        write(root / "labels" / "d.txt", "a dog on a lawn\n")
        found = finish(check(str(root))).findings
        assert {(each.file, each.code) for each in found if each.line is None} == {
            (f"labels/b.{ending}", "other-labels"),
            ("JPEGImages/d.jpg", "no-label"),
        }
        [said] = [each.message for each in found if each.code == "other-labels"]
        kind = "YOLO" if ending == "txt" else "labelme"
        assert said.startswith(
            f"2 {kind} files of pictures without labels are not read here, since the folder is taken"
        )


def test_a_picture_s_name_may_hold_what_other_languages_take_for_a_space(tmp_path: Path) -> None:
    root = voc_folder(tmp_path)
    picture(root / "JPEGImages" / "b\u3000c.jpg", (64, 50))
    write(root / "ImageSets" / "Main" / "train.txt", "a\nb\u3000c\n")
    assert not {code for file, code in told(root) if file.startswith("ImageSets")}


def test_pictures_deeper_than_a_plain_folder_is_looked_through_are_told(tmp_path: Path) -> None:
    for n, name in enumerate(("a", "day/b", "day/one/c", "day/one/d")):
        picture(tmp_path / f"{name}.jpg", (64, 48 + n))
    found = [each for each in finish(check(str(tmp_path))).findings if each.code == "unlisted"]
    assert [each.file for each in found] == ["day/one"]
    assert found[0].message.startswith("2 pictures lie here")
