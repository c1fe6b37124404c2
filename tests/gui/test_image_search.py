"""The language of the search box, and the orders of the list, on columns of known values."""

from __future__ import annotations

import operator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.index import Index
from engine.datasets.record import Dataset, Listing, Record
from engine.matching import FolderCounts
from engine.review.ranked import Ranked, Reason
from gui.panels.image_facts import STATES, Facts
from gui.panels.image_order import SORTS, order
from gui.panels.image_rows import ImageModel
from gui.panels.image_search import EXAMPLES, Condition, Query, parse

if TYPE_CHECKING:
    from collections.abc import Callable

N = 60
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
CLASSES = ("Dog", "cat", "traffic light")


def dataset(count: int = N, lists: dict[str, tuple[str, ...]] | None = None) -> Dataset:
    records = Listing.of(Record(f"{'odd' if n % 2 else 'Even'} {n:03d}", f"{n}.jpg") for n in range(count))
    return Dataset(Path("folder"), "voc", records, Path("folder"), lists or {})


def counts_of(random: np.random.Generator, count: int = N) -> FolderCounts:
    known = random.random(count) < 0.8
    figures = np.where(known[:, None], random.integers(0, 4, (count, 4)), 0).astype(np.int32)
    worst = np.where(known & (random.random(count) < 0.8), np.round(random.random(count), 1), np.nan)
    return FolderCounts("some", known, figures, worst)


def index_of(random: np.random.Generator, opened: Dataset) -> Index:
    count = len(opened.records)
    owner = np.sort(random.integers(0, count, 2 * count)).astype(np.int32)
    none = np.zeros(count, bool)
    return Index(
        opened,
        CLASSES,
        (),
        np.full((count, 2), 9, np.int32),
        np.full(count, -1, np.int32),
        owner,
        random.integers(0, 3, 2 * count).astype(np.int32),
        np.zeros((2 * count, 4)),
        np.zeros(2 * count, bool),
        none,
        none,
        none,
        (),
        ~none,
    )


@pytest.fixture(scope="module")
def told() -> tuple[ImageModel, Index]:
    random = np.random.default_rng(3)
    model = ImageModel()
    opened = dataset(lists={"train": tuple(f"odd {n:03d}" for n in range(1, N, 4)), "val": ("Even 000", "gone")})
    model.open(opened)
    index = index_of(random, opened)
    model.facts.counts = counts_of(random)
    model.facts.take_index(index)
    model.facts.set_states({n: STATES[n % len(STATES)] for n in range(N)})
    return model, index


def figure(facts: Facts, key: str, row: int) -> float:
    assert facts.counts is not None
    if key == "iou":
        return float(facts.counts.worst[row])
    if not facts.counts.known[row]:
        return float("nan")
    true, false, missed, mislabelled = facts.counts.counts[row].tolist()
    sums = {"true": true, "false": false + mislabelled, "missed": missed + mislabelled, "mislabelled": mislabelled}
    return float(sums[key])


@given(
    st.sampled_from(["true", "false", "missed", "mislabelled", "iou"]),
    st.sampled_from(list(SIGNS)),
    st.sampled_from(["0", "1", "2", "0.5", ".3", "1.0"]),
    st.sampled_from(["", "odd", "EVEN 0"]),
)
def test_figures_keep_the_pictures_of_which_they_hold(
    told: tuple[ImageModel, Index], key: str, sign: str, value: str, word: str
) -> None:
    model, _ = told
    model.search(f"{word} {key}{sign}{value}")
    wanted = []
    for row, name in enumerate(model.records.name):
        there = figure(model.facts, key, row)
        named = all(part in name.casefold() for part in word.casefold().split())
        if named and there == there and SIGNS[sign](there, float(value)):
            wanted.append(row)
    assert list(model.positions) == wanted and not model.query.unclear


@pytest.mark.parametrize("typed", ["class:dog", "class:CAT", 'class:"traffic light"', "class:DOG missed>0"])
def test_classes_are_those_of_the_labels(told: tuple[ImageModel, Index], typed: str) -> None:
    model, index = told
    model.search(typed)
    name = typed.partition(":")[2].removesuffix(" missed>0").replace('"', "").casefold()
    number = [one.casefold() for one in CLASSES].index(name)
    wanted = {int(row) for row, label in zip(index.owner, index.label, strict=True) if label == number}
    if "missed" in typed:
        wanted = {row for row in wanted if figure(model.facts, "missed", row) > 0}
    assert set(model.positions) == wanted and wanted


def test_a_class_that_is_nowhere_is_said_with_one_that_is_near(told: tuple[ImageModel, Index]) -> None:
    model, _ = told
    model.search("class:dgo")
    assert not model.positions
    assert model.said == "No class is called “dgo”. Try class:dog."


def test_an_edited_picture_has_the_classes_it_has_now() -> None:
    model = ImageModel()
    opened = dataset(4)
    model.open(opened)
    index = index_of(np.random.default_rng(0), opened)
    model.facts.take_index(index)
    for row in range(4):
        model.facts.take_classes(row, ["Bird"] if row == 2 else [])
    model.search("class:bird")
    assert list(model.positions) == [2]
    model.search("class:cat")
    assert not model.positions


def test_states_and_parts(told: tuple[ImageModel, Index]) -> None:
    model, _ = told
    for typed, wanted in {
        "verified:yes": [n for n in range(N) if STATES[n % 5] == "verified"],
        "verified:no": [n for n in range(N) if STATES[n % 5] != "verified"],
        "state:edited": [n for n in range(N) if STATES[n % 5] == "edited"],
        "state!=edited": [n for n in range(N) if STATES[n % 5] != "edited"],
        "split:train": list(range(1, N, 4)),
        "split:val": [0],
        "split:validation odd": [],
    }.items():
        model.search(typed)
        assert list(model.positions) == wanted, typed
        assert not model.query.unclear and not model.said
    model.search("split:test")
    assert model.said == "The folder has no list test. Try split:train, split:val."


@given(st.text(max_size=40))
def test_whatever_is_typed_is_words_or_conditions_or_said_not_to_be_understood(text: str) -> None:
    query = parse(text)
    assert isinstance(query, Query)
    if query.unclear:
        assert "is not understood. Try " in query.unclear
        example = query.unclear.rpartition("Try ")[2].removesuffix(".")
        assert example in EXAMPLES.values() and parse(example).conditions


def test_what_is_not_understood_is_named_with_an_example() -> None:
    assert parse("fuo>1").unclear == "“fuo>1” is not understood. Try missed>0."
    assert parse("cat mised>0 odd").unclear == "“mised>0” is not understood. Try missed>0."
    assert parse("cat mised>0 odd").words == ("cat", "odd")
    assert parse("iou<half").unclear == "“iou<half” is not understood. Try iou<0.5."
    assert parse("split:all").unclear == "“split:all” is not understood. Try split:val."
    assert parse("state:odd").unclear == "“state:odd” is not understood. Try state:edited."
    assert parse('"a:b" fn>=1').conditions == (Condition("missed", ">=", 1.0),)
    assert parse('"a:b"').words == ("a:b",)
    for example in EXAMPLES.values():
        assert not parse(example).unclear


def test_nothing_is_kept_by_what_is_not_known_and_it_is_said() -> None:
    model = ImageModel()
    model.open(dataset(5))
    for typed, said in {
        "missed>0": "No prediction of this folder is known yet.",
        "class:dog": "The labels are still being read.",
        "split:val": "The folder has no lists; its parts are being told.",
    }.items():
        model.search(typed)
        assert not model.positions and model.said == said
    model.search("000")
    assert list(model.positions) == [0] and not model.said


@given(st.integers(0, 2**32 - 1))
def test_orders_go_by_their_figures_and_leave_the_unknown_last(seed: int) -> None:
    facts = Facts()
    facts.open(dataset().records, {})
    facts.counts = counts_of(np.random.default_rng(seed))
    for kind, key, sign in (("worst", "iou", 1), ("false", "false", -1), ("missed", "missed", -1)):
        found = order(kind, facts)
        assert found is not None and sorted(found) == list(range(N))
        values = [figure(facts, key, row) * sign for row in found]
        known = [value for value in values if value == value]
        assert known == sorted(known) and all(value == value for value in values[: len(known)])


def test_an_order_nobody_has_found_out_is_none_and_then_that_of_the_ranking() -> None:
    facts = Facts()
    facts.open(dataset(5).records, {})
    assert [order(sort.id, facts) is None for sort in SORTS] == [False, *[True] * 6]
    names = facts.records.name
    facts.take_ranking(
        "uncertain", [Ranked(names[3], 0.9, (Reason.of("class"),)), Ranked("gone", 0.8), Ranked(names[1], 0.5)]
    )
    assert order("uncertain", facts) == [3, 1, 0, 2, 4]


def test_rows_stay_until_they_are_sorted_again() -> None:
    random = np.random.default_rng(1)
    model = ImageModel()
    model.open(dataset())
    model.facts.counts = counts_of(random)
    model.sort_by("missed")
    model.search("missed>0")
    before = list(model.positions)
    assert before and not model.stale
    model.facts.counts = counts_of(random)
    assert list(model.positions) == before and model.stale
    assert [model.row(position) for position in before] == list(range(len(before)))
    model.apply()
    assert list(model.positions) != before and not model.stale


def test_a_listing_that_grows_keeps_order_and_filter() -> None:
    model = ImageModel()
    model.open(dataset(10))
    model.facts.counts = counts_of(np.random.default_rng(2), 10)
    model.sort_by("worst")
    first = list(model.positions)
    model.take_listing(dataset(30))
    assert list(model.positions) == [*first, *range(10, 30)]
    assert [model.turn(position) for position in model.positions] == list(range(30))
    model.search("missed>=0")
    known = model.facts.counts.known
    assert sorted(model.positions) == [n for n in range(10) if known[n]]
