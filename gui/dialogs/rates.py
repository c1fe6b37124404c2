"""The learning-rate finder: its curve as it grows, the rate it suggests, and a button that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from gui.look import theme, tokens
from gui.widgets.plain_label import plain_label
from gui.widgets.rate_plot import RatePlot
from gui.wording import doing, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from engine.steps import Step


class RatesDialog(QDialog):
    """`taken(name, rate)` when a person takes the suggestion: the hyperparameter it is of, and its value. Esc closes,
    which ends the search."""

    taken = Signal(str, float)

    def __init__(self, recipe: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Find a learning rate"))
        self._name, self._rate = "", 0.0
        self._rates: list[float] = []
        self._losses: list[float] = []
        says = tr("{recipe} learns a batch at each of many rising rates; nothing of it is kept.").format(recipe=recipe)
        self._says = plain_label("small", says, wraps=True)
        self.plot = RatePlot()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedHeight(4)
        self.progress.setRange(0, 0)
        self.said = QLabel(tr("Starting…"), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.close_, self.take = QPushButton(tr("Cancel")), QPushButton(tr("Take this rate"))
        self.take.setProperty("role", "primary")
        self.take.setEnabled(False)
        self._lay_out()
        self.close_.clicked.connect(self.reject)
        self.take.clicked.connect(self._take)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(tokens.GAP)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.close_)
        foot.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[tokens.DIALOG_PADDING] * 4)
        column.setSpacing(tokens.GROUP_GAP)
        for widget in (self._says, self.plot, self.progress):
            column.addWidget(widget, 1 if widget is self.plot else 0)
        column.addLayout(foot)
        room = self.screen().availableGeometry().size() * 0.9
        self.resize(min(theme.px(640), room.width()), min(theme.px(440), room.height()))

    def say_step(self, step: Step) -> None:
        self.progress.setRange(0, step.total)
        self.progress.setValue(step.done)
        self.said.setText(f"{doing(step)}…")
        if step.kind == "rates":
            self._rates.append(float(str(step.values["rate"])))
            self._losses.append(float(str(step.values["loss"])))
            self.plot.show_curve(self._rates, self._losses)

    def show_found(self, found: Mapping[str, Any]) -> None:
        """What the call `find_rate` returned."""
        self._name, self._rate = str(found["hyperparameter"]), float(f"{found['suggested']:.2g}")
        self.plot.show_curve(found["rates"], found["losses"], found["smoothed"], found["suggested"])
        what = tr("of the heads") if self._name == "rate" else tr("end to end")
        said = tr("The loss falls fastest at a rate {what} of {rate}.").format(what=what, rate=f"{self._rate:g}")
        self._end(said, "text")
        self.take.setEnabled(True)
        self.take.setDefault(True)
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def say_failed(self, said: str) -> None:
        self._end(said, "danger")

    def _end(self, said: str, role: str) -> None:
        self.progress.hide()
        self.close_.setText(tr("Close"))
        theme.dress(self.said, role)
        self.said.setText(said)

    def _take(self) -> None:
        self.taken.emit(self._name, self._rate)
        self.accept()
