"""What a report counts of objects: curves, the confusion of classes and each picture's row, against plain loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.annotation import Annotation, Box, Instance
from engine.metrics.average_precision import Curve
from engine.metrics.matching import match
from engine.reporting import objects, scores
from engine.reporting.scores import Outcome
from engine.reporting.verdicts import SURE
from tests.engine import devkit_for_tests as devkit
from tests.engine.finishing_for_tests import finish
from tests.engine.objects_for_tests import CLASSES, picture

if TYPE_CHECKING:
    from engine.reporting.objects import Objects

BACKGROUND = len(CLASSES)


def layers(one: Objects) -> tuple[Annotation, Annotation]:
    """The picture's objects as the window has them, those it is sure of."""
    true = tuple(
        Instance(CLASSES[c], Box(*b), difficult=bool(hard))
        for c, b, hard in zip(one.labels, one.boxes, one.difficult, strict=True)
    )
    said = tuple(
        Instance(CLASSES[c], Box(*b), score=float(s))
        for c, b, s in zip(one.found_labels, one.found_boxes, one.scores, strict=True)
        if s >= SURE
    )
    return Annotation(80, 80, true), Annotation(80, 80, said)


def cells(one: Objects) -> list[tuple[int, int]]:
    """Row and column of everything that counts in a picture, as the window's own matching has it."""
    true, said = layers(one)
    found = []
    for each in match(true, said):
        if each.verdict == "ignored":
            continue
        row = BACKGROUND if each.truth is None else CLASSES.index(true.instances[each.truth].label)
        column = BACKGROUND if each.prediction is None else CLASSES.index(said.instances[each.prediction].label)
        found.append((row, column))
    return found


def part_of(pictures: list[Objects]) -> Any:
    return finish(objects.part(pictures, CLASSES))


@settings(max_examples=30, deadline=None)
@given(st.lists(picture(), min_size=1, max_size=4))
def test_the_confusion_and_the_rows_are_those_of_the_windows_matching(pictures: list[Objects]) -> None:
    part = part_of(pictures)
    expected = np.zeros((BACKGROUND + 1,) * 2, np.int64)
    outcomes = [Outcome(str(number), (80, 80), objects=one) for number, one in enumerate(pictures)]
    for row, one in zip(scores.rows(outcomes, CLASSES), pictures, strict=True):
        there: Any = row
        counted = cells(one)
        np.add.at(expected, tuple(zip(*counted, strict=True)) if counted else ([], []), 1)
        assert there["objects"] == int((~one.difficult).sum())
        assert there["objects"] == there["matched"] + there["mislabelled"] + there["missed"]
        assert there["found"] == int((one.scores >= SURE).sum())
        assert there["matched"] == sum(t == p for t, p in counted)
        assert there["false"] == sum(t == BACKGROUND for t, _ in counted)
        assert there["missed"] == sum(p == BACKGROUND for _, p in counted)
        assert there["cells"] == [list(cell) for cell in sorted({cell for cell in counted if cell[0] != cell[1]})]
    if part is None:
        assert not any((~one.difficult).any() for one in pictures)
        return
    assert part["confusion"] == {"names": [*CLASSES, "background"], "counts": expected.tolist()}


@settings(max_examples=30, deadline=None)
@given(st.lists(picture(), min_size=1, max_size=4))
def test_a_curve_says_what_each_threshold_leaves(pictures: list[Objects]) -> None:
    part = part_of(pictures)
    if part is None:
        return
    real = [
        devkit.Real(image, int(c), pixels(b), bool(hard))
        for image, one in enumerate(pictures)
        for c, b, hard in zip(one.labels, one.boxes, one.difficult, strict=True)
    ]
    every = [
        devkit.Said(image, int(c), float(s), pixels(b))
        for image, one in enumerate(pictures)
        for c, b, s in zip(one.found_labels, one.found_boxes, one.scores, strict=True)
    ]
    total = {"hit": {}, "seen": {}}
    positives = 0
    for c, name in enumerate(CLASSES):
        mine = sum(one.label == c and not one.difficult for one in real)
        positives += mine
        for least in sorted({one.score for one in every}, reverse=True):
            above = [one for one in every if one.score >= least]
            verdicts, _ = devkit.verdicts(real, above, c, 0.5)
            hit, seen = verdicts.count(1), len(verdicts) - verdicts.count(-1)
            total["hit"][least] = total["hit"].get(least, 0) + hit
            total["seen"][least] = total["seen"].get(least, 0) + seen
            if not mine:
                continue
            curve = part["curves"][name]
            if least in curve["score"]:
                place = curve["score"].index(least)
                assert curve["recall"][place] == hit / mine and curve["precision"][place] == hit / seen
        if mine:
            assert curve_is_whole(part["curves"][name])
        else:
            assert name not in part["curves"]
    pooled = part["curve"]
    assert curve_is_whole(pooled)
    for place, least in enumerate(pooled["score"]):
        hit, seen = total["hit"][least], total["seen"][least]
        assert pooled["recall"][place] == hit / positives and pooled["precision"][place] == hit / seen


def curve_is_whole(curve: dict[str, list[float]]) -> bool:
    assert len(curve["score"]) == len(curve["precision"]) == len(curve["recall"]) <= 200
    return curve["score"] == sorted(set(curve["score"]), reverse=True)


def pixels(corners: np.ndarray) -> tuple[float, float, float, float]:
    """As the kit's files have them: 1-based and inclusive."""
    x1, y1, x2, y2 = map(float, corners)
    return x1 + 1, y1 + 1, x2, y2


def test_a_long_curve_keeps_its_ends_and_stays_on_the_curve() -> None:
    random = np.random.default_rng(0)
    hit = np.cumsum(random.random(5000) < np.linspace(1, 0, 5000))
    whole = Curve(hit / hit[-1], hit / np.arange(1, 5001), np.sort(random.random(5000))[::-1], int(hit[-1]))
    thin = whole.thinned(200)
    assert 100 < len(thin.score) <= 200 and whole.thinned(5000) is whole
    rows = np.searchsorted(-whole.score, -thin.score)
    assert rows[0] == 0 and rows[-1] == 4999
    for column in ("recall", "precision", "score"):
        np.testing.assert_array_equal(getattr(whole, column)[rows], getattr(thin, column))
    between = np.interp(whole.recall, thin.recall, thin.precision)
    assert np.abs(between - whole.precision)[50:].max() < 0.02


def test_the_pixels_of_masks_are_told_class_by_class() -> None:
    first, second = np.array([[5, 1], [2, 7]]), np.array([[1, 0], [0, 3]])
    part: Any = finish(
        scores.mask_part([Outcome("a", (5, 3), mask=first), Outcome("b", (2, 2), mask=second)], ("pet",))
    )
    assert part["confusion"] == {"names": ["background", "pet"], "counts": [[6, 1], [2, 10]]}
    assert part["pixel_accuracy"] == pytest.approx(16 / 19)
