"""A list into which the keys may go without anything being chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView

from gui.look import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent


class CalmList(QListView):
    """Qt makes the first row current as soon as a list gets the focus, and who listens takes that for a choice. Here
    nothing is current until a key or a click says so; a ring shows where the keys go."""

    def __init__(self) -> None:
        super().__init__()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # so that Qt scrolls by moving pixels

    def focusInEvent(self, event: QFocusEvent) -> None:
        rows, had = self.selectionModel(), self.currentIndex().isValid()
        blocked = rows.blockSignals(True)
        super().focusInEvent(event)
        if not had:
            rows.clearCurrentIndex()
        rows.blockSignals(blocked)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.hasFocus():  # the ring stays where it is
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.current().panel))
        painter.end()
        super().paintEvent(event)
        if self.hasFocus():
            theme.draw_ring(self.viewport())
