"""Polygon, pixels and box made out of each other; merging, splitting, and the network's mask in a box."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from engine import regions
from engine.annotation import Annotation, Box
from engine.regions import Region
from tests.gui.driving import act, go, press, truth
from tests.gui.test_drawing import in_step

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

PATIENCE = 20_000
SHIFT = Qt.KeyboardModifier.ShiftModifier


def own(window: MainWindow, index: int) -> np.ndarray:
    shown = truth(window)
    found = regions.of_instance(shown.instances[index], (shown.width, shown.height))
    return (
        np.zeros((shown.height, shown.width), bool)
        if found is None
        else found.within((0, 0, shown.width, shown.height))
    )


def test_pixels_become_a_polygon_and_pixels_again(opened: MainWindow, qtbot: QtBot) -> None:
    window = opened
    window.document.select(0)
    before, pixels = truth(window), own(window, 0)
    qtbot.waitUntil(window.acts["to_polygon"].isEnabled)
    with qtbot.waitSignal(window.document.changed, timeout=PATIENCE):
        press(qtbot, window, Qt.Key.Key_P, SHIFT)
    one = truth(window).instances[0]
    assert one.polygons and one.rle is None
    now = own(window, 0)
    assert (now & pixels).sum() / (now | pixels).sum() > 0.95
    mask = truth(window).mask
    assert mask is not None and before.mask is not None
    value = window.document.mask_classes.index(one.label) + 1
    assert (mask[now & (before.mask != 255)] == value).all(), "the class mask follows"
    press(qtbot, window, Qt.Key.Key_B, SHIFT)
    again = truth(window).instances[0]
    assert again.rle is not None and not again.polygons and (own(window, 0) == now).all()
    act(qtbot, window, "save")
    in_step(window)
    window.document.undo.undo()
    window.document.undo.undo()
    assert truth(window).instances[0].rle == before.instances[0].rle and (truth(window).mask == before.mask).all()


def test_an_outline_becomes_the_box_around_it(opened: MainWindow, qtbot: QtBot) -> None:
    window = opened
    one = truth(window).instances[0]
    wide = replace(one, box=Box(0.0, 0.0, float(truth(window).width), float(truth(window).height)))
    window.document.edit((wide, *truth(window).instances[1:]), "wide")
    window.document.select(0)
    qtbot.waitUntil(window.acts["to_box"].isEnabled)
    press(qtbot, window, Qt.Key.Key_W, SHIFT)
    rows, columns = np.nonzero(own(window, 0))
    wanted = Box(float(columns.min()), float(rows.min()), float(columns.max() + 1), float(rows.max() + 1))
    assert truth(window).instances[0].box == wanted


def test_objects_are_merged_and_one_is_split_into_its_parts(opened: MainWindow, qtbot: QtBot) -> None:
    window = opened
    while len(truth(window).instances) < 2:
        go(qtbot, window, "next")
    before = truth(window)
    assert before.mask is not None
    pixels = own(window, 0) | own(window, 1)
    window.document.select_many((0, 1))
    act(qtbot, window, "merge")
    assert len(truth(window).instances) == len(before.instances) - 1 and (own(window, 0) == pixels).all()
    value = window.document.mask_classes.index(before.instances[0].label) + 1
    mask = truth(window).mask
    assert mask is not None and (mask[pixels] == value).all()
    window.document.undo.undo()
    assert truth(window).instances == before.instances and (truth(window).mask == before.mask).all()

    size = before.width, before.height
    two = np.zeros((before.height, before.width), bool)
    two[2:12, 2:12] = two[2:12, 20:26] = True
    label = before.instances[0].label
    shaped = regions.paint(before, Region(0, 0, two), window.document.mask_classes.index(label) + 1, 0)
    only = regions.with_region(shaped.instances[0], Region(0, 0, two), size)
    window.document.edit((only, *before.instances[1:]), "two")
    window.document.select(0)
    with qtbot.waitSignal(window.document.changed, timeout=PATIENCE):
        act(qtbot, window, "split")
    parts = truth(window).instances
    assert len(parts) == len(before.instances) + 1
    assert parts[0].box == Box(2.0, 2.0, 12.0, 12.0) and parts[-1].box == Box(20.0, 2.0, 26.0, 12.0)
    assert parts[-1].label == label and own(window, len(parts) - 1).sum() == 60
    window.document.select(len(parts) - 1)
    act(qtbot, window, "split")
    qtbot.waitUntil(lambda: any("one piece" in toast.text for toast in window.toasts.shown()), timeout=PATIENCE)


def test_the_network_s_mask_is_taken_within_the_box(opened: MainWindow, qtbot: QtBot) -> None:
    window = opened
    here = truth(window)
    assert here.mask is not None
    seen = np.full((here.height, here.width), 0, np.uint8)
    one = here.instances[0]
    seen[:] = window.document.mask_classes.index(one.label) + 1
    window.document.select(0)
    window.document.set_prediction(Annotation(here.width, here.height, (), seen, source="test"))
    qtbot.waitUntil(window.acts["network_mask"].isEnabled)
    press(qtbot, window, Qt.Key.Key_N)
    box = one.box
    inside = np.zeros(seen.shape, bool)
    inside[round(box.ymin) : round(box.ymax), round(box.xmin) : round(box.xmax)] = True
    wanted = np.where(inside & (here.mask != 255), seen, here.mask)
    assert (truth(window).mask == wanted).all()
    assert (own(window, 0) == (own(window, 0) | inside & (here.mask != 255))).all()
    window.document.undo.undo()
    window.document.set_prediction(None)
    press(qtbot, window, Qt.Key.Key_N)
    assert any("no mask of" in toast.text for toast in window.toasts.shown())
