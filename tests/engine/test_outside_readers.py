"""Other people's readers open what we have converted, and agree with us on pictures, classes and boxes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO
from torchvision import datasets as torchvision_datasets

from engine.datasets import labels, painting
from tests.engine.foreign_for_tests import boxes, converted, indexed, lost, same_boxes


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torchvision and pycocotools with the newest numpy
@pytest.mark.parametrize("source", ["voc", "coco", "yolo", "labelme", "pets"])
def test_pycocotools_reads_what_we_write(source: str, every: Path, tmp_path: Path) -> None:
    converted(every / source, tmp_path / "new", "coco")
    found = indexed(tmp_path / "new")
    theirs: list[tuple[str, str, tuple[float, ...]]] = []
    for file in sorted((tmp_path / "new" / "annotations").iterdir()):
        coco = COCO(str(file))
        for entry in coco.loadAnns(coco.getAnnIds()):
            image, category = coco.loadImgs(entry["image_id"])[0], coco.loadCats(entry["category_id"])[0]
            x, y, w, h = entry["bbox"]
            theirs.append((Path(image["file_name"]).stem, category["name"], (x, y, x + w, y + h)))
            region = coco.annToMask(entry) if entry["segmentation"] else None
            assert region is None or entry["area"] == region.sum()
        there = torchvision_datasets.CocoDetection(str(tmp_path / "new" / "images"), str(file))
        assert sum(len(target) for _, target in there) == len(coco.anns)
    ours = [(record.name, *each) for record in found.dataset.records for each in boxes(found, record.name)]
    assert sorted(theirs) == sorted(ours) and ours


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("source", ["voc", "coco"])
def test_torchvision_reads_the_voc_folders_we_write(source: str, every: Path, tmp_path: Path) -> None:
    devkit = tmp_path / "VOCdevkit" / "VOC2012"
    converted(every / source, devkit, "voc")
    found = indexed(devkit)
    for part in found.dataset.lists:
        if part not in ("train", "val", "trainval"):
            continue
        there = torchvision_datasets.VOCDetection(str(tmp_path), "2012", part)
        assert len(there) == len(found.dataset.lists[part])
        for i, name in enumerate(found.dataset.lists[part]):
            _, target = there[i]
            objects = target["annotation"]["object"]
            ours = [(label, tuple(np.add(box, (1, 1, 0, 0)))) for label, box in boxes(found, name)]
            edges = ("xmin", "ymin", "xmax", "ymax")
            assert [(o["name"], tuple(float(o["bndbox"][edge]) for edge in edges)) for o in objects] == ours
        masks = torchvision_datasets.VOCSegmentation(str(tmp_path), "2012", part)
        for i, name in enumerate(found.dataset.lists[part]):
            image, mask = masks[i]
            mine = labels.read("voc", found.dataset.records[found.position(name)]).annotation.mask
            assert mine is not None and image.size == mask.size and np.array_equal(np.array(mask), mine)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_torchvision_reads_the_pets_folders_we_write(every: Path, tmp_path: Path) -> None:
    converted(every / "voc", tmp_path / "oxford-iiit-pet", "pets")
    found = indexed(tmp_path / "oxford-iiit-pet")
    for part in ("trainval", "test"):
        both = ["category", "segmentation"]
        there = torchvision_datasets.OxfordIIITPet(str(tmp_path), part, target_types=both)
        names = found.dataset.lists[part]
        assert len(there) == len(names)
        for i, name in enumerate(names):
            image, (label, trimap) = there[i]
            row = found.position(name)
            assert found.classes[found.image_label[row]] == found.classes[label]
            assert image.size == trimap.size == tuple(found.sizes[row])
            mine = labels.read("pets", found.dataset.records[row]).annotation.mask
            assert mine is not None and np.array_equal(np.array(trimap) == 1, mine == 1)


def test_a_pets_folder_is_copied_with_all_its_words(shared: Path, tmp_path: Path) -> None:
    source = shared / "data" / "pets"
    document = converted(source, tmp_path / "oxford-iiit-pet", "pets")
    before, after = indexed(source), indexed(tmp_path / "oxford-iiit-pet")
    assert document["images"] == len(before.dataset.records)
    same_boxes(before, after)
    assert before.classes == after.classes
    assert before.image_label.tolist() == after.image_label.tolist()
    assert set(lost(document)) <= {"list entries without a picture", "sources"}
    species = [[record.species for record in found.dataset.records] for found in (before, after)]
    assert species[0] == species[1]
    for part in ("trainval", "test"):
        there = torchvision_datasets.OxfordIIITPet(str(tmp_path), part)
        assert len(there) == len(after.dataset.lists[part])


def test_breeds_and_species_of_a_real_pets_folder_in_coco(shared: Path, tmp_path: Path) -> None:
    source = shared / "data" / "pets"
    document = converted(source, tmp_path / "coco", "coco")
    before, after = indexed(source), indexed(tmp_path / "coco")
    same_boxes(before, after)
    said = lost(document)
    assert said["masks"] == int(before.has_mask.sum())
    assert said["image labels"] == int((~before.has_boxes & (before.image_label >= 0)).sum())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_torchvision_and_we_read_the_same_in_real_voc_files(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "VOCdevkit").mkdir()
    (tmp_path / "VOCdevkit" / "VOC2012").symlink_to(shared / "data" / "voc2012", target_is_directory=True)
    found = indexed(shared / "data" / "voc2012")
    for part, names in found.dataset.lists.items():
        there = torchvision_datasets.VOCDetection(str(tmp_path), "2012", part)
        assert [Path(path).stem for path in there.images] == list(names)
        for i, name in enumerate(names):
            ours = [(label, tuple(np.add(box, (1, 1, 0, 0)))) for label, box in boxes(found, name)]
            theirs = there[i][1]["annotation"]["object"]
            edges = ("xmin", "ymin", "xmax", "ymax")
            assert [(o["name"], tuple(float(o["bndbox"][edge]) for edge in edges)) for o in theirs] == ours
        masks = torchvision_datasets.VOCSegmentation(str(tmp_path), "2012", part)
        for image, path in zip(masks.images, masks.masks, strict=True):
            record = found.dataset.records.named(Path(image).stem)
            assert record is not None
            with Image.open(path) as mask:
                assert np.array_equal(np.array(mask), labels.read("voc", record).annotation.mask)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_torchvision_and_we_read_the_same_in_real_pets_files(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "oxford-iiit-pet").symlink_to(shared / "data" / "pets", target_is_directory=True)
    found = indexed(shared / "data" / "pets")
    for part in ("trainval", "test"):
        there = torchvision_datasets.OxfordIIITPet(str(tmp_path), part, target_types=["segmentation"])
        assert [path.stem for path in there._images] == list(found.dataset.lists[part])
        for path in there._segs:
            record = found.dataset.records.named(path.stem)
            assert record is not None
            with Image.open(path) as trimap:
                classes = np.array([255, 1, 0, 255], np.uint8)[np.array(trimap)]
            assert np.array_equal(classes, labels.read("pets", record).annotation.mask)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_pycocotools_and_we_read_the_same_in_real_coco_files(shared: Path) -> None:
    folder = shared / "data" / "odd" / "labelme" / "instance_segmentation" / "data_dataset_coco"
    found, coco = indexed(folder), COCO(str(folder / "annotations.json"))
    there = torchvision_datasets.CocoDetection(str(folder), str(folder / "annotations.json"))
    assert len(there) == len(found.dataset.records) > 0
    for number in coco.getImgIds():
        [record] = [one for one in found.dataset.records if one.entry == coco.loadImgs(number)[0]["file_name"]]
        ours = labels.read("coco", record).annotation
        theirs = coco.loadAnns(coco.getAnnIds(number))
        assert len(ours.instances) == len(theirs) > 0
        for mine, other in zip(ours.instances, theirs, strict=True):
            x, y, width, height = other["bbox"]
            assert (mine.label, mine.box.as_tuple()) == (
                coco.loadCats(other["category_id"])[0]["name"],
                pytest.approx((x, y, x + width, y + height), abs=1e-9),
            )
            pixels = painting.region(mine, (ours.width, ours.height))
            assert pixels is not None
            apart = np.count_nonzero(pixels != coco.annToMask(other).astype(bool))
            assert apart <= 0.02 * max(pixels.sum(), 100), "both fill the same outline; theirs rounds its corners"
