"""Masks that were painted, on disk: class mask and instance mask say the same, and a picture without gets one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine import regions
from engine.annotation import VOID, Annotation, Box, Instance
from engine.datasets import labels, mask_saving, saving, shapes
from engine.datasets.folder import open_folder
from engine.errors import EngineError, FileChanged
from engine.formats import voc_masks
from engine.regions import Region

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Dataset, Record


@pytest.fixture
def scenes(tmp_path: Path) -> Path:
    for _ in shapes.write_scenes(str(tmp_path / "scenes"), images=4, seed=3):
        pass
    return tmp_path / "scenes"


def first(folder: Path, place: int = 0) -> tuple[Dataset, Record]:
    dataset = open_folder(folder)
    return dataset, dataset.records[place]


def files(record: Record) -> tuple[np.ndarray, np.ndarray]:
    assert record.mask is not None and record.instance_mask is not None
    return voc_masks.read_indices(record.mask), voc_masks.read_indices(record.instance_mask)


def in_step(record: Record, annotation: Annotation) -> None:
    """Both files and the annotation say the same."""
    classes, objects = files(record)
    assert annotation.mask is not None and (classes == annotation.mask).all()
    assert ((objects == 0) == (classes == 0)).all()
    for one in annotation.instances:
        own = regions.of_instance(one, (annotation.width, annotation.height))
        assert one.origin is not None
        number = one.origin + 1
        seen = np.zeros(objects.shape, bool) if own is None else own.within((0, 0, *objects.shape[::-1]))
        assert (seen == (objects == number)).all()
        assert len(np.unique(classes[seen])) <= 1


def test_objects_have_the_pixels_of_the_instance_mask(scenes: Path) -> None:
    dataset, record = first(scenes)
    found = labels.read(dataset.format, record).annotation
    assert found.instances and all(one.rle is not None for one in found.instances)
    in_step(record, found)
    before = [path.read_bytes() for path in (record.mask, record.instance_mask, record.xml) if path is not None]
    labels.save(dataset, record, found, labels.read(dataset.format, record).stamp)
    assert [path.read_bytes() for path in (record.mask, record.instance_mask, record.xml) if path] == before


def test_a_stroke_is_saved_in_both_masks_and_the_void_ring_stays(scenes: Path) -> None:
    dataset, record = first(scenes)
    read = labels.read(dataset.format, record)
    found = read.annotation
    assert found.mask is not None
    own = regions.of_instance(found.instances[0], (found.width, found.height))
    assert own is not None
    value = int(found.mask[own.y : own.part[3], own.x : own.part[2]][own.pixels][0])
    region = Region(0, 0, np.ones((12, 30), bool))
    painted = regions.paint(found, region, value, 0)
    saved = labels.save(dataset, record, painted, read.stamp)
    in_step(record, saved.annotation)
    assert saved.annotation.mask is not None and painted.mask is not None
    assert (saved.annotation.mask == painted.mask).all()
    assert [one.rle for one in saved.annotation.instances] == [one.rle for one in painted.instances]
    erased = regions.paint(saved.annotation, region, 0)
    again = labels.save(dataset, record, erased, saved.stamp)
    in_step(record, again.annotation)
    assert again.annotation.instances[0].rle is not None


def test_objects_keep_their_pixels_when_another_is_deleted_or_new(scenes: Path) -> None:
    dataset, record = first(scenes)
    read = labels.read(dataset.format, record)
    found = read.annotation
    assert len(found.instances) >= 2 and found.mask is not None
    size = found.width, found.height
    new = regions.with_region(Instance("circle", Box(0.0, 0.0, 9.0, 9.0)), Region(0, 0, np.ones((9, 9), bool)), size)
    mask = found.mask.copy()
    mask[:9, :9] = 1
    wanted = replace(found, instances=(new, *found.instances[1:]), mask=mask)
    saved = labels.save(dataset, record, wanted, read.stamp)
    now = {one.label + str(one.box): one.rle for one in saved.annotation.instances}
    assert {one.label + str(one.box): one.rle for one in wanted.instances} == now
    classes, objects = files(record)
    gone = regions.of_instance(found.instances[0], size)
    assert gone is not None
    left = gone.within((0, 0, *size)) & (np.indices(objects.shape).min(axis=0) >= 9)
    assert (objects[left] == VOID).all() and (classes[left] == found.mask[left]).all()


def test_a_new_box_does_not_get_the_pixels_of_a_number_that_was_nobody_s(scenes: Path) -> None:
    """An instance mask may number more objects than the label file has: one was deleted there by another program."""
    dataset, record = first(scenes)
    assert record.instance_mask is not None
    read = labels.read(dataset.format, record)
    objects = files(record)[1].copy()
    stray = len(read.annotation.instances) + 1
    objects[:7, :9] = stray
    record.instance_mask.write_bytes(voc_masks.to_bytes(objects, record.instance_mask.read_bytes()))
    read = labels.read(dataset.format, record)
    more = (*read.annotation.instances, Instance("circle", Box(100.0, 100.0, 120.0, 120.0)))
    saved = labels.save(dataset, record, read.annotation.with_instances(more), read.stamp)
    assert saved.annotation.instances[-1].label == "circle" and saved.annotation.instances[-1].rle is None
    assert not (files(record)[1] == stray).any()


def test_a_picture_without_masks_gets_them_where_the_layout_has_a_place(scenes: Path) -> None:
    dataset, record = first(scenes)
    assert record.mask is not None and record.instance_mask is not None
    record.mask.unlink()
    record.instance_mask.unlink()
    dataset, record = first(scenes)
    read = labels.read(dataset.format, record)
    found = read.annotation
    assert found.mask is None and record.mask is None
    painted = regions.paint(found, Region(3, 4, np.ones((5, 6), bool)), 2, 0)
    saved = labels.save(dataset, record, painted, read.stamp)
    assert saved.masks[0] is not None and saved.masks[0].endswith(f"SegmentationClass/{record.name}.png")
    dataset, record = first(scenes)
    again = labels.read(dataset.format, record)
    assert again.stamp == saved.stamp and again.annotation.instances[0].rle == painted.instances[0].rle
    in_step(record, again.annotation)


def test_pictures_without_a_layout_have_no_place_for_masks(tmp_path: Path) -> None:
    Image.new("RGB", (20, 10)).save(tmp_path / "a.jpg")
    dataset, record = first(tmp_path)
    assert mask_saving.place(dataset, record) is None
    wanted = Annotation(20, 10, mask=np.ones((10, 20), np.uint8))
    with pytest.raises(EngineError, match="no place for masks"):
        labels.save(dataset, record, wanted, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg"]


def test_an_instance_mask_that_cannot_be_read_is_never_written(scenes: Path) -> None:
    dataset, record = first(scenes)
    assert record.instance_mask is not None
    record.instance_mask.write_bytes(b"not a picture")
    read = labels.read(dataset.format, record)
    assert any("SegmentationObject" in said or record.instance_mask.name in said for said in read.problems)
    painted = regions.paint(read.annotation, Region(3, 4, np.ones((5, 6), bool)), 1)
    labels.save(dataset, record, painted, read.stamp)
    assert record.instance_mask.read_bytes() == b"not a picture"


def test_an_instance_mask_that_another_program_has_written_is_not_overwritten(scenes: Path) -> None:
    dataset, record = first(scenes)
    read = labels.read(dataset.format, record)
    found = read.annotation
    assert record.instance_mask is not None and record.xml is not None
    theirs = voc_masks.to_bytes(np.where(files(record)[1] == 1, np.uint8(VOID), files(record)[1]))
    record.instance_mask.write_bytes(theirs)
    assert labels.stamp_on_disk(record) != read.stamp
    before = record.xml.read_bytes()
    with pytest.raises(FileChanged, match=record.instance_mask.name):
        labels.save(dataset, record, found.with_instances(found.instances[1:]), read.stamp)
    assert record.instance_mask.read_bytes() == theirs and record.xml.read_bytes() == before


@pytest.mark.parametrize("kind", ["xml", "mask", "instance_mask"])
def test_what_another_program_writes_right_after_a_save_is_not_taken_for_ours(
    scenes: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, record = first(scenes)
    read = labels.read(dataset.format, record)
    path, real = getattr(record, kind), saving.put

    def put(*given: object) -> None:
        real(*given)
        path.write_bytes(path.read_bytes() + b"\n")

    monkeypatch.setattr(saving, "put", put)
    fewer = read.annotation.with_instances(read.annotation.instances[1:])
    saved = labels.save(dataset, record, fewer, read.stamp)
    assert saved.stamp != labels.stamp_on_disk(record)


def test_labels_of_a_picture_that_has_another_size_by_now_are_not_saved(scenes: Path) -> None:
    dataset, record = first(scenes)
    read = labels.read(dataset.format, record)
    with Image.open(record.image) as image:
        image.resize((image.width // 2, image.height)).save(record.image)
    before = {path: path.read_bytes() for path in scenes.rglob("*") if path.is_file()}
    said = f"{record.image.name}: the picture is 160×240 now, .* of 320×240; nothing was saved"
    with pytest.raises(EngineError, match=said):
        labels.save(dataset, record, read.annotation.with_instances(()), read.stamp)
    assert {path: path.read_bytes() for path in scenes.rglob("*") if path.is_file()} == before
