"""The precision-recall curve of a report's objects, and what the confidence threshold leaves of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.look import theme, tokens
from gui.widgets.elided import ElidedBox
from gui.widgets.plain_label import plain_label
from gui.widgets.precision_recall import PrecisionRecall
from gui.widgets.refilling import refill
from gui.wording import tr, written

if TYPE_CHECKING:
    from gui.runs.curves import Curve


class CurvePage(QWidget):
    """`threshold_wanted(float)` when the point is moved; what is shown follows `set_threshold`."""

    threshold_wanted = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._curves: dict[str, Curve] = {}
        self._threshold = 0.0
        self.plot, self.kind, self.best = PrecisionRecall(), ElidedBox(tr("Class of the curve")), QPushButton()
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.figures = {name: plain_label("title") for name in (tr("Confidence"), tr("Precision"), tr("Recall"), "F1")}
        self._nothing = plain_label("quiet", wraps=True, centred=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._lay_out())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)
        self.plot.threshold_wanted.connect(self.threshold_wanted)
        self.kind.currentIndexChanged.connect(self._show)
        self.best.clicked.connect(self._take_best)

    def _lay_out(self) -> QWidget:
        page, grid = QWidget(), QGridLayout()
        grid.setHorizontalSpacing(tokens.PANEL_PADDING)
        grid.setVerticalSpacing(0)
        for place, (name, figure) in enumerate(self.figures.items()):
            figure.setFont(theme.font(tokens.TITLE_TEXT, bold=True))
            figure.setAccessibleName(name)
            grid.addWidget(plain_label("small", name), 0, place)
            grid.addWidget(figure, 1, place)
        side = QVBoxLayout()
        side.setSpacing(tokens.GRID)
        side.addWidget(self.kind)
        side.addLayout(grid)
        side.addStretch(1)
        side.addWidget(self.best)
        holder = QWidget()
        holder.setLayout(side)
        holder.setFixedWidth(theme.px(280))
        side.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout(page)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(tokens.GROUP_GAP)
        line.addWidget(self.plot, 1)
        line.addWidget(holder)
        return page

    @property
    def curve(self) -> Curve | None:
        return self._curves.get(self.kind.currentText())

    def set_curves(self, curves: dict[str, Curve], none: str) -> None:
        """Show these, by the names of classes; a class that was chosen stays chosen. `none` says why there are none."""
        self._curves = curves
        self._nothing.setText(none)
        refill(self.kind, curves)
        self._stack.setCurrentIndex(1 if curves else 0)
        self._show()

    def set_threshold(self, threshold: float) -> None:
        self._threshold = threshold
        self.plot.set_threshold(threshold)
        self._say()

    def _show(self) -> None:
        self.plot.set_curve(self.curve)
        self._say()

    def _say(self) -> None:
        curve = self.curve
        if curve is None:
            return
        at = curve.at(self._threshold)
        found = (curve.precision[at], curve.recall[at], curve.f1(at)) if at is not None else (None, 0.0, 0.0)
        texts = [written(self._threshold, 2), *(tr("none") if value is None else written(value, 2) for value in found)]
        for figure, text in zip(self.figures.values(), texts, strict=True):
            figure.setText(text)
        said = tr("Confidence {confidence}: precision {precision}, recall {recall}, F1 {f1}")
        said = said.format(confidence=texts[0], precision=texts[1], recall=texts[2], f1=texts[3])
        self.plot.setAccessibleDescription(said)
        best = curve.best()
        said = tr("Best F1: {f1} at {confidence}")
        self.best.setText(said.format(f1=written(curve.f1(best), 2), confidence=written(curve.score[best], 2)))
        self.best.setToolTip(tr("Take the confidence at which precision and recall together are largest"))

    def _take_best(self) -> None:
        if self.curve is not None:
            self.threshold_wanted.emit(self.curve.score[self.curve.best()])
