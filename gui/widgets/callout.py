"""A small note that points at a control and can be gone on from; it lies over the window and takes no keys."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.look import theme, tokens

Side = Literal["above", "below", "left"]
"""Where the note lies, seen from what it points at."""
TIP, WIDTH = 8, 330


class Callout(QFrame):
    """`further` and `ended` when its buttons are pressed."""

    further = Signal()
    ended = Signal()

    def __init__(self, title: str, text: str, at: tuple[str, str], buttons: tuple[str, str], parent: QWidget) -> None:
        """`at`: which step it is, and the key that goes on; `buttons`: what ends it and what goes on."""
        super().__init__(parent)
        self._window, self._side = parent, "below"
        self._tip = 0
        head, said, count, key = QLabel(title), QLabel(text, wordWrap=True), QLabel(at[0]), QLabel(at[1])
        for label, role in ((head, "title"), (said, ""), (count, "small"), (key, "small")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
        self.end, self.go_on = (QPushButton(text) for text in buttons)
        self.go_on.setProperty("role", "primary")
        self.end.clicked.connect(self.ended)
        self.go_on.clicked.connect(self.further)
        foot = QHBoxLayout()
        foot.setSpacing(tokens.GAP)
        foot.addWidget(key, 1)
        for button in (self.end, self.go_on):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.PANEL_PADDING + TIP] * 4)
        column.setSpacing(tokens.GAP)
        top = QHBoxLayout()
        top.addWidget(head, 1)
        top.addWidget(count)
        column.addLayout(top)
        column.addWidget(said)
        column.addLayout(foot)
        self.setFixedWidth(theme.px(WIDTH))
        self.setAccessibleName(f"{title}. {text}")

    def point_at(self, control: QRect, side: Side) -> None:
        """Lie on that `side` of `control`, an area of the parent widget, and stay inside the parent."""
        self._side = side
        self.adjustSize()
        self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))
        middle, parent = control.center(), self._window.rect()
        if side == "left":
            wanted = QPoint(control.left() - self.width(), middle.y() - self.height() // 2)
        else:
            y = control.bottom() + 1 if side == "below" else control.top() - self.height()
            wanted = QPoint(middle.x() - self.width() // 2, y)
        x = min(max(wanted.x(), 0), parent.width() - self.width())
        y = min(max(wanted.y(), 0), parent.height() - self.height())
        self._tip = middle.y() - y if side == "left" else middle.x() - x
        self.move(x, y)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme.current()
        body = QRectF(self.rect()).adjusted(TIP + 0.5, TIP + 0.5, -TIP - 0.5, -TIP - 0.5)
        shape = QPainterPath()
        shape.addRoundedRect(body, tokens.CARD_RADIUS, tokens.CARD_RADIUS)
        shape = shape.united(self._arrow(body))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.accent), 1))
            painter.setBrush(QColor(look.panel))
            painter.drawPath(shape)

    def _arrow(self, body: QRectF) -> QPainterPath:
        """The tip, which begins a little inside the body so that both are one shape."""
        room = tokens.CARD_RADIUS + TIP
        if self._side == "left":
            at = min(max(float(self._tip), body.top() + room), body.bottom() - room)
            edge, end = body.right() - 1, float(self.width())
            points = [QPointF(edge, at - TIP), QPointF(end, at), QPointF(edge, at + TIP)]
        else:
            at = min(max(float(self._tip), body.left() + room), body.right() - room)
            below = self._side == "below"
            edge, end = (body.top() + 1, 0.0) if below else (body.bottom() - 1, float(self.height()))
            points = [QPointF(at - TIP, edge), QPointF(at, end), QPointF(at + TIP, edge)]
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        path.closeSubpath()
        return path
