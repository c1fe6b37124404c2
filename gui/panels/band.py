"""The band over the canvas: what is wrong with this picture or its labels, and what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from gui.look import icons, theme, tokens
from gui.wording import sentence, tr

if TYPE_CHECKING:
    from gui.document import Document


class Band(QFrame):
    """Hidden as long as there is nothing to say. `next_wanted` from its button."""

    next_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.setObjectName("band")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.palette().ColorRole.AlternateBase)
        self._sign = QLabel()
        self.label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.next = QPushButton(tr("Next picture"))
        self.next.clicked.connect(self.next_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.PANEL_PADDING, tokens.GRID, tokens.PANEL_PADDING, tokens.GRID)
        line.setSpacing(tokens.GAP)
        line.addWidget(self._sign)
        line.addWidget(self.label, 1)
        line.addWidget(self.next)
        document.shown.connect(self.refresh)
        theme.signals.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        said = message(self._document)
        self.setVisible(bool(said))
        if not said:  # as for most pictures, and drawing the sign takes longer than all else here
            return
        self.label.setText(said)
        grave = self._document.label_error is not None or self._document.damaged  # as the list has it
        tint = theme.current().danger if grave else theme.current().warning
        self._sign.setPixmap(icons.pixmap("warning", 16, tint, self.devicePixelRatioF()))


def message(document: Document) -> str:
    """What to say of the shown picture; "" where all is well."""
    if document.record is None:
        return ""
    lines = [sentence(line) for line in document.problems]
    if document.picture is None or document.damaged:
        return f"{_first(lines or [sentence(document.label_error or '')])} {tr('It is left out of training.')}"
    if document.label_error is not None:
        said = sentence(document.label_error)
        shown = tr("The picture is shown without labels; the file will not be overwritten.")
        lines.insert(0, f"{said} {shown}")
    return _first(lines)


def _first(lines: list[str]) -> str:
    if len(lines) <= 1:
        return lines[0] if lines else ""
    return f"{lines[0]} {tr('And {count} more.').format(count=len(lines) - 1)}"
