"""Average precision from what a report keeps of each picture, and how sure a difference of two is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.metrics import bootstrap
from engine.reporting import objects, paired, ranked, scores, stamps
from engine.reporting.comparing import compare
from engine.reporting.objects import Objects
from engine.reporting.report import Report
from engine.reporting.scores import Outcome
from tests.engine.finishing_for_tests import finish, followed
from tests.engine.objects_for_tests import CLASSES, picture

ORDER = {name: place for place, name in enumerate(CLASSES)}


def report(pictures: list[Objects]) -> Report:
    """As it comes back from its file."""
    outcomes = [Outcome(f"p{n}", (80, 80), objects=one, stamp="0" * 8) for n, one in enumerate(pictures)]
    made = Report(
        images=len(pictures),
        split="test",
        split_hash="a",
        leak={},
        definition={},
        baselines={},
        detections=finish(objects.part(pictures, CLASSES)),
        pictures=scores.rows(outcomes, CLASSES),
    )
    return Report.from_json(made.to_json())


def classes_of(pictures: list[Objects]) -> dict[str, float]:
    part: Any = finish(objects.part(pictures, CLASSES))
    return {} if part is None else part["classes"]


@settings(max_examples=20, deadline=None)
@given(st.lists(picture(), min_size=1, max_size=4), st.data())
def test_the_ranks_of_some_pictures_have_their_average_precision(pictures: list[Objects], data: st.DataObject) -> None:
    rows = report(pictures).pictures
    some = data.draw(st.lists(st.sampled_from(range(len(pictures))), min_size=1, unique=True).map(sorted))
    for chosen in (list(range(len(pictures))), some):
        found = ranked.of_rows([rows[n] for n in chosen], CLASSES, ORDER).of(np.ones((1, len(chosen))))[0]
        expected = classes_of([pictures[n] for n in chosen])
        assert {name for name, c in ORDER.items() if not np.isnan(found[c])} == set(expected)
        for name, value in expected.items():
            assert found[ORDER[name]] == pytest.approx(value, abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.lists(picture(), min_size=1, max_size=4), st.data())
def test_a_picture_drawn_twice_counts_twice(pictures: list[Objects], data: st.DataObject) -> None:
    """As in a folder that has the picture twice."""
    numbers = iter(np.linspace(0.9, 0.1, 100))
    apart = [replace(one, scores=np.array([next(numbers) for _ in one.scores])) for one in pictures]
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(pictures), max_size=len(pictures)))
    found = ranked.of_rows(report(apart).pictures, CLASSES, ORDER).of(np.array([times], float))[0]
    again = [one for one, often in zip(apart, times, strict=True) for _ in range(often)]
    expected = classes_of(again) if again else {}
    assert {name for name, c in ORDER.items() if not np.isnan(found[c])} == set(expected)
    for name, value in expected.items():
        assert found[ORDER[name]] == pytest.approx(value, abs=1e-12)


def seen(right: int, wrong: int, score: float, label: int = 0) -> Objects:
    """A picture with 4 objects of which so many are found, and so many things that are none."""
    boxes = np.array([[10.0 * n, 0, 10 * n + 9, 9] for n in range(4)])
    elsewhere = np.array([[10.0 * n, 50, 10 * n + 9, 59] for n in range(wrong)]).reshape(-1, 4)
    return Objects(
        np.full(4, label),
        boxes,
        np.zeros(4, bool),
        np.full(right + wrong, label),
        np.concatenate([boxes[:right], elsewhere]),
        np.linspace(score, score - 0.05, right + wrong),
    )


def test_each_class_has_the_paired_interval_of_its_own_average_precision() -> None:
    random = np.random.default_rng(0)
    chance = [
        (int(random.integers(1, 4)), int(random.integers(0, 3)), float(random.uniform(0.3, 1))) for _ in range(40)
    ]
    a = [seen(right, wrong, score, n % 2) for n, (right, wrong, score) in enumerate(chance)]
    b = [seen(right + (n % 2 == 0), wrong, score, n % 2) for n, (right, wrong, score) in enumerate(chance)]
    first, second = report(a), report(b)
    steps, found = followed(compare(first, second))
    assert [step.done for step in steps if step.total == 1000][:20] == [*range(50, 1001, 50)], "it says how far it is"
    one = found["differences"]["detections.mAP"]
    cat, dog = one["classes"]["cat"], one["classes"]["dog"]
    said: Any = first.detections
    assert one["a"] == pytest.approx(said["mAP"]) and cat["a"] == pytest.approx(said["classes"]["cat"])
    assert cat["interval"][0] > 0 and cat["images"] == 20
    assert (dog["difference"], dog["interval"]) == (0, [0, 0]), "the same pictures for both runs, so nothing is left"
    assert one["interval"][0] <= one["difference"] <= one["interval"][1]
    rows = [ranked.of_rows(each.pictures, CLASSES, ORDER) for each in (first, second)]
    own = bootstrap.interval(40, lambda weights: rows[1].of(weights)[:, 0] - rows[0].of(weights)[:, 0])
    assert own is not None and cat["interval"] == pytest.approx(own, abs=1e-4)
    alone = [bootstrap.interval(40, lambda weights, each=each: each.of(weights)[:, 0]) or (0, 0) for each in rows]
    assert own[1] - own[0] < (alone[0][1] - alone[0][0]) + (alone[1][1] - alone[1][0])


def test_reports_that_kept_no_ranks_say_the_figure_without_an_interval() -> None:
    made = report([seen(2, 1, 0.9), seen(3, 0, 0.8)])
    old = replace(made, pictures=tuple({k: v for k, v in row.items() if k != "ranks"} for row in made.pictures))
    one = finish(compare(old, made))["differences"]["detections.mAP"]
    assert one["interval"] is None and one["difference"] == 0 and "classes" not in one


def test_a_class_that_only_one_run_knows_is_left_out() -> None:
    empty = paired.Shares(np.zeros((2, 1)), np.zeros((2, 1)))
    assert finish(paired.difference(empty, empty, ["cat"])) is None


def test_networks_with_different_heads_share_what_both_measured() -> None:
    target, drawn = ("cat", (1.0, 2.0, 3.0, 4.0)), (["cat"], [[1.0, 2.0, 3.0, 4.0]], [False])
    mask = np.ones((2, 2), np.uint8)
    every = stamps.made(target), stamps.made(target, drawn), stamps.made(target, (), mask)
    assert all(stamps.same(a, b) for a in every for b in every)
    moved = stamps.made(target, (["cat"], [[1.0, 2.0, 3.0, 9.0]], [False]))
    assert stamps.same(moved, every[0]) and not stamps.same(moved, every[1])
    assert not stamps.same(stamps.made(("dog", None)), every[1]) and not stamps.same(
        stamps.made(target, (), mask + 1), every[2]
    )
    found = report([seen(2, 1, 0.9)])
    plain = {"name": "p0", "truth": found.pictures[0]["truth"], "label": "cat", "right": True, "iou": 0.7}
    other = replace(found, detections=None, label={"accuracy": 1.0}, box={"mean_iou": 0.7}, pictures=(plain,))
    both = finish(compare(found, other))
    assert both["images"] == 1 and both["differences"] == {} and not both["regressed"]
    assert both["notes"] == [
        "The networks say different things: only A measures all objects, only B measures the class of a "
        "picture and one box a picture. Only what both say is compared."
    ]
    assert json.dumps(both)
