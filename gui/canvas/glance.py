"""The first picture of a folder that is being opened, over the canvas until the document shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QImage, QInputEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.canvas import backdrop, viewport

if TYPE_CHECKING:
    from engine.images import Screen


class Glance(QWidget):
    """Covers `canvas` and takes its mouse and keys: nothing can be done yet with a picture nobody has listed."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("glance")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._pyramid: backdrop.Pyramid | None = None
        self._pixels: object = None
        self.hide()

    def look(self, screen: Screen) -> None:
        """Show the picture, whole, as the canvas will show it."""
        canvas = self.parentWidget()
        if canvas is None or not canvas.isVisible():
            return
        self._pixels = screen.pixels  # QImage does not keep the buffer alive
        height, width = screen.pixels.shape[:2]
        picture = QImage(screen.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self._pyramid = backdrop.Pyramid(picture)
        self.setGeometry(canvas.rect())
        self.show()
        self.raise_()
        if canvas.hasFocus():
            self.setFocus()
        self.update()

    def done(self) -> None:
        """Uncover the canvas."""
        canvas = self.parentWidget()
        if canvas is not None and self.hasFocus():
            canvas.setFocus()
        self.hide()
        self._pyramid = self._pixels = None

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QInputEvent):
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._pyramid is None:
            return
        whole, pane = self._pyramid.level(1), QRectF(self.rect())
        seen = viewport.Pane(pane, (), "", viewport.fitted(whole.width(), whole.height(), pane))
        size = (self.width(), self.height())
        image = backdrop.compose(size, self.devicePixelRatioF(), seen, self._pyramid)
        painter = QPainter(self)
        painter.drawImage(0, 0, image)
        painter.end()
