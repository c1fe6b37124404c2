"""Folders that are only read (COCO, YOLO, labelme): the window says so, and converts them to VOC to be edited. What
else cannot be edited is said here, too."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton

from gui.changing.edits import FORMATS
from gui.look import icons, theme, tokens
from gui.safekeeping.copying import after_opening, free_name
from gui.wording import counted, plural, sentence, tr, written

if TYPE_CHECKING:
    from engine.datasets.record import Dataset
    from engine.steps import Step
    from gui.job import Failure, Job
    from gui.main_window import MainWindow

MOST = 3
"""So many kinds of what was lost are named in the note; the rest is counted."""


def connect(window: MainWindow) -> None:
    """Nothing is made before a folder is opened that is only read."""
    Converting(window)


class ReadOnlyBar(QFrame):
    """Over the canvas: that this folder is only read, and the button that helps."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("band")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(self.palette().ColorRole.AlternateBase)
        self._sign = QLabel()
        self.label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.button = QPushButton(tr("Convert to VOC to edit"))
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.PANEL_PADDING, tokens.GRID, tokens.PANEL_PADDING, tokens.GRID)
        line.setSpacing(tokens.GAP)
        line.addWidget(self._sign)
        line.addWidget(self.label, 1)
        line.addWidget(self.button)
        theme.signals.changed.connect(self._colour)
        self._colour()

    def _colour(self) -> None:
        self._sign.setPixmap(icons.pixmap("lock", 16, theme.current().text_2, self.devicePixelRatioF()))


class Converting(QObject):
    """Asks where the VOC folder is to lie, has it written by an engine process of its own, and opens it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.bar: ReadOnlyBar | None = None
        self._lane = window.lanes.convert
        self._running: Job | None = None
        self._said = ("", "")  # of a conversion, and its kind, for when its folder has opened
        window.document.opened.connect(self._opened)
        window.document.refused.connect(self._refused)
        window.opening.opened.connect(self._arrived)
        window.status.stop_wanted.connect(self._stop_wanted)

    def _opened(self) -> None:
        dataset = self._window.document.dataset
        wanted = dataset is not None and dataset.read_only
        if wanted and self.bar is None:
            self.bar = ReadOnlyBar()
            self.bar.button.clicked.connect(self.ask)
            page = self._window.band.parentWidget()
            column = None if page is None else page.layout()
            if isinstance(column, QBoxLayout):
                column.insertWidget(column.indexOf(self._window.band), self.bar)
        if self.bar is not None:
            self.bar.setVisible(wanted)
            self._refresh()

    def _refresh(self) -> None:
        dataset = self._window.document.dataset
        if self.bar is not None and dataset is not None:
            name = FORMATS.get(dataset.format, dataset.format)
            said = tr("This is a {format} folder: it can be looked at and learnt from, not changed.").format(
                format=name
            )
            busy = f" {tr('A conversion is under way.')}" if self._running is not None else ""
            self.bar.label.setText(f"{said}{busy}")
            self.bar.button.setEnabled(self._running is None)

    def _refused(self, said: str) -> None:
        """Nothing has failed: why this picture is not edited, and the way to where it can be."""
        document, words = self._window.document, ("", None)
        if document.dataset is not None and document.dataset.read_only:
            words = (tr("Convert to VOC to edit"), self.ask) if self._running is None else words
        elif document.label_error is not None and document.record is not None:
            place = (document.record.xml or document.record.image).parent
            words = tr("Show in folder"), partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(place)))
        self._window.toasts.say(sentence(said), "warning", *words)

    def ask(self) -> None:
        """Ask for the place of the new folder, and begin."""
        from PySide6.QtWidgets import QFileDialog  # dialogs are read when they are asked for

        dataset = self._window.document.dataset
        if dataset is None:
            return
        start = str(dataset.root.parent)
        chosen = QFileDialog.getExistingDirectory(self._window, tr("Where to put the new VOC folder"), start)
        if chosen:
            self.convert_into(Path(chosen))

    def convert_into(self, place: Path) -> None:
        """Convert the open folder into a new folder of `place`, or into `place` itself where that is empty."""
        dataset = self._window.document.dataset
        if dataset is None or self._running is not None:
            return
        target = place if _is_empty(place) else free_name(place, f"{dataset.root.stem} VOC")
        arguments = {"source": str(dataset.root), "target": str(target), "to": "voc"}
        job = self._running = self._lane.ask("convert", arguments)
        job.stepped.connect(self._step)
        job.succeeded.connect(partial(self._converted, dataset, target))
        job.failed.connect(self._failed)
        job.cancelled.connect(partial(self._cancelled, target))
        self._refresh()

    def _step(self, step: Step) -> None:
        self._window.status.begin("convert", step)

    def _stop_wanted(self, name: str) -> None:
        if name == "convert" and self._running is not None:
            self._running.cancel()  # not a copy that waits behind it

    def _end(self) -> None:
        self._running = None
        self._window.status.end("convert")
        self._refresh()

    def _converted(self, dataset: Dataset, target: Path, document: dict[str, Any]) -> None:
        self._end()
        after_opening(self._window, partial(self._go_on_in, dataset, target, document))

    def _go_on_in(self, dataset: Dataset, target: Path, document: dict[str, Any]) -> None:
        said, open_now = summary(document), self._window.document
        if open_now.dataset is None or open_now.dataset.root != dataset.root:  # another folder is looked at by now
            self._window.toasts.say(said, "info", tr("Open"), partial(self._open, target, ""))
            return
        self._said = said, "warning" if document["lost"] else "info"
        self._open(target, open_now.record.name if open_now.record is not None else "")

    def _open(self, target: Path, select: str) -> None:
        self._window.open_path(target, select)

    def _arrived(self, *_: object) -> None:
        said, self._said = self._said, ("", "")
        if said[0]:
            self._window.toasts.say(*said)

    def _failed(self, failure: Failure) -> None:
        self._end()
        self._window.say_failure(sentence(failure.message))

    def _cancelled(self, target: Path) -> None:
        self._end()
        said = tr("The conversion was stopped. {folder} is unfinished and can be deleted.")
        self._window.toasts.say(said.format(folder=target.name), "warning")


def summary(document: dict[str, Any]) -> str:
    """What a conversion brought: "Converted 70 pictures with 189 objects. Lost: 63 masks."."""
    pictures, objects = counted(document["images"], "picture"), counted(document["instances"], "object")
    said = tr("Converted {pictures} with {objects}.").format(pictures=pictures, objects=objects)
    lost = [f"{written(entry['count'])} {entry['what']}" for entry in document["lost"]]
    if lost:
        rest = f" {tr('and {count} more kinds').format(count=len(lost) - MOST)}" if len(lost) > MOST else ""
        said += f" {tr('Lost: {what}.').format(what=', '.join(lost[:MOST]) + rest)}"
    if skipped := document["skipped"]:
        said += f" {plural(len(skipped), '{count} file not used', '{count} files not used')}: {skipped[0]['message']}."
    return said


def _is_empty(place: Path) -> bool:
    try:
        return place.is_dir() and not any(place.iterdir())
    except OSError:
        return False
