"""A monkey at the window: seeded random actions, keys, drags and answers to whatever comes up."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QWidget

from gui.actions import CLASS_KEYS, TABLE
from tests.gui.hand import move_event

if TYPE_CHECKING:
    from gui.main_window import MainWindow

ELSEWHERE = {"open_folder", "open_sample", "open_checkpoint", "quit", "export_onnx", "weights", "log", "predict"}
"""Actions that leave the folder, ask the system for a file or call a network that isn't there."""
COSTLY = {"theme_system", "theme_light", "theme_dark", "augmentations", "find_rate", "hyperparameters"}
WORDS = ("cat", "dog", "", "a & b", "<b>x</b>", "missed>0", "0003", "verified:no", "ÄÖ", "class:")
KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_Space),
    *(Qt.Key.Key_H, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_0, Qt.Key.Key_Tab, Qt.Key.Key_BracketRight),
)
HELD = (
    *([Qt.KeyboardModifier.NoModifier] * 5),
    *(Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier),
)
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


class Monkey:
    """`done` is what it did, newest last."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window, self._random = window, random.Random(seed)
        self.done: list[str] = []
        self._deeds = (
            *([self._act] * 6),
            *([self._drag] * 6),
            *([self._key] * 4),
            *([self._click] * 3),
            *(
                self._draw,
                self._draw,
                self._wheel,
                self._search,
                self._row,
                self._slide,
                self._undo,
                self._undo,
                self._go,
            ),
        )
        for name in ELSEWHERE:
            window.acts[name].triggered.disconnect()  # the finder offers them, too
        self._answers = [QTimer(interval=30) for _ in range(4)]  # one that answers a question may bring up the next
        for timer in self._answers:
            timer.timeout.connect(self._answer)

    def play(self, deeds: int) -> None:
        """Do so many things. Questions that wait for an answer get one."""
        for timer in self._answers:
            timer.start()
        for _ in range(deeds):
            self.do()
        for timer in self._answers:
            timer.stop()
        self.calm()

    def do(self) -> None:
        deed = self._random.choice(self._deeds)
        deed()
        QTest.qWait(self._random.choice((0, 0, 0, 5, 40)))
        if self._random.random() < 0.8:
            self._answer()

    def calm(self) -> None:
        """Put away whatever is open."""
        for _ in range(20):
            up = QApplication.activePopupWidget() or self._dialog()
            if up is None:
                break
            self._say(f"close {type(up).__name__}")
            up.close()
            QTest.qWait(10)
        self._window.canvas.tool = "select"

    def _say(self, text: str) -> None:
        self.done.append(text)

    def _dialog(self) -> QWidget | None:
        return QApplication.activeModalWidget() or next(
            (one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()), None
        )

    def _answer(self) -> None:
        up = QApplication.activePopupWidget() or self._dialog()
        if up is None:
            return
        fields = [one for one in up.findChildren(QLineEdit) if one.isVisible()]
        buttons = [one for one in up.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
        what = self._random.random()
        if fields and what < 0.5:
            word = self._random.choice(WORDS)
            self._say(f"type {word!r} into {type(up).__name__}")
            fields[0].setText(word)
            QTest.keyClick(fields[0], self._random.choice((Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Escape)))
        elif buttons and what < 0.8:
            button = self._random.choice(buttons)
            self._say(f"press {button.text()!r} in {type(up).__name__}")
            button.click()
        else:
            self._say(f"leave {type(up).__name__}")
            up.close()

    def _act(self) -> None:
        entry = self._random.choice((*TABLE, *CLASS_KEYS))
        rare = entry.id in COSTLY and self._random.random() < 0.9
        action = self._window.acts[entry.id]
        if entry.id not in ELSEWHERE and not rare and action.isEnabled():
            self._say(f"act {entry.id}")
            action.trigger()

    def _undo(self) -> None:
        action = self._window.acts[self._random.choice(("undo", "undo", "redo"))]
        if action.isEnabled():
            self._say(f"act {action.objectName()}")
            action.trigger()

    def _go(self) -> None:
        name = self._random.choice(("next", "previous", "verify", "save", "next"))
        if self._window.acts[name].isEnabled():
            self._say(f"act {name}")
            self._window.acts[name].trigger()

    def _key(self) -> None:
        key, held = self._random.choice(KEYS), self._random.choice(HELD)
        self._say(f"key {key.name} {held.name}")
        QTest.keyClick(self._window.canvas, key, held)

    def _point(self) -> QPoint:
        canvas = self._window.canvas
        truth = self._window.document.truth
        if truth is not None and truth.instances and self._random.random() < 0.5:
            box = self._random.choice(truth.instances).box
            x, y = self._random.choice(((box.xmin, box.ymin), (box.xmax, box.ymax), (box.xmin + 3, box.ymin + 3)))
            return self._random.choice(canvas.camera.panes()).to_screen(x, y).toPoint()
        return QPoint(self._random.randrange(canvas.width()), self._random.randrange(canvas.height()))

    def _click(self) -> None:
        at, held = self._point(), self._random.choice(HELD)
        button = self._random.choice((LEFT, LEFT, LEFT, RIGHT))
        self._say(f"click {at.x()},{at.y()} {button.name} {held.name}")
        QTest.mouseClick(self._window.canvas, button, held, at)
        if self._random.random() < 0.2:
            QTest.mouseDClick(self._window.canvas, button, held, at)

    def _drag(self) -> None:
        """Now and then something happens in the middle of a drag."""
        canvas, start, end, held = self._window.canvas, self._point(), self._point(), self._random.choice(HELD)
        button = self._random.choice((LEFT, LEFT, LEFT, LEFT, MIDDLE))
        self._say(f"drag {start.x()},{start.y()} {end.x()},{end.y()} {button.name} {held.name} with {canvas.tool}")
        QTest.mousePress(canvas, button, held, start)
        for share in (0.3, 0.7, 1.0):
            QApplication.sendEvent(canvas, move_event(canvas, start + (end - start) * share, button))
            if self._random.random() < 0.07:
                self._random.choice((self._act, self._key, self._undo, self._go))()
        QTest.mouseRelease(canvas, button, held, end)

    def _draw(self) -> None:
        """A tool, and some use of it."""
        tool = self._random.choice(tuple(self._window.canvas.toolbox.tools))
        if self._window.acts[tool].isEnabled():
            self._say(f"take {tool}")
            self._window.acts[tool].trigger()
            for _ in range(self._random.randrange(1, 5)):
                self._random.choice((self._drag, self._click))()
            if self._random.random() < 0.7:
                QTest.keyClick(self._window.canvas, Qt.Key.Key_Return)

    def _wheel(self) -> None:
        at = QPointF(self._point())
        place, turned = (
            QPointF(self._window.canvas.mapToGlobal(at.toPoint())),
            QPoint(0, self._random.choice((-240, 120))),
        )
        held, phase = self._random.choice(HELD), Qt.ScrollPhase.NoScrollPhase
        self._say(f"wheel {turned.y()} {held.name}")
        event = QWheelEvent(at, place, QPoint(), turned, Qt.MouseButton.NoButton, held, phase, False)
        QApplication.sendEvent(self._window.canvas, event)

    def _search(self) -> None:
        word = self._random.choice((*WORDS, "", "", ""))
        self._say(f"search {word!r}")
        self._window.images.search.setText(word)

    def _row(self) -> None:
        shown = self._random.choice((self._window.images.list, self._window.instances.list))
        model = shown.model()
        if model.rowCount():
            row = self._random.randrange(model.rowCount())
            self._say(f"row {row} of {shown.accessibleName()}")
            shown.setCurrentIndex(model.index(row, 0))

    def _slide(self) -> None:
        name, value = self._random.choice(("confidence", "iou_threshold", "mask_opacity")), self._random.random()
        self._say(f"{name} {value:.2f}")
        setattr(self._window.viewing, name, round(value, 2))
