"""The matching of a whole folder says of every object what that of its picture says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.annotation import Annotation, Box, Instance
from engine.metrics.choosing import choose
from engine.metrics.detections import Detections, Truths, together
from engine.metrics.folder_matching import HIDDEN, VERDICTS, FolderMatch, Overlaps, match_folder
from engine.metrics.matching import Match, match

SEEDS = st.integers(0, 2**32 - 1)


def folder(seed: int, images: int = 5) -> tuple[Truths, Detections]:
    """Crowded pictures whose objects come in any order, with equal scores and equal boxes."""
    random = np.random.default_rng(seed)

    def boxes(number: int) -> np.ndarray:
        corners = random.integers(0, 16, (number, 2))
        return np.concatenate([corners, corners + random.integers(1, 14, (number, 2))], axis=1).astype(np.float64)

    true, said = (int(number) for number in random.integers(0, 40, 2))
    truths = Truths.of(
        *(random.integers(0, many, true) for many in (images, 3)), boxes(true), random.random(true) < 0.2
    )
    scores = np.round(random.random(said), 1)
    return truths, Detections.of(*(random.integers(0, many, said) for many in (images, 3)), scores, boxes(said))


def expected(truths: Truths, detections: Detections, image: int, threshold: float, least: float) -> list[Match]:
    """`match` of one picture, with rows of the folder instead of positions."""
    true = np.flatnonzero(truths.image == image)
    said = np.flatnonzero((detections.image == image) & (detections.score >= least))
    a = tuple(
        Instance(str(truths.label[row]), Box(*truths.boxes[row].tolist()), difficult=bool(truths.ignore[row]))
        for row in true
    )
    b = tuple(
        Instance(str(detections.label[row]), Box(*detections.boxes[row].tolist()), score=float(detections.score[row]))
        for row in said
    )
    found = match(Annotation(99, 99, a), Annotation(99, 99, b), threshold)
    return [
        Match(
            None if one.truth is None else int(true[one.truth]),
            None if one.prediction is None else int(said[one.prediction]),
            one.iou,
            one.verdict,
        )
        for one in found
    ]


def agree(found: FolderMatch, one: Match, first: bool) -> None:
    if one.prediction is not None:
        assert VERDICTS[found.detection[one.prediction]] == one.verdict
        assert found.partner[one.prediction] == (-1 if one.truth is None else one.truth)
    if one.truth is not None and first:
        assert VERDICTS[found.truth[one.truth]] == one.verdict
        assert found.truth_iou[one.truth] == one.iou


@settings(deadline=None, max_examples=150)
@given(SEEDS, st.sampled_from([0.1, 0.3, 0.5, 0.9]), st.sampled_from([-1.0, 0.4, 0.8]))
def test_every_object_gets_the_verdict_of_its_picture(seed: int, threshold: float, least: float) -> None:
    truths, detections = folder(seed)
    overlaps = Overlaps.of(truths, detections)
    found = match_folder(overlaps, threshold, least)
    by_picture = np.zeros((5, len(VERDICTS)), int)
    for image in range(5):
        seen: set[int] = set()
        for one in expected(truths, detections, image, threshold, least):
            first = one.truth not in seen  # on a difficult truth the surest comes first
            agree(found, one, first)
            if one.truth is None or first:
                by_picture[image, VERDICTS.index(one.verdict)] += 1
            if one.truth is not None:
                seen.add(one.truth)
    assert ((found.detection == HIDDEN) == (detections.score < least)).all()
    assert (found.by_picture(truths.image, detections.image, 5) == by_picture).all()
    assert found.counts() == dict(zip(VERDICTS, by_picture.sum(axis=0).tolist(), strict=True))


@given(SEEDS)
def test_choosing_is_one_after_the_other(seed: int) -> None:
    random = np.random.default_rng(seed)
    askers, there = int(random.integers(1, 15)), int(random.integers(1, 8))
    wishes = [random.permutation(there)[: random.integers(0, there + 1)] for _ in range(askers)]
    rank, many = random.permutation(askers), random.random(there) < 0.2
    known, taken = np.full(askers, -1), set()
    for asker in np.argsort(rank):
        for wish in wishes[asker]:
            if many[wish] or wish not in taken:
                known[asker] = wish
                taken.add(wish)
                break
    asker = np.repeat(np.arange(askers), [len(wish) for wish in wishes])
    asked = np.concatenate([np.zeros(0, np.int64), *wishes])
    assert (choose(asker, asked, rank, many) == known).all()


@given(SEEDS)
def test_pairs_come_in_parts_that_fit(seed: int) -> None:
    random = np.random.default_rng(seed)
    a, b = (random.integers(0, 4, random.integers(0, 12)) for _ in range(2))
    known = [(i, j) for i in range(len(a)) for j in range(len(b)) if a[i] == b[j]]
    with pytest.MonkeyPatch.context() as patch:
        for most in (1, 5, 1000):
            patch.setattr("engine.metrics.detections._AT_ONCE", most)
            parts = [list(zip(i.tolist(), j.tolist(), strict=True)) for i, j in together(a, b)]
            assert [pair for part in parts for pair in part] == known
            assert all(len(part) < most + len(b) for part in parts if part)
