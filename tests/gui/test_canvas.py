"""What the canvas shows, and how a person looks around in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.look import palette, theme, tokens
from tests.gui.fakes import HEIGHT, WIDTH, Folder, annotation, box
from tests.gui.hand import DOG, MIDDLE, Hand

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gui.canvas.view import CanvasView
    from gui.viewing import View


def colours(canvas: CanvasView) -> set[str]:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return {f"#{value & 0xFFFFFF:06X}" for value in np.unique(pixels).tolist()}


def test_zoom_keeps_what_is_under_the_cursor(canvas: CanvasView, hand: Hand, qtbot: QtBot) -> None:
    before = hand.point(30, 40)
    with qtbot.waitSignal(canvas.zoomed):
        hand.wheel(30, 40, 3, Qt.KeyboardModifier.ControlModifier)
    apart = hand.point(30, 40) - before
    assert apart.manhattanLength() <= 2
    canvas.actual_size()
    assert canvas.camera.viewport.scale == 1
    canvas.fit()
    pane = canvas.camera.panes()[0]
    assert pane.rect.contains(pane.to_screen(0, 0)) and pane.rect.contains(pane.to_screen(WIDTH, HEIGHT))


def test_wheel_and_drags_move_the_picture(canvas: CanvasView, hand: Hand) -> None:
    canvas.camera.zoom_middle(2)
    start = canvas.camera.viewport
    hand.wheel(50, 50, -1, Qt.KeyboardModifier.NoModifier)
    assert canvas.camera.viewport.y < start.y and canvas.camera.viewport.x == start.x
    hand.wheel(50, 50, 1, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.camera.viewport.x > start.x
    before = canvas.camera.viewport
    hand.drag((50, 50), (60, 50), MIDDLE)
    assert canvas.camera.viewport.x > before.x + 30 and canvas.document.undo.count() == 0


def test_space_alone_is_a_key_and_space_drag_moves_the_picture(canvas: CanvasView, hand: Hand) -> None:
    pressed: list[bool] = []
    action = QAction("Verified", canvas)
    action.setShortcuts([QKeySequence("Space")])
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda: pressed.append(True))
    canvas.addAction(action)
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    assert pressed == []
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert len(pressed) == 1
    before = canvas.camera.viewport
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    hand.drag((50, 50), (60, 50))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert len(pressed) == 1 and canvas.camera.viewport != before and canvas.document.undo.count() == 0


def test_h_hides_everything_while_held(canvas: CanvasView) -> None:
    assert tokens.CANVAS_VERDICTS.truth in colours(canvas)
    QTest.keyPress(canvas, Qt.Key.Key_H)
    assert colours(canvas) <= {tokens.DARK.surround, "#808080"}
    QTest.keyRelease(canvas, Qt.Key.Key_H)
    assert tokens.CANVAS_VERDICTS.truth in colours(canvas)


def test_views_show_their_layers(canvas: CanvasView) -> None:
    truth, prediction = tokens.CANVAS_VERDICTS.truth, tokens.CANVAS_VERDICTS.prediction
    views: tuple[tuple[View, set[str]], ...]
    views = (("truth", {truth}), ("prediction", {prediction}), ("both", {truth, prediction}))
    for view, wanted in views:
        canvas.viewing.view = view
        assert colours(canvas) & {truth, prediction} == wanted
    canvas.viewing.view = "side"
    left, right = canvas.camera.panes()
    assert left.viewport == right.viewport and (left.caption, right.caption) == ("Truth", "Prediction")
    assert {truth, prediction} <= colours(canvas)
    canvas.viewing.confidence = 0.95
    assert prediction not in colours(canvas)


def test_the_selected_box_is_not_covered(canvas: CanvasView, hand: Hand) -> None:
    hand.click(140, 50)
    middle = hand.point(140, 55)
    assert canvas.grab().toImage().pixelColor(middle) == QColor("#808080")


def test_the_iou_of_the_pair_under_the_mouse_is_said(canvas: CanvasView, hand: Hand) -> None:
    said: list[float | None] = []
    canvas.iou_changed.connect(said.append)
    hand.move(12, 50)
    assert said == [pytest.approx(45 / 55)]
    hand.move(140, 50)
    assert said[-1] is None


def test_the_status_bar_hears_place_and_class(canvas: CanvasView, hand: Hand) -> None:
    heard: list[tuple[int, int, str]] = []
    canvas.hovered.connect(lambda *what: heard.append(what))
    hand.move(140.5, 50.5)
    hand.move(195.5, 5.5)
    hand.move(-10, 5)
    assert heard == [(140, 50, "dog"), (195, 5, ""), (-1, -1, "")]


def test_masks_have_their_class_s_colour_and_move_with_the_picture(canvas: CanvasView, hand: Hand) -> None:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[20:80, 20:80] = 12
    mask[80:85, 20:80] = 255
    canvas.document.set_prediction(annotation(mask=mask, source="run"))
    dog = palette.colour("dog")
    assert dog in colours(canvas)
    heard: list[str] = []
    canvas.hovered.connect(lambda _x, _y, name: heard.append(name))
    hand.move(70.5, 70.5)
    hand.move(70.5, 82.5)
    assert heard == ["dog", "void"]
    canvas.camera.zoom_middle(0.4)
    assert dog in colours(canvas)
    canvas.viewing.show_masks = False
    assert dog not in colours(canvas)


def test_pixels_are_sharp_and_have_a_grid_when_near(canvas: CanvasView) -> None:
    canvas.viewing.show_outlines = False
    canvas.camera.zoom_middle(3)
    assert colours(canvas) <= {tokens.DARK.surround, "#808080"}
    canvas.camera.zoom_middle(10)
    assert canvas.camera.viewport.scale > tokens.GRID_ZOOM and len(colours(canvas)) <= 4


def test_names_from_strangers_are_only_text(canvas: CanvasView) -> None:
    folder = Folder({"one": (box("<img src='/dev/zero'><b>x", 10, 10, 190, 60),)})
    canvas.document.open(folder.dataset)
    folder.show(canvas.document, "one")
    canvas.grab()


def test_a_new_prediction_moves_nothing(canvas: CanvasView) -> None:
    folder = Folder({"one": (DOG,), "two": (DOG,)})
    canvas.document.open(folder.dataset)
    folder.show(canvas.document, "one")
    canvas.document.select(0)
    canvas.camera.zoom_middle(3)
    before = canvas.camera.viewport
    folder.show(canvas.document, "one", annotation(box("dog", 90, 20, 180, 90, score=0.8), source="run"))
    assert canvas.camera.viewport == before and canvas.document.selected == 0
    folder.show(canvas.document, "two")
    assert canvas.camera.viewport != before and canvas.document.selected is None


def test_pictures_that_are_read_only_can_be_shown(canvas: CanvasView) -> None:
    folder = Folder({"one": ()})
    canvas.document.open(folder.dataset)
    shown = folder.shown("one")
    shown.screen.pixels[:] = (0, 0, 255, 255)
    shown.screen.pixels.setflags(write=False)
    canvas.document.show(folder.dataset.records[0], shown)
    del shown
    assert "#FF0000" in colours(canvas)


def test_other_pictures_and_sizes(canvas: CanvasView) -> None:
    canvas.document.open(Folder({}).dataset)
    assert colours(canvas) == {tokens.DARK.surround}
    canvas.resize(60, 40)
    canvas.viewing.view = "side"
    canvas.grab()
    theme.apply(_app(), "light")
    assert tokens.LIGHT.surround in colours(canvas)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
