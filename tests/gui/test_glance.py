"""The first picture of the next folder is there while the folder is still being listed, and cannot be touched yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from engine.datasets import shapes
from engine.images import Screen
from gui.canvas.glance import Glance

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

from tests.gui.driving import PATIENCE, open_folder, press, truth


def glance_of(window: MainWindow) -> Glance:
    found = window.canvas.findChild(QObject, "glance")
    assert isinstance(found, Glance)
    return found


def test_the_next_folders_first_picture_comes_before_the_folder_itself(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    open_folder(qtbot, window, folder)
    other = tmp_path / "other"
    for _ in shapes.write_scenes(str(other), images=3, seed=5):
        pass
    seen: list[tuple[bool, Path | None]] = []

    def note(_screen: object) -> None:
        dataset = window.document.dataset
        seen.append((glance_of(window).isVisible(), dataset and dataset.root))

    window.opening.glanced.connect(note)
    open_folder(qtbot, window, other)
    assert seen == [(True, folder)]
    assert not glance_of(window).isVisible()
    assert window.document.dataset is not None and window.document.dataset.root == other
    assert window.canvas.hasFocus()


def test_it_is_drawn_whole_and_takes_keys_and_mouse(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_folder(qtbot, window, folder)
    window.document.select(0)
    glance, objects = glance_of(window), len(truth(window).instances)
    pixels = np.full((60, 80, 4), 255, np.uint8)
    pixels[..., :3] = (30, 60, 200)  # B, G, R
    window.opening.glanced.emit(Screen(pixels))
    shown = glance.grab().toImage()
    assert shown.pixelColor(shown.rect().center()) == QColor(200, 60, 30)
    press(qtbot, window, Qt.Key.Key_Delete)
    qtbot.mouseClick(glance, Qt.MouseButton.LeftButton)
    assert len(truth(window).instances) == objects and window.document.selected == 0
    window.opening.finished.emit()
    press(qtbot, window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(truth(window).instances) == objects - 1)


def test_a_folder_that_fails_leaves_the_one_before(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    open_folder(qtbot, window, folder)
    with qtbot.waitSignal(window.opening.failed, timeout=PATIENCE):
        window.open_path(tmp_path / "nowhere")
    assert not glance_of(window).isVisible()
    assert window.document.dataset is not None and window.document.dataset.root == folder
