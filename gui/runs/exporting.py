"""Export to ONNX: the checkpoint in use as a file for other programs, written by an engine process of its own."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from engine.steps import Step
from gui.runs.checkpoints import checkpoint_name
from gui.wording import amount, later, sentence, tr

if TYPE_CHECKING:
    from gui.job import Failure, Job
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    Exporting(window)


class Exporting(QObject):
    """Asks for the file's name; the toast says what lies there and how near it is to the network itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        window.acts.on("export_onnx", self.ask)
        window.status.stop_wanted.connect(self._stop_named)

    def ask(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # dialogs are read when they are asked for

        checkpoint, dataset = self._window.training.checkpoint, self._window.document.dataset
        if self._job is not None:
            self._window.toasts.say(tr("An export is under way; it says when it is done."))
            return
        name = f"{dataset.root.stem} " if dataset is not None else ""
        start = Path.home() / f"{name}{checkpoint_name(Path(checkpoint))}.onnx"
        chosen, _ = QFileDialog.getSaveFileName(self._window, tr("Export to ONNX"), str(start), "ONNX (*.onnx)")
        if chosen:
            path = Path(chosen)
            self.export(path if path.suffix.lower() == ".onnx" else path.with_name(f"{path.name}.onnx"))

    def export(self, out: Path) -> None:
        """Write the checkpoint in use to `out`."""
        arguments = {"checkpoint": self._window.training.checkpoint, "out": str(out)}
        self._job = job = self._window.lanes.export.ask("export", arguments)
        job.stepped.connect(partial(self._window.status.begin, "export"))
        job.succeeded.connect(partial(self._done, out))
        job.failed.connect(self._failed)
        job.cancelled.connect(self._end)
        self._window.status.begin("export", Step(later("Starting to export")))  # it loads for seconds before it steps

    def _done(self, out: Path, result: dict[str, Any]) -> None:
        self._end()
        try:
            size = amount(out.stat().st_size)
        except OSError as error:
            said = tr("{file} was written and cannot be read now ({why}).")
            self._window.say_failure(said.format(file=out, why=error.strerror))
            return
        said = tr("{file} is written, {size}. Its scores are within {difference} of the network's.")
        self._window.toasts.say(said.format(file=out.name, size=size, difference=f"{result['max_difference']:.1g}"))

    def _failed(self, failure: Failure) -> None:
        self._end()
        self._window.say_failure(sentence(failure.message))

    def _end(self) -> None:
        self._job = None
        self._window.status.end("export")

    def _stop_named(self, name: str) -> None:
        if name == "export":
            self._window.lanes.export.cancel()
