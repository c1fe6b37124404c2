"""Where predictions belong and none are: the canvas says so, and offers to make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from gui.look import icons, theme, tokens
from gui.wording import later, tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow

REST = 300
"""Milliseconds without a prediction and without work on one before it is said that there is none."""
NEEDS = later("See what a network says of these pictures. Train one, or open its checkpoint.")
READY = later("See what the network says of these pictures.")


def connect(window: MainWindow) -> None:
    Unpredicted(window)


class Unpredicted(QFrame):
    """The empty state of the pane that shows the prediction alone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.canvas)
        self._window = window
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._glyph = QLabel()
        self._sentence = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._sentence.setProperty("role", "quiet")
        self.predict = _button(tr("Predict this folder"), "predict", window)
        self.train = _button(tr("Train a network"), "train", window)
        self.checkpoint = _button(tr("Open a checkpoint"), "open_checkpoint", window)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=REST)
        self._soon.timeout.connect(self._show)
        window.canvas.installEventFilter(self)
        for signal in (window.document.shown, window.document.prediction_changed, window.viewing.changed):
            signal.connect(self._look)
        for signal in (window.lanes.predict.busy_changed, window.training.changed, theme.signals.changed):
            signal.connect(self._look)
        self._look()

    def _lay_out(self) -> None:
        title = QLabel(tr("No predictions yet"))
        title.setProperty("role", "display")
        self._sentence.setFixedWidth(theme.px(240))
        for button in (self.predict, self.train):
            button.setProperty("role", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.GROUP_GAP] * 4)
        column.setSpacing(tokens.GAP)
        for widget in (self._glyph, title, self._sentence, self.predict, self.train, self.checkpoint):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)

    @property
    def _wanted(self) -> bool:
        document, panes = self._window.document, self._window.canvas.camera.panes()
        return (
            panes[-1].layers == ("prediction",)
            and document.picture is not None
            and document.prediction is None
            and not document.damaged
            and not self._window.lanes.predict.busy
        )

    def _look(self, *_: object) -> None:
        if not self._wanted:
            self._soon.stop()
            self.hide()
        elif self.isVisible():
            self._show()
        elif not self._soon.isActive():
            self._soon.start()

    def _show(self) -> None:
        if not self._wanted:
            return
        able = bool(self._window.training.checkpoint)
        self._sentence.setText(tr(READY if able else NEEDS))
        self._glyph.setPixmap(icons.pixmap("predict", 48, theme.current().accent, self.devicePixelRatioF()))
        self.predict.setVisible(able)
        self.train.setVisible(not able)
        self.checkpoint.setVisible(not able)
        self.adjustSize()
        place = self.geometry()
        place.moveCenter(self._window.canvas.camera.panes()[-1].rect.center().toPoint())
        self.setGeometry(place)
        self.show()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._look)  # the canvas has placed its panes by then
        return False


def _button(text: str, action: str, window: MainWindow) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(action)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(window.acts[action].trigger)
    return made
