"""The first picture of a folder that is being opened, over the canvas until the document shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QInputEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui.canvas import viewport
from gui.look import theme

if TYPE_CHECKING:
    from engine.images import Screen


class Glance(QWidget):
    """Covers `canvas` and takes its mouse and keys: nothing can be done yet with a picture nobody has listed."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("glance")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.installEventFilter(self)
        self._picture: QImage | None = None
        self._pixels: object = None
        self.hide()

    def look(self, screen: Screen) -> None:
        """Show the picture, whole, where the canvas will show it."""
        canvas = self.parentWidget()
        if canvas is None or not canvas.isVisible():
            return
        self._pixels = screen.pixels  # QImage does not keep the buffer alive
        height, width = screen.pixels.shape[:2]
        self._picture = QImage(screen.pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
        self.setGeometry(canvas.rect())
        canvas.installEventFilter(self)  # its keys; taking the focus would have half the window painted anew
        self.show()
        self.raise_()
        self.update()

    def done(self) -> None:
        """Uncover the canvas."""
        canvas = self.parentWidget()
        if canvas is not None:
            canvas.removeEventFilter(self)
        self.hide()
        self._picture = self._pixels = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Not `event`: PySide cannot tell a fault of a handler that it would call in turn, and ends the program."""
        mine = isinstance(event, QInputEvent)
        if mine:
            event.accept()
        return mine

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().surround))
        if self._picture is not None:
            width, height = self._picture.width(), self._picture.height()
            seen = viewport.fitted(width, height, QRectF(self.rect()))
            # not smooth: that would take all cores, of which one is at work on what people wait for next
            painter.drawImage(QRectF(seen.x, seen.y, width * seen.scale, height * seen.scale), self._picture)
        painter.end()
