"""Tool tips that carry names from strangers."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget


def plain_tip(text: str) -> str:
    """A tool tip that Qt does not read as markup; lines stay lines."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


class PlaceTips(QObject):
    """Tool tips of a `widget` that draws many things: `says(place)` what lies there, "" where nothing does.

    Not the widget's own `event` or `viewportEvent`: PySide cannot tell a fault of a handler that one of these calls in
    turn, and ends the program.
    """

    def __init__(self, widget: QWidget, says: Callable[[QPoint], str]) -> None:
        super().__init__(widget)
        self._widget, self._says = widget, says
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        QToolTip.showText(event.globalPos(), plain_tip(self._says(event.pos())), self._widget)
        return True
