"""Whatever people do in a folder, undo and redo lead back and forth through it, and a save writes what is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.annotation import Annotation, Box, same
from engine.datasets import labels
from gui.document import Document
from tests.gui.fakes import Folder, box

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("one", "two", "three")


class Session(RuleBasedStateMachine):
    """Whatever people do in a folder: undo n times and redo n times is where they were; a save writes what is shown."""

    patch: pytest.MonkeyPatch

    @initialize()
    def begin(self) -> None:
        self.turn = 0
        self.patch = pytest.MonkeyPatch()
        self.folder = Folder(
            {name: tuple(box(f"{name} {n}", 20 * n, 10, 20 * n + 8, 50) for n in range(3)) for name in NAMES}
        )
        self.patch.setattr(labels, "save", self.folder.save)
        self.document = Document()
        self.document.open(self.folder.dataset)
        self.folder.show(self.document, "one")

    def teardown(self) -> None:
        if hasattr(self, "document"):
            assert self.document.save_all()
            assert self.on_disk() == self.on_screen()
            self.patch.undo()

    def states(self) -> dict[str, Annotation | None]:
        found = ((name, self.document.records.get(name)) for name in NAMES)
        return {name: working.truth for name, working in found if working is not None}

    def on_screen(self) -> dict[str, list[tuple[str, tuple[float, ...]]]]:
        found = {name: list(self.folder.files[name]) for name in NAMES}
        found |= {name: list(truth.instances) for name, truth in self.states().items() if truth is not None}
        return {name: sorted((one.label, one.box.as_tuple()) for one in instances) for name, instances in found.items()}

    def on_disk(self) -> dict[str, list[tuple[str, tuple[float, ...]]]]:
        return {name: sorted((one.label, one.box.as_tuple()) for one in self.folder.files[name]) for name in NAMES}

    @rule(name=st.sampled_from(NAMES))
    def look(self, name: str) -> None:
        self.folder.show(self.document, name)

    @rule(x=st.floats(0, 90), merge=st.booleans())
    def move(self, x: float, merge: bool) -> None:
        truth = self.document.truth
        assert truth is not None
        if truth.instances:
            at = int(x) % len(truth.instances)
            moved = list(truth.instances)
            moved[at] = replace(moved[at], box=Box(x, 10, x + 20, 60))
            self.document.edit(tuple(moved), "Move", f"nudge {moved[at].origin}" if merge else "")

    @rule()
    def add(self) -> None:
        self.turn += 1
        self.document.add(box(f"new {self.turn}", 5.3, 6, 50, 60))

    @rule(at=st.integers(0, 5))
    def delete(self, at: int) -> None:
        truth = self.document.truth
        assert truth is not None
        self.document.edit(truth.instances[:at] + truth.instances[at + 1 :], "Delete")

    @rule()
    def batch(self) -> None:
        self.turn += 1
        wanted = {
            name: truth.with_instances(tuple(replace(one, label=f"batch {self.turn}") for one in truth.instances))
            for name, truth in self.states().items()
            if truth is not None
        }
        self.document.records.change(wanted, "Rename")

    @rule()
    def save(self) -> None:
        assert self.document.save() and not self.document.dirty
        assert self.document.record is not None
        name = self.document.record.name
        assert self.on_disk()[name] == self.on_screen()[name]

    @rule()
    def save_all(self) -> None:
        assert self.document.save_all() and not self.document.unsaved
        assert self.on_disk() == self.on_screen()

    @rule(name=st.sampled_from(NAMES))
    def reload(self, name: str) -> None:
        """Another program writes a file; the window takes what is on disk, as a step of undo."""
        record = self.folder.dataset.records.named(name)
        assert record is not None
        self.folder.files[name] = tuple(
            replace(one, label="theirs") if place == 0 else one for place, one in enumerate(self.folder.files[name])
        )
        self.document.take_disk(record, self.folder.labels(name))

    @precondition(lambda self: self.document.undo.canUndo())
    @rule(times=st.integers(1, 12))
    def there_and_back(self, times: int) -> None:
        before, unsaved, done = self.states(), self.document.unsaved, self.document.undo.index()
        for _ in range(times):
            self.document.undo.undo()
        gone = done - self.document.undo.index()
        assert gone == min(times, done)
        for _ in range(gone):
            self.document.undo.redo()
        now = self.states()
        assert all(same(before[name], now[name]) for name in before) and self.document.unsaved == unsaved

    @rule(times=st.integers(1, 6))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self.document.undo.undo()

    @rule(times=st.integers(1, 6))
    def redo(self, times: int) -> None:
        for _ in range(times):
            self.document.undo.redo()

    @invariant()
    def keys_are_one_of_a_kind(self) -> None:
        if hasattr(self, "document"):
            for truth in self.states().values():
                keys = [one.origin for one in truth.instances] if truth is not None else []
                assert len(set(keys)) == len(keys) and None not in keys


@pytest.fixture(autouse=True)
def application(qapp: object) -> Iterator[None]:
    assert qapp is not None
    yield


TestSession = Session.TestCase
TestSession.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def test_what_a_save_rounded_can_be_drawn_again_undone_and_done_again() -> None:
    """Found by the machine: the coordinates a file rounds away are meant when a person gives them again."""
    state = Session()
    state.begin()
    state.move(merge=False, x=0.5)
    state.save()
    state.move(merge=False, x=0.5)
    state.there_and_back(times=1)
    state.teardown()
