"""The status bar: where the cursor is, what lies under it, the zoom, what was saved, what is being worked on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QStatusBar, QToolButton

from engine.steps import Step
from gui.look import tokens
from gui.widgets.elided import ElidedLabel
from gui.wording import doing, later, tr, written

PATIENCE = 2000
"""Milliseconds a job runs before it is worth a line."""


class Status(QStatusBar):
    """`stop_wanted(name)` when Stop of the shown job is pressed."""

    stop_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.place, self.zoom, self.tone, self.saved, self.device = (_part() for _ in range(5))
        self.zoom.setText("1000 %")  # the longest: what stands beside it does not move when it becomes another
        self.zoom.setMinimumWidth(self.zoom.needs())
        self.zoom.setText("")
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
        self._held = ""
        self._steps: dict[str, Step] = {}
        self._reveal = QTimer(self, singleShot=True)
        self._reveal.timeout.connect(self._show_job)
        self._hide_job()

    def show_cursor(self, x: int, y: int, under: str) -> None:
        self.place.setText("" if x < 0 else f"{x}, {y}  {under}")

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

    def show_saved(self, time: str, *_: object) -> None:
        """When labels were saved last; "" where none of the open folder have been."""
        self.saved.setText(tr("Saved {time}").format(time=time) if time else "")

    def begin(self, name: str, step: Step, patience: int = PATIENCE) -> None:
        """Note `step` of the job called `name`, which is shown once it has run for `patience` milliseconds."""
        before, self._steps[name] = self._name, step
        if self._name != before:
            self._reveal.start(patience)
        self._say()

    @property
    def _name(self) -> str:
        """The job that is shown: of those that are not paused the one that began last, whichever has just stepped."""
        live = [name for name in self._steps if name != self._held]
        return live[-1] if live else self._held

    def hold(self, name: str, held: bool) -> None:
        """Say that the job called `name` is paused, and of no other that it is; or that it goes on."""
        self._held = name if held else ""
        if held:
            self._steps.setdefault(name, Step(later("Training")))
            self._reveal.start(0)
        if self._name:
            self._say()

    def end(self, name: str) -> None:
        if self._steps.pop(name, None) is None:
            return
        if name == self._held:
            self._held = ""
        if self._name:
            self._say()
        else:
            self._reveal.stop()
            self._hide_job()

    def _say(self) -> None:
        from gui.runs.estimates import duration  # with much that the first page does without

        step = self._steps[self._name]
        parts = [doing(step)]
        if step.total and step.kind != "epoch":
            parts.append(f"{written(step.done)} / {written(step.total)}")
        left = step.values.get("seconds_left")
        if self._name == self._held:
            parts.append(tr("paused"))
        elif isinstance(left, int | float):
            parts.append(tr("{time} left").format(time=duration(left)))
        if self._held and self._name != self._held:
            parts.append(tr("run paused"))
        self.job.setText(" · ".join(parts))
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


def _part() -> ElidedLabel:
    """As wide as its words, and narrower where there is no room: they never widen the window."""
    made = ElidedLabel(how=Qt.TextElideMode.ElideMiddle)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setContentsMargins(tokens.GAP, 0, tokens.GAP, 0)
    return made
