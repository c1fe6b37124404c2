"""Copying, pasting, duplicating, and all of the picture before: new objects that lie in the picture, one step each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from engine.annotation import Annotation, Box, Instance
from engine.errors import EngineError
from gui.changing import clipboard, editing
from tests.gui.driving import act, go, press, truth
from tests.gui.fakes import box

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CONTROL = Qt.KeyboardModifier.ControlModifier
edges = st.floats(-500, 500, allow_nan=False)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), edges, edges, st.floats(1, 400), st.floats(1, 400))


def said(window: MainWindow) -> str:
    return " ".join(toast.text for toast in window.toasts.shown())


def chord(qtbot: QtBot, window: MainWindow, name: str, key: Qt.Key) -> None:
    qtbot.waitUntil(window.acts[name].isEnabled)
    press(qtbot, window, key, CONTROL)


@given(boxes, st.booleans(), st.integers(1, 300), st.integers(1, 300))
def test_what_is_pasted_lies_in_the_picture_and_keeps_its_size_where_it_fits(
    there: Box, beside: bool, width: int, height: int
) -> None:
    made = editing._within(Instance("cat", there), Annotation(width, height), beside).box
    assert 0 <= made.xmin < made.xmax <= width and 0 <= made.ymin < made.ymax <= height
    assert made.width >= min(there.width, width, 1) - 1e-9
    if there.width <= width and there.height <= height:
        assert made.width == pytest.approx(max(there.width, 1)) and made.height == pytest.approx(max(there.height, 1))


@given(
    st.builds(
        Instance,
        st.text(min_size=1, max_size=40),
        boxes,
        st.lists(st.lists(st.tuples(edges, edges), min_size=3, max_size=5).map(tuple), max_size=2).map(tuple),
        difficult=st.booleans(),
        truncated=st.booleans(),
        occluded=st.booleans(),
        pose=st.text(max_size=10),
        attributes=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=2).map(tuple),
    )
)
def test_objects_come_back_from_the_clipboard_as_they_were(one: Instance) -> None:
    assert clipboard.from_text(clipboard.to_text([one])) == [one]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        '{"overlap": 1}',
        '{"overlap": 1, "objects": []}',
        '{"overlap": 1, "objects": [{"label": "a", "box": [1, 2, 3]}]}',
        '{"overlap": 1, "objects": [{"label": "a", "box": [9, 2, 3, 4]}]}',
        '{"overlap": 1, "objects": [{"label": 7, "box": [1, 2, 3, 4]}]}',
        '{"overlap": 1, "objects": [{"label": "a", "box": [1, 2, 1e999, 4]}]}',
        '{"overlap": 1, "objects": [{"label": "a", "box": [1, 2, ' + "9" * 400 + ", 4]}]}",
        '{"overlap": 1, "objects": ' + "[" * 100_000,
        '{"overlap": 1, "objects": {"a": 1}}',
        json.dumps({"overlap": 1, "objects": [{"label": "a" * 5000, "box": [1, 2, 3, 4]}]}),
    ],
    ids=range(12),
)
def test_anything_else_on_the_clipboard_is_no_object(text: str) -> None:
    with pytest.raises(EngineError, match="no objects on the clipboard"):
        clipboard.from_text(text)


def test_an_empty_clipboard_holds_no_object(opened: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    opened.acts["paste"].trigger()
    assert "no objects on the clipboard" in said(opened)


def test_several_are_copied_into_another_picture(qtbot: QtBot, opened: MainWindow) -> None:
    opened.document.add(box("second", 100, 100, 140, 130))
    opened.document.select_many((0, len(truth(opened).instances) - 1))
    copied = [truth(opened).instances[place] for place in sorted(opened.document.selection)]
    chord(qtbot, opened, "copy", Qt.Key.Key_C)
    assert json.loads(QGuiApplication.clipboard().text())["overlap"] == 1 and "2 objects copied" in said(opened)
    go(qtbot, opened, "next")
    before = truth(opened).instances
    chord(qtbot, opened, "paste", Qt.Key.Key_V)
    new = truth(opened).instances[len(before) :]
    assert [(one.label, one.box) for one in new] == [(one.label, one.box) for one in copied]
    assert opened.document.selection == {len(before), len(before) + 1}
    chord(qtbot, opened, "paste", Qt.Key.Key_V)
    assert truth(opened).instances[-1].box != new[-1].box, "beside the first, so that both are seen"
    act(qtbot, opened, "undo")
    act(qtbot, opened, "undo")
    assert truth(opened).instances == before


def test_duplicate_and_what_keys_do_to_several(qtbot: QtBot, opened: MainWindow) -> None:
    before = truth(opened).instances
    chord(qtbot, opened, "select_all", Qt.Key.Key_A)
    assert opened.document.selection == set(range(len(before)))
    chord(qtbot, opened, "duplicate", Qt.Key.Key_D)
    assert len(truth(opened).instances) == 2 * len(before)
    assert opened.document.selection == set(range(len(before), 2 * len(before)))
    opened.commands.take_class("thing")
    assert [one.label for one in truth(opened).instances[len(before) :]] == ["thing"] * len(before)
    press(qtbot, opened, Qt.Key.Key_Right)
    opened.commands.delete()
    assert truth(opened).instances == before and not opened.document.selection
    for _ in range(4):
        act(qtbot, opened, "undo")
    assert truth(opened).instances == before and not opened.document.undo.canUndo()


def test_moving_several_stops_at_the_edge_together(qtbot: QtBot, opened: MainWindow) -> None:
    width = truth(opened).width
    opened.document.edit((box("a", 10, 10, 20, 20), box("b", width - 35, 10, width - 5, 20)), "Two")
    opened.document.select_many((0, 1))
    press(qtbot, opened, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert [one.box.xmin for one in truth(opened).instances] == [15, width - 30]


def test_all_of_the_picture_before_are_copied(qtbot: QtBot, opened: MainWindow) -> None:
    opened.document.add(box("extra", 3, 3, 40, 30))
    source = truth(opened).instances
    assert opened.document.record is not None
    name = opened.document.record.image.name
    go(qtbot, opened, "next")
    before = truth(opened).instances
    act(qtbot, opened, "copy_previous")
    new = truth(opened).instances[len(before) :]
    assert [(one.label, one.box) for one in new] == [(one.label, one.box) for one in source]
    objects = "One object" if len(source) == 1 else f"{len(source)} objects"
    assert f"{objects} copied from {name}." in said(opened)
    act(qtbot, opened, "copy_previous")
    assert len(truth(opened).instances) == len(before) + len(source) and "is here already" in said(opened)
    act(qtbot, opened, "undo")
    assert truth(opened).instances == before


def test_the_first_picture_has_none_before_it(qtbot: QtBot, opened: MainWindow) -> None:
    act(qtbot, opened, "copy_previous")
    assert "no picture before this one" in said(opened) and not opened.document.undo.count()


def test_the_selection_is_a_set(opened: MainWindow) -> None:
    document = opened.document
    document.edit(tuple(box(name, 10, 10, 20, 20) for name in "abcd"), "Four")
    document.select(1)
    document.toggle(3)
    assert document.selection == {1, 3} and document.selected == 3
    document.toggle(1)
    assert document.selection == {3}
    document.select_many((0, 2))
    document.edit(truth(opened).instances[1:], "Delete a")
    assert document.selection == {1} and document.selected == 1
    document.undo.undo()
    assert document.selection == {0, 2}
