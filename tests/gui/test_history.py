"""The History tab: what was saved before is listed, and one click away."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from engine.formats import voc_masks
from gui.changing.edits import Edit
from gui.panels import history as page
from tests.gui.driving import PATIENCE, act, open_folder, truth, xml_of
from tests.gui.test_conflicts import add, labels, opened, safety

if TYPE_CHECKING:
    from pathlib import Path

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


def mask_of(window: MainWindow) -> np.ndarray:
    mask = truth(window).mask
    assert mask is not None
    return mask


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


def test_what_was_saved_together_is_one_row_and_comes_back_together(qtbot: QtBot, opened: MainWindow) -> None:
    panel, record = history(opened), opened.document.record
    assert record is not None and record.mask is not None and record.instance_mask is not None
    old = xml_of(opened).read_bytes()
    pixels = [voc_masks.read_indices(path) for path in (record.mask, record.instance_mask)]
    before = truth(opened)
    act(qtbot, opened, "select_all")
    act(qtbot, opened, "delete")
    act(qtbot, opened, "save")
    now, then = rows(panel)
    assert "on disk" in now and "on disk" not in then and panel.list.currentRow() == 1, "what is offered"
    assert all(".xml" in row and ".png" in row for row in (now, then)), "which files they are of is said"
    assert "→ 0" in now and "mask changed" in now and "first kept" not in then
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert [(one.label, one.box, one.rle) for one in truth(opened).instances] == [
        (one.label, one.box, one.rle) for one in before.instances
    ]
    assert before.mask is not None and np.array_equal(mask_of(opened), before.mask)
    opened.document.undo.undo()
    assert not truth(opened).instances and not opened.document.dirty, "one step of undo"
    opened.document.undo.redo()
    act(qtbot, opened, "save")
    assert xml_of(opened).read_bytes() == old
    for path, was in zip((record.mask, record.instance_mask), pixels, strict=True):
        assert (voc_masks.read_indices(path) == was).all()


def paint(window: MainWindow, value: int) -> np.ndarray:
    """All of the class mask in one value."""
    now, record = truth(window), window.document.record
    assert record is not None
    made = np.full((now.height, now.width), value, np.uint8)
    window.document.push(Edit(record.name, now, replace(now, mask=made), "Paint"))
    return made


def test_a_row_is_what_all_labels_of_the_picture_were_then(qtbot: QtBot, opened: MainWindow) -> None:
    """Also those files that were saved at another time: boxes without their pixels are no earlier state."""
    panel, record = history(opened), opened.document.record
    assert record is not None and record.mask is not None and record.instance_mask is not None
    add(opened)
    act(qtbot, opened, "save")
    boxes, objects = xml_of(opened).read_bytes(), voc_masks.read_indices(record.instance_mask)
    pixels, before = mask_of(opened), truth(opened)
    act(qtbot, opened, "select_all")
    act(qtbot, opened, "delete")
    act(qtbot, opened, "save")
    paint(opened, 3)
    act(qtbot, opened, "save")
    row = next(row for row, said in enumerate(rows(panel)) if "→" in said and "→ 0" not in said)
    assert ".png" not in rows(panel)[row] and not any("first kept" in said for said in rows(panel))
    panel.list.setCurrentRow(row)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert np.array_equal(mask_of(opened), pixels)
    assert [one.rle for one in truth(opened).instances] == [one.rle for one in before.instances]
    act(qtbot, opened, "save")
    assert xml_of(opened).read_bytes() == boxes and np.array_equal(voc_masks.read_indices(record.mask), pixels)
    assert np.array_equal(voc_masks.read_indices(record.instance_mask), objects)


def test_what_was_painted_since_and_is_nowhere_saved_stays(qtbot: QtBot, opened: MainWindow) -> None:
    panel = history(opened)
    add(opened)
    act(qtbot, opened, "save")
    painted = paint(opened, 3)
    panel.list.setCurrentRow(1)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert "mine" not in labels(opened) and np.array_equal(mask_of(opened), painted)


def test_labels_whose_file_was_deleted_come_back(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    """Their versions lie outside the folder."""
    panel = history(opened)
    add(opened)
    act(qtbot, opened, "save")
    path, good, before = xml_of(opened), xml_of(opened).read_bytes(), labels(opened)
    path.unlink()
    open_folder(qtbot, opened, folder, path.stem)
    qtbot.waitUntil(lambda: opened.document.record is not None and opened.document.record.name == path.stem)
    assert opened.document.record is not None and opened.document.record.xml is None and not labels(opened)
    panel.refresh()
    assert len(rows(panel)) == 2 and not any("on disk" in row for row in rows(panel)) and panel.list.currentRow() == 0
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert labels(opened) == before
    act(qtbot, opened, "save")
    assert path.read_bytes() == good


def without(qtbot: QtBot, window: MainWindow, folder: Path, *kinds: str) -> None:
    """The shown picture in the folder opened anew, as one that never had these files."""
    record = window.document.record
    assert record is not None
    for kind in kinds:
        getattr(record, kind).unlink()
    open_folder(qtbot, window, folder, record.name)
    qtbot.waitUntil(lambda: getattr(window.document.record, kinds[0], record) is None, timeout=PATIENCE)


def test_painted_pixels_stay_where_no_file_ever_held_any(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    """A file that never was is none to be brought back."""
    pixels = next(one.rle for one in truth(opened).instances if one.rle is not None)
    without(qtbot, opened, folder, "instance_mask")
    panel = history(opened)
    add(opened)
    act(qtbot, opened, "save")
    assert opened.document.record is not None and opened.document.record.instance_mask is None
    first, *others = truth(opened).instances
    opened.document.edit((replace(first, rle=pixels), *others), "Paint")
    panel.list.setCurrentRow(1)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert "mine" not in labels(opened) and truth(opened).instances[0].rle == pixels


def test_a_label_file_is_mended_without_a_look_at_masks_that_stay(
    qtbot: QtBot, opened: MainWindow, folder: Path
) -> None:
    without(qtbot, opened, folder, "instance_mask")
    panel, said = history(opened), []
    panel.failed.connect(said.append)
    add(opened)
    act(qtbot, opened, "save")
    good, record = xml_of(opened).read_bytes(), opened.document.record
    assert record is not None and record.mask is not None
    for path in (xml_of(opened), record.mask):
        path.write_bytes(path.read_bytes()[:200])
    safety(opened).watching.look()
    qtbot.waitUntil(lambda: opened.document.truth is None, timeout=PATIENCE)
    panel.list.setCurrentRow(0)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert xml_of(opened).read_bytes() == good and labels(opened)[-1] == "mine" and not said


def test_the_first_mask_of_a_picture_is_a_row_of_its_own(qtbot: QtBot, opened: MainWindow, folder: Path) -> None:
    without(qtbot, opened, folder, "mask", "instance_mask")
    panel, made = history(opened), []
    add(opened)
    act(qtbot, opened, "save")
    for value in (1, 3):
        made.append(paint(opened, value))
        act(qtbot, opened, "save")
    assert [".png" in row for row in rows(panel)] == [True, True, False, False]
    assert "mask changed" in rows(panel)[0] and "mask made" in rows(panel)[1] and "first kept" not in str(rows(panel))
    panel.list.setCurrentRow(1)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert np.array_equal(mask_of(opened), made[0])
    opened.document.undo.undo()
    panel.list.setCurrentRow(3)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert "mine" not in labels(opened) and np.array_equal(mask_of(opened), made[1]), "there was none to bring back"


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
    opened.document.refused.connect(said.append)
    opened.document.records.held = frozenset({record.name})
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert labels(opened) == now and "being written" in said[0]
    opened.document.records.held = frozenset()
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert labels(opened) == now[:-1]


def test_a_day_is_written_alike_in_every_language() -> None:
    assert re.fullmatch(r"(1969|1970)-\d\d-\d\d \d\d:\d\d", page._when(0))
