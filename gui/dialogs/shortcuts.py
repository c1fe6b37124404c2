"""The sheet of all keys (F1), read from the actions: it says what a person has made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gui.actions import CATEGORIES, GESTURES, TABLE
from gui.look import theme, tokens
from gui.widgets.plain_label import plain_label
from gui.wording import tr

if TYPE_CHECKING:
    from gui.acts import Actions

COLUMNS = 3
WIDTHS = (138, 192)
"""Of keys and of what they do."""
GAP = tokens.STEPS[-1]
SHARE = 0.95
"""Of the screen, at most."""


class Shortcuts(QDialog):
    """Closes with Esc or F1."""

    def __init__(self, acts: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keys"))
        self._acts = acts
        title = QLabel(tr("Keys"))
        title.setProperty("role", "display")
        self.change = QPushButton(acts["change_keys"].text())
        self.change.clicked.connect(self._change)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.change)
        sheet = QHBoxLayout()
        sheet.setSpacing(GAP)
        room = SHARE * self.screen().availableGeometry().width() - 2 * tokens.DIALOG_PADDING - tokens.GROUP_GAP
        wide = sum(map(theme.px, WIDTHS)) + tokens.GROUP_GAP + GAP
        for part in _columns(acts, max(1, min(COLUMNS, int((room + GAP) // wide)))):
            column = QVBoxLayout()
            column.setSpacing(tokens.GROUP_GAP)
            for category in part:
                column.addLayout(_block(category, lines(acts, category)))
            column.addStretch()
            sheet.addLayout(column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        outer.setSpacing(tokens.GROUP_GAP)
        outer.addLayout(head)
        outer.addWidget(self._scrolled(sheet), 1)
        said = tr("Enter, Del and Space act while the picture or the list of pictures has the focus.")
        hint = plain_label("small", said)
        outer.addWidget(hint)

    def _scrolled(self, sheet: QHBoxLayout) -> QScrollArea:
        """All of it where the screen is large enough."""
        page, area = QWidget(), QScrollArea(widgetResizable=True)
        sheet.setContentsMargins(0, 0, 0, 0)
        page.setLayout(sheet)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(tr("Keys"))
        area.setWidget(page)
        room = self.screen().availableGeometry().size() * SHARE
        foot = 2 * tokens.DIALOG_PADDING + theme.px(100)
        wanted = page.sizeHint()
        area.setMinimumSize(
            min(wanted.width() + tokens.GROUP_GAP, room.width() - 2 * tokens.DIALOG_PADDING),
            min(wanted.height(), room.height() - foot),
        )
        return area

    def _change(self) -> None:
        self.accept()
        self._acts["change_keys"].trigger()


def lines(acts: Actions, category: str) -> list[tuple[str, str]]:
    """(keys, text) of everything in a category that has keys."""
    entries = [entry for entry in TABLE if entry.category == category and acts.keys[entry.id]]
    listed = [(acts.keys_text(entry.id), tr(entry.text)) for entry in entries]
    return listed + [(tr(gesture.keys), tr(gesture.text)) for gesture in GESTURES if gesture.category == category]


def _columns(acts: Actions, most: int) -> list[list[str]]:
    """The categories in `most` columns of about the same height, each in the order of the menus."""
    words = QFontMetrics(theme.font(tokens.SMALL_TEXT, bold=True))
    sizes = {category: _height(words, found) for category in CATEGORIES if (found := lines(acts, category))}
    columns: list[list[str]] = [[] for _ in range(most)]
    for category in sorted(sizes, key=lambda name: -sizes[name]):
        min(columns, key=lambda column: sum(sizes[name] for name in column)).append(category)
    columns = [sorted(column, key=CATEGORIES.index) for column in columns if column]
    return sorted(columns, key=lambda column: CATEGORIES.index(column[0]))


def _height(words: QFontMetrics, listed: list[tuple[str, str]]) -> int:
    """Pixels that a category takes, about: what is long has more than one line."""
    rooms = [QRect(0, 0, theme.px(width), 1000) for width in WIDTHS]
    wrap = Qt.TextFlag.TextWordWrap
    rows = (
        max(words.boundingRect(room, wrap, text).height() for room, text in zip(rooms, line, strict=True))
        for line in listed
    )
    return sum(rows) + 2 * words.height()


def _block(category: str, listed: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(tokens.GROUP_GAP)
    grid.setVerticalSpacing(tokens.GRID // 2)
    head = QLabel(tr(category))
    head.setProperty("role", "title")
    grid.addWidget(head, 0, 0, 1, 2)
    for row, line in enumerate(listed, 1):
        for place, (text, width) in enumerate(zip(line, WIDTHS, strict=True)):
            label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            label.setFont(theme.font(tokens.SMALL_TEXT, bold=place == 0))
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            label.setFixedWidth(theme.px(width))
            grid.addWidget(label, row, place)
    return grid
