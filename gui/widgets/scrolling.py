"""Scroll areas that are not seen: no frame, no background of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget


def clear_area(content: QWidget, name: str = "") -> QScrollArea:
    """An area that scrolls `content` up and down. `name` is what it is called where nothing in it takes the keys: they
    scroll it then. Otherwise it comes along with what has the focus."""
    area = QScrollArea()
    area.setViewport(QWidget())  # ours fills nothing; to ask for Qt's own costs 20 ms of looking up its class
    area.setWidget(content)
    area.setWidgetResizable(True)
    content.setAutoFillBackground(False)  # a scroll area fills what it is given
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    if not name:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
