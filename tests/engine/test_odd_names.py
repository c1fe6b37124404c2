"""Pictures whose file names are no text, or hold what no XML can, are labelled and converted like any other."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.annotation import Box, Instance
from engine.conversion import convert
from engine.datasets import labels
from engine.datasets.folder import open_folder
from tests.engine.finishing_for_tests import finish
from tests.engine.label_folder_for_tests import CAT, make_folder

if TYPE_CHECKING:
    from pathlib import Path


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
