"""Label files that count pixels from 0 are read so where a person has said so, everywhere alike."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine import cli, places
from engine.annotation import Box, Instance
from engine.checking import check
from engine.datasets import counting, facts, kept, labels, rows
from engine.datasets.folder import open_folder
from engine.datasets.index import index
from engine.errors import EngineError
from engine.formats import voc, voc_counting, voc_masks
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import VOC, boxes, contents, converted, indexed, lost, same_boxes
from tests.engine.label_folder_for_tests import ordinary_user

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("a", "b", "c")
CAT, DOG = (0, 0, 9, 19), (0.1, 5.5, 58, 38.25)
"""What the files say; the pictures are 60×40."""


def xml(name: str, *edges: tuple[float, ...]) -> str:
    things = ""
    for label, four in zip(("cat", "dog", "cow"), edges, strict=False):
        sides = "".join(f"<{edge}> {value}</{edge}>" for edge, value in zip(voc.EDGES, four, strict=True))
        things += f"\t<object>\n\t\t<name>{label}</name>\n\t\t<bndbox>{sides}</bndbox>\n\t</object>\n"
    size = "<size><width>60</width><height>40</height><depth>3</depth></size>"
    return f"<annotation>\n\t<filename>{name}.jpg</filename>\n\t{size}\n{things}</annotation>\n"


def make(root: Path, orientation: int = 1) -> Path:
    exif = Image.Exif()
    exif[0x0112] = orientation
    for part in ("JPEGImages", "Annotations"):
        (root / part).mkdir(parents=True)
    for shade, name in enumerate(NAMES):
        pixels = np.random.default_rng(shade).integers(0, 255, (40, 60, 3), np.uint8)
        Image.fromarray(pixels).save(root / "JPEGImages" / f"{name}.jpg", exif=exif)
        (root / "Annotations" / f"{name}.xml").write_text(xml(name, CAT, DOG), encoding="utf-8")
    return root


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    return make(tmp_path / "root")


def codes(root: Path) -> set[str]:
    return {finding.code for finding in finish(check(str(root))).findings}


def test_the_choice_is_remembered_for_the_folder_and_taken_back(root: Path, tmp_path: Path) -> None:
    other, before = make(tmp_path / "other"), contents(root)
    assert open_folder(root).records.first == 1 and not counting._place().exists()
    assert open_folder(root, 0).records.first == 0
    found = open_folder(root / "JPEGImages" / "b.jpg")
    assert [record.first for record in found.records] == [0, 0, 0] == [found.records[i].first for i in range(3)]
    assert open_folder(other).records.first == 1
    assert labels.read("voc", found.records[0]).annotation.instances[0].box == Box(0, 0, 10, 20)
    assert open_folder(root, 1).records.first == 1
    assert labels.read("voc", open_folder(root).records[0]).annotation.instances[0].box == Box(-1, -1, 9, 19)
    assert contents(root) == before


@pytest.mark.parametrize("damage", [b"", b"[", b"\xff\xfe", b"{}", b"[1, null]", b"[" * 100_000])
def test_a_damaged_memory_is_none(root: Path, damage: bytes) -> None:
    open_folder(root, 0)
    counting._place().write_bytes(damage)
    assert open_folder(root).records.first == 1
    assert open_folder(root, 0).records.first == 0
    assert open_folder(root).records.first == 0


def test_folders_without_label_files_of_voc_have_nothing_to_choose(root: Path, tmp_path: Path) -> None:
    converted(root, tmp_path / "coco", "coco")
    for path in (root / "Annotations").iterdir():
        path.unlink()
    for folder in (root, tmp_path / "coco"):
        with pytest.raises(EngineError, match="only VOC label files"):
            open_folder(folder, 0)
    assert not counting._place().exists()


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_save_changes_one_object_in_the_numbers_of_the_file(root: Path, orientation: int) -> None:
    root = make(root.parent / "turned", orientation)
    dataset = open_folder(root, 0)
    record = dataset.records[0]
    assert record.xml is not None
    before, old = labels.read("voc", record), record.xml.read_text(encoding="utf-8")
    cat, dog = before.annotation.instances
    if orientation == 1:
        assert cat.box == Box(0, 0, 10, 20)
        assert dog.box.as_tuple() == pytest.approx((0.1, 5.5, 59, 39.25))
    by = (2, 3) if orientation == 1 else (-3, 2)  # a quarter turn: right is down in the file
    after = before.annotation.with_instances((replace(cat, box=cat.box.moved(*by)), dog))
    saved = labels.save(dataset, record, after, before.stamp)
    assert saved.annotation.instances[0].box == cat.box.moved(*by)
    new = record.xml.read_text(encoding="utf-8")
    numbers = [float(number) for number in re.findall(r"<[xy]m..> ([\d.]+)<", new)]
    assert numbers == [2, 3, 11, 22, *DOG] and new.partition("dog")[2] == old.partition("dog")[2]


def test_new_files_of_the_folder_count_from_0_too(root: Path) -> None:
    path = root / "Annotations" / "c.xml"
    path.unlink()
    dataset = open_folder(root, 0)
    record = dataset.records[2]
    read = labels.read("voc", record)
    box = Box(0, 0, 60, 40)
    labels.save(dataset, record, read.annotation.with_instances((Instance("cat", box),)), read.stamp)
    text = path.read_text(encoding="utf-8")
    assert "<xmin>0</xmin>" in text and "<xmax>59</xmax>" in text
    assert indexed(root).boxes[-1].tolist() == [*box.as_tuple()]
    # and still do when the last file of another hand has gone
    for path in (root / "Annotations").iterdir():
        path.unlink()
    assert open_folder(root).records.first == 0


def test_many_saves_do_not_drift(root: Path) -> None:
    dataset = open_folder(root, 0)
    record = dataset.records[0]
    assert record.xml is not None
    old = record.xml.read_bytes()
    for turn in range(20):
        read = labels.read("voc", record)
        cat, dog = read.annotation.instances
        by = 0.37 if turn % 2 == 0 else -0.37
        annotation = read.annotation.with_instances((cat, replace(dog, box=dog.box.moved(by, by))))
        labels.save(dataset, record, annotation, read.stamp)
    assert record.xml.read_bytes() == old


def test_the_short_way_says_the_same(root: Path) -> None:
    (root / "Annotations" / "b.xml").write_text(xml("b", (60, 3, 70, 9), (-1, 0, 59, 39)), encoding="utf-8")
    for record in open_folder(root, 0).records:
        short, long = rows._short("voc", record), rows._long("voc", record)
        if record.name == "b":
            assert short is None and {problem.code for problem in long.problems} == {"outside"}
            hidden = facts.read_facts("voc", record).hidden
            assert [each.label for each in hidden] == ["cat"]  # column 60 is the first beyond the picture
        else:
            assert short is not None and short._replace(stamps=long.stamps) == long


def test_what_lies_outside_is_kept_by_a_save(root: Path) -> None:
    path = root / "Annotations" / "b.xml"
    path.write_text(xml("b", (60, 3, 70, 9), (5, 0, 50, 30)), encoding="utf-8")
    dataset, old = open_folder(root, 0), path.read_text(encoding="utf-8")
    record = dataset.records[1]
    read = labels.read("voc", record)
    (dog,) = read.annotation.instances
    changed = read.annotation.with_instances((replace(dog, label="owl"),))
    labels.save(dataset, record, changed, read.stamp)
    assert path.read_text(encoding="utf-8") == old.replace("dog", "owl")


def test_a_kept_index_is_of_one_way_of_counting(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_LEAST", 1)
    assert indexed(root).boxes[0].tolist() == [-1, -1, 9, 19]
    assert len(list((places.cache() / "index").iterdir())) == 1
    open_folder(root, 0)
    steps = list(index(str(root)))
    assert not any(step.kind == "index" for step in steps)
    assert indexed(root).boxes[0].tolist() == [0, 0, 10, 20]
    assert any(step.kind == "index" for step in index(str(root)))
    open_folder(root, 1)
    assert indexed(root).boxes[0].tolist() == [-1, -1, 9, 19]


@pytest.mark.parametrize("to", ["coco", "voc", "labelme"])
def test_a_conversion_moves_no_box(root: Path, tmp_path: Path, to: str) -> None:
    counting.remember(tmp_path / to, 0)  # a folder that was here before
    open_folder(root, 0)
    before, files = indexed(root), contents(root)
    document = converted(root, tmp_path / to, to)
    assert (document["images"], document["instances"], document["skipped"]) == (3, 6, [])
    after = indexed(tmp_path / to)
    assert after.dataset.records.first == 1 and contents(root) == files
    same_boxes(before, after)
    assert next(edges for _, edges in boxes(after, "a")) == (0, 0, 10, 20)
    if to == "voc":
        text = (tmp_path / to / "Annotations" / "a.xml").read_text(encoding="utf-8")
        assert text == xml("a", (1, 1, 10, 20), (1.1, 6.5, 59, 39.25)) and not document["lost"]


def test_parts_and_what_cannot_be_shown_move_with_the_boxes(root: Path, tmp_path: Path) -> None:
    path = root / "Annotations" / "a.xml"
    part = "<part><name>head</name><bndbox><xmin>3</xmin><ymin>0</ymin><xmax>1e1</xmax><ymax>7</ymax></bndbox></part>"
    text = xml("a", (0, 0, 9, 19), (70, 3, 80, 9)).replace("</object>", f"<!-- kept -->{part}</object>", 1)
    path.write_text(text, encoding="utf-8")
    open_folder(root, 0)
    assert "parts" not in lost(converted(root, tmp_path / "voc", "voc"))
    new = (tmp_path / "voc" / "Annotations" / "a.xml").read_text(encoding="utf-8")
    assert "<xmin>4</xmin><ymin>1</ymin><xmax>11</xmax><ymax>8</ymax>" in new and "<!-- kept -->" in new
    assert "<xmin> 71</xmin>" in new and "<width>60</width>" in new
    # nobody knows whether these count pixels
    path.write_text(text.replace("<part>", "<polygon><x1>3</x1></polygon><part>"), encoding="utf-8")
    said = lost(converted(root, tmp_path / "again", "voc"))
    assert said["<polygon> tags"] == 1 and said["parts"] == 1
    assert boxes(indexed(tmp_path / "again"), "a") == [("cat", (0, 0, 10, 20))]


@pytest.mark.parametrize("text", [VOC, VOC.replace("<xmin>", "<xmin> "), VOC.replace("<xmin>", "<xmin><!-- -->")])
def test_a_file_counted_from_1_says_the_same_or_is_not_made(text: str, tmp_path: Path) -> None:
    new = voc_counting.from_one(tmp_path / "a.xml", text.encode())
    if "!--" not in text:
        assert new is not None
    if new is not None:
        pairs = zip(*(voc.parse(tmp_path, data).instances for data in (text.encode(), new)), strict=True)
        assert all(now.box.as_tuple() == pytest.approx(was.box.moved(1, 1).as_tuple()) for was, now in pairs)


def test_the_check_tells_and_the_choice_ends_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "zero-based" in codes(root)
    assert cli.main(["check", str(root)]) == 0
    assert "--read-as 0" in capsys.readouterr().out
    assert cli.main(["check", str(root), "--read-as", "0", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["images"] == 3 and not {"zero-based", "outside"} & {each["code"] for each in document["findings"]}
    assert "zero-based" not in codes(root)
    assert cli.main(["check", str(root), "--read-as", "1"]) == 0
    assert "zero-based" in codes(root)
    assert cli.main(["check", str(root), "--read-as", "2"]) == 2
    assert cli.main(["check", str(root / "none"), "--read-as", "0"]) == 2


def test_a_wrong_choice_shows(root: Path) -> None:
    (root / "Annotations" / "b.xml").write_text(xml("b", (1, 1, 60, 40)), encoding="utf-8")
    open_folder(root, 0)
    assert "outside" in codes(root)


def test_masks_of_a_converted_folder_lie_on_their_boxes(root: Path, tmp_path: Path) -> None:
    """Object masks number the objects of the label file: that order stays."""
    for part in ("SegmentationClass", "SegmentationObject"):
        (root / part).mkdir()
    (root / "Annotations" / "a.xml").write_text(xml("a", (70, 3, 80, 9), CAT), encoding="utf-8")  # one is outside
    for value, part in ((12, "SegmentationClass"), (2, "SegmentationObject")):
        mask = np.zeros((40, 60), np.uint8)
        mask[0:20, 0:10] = value
        (root / part / "a.png").write_bytes(voc_masks.to_bytes(mask))
    open_folder(root, 0)
    before = codes(root)
    converted(root, tmp_path / "voc", "voc")
    assert codes(tmp_path / "voc") == before and not any(code.startswith("mask") for code in before)
    (dog,) = labels.read("voc", open_folder(tmp_path / "voc").records[0]).annotation.instances
    assert (dog.origin, dog.box) == (1, Box(0, 0, 10, 20))


def test_a_choice_that_cannot_be_kept_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(counting, "replace_whole", refuse)
    with pytest.raises(EngineError, match="cannot be kept"):
        open_folder(root, 0)
    assert open_folder(root).records.first == 1


def test_choices_that_are_made_at_once_are_all_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other, real = make(root.parent / "other"), counting.replace_whole
    thread = threading.Thread(target=counting.remember, args=(other, 0))

    def meanwhile(path: Path, data: bytes) -> None:
        if thread.ident is None:
            thread.start()
            thread.join(0.3)
        real(path, data)

    monkeypatch.setattr(counting, "replace_whole", meanwhile)
    open_folder(root, 0)
    thread.join()
    assert open_folder(root).records.first == 0 == open_folder(other).records.first


def test_a_memory_that_cannot_be_read_is_not_taken_for_none(root: Path) -> None:
    open_folder(root, 0)
    counting._place().chmod(0)
    for first in (None, 1):
        with ordinary_user(), pytest.raises(EngineError, match="which folders are read as 0-based; check its permiss"):
            open_folder(root, first)
    counting._place().chmod(0o600)
    assert open_folder(root).records.first == 0
