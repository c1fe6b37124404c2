"""Using the window as a person does: open a folder, press a key, drop a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from engine.annotation import Annotation, Box, Instance
from gui.panels.image_order import TEXTS

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from gui.main_window import MainWindow

PATIENCE = 30_000  # ms; only a failure waits them out, and a machine may be slow and busy with others
IMAGES = 8


def active(qtbot: QtBot, made: QWidget) -> None:
    """Wait until a window has the keys: without a window manager X gives them to none by itself, and takes a moment."""
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=PATIENCE)


def open_folder(qtbot: QtBot, window: MainWindow, folder: Path, select: str = "") -> None:
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        window.open_path(folder, select)
    with qtbot.waitSignal(window.opening.indexed, timeout=PATIENCE):
        pass
    window.activateWindow()
    window.canvas.setFocus()

    def has_the_keys() -> bool:
        """On X that takes a moment, and shortcuts wait for it; a question may have come up meanwhile."""
        return window.isActiveWindow() or QApplication.activeModalWidget() is not None

    qtbot.waitUntil(has_the_keys, timeout=PATIENCE)


def press(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """A key as a person presses it: shortcuts included."""
    qtbot.keyClick(QApplication.focusWidget() or window, key, keys)


def go(qtbot: QtBot, window: MainWindow, name: str) -> None:
    with qtbot.waitSignal(window.reviewing.arrived, timeout=PATIENCE):
        window.acts[name].trigger()


def act(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.waitUntil(window.acts[name].isEnabled, timeout=PATIENCE)  # what is able is looked at from the event loop
    window.acts[name].trigger()


def truth(window: MainWindow) -> Annotation:
    found = window.document.truth
    assert found is not None
    return found


def xml_of(window: MainWindow) -> Path:
    record = window.document.record
    assert record is not None
    assert record.xml is not None
    return record.xml


def predict(window: MainWindow, *boxes: tuple[str, Box, float]) -> None:
    """Give the shown picture a prediction, as a checkpoint would."""
    here = truth(window)
    instances = tuple(Instance(label, box, score=score) for label, box, score in boxes)
    window.document.set_prediction(Annotation(here.width, here.height, instances, source="test"))


def sort_by(window: MainWindow, kind: str) -> None:
    """Choose an order of the list in its menu."""
    menu = window.images.sorting.button.menu()
    menu.aboutToShow.emit()  # its entries are made then
    menu.actions()[list(TEXTS).index(kind)].trigger()


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    plain = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(100, 100), *plain))
    QApplication.sendEvent(window, QDropEvent(QPointF(100, 100), *plain))
