"""After a save every object is known again in the text that the file gave back, however many there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from engine.annotation import Box, Instance
from gui.changing import partners as room
from gui.changing.partners import partners

if TYPE_CHECKING:
    import pytest

edge = st.floats(0, 50, allow_nan=False).map(lambda value: value / 3)  # many that a file rounds, and many near others


@st.composite
def things(draw: st.DrawFn) -> Instance:
    x, y = draw(edge), draw(edge)
    return Instance(draw(st.sampled_from(("cat", "dog"))), Box(x, y, x + 9.0, y + 9.0), difficult=draw(st.booleans()))


def rounded(one: Instance) -> Instance:
    edges = (round(edge, 3) for edge in one.box.as_tuple())
    return replace(one, box=Box(*edges), origin=None, pose=one.pose or "Unspecified")


@given(st.lists(things(), max_size=12), st.randoms(use_true_random=False))
def test_each_finds_itself_in_what_the_file_gives_back(ours: list[Instance], chance: object) -> None:
    found = [rounded(one) for one in ours]
    chance.shuffle(found)
    places = partners(ours, found)
    assert sorted(place for place in places if place is not None) == list(range(len(found)))
    assert [found[place] for place in places if place is not None] == [rounded(one) for one in ours]


def test_the_nearest_of_the_same_class_where_a_file_rounded_to_whole_pixels() -> None:
    ours = [Instance("cat", Box(10.4, 10, 20, 20)), Instance("dog", Box(10.4, 10, 20, 20))]
    found = [
        Instance("dog", Box(10, 10, 20, 20)),
        Instance("cat", Box(12, 10, 20, 20)),
        Instance("ox", Box(0, 0, 1, 1)),
    ]
    assert partners(ours, found) == [None, 0]
    found = [*found, Instance("cat", Box(11, 10, 20, 20)), Instance("cat", Box(10, 10, 20, 20))]
    assert partners(ours, found) == [4, 0]


def test_of_many_objects_only_the_changed_ones_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing each with each took over ten seconds for 4,000, in the window's own thread."""
    asked: list[Instance] = []
    nearest = room._nearest
    monkeypatch.setattr(room, "_nearest", lambda one, *rest: asked.append(one) or nearest(one, *rest))
    ours = [Instance("cat", Box(n % 60, n // 60, n % 60 + 9.0, n // 60 + 9.0)) for n in range(2_000)]
    found = [*map(rounded, ours[1:]), replace(ours[0], box=Box(0.4, 0, 9, 9))]
    assert partners(ours, found) == [1_999, *range(1_999)]
    assert asked == [ours[0]]
