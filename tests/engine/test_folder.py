"""A person opens whatever folder they have, and its pictures and labels are found."""

from __future__ import annotations

import os
import pickle
import sys
import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from engine.annotation import Annotation, Box, Instance
from engine.datasets import elsewhere, labels
from engine.datasets.folder import open_folder
from engine.errors import EngineError, NoPictures
from engine.formats import voc_writing

XML = "<annotation><filename>x</filename></annotation>"


def made(root: Path, *names: str, text: str = XML) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def voc_root(root: Path) -> Path:
    made(root, "JPEGImages/a.jpg", "JPEGImages/b.JPG", "Annotations/a.xml", "SegmentationClass/b.png")
    made(root, "SegmentationObject/b.png", "Annotations/notes.txt", "JPEGImages/Thumbs.db", "JPEGImages/.hidden.jpg")
    made(root, "ImageSets/Main/train.txt", text="a\n")
    return made(root, "ImageSets/Main/val.txt", text="﻿b  1\r\ngone -1\r\n")


def test_a_voc_root_is_recognised(tmp_path: Path) -> None:
    data = open_folder(voc_root(tmp_path))
    assert (data.format, data.root, data.xml_folder) == ("voc", tmp_path, tmp_path / "Annotations")
    a, b = data.records
    assert (a.name, a.xml, a.mask) == ("a", tmp_path / "Annotations" / "a.xml", None)
    assert (b.name, b.xml, b.image.name) == ("b", None, "b.JPG")
    assert b.mask == tmp_path / "SegmentationClass" / "b.png" and b.instance_mask is not None
    assert data.lists == {"train": ("a",), "val": ("b", "gone")}


@pytest.mark.parametrize(
    "opened",
    [
        "",
        "VOCdevkit",
        "VOCdevkit/VOC2012/JPEGImages",
        "VOCdevkit/VOC2012/Annotations",
        "VOCdevkit/VOC2012/JPEGImages/a.jpg",
    ],
)
def test_the_one_root_above_or_below_is_found(opened: str, tmp_path: Path) -> None:
    root = voc_root(tmp_path / "VOCdevkit" / "VOC2012")
    assert open_folder(tmp_path / opened).root == root


def test_several_roots_are_named_instead_of_guessed(tmp_path: Path) -> None:
    voc_root(tmp_path / "VOC2007")
    voc_root(tmp_path / "VOC2012")
    with pytest.raises(EngineError, match=r"open one of them: VOC2007, VOC2012"):
        open_folder(tmp_path)


def test_whatever_would_open_is_named_beside_the_roots(tmp_path: Path) -> None:
    voc_root(tmp_path / "b")
    voc_root(tmp_path / "c")
    made(tmp_path, "a/1.jpg", "a/1.json", "d/day/1.png", "e/train/images/1.jpg", "e/train/labels/1.txt", "f/notes.md")
    with pytest.raises(EngineError, match=r"open one of them: b, c, a, d, e$"):
        open_folder(tmp_path)
    made(tmp_path, *(f"g{number}/1.jpg" for number in range(5)))
    with pytest.raises(EngineError, match=r"open one of them: b, c, a, d, e, g0, g1, g2$"):
        open_folder(tmp_path)
    voc_root(tmp_path / "f" / "x")
    voc_root(tmp_path / "f" / "y")
    made(tmp_path, "f/z/1.jpg")
    with pytest.raises(EngineError, match=r"open one of them: x, y, z$"):
        open_folder(tmp_path / "f")


def test_masks_alone_and_pictures_alone_have_their_own_formats(tmp_path: Path) -> None:
    made(tmp_path / "m", "JPEGImages/a.jpg", "SegmentationClassPNG/a.png")
    masks = open_folder(tmp_path / "m")
    assert masks.format == "voc_masks" and masks.records[0].mask is not None
    made(tmp_path / "p", "b/2.png", "1.jpeg", "b/1.jpg", "b/c/too-deep.jpg", "readme.md")
    plain = open_folder(tmp_path / "p")
    assert plain.format == "images" and plain.xml_folder == tmp_path / "p"
    assert [record.name for record in plain.records] == ["1", "b/1", "b/2"]


def test_xml_beside_the_pictures_is_voc(tmp_path: Path) -> None:
    made(tmp_path, "1.jpg", "1.xml", "day two/2.PNG", "day two/2.XML", "other.xml")
    data = open_folder(tmp_path)
    assert data.format == "voc" and [record.xml is not None for record in data.records] == [True, True]
    made(tmp_path / "inside", "JPEGImages/1.jpg", "JPEGImages/1.xml")
    beside = open_folder(tmp_path / "inside")
    assert beside.format == "voc" and beside.xml_folder == tmp_path / "inside" / "JPEGImages"


def test_a_pets_root_gives_breed_and_species(tmp_path: Path) -> None:
    names = ("Abyssinian_1", "american_bulldog_2", "renamed", "great_pyrenees_9")
    made(tmp_path, *(f"images/{name}.jpg" for name in names), "annotations/xmls/Abyssinian_1.xml")
    made(tmp_path, "annotations/trimaps/Abyssinian_1.png", "annotations/trimaps/._Abyssinian_1.png")
    lines = (
        "#Image CLASS-ID SPECIES BREED ID\nAbyssinian_1 1 1 1\namerican_bulldog_2 2 2 1\nrenamed 1 1 1\n?\nx one 1 1\n"
    )
    made(tmp_path, "annotations/list.txt", text=lines)
    made(tmp_path, "annotations/trainval.txt", text="Abyssinian_1 1 1 1\nrenamed 1 1 1\n")
    data = open_folder(tmp_path)
    assert data.format == "pets" and data.xml_folder == tmp_path / "annotations" / "xmls"
    found = {record.name: (record.label, record.species) for record in data.records}
    assert found == {
        "Abyssinian_1": ("Abyssinian", "cat"),
        "american_bulldog_2": ("american_bulldog", "dog"),
        "renamed": ("Abyssinian", "cat"),
        "great_pyrenees_9": ("great_pyrenees", "dog"),
    }
    assert data.lists == {"trainval": ("Abyssinian_1", "renamed")}
    assert data.records[0].mask is not None and data.records[0].xml is not None


def test_names_match_across_machines_and_leading_zeros(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Käfer 1")
    made(tmp_path, f"JPEGImages/{decomposed}.jpg", "JPEGImages/1284.jpg", "JPEGImages/7.jpg", "JPEGImages/07.jpg")
    made(tmp_path, "Annotations/Käfer 1.xml", "Annotations/01284.xml", "Annotations/007.xml")
    made(tmp_path, "JPEGImages/DSC1.JPG", "Annotations/dsc1.xml")
    found = {record.name: record.xml and record.xml.name for record in open_folder(tmp_path).records}
    assert found == {"Käfer 1": "Käfer 1.xml", "1284": "01284.xml", "7": None, "07": None, "DSC1": "dsc1.xml"}, (
        "7 and 07 are unclear"
    )


def test_two_pictures_of_one_name_stay_apart(tmp_path: Path) -> None:
    made(tmp_path, "a.jpg", "a.png")
    assert [record.name for record in open_folder(tmp_path).records] == ["a", "a.png"]


def test_pictures_that_lie_too_deep_are_found_and_the_folder_to_open_is_named(tmp_path: Path) -> None:
    made(tmp_path, "notes/read me.txt", "a/b/c/one.jpg", "z/y/x/w/deeper.jpg", ".hidden/b/two.jpg")
    with pytest.raises(NoPictures, match="no pictures here") as raised:
        open_folder(tmp_path)
    assert raised.value.instead == tmp_path / "a" / "b" / "c" and str(raised.value.instead) in str(raised.value)
    again = pickle.loads(pickle.dumps(raised.value))
    assert (again.instead, str(again)) == (raised.value.instead, str(raised.value))
    assert len(open_folder(raised.value.instead).records) == 1


def test_of_folders_side_by_side_the_one_around_them_is_named(tmp_path: Path) -> None:
    made(tmp_path / "set", "a/b/cats/one.jpg", "a/b/dogs/two.jpg")
    made(tmp_path / "root", "a/b/c/VOC2012/JPEGImages/one.jpg", "a/b/c/VOC2012/SegmentationClass/one.png")
    found = {}
    for name in ("set", "root"):
        with pytest.raises(NoPictures) as raised:
            open_folder(tmp_path / name)
        found[name] = raised.value.instead
        assert open_folder(found[name]).records
    assert found == {"set": tmp_path / "set/a/b", "root": tmp_path / "root/a/b/c/VOC2012"}


def test_a_folder_without_end_is_not_looked_through_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "MOST", 20)
    for number in range(30):
        (tmp_path / "many" / f"{number:02d}").mkdir(parents=True)
    (tmp_path / "many" / "00" / "round").symlink_to(tmp_path)
    made(tmp_path, "many/29/a/late.jpg")
    with pytest.raises(EngineError, match="no pictures here; open a folder"):
        open_folder(tmp_path)


def test_a_folder_without_pictures_says_what_to_open(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no pictures here; open a folder"):
        open_folder(tmp_path)
    with pytest.raises(EngineError, match="no such folder"):
        open_folder(tmp_path / "nothing")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_named_like_a_picture_is_no_picture(tmp_path: Path) -> None:
    made(tmp_path, "a.jpg")
    os.mkfifo(tmp_path / "b.jpg")
    assert len(open_folder(tmp_path).records) == 1


def test_real_folders(shared: Path) -> None:
    def counts(name: str) -> tuple[str, int, int, int]:
        data = open_folder(shared / "data" / name)
        xml, masks = (sum(getattr(each, kind) is not None for each in data.records) for kind in ("xml", "mask"))
        return data.format, len(data.records), xml, masks

    assert counts("pets") == ("pets", 404, 198, 404)
    assert counts("pets_32breeds") == ("pets", 100, 0, 100)
    assert counts("voc2012") == ("voc", 70, 70, 63)
    assert counts("raccoon") == ("voc", 200, 200, 0)
    assert counts("odd/gray_depth3") == ("voc", 42, 42, 0)
    assert counts("odd/labelimg_name_mismatch") == ("voc", 12, 12, 0)
    assert counts("odd/labelme/bbox_detection") == ("voc", 3, 3, 0)
    assert counts("odd/exif") == ("images", 9, 0, 0)
    with pytest.raises(EngineError, match="pets, pets_32breeds, raccoon, voc2012"):
        open_folder(shared / "data")


@pytest.mark.parametrize("around", ["", "JPEGImages", "VOCdevkit", "Annotations"])
def test_a_folder_that_may_not_be_looked_into_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, around: str
) -> None:
    """As a disk's `lost+found` is; whoever may look everywhere, as who runs a test may, is told no here."""
    root = voc_root(tmp_path / "VOCdevkit" / "VOC2012") if around else made(tmp_path, "a.jpg", "inner/b.jpg")
    closed = (root.parent if around == "VOCdevkit" else root / around) / "lost+found"
    closed.mkdir()
    scandir, access = os.scandir, os.access

    def look(path: str | Path) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", look)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != closed and access(path, mode))
    assert len(open_folder(tmp_path).records) == 2


def test_one_below_the_pictures_of_a_coco_json_does_not_stop_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "deep/a.jpg", "lost+found/b.jpg")
    said = '{"images": [{"id": 1, "file_name": "a.jpg", "width": 9, "height": 9}], "annotations": [], "categories": []}'
    made(tmp_path, "all.json", text=said)
    scandir = os.scandir

    def look(path: str | Path) -> object:
        if Path(path).name == "lost+found":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", look)
    data = open_folder(tmp_path)
    assert (data.format, len(data.records)) == ("coco", 1)


@pytest.mark.parametrize(
    ("picture", "xml"),
    [
        ("images/a.jpg", "labels/a.xml"),
        ("img/a.jpg", "xml/a.xml"),
        ("a.jpg", "labels/a.xml"),
        ("images/train/a.jpg", "annotations/a.xml"),
        ("JPEGImages/a.jpg", "Annotations/train/a.xml"),
    ],
)
def test_label_files_in_a_folder_of_their_own_are_found_and_stay_so(picture: str, xml: str, tmp_path: Path) -> None:
    """Also after the first label file of another picture was saved, wherever that came to lie."""
    for place in (picture, picture.replace("a.jpg", "b.jpg")):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (64, 48)).save(tmp_path / place)
    (tmp_path / xml).parent.mkdir(parents=True)
    (tmp_path / xml).write_bytes(voc_writing.to_bytes("x", "a.jpg", Annotation(64, 48), False))
    for turn in range(2):
        dataset = open_folder(tmp_path)
        one, other = dataset.records
        assert dataset.format == "voc" and one.xml == tmp_path / xml and (other.xml is None) == (turn == 0)
        read = labels.read("voc", other)
        labels.save(dataset, other, read.annotation.with_instances((Instance("cat", Box(1, 1, 9, 9)),)), read.stamp)


def test_the_labels_of_a_deleted_picture_are_nobody_else_s(tmp_path: Path) -> None:
    """valid/5.xml is left over; train/5.jpg is another picture, of which nobody said anything."""
    for name in ("train/5.jpg", "train/6.jpg", "valid/7.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", (64, 48)).save(tmp_path / name)
    for name in ("train/6.xml", "valid/7.xml", "valid/5.xml"):
        (tmp_path / name).write_bytes(voc_writing.to_bytes("x", "a.jpg", Annotation(64, 48), False))
    labelled = {
        record.name: record.xml and record.xml.relative_to(tmp_path).as_posix()
        for record in open_folder(tmp_path).records
    }
    assert labelled == {"train/5": None, "train/6": "train/6.xml", "valid/7": "valid/7.xml"}


def test_pictures_and_labels_of_a_root_are_found_however_deep_they_lie(tmp_path: Path) -> None:
    for place, ending in (("JPEGImages", "jpg"), ("Annotations", "xml"), ("SegmentationClass", "png")):
        for name in ("a", "day/one/b"):
            path = tmp_path / place / f"{name}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            if ending == "xml":
                path.write_bytes(voc_writing.to_bytes("x", "a.jpg", Annotation(64, 48), False))
            else:
                Image.new("RGB" if ending == "jpg" else "L", (64, 48)).save(path)
    first, deep = open_folder(tmp_path).records
    assert (first.name, deep.name) == ("a", "day/one/b")
    for record in (first, deep):
        assert record.xml == tmp_path / "Annotations" / f"{record.name}.xml"
        assert record.mask == tmp_path / "SegmentationClass" / f"{record.name}.png"
