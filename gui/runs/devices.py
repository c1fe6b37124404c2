"""What networks run on, as the engine sees it: said in the status bar, and in the form where it cannot be had."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.runs.estimates import device_name, on_cpu
from gui.wording import sentence, tr, without_options

if TYPE_CHECKING:
    from engine.steps import Step
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    Devices(window)


class Devices(QObject):
    """Where there is a GPU, or one is chosen, the engine is asked for its name and memory, once for each choice. That
    loads torch, so it is not asked for a CPU."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._known: dict[str, dict[str, str]] = {}
        self._asked: set[str] = set()
        self._choice = window.train_panel.form.device
        self._choice.currentIndexChanged.connect(self.show)
        window.document.opened.connect(self.show)
        window.lanes.run.busy_changed.connect(self.show)
        window.training.stepped.connect(self._step)

    def show(self) -> None:
        """Say what is known of the chosen device, and ask for what is not."""
        device = str(self._choice.currentData())
        if self._window.document.dataset is None:
            return
        if not on_cpu(device) and device not in self._known:
            self._ask(device)
        found = self._known.get(device, {"name": device_name(device), "trouble": ""})
        trouble = sentence(without_options(found["trouble"]))
        why = trouble or tr("Networks run here. The Train tab lets you choose.")
        self._window.status.show_device(found["name"] or tr("No GPU"), why)
        self._window.train_panel.form.say_trouble(trouble)

    def _ask(self, device: str) -> None:
        lane = self._window.lanes.run
        if device in self._asked or lane.busy:
            return  # what waits there must not be replaced; `busy_changed` follows when it is over
        self._asked.add(device)
        job = lane.ask("device", {"device": device})
        job.succeeded.connect(partial(self._take, device))
        job.cancelled.connect(partial(self._asked.discard, device))

    def _take(self, device: str, found: dict[str, str]) -> None:
        self._known[device] = found
        self.show()

    def _step(self, step: Step) -> None:
        """A run says itself what it learns on."""
        run = self._window.training.run
        if step.kind == "plan" and run is not None:
            self._take(run.device, {"name": str(step.values["device"]), "trouble": ""})
