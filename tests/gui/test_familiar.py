"""What hands that know other programs reach for: zooming with keys, the difficult flag, a verification that is taken
back, outlines in the colours of classes, the menu of the right button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from gui.look import palette
from tests.gui.driving import act, go, open_folder, predict, press, truth, xml_of

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("key", [Qt.Key.Key_Plus, Qt.Key.Key_Equal])
def test_keys_zoom_around_the_middle(qtbot: QtBot, window: MainWindow, folder: Path, key: Qt.Key) -> None:
    open_folder(qtbot, window, folder)
    camera = window.canvas.camera
    scale, middle = camera.viewport.scale, camera.panes()[0].rect.center()
    place = camera.panes()[0].to_picture(middle)
    qtbot.waitUntil(window.acts["zoom_in"].isEnabled)
    press(qtbot, window, key, CTRL)
    assert camera.viewport.scale == pytest.approx(1.25 * scale)
    there = camera.panes()[0].to_picture(middle)
    assert (there.x(), there.y()) == pytest.approx((place.x(), place.y()))
    press(qtbot, window, Qt.Key.Key_Minus, CTRL)
    assert camera.viewport.scale == pytest.approx(scale)


def test_objects_are_made_difficult_and_easy_again(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    count = len(truth(window).instances)
    assert not any(one.difficult for one in truth(window).instances)
    window.document.select_many(range(count))
    qtbot.waitUntil(window.acts["difficult"].isEnabled)
    press(qtbot, window, Qt.Key.Key_D, SHIFT)
    assert all(one.difficult for one in truth(window).instances)
    qtbot.waitUntil(window.acts["difficult"].isChecked)
    act(qtbot, window, "save")
    assert xml_of(window).read_text().count("<difficult>1</difficult>") == count
    press(qtbot, window, Qt.Key.Key_D, SHIFT)
    assert not any(one.difficult for one in truth(window).instances)
    qtbot.waitUntil(lambda: not window.acts["difficult"].isChecked())
    act(qtbot, window, "undo")
    assert all(one.difficult for one in truth(window).instances)


def test_a_verification_is_taken_back(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    assert not window.acts["unverify"].isEnabled()
    go(qtbot, window, "verify")
    go(qtbot, window, "previous")
    assert truth(window).verified
    qtbot.waitUntil(window.acts["unverify"].isEnabled)
    window.canvas.setFocus()
    press(qtbot, window, Qt.Key.Key_Space, SHIFT)
    assert not truth(window).verified
    assert window.images.model.verified == 0
    act(qtbot, window, "save")
    assert b'verified="yes"' not in xml_of(window).read_bytes()
    qtbot.waitUntil(lambda: not window.acts["unverify"].isEnabled())


def test_outlines_are_in_the_colours_of_classes_and_stay_so(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    act(qtbot, window, "colour_by_class")
    shown = window.canvas.scene.shapes
    assert shown and all(shape.colour == palette.colour(shape.instance.label) for shape in shown)
    window.remember_viewing()
    assert window.settings.flag("colour_by_class")
    act(qtbot, window, "colour_by_class")
    assert len({shape.colour for shape in window.canvas.scene.shapes}) == 1


def asked_menu(window: MainWindow, at: QPoint) -> QMenu | None:
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(window.canvas, QContextMenuEvent(reason, at, window.canvas.mapToGlobal(at)))
    found = QApplication.activePopupWidget()
    return found if isinstance(found, QMenu) else None


def test_the_right_button_selects_and_offers(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    box = truth(window).instances[-1].box
    at = window.canvas.camera.panes()[0].to_screen(box.xmin, box.ymin).toPoint()
    menu = asked_menu(window, at)
    assert menu is not None
    assert window.document.selected == len(truth(window).instances) - 1
    assert window.acts["delete"] in menu.actions() and window.acts["delete"].isEnabled()
    menu.close()
    window.canvas.tool = "polygon"
    assert asked_menu(window, at) is None, "there it gives up what is being drawn"


def test_the_right_button_on_a_prediction_offers_to_accept_it(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    old = truth(window).instances[0]
    window.viewing.view = "prediction"
    predict(window, (old.label, old.box, 0.9), ("star", old.box.moved(1, 1), 0.4))
    at = window.canvas.camera.panes()[0].to_screen(old.box.xmin + 1, old.box.ymin + 1).toPoint()
    menu = asked_menu(window, at)
    assert menu is not None and window.acts["accept"].isEnabled()
    chosen = window.instances.chosen()
    assert chosen is not None and chosen.layer == "prediction"
    menu.close()
