"""Drawing and correcting boxes with a real mouse and real keys."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.annotation import Box, Instance
from gui.canvas import handles, orders
from tests.gui.fakes import HEIGHT, WIDTH, box
from tests.gui.hand import DOG, LEFT, Hand, move_event

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView


def shown_box(canvas: CanvasView, index: int) -> Box:
    assert canvas.document.truth is not None
    return canvas.document.truth.instances[index].box


def test_a_click_selects_the_smallest_box_and_another_the_next(canvas: CanvasView, hand: Hand) -> None:
    hand.click(30, 30)
    assert canvas.document.selected == 2
    hand.click(30, 30)
    assert canvas.document.selected == 0
    hand.click(30, 30)
    assert canvas.document.selected == 2
    hand.click(190, 5)
    assert canvas.document.selected is None


def test_a_box_is_moved_by_whole_pixels_in_one_step_of_undo(canvas: CanvasView, hand: Hand) -> None:
    hand.drag((140, 50), (130.4, 55.3))
    assert shown_box(canvas, 1) == Box(90, 25, 170, 95)
    assert canvas.document.undo.count() == 1 and canvas.document.undo.newest.text == "Move dog"
    hand.drag((130, 50), (500, 50))
    assert shown_box(canvas, 1) == Box(WIDTH - 80, 25, WIDTH, 95)
    canvas.document.undo.undo()
    canvas.document.undo.undo()
    assert shown_box(canvas, 1) == DOG.box


def test_nothing_is_an_edit_before_the_button_comes_up(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    QTest.mousePress(canvas, LEFT, pos=hand.point(140, 50))
    QApplication.sendEvent(canvas, move_event(canvas, hand.point(120, 50), LEFT))
    dragged = canvas.scene.shape(("truth", 1))
    assert dragged is not None and dragged.box == Box(80, 20, 160, 90)
    assert shown_box(canvas, 1) == DOG.box and canvas.document.undo.count() == 0
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(120, 50))
    assert shown_box(canvas, 1) == DOG.box and canvas.document.undo.count() == 0


def test_handles_resize(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    hand.drag((180, 90), (190.2, 95.4))
    assert shown_box(canvas, 1) == Box(100, 20, 190, 95)
    hand.drag((100, 57.5), (80, 30))
    assert shown_box(canvas, 1) == Box(80, 20, 190, 95)
    hand.drag((80, 57.5), (195, 57.5))
    assert shown_box(canvas, 1) == Box(190, 20, 195, 95)


def test_only_the_selected_box_has_handles(canvas: CanvasView, hand: Hand) -> None:
    pane = canvas.camera.panes()[0]
    corner = hand.point(180, 90)
    hand.move(180, 90)
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    hand.click(140, 50)
    hand.move(180, 90)
    assert handles.at(pane.rect_of(DOG.box), QPointF(corner)) == (1, 1)
    assert canvas.cursor().shape() == Qt.CursorShape.SizeFDiagCursor


def test_arrows_nudge(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    hand.key(Qt.Key.Key_Left)
    hand.key(Qt.Key.Key_Left)
    assert shown_box(canvas, 1) == Box(98, 20, 178, 90) and canvas.document.undo.count() == 1
    hand.key(Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert shown_box(canvas, 1) == Box(98, 10, 178, 80)
    hand.move(170, 50)
    hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert shown_box(canvas, 1) == Box(98, 10, 179, 80)
    hand.key(Qt.Key.Key_Delete)
    assert canvas.document.truth is not None and len(canvas.document.truth.instances) == 2
    assert canvas.document.undo.newest.text == "Delete dog"


@pytest.mark.parametrize("clicks", [False, True], ids=["drag", "click, click"])
def test_a_box_is_drawn_either_way(canvas: CanvasView, hand: Hand, qtbot: QtBot, clicks: bool) -> None:
    canvas.document.last_label = "cow"
    canvas.tool = "box"
    with qtbot.waitSignal(canvas.label_wanted) as asked:
        if clicks:
            hand.click(70.3, 10)
            hand.move(80, 40)
            hand.click(95, 60.4)
        else:
            hand.drag((70.3, 10), (95, 60.4))
    assert shown_box(canvas, 3) == Box(70, 10, 95, 60)
    assert canvas.document.truth is not None and canvas.document.truth.instances[3].label == "cow"
    assert canvas.document.selected == 3 and canvas.tool == "select"
    place, index = asked.args or (None, None)
    assert index == 3 and place == canvas.screen_place(3)


def test_a_slip_and_escape_draw_nothing(canvas: CanvasView, hand: Hand) -> None:
    canvas.tool = "box"
    hand.drag((70, 10), (90, 10.2))
    hand.click(70, 10)
    hand.move(90, 50)
    hand.key(Qt.Key.Key_Escape)
    assert canvas.tool == "select"
    hand.click(95, 60)
    assert canvas.document.undo.count() == 0


def test_a_box_stays_within_the_picture(canvas: CanvasView, hand: Hand) -> None:
    canvas.tool = "box"
    hand.drag((190, 80), (230, 120))
    assert shown_box(canvas, 3) == Box(190, 80, WIDTH, HEIGHT)


def test_a_box_drawn_among_predictions_is_seen(canvas: CanvasView, hand: Hand) -> None:
    canvas.viewing.view = "prediction"
    canvas.tool = "box"
    hand.drag((70, 10), (95, 60))
    assert canvas.viewing.view == "both"


def test_undo_in_the_middle_of_a_drag_ends_it(canvas: CanvasView, hand: Hand) -> None:
    index = canvas.document.add(box("cow", 70, 5, 95, 25))
    assert index == 3
    QTest.mousePress(canvas, LEFT, pos=hand.point(80, 15))
    QApplication.sendEvent(canvas, move_event(canvas, hand.point(60, 60), LEFT))
    canvas.document.undo.undo()
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(60, 60))
    assert canvas.document.truth is not None and len(canvas.document.truth.instances) == 3
    assert not canvas.document.undo.canUndo()


SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_several_are_selected_moved_nudged_and_deleted_together(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    QTest.mouseClick(canvas, LEFT, SHIFT, hand.point(50, 55))
    assert canvas.document.selection == {0, 1} and canvas.document.selected == 0
    hand.drag((140, 50), (135, 52))
    assert shown_box(canvas, 1) == Box(95, 22, 175, 92) and shown_box(canvas, 0) == Box(5, 12, 55, 62)
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Right)
    assert shown_box(canvas, 1).xmin == 97 and shown_box(canvas, 0).xmin == 7 and canvas.document.undo.count() == 2
    QTest.mouseClick(canvas, LEFT, SHIFT, hand.point(50, 55))
    assert canvas.document.selection == {1}
    QTest.mouseClick(canvas, LEFT, SHIFT, hand.point(50, 55))
    hand.key(Qt.Key.Key_Delete)
    assert canvas.document.truth is not None and [one.label for one in canvas.document.truth.instances] == ["ear"]
    canvas.document.undo.undo()
    assert len(canvas.document.truth.instances) == 3


def test_a_click_on_one_of_several_selects_it_alone(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    QTest.mouseClick(canvas, LEFT, SHIFT, hand.point(50, 55))
    hand.click(140, 50)
    assert canvas.document.selection == {1}


def drag_with(canvas: CanvasView, hand: Hand, start: tuple[float, float], end: tuple[float, float]) -> None:
    QTest.mousePress(canvas, LEFT, SHIFT, hand.point(*start))
    QApplication.sendEvent(canvas, move_event(canvas, hand.point(*end), LEFT))
    QTest.mouseRelease(canvas, LEFT, SHIFT, hand.point(*end))


def test_a_frame_selects_what_is_wholly_inside_it(canvas: CanvasView, hand: Hand) -> None:
    hand.drag((5, 5), (70, 70))
    assert canvas.document.selection == {0, 2}
    hand.drag((195, 95), (90, 50))
    assert canvas.document.selection == frozenset(), "it only touches the dog"
    hand.drag((195, 95), (90, 5))
    assert canvas.document.selection == {1} and canvas.document.undo.count() == 0


def test_with_shift_a_frame_adds_and_may_begin_on_an_object(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    drag_with(canvas, hand, (15, 15), (45, 45))
    assert canvas.document.selection == {1, 2} and canvas.document.selected == 2
    drag_with(canvas, hand, (15, 15), (45, 45))
    assert canvas.document.selection == {1, 2}, "what is selected already stays so"


def test_a_frame_holds_what_is_thinner_than_a_pixel_of_the_screen(canvas: CanvasView, hand: Hand) -> None:
    canvas.document.add(Instance("hair", Box(186, 40, 186.1, 80)))
    canvas.document.select(None)
    hand.drag((183, 30), (190, 95))
    assert canvas.document.selection == {3}


def test_a_click_with_shift_counts_as_it_was_begun(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    QTest.mousePress(canvas, LEFT, SHIFT, hand.point(20, 20))
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(20, 20))  # Shift is let go a moment too early
    assert 1 in canvas.document.selection and len(canvas.document.selection) == 2


def test_a_frame_selects_what_it_is_drawn_around_after_the_picture_has_moved(canvas: CanvasView, hand: Hand) -> None:
    QTest.mousePress(canvas, LEFT, pos=hand.point(5, 5))
    canvas.camera.zoom(0.5, QPointF(hand.point(5, 5)))  # the frame reaches twice as far now
    QApplication.sendEvent(canvas, move_event(canvas, hand.point(190, 95), LEFT))
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(190, 95))
    assert canvas.document.selection == {0, 1, 2}


def test_escape_and_hiding_leave_a_frame_without_effect(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    QTest.mousePress(canvas, LEFT, pos=hand.point(5, 5))
    QApplication.sendEvent(canvas, move_event(canvas, hand.point(70, 70), LEFT))
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(70, 70))
    assert canvas.document.selection == {1}
    canvas.viewing.hidden_classes = frozenset({"cat"})
    hand.drag((5, 5), (70, 70))
    assert canvas.document.selection == {2}, "what is not shown is not selected"


def test_what_an_order_holds_stays_when_the_next_picture_is_shown(canvas: CanvasView) -> None:
    """It is packed on another thread, which would read memory that is gone."""
    document = canvas.document
    assert document.dataset is not None
    part = orders.pixels_of(document)[2:9, 3:7]
    assert isinstance(part.base, np.ndarray), "what owns the memory, not a window into a QImage's"
    before = part.copy()
    document.open(document.dataset)
    gc.collect()
    assert (part == before).all()


def test_an_undo_in_the_middle_of_a_drag_may_take_what_is_dragged(canvas: CanvasView) -> None:
    canvas.viewing.locked = frozenset([("another", "truth", 0)])
    before = canvas.scene.shapes
    canvas.scene.preview(99, box("dog", 1, 1, 9, 9))
    assert canvas.scene.shapes == before
