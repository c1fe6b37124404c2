"""Changes of many pictures and those that have been looked at before: what a person marked, did and ordered there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import batches as engine_batches
from gui.changing.batches import Batches
from tests.gui.batching import count, files, rename, settle
from tests.gui.driving import PATIENCE, act, go, truth

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


class Held:
    """A batch whose files are written when a test says so, as many as it says."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        found = window.findChild(Batches)
        assert isinstance(found, Batches)
        self._batches, self._records = found, window.document.records
        self._arguments: dict[str, Any] = {}
        monkeypatch.setattr(found, "_begin", self._begin)

    def _begin(self, _call: str, arguments: dict[str, Any]) -> None:
        assert self._batches._writing is not None
        self._records.held = frozenset(self._batches._writing.waiting)
        self._arguments = arguments

    def write(self, *names: str) -> None:
        """Write the files of these pictures; what became of them is not told yet."""
        deed = self._arguments["deed"]
        self._steps = list(engine_batches.write(self._arguments["dataset"], names, deed))

    def tell(self) -> None:
        """What was written is told, and the batch ends: all others have been stopped."""
        writing = self._batches._writing
        assert writing is not None
        for step in self._steps:
            self._batches._stepped(writing, step)
        self._batches._end(writing)

    @property
    def names(self) -> tuple[str, ...]:
        return self._arguments["names"]


def test_locks_and_eyes_stay_with_the_objects_of_a_renamed_class(qtbot: QtBot, opened: MainWindow) -> None:
    one, record = truth(opened).instances[0], opened.document.record
    assert record is not None and one.origin is not None
    mark = (record.name, "truth", one.origin)
    opened.viewing.locked = opened.viewing.unseen = frozenset({mark})
    go(qtbot, opened, "verify")
    working = opened.document.records.get(record.name)
    assert working is not None and working.resting
    rename(qtbot, opened, one.label, "a sun")
    go(qtbot, opened, "previous")
    for label in ("a sun", one.label, "a sun"):
        assert [each.label for each in truth(opened).instances if each.origin == one.origin] == [label]
        act(qtbot, opened, "redo" if label == one.label else "undo")
        settle(qtbot, opened)


def test_a_hidden_class_stays_hidden_under_its_new_name(qtbot: QtBot, opened: MainWindow) -> None:
    opened.viewing.hidden_classes = frozenset({"star", "circle"})
    rename(qtbot, opened, "star", "a sun")
    assert opened.viewing.hidden_classes == {"a sun", "circle"}
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert opened.viewing.hidden_classes == {"star", "circle"}


def test_a_rename_stopped_half_way_and_taken_back_leaves_the_class_in_its_place(
    qtbot: QtBot, opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: len(opened.instances.classes.names()) > 2, timeout=PATIENCE)
    listed, before = opened.instances.classes.names(), files(folder)
    name, heard = listed[0], []
    opened.opening.indexed.connect(heard.append)
    held = Held(opened, monkeypatch)
    rename(qtbot, opened, name, "a sun", settled=False)
    held.write(*held.names[:1])
    held.tell()
    monkeypatch.undo()
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=PATIENCE)
    both = ("a sun", *listed[1:], name)
    assert count(opened, name) and count(opened, "a sun") and opened.instances.classes.names() == both
    for turn, (what, classes) in enumerate((("undo", listed), ("redo", both), ("undo", listed)), 2):
        act(qtbot, opened, what)
        settle(qtbot, opened)
        qtbot.waitUntil(lambda turn=turn: len(heard) == turn, timeout=PATIENCE)
        assert opened.instances.classes.names() == classes
    assert files(folder) == before


def test_a_picture_opened_right_after_its_file_was_written_keeps_its_steps_of_undo(
    qtbot: QtBot, opened: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, old = opened.document.record, [one.label for one in truth(opened).instances]
    assert first is not None
    before, new = files(folder), ["a sun" if label == old[0] else label for label in old]
    go(qtbot, opened, "verify")
    go(qtbot, opened, "next")
    held = Held(opened, monkeypatch)
    rename(qtbot, opened, old[0], "a sun", settled=False)
    held.write(first.name)
    for _ in range(2):
        opened.showing.forget(first.name)
        go(qtbot, opened, "previous")
    assert opened.document.record is not None and opened.document.record.name == first.name
    assert not opened.document.editable
    with qtbot.waitSignal(opened.document.shown, timeout=PATIENCE):
        held.tell()
    monkeypatch.undo()
    here = opened.document.records.get(first.name)
    assert here is not None and not here.resting and truth(opened).mask is not None
    assert [one.label for one in truth(opened).instances] == new and opened.document.editable
    act(qtbot, opened, "undo")
    settle(qtbot, opened)
    assert [one.label for one in truth(opened).instances] == old and truth(opened).verified
    act(qtbot, opened, "undo")
    assert not truth(opened).verified
    name = f"Annotations/{first.name}.xml"
    assert opened.document.save_all() and files(folder)[name].replace(b' verified="no"', b"") == before[name]


def test_a_picture_opened_while_another_program_writes_it_shows_what_is_there(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened.document.record
    assert first is not None and first.xml is not None
    label = truth(opened).instances[0].label
    go(qtbot, opened, "verify")
    go(qtbot, opened, "next")
    held = Held(opened, monkeypatch)
    rename(qtbot, opened, label, "a sun", settled=False)
    first.xml.write_bytes(first.xml.read_bytes().replace(b"<name>", b"<name>their "))
    for _ in range(2):
        opened.showing.forget(first.name)
        go(qtbot, opened, "previous")
    held.write()
    with qtbot.waitSignal(opened.document.shown, timeout=PATIENCE):
        held.tell()
    assert all(one.label.startswith("their ") for one in truth(opened).instances)
    assert truth(opened).mask is not None and opened.document.editable
