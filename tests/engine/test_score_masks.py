"""`overlap-engine score` on masks: palette PNGs in one count, and COCO's regions against pycocotools."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from engine.annotation import VOID
from engine.formats import rle
from engine.formats.voc_classes import VOC_CLASSES
from engine.formats.voc_masks import read_indices, to_bytes
from engine.metrics.boundaries import BoundaryCounts
from engine.metrics.coco import TWELVE
from tests.engine.scoring_for_tests import refused, scored

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = (24, 30)


def plain(pairs: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The confusion matrix, pixel by pixel."""
    counts = np.zeros((VOID, VOID), np.int64)
    for truth, found in pairs:
        for t, p in zip(truth.ravel().tolist(), found.ravel().tolist(), strict=True):
            if t != VOID:
                counts[t, 0 if p == VOID else p] += 1
    return counts


def written(folder: Path, masks: dict[str, np.ndarray]) -> Path:
    folder.mkdir(parents=True)
    for name, mask in masks.items():
        (folder / f"{name}.png").write_bytes(to_bytes(mask))
    return folder


@pytest.fixture
def masks() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    random = np.random.default_rng(4)
    found = {}
    for name in "abc":
        truth = random.choice(np.array([0, 1, 2, VOID], np.uint8), SIZE)
        other = random.choice(np.array([0, 1, 2, 3], np.uint8), SIZE)
        found[name] = truth, np.where(random.random(SIZE) < 0.7, truth, other)
    return found


def test_masks_by_hand(masks: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = written(tmp_path / "truth", {name: pair[0] for name, pair in masks.items()})
    found = written(tmp_path / "found", {name: pair[1] for name, pair in masks.items()})
    document = scored(capsys, truth, found, "masks")
    counts = plain(list(masks.values()))
    hit, true, said = np.diagonal(counts), counts.sum(axis=1), counts.sum(axis=0)
    names = ["background", *VOC_CLASSES]
    known = {names[v]: hit[v] / (true[v] + said[v] - hit[v]) for v in range(4)}
    assert document["classes"] == pytest.approx(known)
    assert document["dice"] == pytest.approx({names[v]: 2 * hit[v] / (true[v] + said[v]) for v in range(4)})
    assert document["mIoU"] == pytest.approx(np.mean(list(known.values())))
    assert document["pixel_accuracy"] == pytest.approx(hit.sum() / counts.sum())
    assert document["images"] == 3 and "background included" in document["definition"]
    assert document["per_image_mIoU"] != document["mIoU"]
    root = tmp_path / "root"
    shutil.copytree(truth, root / "SegmentationClass")
    assert scored(capsys, root, found, "masks") == document, "a VOC root without its pictures"


def test_the_known_masks(shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, case in enumerate(json.loads((shared / "metrics" / "miou_vectors.json").read_text())["cases"]):
        stacks = [np.array(case[side], np.uint8) for side in ("target", "pred")]
        stacks = [stack if stack.ndim == 3 else stack[None] for stack in stacks]
        place = tmp_path / str(number)
        folders = [
            written(place / side, {f"p{i}": mask for i, mask in enumerate(stack)})
            for side, stack in zip(("truth", "found"), stacks, strict=True)
        ]
        document = scored(capsys, *folders, "masks")
        assert document["mIoU"] == (None if case["miou_present"] is None else pytest.approx(case["miou_present"]))
        assert document["pixel_accuracy"] == case["pixel_acc"]
        there = [value for value in case["iou"] if value is not None]
        assert list(document["classes"].values()) == pytest.approx(there)


def test_pictures_without_a_mask_count_as_background(
    masks: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = written(tmp_path / "truth", {name: pair[0] for name, pair in masks.items()})
    found = written(tmp_path / "found", {name: pair[1] for name, pair in masks.items() if name != "b"})
    document = scored(capsys, truth, found, "masks", status=1)
    pairs = [(pair[0], np.zeros_like(pair[1]) if name == "b" else pair[1]) for name, pair in masks.items()]
    counts = plain(pairs)
    assert document["pixel_accuracy"] == pytest.approx(np.trace(counts) / counts.sum())
    assert document["images"] == 3 and document["problems"][0].startswith("b: no mask was predicted")


def test_masks_that_cannot_be_compared_are_refused(
    masks: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = written(tmp_path / "truth", {name: pair[0] for name, pair in masks.items()})
    found = written(tmp_path / "found", {"a": masks["a"][1][1:]})
    assert "a.png: the mask is 30×23, the true one 30×24" in refused(capsys, truth, found, "masks")
    (found / "a.png").write_bytes(b"no picture")
    assert "damaged" in refused(capsys, truth, found, "masks")
    other = written(tmp_path / "other", {"z": masks["a"][1]})
    assert "none of its pictures" in refused(capsys, truth, other, "masks")
    assert "a folder of palette PNGs" in refused(capsys, truth, found / "a.png", "masks")
    assert "has no threshold" in refused(capsys, truth, found, "masks", "--iou", "0.5")


def test_every_format_that_has_masks(every: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The masks of the VOC folder as a prediction: all is right, whatever says the same."""
    found = every / "voc_masks" / "SegmentationClass"
    for truth in (every / "voc", every / "voc_masks", every / "coco", as_coco(found, tmp_path / "truth.json")):
        document = scored(capsys, truth, found, "masks")
        assert document["mIoU"] == 1 and document["images"] == 10, truth
    for truth in (every / "labelme", every / "yolo"):  # boxes alone
        assert " outline" in refused(capsys, truth, found, "masks")
    folder = tmp_path / "labelme"
    folder.mkdir()
    Image.new("RGB", (8, 6)).save(folder / "a.jpg")
    shape = {"label": "cat", "shape_type": "polygon", "points": [[0, 0], [3, 0], [3, 5], [0, 5]]}
    file = {"imagePath": "a.jpg", "imageWidth": 8, "imageHeight": 6, "shapes": [shape]}
    (folder / "a.json").write_text(json.dumps(file))
    square = np.zeros((6, 8), np.uint8)
    square[:6, :4] = 1
    document = scored(capsys, folder, written(tmp_path / "square", {"a": square}), "masks")
    assert list(document["classes"]) == ["background", "cat"] and document["classes"]["cat"] > 0.6


def test_trimaps_say_their_reading(every: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = every / "voc_masks" / "SegmentationClass"
    trimaps = tmp_path / "pets" / "annotations" / "trimaps"
    written(trimaps, {})
    for path in found.iterdir():
        values = np.where(read_indices(path) == VOID, 3, np.where(read_indices(path) == 0, 2, 1)).astype(np.uint8)
        Image.fromarray(values).save(trimaps / path.name)
    pets = written(
        tmp_path / "pet", {path.stem: np.minimum(read_indices(path), 1).astype(np.uint8) for path in found.iterdir()}
    )
    document = scored(capsys, tmp_path / "pets", pets, "masks")
    assert document["mIoU"] == 1 and list(document["classes"]) == ["background", "pet"]
    assert "border void" in document["definition"]
    read = document["trimap_readings"]
    assert read["void"]["mIoU"] == document["mIoU"] and read["three"]["classes"]["border"] == 0
    assert read["joined"]["mIoU"] == 1 > read["three"]["mIoU"] and "three readings" in document["definition"]


def test_edges_are_scored_where_asked_for(masks: dict, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = written(tmp_path / "truth", {name: pair[0] for name, pair in masks.items()})
    found = written(tmp_path / "found", {name: pair[1] for name, pair in masks.items()})
    plainly = scored(capsys, truth, found, "masks")
    document = scored(capsys, truth, found, "masks", "--boundary")
    assert "boundary_IoU" not in plainly and plainly["mIoU"] == document["mIoU"]
    side = 1 + max(int(mask[mask != VOID].max(initial=0)) for pair in masks.values() for mask in pair)
    edges = [BoundaryCounts.of(*pair, side) for pair in masks.values()]
    together = sum(edges[1:], edges[0])
    assert document["boundary_IoU"] == pytest.approx(together.mean_iou)
    assert "contour" in document["definition"]
    assert scored(capsys, truth, truth, "masks", "--boundary")["boundary_IoU"] == 1
    assert "--boundary" in refused(capsys, truth, found, "coco", "--boundary")


def as_coco(masks: Path, out: Path) -> Path:
    """The masks of a folder as a COCO file, a region for each class of each."""
    images, objects = [], []
    for number, path in enumerate(sorted(masks.iterdir())):
        mask = read_indices(path)
        images.append({"id": number, "file_name": f"{path.stem}.jpg", "width": mask.shape[1], "height": mask.shape[0]})
        for value in np.unique(mask).tolist():
            if value not in (0, VOID):
                region = rle.to_coco(rle.encode(mask == value))
                objects.append({"image_id": number, "category_id": value, "segmentation": region})
    kinds = [{"id": value, "name": f"class {value}"} for value in range(1, 9)]
    out.write_text(json.dumps({"images": images, "annotations": objects, "categories": kinds}))
    return out


def regions(seed: int, boxes: bool) -> tuple[dict, list[dict]]:
    """Outlines, run lengths of both kinds and a crowd, and detections near them, many of equal scores. As in COCO's own
    files, the pictures are not listed in the order of their ids."""
    random = np.random.default_rng(seed)
    images = [{"id": i, "width": 90, "height": 70, "file_name": f"{i}.jpg"} for i in (9, 7, 10, 8)]

    def blob(x: float, y: float, size: float) -> list[list[float]]:
        angles = np.linspace(0, 2 * np.pi, 9)[:-1]
        points = np.stack([x + size * np.cos(angles), y + 0.8 * size * np.sin(angles)], axis=1)
        return [np.round(points, 2).ravel().tolist()]

    def pixels(outline: list[list[float]], plain: bool) -> dict:
        from engine.metrics.regions import from_polygons

        points = np.array(outline[0]).reshape(-1, 2)
        region = from_polygons([tuple(map(tuple, points.tolist()))], (90, 70))
        counts = rle.run_lengths(region).tolist()
        return {"size": [70, 90], "counts": counts} if plain else rle.to_coco(region)

    true, said = [], []
    for number in range(14):
        x, y, size = random.uniform(10, 80), random.uniform(10, 60), random.uniform(4, 30)
        outline = blob(x, y, size)
        shape = [outline, pixels(outline, True), pixels(outline, False)][number % 3]
        common = {"image_id": 7 + int(random.integers(3)), "category_id": 1 + int(random.integers(2))}
        box = [x - size, y - size, 2 * size, 2 * size]
        crowd = int(number % 7 == 1)
        true.append({**common, "id": number + 1, "segmentation": shape, "bbox": box, "iscrowd": crowd})
        true[-1]["area"] = float(size * size * 2.2)
        for _ in range(int(random.integers(0, 4))):
            moved = blob(*(np.array([x, y, size]) + random.normal(0, size / 8, 3)))
            region = pixels(moved, False)
            said.append({**common, "segmentation": region, "score": round(float(random.random()), 1)})
            if boxes:
                said[-1]["bbox"] = [x - size, y - size, 2 * size, 3 * size]
    kinds = [{"id": 1, "name": "one"}, {"id": 2, "name": "two"}]
    return {"images": images, "annotations": true, "categories": kinds}, said


def pycocotools(truth: Path, said: Path) -> np.ndarray:
    with contextlib.redirect_stdout(io.StringIO()):
        file = COCO(str(truth))
        evaluation = COCOeval(file, file.loadRes(str(said)), "segm")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation.stats


@pytest.mark.parametrize("boxes", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_regions_agree_with_pycocotools(
    seed: int, boxes: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, results = regions(seed, boxes)
    truth, said = tmp_path / "truth.json", tmp_path / "said.json"
    truth.write_text(json.dumps(file))
    said.write_text(json.dumps(results))
    document = scored(capsys, truth, said, "coco")
    assert [document[name] for name in TWELVE] == pytest.approx(pycocotools(truth, said).tolist(), abs=1e-9)
    assert "for masks" in document["definition"] and document["images"] == 4


def test_regions_need_regions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, results = regions(1, False)
    said = tmp_path / "said.json"
    said.write_text(json.dumps(results))

    def answer(change: Callable[[dict], object]) -> str:
        copy = json.loads(json.dumps(file))
        change(copy)
        (tmp_path / "truth.json").write_text(json.dumps(copy))
        return refused(capsys, tmp_path / "truth.json", said, "coco")

    assert "has no region" in answer(lambda copy: copy["annotations"][0].pop("segmentation"))
    assert "how large the picture is" in answer(lambda copy: [image.pop("width") for image in copy["images"]])
    assert "regions of" in answer(lambda copy: [image.update(width=91) for image in copy["images"]])


def test_masks_that_a_link_leads_out_of_the_folder_are_named_or_refused(
    every: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth, found = tmp_path / "truth", tmp_path / "found"
    shutil.copytree(every / "voc", truth)
    shutil.copytree(truth / "SegmentationClass", found)
    before = scored(capsys, truth, found, "masks")["images"]
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    name = sorted(found.iterdir())[0].name
    for folder in (truth / "SegmentationClass", found):
        shutil.move(folder / name, outside / name)
        (folder / name).symlink_to(outside / name)
        if folder == found:
            assert f"{name}: a link leads it out" in refused(capsys, truth, found, "masks")
        else:
            after = scored(capsys, truth, found, "masks", status=1)
            assert after["images"] == before - 1 and f"{name}: a link leads it out" in " ".join(after["problems"])
