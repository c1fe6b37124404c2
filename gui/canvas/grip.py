"""Taking hold of the picture: middle drag, or Space and drag; or of Swipe's divider. Space alone is a key like any
other, when it comes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from gui.canvas.camera import Camera
    from gui.canvas.swipe import Divider


class Grip:
    """`holding` while the picture or the divider is dragged, `ready` while Space is down."""

    def __init__(self, camera: Camera, divider: Divider) -> None:
        self._camera, self.divider = camera, divider
        self._from: QPointF | None = None
        self.ready = False
        self._used = False

    @property
    def holding(self) -> bool:
        return self._from is not None or self.divider.holding

    def cursor(self, at: QPointF) -> Qt.CursorShape | None:
        """The cursor while something is or can be taken hold of at a point of the canvas."""
        if self._from is not None:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self.ready else self.divider.cursor(at)

    def press(self, event: QMouseEvent) -> bool:
        """Whether the press takes hold of something."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self.ready):
            self._from, self._used = event.position(), True
            return True
        return self.divider.press(event)

    def move(self, event: QMouseEvent) -> None:
        self.divider.move(event)
        if self._from is not None:
            apart = event.position() - self._from
            self._from = event.position()
            self._camera.pan(apart.x(), apart.y())

    def release(self) -> None:
        self._from = None
        self.divider.release()

    def key_down(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.ready, self._used = True, False

    def key_up(self) -> bool:
        """Whether Space came up without having moved the picture."""
        tapped = self.ready and not self._used
        self.ready = False
        return tapped

    def let_go(self) -> None:
        """Another window has the keys now."""
        self.release()
        self.ready = False


def is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and not event.modifiers()
