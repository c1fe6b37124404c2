"""Short notes at the bottom right of the window; they take the keyboard only from one who goes there (F6, Tab)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.look import icons, theme, tokens
from gui.wording import tr

if TYPE_CHECKING:
    from collections.abc import Callable

_numbers = itertools.count()
LIFE = 4000
MOST = 3
CHANGES = (QEvent.Type.Resize, QEvent.Type.Hide)
MOVES = (QEvent.Type.Move, QEvent.Type.Show)
"""After these the notes find their places anew: MOVES of what they lie over, not their own, which are made there."""


class Toast(QFrame):
    """One note with at most one action. `kind` is "info", "warning" or "error"; errors stay until they are closed."""

    def __init__(self, text: str, kind: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self.setProperty("kind", kind)
        self.kind, self.text, self.number = kind, text, next(_numbers)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close, self._sign = close, sign = QToolButton(), QLabel()
        close.clicked.connect(self.close_now)
        close.setAccessibleName(tr("Close"))
        close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.way_in: QAbstractButton = close
        self.label.setContentsMargins(0, tokens.GRID, 0, 0)  # as far down as the cross lies in its button
        line = QHBoxLayout()
        if kind == "info":
            sign.hide()
        sign.setContentsMargins(0, tokens.GRID, 0, 0)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.label, 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(tokens.PANEL_PADDING, tokens.GAP, tokens.GAP, tokens.GAP)
        self._column.addLayout(line)
        self.setFixedWidth(theme.px(tokens.TOAST_WIDTH))
        theme.signals.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        look = theme.current()
        tint = look.danger if self.kind == "error" else look.warning
        self._close.setIcon(icons.icon("cross", size=16))
        self._sign.setPixmap(icons.pixmap("warning", 16, tint, self.devicePixelRatioF()))

    def add_action(self, text: str, does: Callable[[], object]) -> None:
        self.way_in = button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: (self.close_now(), does()))
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def outlived(self) -> None:
        """Its time is over; it stays while the keys are in it."""
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            QTimer.singleShot(LIFE, self, self.outlived)
        else:
            self.close_now()

    def close_now(self) -> None:
        self.hide()
        self.deleteLater()


class Toasts(QObject):
    """Stacks the notes of one window over its status bar, or over its bottom dock where that is open: a note that stays
    covers nothing that is worked with there."""

    def __init__(self, window: QWidget, below: QWidget | None = None) -> None:
        super().__init__(window)
        self._window, self._below = window, below
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._place)
        for watched in (window, below):
            if watched is not None:
                watched.installEventFilter(self)

    def say(self, text: str, kind: str = "info", action: str = "", does: Callable[[], object] | None = None) -> None:
        """Show a note. The same note twice in a row is shown once."""
        shown = self.shown()
        for same in [toast for toast in shown if toast.text == text]:
            same.close_now()
        for old in self.shown()[: max(0, len(self.shown()) - MOST + 1)]:
            old.close_now()
        toast = Toast(text, kind, self._window)
        if does is not None:
            toast.add_action(action, does)
        if kind == "info":
            # a timer of the note's own: it goes with the note, when the window is closed before
            life = QTimer(toast, singleShot=True, interval=LIFE)
            life.timeout.connect(toast.outlived)
            life.start()
        toast.installEventFilter(self)
        toast.show()
        self._place()

    def clear(self, *_: object) -> None:
        """Close all notes."""
        for toast in self.shown():
            toast.close_now()

    def shown(self) -> list[Toast]:
        """The notes on screen, the oldest first."""
        found = self._window.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly)
        left = (toast for toast in found if not toast.isHidden())  # a closed one goes from the event loop
        return sorted(left, key=lambda toast: toast.number)  # raising one changes the order of the children

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in CHANGES or (event.type() in MOVES and not isinstance(watched, Toast)):
            self._soon.start()
        return False

    def _place(self) -> None:
        bottom = self._window.height() - theme.px(tokens.STATUS) - tokens.GAP
        if self._below is not None and self._below.isVisible():
            bottom = self._below.y() - tokens.GAP
        for toast in reversed(self.shown()):
            needed = toast.heightForWidth(toast.width())
            toast.setFixedHeight(needed if needed > 0 else toast.sizeHint().height())
            bottom -= toast.height()
            toast.move(self._window.width() - toast.width() - tokens.PANEL_PADDING, bottom)
            toast.raise_()
            bottom -= tokens.GAP
