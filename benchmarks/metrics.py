"""Are the scores quick?  `python benchmarks/metrics.py voc|coco|masks|matching [--rounds N] [--like FOLDER]`

voc       VOC's AP of 5,000 pictures, 12,000 truths and 50,000 detections, against faster-coco-eval at its twelve
          numbers and at the one threshold and range that VOC's AP needs; and whether it is the development kit's, as a
          plain loop has it
coco      COCO's twelve numbers for the same boxes, against faster-coco-eval; and by how much they differ
masks     mIoU of 1,449 pairs of palette PNGs, as `score` reads them, against decoding them with Pillow
matching  the verdicts of every object of 17,125 pictures with 50,000 detections, and those after a slider has moved

The masks are those of `--like` (a VOC folder; generated ones of 500×375 without it), named anew. faster-coco-eval is
no part of the program: `pip install faster-coco-eval`. Prints one JSON document; times are medians of alternating runs
in one process, in seconds; those of masks, both on one thread, in seconds of the processor.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.metrics.average_precision import DetectionCounts
from engine.metrics.coco import CocoCounts
from engine.metrics.detections import Detections, Truths
from engine.metrics.folder_matching import Overlaps, match_folder
from tests.engine import devkit_for_tests as devkit

if TYPE_CHECKING:
    from collections.abc import Callable

CLASSES, PAIRS = 20, 1449


@dataclass(frozen=True, eq=False)
class Boxes:
    """Columns of truths and detections; boxes float64 (N, 4) x, y, width, height."""

    images: int
    true: tuple[np.ndarray, np.ndarray, np.ndarray]
    said: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

    @staticmethod
    def made(images: int, truths: int, detections: int) -> Boxes:
        """Half of the detections lie near an object of their class, the others anywhere."""
        random = np.random.default_rng(0)
        image, label = np.sort(random.integers(0, images, truths)), random.integers(0, CLASSES, truths)
        sides = np.exp(random.uniform(np.log(10), np.log(300), (truths, 2)))
        boxes = np.round(np.concatenate([random.uniform(0, 200, (truths, 2)), sides], axis=1))
        near, pick = random.random(detections) < 0.5, random.integers(0, truths, detections)
        moved = boxes[pick] + np.round(random.normal(0, 0.12, (detections, 4)) * np.tile(boxes[pick, 2:], 2))
        moved[:, 2:] = np.maximum(moved[:, 2:], 1)
        other = np.round(random.uniform((0, 0, 10, 10), (300, 300, 200, 200), (detections, 4)))
        where = np.where(near, image[pick], random.integers(0, images, detections))
        kind = np.where(near, label[pick], random.integers(0, CLASSES, detections))
        said = where, kind, np.where(near[:, None], moved, other), np.round(random.random(detections), 4)
        return Boxes(images, (image, label, boxes), said)

    def columns(self) -> tuple[Truths, Detections]:
        (image, label, boxes), (where, kind, places, score) = self.true, self.said
        return Truths.of(image, label, corners(boxes)), Detections.of(where, kind, score, corners(places))


def corners(boxes: np.ndarray) -> np.ndarray:
    return np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)


def medians(
    rounds: int, clock: Callable[[], float] = time.perf_counter, **ways: Callable[[], object]
) -> dict[str, float]:
    """The seconds of each way by the `clock`, taken in turn."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = clock()
            way()
            found[name].append(clock() - start)
    return {name: statistics.median(times) for name, times in found.items()}


def faster(boxes: Boxes) -> Callable[[bool], np.ndarray]:
    """faster-coco-eval on the boxes, files and ids already read: its twelve numbers, or only what VOC's AP needs."""
    from faster_coco_eval import COCO, COCOeval_faster

    (image, label, place), (where, kind, said, score) = boxes.true, boxes.said
    objects = [
        {"id": n + 1, "image_id": int(i), "category_id": int(c), "bbox": b.tolist(), "area": b[2] * b[3], "iscrowd": 0}
        for n, (i, c, b) in enumerate(zip(image, label, place, strict=True))
    ]
    results = [
        {"image_id": int(i), "category_id": int(c), "bbox": b.tolist(), "score": float(s)}
        for i, c, b, s in zip(where, kind, said, score, strict=True)
    ]
    images = [{"id": i, "width": 640, "height": 640, "file_name": f"{i}.jpg"} for i in range(boxes.images)]
    kinds = [{"id": c, "name": str(c)} for c in range(CLASSES)]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO({"images": images, "annotations": objects, "categories": kinds})
        found = truth.loadRes(results)

    def run(one: bool) -> np.ndarray:
        with contextlib.redirect_stdout(io.StringIO()):
            evaluation = COCOeval_faster(truth, found, "bbox", print_function=lambda *_: None)
            if one:
                evaluation.params.iouThrs = np.array([0.5])
                evaluation.params.areaRng, evaluation.params.areaRngLbl = [[0, 1e10]], ["all"]
            evaluation.evaluate()
            evaluation.accumulate()
            if not one:
                evaluation.summarize()
        return np.array(evaluation.stats) if not one else np.zeros(0)

    return run


def voc(rounds: int) -> dict[str, Any]:
    boxes = Boxes.made(5_000, 12_000, 50_000)

    def ours() -> np.ndarray:
        counts = DetectionCounts.of(*boxes.columns(), CLASSES, boxes.images)
        return counts.average_precision("voc2010")

    run = faster(boxes)
    found = medians(rounds, ours=ours, twelve=lambda: run(False), one=lambda: run(True))
    true, said = (
        [
            (int(i), int(c), (b[0] + 1, b[1] + 1, b[2], b[3]))
            for i, c, b in zip(image, label, places.tolist(), strict=True)
        ]
        for image, label, places in ((*columns[:2], corners(columns[2])) for columns in (boxes.true, boxes.said))
    )
    real = [devkit.Real(image, label, box, False) for image, label, box in true]
    detected = [devkit.Said(*one[:2], float(score), one[2]) for one, score in zip(said, boxes.said[3], strict=True)]
    loop = [devkit.average_precision(real, detected, label, 0.5, "voc2010") for label in range(CLASSES)]
    return {
        **found,
        "ratio": found["ours"] / found["twelve"],
        "ratio to one": found["ours"] / found["one"],
        "from the development kit": float(np.abs(ours() - loop).max()),
    }


def coco(rounds: int) -> dict[str, Any]:
    boxes = Boxes.made(5_000, 12_000, 50_000)

    def ours() -> list[float]:
        return list(CocoCounts.of(*boxes.columns(), CLASSES, boxes.images).twelve().values())

    run = faster(boxes)
    found = medians(rounds, ours=ours, theirs=lambda: run(False))
    apart = float(np.abs(np.array(ours()) - run(False)[:12]).max())
    return {**found, "ratio": found["ours"] / found["theirs"], "apart": apart}


def masks(rounds: int, like: Path | None) -> dict[str, Any]:
    from engine.processes import allocation
    from engine.scoring.masks import score_masks
    from engine.scoring.things import Problems

    allocation.prepare()  # as the program does first of all
    with tempfile.TemporaryDirectory() as place:
        truth, said = make_masks(Path(place), like)

        def ours() -> dict[str, Any]:
            work = score_masks(truth, said, Problems())
            try:
                while True:
                    next(work)
            except StopIteration as end:
                return end.value

        def decode() -> None:
            for folder in (truth, said):
                for path in sorted(folder.iterdir()):
                    with Image.open(path) as image:
                        np.array(image)

        found = medians(rounds, time.process_time, ours=ours, decode=decode)
        return {**found, "ratio": found["ours"] / found["decode"], "mIoU": ours()["mIoU"]}


def make_masks(place: Path, like: Path | None) -> tuple[Path, Path]:
    """1,449 true masks and as many predicted ones, the true ones shifted; hard links of the few there are."""
    from engine.formats.voc_masks import read_indices, to_bytes

    random = np.random.default_rng(0)
    sources = sorted((like / "SegmentationClass").iterdir())[:70] if like else []
    originals = [read_indices(path) for path in sources] or [scene(random) for _ in range(40)]
    folders = place / "truth", place / "said", place / "own"
    for folder in folders:
        folder.mkdir()
    for number in range(PAIRS):
        mask = number % len(originals)
        for folder, shift in zip(folders, (0, 7), strict=False):
            own = folders[2] / f"{mask}_{shift}.png"
            if not own.exists():
                moved = np.roll(originals[mask], shift, axis=(0, 1))
                own.write_bytes(to_bytes(np.where(moved == 255, 0, moved) if shift else moved))
            os.link(own, folder / f"2008_{number:06d}.png")
    return folders[0], folders[1]


def scene(random: np.random.Generator) -> np.ndarray:
    """A few ellipses with a void ring, 375×500 uint8."""
    mask = np.zeros((375, 500), np.uint8)
    y, x = np.mgrid[:375, :500]
    for _ in range(int(random.integers(1, 5))):
        centre, sides = random.uniform((50, 50), (325, 450)), random.uniform(20, 120, 2)
        far = ((y - centre[0]) / sides[0]) ** 2 + ((x - centre[1]) / sides[1]) ** 2
        mask[far < 1.1] = 255
        mask[far < 1] = random.integers(1, 21)
    return mask


def matching(rounds: int) -> dict[str, Any]:
    boxes = Boxes.made(17_125, 40_000, 50_000)
    overlaps = Overlaps.of(*boxes.columns())

    def whole() -> None:
        match_folder(Overlaps.of(*boxes.columns())).by_picture(boxes.true[0], boxes.said[0], boxes.images)

    def moved() -> None:
        match_folder(overlaps, 0.6, 0.3).by_picture(boxes.true[0], boxes.said[0], boxes.images)

    return {**medians(rounds, whole=whole, moved=moved), "counts": match_folder(overlaps).counts()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("voc", "coco", "masks", "matching"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--like", type=Path)
    given = parser.parse_args()
    ways: dict[str, Callable[[], dict[str, Any]]] = {
        "voc": lambda: voc(given.rounds),
        "coco": lambda: coco(given.rounds),
        "masks": lambda: masks(given.rounds, given.like),
        "matching": lambda: matching(given.rounds),
    }
    print(json.dumps(ways[given.what](), indent=1))


if __name__ == "__main__":
    main()
