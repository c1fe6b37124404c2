"""Brush and eraser, with a real mouse: what a stroke paints, what it leaves alone, and what undo takes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine import regions
from engine.annotation import VOID
from engine.regions import Region
from gui.canvas import aims
from tests.gui.fakes import HEIGHT, WIDTH, box
from tests.gui.hand import LEFT, Hand, move_event, open_canvas

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView

CLASSES = ("cat", "dog")


def masked(canvas: CanvasView, mask: np.ndarray | None) -> None:
    """Give the shown picture a class mask, as if its file had one."""
    document = canvas.document
    assert document.truth is not None and document.record is not None
    working = document.records.get(document.record.name)
    assert working is not None
    working.truth = replace(document.truth, mask=mask)
    document.mask_classes = CLASSES
    document.changed.emit()


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> CanvasView:
    made = open_canvas(qtbot, qapp)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[20:60, 100:140], mask[20:60, 140:143] = 2, VOID
    masked(made, mask)
    made.toolbox.choices.choose(size=10, label="cat")
    return made


def mask_of(canvas: CanvasView) -> np.ndarray:
    assert canvas.document.truth is not None and canvas.document.truth.mask is not None
    return canvas.document.truth.mask


def picture(canvas: CanvasView) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3]


def test_a_stroke_paints_a_round_brush_s_way_in_one_step_of_undo(canvas: CanvasView, hand: Hand) -> None:
    before = mask_of(canvas)
    canvas.tool = "brush"
    hand.drag((20, 50), (60, 50))
    after = mask_of(canvas)
    assert set(np.unique(after[45:55, 20:60])) == {1} and not after[:44].any(where=np.arange(WIDTH) < 90)
    assert after[50, 16] == 1 and after[50, 13] == 0 and after[44, 40] == 0 and after[55, 40] == 0
    assert after[45, 16] == 0, "the end is round"
    assert canvas.document.undo.count() == 1 and canvas.tool == "brush"
    canvas.document.undo.undo()
    assert (mask_of(canvas) == before).all()
    canvas.document.undo.redo()
    assert (mask_of(canvas) == after).all()


def test_void_stays_unless_it_is_painted_over_on_purpose(canvas: CanvasView, hand: Hand) -> None:
    canvas.tool = "brush"
    hand.drag((130, 40), (150, 40))
    assert (mask_of(canvas)[20:60, 140:143] == VOID).all() and mask_of(canvas)[40, 150] == 1
    canvas.toolbox.choices.choose(over_void=True)
    hand.drag((130, 40), (150, 40))
    assert (mask_of(canvas)[36:44, 140:143] == 1).all() and mask_of(canvas)[25, 141] == VOID
    canvas.toolbox.choices.choose(over_void=False, label=None)
    hand.click(110, 30)
    assert mask_of(canvas)[30, 110] == VOID
    canvas.tool = "eraser"
    hand.drag((105, 30), (115, 30))
    assert mask_of(canvas)[30, 110] == VOID and mask_of(canvas)[30, 103] == 0


def test_what_is_seen_during_a_stroke_is_what_is_seen_after_it(canvas: CanvasView, hand: Hand) -> None:
    """Only the part that was painted is drawn anew while the mouse moves."""
    canvas.viewing.show_outlines = False
    canvas.tool = "brush"
    hand.move(90, 80)
    before = picture(canvas)
    QTest.mousePress(canvas, LEFT, pos=hand.point(90, 40))
    for x, y in ((100, 44), (120, 30), (150, 70), (155, 90)):
        QApplication.sendEvent(canvas, move_event(canvas, hand.point(x, y), LEFT))
        canvas.grab()
    during = picture(canvas)
    assert (during != before).any() and canvas.document.undo.count() == 0
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(155, 90))
    assert (picture(canvas) == during).all()
    canvas.document.undo.undo()
    QTest.mousePress(canvas, LEFT, pos=hand.point(90, 40))
    canvas.grab()
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(90, 40))
    canvas.tool = "brush"
    hand.move(90, 80)
    assert (picture(canvas) == before).all() and canvas.document.undo.count() == 1


def test_zooming_in_the_middle_of_a_stroke_keeps_it(canvas: CanvasView, hand: Hand) -> None:
    canvas.tool = "brush"
    QTest.mousePress(canvas, LEFT, pos=hand.point(50, 50))
    canvas.grab()
    hand.wheel(50, 50, 2, Qt.KeyboardModifier.ControlModifier)
    here = hand.point(50, 50)
    shown = canvas.grab().toImage().pixelColor(here.x() + 12, here.y())
    canvas.viewing.hidden = True
    assert canvas.grab().toImage().pixelColor(here.x() + 12, here.y()) != shown
    canvas.viewing.hidden = False
    QTest.mouseRelease(canvas, LEFT, pos=here)
    assert mask_of(canvas)[50, 50] == 1


def test_painting_goes_to_the_selected_object_and_takes_from_the_others(canvas: CanvasView, hand: Hand) -> None:
    document = canvas.document
    assert document.truth is not None
    size = WIDTH, HEIGHT
    cat, dog, ear = document.truth.instances
    own = Region(100, 20, mask_of(canvas)[20:60, 100:140] == 2)
    document.edit((cat, regions.with_region(dog, own, size), ear), "regions")
    document.select(0)
    canvas.tool = "brush"
    hand.drag((90, 40), (120, 40))
    assert document.truth is not None
    painted, robbed, _ = (regions.of_instance(each, size) for each in document.truth.instances)
    assert painted is not None and robbed is not None
    whole = (0, 0, WIDTH, HEIGHT)
    assert (painted.within(whole) == (mask_of(canvas) == 1)).all(), "class mask and instance mask say the same"
    assert (robbed.within(whole) == (mask_of(canvas) == 2)).all()
    canvas.tool = "eraser"
    hand.drag((90, 40), (120, 40))
    assert document.truth is not None
    assert regions.of_instance(document.truth.instances[0], size) is None


def test_a_class_without_a_number_and_a_folder_without_a_place_are_refused(
    canvas: CanvasView, hand: Hand, qtbot: QtBot
) -> None:
    canvas.tool = "brush"
    canvas.toolbox.choices.choose(label="fox")
    with qtbot.waitSignal(canvas.scene.refused) as said:
        hand.drag((20, 50), (60, 50))
    assert said.args is not None and "“fox” has no number in this folder's masks (cat, dog)" in said.args[0]
    assert canvas.document.undo.count() == 0 and canvas.scene.stroke is None


def test_the_ring_is_as_wide_as_the_brush(canvas: CanvasView, hand: Hand) -> None:
    canvas.tool = "brush"
    canvas.toolbox.choices.choose(size=40)
    canvas.viewing.show_outlines = canvas.viewing.show_masks = False
    hand.move(50, 50)
    scale = canvas.camera.viewport.scale
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    at, image = hand.point(50, 50), canvas.grab().toImage()
    row = [image.pixelColor(x, at.y()).lightness() for x in range(image.width())]
    lit = [x for x, light in enumerate(row) if light > 200]
    assert abs((max(lit) - min(lit)) - 40 * scale) <= 4
    canvas.toolbox.choices.choose(size=1)
    hand.move(51, 50)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_shift_draws_a_straight_line_from_the_last_stroke(canvas: CanvasView, hand: Hand) -> None:
    canvas.tool = "brush"
    hand.click(20, 80)
    QTest.mouseClick(canvas, LEFT, Qt.KeyboardModifier.ShiftModifier, hand.point(80, 80))
    assert (mask_of(canvas)[80, 20:80] == 1).all() and canvas.document.undo.count() == 2


def test_an_object_that_is_hidden_hides_its_own_pixels_and_nobody_elses(canvas: CanvasView, hand: Hand) -> None:
    """In what is shown alone: also while one paints, and where two objects share pixels."""
    document, truth = canvas.document, canvas.document.truth
    assert truth is not None and document.record is not None
    size, own = (WIDTH, HEIGHT), np.ones((40, 40), bool)
    one = regions.with_region(truth.instances[1], Region(100, 20, own), size)
    half = Region(120, 20, own[:, :20])
    two = regions.with_region(replace(truth.instances[2], box=half.box), half, size)
    document.edit((truth.instances[0], one, two), "pixels of their own")
    canvas.viewing.show_outlines = False
    before, mask = picture(canvas), mask_of(canvas)
    canvas.viewing.unseen = frozenset([("another", "truth", 1), (document.record.name, "truth", one.origin or 0)])
    after, place = picture(canvas), (hand.point(110, 40), hand.point(130, 40), hand.point(141, 40))
    changed = [bool((before[at.y(), at.x()] != after[at.y(), at.x()]).any()) for at in place]
    assert changed == [True, False, False], "void stays, and so does what another object has, too"
    canvas.tool = "brush"
    QTest.mousePress(canvas, LEFT, pos=hand.point(104, 24))
    QApplication.sendEvent(canvas, move_event(canvas, hand.point(106, 24), LEFT))
    drawn = picture(canvas)
    assert (drawn[hand.point(105, 24).y(), hand.point(105, 24).x()] != after[place[0].y(), place[0].x()]).any()
    assert (drawn[hand.point(105, 34).y(), hand.point(105, 34).x()] == after[place[0].y(), place[0].x()]).all()
    canvas.tool = "select"
    canvas.viewing.unseen = frozenset()
    assert (picture(canvas) == before).all() and mask_of(canvas) is mask


def test_what_is_painted_at_a_hidden_object_does_not_vanish_with_it(canvas: CanvasView) -> None:
    document, truth = canvas.document, canvas.document.truth
    assert truth is not None and document.record is not None
    one = regions.with_region(truth.instances[1], Region(100, 20, np.ones((40, 40), bool)), (WIDTH, HEIGHT))
    document.edit((truth.instances[0], one, truth.instances[2]), "pixels of its own")
    value, region = int(mask_of(canvas)[30, 110]), Region(98, 30, np.ones((4, 2), bool))
    for hidden, grown in ((True, False), (False, True)):
        place = (document.record.name, "truth", one.origin or 0)
        canvas.viewing.unseen = frozenset([place] if hidden else [])
        aims.carry_out(canvas.scene, region, aims.Aim(value, None, True, "Paint"))
        assert (mask_of(canvas)[30:34, 98:100] == value).all()
        assert document.truth is not None
        own = regions.of_instance(document.truth.instances[1], (WIDTH, HEIGHT))
        assert own is not None and (own.part[0] == 98) == grown
        document.undo.undo()


def test_a_stroke_is_of_the_object_that_was_selected_wherever_that_stands_by_then(
    canvas: CanvasView, hand: Hand
) -> None:
    document = canvas.document
    assert document.truth is not None
    document.edit((box("bird", 1, 1, 5, 5), *document.truth.instances), "New bird")
    document.select(1)
    canvas.tool = "brush"
    QTest.mousePress(canvas, LEFT, pos=hand.point(30, 40))
    document.undo.undo()
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(30, 40))
    cat, dog = document.truth.instances[:2]
    assert cat.label == "cat" and cat.rle is not None and dog.rle is None
