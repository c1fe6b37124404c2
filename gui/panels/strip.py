"""The strip over the canvas: which layers show, from which score and overlap on, how strong masks are, which classes;
and what the pair or the disagreement is that one is looking at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QProgressBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.look import icons, theme, tokens, verdicts
from gui.widgets.class_chips import ClassChips
from gui.widgets.dial import Dial
from gui.widgets.elided import ElidedLabel
from gui.wording import percent, tr, written

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from gui.acts import Actions
    from gui.document import Document
    from gui.review.pairs import Row
    from gui.viewing import Viewing

VIEWS = ("view_truth", "view_prediction", "view_both", "view_side", "view_difference", "view_swipe")
SECOND = 32
"""Pixels of the second line."""
CHIPS = 200
"""Pixels that the class chips have at least, where there is room for more than one slider."""


class Strip(QWidget):
    """Reads and writes `viewing`; `released` when a slider is let go, the moment to remember its value."""

    released = Signal()

    def __init__(self, actions: Actions, viewing: Viewing, document: Document) -> None:
        super().__init__()
        self._viewing, self._actions = viewing, actions
        self._views: list[QToolButton] = []
        self._pointed: float | None = None
        self._chosen: float | None = None
        self._sign = ""
        self.setProperty("role", "strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(max(tokens.STRIP, theme.px(tokens.STRIP)) + max(SECOND, theme.px(SECOND)))
        self.confident = Dial(tr("Confidence"), tr("Confidence: predictions below it are hidden"), "0.00")
        self.overlap = Dial(tr("IoU"), tr("IoU: from this overlap on, two boxes are a pair"), "0.00", 5, 95)
        self.masks = Dial(tr("Masks"), tr("Mask opacity"), "100 %")
        self.confidence, self.iou, self.opacity = self.confident.slider, self.overlap.slider, self.masks.slider
        self.chips = ClassChips(document, viewing)
        self.pair = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.pair.setFont(theme.font())
        self.pair.setMinimumWidth(self.pair.fontMetrics().horizontalAdvance("IoU 0.00"))
        self.pair.setToolTip(tr("Overlap of the shown pair: intersection over union"))
        self.sign, self.walked = QLabel(), ElidedLabel()
        self.view_menu = QToolButton()
        self.working = QProgressBar(textVisible=False, maximum=1)
        self.working.setProperty("role", "thin")
        self._soon = QTimer(self, singleShot=True, interval=300)
        self._soon.timeout.connect(lambda: self.working.setMaximum(0))
        self._lay_out()
        self.confidence.valueChanged.connect(lambda value: setattr(viewing, "confidence", value / 100))
        self.iou.valueChanged.connect(lambda value: setattr(viewing, "iou_threshold", value / 100))
        self.opacity.valueChanged.connect(lambda value: setattr(viewing, "mask_opacity", value / 100))
        for slider in (self.confidence, self.iou, self.opacity):
            slider.sliderReleased.connect(self.released)
        viewing.changed.connect(self.refresh)
        theme.signals.changed.connect(self._draw_sign)
        self.refresh()

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setContentsMargins(tokens.GAP, 0, tokens.GAP, 0)
        upper.setSpacing(0)
        for name in VIEWS:
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setProperty("segment", {VIEWS[0]: "first", VIEWS[-1]: "last"}.get(name, "middle"))
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            upper.addWidget(button)
            self._views.append(button)
        menu = QMenu(self.view_menu)
        menu.addActions([self._actions[name] for name in VIEWS])
        self.view_menu.setMenu(menu)
        self.view_menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.view_menu.setAccessibleName(tr("View"))
        self.view_menu.hide()
        upper.addWidget(self.view_menu)
        upper.addSpacing(tokens.GAP)
        upper.addWidget(self.sign)
        upper.addSpacing(tokens.GRID)
        self.walked.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # as high as the line, or
        upper.addWidget(self.walked, 1)  # that would shrink while the IoU gives way
        upper.addSpacing(tokens.GRID)
        upper.addWidget(self.pair)
        lower = QHBoxLayout()
        lower.setContentsMargins(tokens.GRID, 0, tokens.GAP, tokens.GRID)
        lower.setSpacing(0)
        for dial in (self.confident, self.overlap, self.masks):
            lower.addWidget(dial)
        lower.addWidget(self.chips, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, tokens.STRIP)
        column.addLayout(lower, SECOND)
        column.addWidget(self.working)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sliders keep a length that can be used: what is said elsewhere too gives way, the least first."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # sizes are known once the style sheet has been read

    def _fit(self) -> None:
        """What is said elsewhere too gives way first: a slider's place says its figure, the menu has every class and
        every view, the list the IoU."""
        narrow = self._views_width() > self.width()
        for button in self._views:
            button.setVisible(not narrow)
        self.view_menu.setVisible(narrow)
        walked = self.walked.needs() + self.sign.sizeHint().width() + tokens.GRID if self.walked.text() else 0
        room = self.width() - (0 if narrow else self._views_width()) - self.pair.minimumWidth() - 2 * tokens.GRID
        self.pair.setVisible(walked <= room)
        dials = (self.confident, self.overlap, self.masks)
        lacking = sum(sum(dial.widths()) for dial in dials) + CHIPS + 2 * tokens.GAP - self.width()
        for widget, width in (
            (self.masks.figure, self.masks.widths()[1]),
            (self.overlap.figure, self.overlap.widths()[1]),
            (self.confident.figure, self.confident.widths()[1]),
            (self.masks, self.masks.widths()[0]),
            (self.overlap, self.overlap.widths()[0]),
            (self.confident, self.confident.widths()[0]),
        ):
            widget.setVisible(lacking <= 0)
            lacking -= width

    def _views_width(self) -> int:
        return sum(button.sizeHint().width() for button in self._views) + 3 * tokens.GAP

    def minimumSizeHint(self) -> QSize:
        """The menu of views; the rest comes where there is room."""
        return QSize(self.view_menu.sizeHint().width() + 4 * tokens.GAP, self.height())

    @property
    def first(self) -> QToolButton:
        """Where the keys go first: the view that is shown."""
        chosen = next((button for button in self._views if button.isChecked()), self._views[0])
        return self.view_menu if self.view_menu.isVisible() else chosen

    def refresh(self) -> None:
        """Show the values of `viewing`."""
        viewing = self._viewing
        self.confident.show_value(viewing.confidence, written(viewing.confidence, 2))
        self.overlap.show_value(viewing.iou_threshold, written(viewing.iou_threshold, 2))
        self.masks.show_value(viewing.mask_opacity, percent(viewing.mask_opacity))
        self.view_menu.setText(f"{self._actions[f'view_{viewing.view}'].text()} ▾")

    def set_working(self, working: bool) -> None:
        """Show the thin bar if a picture is not there 0.3 s after it was asked for."""
        if working:
            self._soon.start()
        else:
            self._soon.stop()
            if self.working.maximum() == 0:  # each of the two paints the window at once, halfway to the next picture
                self.working.setMaximum(1)
                self.working.reset()

    def say_walked(self, verdict: str, text: str) -> None:
        """What the disagreement is that the keys have come to, with the drawing of its verdict (empty: none)."""
        self._sign = verdict
        self.walked.setText(text)
        self._draw_sign()
        self._fit()

    def _draw_sign(self) -> None:
        self.sign.setVisible(bool(self._sign))
        if self._sign:
            colour = verdicts.colour(self._sign, theme.current().verdicts, theme.current().hint)
            self.sign.setPixmap(icons.pixmap(verdicts.icon(self._sign), 16, colour, self.devicePixelRatioF()))

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
        self.pair.setText("" if iou is None else f"IoU {written(iou, 2)}")
