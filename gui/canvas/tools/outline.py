"""An outline that is being drawn, piece by piece: what the polygon tool and the one along edges have in common."""

from __future__ import annotations

from itertools import chain, groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui.canvas import polygons, shaping, tracing
from gui.canvas.tools.frame import STEADY
from gui.wording import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from gui.canvas.polygons import Point
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane

SNAP = 8
"""Screen pixels within which a point goes to a neighbour's point or edge; not while Ctrl is held."""
CLOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ELSEWHERE = (Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Home, Qt.Key.Key_End)
HARMLESS = (Qt.Key.Key_X, Qt.Key.Key_Z)
"""Letters that show or hide what lies under the outline."""
CHORD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Outline:
    """A click on the first point, a double click or Enter closes it, Backspace takes the last piece back. While it has
    points, keys that lead to another tool or picture do nothing: a slip would cost all of them. Esc gives them up."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._pieces: list[tuple[Point, ...]] = []
        self._warned: object = None

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(chain(*self._pieces))

    def may_be_drawn(self) -> bool:
        """Whether the labels can be edited; else the document says why. Before the first outline in a folder, what
        saving keeps of one is said."""
        document = self._scene.document
        if document.truth is None or not document.editable:
            document.edit((), tr("New outline"))
            return False
        folder = None if document.dataset is None else document.dataset.root
        if folder != self._warned:
            self._warned = folder
            self._scene.refused.emit(shaping.warning(document, shaping.label_for(document)))
        return True

    def add(self, spot: Spot, piece: tuple[Point, ...]) -> None:
        """Go on along `piece`; or close the outline where the click means that."""
        if self._pieces and (self.near(spot, self.points[-1]) or self._closing(spot)):
            self._close()
        else:
            self._pieces.append(piece)

    def key(self, event: QKeyEvent) -> bool:
        if not self.claims(event):
            return False
        if event.key() in CLOSE:
            self._close()
        elif event.key() == Qt.Key.Key_Backspace:
            self._pieces.pop()
        self._scene.changed.emit()
        return True

    def claims(self, event: QKeyEvent) -> bool:
        letter = event.text().isalpha() and not event.modifiers() & CHORD and event.key() not in HARMLESS
        return bool(self._pieces) and (letter or event.key() in (*CLOSE, *ELSEWHERE, Qt.Key.Key_Backspace))

    def cancel(self) -> None:
        self._pieces = []
        self._scene.changed.emit()

    def paint(self, painter: QPainter, pane: Pane, spot: Spot, piece: tuple[Point, ...]) -> None:
        """The outline as it would be with one `piece` more."""
        closing = self._closing(spot)
        ahead = () if closing else piece
        if self._pieces:
            tracing.paint_line(painter, pane, (*self.points, *ahead), closed=closing)
        corners = [*(piece[-1] for piece in self._pieces), *ahead[-1:]]
        places = [pane.to_screen(x, y) for x, y in corners]
        tracing.paint_points(painter, places, places[0] if closing else None)

    def near(self, spot: Spot, point: Point, reach: float = STEADY) -> bool:
        apart = spot.pane.to_screen(*point) - spot.at
        return max(abs(apart.x()), abs(apart.y())) <= reach

    def _closing(self, spot: Spot) -> bool:
        points = self.points
        return len(points) >= polygons.LEAST and self.near(spot, points[0], SNAP)

    def _close(self) -> None:
        points = tuple(point for point, _ in groupby(self.points))
        kept, self._pieces = self._pieces, []
        if not shaping.drawn(self._scene, points, shaping.label_for(self._scene.document)):
            self._pieces = kept
