"""The sheet of all keys (F1), read from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.actions import CATEGORIES, GESTURES, TABLE, keys_text
from gui.look import theme, tokens

COLUMNS = 3


class Shortcuts(QDialog):
    """Closes with Esc or F1."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keys")
        title = QLabel("Keys")
        title.setProperty("role", "display")
        sheet = QHBoxLayout()
        sheet.setSpacing(tokens.STEPS[-1])
        for part in _columns():
            column = QVBoxLayout()
            column.setSpacing(tokens.GROUP_GAP)
            for category in part:
                column.addLayout(_block(category))
            column.addStretch()
            sheet.addLayout(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        outer.setSpacing(tokens.GROUP_GAP)
        outer.addWidget(title)
        outer.addLayout(sheet)
        hint = QLabel("Enter, Del and Space act while the picture or the list of pictures has the focus.")
        hint.setProperty("role", "small")
        outer.addWidget(hint)


def lines(category: str) -> list[tuple[str, str]]:
    """(keys, text) of everything in a category that has keys."""
    listed = [(keys_text(entry), entry.text) for entry in TABLE if entry.category == category and entry.shortcuts]
    return listed + [(gesture.keys, gesture.text) for gesture in GESTURES if gesture.category == category]


def _columns() -> list[list[str]]:
    """The categories in columns of about the same height, their order kept."""
    sizes = {category: len(lines(category)) + 2 for category in CATEGORIES if lines(category)}
    columns: list[list[str]] = [[]]
    filled, most = 0, -(-sum(sizes.values()) // COLUMNS)
    for category, size in sizes.items():
        if filled and filled + size / 2 > most and len(columns) < COLUMNS:
            columns.append([])
            filled = 0
        columns[-1].append(category)
        filled += size
    return columns


def _block(category: str) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.GROUP_GAP)
    grid.setVerticalSpacing(tokens.GRID)
    head = QLabel(category)
    head.setProperty("role", "title")
    grid.addWidget(head, 0, 0, 1, 2)
    for row, (keys, text) in enumerate(lines(category), 1):
        key = QLabel(keys, textFormat=Qt.TextFormat.PlainText)
        key.setFont(theme.font(bold=True))
        grid.addWidget(key, row, 0)
        grid.addWidget(QLabel(text, textFormat=Qt.TextFormat.PlainText), row, 1)
    grid.setColumnStretch(1, 1)
    return grid
