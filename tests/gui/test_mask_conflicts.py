"""Painted masks and other programs, and the masks of earlier versions: what is asked, what is kept, what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from engine import regions
from engine.annotation import VOID
from engine.formats import voc_masks
from engine.regions import Region
from gui.changing.edits import Edit
from tests.gui.driving import PATIENCE, act, truth, xml_of
from tests.gui.test_conflicts import answer, focus, opened, question, safety
from tests.gui.test_history import history, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from engine.datasets.record import Record
    from gui.main_window import MainWindow

__all__ = ["opened"]


def record_of(window: MainWindow) -> Record:
    record = window.document.record
    assert record is not None and record.mask is not None and record.instance_mask is not None
    return record


def paint(window: MainWindow, value: int = 0) -> None:
    """A stroke over the whole picture's upper part."""
    now = truth(window)
    stroke = Region(0, 0, np.ones((now.height // 2, now.width), bool))
    window.document.push(Edit(record_of(window).name, now, regions.paint(now, stroke, value), "Paint"))


def mask_of(window: MainWindow) -> np.ndarray:
    mask = truth(window).mask
    assert mask is not None
    return mask


def files_of(window: MainWindow) -> list[bytes]:
    record = record_of(window)
    return [path.read_bytes() for path in (record.xml, record.mask, record.instance_mask) if path is not None]


def on_disk(window: MainWindow) -> tuple[np.ndarray, np.ndarray]:
    record = record_of(window)
    assert record.mask is not None and record.instance_mask is not None
    return voc_masks.read_indices(record.mask), voc_masks.read_indices(record.instance_mask)


def their_mask(window: MainWindow) -> np.ndarray:
    record = record_of(window)
    assert record.mask is not None
    mask = voc_masks.read_indices(record.mask).copy()
    mask[-3:] = VOID
    record.mask.write_bytes(voc_masks.to_bytes(mask, record.mask.read_bytes()))
    return mask


def their_objects(window: MainWindow) -> np.ndarray:
    record = record_of(window)
    assert record.instance_mask is not None
    objects = voc_masks.read_indices(record.instance_mask).copy()
    objects[objects == 1] = VOID
    record.instance_mask.write_bytes(voc_masks.to_bytes(objects, record.instance_mask.read_bytes()))
    return objects


def their_comment(window: MainWindow) -> None:
    """Boxes stay as they are."""
    path = xml_of(window)
    path.write_bytes(path.read_bytes().replace(b"</annotation>", b"<!-- theirs --></annotation>"))


@pytest.mark.parametrize("change", [their_mask, their_objects, their_comment])
@pytest.mark.parametrize("noticed", ["focus", "save"])
def test_a_painted_mask_is_not_given_up_for_files_with_the_same_boxes(
    qtbot: QtBot, opened: MainWindow, change: Callable[[MainWindow], object], noticed: str
) -> None:
    paint(opened)
    mine = mask_of(opened)
    change(opened)
    before = files_of(opened)
    focus(opened) if noticed == "focus" else act(qtbot, opened, "save")
    assert (".png was changed" in question(qtbot, opened).text()) == (change is not their_comment)
    assert "mask changed" in question(qtbot, opened).informativeText() + question(qtbot, opened).text()
    assert mask_of(opened) is mine and opened.document.dirty
    assert files_of(opened) == before
    answer(qtbot, opened, "Keep mine")
    assert np.array_equal(on_disk(opened)[0], mine) and not opened.document.dirty


def test_their_mask_can_be_taken_and_the_stroke_comes_back_by_undo(qtbot: QtBot, opened: MainWindow) -> None:
    paint(opened)
    mine = mask_of(opened)
    theirs = their_mask(opened)
    focus(opened)
    answer(qtbot, opened, "Take theirs")
    assert np.array_equal(mask_of(opened), theirs) and not opened.document.dirty
    opened.document.undo.undo()
    assert np.array_equal(mask_of(opened), mine) and opened.document.dirty
    act(qtbot, opened, "save")
    assert np.array_equal(on_disk(opened)[0], mine)


def test_both_masks_are_shown_until_a_save_decides(qtbot: QtBot, opened: MainWindow) -> None:
    paint(opened)
    mine = mask_of(opened)
    theirs = their_mask(opened)
    focus(opened)
    answer(qtbot, opened, "Show both")
    seen = opened.document.prediction
    assert seen is not None and seen.mask is not None and np.array_equal(seen.mask, theirs) and mask_of(opened) is mine
    assert np.array_equal(on_disk(opened)[0], theirs)
    act(qtbot, opened, "save")
    answer(qtbot, opened, "Keep mine")
    assert np.array_equal(on_disk(opened)[0], mine) and opened.document.prediction is None


def test_objects_that_another_program_gave_other_pixels_are_read_again(qtbot: QtBot, opened: MainWindow) -> None:
    theirs = their_objects(opened)
    focus(opened)
    qtbot.waitUntil(lambda: truth(opened).instances[0].rle is None, timeout=PATIENCE)
    assert not opened.document.dirty and safety(opened).watching.box is None
    assert np.array_equal(on_disk(opened)[1], theirs)


def test_an_earlier_mask_comes_back_with_the_objects_it_belongs_to(qtbot: QtBot, opened: MainWindow) -> None:
    panel = history(opened)
    before = on_disk(opened)
    paint(opened)
    act(qtbot, opened, "save")
    assert not np.array_equal(on_disk(opened)[0], before[0])
    old = [row for row, said in enumerate(rows(panel)) if ".png" in said and "on disk" not in said]
    panel.list.setCurrentRow(old[0])
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert np.array_equal(mask_of(opened), before[0]) and opened.document.dirty
    act(qtbot, opened, "save")
    for now, was in zip(on_disk(opened), before, strict=True):
        assert np.array_equal(now, was)
    opened.document.undo.undo()
    assert not np.array_equal(mask_of(opened), before[0])


def test_a_deleted_object_comes_back_with_its_pixels(qtbot: QtBot, opened: MainWindow) -> None:
    panel = history(opened)
    before = on_disk(opened)
    pixels = [one.rle for one in truth(opened).instances]
    opened.document.edit(truth(opened).instances[1:], "Delete")
    act(qtbot, opened, "save")
    assert not np.array_equal(on_disk(opened)[1], before[1])
    old = [row for row, said in enumerate(rows(panel)) if ".xml" in said and "on disk" not in said]
    panel.list.setCurrentRow(old[0])
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert sorted(map(str, (one.rle for one in truth(opened).instances))) == sorted(map(str, pixels))
    act(qtbot, opened, "save")
    for now, was in zip(on_disk(opened), before, strict=True):
        assert np.array_equal(now, was)
