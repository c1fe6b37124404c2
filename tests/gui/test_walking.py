"""Tab walks through the disagreements of the folder; Enter, Del, digits and Backspace decide each with one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from tests.gui.driving import PATIENCE, act, open_folder, press, truth
from tests.gui.predicted import open_predicted

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

TAB, BACKTAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def walked(qtbot: QtBot, window: MainWindow, folder: Path) -> MainWindow:
    open_predicted(qtbot, window, folder)
    return window


def said(window: MainWindow) -> str:
    return window.strip.walked.text()


def toasts(window: MainWindow) -> list[str]:
    return [toast.text for toast in window.toasts.shown()]


def test_tab_goes_from_one_to_the_next_marks_it_and_zooms_to_it(qtbot: QtBot, walked: MainWindow) -> None:
    window, before = walked, walked.canvas.camera.viewport.scale
    press(qtbot, window, TAB)
    assert said(window) == "false novel 0.80"
    assert window.canvas.scene.walked == (("prediction", len(truth(window).instances)),)
    assert window.canvas.camera.viewport.scale > before
    assert window.document.selected is None
    chosen = window.instances.chosen()
    assert chosen is not None and chosen.name == "novel"
    press(qtbot, window, TAB)
    first = truth(window).instances[0]
    assert said(window) == f"{first.label} placed badly"
    assert window.document.selected == 0 and window.instances.accept.isEnabled()
    assert window.strip.walked.width() >= window.strip.walked.needs(), "it is read whole, whatever gives way"
    places = [widget.mapTo(window.strip, QPoint()) for widget in (window.strip.first, window.strip.iou)]
    window.strip.say_walked("missed", "a class of a name that takes all of the room there is")
    qtbot.waitUntil(lambda: not window.strip.pair.isVisible())
    qtbot.wait(20)
    assert [one.mapTo(window.strip, QPoint()) for one in (window.strip.first, window.strip.iou)] == places
    pane = window.canvas.camera.panes()[0]
    assert pane.rect.contains(pane.rect_of(first.box))
    press(qtbot, window, BACKTAB, SHIFT)
    assert said(window) == "false novel 0.80"
    assert window.canvas.hasFocus(), "Tab does not go elsewhere"


def test_tab_in_a_list_is_tab(qtbot: QtBot, walked: MainWindow) -> None:
    walked.instances.list.setFocus()
    press(qtbot, walked, TAB)
    assert said(walked) == ""
    assert QApplication.focusWidget() is not walked.instances.list


def test_enter_takes_the_prediction_as_one_step(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    before = truth(window).instances
    press(qtbot, window, TAB)
    qtbot.waitUntil(window.acts["accept"].isEnabled)
    press(qtbot, window, ENTER)
    assert [one.label for one in truth(window).instances[len(before) :]] == ["novel"]
    assert window.walking.current is None and said(window) == ""
    press(qtbot, window, TAB)
    qtbot.waitUntil(window.acts["accept"].isEnabled)
    press(qtbot, window, ENTER)
    after = truth(window).instances
    assert len(after) == len(before) + 1, "the box is moved, no other is added"
    assert after[0].box.xmin > before[0].box.xmin and after[0].origin == before[0].origin
    act(qtbot, window, "undo")
    assert truth(window).instances[0] == before[0]
    act(qtbot, window, "undo")
    assert truth(window).instances == before


def test_a_part_alone_can_be_taken(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    press(qtbot, window, TAB)
    press(qtbot, window, TAB)
    before = truth(window).instances[0]
    menu = window.instances.parts.menu()
    assert menu is not None
    offered = {action.objectName(): action for action in menu.actions()}
    assert set(offered) == {"accept_box", "accept_class", "accept_mask", "accept"}
    qtbot.waitUntil(offered["accept_box"].isEnabled)
    offered["accept_class"].trigger()
    assert truth(window).instances[0] == before, "the class is right"
    offered["accept_box"].trigger()
    assert truth(window).instances[0].box != before.box


def test_del_and_digits_decide_a_missed_object(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    go_to_missed(qtbot, window)
    before = truth(window).instances
    assert said(window) == f"missed {before[0].label}"
    assert window.document.selected == 0
    other = next(digit for digit in range(1, 9) if window.instances.classes.at(digit) not in (None, before[0].label))
    press(qtbot, window, Qt.Key(ord(str(other))))
    assert truth(window).instances[0].label == window.instances.classes.at(other)
    act(qtbot, window, "undo")
    press(qtbot, window, BACKTAB, SHIFT)
    go_to_missed(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Delete)
    assert len(truth(window).instances) == len(before) - 1
    assert window.walking.current is None


def test_enter_on_a_missed_object_says_which_keys_decide_it(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    go_to_missed(qtbot, window)
    before = truth(window).instances
    said = "Nothing was predicted here. Del deletes the label, Backspace leaves it as it is."
    for key in (ENTER, Qt.Key.Key_Enter):
        window.toasts.clear()
        press(qtbot, window, key)
        assert toasts(window) == [said] and truth(window).instances == before
    qtbot.waitUntil(window.acts["reject"].isEnabled)
    press(qtbot, window, Qt.Key.Key_Backspace)
    assert window.walking.current is None and truth(window).instances == before


def test_a_key_of_what_cannot_be_done_says_why_where_it_would_act(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    window.toasts.clear()
    press(qtbot, window, Qt.Key.Key_Delete)
    assert toasts(window) == ["Select a box first."]
    window.toasts.clear()
    window.instances.list.setFocus()
    press(qtbot, window, Qt.Key.Key_Delete)
    assert toasts(window) == [], "there the key is the list's own"
    press(qtbot, window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert toasts(window) == ["Nothing to save."]


def test_the_ends_of_the_list_are_said(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    for key, keys, said in (
        (Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "This is the first picture of the list."),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, ""),
        (Qt.Key.Key_D, Qt.KeyboardModifier.NoModifier, "This is the last picture of the list."),
        (Qt.Key.Key_D, CTRL | SHIFT, "No unverified picture follows in the list."),
    ):
        window.toasts.clear()
        press(qtbot, window, key, keys)
        assert toasts(window) == ([said] if said else [])


def go_to_missed(qtbot: QtBot, window: MainWindow) -> None:
    """Tab until the picture with the missed object; on the way lies one that is not predicted."""
    for _ in range(8):
        if said(window).startswith("missed"):
            return
        moving = window.reviewing.position
        press(qtbot, window, TAB)
        qtbot.wait(50)
        if window.reviewing.position != moving:
            qtbot.waitUntil(lambda: said(window) != "", timeout=PATIENCE)
    assert said(window).startswith("missed")


def test_the_walk_goes_on_in_the_next_picture_and_says_where_it_ends(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    go_to_missed(qtbot, window)
    assert window.reviewing.position == 3, "pictures that agree are passed over"
    press(qtbot, window, TAB)
    qtbot.waitUntil(lambda: "That was the last disagreement of the list." in toasts(window), timeout=PATIENCE)
    window.toasts.clear()
    for _ in range(6):
        if window.reviewing.position:
            press(qtbot, window, BACKTAB, SHIFT)
            qtbot.wait(50)
    qtbot.waitUntil(lambda: window.reviewing.position == 0, timeout=PATIENCE)


def test_what_is_rejected_is_not_walked_to_again(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    before = truth(window).instances
    assert not window.instances.reject.isEnabled()
    press(qtbot, window, TAB)
    qtbot.waitUntil(window.acts["reject"].isEnabled)
    assert window.instances.reject.isEnabled()
    press(qtbot, window, Qt.Key.Key_Backspace)
    assert said(window) == "false novel 0.80: left as it is"
    assert truth(window).instances == before
    for _ in range(2):
        press(qtbot, window, BACKTAB, SHIFT)
    press(qtbot, window, TAB)
    assert "placed badly" in said(window)


def test_without_any_prediction_tab_says_so(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.training.checkpoint = ""
    window.document.set_prediction(None)
    press(qtbot, window, TAB)
    assert any(text.endswith("Train a network or open a checkpoint first.") for text in toasts(window))
    assert window.reviewing.position == 0


def test_a_slider_that_settles_it_ends_the_mark(qtbot: QtBot, walked: MainWindow) -> None:
    window = walked
    press(qtbot, window, TAB)
    assert window.walking.current is not None
    window.viewing.confidence = 0.85
    assert window.walking.current is None and window.canvas.scene.walked == ()


def test_a_walk_out_of_a_view_of_one_layer_shows_both(qtbot: QtBot, walked: MainWindow) -> None:
    walked.viewing.view = "truth"
    press(qtbot, walked, TAB)
    assert walked.viewing.view == "difference"
