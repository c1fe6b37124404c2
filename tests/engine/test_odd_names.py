"""Pictures whose file names are no text, or hold what no XML can, are labelled and converted like any other."""

from __future__ import annotations

import os
import sys
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.annotation import Box, Instance
from engine.checking import check
from engine.conversion import convert
from engine.datasets import labels
from engine.datasets.folder import open_folder
from tests.engine.finishing_for_tests import finish
from tests.engine.label_folder_for_tests import CAT, make_folder

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Dataset, Record


@pytest.mark.skipif(sys.platform != "linux", reason="such names are Linux's")
@pytest.mark.parametrize("name", [b"\xff\xfe.jpg", b"a\x01b.jpg", b"a\n<b>&.jpg", b"\xef\xbf\xbf.jpg"])
def test_a_picture_whose_name_no_xml_holds_gets_a_label_file(name: bytes, tmp_path: Path) -> None:
    path = tmp_path / "voc" / "JPEGImages" / os.fsdecode(name)
    path.parent.mkdir(parents=True)
    (tmp_path / "voc" / "Annotations").mkdir()
    Image.new("RGB", (60, 40)).save(path, "JPEG")
    dataset = open_folder(tmp_path / "voc")
    box = Instance("cat", Box(1, 2, 20, 30), pose="Unspecified")
    read = labels.read(dataset.format, dataset.records[0])
    saved = labels.save(dataset, dataset.records[0], read.annotation.with_instances((box,)), read.stamp)
    assert saved.file is not None and saved.file.stem == path.stem and len(saved.annotation.instances) == 1
    again = open_folder(tmp_path / "voc").records[0]
    assert again.xml == saved.file and len(labels.read(dataset.format, again).annotation.instances) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="such names are Linux's")
@pytest.mark.parametrize("to", ["voc", "coco", "yolo", "labelme", "pets"])
def test_a_picture_whose_name_is_no_text_is_converted_under_another(to: str, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "voc")
    for path in [path for path in folder.rglob("a.*") if path.is_file()]:
        path.rename(path.with_name(os.fsdecode(b"\xff") + path.suffix))
    dataset = open_folder(folder)
    read = labels.read(dataset.format, dataset.records[0])
    labels.save(dataset, dataset.records[0], read.annotation.with_instances((CAT,)), read.stamp)
    said = finish(convert(str(folder), str(tmp_path / "made"), to))
    assert any(each["what"] == "picture names" for each in said["lost"])
    made = open_folder(tmp_path / "made")
    assert len(made.records) == 1 and len(labels.read(made.format, made.records[0]).annotation.instances) == 1


MAC, ELSEWHERE = unicodedata.normalize("NFD", "été/é"), unicodedata.normalize("NFC", "été/é")


def put(folder: Path, name: str, label: str = "") -> Path:
    """A picture of the VOC folder, and its label file where there is a `label`."""
    picture, xml = folder / "JPEGImages" / f"{name}.jpg", folder / "Annotations" / f"{name}.xml"
    for path in (picture, xml):
        path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (60, 40)).save(picture)
    if label:
        box = "<bndbox><xmin>2</xmin><ymin>3</ymin><xmax>20</xmax><ymax>30</ymax></bndbox>"
        xml.write_text(f"<annotation><object><name>{label}</name>{box}</object></annotation>")
    return xml


def spelled(dataset: Dataset) -> dict[str, Record]:
    """The records by the names that their pictures have in the folder."""
    return {"/".join(record.image.parts[-2:])[:-4]: record for record in dataset.records}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the two are one name")
@pytest.mark.parametrize("labelled", [(MAC,), (ELSEWHERE,), (MAC, ELSEWHERE)])
def test_of_two_pictures_that_look_alike_each_has_the_labels_that_are_spelled_like_it(
    labelled: tuple[str, ...], tmp_path: Path
) -> None:
    """What a copy from a Mac leaves beside the pictures of the same names that were there."""
    xmls = {name: put(tmp_path, name, "dog" if name in labelled else "") for name in (MAC, ELSEWHERE)}
    dataset = open_folder(tmp_path)
    for name, record in spelled(dataset).items():
        assert record.xml == (xmls[name] if name in labelled else None)
        read = labels.read(dataset.format, record)
        saved = labels.save(dataset, record, read.annotation.with_instances((CAT,)), read.stamp)
        assert saved.file is not None
        xmls[name] = saved.file
    assert {name: record.xml for name, record in spelled(open_folder(tmp_path)).items()} == xmls
    assert set((tmp_path / "Annotations").rglob("*.xml")) == set(xmls.values()) and len(set(xmls.values())) == 2
    assert all(path.is_relative_to(tmp_path / "Annotations" / name.partition("/")[0]) for name, path in xmls.items())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the two are one name")
def test_no_two_of_three_pictures_that_look_alike_get_one_label_file(tmp_path: Path) -> None:
    mac, elsewhere = (unicodedata.normalize(form, "é") for form in ("NFD", "NFC"))
    for name in (mac, elsewhere):
        put(tmp_path, name, "dog")
    Image.new("RGB", (60, 40)).save(tmp_path / "JPEGImages" / f"{elsewhere}.png")
    given = [record.xml for record in open_folder(tmp_path).records if record.xml is not None]
    assert given and len(set(given)) == len(given)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the two are one name")
@pytest.mark.parametrize(("picture", "label"), [(MAC, ELSEWHERE), (ELSEWHERE, MAC)])
def test_labels_that_are_spelled_as_on_another_system_belong_to_the_picture_and_check_says_so(
    picture: str, label: str, tmp_path: Path
) -> None:
    put(tmp_path, picture)
    xml = put(tmp_path, label, "cat")
    (tmp_path / "JPEGImages" / f"{label}.jpg").unlink()
    dataset = open_folder(tmp_path)
    assert [record.xml for record in dataset.records] == [xml]
    said = [each.message for each in finish(check(str(tmp_path))).findings if each.code == "name"]
    assert len(said) == 1 and "composed in two ways (NFC and NFD)" in said[0]
    read = labels.read(dataset.format, dataset.records[0])
    labels.save(dataset, dataset.records[0], replace(read.annotation, verified=True), read.stamp)
    assert b'verified="yes"' in xml.read_bytes() and len(list((tmp_path / "Annotations").rglob("*.xml"))) == 1
