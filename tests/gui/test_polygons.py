"""Polygons: drawn, snapped and changed with a real mouse and real keys; and the geometry below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine import regions
from engine.annotation import Box
from gui.canvas import polygons
from tests.gui.fakes import HEIGHT, WIDTH, box
from tests.gui.hand import LEFT, Hand, move_event, open_canvas
from tests.gui.test_brush import mask_of, masked

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from engine.annotation import Instance
    from gui.canvas.view import CanvasView

CORNERS = ((65.0, 5.0), (95.0, 5.0), (95.0, 15.0), (80.0, 17.0))
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> CanvasView:
    made = open_canvas(qtbot, qapp)
    masked(made, np.zeros((HEIGHT, WIDTH), np.uint8))
    made.document.last_label = "cat"
    return made


def last(canvas: CanvasView) -> Instance:
    assert canvas.document.truth is not None
    return canvas.document.truth.instances[-1]


def count(canvas: CanvasView) -> int:
    assert canvas.document.truth is not None
    return len(canvas.document.truth.instances)


def draw(canvas: CanvasView, hand: Hand, points: tuple = CORNERS) -> None:
    canvas.tool = "polygon"
    for x, y in points:
        QTest.mouseClick(canvas, LEFT, CTRL, hand.point(x, y))


@pytest.mark.parametrize("way", ["first point", "double click", "Enter"])
def test_a_polygon_is_closed_in_three_ways_and_painted(canvas: CanvasView, hand: Hand, qtbot: QtBot, way: str) -> None:
    draw(canvas, hand)
    assert count(canvas) == 3
    with qtbot.waitSignal(canvas.label_wanted):
        if way == "first point":
            hand.click(*CORNERS[0])
        elif way == "double click":
            QTest.mouseDClick(canvas, LEFT, CTRL, hand.point(*CORNERS[-1]))
        else:
            hand.key(Qt.Key.Key_Return)
    made = last(canvas)
    assert len(made.polygons) == 1 and len(made.polygons[0]) == 4 and made.label == "cat"
    assert all(math.dist(a, b) < 0.3 for a, b in zip(made.polygons[0], CORNERS, strict=True))
    assert canvas.tool == "select" and canvas.document.selected == 3 and canvas.document.undo.count() == 1
    own = regions.of_polygons(made.polygons, (WIDTH, HEIGHT))
    assert own is not None and ((mask_of(canvas) == 1) == own.within((0, 0, WIDTH, HEIGHT))).all()
    canvas.document.undo.undo()
    assert count(canvas) == 3 and not mask_of(canvas).any()


def test_backspace_takes_a_point_back_and_esc_gives_up(canvas: CanvasView, hand: Hand) -> None:
    draw(canvas, hand)
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Return)
    assert len(last(canvas).polygons[0]) == 3
    draw(canvas, hand, ((10, 80), (30, 80), (30, 95)))
    hand.key(Qt.Key.Key_Escape)
    assert canvas.tool == "select" and count(canvas) == 4
    draw(canvas, hand, ((10, 80), (30, 80)))
    hand.key(Qt.Key.Key_Return)
    assert count(canvas) == 4, "two points are no polygon"


def test_points_snap_to_neighbours_unless_ctrl_is_held(canvas: CanvasView, hand: Hand) -> None:
    """The dog's box has its corner at 100, 20 and an edge along x = 100; 8 pixels of the screen are 2 here."""
    canvas.tool = "polygon"
    for x, y in ((98.5, 19), (98.6, 50), (80, 50)):
        hand.click(x, y)
    hand.key(Qt.Key.Key_Return)
    first, second, third = last(canvas).polygons[0]
    assert first == (100, 20) and second[0] == 100 and 49 < second[1] < 51 and third != (80, 50.5)
    canvas.document.undo.undo()
    draw(canvas, hand, ((98.5, 19), (98.6, 50), (80, 50)))
    hand.key(Qt.Key.Key_Return)
    assert last(canvas).polygons[0][0] != (100, 20) and last(canvas).polygons[0][1][0] < 99.5


def test_points_are_moved_inserted_and_deleted(canvas: CanvasView, hand: Hand) -> None:
    draw(canvas, hand)
    hand.key(Qt.Key.Key_Return)
    hand.drag((95, 15), (90, 30))
    assert len(last(canvas).polygons[0]) == 4 and math.dist(last(canvas).polygons[0][2], (90, 30)) < 0.5
    assert last(canvas).box == polygons.bounds(last(canvas).polygons, WIDTH, HEIGHT)
    own = regions.of_polygons(last(canvas).polygons, (WIDTH, HEIGHT))
    assert own is not None and ((mask_of(canvas) == 1) == own.within((0, 0, WIDTH, HEIGHT))).all()
    hand.click(80, 5)
    assert len(last(canvas).polygons[0]) == 5 and math.dist(last(canvas).polygons[0][1], (80, 5)) < 0.5
    QTest.mouseClick(canvas, LEFT, Qt.KeyboardModifier.AltModifier, hand.point(80, 5))
    assert len(last(canvas).polygons[0]) == 4
    hand.click(95, 5)
    hand.key(Qt.Key.Key_Delete)
    assert len(last(canvas).polygons[0]) == 3 and count(canvas) == 4
    hand.click(65, 5)
    hand.key(Qt.Key.Key_Delete)
    assert len(last(canvas).polygons[0]) == 3, "three points stay"
    hand.key(Qt.Key.Key_Delete)
    assert count(canvas) == 3
    for _ in range(5):
        canvas.document.undo.undo()
    assert len(last(canvas).polygons[0]) == 4


def test_an_outline_that_would_paint_over_a_locked_object_is_refused_and_selects_nothing(
    canvas: CanvasView, hand: Hand
) -> None:
    canvas.document.guard = lambda _edit: False
    before, chosen = count(canvas), canvas.document.selection
    draw(canvas, hand)
    hand.key(Qt.Key.Key_Return)
    assert count(canvas) == before and canvas.document.selection == chosen


def test_a_drag_given_up_changes_nothing_and_moving_takes_the_pixels_along(canvas: CanvasView, hand: Hand) -> None:
    draw(canvas, hand)
    hand.key(Qt.Key.Key_Return)
    before = last(canvas)
    QTest.mousePress(canvas, LEFT, pos=hand.point(95, 15))
    QApplication.sendEvent(canvas, move_event(canvas, hand.point(90, 40), LEFT))
    shown = canvas.scene.shape(("truth", 3))
    assert shown is not None and shown.instance.polygons != before.polygons
    hand.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=hand.point(90, 40))
    assert last(canvas) == before
    hand.drag((85, 11), (85, 41))
    assert last(canvas).box == before.box.moved(0, 30)
    own = regions.of_polygons(last(canvas).polygons, (WIDTH, HEIGHT))
    assert own is not None and ((mask_of(canvas) == 1) == own.within((0, 0, WIDTH, HEIGHT))).all()


def test_what_saving_keeps_of_a_polygon_is_said_before_the_first(canvas: CanvasView, hand: Hand, qtbot: QtBot) -> None:
    canvas.tool = "polygon"
    with qtbot.waitSignal(canvas.scene.refused) as said:
        hand.click(70, 5)
    assert said.args is not None and "saved in the mask" in said.args[0]
    with qtbot.assertNotEmitted(canvas.scene.refused):
        hand.click(90, 5)


points = st.tuples(st.floats(0, 50), st.floats(0, 50))
polygon = st.lists(points, min_size=3, max_size=7, unique=True).map(tuple)


@given(st.lists(polygon, min_size=1, max_size=3).map(tuple), points, st.floats(0.1, 20))
def test_what_is_near_is_near_and_nothing_is_nearer(shown: tuple, at: tuple, reach: float) -> None:
    everything = [point for each in shown for point in each]
    place = polygons.point_near(shown, at, reach)
    nearest = min(math.dist(point, at) for point in everything)
    assert (place is None) == (nearest > reach)
    assert place is None or math.dist(shown[place[0]][place[1]], at) == nearest
    edge = polygons.edge_near(shown, at, reach)
    feet = [math.dist(polygons.foot_on(a, b, at), at) for each in shown for a, b in polygons.edges(each)]
    assert (edge is None) == (min(feet) > reach)
    if edge is not None:
        assert math.dist(edge[1], at) == pytest.approx(min(feet))
        more = polygons.with_new_point(shown, edge[0], edge[1])
        assert polygons.without_point(more, edge[0]) == shown, "a point on an edge is taken away again"


@given(polygon, points)
def test_bounds_hold_every_point_and_a_place_within_is_a_place_within(one: tuple, at: tuple) -> None:
    found = polygons.bounds((one,), 40, 40)
    assert 0 <= found.xmin <= found.xmax <= 40 and 0 <= found.ymin <= found.ymax <= 40
    for x, y in one:
        x, y = min(x, 40), min(y, 40)
        assert found.xmin <= x <= found.xmax and found.ymin <= y <= found.ymax
    x, y = polygons.within(at, 40, 40)
    assert 0 <= x <= 40 and 0 <= y <= 40


def test_snapping_prefers_points_to_edges() -> None:
    others = (box("dog", 10, 10, 20, 20),)
    assert polygons.snapped((11, 11), others, 2) == (10, 10)
    assert polygons.snapped((15, 11), others, 2) == (15, 10)
    assert polygons.snapped((15, 15), others, 2) == (15, 15)
    assert Box(10, 10, 20, 20) == others[0].box


def test_a_way_along_edges_is_asked_for_once_at_a_time_and_becomes_a_polygon(canvas: CanvasView, hand: Hand) -> None:
    asked: list = []
    canvas.toolbox.asked.connect(lambda *wish: asked.append(wish))
    canvas.tool = "edges"
    hand.click(65, 5)
    hand.move(90, 5)
    hand.move(94, 5)
    assert len(asked) == 1, "one is under way"
    call, arguments, take = asked[0]
    assert call == "follow" and arguments["pixels"].shape[2] == 4
    x0, y0 = 65 - arguments["start"][0], 5 - arguments["start"][1]
    take(((65.0 - x0, 5.0 - y0), (80.0 - x0, 3.0 - y0), (90.0 - x0, 5.0 - y0)))
    assert len(asked) == 2, "the mouse has moved on"
    asked[1][2](((65.0 - x0, 5.0 - y0), (80.0 - x0, 3.0 - y0), (94.0 - x0, 5.0 - y0)))
    hand.click(94, 5)
    hand.move(90, 16)
    hand.key(Qt.Key.Key_Backspace)
    hand.move(94, 5)
    QTest.mouseClick(canvas, LEFT, CTRL, hand.point(94, 5))
    QTest.mouseClick(canvas, LEFT, CTRL, hand.point(80, 17))
    asked[-1][2](((0.0, 0.0), (1.0, 1.0)))
    hand.click(65, 5)
    (outline,) = last(canvas).polygons
    assert len(outline) == 3 and canvas.tool == "select" and canvas.document.undo.count() == 1
