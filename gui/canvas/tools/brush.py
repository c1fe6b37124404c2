"""Brush and eraser: a ring of the brush's size, and strokes that paint the mask in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gui.canvas import aims, eyes
from gui.look import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from gui.canvas.aims import Aim
    from gui.canvas.choices import Choices
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.stroke import Stroke
    from gui.canvas.viewport import Pane

SMALLEST_RING = 5
"""Pixels of the screen: a smaller ring could not be seen."""


class BrushTool:
    """One stroke, from press to release, is one step of undo. Shift+click draws a straight line from where the last
    stroke ended. `aim` says what is painted."""

    def __init__(self, scene: Scene, choices: Choices, aim: Callable[[Scene, Choices], Aim | None]) -> None:
        self._scene, self._choices, self._find_aim = scene, choices, aim
        self._aim: Aim | None = None
        self._spot: Spot | None = None
        self._last: tuple[float, float] | None = None
        self._record = ""

    @property
    def _stroke(self) -> Stroke | None:
        return self._scene.stroke if self._aim is not None else None

    def press(self, spot: Spot) -> None:
        from gui.canvas.stroke import Stroke  # numpy comes with it

        self._spot = spot
        self._aim = self._find_aim(self._scene, self._choices)
        truth, record = self._scene.document.truth, self._scene.document.record
        if self._aim is None or truth is None or record is None:
            return
        shown = eyes.seen(truth, "truth", self._scene.viewing, record.name) or truth
        self._scene.begin_stroke(Stroke(shown, self._aim.value, self._aim.over_void))
        line = spot.keys & Qt.KeyboardModifier.ShiftModifier and record.name == self._record
        start = self._last if line and self._last is not None else (spot.x, spot.y)
        self._dab(start, spot)
        self._record = record.name

    def move(self, spot: Spot, held: bool) -> None:
        start, self._spot = self._last, spot
        if held and self._stroke is not None and start is not None:
            self._dab(start, spot)
        else:
            self._scene.changed.emit()

    def release(self, spot: Spot) -> None:
        self._spot = spot
        aim, stroke, self._aim = self._aim, self._stroke, None
        truth, record = self._scene.document.truth, self._scene.document.record
        region = None if stroke is None else stroke.region()
        if aim is not None and region is not None and truth is not None and record is not None:
            aims.carry_out(self._scene, region, aim)
        self._scene.end_stroke()

    def _dab(self, start: tuple[float, float], spot: Spot) -> None:
        if self._stroke is not None:
            self._stroke.dab(start, (spot.x, spot.y), self._choices.now.size)
            self._last = spot.x, spot.y
            self._scene.changed.emit()

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        del event, spot
        return False

    def claims(self, event: QKeyEvent) -> bool:
        del event
        return False

    def cancel(self) -> None:
        self._aim = None
        self._scene.end_stroke()

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        wide = self._choices.now.size * spot.pane.viewport.scale
        return Qt.CursorShape.BlankCursor if wide >= SMALLEST_RING else Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """The ring, white over black, so that it shows on every picture."""
        if self._spot is None or self._spot.pane.caption != pane.caption:
            return
        reach = self._choices.now.size * pane.viewport.scale / 2
        if 2 * reach < SMALLEST_RING:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, wide in ((tokens.CASING, 3.0), (tokens.ERROR_RIM, 1.5)):
            painter.setPen(QPen(QColor(colour), wide))
            painter.drawEllipse(self._spot.at, reach, reach)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
