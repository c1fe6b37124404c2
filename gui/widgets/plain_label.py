"""Labels whose text is never read as markup: names from strangers may stand in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain_label(role: str, text: str = "", *, wraps: bool = False, centred: bool = False) -> QLabel:
    """A label in one of the style sheet's roles."""
    made = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=wraps)
    made.setProperty("role", role)
    if centred:
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
