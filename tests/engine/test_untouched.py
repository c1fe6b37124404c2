"""What nobody touched stays in the label files, however odd it is, and holds up no save of the rest."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.annotation import Box, Instance
from engine.datasets import labels, shapes
from engine.datasets.folder import open_folder
from engine.errors import EngineError
from tests.engine.label_folder_for_tests import make_folder, opened, paths

if TYPE_CHECKING:
    from pathlib import Path

CAT, THIN = "<object><name>cat</name>{}</object>", "<object><name>thin</name>{}</object>"
BOX = "<bndbox><xmin>5</xmin><ymin>6</ymin><xmax>20</xmax><ymax>30</ymax></bndbox>"
NARROW = BOX.replace("<xmin>5<", "<xmin>20.997<")  # .003 pixels


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    return make_folder(tmp_path / "voc")


@pytest.mark.parametrize("said", ["", ' verified="no"', "\n a='1' verified = 'false' ", ' verified=""'])
@pytest.mark.parametrize("turns", [1, 2])
def test_a_verification_that_is_taken_back_leaves_the_file_as_it_was(folder: Path, said: str, turns: int) -> None:
    dataset, record = opened(folder)
    xml, _ = paths(record)
    old = f"<annotation{said}>{CAT.format(BOX)}</annotation>".encode()
    xml.write_bytes(old)
    now = labels.read(dataset.format, record)
    for _ in range(turns):
        now = labels.save(dataset, record, replace(now.annotation, verified=True), now.stamp)
        assert now.annotation.verified
        now = labels.save(dataset, record, replace(now.annotation, verified=False), now.stamp)
        assert xml.read_bytes() == old


def test_a_verification_of_labelimg_s_is_taken_back_as_labelimg_does(folder: Path) -> None:
    dataset, record = opened(folder)
    xml, _ = paths(record)
    xml.write_bytes(f'<annotation verified="yes">{CAT.format(BOX)}</annotation>'.encode())
    now = labels.read(dataset.format, record)
    now = labels.save(dataset, record, replace(now.annotation, verified=False), now.stamp)
    assert xml.read_bytes() == f"<annotation>{CAT.format(BOX)}</annotation>".encode() and not now.annotation.verified


def test_a_box_without_area_that_the_file_has_stays_and_holds_up_nothing(folder: Path) -> None:
    dataset, record = opened(folder)
    xml, _ = paths(record)
    old = f"<annotation>{THIN.format(NARROW)}{CAT.format(BOX)}</annotation>"
    xml.write_text(old)
    now = labels.read(dataset.format, record)
    thin, cat = now.annotation.instances
    assert 0 < thin.box.width < 0.01
    cat = replace(cat, box=replace(cat.box, ymax=31.0))
    now = labels.save(dataset, record, now.annotation.with_instances((thin, cat)), now.stamp)
    assert xml.read_text() == old.replace(CAT.format(BOX), CAT.format(BOX.replace("30", "31")))
    named = replace(thin, label="thinner")
    now = labels.save(dataset, record, now.annotation.with_instances((named, cat)), now.stamp)
    assert "<name>thinner</name>" + NARROW in xml.read_text()
    before = xml.read_bytes()
    moved = replace(named, box=thin.box.moved(1, 0))
    for wrong in ((moved, cat), (named, cat, replace(named, origin=None))):
        with pytest.raises(EngineError, match=r"the box of thinner has no area.*nothing was saved"):
            labels.save(dataset, record, now.annotation.with_instances(wrong), now.stamp)
    assert xml.read_bytes() == before
    now = labels.save(dataset, record, now.annotation.with_instances((cat,)), now.stamp)
    assert b"thin" not in xml.read_bytes()


def pages(first: Path) -> bytes:
    """The mask of a file as the first of three pages."""
    with Image.open(first) as image:
        out = io.BytesIO()
        image.save(out, "TIFF", save_all=True, append_images=[image.copy(), image.copy()])
    return out.getvalue()


@pytest.mark.parametrize("kind", ["mask", "instance_mask"])
def test_a_mask_among_other_pictures_in_a_file_is_not_changed(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    for _ in shapes.write_scenes(str(tmp_path / "scenes"), images=1, seed=3):
        pass
    png = getattr(open_folder(tmp_path / "scenes").records[0], kind)
    tiff = png.with_suffix(".tif")
    tiff.write_bytes(pages(png))
    png.unlink()
    dataset = open_folder(tmp_path / "scenes")
    record = dataset.records[0]
    read = labels.read(dataset.format, record)
    assert getattr(record, kind) == tiff and read.annotation.mask is not None
    assert [said for said in read.problems if said.startswith(f"{tiff.name}: it holds 3 pictures")]
    before = {path: path.read_bytes() for path in dataset.root.rglob("*") if path.is_file()}
    fewer = replace(read.annotation, instances=read.annotation.instances[1:], mask=np.zeros_like(read.annotation.mask))
    with pytest.raises(EngineError, match=rf"{tiff.name}: it holds 3 pictures.*; nothing was saved"):
        labels.save(dataset, record, fewer, read.stamp)
    assert {path: path.read_bytes() for path in dataset.root.rglob("*") if path.is_file()} == before
    more = (*read.annotation.instances, Instance("circle", Box(1.0, 1.0, 9.0, 9.0)))
    saved = labels.save(dataset, record, read.annotation.with_instances(more), read.stamp)
    assert len(saved.annotation.instances) == len(more) and tiff.read_bytes() == before[tiff], "boxes can be saved"
