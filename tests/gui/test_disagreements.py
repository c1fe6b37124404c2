"""Which disagreements a picture has, in which order one walks through them, and what taking a prediction does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.annotation import Annotation, Box, Instance
from gui.changing.locking import broken
from gui.changing.taking import taken
from gui.review import pairs
from gui.review.disagreements import KINDS, TOUCHING, disagreements, following
from tests.gui.fakes import HEIGHT, WIDTH, annotation, box

LABELS = st.sampled_from(["cat", "dog", "cow"])


@st.composite
def instances(draw: st.DrawFn, scored: bool) -> tuple[Instance, ...]:
    made = []
    for _ in range(draw(st.integers(0, 6))):
        x, y = draw(st.integers(0, 15)) * 10, draw(st.integers(0, 7)) * 10
        corner = Box(x, y, x + draw(st.integers(1, 5)) * 10, y + draw(st.integers(1, 3)) * 10)
        score = draw(st.integers(0, 10)) / 10 if scored else None
        made.append(Instance(draw(LABELS), corner, score=score, difficult=not scored and draw(st.booleans())))
    return tuple(made)


TRUTHS, GUESSES = instances(scored=False), instances(scored=True)
SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.75])


@given(TRUTHS, GUESSES, SHARES, SHARES)
def test_every_error_is_walked_to_once_and_nothing_else_is(
    truths: tuple[Instance, ...], guesses: tuple[Instance, ...], confidence: float, threshold: float
) -> None:
    truth, prediction = annotation(*truths), annotation(*guesses, source="run")
    found = disagreements(truth, prediction, confidence, threshold)
    standings = pairs.compare(truth, prediction, confidence, threshold).standings
    wrong = {key for key, standing in standings.items() if standing.verdict not in ("true", "ignored")}
    walked = [key for each in found for key in each.keys]
    assert sorted(walked) == sorted(wrong)
    for each in found:
        verdicts = {standings[key].verdict for key in each.keys}
        joined = each.kind == "placed" and verdicts == {"missed", "false"}
        assert verdicts == {each.kind} or joined
        if joined:
            assert each.label == each.guessed
            assert each.iou >= TOUCHING
        if each.truth is not None:
            assert not truths[each.truth].difficult


@given(TRUTHS, GUESSES)
def test_the_walk_goes_forth_and_back_through_all_of_them_by_kind(
    truths: tuple[Instance, ...], guesses: tuple[Instance, ...]
) -> None:
    found = disagreements(annotation(*truths), annotation(*guesses, source="run"), 0.0, 0.5)
    places = {each.place for each in found}
    forth, place = [], None
    while (at := following(found, place, 1)) is not None:
        forth.append(at)
        place = at.place
    assert {each.place for each in forth} == places
    kinds = [KINDS.index(each.kind) for each in forth]
    assert kinds == sorted(kinds)
    back, place = [], None
    while (at := following(found, place, -1)) is not None:
        back.append(at.place)
        place = at.place
    assert back == [each.place for each in forth][::-1]


@given(TRUTHS, GUESSES, st.data())
def test_the_order_stays_while_others_are_taken_away(
    truths: tuple[Instance, ...], guesses: tuple[Instance, ...], data: st.DataObject
) -> None:
    """Where one has come to in the walk does not depend on the objects' numbers."""
    truth = annotation(*truths)
    before = disagreements(truth, annotation(*guesses, source="run"), 0.0, 0.5)
    missed = [each for each in before if each.kind == "missed"]
    if not missed:
        return
    gone = data.draw(st.sampled_from(missed))
    rest = truth.with_instances(tuple(one for place, one in enumerate(truths) if place != gone.truth))
    after = disagreements(rest, annotation(*guesses, source="run"), 0.0, 0.5)
    assert sorted(each.place for each in after) == sorted(each.place for each in before if each is not gone)


def test_words_say_what_it_is() -> None:
    truth = annotation(box("dog", 0, 0, 20, 20), box("dog", 100, 0, 140, 40), box("cat", 50, 50, 70, 70))
    prediction = annotation(
        box("cat", 0, 0, 20, 20, score=0.9),
        box("dog", 116, 0, 156, 40, score=0.8),
        box("cow", 160, 60, 190, 90, score=0.7),
        source="run",
    )
    found = disagreements(truth, prediction, 0.0, 0.5)
    assert [each.words for each in found] == [
        "dog taken for cat",
        "missed cat",
        "false cow 0.70",
        "dog placed badly",
    ]
    assert disagreements(truth, None, 0.0, 0.5) == ()


def test_a_pair_is_badly_placed_below_the_stricter_iou() -> None:
    truth = annotation(box("dog", 0, 0, 100, 10))
    for width, verdict in ((100, "true"), (76, "true"), (74, "placed"), (51, "placed"), (49, "missed")):
        prediction = annotation(box("dog", 0, 0, width, 10, score=0.9), source="run")
        assert pairs.compare(truth, prediction, 0.25, 0.5).verdict(("truth", 0)) == verdict
    assert pairs.stricter(0.5) == 0.75


def test_the_rows_say_what_the_comparison_says() -> None:
    truth = annotation(
        box("dog", 0, 0, 20, 20), box("cat", 50, 50, 70, 70), box("cow", 100, 0, 120, 20, difficult=True)
    )
    prediction = annotation(
        box("dog", 0, 0, 20, 19, score=0.9),
        box("cow", 100, 0, 120, 20, score=0.8),
        box("cow", 100, 0, 120, 18, score=0.7),
        box("dog", 160, 60, 190, 90, score=0.1),
        source="run",
    )
    rows = pairs.rows(truth, prediction, 0.25, 0.5)
    assert [(row.layer, row.index, row.said, row.first) for row in rows] == [
        ("truth", 0, "true", True),
        ("prediction", 0, "true", False),
        ("truth", 1, "missed", True),
        ("truth", 2, "ignored", True),
        ("prediction", 1, "ignored", False),
        ("prediction", 2, "ignored", False),
    ]
    assert [row.name for row in pairs.rows(truth, prediction, 0.25, 0.5, frozenset(["cow", "dog"]))] == ["cat"]
    assert pairs.counted(truth, prediction, 0.25) == {"dog": (1, 1), "cat": (1, 0), "cow": (1, 2)}


def masks() -> tuple[Annotation, Annotation]:
    """A dog of mask value 1 that the prediction puts two pixels to the right, and a cat (2) it does not see."""
    old, new = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    old[10:20, 10:20], new[10:20, 12:22] = 1, 1
    old[10:20, 20:25] = 2
    old[9, 10:20] = 255
    new[80:90, 80:90] = 1
    truth = annotation(box("dog", 10, 10, 20, 20, truncated=True, origin=7), mask=old)
    return truth, annotation(box("dog", 12, 10, 22, 20, score=0.9), mask=new, source="run")


@pytest.mark.parametrize("part", ["box", "class", "mask", "all"])
def test_taking_a_part_leaves_the_others(part: str) -> None:
    truth, prediction = masks()
    prediction = prediction.with_instances((replace(prediction.instances[0], label="cow"),))
    after = taken(truth, prediction, 0, 0, part, ("dog", "cat", "cow"))  # pyright: ignore[reportArgumentType]
    one, old = after.instances[0], truth.instances[0]
    assert (one.truncated, one.origin, one.score) == (True, 7, None)
    assert one.box == (prediction.instances[0].box if part in ("box", "all") else old.box)
    assert one.label == ("cow" if part in ("class", "all") else "dog")
    assert (after.mask is truth.mask) == (part in ("box", "class"))


def test_a_mask_is_taken_within_the_boxes_and_for_its_class_alone() -> None:
    truth, prediction = masks()
    mask = taken(truth, prediction, 0, 0, "mask", ("dog", "cat")).mask
    assert mask is not None and truth.mask is not None and prediction.mask is not None
    assert (mask[10:20, 10:12] == 0).all() and (mask[10:20, 12:22] == 1).all()
    assert (mask[10:20, 22:25] == 2).all(), "another class outside of the new object stays"
    assert (mask[9] == truth.mask[9]).all(), "void stays"
    assert (mask[80:90, 80:90] == 0).all(), "another object of the class is elsewhere"
    bare = Annotation(WIDTH, HEIGHT, truth.instances)
    assert taken(bare, prediction, 0, 0, "all", ()).mask is None, "one object's mask would call all else background"
    made = taken(bare, prediction, 0, 0, "mask", ("dog",)).mask
    assert made is not None and (made[10:20, 12:22] == 1).all()


@given(TRUTHS, st.data())
def test_an_edit_that_touches_a_locked_object_is_noticed(truths: tuple[Instance, ...], data: st.DataObject) -> None:
    truth = annotation(*(replace(one, origin=place) for place, one in enumerate(truths)))
    keys = data.draw(st.sets(st.integers(0, 6)))
    changed = data.draw(st.sets(st.integers(0, 6)))
    after = truth.with_instances(
        tuple(replace(one, label="new") if one.origin in changed else one for one in truth.instances)
    )
    one = broken(truth, after, keys)
    assert (one is not None) == bool(keys & changed & set(range(len(truths))))
    assert broken(truth, truth.with_instances((*truth.instances, box("more", 0, 0, 9, 9))), keys) is None
