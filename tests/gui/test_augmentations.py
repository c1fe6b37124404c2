"""The preview of augmentations: asked for in the menu, drawn by the engine, drawn again, and able to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from engine.steps import Step
from gui.dialogs.augmentations import Augmentations
from gui.runs.augmenting import Augmenting
from tests.gui.driving import PATIENCE, act, open_folder

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

MARKUP = '<img src="file:///dev/zero">'


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> Augmentations:
    made = Augmentations("multi-small", window)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_what_is_chosen_is_what_is_asked_for(qtbot: QtBot, dialog: Augmentations) -> None:
    with qtbot.waitSignal(dialog.wanted) as first:
        dialog.ask()
    assert first.args == ["multi-small", "", 0] and dialog.progress.isVisible()
    with qtbot.waitSignal(dialog.wanted) as other:
        dialog.policy.setCurrentIndex(dialog.policy.findData("strong"))
    assert other.args == ["multi-small", "strong", 0]
    with qtbot.waitSignal(dialog.wanted) as again:
        qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert again.args == ["multi-small", "strong", 1]


def test_a_grid_is_shown_whole_in_any_size(dialog: Augmentations) -> None:
    dialog.say_step(Step("Varying the pictures", 2, 6))
    assert (dialog.progress.value(), dialog.progress.maximum()) == (2, 6) and "Varying" in dialog.said.text()
    pixels = np.zeros((900, 1300, 3), np.uint8)
    pixels[:, :650] = (200, 10, 10)
    pixels[:, 650:] = (10, 10, 200)
    dialog.show_grid(pixels, "Two colours.")
    assert not dialog.progress.isVisible() and dialog.said.text() == "Two colours."
    for size in ((1000, 640), (520, 700)):
        dialog.resize(*size)
        shown = dialog.sheet.grab().toImage()
        middle = shown.height() // 2
        assert shown.pixelColor(shown.width() // 4, middle).red() > 150
        assert shown.pixelColor(shown.width() * 3 // 4, middle).blue() > 150
    dialog.say_failed(MARKUP)
    assert dialog.sheet.picture.isNull() and dialog.said.property("role") == "danger"
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))


def test_the_menu_leads_to_the_pictures_that_training_sees(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    assert not window.acts["augmentations"].isEnabled()
    open_folder(qtbot, window, folder)
    room = window.findChild(Augmenting)
    assert room is not None and window.lanes.augmentations.pid is None, "what nobody asks for costs nothing"
    act(qtbot, window, "augmentations")
    shown = room.dialog
    assert shown is not None and shown.recipe.currentData() == window.train_panel.form.source.currentData()
    qtbot.waitUntil(lambda: not shown.sheet.picture.isNull(), timeout=PATIENCE * 3)
    assert "sees 3 pictures" in shown.said.text() and not shown.progress.isVisible()
    first = shown.sheet.picture.toImage()
    shown.again.click()
    qtbot.waitUntil(lambda: not shown.progress.isVisible(), timeout=PATIENCE)
    assert shown.sheet.picture.toImage() != first
    for picture in (folder / "JPEGImages").iterdir():
        picture.write_bytes(picture.read_bytes()[:300])
    shown.again.click()
    qtbot.waitUntil(lambda: shown.said.property("role") == "danger", timeout=PATIENCE)
    assert "there is no picture to vary" in shown.said.text() and shown.sheet.picture.isNull()
    assert shown.again.isEnabled()
    shown.reject()
    assert room.dialog is None
    act(qtbot, window, "augmentations")
    assert room.dialog is not None
    room.dialog.reject()  # while it is being drawn
