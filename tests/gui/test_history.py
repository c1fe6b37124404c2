"""The History tab: what was saved before is listed, and one click away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.panels import history as page
from tests.gui.driving import PATIENCE, act, truth, xml_of
from tests.gui.test_conflicts import add, labels, opened, safety

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow
    from gui.panels.history import HistoryPanel

__all__ = ["opened"]


def history(window: MainWindow) -> HistoryPanel:
    panel = safety(window).history
    window.bottom.unfold(panel)
    panel.refresh()
    return panel


def rows(panel: HistoryPanel) -> list[str]:
    return [item.text() for item in (panel.list.item(row) for row in range(panel.list.count())) if item is not None]


def test_versions_are_listed_with_what_changed(opened: MainWindow, qtbot: QtBot) -> None:
    panel = history(opened)
    assert not rows(panel) and panel.empty.isVisible() and not panel.button.isVisible()
    count = len(labels(opened))
    add(opened)
    act(qtbot, opened, "save")
    listed = rows(panel)
    assert len(listed) == 2 and f"{count} box" in listed[0] and f"→ {count + 1}" in listed[0] and "on disk" in listed[0]


def test_one_click_restores_as_one_step_of_undo(opened: MainWindow, qtbot: QtBot) -> None:
    panel = history(opened)
    old = xml_of(opened).read_bytes()
    before = labels(opened)
    opened.document.edit((), "Delete all")
    act(qtbot, opened, "save")
    assert labels(opened) == [] and xml_of(opened).read_bytes() != old
    assert panel.list.currentRow() == 1, "the one before is offered"
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert labels(opened) == before and opened.document.dirty
    opened.document.undo.undo()
    assert labels(opened) == [] and not opened.document.dirty
    opened.document.undo.redo()
    act(qtbot, opened, "save")
    assert xml_of(opened).read_bytes() == old, "to the byte"


def test_the_keyboard_reaches_a_version(opened: MainWindow, qtbot: QtBot) -> None:
    panel = history(opened)
    before = labels(opened)
    add(opened)
    act(qtbot, opened, "save")
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_End)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert labels(opened) == before


def test_a_file_that_became_unusable_is_mended(opened: MainWindow, qtbot: QtBot) -> None:
    panel = history(opened)
    add(opened)
    act(qtbot, opened, "save")
    good = xml_of(opened).read_bytes()
    xml_of(opened).write_bytes(good[:200])
    safety(opened).watching.look()
    qtbot.waitUntil(lambda: opened.document.truth is None, timeout=PATIENCE)
    panel.refresh()
    panel.list.setCurrentRow(0)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert xml_of(opened).read_bytes() == good and labels(opened)[-1] == "mine"
    assert truth(opened) is not None


def test_another_picture_has_its_own_history(opened: MainWindow, qtbot: QtBot) -> None:
    panel = history(opened)
    add(opened)
    act(qtbot, opened, "save")
    assert rows(panel)
    with qtbot.waitSignal(opened.reviewing.arrived, timeout=PATIENCE):
        opened.acts["next"].trigger()
    assert not rows(panel) or not panel.list.isVisible()


def test_objects_keep_their_pixels_when_a_version_is_restored(opened: MainWindow, qtbot: QtBot) -> None:
    panel = history(opened)
    assert opened.document.record is not None and opened.document.record.instance_mask is not None
    pixels = opened.document.record.instance_mask.read_bytes()
    before = truth(opened).instances
    assert any(one.rle is not None for one in before)
    add(opened)
    act(qtbot, opened, "save")
    panel.list.setCurrentRow(1)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert [one.rle for one in truth(opened).instances] == [one.rle for one in before]
    act(qtbot, opened, "save")
    assert opened.document.record.instance_mask.read_bytes() == pixels


def test_what_lies_on_disk_is_not_what_is_offered(opened: MainWindow, qtbot: QtBot) -> None:
    """Boxes and mask have versions of their own: the two newest are both on disk."""
    panel = history(opened)
    act(qtbot, opened, "select_all")
    act(qtbot, opened, "delete")
    act(qtbot, opened, "save")
    chosen = panel.list.currentItem()
    assert sum("on disk" in row for row in rows(panel)) == 2
    assert chosen is not None and "on disk" not in chosen.text()
    assert all(".xml" in row or ".png" in row for row in rows(panel)), "which file it is of is said"


def test_a_version_does_not_change_what_is_locked_or_is_being_written(opened: MainWindow, qtbot: QtBot) -> None:
    panel = history(opened)
    add(opened)
    act(qtbot, opened, "save")
    now, record = labels(opened), opened.document.record
    assert record is not None
    key = truth(opened).instances[-1].origin
    assert key is not None
    opened.viewing.locked = frozenset({(record.name, "truth", key)})
    panel.list.setCurrentRow(1)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert labels(opened) == now and any("is locked" in toast.text for toast in opened.toasts.shown())
    opened.viewing.locked = frozenset()
    said: list[str] = []
    opened.failed.connect(said.append)
    opened.document.records.held = frozenset({record.name})
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert labels(opened) == now and "being written" in said[0]
    opened.document.records.held = frozenset()
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert labels(opened) == now[:-1]


def test_a_day_is_written_alike_in_every_language() -> None:
    assert re.fullmatch(r"(1969|1970)-\d\d-\d\d \d\d:\d\d", page._when(0))
