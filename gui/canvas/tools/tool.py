"""What the canvas asks of a tool. It has a mouse and keys, and paints what is not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QKeyEvent, QPainter

    from gui.canvas.scene import Spot
    from gui.canvas.viewport import Pane


class Tool(Protocol):
    """All values a tool makes go to the document as edits, on release only."""

    def press(self, spot: Spot) -> None:
        """The left button went down."""

    def move(self, spot: Spot, held: bool) -> None:
        """The mouse moved, with the left button `held` or not."""

    def release(self, spot: Spot) -> None:
        """The left button came up."""

    def key(self, event: QKeyEvent, spot: Spot | None) -> bool:
        """A key went down; whether it meant something here. `spot` is where the mouse is, if over the canvas."""
        ...

    def claims(self, event: QKeyEvent) -> bool:
        """Whether a key that an action has is the tool's at the moment."""
        ...

    def cancel(self) -> None:
        """Give up what is under way; nothing under way: let go of what is selected."""

    def cursor(self, spot: Spot) -> Qt.CursorShape: ...

    def paint(self, painter: QPainter, pane: Pane) -> None:
        """Draw what is under way, over everything else."""
