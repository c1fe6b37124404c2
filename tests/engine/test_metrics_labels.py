"""Labels against scikit-learn, where it is there, and against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import EngineError
from engine.metrics.label_rankings import MultiLabelCounts
from engine.metrics.labels import LabelCounts

SEEDS = st.integers(0, 2**32 - 1)
CLASSES = 4


def labelled(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    number = int(random.integers(1, 40))
    truth, found = random.integers(0, CLASSES, (2, number))
    return truth, np.where(random.random(number) < 0.5, truth, found)


def several(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures with several labels; scores of one digit, so that many are equal."""
    random = np.random.default_rng(seed)
    truth = random.random((int(random.integers(1, 30)), CLASSES)) < random.random(CLASSES)
    return truth, np.round(random.random(truth.shape) + truth * random.random(), 1)


@given(SEEDS)
def test_precision_recall_and_f1_by_counting(seed: int) -> None:
    truth, found = labelled(seed)
    counts = LabelCounts.of(truth, found, np.ones(len(truth)), CLASSES)
    for label in range(CLASSES):
        hit, is_, said = ((truth == label) & (found == label)).sum(), (truth == label).sum(), (found == label).sum()
        known = [hit / said if said else np.nan, hit / is_ if is_ else np.nan]
        known.append(2 * hit / (is_ + said) if is_ + said else np.nan)
        ours = [figure[label] for figure in (counts.precision, counts.recall, counts.f1)]
        assert ours == pytest.approx(known, nan_ok=True)
    assert counts.macro_f1 == pytest.approx(np.nanmean(counts.f1))


@settings(deadline=None)  # the library is imported in the first
@given(SEEDS)
def test_they_agree_with_scikit_learn(seed: int) -> None:
    sklearn = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    truth, found = labelled(seed)
    counts = LabelCounts.of(truth, found, np.ones(len(truth)), CLASSES)
    every = list(range(CLASSES))
    assert (counts.confusion == sklearn.confusion_matrix(truth, found, labels=every)).all()
    assert counts.accuracy == pytest.approx(sklearn.accuracy_score(truth, found))
    precision, recall, f1, _ = sklearn.precision_recall_fscore_support(truth, found, labels=every, zero_division=np.nan)
    assert counts.precision == pytest.approx(precision, nan_ok=True)
    assert counts.recall == pytest.approx(recall, nan_ok=True)
    there = (counts.confusion.sum(axis=0) + counts.confusion.sum(axis=1)) > 0
    assert counts.f1[there] == pytest.approx(np.nan_to_num(f1[there]))
    labels, scores = several(seed)
    ours = MultiLabelCounts.of(labels, scores).average_precision
    for label in np.flatnonzero(labels.any(axis=0)):
        assert ours[label] == pytest.approx(sklearn.average_precision_score(labels[:, label], scores[:, label]))


@given(SEEDS)
def test_average_precision_of_labels_by_thresholds(seed: int) -> None:
    truth, scores = several(seed)
    counts = MultiLabelCounts.of(truth, scores)
    for label, figure in enumerate(counts.average_precision):
        true, said, known, before = truth[:, label], scores[:, label], 0.0, 0.0
        for least in sorted(set(said), reverse=True):
            recall = true[said >= least].sum() / max(true.sum(), 1)
            known += (recall - before) * true[said >= least].mean()
            before = recall
        assert figure == pytest.approx(known if true.any() else np.nan, nan_ok=True)
    half = len(truth) // 2
    parts = MultiLabelCounts.of(truth[:half], scores[:half]) + MultiLabelCounts.of(truth[half:], scores[half:])
    assert np.array_equal(parts.average_precision, counts.average_precision, equal_nan=True)
    assert parts.mean_average_precision == counts.mean_average_precision
    assert (counts.mean_average_precision is None) == (not truth.any())


def test_a_score_that_is_no_number_is_refused() -> None:
    scores = np.array([[0.1, 0.2], [0.3, np.nan]])
    with pytest.raises(EngineError, match=r"picture 2, class 2: .*NaN"):
        MultiLabelCounts.of(np.ones((2, 2), bool), scores)
    with pytest.raises(ValueError, match="scores of"):
        MultiLabelCounts.of(np.ones((2, 3), bool), np.zeros((2, 2)))
