"""Fill and magic wand: one click, and the region that was clicked is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QPainter

    from gui.canvas.choices import Choices
    from gui.canvas.orders import Order
    from gui.canvas.scene import Scene, Spot
    from gui.canvas.viewport import Pane


class ClickTool:
    """`order` says what is to be looked for at a click; `ask` looks for it."""

    def __init__(
        self,
        scene: Scene,
        choices: Choices,
        order: Callable[[Scene, Choices, Spot], Order | None],
        ask: Callable[[Order], None],
    ) -> None:
        self._scene, self._choices, self._order, self._ask = scene, choices, order, ask

    def press(self, spot: Spot) -> None:
        order = self._order(self._scene, self._choices, spot)
        if order is not None:
            self._ask(order)

    def move(self, spot: Spot, held: bool) -> None:
        del spot, held

    def release(self, spot: Spot) -> None:
        del spot

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        del event, spot
        return False

    def claims(self, event: QKeyEvent) -> bool:
        del event
        return False

    def cancel(self) -> None:
        """Nothing is under way here."""

    def cursor(self, spot: Spot) -> Qt.CursorShape:
        del spot
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, pane: Pane) -> None:
        del painter, pane
