"""A canvas with a picture, and a hand on its mouse and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.canvas.view import CanvasView
from gui.document import Document
from gui.look import theme
from gui.viewing import Viewing
from tests.gui.fakes import Folder, annotation, box

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
CAT, DOG = box("cat", 10, 10, 60, 60), box("dog", 100, 20, 180, 90)
INNER = box("ear", 20, 20, 40, 40)


def open_canvas(qtbot: QtBot, app: QApplication) -> CanvasView:
    """A canvas in the dark theme that shows three boxes of truth and two of a prediction, one of them doubtful."""
    theme.apply(app, "dark")
    document = Document()
    made = CanvasView(document, Viewing())
    qtbot.addWidget(made)
    made.resize(800, 500)
    folder = Folder({"one": (CAT, DOG, INNER)})
    document.open(folder.dataset)
    made.show()
    qtbot.waitExposed(made)
    prediction = annotation(box("cat", 15, 10, 65, 60, score=0.9), box("cow", 0, 70, 20, 90, score=0.1), source="run")
    folder.show(document, "one", prediction)
    return made


def move_event(canvas: CanvasView, at: QPoint, button: Qt.MouseButton) -> QMouseEvent:
    place = QPointF(canvas.mapToGlobal(at))
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(at), place, NONE, button, Qt.KeyboardModifier.NoModifier)


class Hand:
    """Mouse and keys on a canvas, in pixels of the picture."""

    def __init__(self, canvas: CanvasView) -> None:
        self.canvas = canvas

    def point(self, x: float, y: float) -> QPoint:
        return self.canvas.camera.panes()[0].to_screen(x, y).toPoint()

    def move(self, x: float, y: float) -> None:
        # QTest.mouseMove moves the real pointer: on X its event comes when it likes
        QApplication.sendEvent(self.canvas, move_event(self.canvas, self.point(x, y), NONE))

    def click(self, x: float, y: float) -> None:
        QTest.mouseClick(self.canvas, LEFT, pos=self.point(x, y))

    def drag(self, start: tuple[float, float], end: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
        first, last = self.point(*start), self.point(*end)
        QTest.mousePress(self.canvas, button, pos=first)
        for share in (0.3, 0.7, 1.0):
            at = first + (last - first) * share
            event = move_event(self.canvas, at, button)
            QApplication.sendEvent(self.canvas, event)
        QTest.mouseRelease(self.canvas, button, pos=last)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.canvas, key, keys)

    def wheel(self, x: float, y: float, notches: float, keys: Qt.KeyboardModifier) -> None:
        at = QPointF(self.point(x, y))
        place = QPointF(self.canvas.mapToGlobal(at.toPoint()))
        turned = QPoint(0, round(120 * notches))
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, place, QPoint(), turned, NONE, keys, phase, False)
        QApplication.sendEvent(self.canvas, event)
