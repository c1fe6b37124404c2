"""The views that compare: Difference has colours of verdicts and where masks disagree, Swipe a divider to drag."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.canvas import differing, viewport
from gui.canvas.viewport import Viewport
from gui.changing.edits import Edit
from gui.look import icons, tokens, verdicts
from tests.gui.fakes import HEIGHT, WIDTH, Folder, annotation, box
from tests.gui.hand import LEFT, NONE, Hand, move_event, open_canvas

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView

LAYERS = ("truth", "prediction")
DOG, CAT = box("dog", 10, 10, 50, 50), box("cat", 80, 10, 120, 50)
COW = box("cow", 140, 10, 180, 50, difficult=True)
HEN = box("hen", 10, 60, 60, 90)
FOUND = annotation(
    box("dog", 10, 10, 50, 49, score=0.9),
    box("dog", 80, 10, 120, 48, score=0.8),
    box("pig", 140, 60, 190, 90, score=0.7),
    source="run",
)


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> CanvasView:
    """Of four objects one is found, one taken for another, one difficult, one missed; another is found for nothing."""
    made = open_canvas(qtbot, qapp)
    folder = Folder({"one": (DOG, CAT, COW, HEN)})
    made.document.open(folder.dataset)
    folder.show(made.document, "one", FOUND)
    made.viewing.view = "difference"
    return made


def pixels(canvas: CanvasView) -> np.ndarray:
    """0xRRGGBB, (h, w)."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return (rows & 0xFFFFFF).copy()


def has(canvas: CanvasView, colour: str) -> bool:
    return bool((pixels(canvas) == int(colour[1:], 16)).any())


def test_every_verdict_has_its_colour_and_a_pair_that_agrees_is_drawn_once(canvas: CanvasView) -> None:
    shapes = {shape.key: shape for shape in canvas.scene.shapes}
    said = {key: (shape.verdict, shape.quiet) for key, shape in shapes.items()}
    assert said == {
        ("truth", 0): ("true", False),
        ("truth", 1): ("mislabelled", False),
        ("truth", 2): ("ignored", False),
        ("truth", 3): ("missed", False),
        ("prediction", 0): ("true", True),
        ("prediction", 1): ("mislabelled", True),
        ("prediction", 2): ("false", False),
    }
    assert shapes["truth", 1].said == "cat taken for dog"
    colours = tokens.CANVAS_VERDICTS
    for colour in (colours.true, colours.false, colours.missed, tokens.IGNORED):
        assert has(canvas, colour)
    assert not has(canvas, colours.prediction) and not has(canvas, colours.truth)


def test_errors_are_drawn_last_with_a_white_line_around(canvas: CanvasView, hand: Hand) -> None:
    order = [shape.verdict for shape in canvas.scene.still]
    assert order == ["true", "ignored", "missed", "mislabelled", "false"]
    rows = pixels(canvas)
    for x, y, rim in ((10, 75, True), (10, 30, False)):
        spot = hand.point(x, y)
        assert bool((rows[spot.y(), spot.x() - 6 : spot.x() + 6] == 0xFFFFFF).any()) == rim


def test_every_verdict_has_a_glyph_of_its_own(canvas: CanvasView) -> None:
    marks = {shape.mark for shape in canvas.scene.shapes}
    assert marks == {"true", "mislabelled", "ignored", "missed", "false"}
    drawings = [icons.pixmap(verdicts.icon(name), 16, "#000000").toImage() for name in (*verdicts.WORDS, *LAYERS)]
    assert all(one != other for place, one in enumerate(drawings) for other in drawings[:place])


def test_pointing_at_a_pair_shows_its_prediction_and_their_iou(canvas: CanvasView, hand: Hand) -> None:
    said: list[float | None] = []
    canvas.iou_changed.connect(said.append)
    assert ("prediction", 0) not in {shape.key for shape in canvas.scene.live}
    hand.move(12, 30)
    assert {shape.key for shape in canvas.scene.live} == {("truth", 0), ("prediction", 0)}
    assert said[-1] == pytest.approx(39 / 40)
    hand.move(82, 30)
    assert {shape.key for shape in canvas.scene.live} == {("truth", 1), ("prediction", 1)}


def test_the_pair_is_the_matched_one_not_the_nearest(canvas: CanvasView, hand: Hand) -> None:
    folder = Folder({"one": (DOG,)})
    canvas.document.open(folder.dataset)
    found = annotation(box("cat", 10, 10, 50, 50, score=0.9), box("dog", 10, 10, 50, 40, score=0.5), source="run")
    folder.show(canvas.document, "one", found)
    canvas.viewing.view = "both"
    hand.move(12, 30)
    assert canvas.scene.pair == (("truth", 0), ("prediction", 1), pytest.approx(0.75))


def test_without_a_prediction_the_truth_stays_truth(canvas: CanvasView) -> None:
    canvas.document.set_prediction(None)
    assert {shape.verdict for shape in canvas.scene.shapes} == {""}
    assert has(canvas, tokens.CANVAS_VERDICTS.truth)


def test_classes_and_objects_that_are_hidden_are_not_drawn(canvas: CanvasView) -> None:
    canvas.viewing.hidden_classes = frozenset(["dog", "pig"])
    keys = {shape.key for shape in canvas.scene.shapes}
    assert keys == {("truth", 1), ("truth", 2), ("truth", 3)}
    canvas.viewing.unseen = frozenset([("one", "truth", 3), ("two", "truth", 1)])
    assert {shape.key for shape in canvas.scene.shapes} == {("truth", 1), ("truth", 2)}
    canvas.viewing.hidden_classes = frozenset(["cat"])
    shown = {shape.key: shape.quiet for shape in canvas.scene.shapes}
    assert shown["prediction", 1] is False, "its truth is hidden: it is drawn itself"


@given(st.integers(0, 255), st.integers(0, 255))
def test_what_a_pixel_is(true: int, guess: int) -> None:
    kind = int(differing.kinds(np.full((1, 1), true, np.uint8), np.full((1, 1), guess, np.uint8))[0, 0])
    if 255 in (true, guess):
        assert kind == len(differing.KINDS) + 1
    elif true == guess:
        assert kind == 0
    else:
        assert differing.KINDS[kind - 1] == ("false" if not true else "missed" if not guess else "mislabelled")


def test_masks_show_where_they_disagree_and_how(canvas: CanvasView) -> None:
    old, new = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    old[20:80, 20:100], new[20:80, 60:140] = 12, 12
    codes, colours = differing.composed(old, new, 0.35, (0, 0), 1.0)
    kinds = codes // 4
    assert (kinds[30:70, 65:95] == 0).all(), "where they agree the picture is left alone"
    assert (kinds[30:70, 30:50] == 2).all() and (kinds[30:70, 110:130] == 1).all()
    missed, false = codes[30:60, 25:55] % 4, codes[30:60, 105:135] % 4
    assert set(np.unique(missed)) == set(np.unique(false)) == {0, 1}, "lines, so that colour is not the only cue"
    assert not (missed == false).all() and (missed[:, ::-1] == np.roll(missed, 1, 1)).sum() < missed.size
    assert colours[0] == 0 and len(colours) == 256
    folder = Folder({"one": ()})
    canvas.document.open(folder.dataset)
    shown = folder.shown("one", annotation(mask=new, source="run"))
    assert shown.labels is not None
    canvas.document.mask_classes = tuple("abcdefghijkl")
    canvas.document.show(folder.dataset.records[0], shown)
    canvas.document.push(canvas_edit(canvas, old))
    assert has(canvas, tokens.CANVAS_VERDICTS.missed) and has(canvas, tokens.CANVAS_VERDICTS.false)
    canvas.viewing.hidden_classes = frozenset(["l"])
    assert not has(canvas, tokens.CANVAS_VERDICTS.missed)


def canvas_edit(canvas: CanvasView, mask: np.ndarray) -> Edit:
    truth = canvas.document.truth
    assert truth is not None
    return Edit("one", truth, replace(truth, mask=mask), "Paint")


# swipe


CANVAS = QRectF(0, 0, 800, 500)


@given(st.floats(0, 1), st.floats(0.05, 8), st.floats(-500, 500), st.floats(-100, 200), st.floats(-100, 200))
def test_both_sides_of_the_divider_show_one_picture(share: float, scale: float, x: float, px: float, py: float) -> None:
    """A point of the picture lies at one place of the canvas, whichever side shows it; the sides share the canvas."""
    view = Viewport(scale, x, 7.0)
    left, right = viewport.panes("swipe", CANVAS, view, share)
    apart = left.to_screen(px, py) - right.to_screen(px, py)
    assert abs(apart.x()) < 1e-6 and apart.y() == 0
    back = right.to_picture(right.to_screen(px, py))
    assert back.x() == pytest.approx(px, abs=1e-6)
    assert left.rect.right() == right.rect.left() and left.rect.width() + right.rect.width() == CANVAS.width()
    assert (left.layers, right.layers) == (("truth",), ("prediction",))


def swiping(canvas: CanvasView) -> int:
    """Where the divider is on the canvas."""
    return round(canvas.camera.panes()[1].rect.left())


def test_the_divider_is_dragged_and_stays_where_it_was_put(canvas: CanvasView) -> None:
    canvas.viewing.view = "swipe"
    start = swiping(canvas)
    assert start == 400
    before = canvas.camera.viewport
    grip, end = QPoint(start + 3, 250), QPoint(203, 260)
    QApplication.sendEvent(canvas, move_event(canvas, grip, NONE))
    assert canvas.cursor().shape() == Qt.CursorShape.SplitHCursor
    QTest.mousePress(canvas, LEFT, pos=grip)
    QApplication.sendEvent(canvas, move_event(canvas, end, LEFT))
    QTest.mouseRelease(canvas, LEFT, pos=end)
    assert swiping(canvas) == 200
    assert canvas.camera.viewport == before and canvas.document.undo.newest is None, "nothing else moved"
    canvas.viewing.view = "both"
    canvas.viewing.view = "swipe"
    assert swiping(canvas) == 200
    QApplication.sendEvent(canvas, move_event(canvas, QPoint(500, 30), NONE))
    assert canvas.cursor().shape() != Qt.CursorShape.SplitHCursor


def test_keys_move_the_divider(canvas: CanvasView, hand: Hand) -> None:
    canvas.viewing.view = "swipe"
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    canvas.document.select(0)
    hand.key(Qt.Key.Key_Right, control)
    assert swiping(canvas) == 416
    hand.key(Qt.Key.Key_Left, control | shift)
    assert swiping(canvas) == 336
    for _ in range(20):
        hand.key(Qt.Key.Key_Left, control | shift)
    assert swiping(canvas) == 0
    assert canvas.document.truth is not None and canvas.document.truth.instances[0].box == DOG.box


def test_each_side_shows_its_own_layer(canvas: CanvasView) -> None:
    canvas.viewing.view = "swipe"
    canvas.camera.divide(0.5)
    rows, colours = pixels(canvas), tokens.CANVAS_VERDICTS
    truth, guess = int(colours.truth[1:], 16), int(colours.prediction[1:], 16)
    assert (rows[:, :380] == truth).any() and not (rows[:, :380] == guess).any()
    assert (rows[:, 420:] == guess).any() and not (rows[:, 420:] == truth).any()


@pytest.mark.parametrize("at", [200.0, 600.0])
def test_zoom_keeps_what_is_under_the_cursor_on_either_side(canvas: CanvasView, at: float) -> None:
    canvas.viewing.view = "swipe"
    point = QPointF(at, 250)
    before = canvas.camera.pane_at(point).to_picture(point)
    canvas.camera.zoom(1.7, canvas.camera.in_frame(point))
    after = canvas.camera.pane_at(point).to_picture(point)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()), abs=0.5)
