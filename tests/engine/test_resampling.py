"""Figures of pictures drawn anew, worked out from hits alone: what the plain way says, draw by draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.metrics.average_precision import HIT, NEITHER, DetectionCounts, average
from engine.metrics.bootstrap import mean_there
from engine.metrics.coco import RECALLS, THRESHOLDS, CocoCounts
from engine.metrics.label_rankings import MultiLabelCounts
from tests.engine.test_coco_metrics import CLASSES, columns, made

if TYPE_CHECKING:
    from engine.metrics.average_precision import Protocol


def draws(random: np.random.Generator, pictures: int, number: int) -> np.ndarray:
    """How often each picture is drawn, float64 (number, pictures); among them all of them once, one alone, and none."""
    some = random.multinomial(pictures, np.full(pictures, 1 / pictures), number - 3)
    return np.concatenate([some, np.ones((1, pictures)), pictures * np.eye(pictures)[:1], np.zeros((1, pictures))])


def plain_coco(counts: CocoCounts, weights: np.ndarray, positives: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean precision at COCO's recalls and the recall reached of one draw, (T, C) each."""
    precision, recall = (np.full((len(THRESHOLDS), counts.classes), np.nan) for _ in range(2))
    for label in np.flatnonzero(positives):
        rows = np.flatnonzero(counts.label == label)
        rows = rows[np.lexsort((counts.rank[rows], counts.image[rows], -counts.score[rows]))]
        for step in range(len(THRESHOLDS)):
            counted = weights[counts.image[rows]] * ~counts.ignored[0, step, rows]
            hit = np.cumsum(counted * counts.matched[0, step, rows])
            best = hit / (np.cumsum(counted) + np.spacing(1))
            best = np.append(np.maximum.accumulate(best[::-1])[::-1], 0.0)
            reached = np.searchsorted(hit / positives[label], RECALLS, "left")
            precision[step, label] = best[reached].mean()
            recall[step, label] = hit[-1] / positives[label] if len(rows) else 0.0
    return precision, recall


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([30, 120]))
def test_cocos_figures_of_a_draw_are_those_of_the_plain_way_to_the_last_bit(seed: int, true: int) -> None:
    random, case = np.random.default_rng(seed), made(seed, true=true, said=3 * true)
    truths, detections = columns(case)
    counts = CocoCounts.of(truths, detections, CLASSES, case.images)
    weights, counted = draws(random, case.images, 70), np.zeros((case.images, CLASSES))
    np.add.at(counted, (truths.image[~truths.ignore], truths.label[~truths.ignore]), 1)
    positives = weights @ counted
    found = counts.resampled(weights, positives)
    for draw in range(len(weights)):
        precision, recall = plain_coco(counts, weights[draw], positives[draw])
        known = {"AP": precision, "AP50": precision[:1], "AP75": precision[5:6], "AR100": recall}
        for name, values in known.items():
            assert np.array_equal(found[name][draw], mean_there(values.reshape(1, -1))[0], equal_nan=True), name


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["voc2007", "voc2010"]))
def test_vocs_figure_of_a_draw_is_that_of_the_plain_way(seed: int, protocol: Protocol) -> None:
    random, case = np.random.default_rng(seed), made(seed)
    truths, detections = columns(case)
    counts = DetectionCounts.of(truths, detections, CLASSES, case.images)
    weights = draws(random, case.images, 70)
    found = counts.resampled_classes(weights, protocol)
    for label in range(CLASSES):
        rows = np.flatnonzero((counts.label == label) & (counts.verdict != NEITHER))
        rows = rows[np.argsort(-counts.score[rows], kind="stable")]
        for draw, often in enumerate(weights):
            positives = often[counts.true_image[counts.true_label == label]].sum()
            drawn = often[counts.image[rows]]
            hit, seen = np.cumsum(drawn * (counts.verdict[rows] == HIT)), np.cumsum(drawn)
            precision = np.divide(hit, seen, out=np.zeros_like(hit), where=seen > 0)
            known = average(hit / positives, precision, protocol) if positives else np.nan
            # an area has as many parts as there are points: fewer are added up in another order
            assert found[draw, label] == pytest.approx(known, abs=1e-14, nan_ok=True)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_the_ranking_of_a_draw_is_that_of_its_pictures(seed: int, pictures: int) -> None:
    random = np.random.default_rng(seed)
    scores, truth = np.round(random.random((pictures, 3)), 1), random.random((pictures, 3)) < 0.3
    weights = draws(random, pictures, 70)
    found = MultiLabelCounts.of(truth, scores).resampled(weights)
    for draw, often in enumerate(weights.astype(int)):
        again = np.repeat(np.arange(pictures), often)
        known = MultiLabelCounts.of(truth[again], scores[again]).average_precision
        assert found[draw] == pytest.approx(known, abs=1e-14, nan_ok=True)
