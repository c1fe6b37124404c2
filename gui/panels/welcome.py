"""The empty window: a place to drop a folder, two buttons, the folders opened lately; and what may be dropped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.look import icons, theme, tokens
from gui.wording import short, tr, written

if TYPE_CHECKING:
    from gui.settings import Settings

ROOM = 390
"""Pixels that a sentence or a line of the start page is wide."""


class Welcome(QWidget):
    """`folder_wanted`, `sample_wanted`, `recent_wanted(path)`."""

    folder_wanted = Signal()
    sample_wanted = Signal()
    recent_wanted = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._glyph = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        title = QLabel(tr("Drop a folder of pictures here"), alignment=Qt.AlignmentFlag.AlignCenter)
        title.setProperty("role", "display")
        sentence = QLabel(
            tr("PASCAL VOC and Oxford-IIIT Pet labels are found by themselves; your pictures stay where they are."),
            alignment=Qt.AlignmentFlag.AlignCenter,
            wordWrap=True,
        )
        sentence.setProperty("role", "quiet")
        sentence.setFixedWidth(theme.px(ROOM))
        sentence.setMinimumHeight(sentence.heightForWidth(theme.px(ROOM)))  # its lines are not counted otherwise
        self.open = QPushButton(tr("Open folder"))
        self.open.clicked.connect(self.folder_wanted)
        self.open.setProperty("role", "primary")
        self.sample = QPushButton(tr("Try the sample"))
        self.sample.clicked.connect(self.sample_wanted)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        card = QFrame()
        column = QVBoxLayout(card)
        column.setSpacing(tokens.GAP)
        for widget in (self._glyph, title, sentence):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(tokens.GAP)
        column.addWidget(self.open, 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(tokens.GROUP_GAP)
        column.addLayout(self._recent)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        outer.addStretch(3)
        card.setMinimumWidth(theme.px(420))
        self._ask_for_room(False)
        theme.signals.changed.connect(self._tint)
        self._tint()
        self._show_recent()

    def _ask_for_room(self, shown: bool) -> None:
        """No width at any time, and no height while it is hidden: the pictures in its place may have less."""
        height = QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
        self.setSizePolicy(QSizePolicy.Policy.Ignored, height)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_room(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ask_for_room(False)

    def _tint(self) -> None:
        tint = theme.current().accent
        self._glyph.setPixmap(icons.pixmap("folder", 48, tint, self.devicePixelRatioF()))

    def _show_recent(self) -> None:
        """List the folders opened lately that are still there, and may be looked into."""
        recent = self._settings.texts("recent")
        paths = [path for path in recent if "\0" not in path and os.access(path, os.R_OK) and Path(path).is_dir()]
        if paths:
            head = QLabel(tr("Opened lately"))
            head.setProperty("role", "small")
            self._recent.addWidget(head)
        for path in paths:
            self._recent.addWidget(self._row(path))

    def _row(self, path: str) -> QPushButton:
        row = QPushButton()
        row.setProperty("role", "row")
        count = self._settings.noted("counts", path)
        counted = tr("1 picture") if count == "1" else tr("{count} pictures")
        said = f" · {counted.format(count=written(int(count)))}" if count.isdecimal() else ""
        words = row.fontMetrics()
        room = theme.px(ROOM) - words.horizontalAdvance(said)
        row.setText((words.elidedText(short(Path(path)), Qt.TextElideMode.ElideMiddle, room) + said).replace("&", "&&"))
        row.setCursor(Qt.CursorShape.PointingHandCursor)
        row.clicked.connect(lambda _checked=False, path=path: self.recent_wanted.emit(path))
        return row


class Drops(QObject):
    """Everything the window takes when it is dropped on it: a folder, a picture or a checkpoint."""

    folder_dropped = Signal(str)
    checkpoint_dropped = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent):  # a drag that enters or moves is one too
            path = dropped(event.mimeData())
            if path is None:
                return False
            event.setDropAction(Qt.DropAction.CopyAction)  # after a move the file manager would delete what is opened
            event.accept()
            if event.type() == QEvent.Type.Drop:
                wanted = self.checkpoint_dropped if path.suffix == ".safetensors" else self.folder_dropped
                wanted.emit(str(path))
            return True
        return False


def dropped(mime: QMimeData) -> Path | None:
    """The one path on this machine that a drag carries, if it does."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None
