"""Undo has one order for the whole folder, holds little, and always leads back: over pictures, saves and batches."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.annotation import Annotation, Box, Instance, same
from engine.datasets import labels
from gui.changing import changes
from gui.changing.edits import Edit
from gui.changing.timeline import Timeline, UndoStep
from tests.gui.fakes import HEIGHT, WIDTH, Folder, annotation, box

if TYPE_CHECKING:
    from engine.datasets.labels import Labels
    from gui.document import Document

NAMES = ("one", "two", "three")

keyed = st.builds(
    Instance,
    st.sampled_from(["cat", "dog"]),
    st.builds(lambda x, y: Box(x, y, x + 10, y + 10), st.integers(0, 90), st.integers(0, 50)),
    origin=st.integers(0, 9),
)
annotations = st.builds(
    lambda instances, mask, verified: replace(
        annotation(*instances, mask=None if mask is None else np.full((HEIGHT, WIDTH), mask, np.uint8)),
        verified=verified,
    ),
    st.lists(keyed, max_size=8, unique_by=lambda one: one.origin),
    st.none() | st.integers(0, 3),
    st.booleans(),
)


@given(annotations, annotations)
def test_a_change_leads_there_and_back(before: Annotation, after: Annotation) -> None:
    change = changes.between(before, after)
    if change is None:
        assert same(before, after)
    else:
        assert not same(before, after)
        assert same(change.on(before), after) and same(change.turned().on(after), before)


@given(annotations, annotations, st.randoms(use_true_random=False))
def test_a_change_finds_its_objects_in_another_order(before: Annotation, after: Annotation, chance: Any) -> None:
    """A save may put objects in another order; undo still takes back what was done, and nothing else."""
    change = changes.between(before, after)
    mixed = list(before.instances)
    chance.shuffle(mixed)
    if change is not None:
        found = change.on(before.with_instances(tuple(mixed)))
        assert Counter(found.instances) == Counter(after.instances)


def test_a_stroke_on_twelve_megapixels_holds_kilobytes() -> None:
    mask = np.zeros((3000, 4000), np.uint8)
    stroke = mask.copy()
    stroke[1000:1100, 2000:2200] = 15
    objects = tuple(Instance("cat", Box(0, 0, 9, 9), origin=number) for number in range(10_000))
    before, after = Annotation(4000, 3000, objects, mask), Annotation(4000, 3000, objects, stroke)
    change = changes.between(before, after)
    assert change is not None and change.size < 4096 and not change.gone
    assert change.mask is not None and change.mask.place == (1000, 2000, 100, 200)
    moved = replace(objects[5000], box=Box(1, 0, 10, 9))
    nudge = changes.between(before, before.with_instances((*objects[:5000], moved, *objects[5001:])))
    assert nudge is not None and nudge.size < 4096


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Folder:
    made = Folder({name: tuple(box(f"{name} {n}", 20 * n, 10, 20 * n + 8, 50) for n in range(3)) for name in NAMES})
    monkeypatch.setattr(labels, "save", made.save)
    return made


@pytest.fixture
def document(folder: Folder, qapp: object) -> Document:
    assert qapp is not None
    return folder.opened("one")


def words(document: Document) -> list[str]:
    assert document.truth is not None
    return [one.label for one in document.truth.instances]


def test_pictures_that_were_only_looked_at_are_let_go(document: Document, folder: Folder) -> None:
    for name in NAMES * 5:
        folder.show(document, name)
    assert [name for name in NAMES if document.records.get(name)] == ["three"]
    document.edit((), "Delete all")
    folder.show(document, "one")
    assert document.records.get("three") is not None, "undo needs it"
    assert document.save_all()
    document.undo.undo()
    folder.show(document, "three")
    assert len(words(document)) == 3


def test_the_oldest_steps_go_when_there_is_no_room(document: Document) -> None:
    document.records.timeline._budget = 20_000
    for turn in range(200):
        document.add(box(f"new {turn}", 1, 1, 9, 9))
    timeline = document.undo
    assert timeline.bytes <= 20_000 and 5 < timeline.count() < 200
    while timeline.canUndo():
        timeline.undo()
    assert words(document)[-1] == f"new {199 - timeline.count()}"
    while timeline.canRedo():
        timeline.redo()
    assert words(document)[-1] == "new 199" and len(words(document)) == 203


def test_one_step_of_several_pictures(document: Document, folder: Folder) -> None:
    for name in NAMES:
        folder.show(document, name)
        document.add(box("new", 1, 1, 9, 9))
    wanted = {}
    for name in NAMES:
        working = document.records.get(name)
        assert working is not None and working.truth is not None
        wanted[name] = working.truth.with_instances(working.truth.instances[1:])
    heard: list[UndoStep] = []
    document.rewrite_wanted.connect(lambda step, _forwards, _clean: heard.append(step))
    step = document.records.change(wanted, "Delete the first of each")
    assert step is not None and document.undo.newest is step and step.text == "Delete the first of each"
    document.undo.undo()
    assert words(document)[0] == "three 0" and heard == [step]
    document.undo.redo()
    assert words(document)[0] == "three 1" and document.undo.count() == 4
    document.records.forget("two")
    assert document.undo.count() == 3 and set(step.parts) == {"one", "three"}


def test_a_mask_that_was_let_go_is_read_again(document: Document, folder: Folder, monkeypatch: Any) -> None:
    """The masks of pictures that are not shown are not kept; undo has them when it wants them."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)

    def with_mask(name: str) -> Labels:
        read = folder.labels(name)
        return replace(read, annotation=replace(read.annotation, mask=files[name]))

    def save(_dataset: object, record: Any, saved: Annotation, *_: object) -> Labels:
        files[record.name] = mask if saved.mask is None else saved.mask
        return with_mask(record.name)

    files = dict.fromkeys(NAMES, mask)
    monkeypatch.setattr(labels, "save", save)
    monkeypatch.setattr(labels, "read", lambda _form, record: with_mask(record.name))
    assert document.record is not None and document.truth is not None
    document.show(document.record, replace(folder.shown("one"), labels=with_mask("one")))
    document.records.begin("one", with_mask("one"))
    stroke = mask.copy()
    stroke[5:9, 5:20] = 7
    document.push(Edit("one", document.truth, replace(document.truth, mask=stroke), "Paint"))
    assert document.save() and (files["one"] == stroke).all()
    folder.show(document, "two")
    resting = document.records.get("one")
    assert resting is not None and resting.truth is not None and resting.truth.mask is None and resting.clean
    document.undo.undo()
    assert resting.truth.mask is not None and not resting.truth.mask.any() and document.unsaved == ("one",)
    document.undo.redo()
    assert resting.truth.mask is not None and (resting.truth.mask == stroke).all() and not document.unsaved


def test_steps_that_were_stopped_half_way_are_two() -> None:
    """A batch of two files, taken back for one of them: redo does that one again, undo takes the other back."""
    timeline = Timeline(lambda _step, _forwards: None, lambda: None)
    timeline.push(UndoStep("before"))
    batch = UndoStep("Rename", files={"one": object(), "two": object()})
    timeline.push(batch)
    timeline.undo()
    timeline.split(batch, {"two": batch.files.pop("two")}, True)
    assert timeline.newest is not None and set(timeline.newest.files) == {"two"}
    assert timeline.next is batch and set(batch.files) == {"one"} and timeline.count() == 3
    timeline.redo()
    timeline.remove(batch)
    assert timeline.newest.text == "Rename" and timeline.count() == 2 and not timeline.canRedo()


def test_nothing_is_taken_back_while_it_is_being_written() -> None:
    done: list[bool] = []
    timeline = Timeline(lambda _step, forwards: done.append(forwards), lambda: None)
    timeline.push(UndoStep("Rename", under_way=True))
    timeline.undo()
    assert not timeline.canUndo() and not done and timeline.index() == 1
