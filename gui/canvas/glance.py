"""The first picture of a folder that is being opened, over the canvas until the document shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
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
        self.installEventFilter(self)
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

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Not `event`: PySide cannot tell a fault of a handler that it would call in turn, and ends the program."""
        mine = isinstance(event, QInputEvent)
        if mine:
            event.accept()
        return mine

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._pyramid is None:
            return
        whole, area, ratio = self._pyramid.whole, QRectF(self.rect()), self.devicePixelRatioF()
        seen = viewport.Pane(area, (), "", viewport.fitted(whole.width(), whole.height(), area))
        painter = QPainter(self)
        painter.scale(1 / ratio, 1 / ratio)  # what lies under the outlines is painted in pixels of the screen
        backdrop.paint(painter, viewport.on_screen(area, ratio), ratio, (seen,), self._pyramid, {}, backdrop.MaskLook())
        painter.end()
