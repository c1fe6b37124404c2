"""Mark an object with a few strokes: plain ones on it, those with Shift on what is behind it; Enter finds the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.annotation import Box
from gui.canvas import orders, tracing
from gui.look import tokens
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from gui.canvas.choices import Choices
    from gui.canvas.orders import Order
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stroke of `size` pixels of the picture along `points`; `behind`: not on the object."""

    points: tuple[tuple[float, float], ...]
    size: int
    behind: bool


class ScribbleTool:
    """Backspace takes the last stroke back, Esc all of them."""

    def __init__(self, scene: Scene, choices: Choices, ask: Callable[[Order], None]) -> None:
        self._scene, self._choices, self._ask = scene, choices, ask
        self._marks: list[Mark] = []
        self._drawing = False

    def press(self, spot: Spot) -> None:
        if self._scene.document.truth is None:
            self._scene.document.edit((), tr("Cut out"))  # refused, and the document says why
            return
        behind = bool(spot.keys & Qt.KeyboardModifier.ShiftModifier)
        self._marks.append(Mark(((spot.x, spot.y),), max(2, self._choices.now.size // 2), behind))
        self._drawing = True
        self._scene.changed.emit()

    def move(self, spot: Spot, held: bool) -> None:
        if held and self._drawing:
            last = self._marks[-1]
            self._marks[-1] = Mark((*last.points, (spot.x, spot.y)), last.size, last.behind)
            self._scene.changed.emit()

    def release(self, spot: Spot) -> None:
        del spot
        self._drawing = False

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        del spot
        if not self.claims(event):
            return False
        if event.key() == Qt.Key.Key_Backspace:
            self._marks.pop()
        else:
            self._look()
        self._scene.changed.emit()
        return True

    def claims(self, event: QKeyEvent) -> bool:
        return bool(self._marks) and not self._drawing and event.key() in (*ENTER, Qt.Key.Key_Backspace)

    def cancel(self) -> None:
        self._marks, self._drawing = [], False
        self._scene.changed.emit()

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        del spot
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """Strokes on the object are solid, those behind it dashed."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for mark in self._marks:
            wide = max(3.0, mark.size * pane.viewport.scale)
            colour = tokens.CANVAS_VERDICTS.false if mark.behind else tokens.CANVAS_VERDICTS.true
            points = [*mark.points, *mark.points[-1:]]
            for tint, width, dash in ((tokens.CASING, wide + 2, ()), (colour, wide, (1.0, 1.2) if mark.behind else ())):
                pen = QPen(QColor(tint), width)
                flat = Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap
                pen.setCapStyle(flat)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                if dash:
                    pen.setDashPattern(list(dash))
                painter.setPen(pen)
                painter.drawPolyline(tracing.on_screen(pane, points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _look(self) -> None:
        from engine.regions import GROUND, OBJECT
        from gui.canvas.stroke import Stroke

        truth = self._scene.document.truth
        on = [mark for mark in self._marks if not mark.behind]
        if truth is None:
            return
        if not on:
            self._scene.refused.emit(tr("Mark the object, too: strokes without Shift. Nothing was painted."))
            return
        import numpy as np

        marks = np.zeros((truth.height, truth.width), np.uint8)
        for value, behind in ((OBJECT, False), (GROUND, True)):
            stroke = Stroke(truth, 1, True)
            for mark in self._marks:
                if mark.behind == behind:
                    for start, end in zip(mark.points[:1] + mark.points, mark.points, strict=False):
                        stroke.dab(start, end, mark.size)
            region = stroke.region()
            if region is not None:
                x0, y0, x1, y1 = region.part
                marks[y0:y1, x0:x1][region.pixels] = value
        rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
        if not len(rows):
            return
        box = Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))
        order = orders.scribbled(self._scene, self._choices, marks, box)
        if order is not None:
            self._ask(replace(order, painted=partial(self._painted, tuple(self._marks))))

    def _painted(self, marks: tuple[Mark, ...]) -> None:
        """Not before: where nothing is found, another stroke may help."""
        self._marks = [mark for mark in self._marks if mark not in marks]
        self._scene.changed.emit()
