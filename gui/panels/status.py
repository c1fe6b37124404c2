"""The status bar: where the cursor is, what lies under it, the zoom, what was saved, what is being worked on."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from engine.steps import Step
from gui.look import theme, tokens
from gui.wording import doing, later, tr

PATIENCE = 2000
"""Milliseconds a job runs before it is worth a line."""
LONGEST = 400
"""Pixels of what a job or the object under the cursor is called."""


class Status(QStatusBar):
    """`stop_wanted(name)` when Stop of the shown job is pressed."""

    stop_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.place, self.zoom, self.saved, self.device = _part(), _part("1000 %"), _part(), _part()
        self.tone = _part()
        for widget in (self.zoom, self.tone, self.place):
            self.addWidget(widget)
        self.tone.hide()
        self.job = _part()
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedSize(120, 6)
        self.stop = QToolButton()
        self.stop.setText(tr("Stop"))
        self.stop.setProperty("role", "status")
        self.stop.clicked.connect(self._stop)
        for widget in (self.job, self.bar, self.stop, self.saved, self.device):
            self.addPermanentWidget(widget)
        self._name = self._held = ""
        self._steps: dict[str, Step] = {}
        self._since = QElapsedTimer()
        self._reveal = QTimer(self, singleShot=True)
        self._reveal.timeout.connect(self._show_job)
        self._hide_job()

    def show_cursor(self, x: int, y: int, under: str) -> None:
        self.place.setText("" if x < 0 else f"{x}, {y}  {_cut(self.place, under, Qt.TextElideMode.ElideMiddle)}")

    def show_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{zoom * 100:.0f} %" if zoom > 0 else "")

    def show_tone(self, said: str) -> None:
        """How the picture is shown otherwise than it is; "" where it is not."""
        self.tone.setText(said)
        self.tone.setVisible(bool(said))

    def show_device(self, name: str, why: str) -> None:
        """On what networks run, and in the tool tip who says so."""
        self.device.setText(name)
        self.device.setToolTip(why)

    def show_saved(self, time: str) -> None:
        self.saved.setText(tr("Saved {time}").format(time=time))

    def begin(self, name: str, step: Step, patience: int = PATIENCE) -> None:
        """Show `step` of the job called `name`, once it has run for `patience` milliseconds."""
        if name != self._name:
            self._name = name
            self._since.start()
            self._reveal.start(patience)
        self._steps[name] = step
        self._say()

    def hold(self, name: str, held: bool) -> None:
        """Say that the job called `name` is paused, and of no other that it is; or that it goes on."""
        self._held = name if held else ""
        if held:
            self.begin(name, self._steps.get(name, Step(later("Training"))), 0)
        elif self._name:
            self._say()

    def end(self, name: str) -> None:
        self._steps.pop(name, None)
        if name == self._held:
            self._held = ""
        if name == self._name:
            self._name = ""
            self._reveal.stop()
            self._hide_job()
            if self._held:
                self.begin(self._held, self._steps[self._held], 0)
        elif self._name:
            self._say()

    def _say(self) -> None:
        step = self._steps[self._name]
        parts = [doing(step)]
        if step.total and step.kind != "epoch":
            parts.append(f"{step.done:,} / {step.total:,}")
        left = step.values.get("seconds_left")
        if self._name == self._held:
            parts.append(tr("paused"))
        elif isinstance(left, int | float):
            parts.append(tr("{time} left").format(time=_duration(left)))
        if self._held and self._name != self._held:
            parts.append(tr("{job} paused").format(job=self._held))
        self.job.setText(_cut(self.job, " · ".join(parts)))
        self.bar.setRange(0, step.total)
        self.bar.setValue(step.done)

    def _show_job(self) -> None:
        for widget in (self.job, self.bar, self.stop):
            widget.show()

    def _hide_job(self) -> None:
        for widget in (self.job, self.bar, self.stop):
            widget.hide()

    def _stop(self) -> None:
        self.stop_wanted.emit(self._name)


def _part(widest: str = "") -> QLabel:
    made = QLabel(textFormat=Qt.TextFormat.PlainText)
    made.setFont(theme.font(tokens.SMALL_TEXT))
    made.setContentsMargins(tokens.GAP, 0, tokens.GAP, 0)
    if widest:
        made.setMinimumWidth(made.fontMetrics().horizontalAdvance(widest) + 2 * tokens.GAP)
    return made


def _cut(label: QLabel, text: str, how: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> str:
    """`text` as far as it may go: a label that shows a long one would widen the window."""
    return label.fontMetrics().elidedText(text.replace("\n", " "), how, theme.px(LONGEST))


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
