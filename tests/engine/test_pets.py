"""Pets folders: the breed is the picture's, the file holds the species, and trimaps are masks."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine.annotation import Box, Instance
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.errors import EngineError
from engine.formats import pets, voc_masks
from engine.formats.voc_masks import parse_indices

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Dataset, Record


def test_trimaps_become_masks_and_go_back() -> None:
    trimap = np.array([[1, 2, 3, 0, 7]], np.uint8)
    assert pets.from_trimap(trimap).tolist() == [[1, 0, 255, 255, 255]]
    assert pets.to_trimap(pets.from_trimap(trimap)).tolist() == [[1, 2, 3, 3, 3]]


def test_a_renamed_picture_keeps_the_breed_of_its_class() -> None:
    breeds = pets.read_breeds(["#a", "Birman_1 7 1 3", "Birman_2 7 1 3", "x 7 1 3", "pug_3 zero 2 1", "pug_4 0 9 1"])
    assert breeds.breed("x") == "Birman" and breeds.species("x") == "cat"
    assert breeds.breed("pug_3") == "pug" and breeds.species("pug_3") == "dog" and breeds.species("pug_4") == "dog"
    assert breeds.breed("unknown") is None and breeds.species("unknown") is None


@pytest.fixture
def copy(tmp_path: Path, shared: Path) -> tuple[Dataset, Record]:
    """Bengal_105, which has two boxes, in a folder of its own."""
    source = shared / "data" / "pets"
    for name in ("images/Bengal_105.jpg", "annotations/xmls/Bengal_105.xml", "annotations/trimaps/Bengal_105.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, tmp_path / name)
    shutil.copyfile(source / "annotations" / "list.txt", tmp_path / "annotations" / "list.txt")
    dataset = open_folder(tmp_path)
    return dataset, dataset.records[0]


def test_boxes_carry_the_breed_and_are_saved_as_the_species(copy: tuple[Dataset, Record]) -> None:
    dataset, record = copy
    assert record.xml is not None and record.mask is not None
    before, trimap = record.xml.read_bytes(), record.mask.read_bytes()
    found = labels.read(dataset.format, record)
    assert found.annotation.label == "Bengal" and [each.label for each in found.annotation.instances] == ["Bengal"] * 2
    assert found.annotation.instances[0].attributes == (("species", "cat"),)
    assert found.annotation.mask is not None and set(np.unique(found.annotation.mask)) == {0, 1, 255}
    assert labels.save(dataset, record, found.annotation, found.stamp).stamp == found.stamp
    first, second = found.annotation.instances
    wanted = (replace(first, box=replace(first.box, xmin=40.0)), second, Instance("Bengal", Box(1, 2, 30, 40)))
    saved = labels.save(dataset, record, found.annotation.with_instances(wanted), found.stamp)
    text = record.xml.read_bytes()
    assert text.startswith(before[: before.index(b"<xmin>49")] + b"<xmin>41</xmin>")
    assert text.count(b"<name>cat</name>") == 3 and text.count(b"<occluded>") == 2
    assert [each.label for each in saved.annotation.instances] == ["Bengal"] * 3
    assert record.mask.read_bytes() == trimap


def test_a_breed_the_file_cannot_hold_is_refused_not_lost(copy: tuple[Dataset, Record]) -> None:
    dataset, record = copy
    assert record.xml is not None
    before = record.xml.read_bytes()
    found = labels.read(dataset.format, record)
    first, second = found.annotation.instances
    for label in ("Abyssinian", "dog", "cat"):
        with pytest.raises(EngineError, match=r"Bengal_105\.xml: Pets files hold only the species"):
            labels.save(
                dataset, record, found.annotation.with_instances((replace(first, label=label), second)), found.stamp
            )
    assert record.xml.read_bytes() == before


def test_a_changed_trimap_is_saved_as_a_trimap(copy: tuple[Dataset, Record]) -> None:
    dataset, record = copy
    assert record.mask is not None
    found = labels.read(dataset.format, record)
    assert found.annotation.mask is not None
    mask = found.annotation.mask.copy()
    mask[:20, :20] = 1
    saved = labels.save(dataset, record, replace(found.annotation, mask=mask), found.stamp)
    assert saved.annotation.mask is not None and np.array_equal(saved.annotation.mask, mask)
    assert set(np.unique(parse_indices(record.mask, record.mask.read_bytes()))) == {1, 2, 3}


def test_a_painted_trimap_keeps_its_other_values_and_its_kind_of_file() -> None:
    """0 is no value of a trimap, and is shown as border; nobody has painted there."""
    before = np.full((4, 6), 2, np.uint8)
    before[0], before[1] = 0, 3
    mask = pets.from_trimap(before)
    mask[3] = 1
    for like, mode in ((voc_masks.to_bytes(before), "P"), (pets.trimap_bytes(pets.from_trimap(before)), "L")):
        image = Image.open(io.BytesIO(pets.trimap_bytes(mask, like)))
        assert image.mode == mode
        assert np.array(image)[:, 0].tolist() == [0 if mode == "P" else 3, 3, 2, 1]
    assert pets.trimap_bytes(mask, b"damaged")
