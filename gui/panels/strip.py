"""The strip over the canvas: which layers show, from which score on, how strong masks are, how well the pair fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from gui.look import theme, tokens

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from gui.actions import Actions
    from gui.pairs import Row
    from gui.viewing import Viewing

LEAST, MOST = 80, 160
"""Pixels of a slider."""
VIEWS = ("view_truth", "view_prediction", "view_both", "view_side")


class Strip(QWidget):
    """Reads and writes `viewing`; `released` when a slider is let go, the moment to remember its value."""

    released = Signal()

    def __init__(self, actions: Actions, viewing: Viewing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewing = viewing
        self._views: list[QToolButton] = []
        self._pointed: float | None = None
        self._chosen: float | None = None
        self.setProperty("role", "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(max(tokens.STRIP, theme.px(tokens.STRIP)))
        self.confidence = _slider("Confidence: predictions below it are hidden")
        self.opacity = _slider("Mask opacity")
        self.confidence_figure, self.opacity_figure = _figure("0.00"), _figure("100 %")
        self.pair = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.pair.setFont(theme.font())
        self.pair.setMinimumWidth(self.pair.fontMetrics().horizontalAdvance("IoU 0.00"))
        self.pair.setToolTip("Overlap of the shown pair: intersection over union")
        self.working = QProgressBar(textVisible=False, maximum=1)
        self.working.setProperty("role", "thin")
        self._soon = QTimer(self, singleShot=True, interval=300)
        self._soon.timeout.connect(lambda: self.working.setMaximum(0))
        self._lay_out(actions)
        self.confidence.valueChanged.connect(self._confidence_moved)
        self.opacity.valueChanged.connect(self._opacity_moved)
        for slider in (self.confidence, self.opacity):
            slider.sliderReleased.connect(self.released)
        viewing.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self, actions: Actions) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(tokens.GAP, 0, tokens.GAP, 0)
        line.setSpacing(0)
        for place, name in enumerate(VIEWS):
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setProperty("segment", ("first", "middle", "middle", "last")[place])
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            line.addWidget(button)
            self._views.append(button)
        line.addSpacing(tokens.GAP)
        self.confident = Dial("Confidence", self.confidence, self.confidence_figure)
        self.masks = Dial("Masks", self.opacity, self.opacity_figure)
        line.addWidget(self.confident, 1)
        line.addWidget(self.masks, 1)
        line.addStretch(1)
        line.addWidget(self.pair)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line, 1)
        column.addWidget(self.working)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sliders keep a length that can be used: what is said elsewhere too gives way, the least first."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # sizes are known once the style sheet has been read

    def _fit(self) -> None:
        """What is said elsewhere too gives way first: a slider's place says its figure, the list the IoU."""
        pair = self.pair.minimumWidth() + tokens.GRID
        opacity, confidence = self.masks.widths(), self.confident.widths()
        lacking = self._views_width() + sum(opacity) + sum(confidence) + pair - self.width()
        for widget, width in (
            (self.opacity_figure, opacity[1]),
            (self.pair, pair),
            (self.masks, opacity[0]),
            (self.confidence_figure, confidence[1]),
            (self.confident, confidence[0]),
        ):
            widget.setVisible(lacking <= 0)
            lacking -= width

    def _views_width(self) -> int:
        return sum(button.sizeHint().width() for button in self._views) + 3 * tokens.GAP

    def minimumSizeHint(self) -> QSize:
        """The views; the rest comes where there is room."""
        return QSize(self._views_width(), self.height())

    def refresh(self) -> None:
        """Show the values of `viewing`."""
        for slider, value in ((self.confidence, self._viewing.confidence), (self.opacity, self._viewing.mask_opacity)):
            slider.blockSignals(True)
            slider.setValue(round(value * 100))
            slider.blockSignals(False)
        self.confidence_figure.setText(f"{self._viewing.confidence:.2f}")
        self.opacity_figure.setText(f"{self._viewing.mask_opacity:.0%}".replace("%", " %"))

    def set_working(self, working: bool) -> None:
        """Show the thin bar if a picture is not there 0.3 s after it was asked for."""
        if working:
            self._soon.start()
        else:
            self._soon.stop()
            if self.working.maximum() == 0:  # each of the two paints the window at once, halfway to the next picture
                self.working.setMaximum(1)
                self.working.reset()

    def show_iou(self, iou: float | None) -> None:
        """The overlap of the pair that is pointed at, None where there is none."""
        self._pointed = iou
        self._show_pair()

    def show_row(self, row: Row | None) -> None:
        """The overlap of the pair that is chosen in the list, shown while none is pointed at."""
        self._chosen = None if row is None else row.iou
        self._show_pair()

    def _show_pair(self) -> None:
        iou = self._chosen if self._pointed is None else self._pointed
        self.pair.setText("" if iou is None else f"IoU {iou:.2f}")

    def _confidence_moved(self, value: int) -> None:
        self._viewing.confidence = value / 100

    def _opacity_moved(self, value: int) -> None:
        self._viewing.mask_opacity = value / 100


class Dial(QWidget):
    """A word, a slider and its figure."""

    def __init__(self, text: str, slider: QSlider, figure: QLabel) -> None:
        super().__init__()
        self._label, self._figure = QLabel(text), figure
        self._label.setProperty("role", "small")
        self._label.setBuddy(slider)
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.GRID, 0, tokens.GRID, 0)
        line.setSpacing(tokens.GRID)
        line.addWidget(self._label)
        line.addWidget(slider, 1)
        line.addWidget(figure)

    def widths(self) -> tuple[int, int]:
        """What word and slider need, and what the figure needs besides. It takes no more than the longest slider."""
        figure = self._figure.minimumWidth() + tokens.GRID
        least = self._label.sizeHint().width() + LEAST + 3 * tokens.GRID
        self.setMaximumWidth(least - LEAST + MOST + figure)
        return least, figure


def _slider(name: str) -> QSlider:
    made = QSlider(Qt.Orientation.Horizontal)
    made.setRange(0, 100)
    made.setPageStep(10)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setMinimumWidth(LEAST)
    made.setMaximumWidth(MOST)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def _figure(widest: str) -> QLabel:
    made = QLabel(textFormat=Qt.TextFormat.PlainText)
    made.setFont(theme.font(tokens.SMALL_TEXT))
    made.setMinimumWidth(made.fontMetrics().horizontalAdvance(widest))
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
