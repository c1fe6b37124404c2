"""What the canvas keeps while the camera moves is what it would paint anew."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from engine.datasets.labels import Labels
from engine.images import Screen
from engine.reading import Shown
from gui.canvas import chips, lines, painting, shapes, view
from gui.look import palette
from tests.gui.fakes import HEIGHT, WIDTH, Folder, annotation, box
from tests.gui.hand import MIDDLE, Hand, open_canvas

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from gui.viewing import View

CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
VIEWS: tuple[View, ...] = ("truth", "both", "side", "difference", "swipe")


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> CanvasView:
    """Boxes of all sizes, lines that cross the edges of the canvas, and masks with all there is to see of them."""
    made, chance = open_canvas(qtbot, qapp), random.Random(3)
    boxes = []
    for number in range(60):
        x, y = chance.random() * WIDTH * 0.9, chance.random() * HEIGHT * 0.9
        side = chance.choice((1, 6, 30, 80))
        boxes.append(box(f"class {number % 3}", x, y, x + side, y + side / 2, difficult=number % 7 == 0))
    seen = [box(each.label, *each.box.moved(2, 1).as_tuple(), score=0.9) for each in boxes[:40]]
    truth, guess = np.zeros((HEIGHT, WIDTH), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    truth[10:50, 20:90], truth[60:80, 100:150], truth[5:9, :] = 1, 2, 255
    guess[20:60, 40:110], guess[70:90, 90:120] = 1, 3
    pixels = np.random.default_rng(0).integers(0, 255, (HEIGHT, WIDTH, 4), np.uint8)
    dataset = Folder({"one": ()}).dataset
    made.document.open(dataset)
    prediction = annotation(*seen, mask=guess, source="run")
    shown = Shown(Screen(pixels), Labels(annotation(*boxes, mask=truth), (), "stamp"), None, prediction)
    made.document.show(dataset.records[0], shown)
    made.document.mask_classes = ("class 0", "class 1", "class 2")
    return made


def colours(canvas: CanvasView) -> np.ndarray:
    """Red, green and blue, int (h, w, 3), of all the canvas shows."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[..., :3].astype(int)


def anew(canvas: CanvasView) -> np.ndarray:
    """The same, with nothing kept."""
    canvas.viewing.hidden = True
    canvas.grab()
    canvas.viewing.hidden = False
    canvas._outlines = painting.Outlines()
    return colours(canvas)


@pytest.mark.parametrize("shown", VIEWS)
def test_what_is_kept_is_what_would_be_painted(
    canvas: CanvasView, shown: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "HURRY", 10.0)
    canvas.viewing.view = shown
    hand, chance = Hand(canvas), random.Random(5)
    for turn in range(30):
        at = chance.random() * WIDTH, chance.random() * HEIGHT
        what = chance.randrange(5)
        if what == 0:
            hand.wheel(*at, chance.choice((-2, -1, 1, 2)), CONTROL)
        elif what == 1:
            hand.wheel(*at, chance.choice((-1, 0.25, 1)), PLAIN)
        elif what == 2 and shown == "swipe":
            canvas.camera.divide(chance.random())
        else:
            hand.drag((50, 50), (50 + chance.random() * 40 - 20, 50 + chance.random() * 20 - 10), MIDDLE)
        kept = colours(canvas)
        if turn % 3 == 0:
            apart = np.abs(kept - anew(canvas)).max(axis=2)
            # what is scaled or dotted from another place on is rounded a little differently
            assert (apart > 2).sum() <= 10, (turn, what)


def test_in_a_hurry_the_last_picture_goes_with_the_camera(
    qtbot: QtBot, canvas: CanvasView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "HURRY", 0.0)
    before, hand = colours(canvas), Hand(canvas)
    hand.wheel(50, 50, 2, CONTROL)
    rough = colours(canvas)
    exact = anew(canvas)
    assert (rough != before).any() and (rough != exact).any()
    hand.wheel(50, 50, -1, CONTROL)
    canvas.grab()
    qtbot.waitUntil(lambda: not canvas.rough)
    assert np.abs(colours(canvas) - anew(canvas)).max() <= 2, "what is rough is painted without being asked for"


def test_another_picture_is_never_half_shown(canvas: CanvasView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "HURRY", 0.0)
    hand = Hand(canvas)
    hand.wheel(50, 50, 2, CONTROL)
    colours(canvas)
    folder = Folder({"one": (box("cat", 10, 10, 60, 60),)})
    canvas.document.open(folder.dataset)
    folder.show(canvas.document, "one")
    hand.wheel(50, 50, 1, CONTROL)
    canvas.camera.zoom(1.5, QPointF(100, 100))
    canvas.viewing.view = "truth"
    canvas._hurried = True
    assert (colours(canvas) == anew(canvas)).all()


@pytest.mark.parametrize("shown", VIEWS)
def test_what_a_slider_or_an_edit_changes_alone_is_painted_anew(
    canvas: CanvasView, shown: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "HURRY", 10.0)
    canvas.viewing.view = shown
    chance = random.Random(7)
    assert canvas.document.prediction is not None
    scores = [replace(one, score=chance.random()) for one in canvas.document.prediction.instances]
    canvas.document.set_prediction(canvas.document.prediction.with_instances(tuple(scores)))
    colours(canvas)
    for turn in range(12):
        if turn % 4 == 3:
            canvas.document.select(chance.choice((None, 0, 5)))
        elif turn % 2:
            canvas.viewing.iou_threshold = chance.choice((0.3, 0.5, 0.62, 0.9))
        else:
            canvas.viewing.confidence = chance.random()
        if turn % 6 == 5:
            Hand(canvas).wheel(40, 40, chance.choice((-1, 1)), CONTROL)
        kept = colours(canvas)
        assert (np.abs(kept - anew(canvas)).max(axis=2) > 2).sum() <= 10, turn


def test_a_slider_paints_what_it_changed_and_nothing_else(canvas: CanvasView, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas.viewing.view = "both"
    assert canvas.document.prediction is not None
    first, *rest = canvas.document.prediction.instances
    canvas.document.set_prediction(canvas.document.prediction.with_instances((replace(first, score=0.4), *rest)))
    colours(canvas)
    painted: list[int] = []
    paint = lines.paint
    monkeypatch.setattr(
        lines, "paint", lambda painter, placed, order: painted.append(len(placed)) or paint(painter, placed, order)
    )
    canvas.viewing.confidence = 0.5
    colours(canvas)
    assert len(painted) == 1 and painted[0] < len(canvas.scene.still) / 2


def test_what_no_line_depends_on_leaves_lines_and_chips_as_they_are(
    canvas: CanvasView, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas.viewing.view = "both"
    colours(canvas)
    made: list[str] = []
    for owner, name in ((painting.Places, "__init__"), (chips, "layout"), (shapes, "shapes")):
        was = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *all_of_it, was=was, name=name: made.append(name) or was(*all_of_it))
    canvas.viewing.mask_opacity = 0.9
    canvas.viewing.iou_threshold = 0.7
    colours(canvas)
    assert not made
    canvas.viewing.view = "difference"
    colours(canvas)
    assert set(made) == {"__init__", "layout", "shapes"}


def test_a_class_of_another_colour_is_drawn_in_it(canvas: CanvasView) -> None:
    truth = canvas.document.truth
    assert truth is not None
    canvas.viewing.colour_by_class = True
    tint = next(tint for tint in palette.offered() if tint != palette.colour(truth.instances[0].label))
    try:
        palette.give(truth.instances[0].label, tint)
        canvas.document.changed.emit()
        assert {shape.colour for shape in canvas.scene.still if shape.instance.label == truth.instances[0].label} == {
            tint
        }
    finally:
        palette.recall(())
