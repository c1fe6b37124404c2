"""Labels of one picture: read, corrected, saved; and what a save refuses to do."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.annotation import Box, Instance, same
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.errors import EngineError, LabelError, PictureError
from engine.formats import voc_masks

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Dataset, Record

CAT = """<annotation>
\t<size><width>60</width><height>40</height><depth>3</depth></size>
\t<object>
\t\t<name>{name}</name>
\t\t<bndbox><xmin>5</xmin><ymin>6</ymin><xmax>20</xmax><ymax>30</ymax></bndbox>
\t</object>
\t<object><name>far</name><bndbox><xmin>100</xmin><ymin>6</ymin><xmax>120</xmax><ymax>30</ymax></bndbox></object>
\t<object><name>no box</name></object>
</annotation>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A VOC root: a picture with XML and mask, one without anything, one with a damaged XML, one turned by EXIF."""
    for name in ("JPEGImages", "Annotations", "SegmentationClass"):
        (tmp_path / name).mkdir()
    picture = Image.fromarray(np.zeros((40, 60, 3), np.uint8))
    for name in ("a", "new", "bad"):
        picture.save(tmp_path / "JPEGImages" / f"{name}.jpg")
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(tmp_path / "JPEGImages" / "turned.jpg", exif=exif)
    for name in ("a", "turned"):
        (tmp_path / "Annotations" / f"{name}.xml").write_text(CAT.format(name="cat"), encoding="utf-8")
    (tmp_path / "Annotations" / "bad.xml").write_bytes(CAT.encode()[:200])
    mask = np.zeros((40, 60), np.uint8)
    mask[5:30, 4:20], mask[5, 4:20] = 8, 255
    (tmp_path / "SegmentationClass" / "a.png").write_bytes(voc_masks.to_bytes(mask))
    return tmp_path


def opened(folder: Path, name: str) -> tuple[Dataset, Record]:
    dataset = open_folder(folder)
    return dataset, next(record for record in dataset.records if record.name == name)


def test_a_picture_is_read_with_boxes_mask_and_problems(folder: Path) -> None:
    dataset, record = opened(folder, "a")
    found = labels.read(dataset.format, record)
    assert (found.annotation.width, found.annotation.height) == (60, 40)
    assert found.annotation.instances == (Instance("cat", Box(4, 5, 20, 30), origin=0),)
    mask = found.annotation.mask
    assert mask is not None and not mask.flags.writeable and list(np.unique(mask)) == [0, 8, 255]
    assert found.problems == (
        "a.xml, line 8: no box has no <bndbox>; the instance was skipped: give it a box",
        "a.xml, line 7: the box of far lies outside the picture of 60×40; the instance was skipped: "
        "correct its numbers",
    )


def test_a_correction_is_saved_and_what_was_not_shown_stays(folder: Path) -> None:
    dataset, record = opened(folder, "a")
    assert record.xml is not None
    before, mask = record.xml.read_text(), record.mask and record.mask.read_bytes()
    found = labels.read(dataset.format, record)
    (cat,) = found.annotation.instances
    wanted = found.annotation.with_instances((replace(cat, box=replace(cat.box, xmax=25.5)),))
    saved = labels.save(dataset, record, wanted, found.stamp)
    assert same(saved.annotation, wanted) and saved.stamp != found.stamp
    assert record.xml.read_text() == before.replace("<xmax>20</xmax>", "<xmax>25.5</xmax>")
    assert record.mask and record.mask.read_bytes() == mask
    emptied = labels.save(dataset, record, saved.annotation.with_instances(()), saved.stamp)
    assert emptied.annotation.instances == () and "far" in record.xml.read_text() and "no box" in record.xml.read_text()
    assert sorted(path.name for path in record.xml.parent.iterdir()) == ["a.xml", "bad.xml", "turned.xml"]


def test_a_picture_without_a_label_file_gets_an_ordinary_one(folder: Path) -> None:
    dataset, record = opened(folder, "new")
    shutil.rmtree(folder / "Annotations")
    found = labels.read(dataset.format, record)
    assert found.stamp is None and found.file is None
    unchanged = labels.save(dataset, record, found.annotation, found.stamp)
    assert unchanged.file is None and not (folder / "Annotations").exists(), "nothing to write, nothing written"
    wanted = found.annotation.with_instances((Instance("räv & <co>", Box(0, 0, 60, 40)),))
    saved = labels.save(dataset, record, wanted, found.stamp)
    assert saved.file == folder / "Annotations" / "new.xml"
    assert [(each.label, each.box) for each in saved.annotation.instances] == [("räv & <co>", Box(0, 0, 60, 40))]
    text = saved.file.read_text(encoding="utf-8")
    assert "<filename>new.jpg</filename>" in text and "<width>60</width>" in text
    with pytest.raises(EngineError, match=r"new\.xml: the file changed on disk"):
        labels.save(dataset, record, wanted, found.stamp)


def test_plain_pictures_get_their_xml_beside_them(tmp_path: Path) -> None:
    (tmp_path / "day 1").mkdir()
    Image.fromarray(np.zeros((40, 60, 3), np.uint8)).save(tmp_path / "day 1" / "a.png")
    dataset, record = opened(tmp_path, "day 1/a")
    found = labels.read(dataset.format, record)
    wanted = found.annotation.with_instances((Instance("cat", Box(1, 2, 3, 4)),))
    assert labels.save(dataset, record, wanted, None).file == tmp_path / "day 1" / "a.xml"
    dataset, record = opened(tmp_path, "day 1/a")
    assert dataset.format == "voc" and labels.read(dataset.format, record).annotation.instances[0].label == "cat"


def test_a_file_that_changed_on_disk_is_not_overwritten(folder: Path) -> None:
    dataset, record = opened(folder, "a")
    assert record.xml is not None
    found = labels.read(dataset.format, record)
    other = CAT.format(name="dog")
    record.xml.write_text(other)
    with pytest.raises(EngineError, match=r"a\.xml: the file changed on disk .* open the picture again"):
        labels.save(dataset, record, replace(found.annotation, verified=True), found.stamp)
    assert record.xml.read_text() == other


def test_a_damaged_label_file_is_refused_and_never_overwritten(folder: Path) -> None:
    dataset, record = opened(folder, "bad")
    assert record.xml is not None
    data = record.xml.read_bytes()
    with pytest.raises(LabelError, match=r"bad\.xml, line \d+: this is not whole XML"):
        labels.read(dataset.format, record)
    empty = labels.read(dataset.format, record._replace(xml_file=None)).annotation
    for stamp in (None, "0" * 32):
        with pytest.raises(LabelError):
            labels.save(dataset, record, empty.with_instances((Instance("cat", Box(1, 2, 3, 4)),)), stamp)
    assert record.xml.read_bytes() == data


@pytest.mark.parametrize(
    ("instance", "message"),
    [
        (Instance("cat\uffff", Box(5, 5, 15, 9)), "characters that a label file cannot hold"),
        (Instance("cat", Box(5, 5, 5, 9)), "no area"),
        (Instance("cat", Box(5, 5, float("nan"), 9)), "no area"),
        (Instance(" ", Box(1, 2, 3, 4)), "class name"),
        (Instance("cat ", Box(1, 2, 3, 4)), "class name"),
        (Instance("a\x0bb", Box(1, 2, 3, 4)), "cannot hold"),
    ],
)
def test_what_a_file_cannot_hold_is_refused_before_anything_is_written(
    instance: Instance, message: str, folder: Path
) -> None:
    dataset, record = opened(folder, "a")
    assert record.xml is not None
    before = record.xml.read_bytes()
    found = labels.read(dataset.format, record)
    with pytest.raises(EngineError, match=message):
        labels.save(dataset, record, found.annotation.with_instances((instance,)), found.stamp)
    assert record.xml.read_bytes() == before


def test_boxes_drawn_on_the_stored_picture_are_turned_for_show_and_back(folder: Path) -> None:
    """The XML says 60×40, which is the picture before EXIF turns it by 90° to 40×60."""
    dataset, record = opened(folder, "turned")
    assert record.xml is not None
    before = record.xml.read_text()
    found = labels.read(dataset.format, record)
    assert (found.annotation.width, found.annotation.height) == (40, 60)
    (cat,) = found.annotation.instances
    assert cat.box == Box(10, 4, 35, 20), "x = 40 - y, y = x"
    moved = found.annotation.with_instances((replace(cat, box=replace(cat.box, ymax=22.0)),))
    labels.save(dataset, record, moved, found.stamp)
    assert record.xml.read_text() == before.replace("<xmax>20</xmax>", "<xmax>22</xmax>", 1)


def test_a_bad_mask_is_left_out_and_named(folder: Path) -> None:
    dataset, record = opened(folder, "a")
    assert record.mask is not None
    record.mask.write_bytes(voc_masks.to_bytes(np.zeros((41, 60), np.uint8)))
    found = labels.read(dataset.format, record)
    assert found.annotation.mask is None and "the mask is 60×41, the picture 60×40" in found.problems[-1]
    Image.fromarray(np.full((40, 60, 3), 7, np.uint8)).save(record.mask)
    assert "a.png: the mask holds colours (RGB)" in labels.read(dataset.format, record).problems[-1]
    record.mask.write_bytes(voc_masks.to_bytes(np.zeros((40, 60), np.uint8))[:-30])
    assert "a.png: the mask is damaged" in labels.read(dataset.format, record).problems[-1]


def test_a_changed_mask_is_saved_in_its_palette(folder: Path) -> None:
    dataset, record = opened(folder, "a")
    assert record.mask is not None
    found = labels.read(dataset.format, record)
    assert found.annotation.mask is not None
    mask = found.annotation.mask.copy()
    mask[35:, 50:] = 15
    saved = labels.save(dataset, record, replace(found.annotation, mask=mask), found.stamp)
    assert saved.annotation.mask is not None and np.array_equal(saved.annotation.mask, mask)
    with Image.open(record.mask) as image:
        assert image.mode == "P" and image.getpalette()[3 * 15 : 3 * 16] == [192, 128, 128], "VOC's colour of a person"


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        *itertools.product(("own colours", "a few colours", "grey", "one bit"), ("PNG", "BMP", "TIFF")),
        ("see-through", "PNG"),  # the others have no such entry
    ],
)
def test_a_changed_mask_keeps_its_kind_of_file(folder: Path, kind: str, form: str) -> None:
    """Tools of others look for their own palette, or for a grey picture."""
    path = folder / "SegmentationClass" / "a.png"
    path.unlink()
    path = path.with_suffix("." + form.lower())
    image = Image.fromarray(np.zeros((40, 60), np.uint8)).convert("1" if kind == "one bit" else "L")
    colours = bytes(range(7, 7 + (15 if kind == "a few colours" else 240)))
    more = {"transparency": 0} if kind == "see-through" else {}
    if kind not in ("grey", "one bit"):
        image.putpalette(colours)
    image.save(path, form, **more)
    dataset, record = opened(folder, "a")
    found = labels.read(dataset.format, record)
    assert found.annotation.mask is not None and record.mask == path
    for value in (2, 15):
        mask = found.annotation.mask.copy()
        mask[35:, 50:] = value
        found = labels.save(dataset, record, replace(found.annotation, mask=mask), found.stamp)
        assert found.annotation.mask is not None and np.array_equal(found.annotation.mask, mask)
        with Image.open(path) as image:
            assert (image.format, image.mode) == (form, "L" if kind == "grey" else "P")
            assert image.info.get("transparency") == more.get("transparency")
            kept = bytes(image.getpalette("RGB") or b"")[: len(colours)]
            assert kept == (colours if image.mode == "P" and kind != "one bit" else kept)
            if value == 15 and kind == "a few colours" and form != "TIFF":  # which has 256 colours, whatever is said
                assert (image.getpalette() or [])[3 * 15 : 3 * 16] == [192, 128, 128], "VOC's, where it had none"


def test_a_save_of_boxes_decodes_the_mask_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, record = opened(folder, "a")
    found = labels.read(dataset.format, record)
    decoded: list[Path] = []
    parse = voc_masks.parse_indices
    monkeypatch.setattr(voc_masks, "parse_indices", lambda path, data: decoded.append(path) or parse(path, data))
    saved = labels.save(dataset, record, replace(found.annotation, verified=True), found.stamp)
    assert decoded == [record.mask]
    assert np.array_equal(saved.annotation.mask, found.annotation.mask)


def test_a_picture_that_is_gone_says_so(folder: Path) -> None:
    dataset, record = opened(folder, "a")
    record.image.unlink()
    with pytest.raises(PictureError, match="no longer there"):
        labels.read(dataset.format, record)


def test_torchvision_reads_what_we_save(tmp_path: Path, shared: Path) -> None:
    from torchvision.datasets import VOCDetection

    root = tmp_path / "VOCdevkit" / "VOC2012"
    shutil.copytree(shared / "data" / "voc2012", root, copy_function=shutil.copyfile)
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    dataset = open_folder(tmp_path)
    record = next(each for each in dataset.records if each.name == dataset.lists["train"][0])
    found = labels.read(dataset.format, record)
    first, *others = found.annotation.instances
    wanted = found.annotation.with_instances(
        (replace(first, label="cat", box=Box(10, 20, 30, 40.5)), *others, Instance("dog", Box(0, 0, 5, 6)))
    )
    labels.save(dataset, record, replace(wanted, verified=True), found.stamp)
    theirs = VOCDetection(str(tmp_path), year="2012", image_set="train", download=False)
    objects = theirs[0][1]["annotation"]["object"]
    assert len(objects) == 2 + len(others) and objects[0]["name"] == "cat" and objects[-1]["name"] == "dog"
    assert objects[0]["bndbox"] == {"xmin": "11", "ymin": "21", "xmax": "30", "ymax": "40.5"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.timeout(10)
def test_a_pipe_where_the_labels_belong_is_named_and_waited_for_by_nobody(folder: Path) -> None:
    os.mkfifo(folder / "Annotations" / "new.xml")
    dataset, record = opened(folder, "new")
    assert record.xml is None
    found = labels.read(dataset.format, record)
    wanted = found.annotation.with_instances((Instance("cat", Box(1, 2, 3, 4)),))
    with pytest.raises(LabelError, match=r"new\.xml: this is not a plain file"):
        labels.save(dataset, record, wanted, found.stamp)
