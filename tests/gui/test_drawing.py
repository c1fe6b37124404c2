"""The drawing tools in the whole window: their keys and options, and what reaches the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from engine import regions
from engine.annotation import Box, Instance
from engine.datasets import labels
from engine.formats import voc_masks
from engine.regions import Region
from gui.canvas import aims
from gui.canvas.aims import Aim
from gui.canvas.orders import Order
from tests.gui.driving import act, go, open_folder, press, truth
from tests.gui.hand import Hand

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow


def files(window: MainWindow) -> tuple[np.ndarray, np.ndarray]:
    record = window.document.record
    assert record is not None and record.mask is not None and record.instance_mask is not None
    return voc_masks.read_indices(record.mask), voc_masks.read_indices(record.instance_mask)


def in_step(window: MainWindow) -> None:
    """The files say what the screen shows, and agree with each other."""
    classes, objects = files(window)
    shown = truth(window)
    assert shown.mask is not None and (shown.mask == classes).all() and ((classes == 0) == (objects == 0)).all()
    record, dataset = window.document.record, window.document.dataset
    assert record is not None and dataset is not None
    for one, read in zip(shown.instances, labels.read(dataset.format, record).annotation.instances, strict=True):
        assert one.rle == read.rle


def test_a_stroke_is_painted_saved_undone_and_saved_again(opened: MainWindow, qtbot: QtBot) -> None:
    window, hand = opened, Hand(opened.canvas)
    before, before_objects = files(window)
    window.document.select(0)
    press(qtbot, window, Qt.Key.Key_B)
    assert window.canvas.tool == "brush" and window.drawing.options.isVisible() and window.acts["brush"].isChecked()
    label = truth(window).instances[0].label
    assert window.drawing.choices.now.label == label and window.drawing.options.label.currentData() == label
    hand.drag((10, 10), (60, 10))
    act(qtbot, window, "save")
    assert (files(window)[0] != before).any()
    in_step(window)
    assert truth(window).instances[0].rle is not None
    act(qtbot, window, "undo")
    act(qtbot, window, "save")
    assert (files(window)[0] == before).all() and (files(window)[1] == before_objects).all()
    in_step(window)


def test_keys_choose_size_class_and_void(opened: MainWindow, qtbot: QtBot) -> None:
    window = opened
    instances = truth(window).instances
    window.document.select(0)
    press(qtbot, window, Qt.Key.Key_B)
    size = window.drawing.choices.now.size
    press(qtbot, window, Qt.Key.Key_BracketRight)
    assert window.drawing.choices.now.size > size
    press(qtbot, window, Qt.Key.Key_BracketLeft)
    press(qtbot, window, Qt.Key.Key_BracketLeft)
    assert window.drawing.choices.now.size < size
    press(qtbot, window, Qt.Key.Key_2)
    second = window.instances.classes.at(2)
    assert window.drawing.choices.now.label == second and window.drawing.options.label.currentData() == second
    assert truth(window).instances == instances, "a digit chooses the paint, it does not relabel"
    press(qtbot, window, Qt.Key.Key_0)
    assert window.drawing.choices.now.label is None and window.drawing.options.label.currentText() == "void"
    press(qtbot, window, Qt.Key.Key_E)
    assert window.canvas.tool == "eraser" and not window.drawing.options.label.isVisible()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.canvas.tool == "select" and not window.drawing.options.isVisible()


def test_the_picture_stays_where_it_is_when_options_come(opened: MainWindow, qtbot: QtBot) -> None:
    window = opened
    place, pane = window.canvas.geometry(), window.canvas.camera.panes()
    press(qtbot, window, Qt.Key.Key_B)
    assert window.canvas.geometry() == place and window.canvas.camera.panes() == pane
    field = window.drawing.options.size_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "33")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.drawing.choices.now.size == 33 and window.canvas.hasFocus()


def test_a_picture_without_a_mask_gets_one(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    for kind in ("SegmentationClass", "SegmentationObject"):
        for path in (folder / kind).iterdir():
            path.unlink()
    open_folder(qtbot, window, folder)
    assert truth(window).mask is None
    (folder / "class_names.txt").write_text("circle\nsquare\ntriangle\n", encoding="utf-8")
    window.document.select(0)
    label = truth(window).instances[0].label
    names = ("circle", "square", "triangle")
    (folder / "class_names.txt").write_text("\n".join(dict.fromkeys((label, *names))), encoding="utf-8")
    press(qtbot, window, Qt.Key.Key_B)
    hand = Hand(window.canvas)
    hand.drag((10, 10), (60, 10))
    act(qtbot, window, "save")
    record = window.document.record
    assert record is not None and record.mask is not None and record.mask.parent.name == "SegmentationClass"
    in_step(window)
    own = regions.of_instance(truth(window).instances[0], (truth(window).width, truth(window).height))
    assert own is not None and own.box.width >= 50
    act(qtbot, window, "undo")
    assert truth(window).mask is None
    act(qtbot, window, "save")
    assert not files(window)[0].any() and truth(window).mask is not None
    in_step(window)
    act(qtbot, window, "redo")
    act(qtbot, window, "save")
    assert files(window)[0].any()
    in_step(window)


def test_a_folder_of_boxes_alone_says_that_it_has_no_place_for_masks(
    window: MainWindow, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    for kind, ending in (("JPEGImages", "jpg"), ("Annotations", "xml")):
        for path in (folder / kind).glob(f"*.{ending}"):
            path.rename(plain / path.name)
    open_folder(qtbot, window, plain)
    press(qtbot, window, Qt.Key.Key_B)
    with qtbot.waitSignal(window.canvas.scene.refused) as said:
        Hand(window.canvas).drag((10, 10), (60, 10))
    assert said.args is not None and "no place for masks" in said.args[0] and window.document.undo.count() == 0
    assert any("no place for masks" in toast.text for toast in window.toasts.shown())


def painted(window: MainWindow, before: np.ndarray, label: str) -> np.ndarray:
    """The pixels that a tool gave the class `label`, bool."""
    mask = truth(window).mask
    assert mask is not None
    value = window.document.mask_classes.index(label) + 1
    changed = mask != before
    assert set(np.unique(mask[changed])) <= {value}
    return changed


def test_fill_wand_and_cut_out_paint_what_they_find(opened: MainWindow, qtbot: QtBot) -> None:
    window, hand = opened, Hand(opened.canvas)
    before = truth(window).mask
    assert before is not None
    other = next(name for name in window.document.mask_classes if name != truth(window).instances[0].label)
    own = regions.of_instance(truth(window).instances[0], (truth(window).width, truth(window).height))
    assert own is not None
    rows, columns = np.nonzero(own.pixels)
    middle = len(rows) // 2
    x, y = own.x + int(columns[middle]) + 0.5, own.y + int(rows[middle]) + 0.5

    press(qtbot, window, Qt.Key.Key_F)
    window.drawing.choices.choose(label=other)
    with qtbot.waitSignal(window.document.changed, timeout=20_000):
        hand.click(x, y)
    assert (painted(window, before, other) == own.within((0, 0, truth(window).width, truth(window).height))).all()
    window.document.undo.undo()

    press(qtbot, window, Qt.Key.Key_M)
    window.drawing.choices.choose(label=other, tolerance=30)
    with qtbot.waitSignal(window.document.changed, timeout=20_000):
        hand.click(x, y)
    assert painted(window, before, other)[int(y), int(x)]
    window.document.undo.undo()

    press(qtbot, window, Qt.Key.Key_G)
    window.drawing.choices.choose(label=other)
    box = truth(window).instances[0].box
    window.document.select(None)
    with qtbot.waitSignal(window.document.changed, timeout=20_000):
        hand.drag((box.xmin - 3, box.ymin - 3), (box.xmax + 3, box.ymax + 3))
    assert painted(window, before, other)[int(y), int(x)] and window.document.undo.count() == 1
    window.document.undo.undo()
    assert (truth(window).mask == before).all() and not window.assisting.busy

    press(qtbot, window, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    window.drawing.choices.choose(label=other, size=6)
    hand.drag((x - 3, y), (x + 3, y))
    assert window.document.undo.count() == 0 or not window.document.undo.canUndo()
    with qtbot.waitSignal(window.document.changed, timeout=20_000):
        press(qtbot, window, Qt.Key.Key_Return)
    assert painted(window, before, other)[int(y), int(x)]


def test_what_is_looked_for_is_given_up_when_another_picture_comes(opened: MainWindow, qtbot: QtBot) -> None:
    window, hand = opened, Hand(opened.canvas)
    press(qtbot, window, Qt.Key.Key_G)
    hand.drag((20, 20), (90, 90))
    assert window.assisting.busy
    go(qtbot, window, "next")
    qtbot.waitUntil(lambda: not window.assisting.busy, timeout=20_000)
    assert window.document.undo.count() == 0


def test_what_is_found_elsewhere_is_not_given_to_the_selected_object(opened: MainWindow) -> None:
    shown, scene = truth(opened), opened.canvas.scene
    box = shown.instances[0].box
    aim = Aim(1, 0, False, "Paint")
    x, y = round(box.xmin), round(box.ymin)
    inside = Region(x, y, np.ones((10, 10), bool))
    apart = Region(max(0, x - 8), y, np.ones((4, 6), bool))
    assert aims.near(scene, inside, aim).owner == 0 and aims.near(scene, apart, aim).owner is None


def test_a_way_along_edges_comes_from_the_engine(opened: MainWindow, qtbot: QtBot) -> None:
    window, hand = opened, Hand(opened.canvas)
    box = truth(window).instances[0].box
    count = len(truth(window).instances)
    press(qtbot, window, Qt.Key.Key_I)
    hand.click(box.xmin, box.ymin)
    hand.move(box.xmax, box.ymin)
    qtbot.waitUntil(lambda: not window.assisting.busy, timeout=20_000)
    hand.click(box.xmax, box.ymin)
    hand.move(box.xmax, box.ymax)
    qtbot.waitUntil(lambda: not window.assisting.busy, timeout=20_000)
    hand.click(box.xmax, box.ymax)
    press(qtbot, window, Qt.Key.Key_Return)
    assert len(truth(window).instances) == count + 1 and len(truth(window).instances[-1].polygons[0]) >= 3
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_pixels_found_for_an_object_that_is_gone_meanwhile_go_to_no_other(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, taken = opened, []
    document = window.document
    document.add(Instance("star", Box(0, 0, 40, 40)))
    monkeypatch.setattr(window.assisting, "ask", lambda _call, _arguments, take: taken.append(take))
    window.assisting.look(Order("cut_out", {}, 0, 0, Aim(1, 0, False, "Cut out")))
    others = truth(window).instances[1:]
    document.edit(others, "Delete")
    taken[0]((0, 0, np.ones((4, 4), bool)))
    assert tuple(one.rle for one in truth(window).instances) == tuple(one.rle for one in others)
