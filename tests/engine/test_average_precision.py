"""VOC's average precision against published cases, and against the development kit written as a plain loop."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.metrics import bootstrap
from engine.metrics.average_precision import FALSE, HIT, NEITHER, DetectionCounts, pixel_boxes
from engine.metrics.boxes import iou_matrix
from engine.metrics.detections import Detections, Truths
from tests.engine.devkit_for_tests import Real, Said, average_precision, overlap, verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from engine.metrics.average_precision import Protocol

PROTOCOLS: tuple[Protocol, ...] = ("voc2007", "voc2010")
CLASSES, IMAGES = 3, 4

CORNER, SIDE = st.integers(1, 12), st.integers(0, 9)  # few places: so that overlaps, equal ones too, are many
BOX = st.tuples(CORNER, CORNER, SIDE, SIDE).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3]))
IMAGE, LABEL = st.integers(0, IMAGES - 2), st.integers(0, CLASSES - 1)  # the last picture is empty
TRUE = st.lists(st.builds(Real, IMAGE, LABEL, BOX, st.booleans()), max_size=25)
SAID = st.lists(st.builds(Said, IMAGE, LABEL, st.integers(0, 9).map(lambda n: n / 10), BOX), max_size=40)


def counted(true: list[Real], said: list[Said], least: float = 0.5, images: int = IMAGES) -> DetectionCounts:
    truths = Truths.of(
        np.array([one.image for one in true]),
        np.array([one.label for one in true]),
        pixel_boxes(np.array([one.box for one in true])),
        np.array([one.difficult for one in true], bool),
    )
    detections = Detections.of(
        np.array([one.image for one in said]),
        np.array([one.label for one in said]),
        np.array([one.score for one in said]),
        pixel_boxes(np.array([one.box for one in said])),
    )
    return DetectionCounts.of(truths, detections, CLASSES, images, least)


@settings(deadline=None, max_examples=300)
@given(TRUE, SAID, st.sampled_from([0.3, 0.5, 0.75, 1.0]))
def test_it_is_the_development_kit_to_the_last_detection(true: list[Real], said: list[Said], least: float) -> None:
    counts = counted(true, said, least)
    for label in range(CLASSES):
        rows = [row for row, one in enumerate(said) if one.label == label]
        rows.sort(key=lambda row: -said[row].score)
        found, positives = verdicts(true, said, label, least)
        assert counts.verdict[rows].tolist() == found
        assert counts.positives[label] == positives
    for protocol in PROTOCOLS:
        known = [average_precision(true, said, label, least, protocol) for label in range(CLASSES)]
        assert counts.average_precision(protocol) == pytest.approx(known, abs=1e-14, nan_ok=True)


@given(BOX, BOX)
def test_inclusive_pixels_are_half_open_boxes(a: tuple, b: tuple) -> None:
    assert iou_matrix(pixel_boxes(np.array([a])), pixel_boxes(np.array([b])))[0, 0] == overlap(a, b)


def test_inclusive_pixels_of_the_published_cases(shared: Path) -> None:
    for case in json.loads((shared / "metrics" / "box_vectors.json").read_text())["hand"]:
        if "iou_inclusive" in case:
            a, b = (pixel_boxes(np.array([case[side]])) for side in "ab")
            assert iou_matrix(a, b)[0, 0] == case["iou_inclusive"]


DIFFICULT = [(0, (0, 0, 10, 10), False), (0, (20, 20, 40, 40), True), (1, (0, 0, 10, 10), True)]
DIFFICULT = [Real(image, 0, box, hard) for image, box, hard in [*DIFFICULT, (2, (5, 5, 15, 15), False)]]
BOXES = [(0, (20, 20, 40, 40)), (0, (0, 0, 10, 10)), (0, (20, 20, 41, 41)), (1, (0, 0, 10, 10)), (1, (30, 30, 40, 40))]
BOXES += [(2, (100, 100, 110, 110)), (2, (5, 5, 15, 15))]
ON_DIFFICULT = [Said(image, 0, 0.9 - place / 10, box) for place, (image, box) in enumerate(BOXES)]


def test_difficult_objects_are_neither_hit_nor_miss() -> None:
    counts = counted(DIFFICULT, ON_DIFFICULT)
    assert counts.verdict.tolist() == [NEITHER, HIT, NEITHER, NEITHER, FALSE, FALSE, HIT]
    assert counts.mean_average_precision("voc2010") == 0.75
    assert counts.mean_average_precision("voc2007") == pytest.approx((6 * 1 + 5 * 0.5) / 11, abs=1e-15)
    easy = [Real(one.image, 0, one.box, False) for one in DIFFICULT]
    assert counted(easy, ON_DIFFICULT).mean_average_precision("voc2010") == pytest.approx(0.8304, abs=5e-5)


def test_the_difficult_case_of_the_shared_file(shared: Path) -> None:
    case = json.loads((shared / "metrics" / "voc_difficult_vector.json").read_text())
    names = sorted(case["gts"])
    true = [Real(names.index(name), 0, tuple(box), hard) for name in names for box, hard in case["gts"][name]]
    said = [Said(names.index(name), 0, score, tuple(box)) for name, score, box in case["dets"]]
    known, wrong = case["expected_difficult_ignored"], case["expected_if_wrongly_counted"]
    counts = counted(true, said)
    assert counts.mean_average_precision("voc2010") == known["area_incl"]
    assert counts.mean_average_precision("voc2007") == pytest.approx(known["11_incl"], abs=1e-15)
    easy = counted([Real(one.image, 0, one.box, False) for one in true], said)
    assert easy.mean_average_precision("voc2010") == pytest.approx(wrong["area"], abs=1e-15)


def test_a_second_hit_is_false_and_the_best_overlap_comes_first() -> None:
    true = [Real(0, 0, (1, 1, 10, 10), False), Real(0, 0, (1, 1, 10, 12), False)]
    said = [Said(0, 0, 0.9, (1, 1, 10, 10)), Said(0, 0, 0.8, (1, 1, 10, 10)), Said(0, 0, 0.7, (1, 1, 10, 12))]
    assert counted(true, said).verdict.tolist() == [HIT, FALSE, HIT], "not the other one, though it is still free"


def test_classes_without_objects_have_no_figure() -> None:
    counts = counted([Real(0, 0, (1, 1, 5, 5), False), Real(0, 1, (1, 1, 5, 5), True)], [Said(0, 2, 0.5, (1, 1, 5, 5))])
    for protocol in PROTOCOLS:
        assert np.isnan(counts.average_precision(protocol)).tolist() == [False, True, True]
        assert counts.mean_average_precision(protocol) == 0.0
    nothing = counted([], [])
    assert nothing.mean_average_precision("voc2010") is None and nothing.curve(0).positives == 0


@settings(deadline=None)
@given(TRUE, SAID, TRUE, SAID)
def test_counts_of_two_processes_are_those_of_one(a: list, b: list, c: list, d: list) -> None:
    both = counted(a, b) + counted(c, d)
    moved = [Real(one.image + IMAGES, one.label, one.box, one.difficult) for one in c]
    said = [Said(one.image + IMAGES, one.label, one.score, one.box) for one in d]
    whole = counted([*a, *moved], [*b, *said], images=2 * IMAGES)
    assert both.images == whole.images
    for protocol in PROTOCOLS:
        assert np.array_equal(both.average_precision(protocol), whole.average_precision(protocol), equal_nan=True)
        ones = np.ones((2, whole.images))
        again, mean = whole.resampled(ones, protocol), whole.mean_average_precision(protocol)
        assert again == pytest.approx([np.nan if mean is None else mean] * 2, nan_ok=True, abs=1e-12)


def test_a_picture_drawn_twice_is_two_pictures() -> None:
    random = np.random.default_rng(3)
    true = [Real(int(i), 0, (1, 1, 10, 10), False) for i in range(IMAGES)]
    said = [Said(i, 0, float(random.random()), (1, 1, 10, 10) if i % 2 else (1, 1, 3, 3)) for i in range(IMAGES)]
    found = counted(true, said).resampled(np.array([[0.0, 2, 1, 0]]), "voc2010")
    drawn = [1, 1, 2]
    twice = counted(
        [Real(place, 0, true[i].box, False) for place, i in enumerate(drawn)],
        [Said(place, 0, said[i].score, said[i].box) for place, i in enumerate(drawn)],
    )
    assert found[0] == pytest.approx(twice.mean_average_precision("voc2010"))
    counts = counted(true * 5, said * 5)
    low, high = bootstrap.interval(counts.images, partial(counts.resampled, protocol="voc2010")) or (1, 0)
    assert 0 <= low <= high <= 1


def test_the_curve_says_the_score_of_each_point() -> None:
    curve = counted(DIFFICULT, ON_DIFFICULT).curve(0)
    assert curve.score == pytest.approx([0.8, 0.5, 0.4, 0.3]) and curve.positives == 2
    assert curve.recall.tolist() == [0.5, 0.5, 0.5, 1.0]
    assert curve.precision == pytest.approx([1, 1 / 2, 1 / 3, 1 / 2])


@pytest.mark.parametrize("score", [np.nan, np.inf])
def test_a_score_that_ranks_nowhere_is_refused(score: float) -> None:
    with pytest.raises(EngineError, match="detection 2 of 2"):
        counted([], [Said(0, 0, 0.5, (1, 1, 2, 2)), Said(0, 0, score, (1, 1, 2, 2))])
    with pytest.raises(ValueError, match="different lengths"):
        Truths.of(np.zeros(2), np.zeros(1), np.zeros((2, 4)))
