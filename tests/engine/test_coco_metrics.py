"""COCO's twelve numbers against pycocotools, for boxes and masks, on sets made to be awkward."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from engine.annotation import Rle
from engine.formats import rle
from engine.metrics import regions
from engine.metrics.coco import TWELVE, CocoCounts
from engine.metrics.detections import Detections, Pairs, Truths

CLASSES, SIDE = 3, 220


@dataclass(frozen=True)
class Case:
    """Random pictures, of which some are empty, as COCO's files have them."""

    images: int
    true: list[dict] = field(default_factory=list)
    said: list[dict] = field(default_factory=list)

    @property
    def file(self) -> dict:
        images = [{"id": i, "width": SIDE, "height": SIDE, "file_name": f"{i}.jpg"} for i in range(self.images)]
        return {"images": images, "annotations": self.true, "categories": [{"id": c} for c in range(CLASSES)]}


def made(seed: int, true: int = 30, said: int = 90, whole: bool = True) -> Case:
    """Boxes of all sizes, many detections near a truth, equal scores, crowds; whole numbers make equal IoUs."""
    random = np.random.default_rng(seed)
    case = Case(int(random.integers(1, 9)))

    def box() -> list[float]:
        sides = np.exp(random.uniform(np.log(4), np.log(150), 2))
        corner = random.uniform(0, SIDE - sides)
        values = np.concatenate([corner, sides])
        return (np.round(values) if whole else np.round(values, 2)).tolist()

    for number in range(int(random.integers(0, true + 1))):
        place = box()
        area = place[2] * place[3] * random.choice([1.0, 0.7])
        entry = {"id": number + 1, "image_id": int(random.integers(case.images)), "area": area, "bbox": place}
        crowd = int(random.random() < 0.15)
        case.true.append({**entry, "category_id": int(random.integers(CLASSES)), "iscrowd": crowd})
    for _ in range(int(random.integers(1, said + 1))):
        image, kind, place = int(random.integers(case.images)), int(random.integers(CLASSES)), box()
        if case.true and random.random() < 0.7:
            near = case.true[int(random.integers(len(case.true)))]
            image, kind = near["image_id"], near["category_id"]
            shift = random.normal(0, 0.1, 4) * random.integers(0, 2) * np.tile(near["bbox"][2:], 2)
            place = np.array(near["bbox"]) + (np.round(shift) if whole else shift)
            place = [*place[:2].tolist(), *np.maximum(place[2:], 1).tolist()]
        score = round(float(random.random()), 1)
        case.said.append({"image_id": image, "category_id": kind, "bbox": place, "score": score})
    return case


def columns(case: Case) -> tuple[Truths, Detections]:
    def boxes(entries: list[dict]) -> np.ndarray:
        found = np.array([entry["bbox"] for entry in entries], np.float64).reshape(-1, 4)
        return np.concatenate([found[:, :2], found[:, :2] + found[:, 2:]], axis=1)

    def of(entries: list[dict], key: str) -> np.ndarray:
        return np.array([entry[key] for entry in entries])

    def extents(entries: list[dict]) -> np.ndarray:
        return np.array([entry["bbox"] for entry in entries], np.float64).reshape(-1, 4)[:, 2:].prod(axis=1)

    image, kind, sizes = (of(case.true, key) for key in ("image_id", "category_id", "area"))
    crowd = np.array([entry["iscrowd"] for entry in case.true], bool)
    truths = Truths.of(image, kind, boxes(case.true), None, crowd, sizes, extents(case.true))
    image, kind, score = (of(case.said, key) for key in ("image_id", "category_id", "score"))
    return truths, Detections.of(image, kind, score, boxes(case.said), None, extents(case.said))


def oracle(case: Case, kind: str = "bbox", said: list[dict] | None = None) -> np.ndarray:
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = case.file
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(said or case.said), kind)
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation.stats


def agree(ours: CocoCounts, theirs: np.ndarray) -> None:
    assert list(ours.twelve()) == list(TWELVE)
    assert list(ours.twelve().values()) == pytest.approx(theirs.tolist(), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.booleans())
@example(seed=252, whole=False)  # a detection that shares exactly .7 with a crowd, if its area is width times height
def test_boxes_agree_with_pycocotools(seed: int, whole: bool) -> None:
    case = made(seed, whole=whole)
    agree(CocoCounts.of(*columns(case), CLASSES, case.images), oracle(case))


def test_more_than_a_hundred_detections_of_one_picture() -> None:
    case = made(11, true=80, said=900)
    one = Case(1, [{**entry, "image_id": 0} for entry in case.true], [{**entry, "image_id": 0} for entry in case.said])
    counts = CocoCounts.of(*columns(one), CLASSES, 1)
    assert counts.rank.max() == 99
    agree(counts, oracle(one))


def test_no_truth_of_a_size_is_minus_one_as_with_coco() -> None:
    case = Case(2, [], [{"image_id": 1, "category_id": 0, "bbox": [0, 0, 9, 9], "score": 0.5}])
    assert set(CocoCounts.of(*columns(case), CLASSES, 2).twelve().values()) == {-1.0}
    case.true.append({"id": 1, "image_id": 0, "category_id": 0, "bbox": [0, 0, 9, 9], "area": 81, "iscrowd": 0})
    found = CocoCounts.of(*columns(case), CLASSES, 2)
    assert found.twelve()["APs"] == 0.0 and found.twelve()["APl"] == -1.0


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 2))
def test_counts_of_two_processes_are_those_of_one(seed: int) -> None:
    a, b = made(seed), made(seed + 1)
    both = CocoCounts.of(*columns(a), CLASSES, a.images) + CocoCounts.of(*columns(b), CLASSES, b.images)
    true, said = (
        [*one, *({**entry, "image_id": entry["image_id"] + a.images} for entry in other)]
        for one, other in ((a.true, b.true), (a.said, b.said))
    )
    true = [{**entry, "id": number} for number, entry in enumerate(true, start=1)]
    agree(both, oracle(Case(a.images + b.images, true, said)))


def ragged(random: np.random.Generator, box: list[float]) -> np.ndarray:
    """A mask with holes inside a box."""
    mask = np.zeros((SIDE, SIDE), bool)
    x, y, width, height = (int(value) for value in box)
    mask[max(y, 0) : y + height, max(x, 0) : x + width] = True
    return mask & (random.random((SIDE, SIDE)) < random.uniform(0.6, 1.2))


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1))
def test_masks_agree_with_pycocotools(seed: int) -> None:
    random, case = np.random.default_rng(seed), made(seed, true=12, said=30)
    shapes = [rle.encode(ragged(random, entry["bbox"])) for entry in (*case.true, *case.said)]
    for entry, shape in zip((*case.true, *case.said), shapes, strict=True):
        entry["segmentation"] = rle.to_coco(shape)
    said = [{key: value for key, value in entry.items() if key != "bbox"} for entry in case.said]
    true, found = shapes[: len(case.true)], shapes[len(case.true) :]
    truths, boxed = columns(case)
    areas = np.array([rle.area(shape) for shape in found])
    detections = Detections.of(boxed.image, boxed.label, boxed.score, boxed.boxes, areas)
    pairs = regions.mask_pairs(truths, detections, CLASSES, (true, found))
    agree(CocoCounts.of(truths, detections, CLASSES, case.images, pairs), oracle(case, "segm", said))


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.tuples(st.floats(-10, 40), st.floats(-10, 40)), min_size=3, max_size=9),
    st.integers(1, 40),
    st.integers(1, 40),
)
def test_outlines_become_the_pixels_of_the_coco_api(points: list, width: int, height: int) -> None:
    flat = [value for point in points for value in point]
    parts = coco_mask.frPyObjects([flat, [0, 0, 5, 0, 5, 5]], height, width)
    one, both = (rle.decode(Rle(width, height, part["counts"].decode())) for part in (parts[0], coco_mask.merge(parts)))
    assert (regions.filled(tuple(points), (width, height)) == one).all()
    ours = regions.from_polygons([tuple(points), ((0, 0), (5, 0), (5, 5))], (width, height))
    assert (rle.decode(ours) == both).all()


@given(st.integers(0, 2**32 - 1), st.integers(1, 25), st.integers(1, 25))
def test_shared_pixels_are_counted_in_runs(seed: int, width: int, height: int) -> None:
    random = np.random.default_rng(seed)
    a, b = random.random((2, height, width)) < random.random()
    spans = [regions.spans(rle.encode(mask)) for mask in (a, b)]
    assert regions.shared_pixels(*spans) == np.count_nonzero(a & b)


def test_two_sizes_of_one_picture_and_far_outlines_are_refused() -> None:
    small, large = rle.encode(np.ones((2, 2))), rle.encode(np.ones((3, 3)))
    one = np.zeros(1, np.int64)
    truths, found = Truths.of(one, one, np.ones((1, 4))), Detections.of(one, one, one, np.ones((1, 4)))
    with pytest.raises(ValueError, match="2×2 and 3×3"):
        regions.mask_pairs(truths, found, 1, ([large], [small]))
    none = rle.encode(np.zeros((2, 2)))
    pairs = regions.mask_pairs(truths, found, 1, ([none], [none]))
    assert isinstance(pairs, Pairs) and len(pairs.iou) == 0, "of two empty regions neither lies on the other"
    with pytest.raises(ValueError, match="far out"):
        regions.filled(((0, 0), (1e7, 0), (1e7, 1e7)), (9, 9))
