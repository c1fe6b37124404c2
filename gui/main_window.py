"""The window: builds the parts, connects them, keeps geometry; nothing else."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QStackedWidget

from engine import places
from gui import closing, layout
from gui.acts import Actions
from gui.folders.opening import AFTER_PAINTING
from gui.look import icons, theme, window_style
from gui.panels.status import Status
from gui.panels.welcome import Welcome
from gui.wording import sentence, tr

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QWidget

    from engine.datasets.index import Index
    from engine.datasets.record import Dataset
    from gui.canvas.view import CanvasView
    from gui.changing.assisting import Assisting
    from gui.changing.drawing import Drawing
    from gui.comfort.tour import Tour
    from gui.commands import Commands
    from gui.document import Document
    from gui.folders.opening import Opening
    from gui.folders.returning import Returning
    from gui.folders.showing import Showing
    from gui.folders.thumbnails import Thumbnails
    from gui.job import Failure
    from gui.lanes import Lanes
    from gui.panels.band import Band
    from gui.panels.bottom import Bottom
    from gui.panels.evaluation import EvaluationPanel
    from gui.panels.images import ImagesPanel
    from gui.panels.instances import InstancesPanel
    from gui.panels.strip import Strip
    from gui.panels.training import TrainingPanel
    from gui.review.matching import Matching
    from gui.review.ranking import Ranking
    from gui.review.reviewing import Reviewing
    from gui.review.walking import Walking
    from gui.runs.checkpoints import CheckpointsShown
    from gui.runs.evaluating import Evaluating
    from gui.runs.training import Training
    from gui.settings import Settings
    from gui.viewing import Viewing
    from gui.widgets.toasts import Toasts


class MainWindow(QMainWindow):
    """`failed(text)` says what could not be done, besides the note on screen. `quiet` closes without questions.

    A new window holds its first page alone, so that it shows at once; `furnish` builds the rest.
    """

    failed = Signal(str)

    lanes: Lanes
    matching: Matching
    ranking: Ranking
    document: Document
    viewing: Viewing
    opening: Opening
    showing: Showing
    thumbnails: Thumbnails
    training: Training
    evaluating: Evaluating
    shown_last: CheckpointsShown
    walking: Walking
    reviewing: Reviewing
    returning: Returning
    tour: Tour
    commands: Commands
    canvas: CanvasView
    strip: Strip
    band: Band
    images: ImagesPanel
    instances: InstancesPanel
    train_panel: TrainingPanel
    evaluation_panel: EvaluationPanel
    bottom: Bottom
    toasts: Toasts
    drawing: Drawing
    assisting: Assisting
    left: QDockWidget
    right: QDockWidget
    under: QDockWidget

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setStyleSheet(window_style.sheet())  # before there are children: each would be looked at again
        self.settings, self.quiet, self.furnished = settings, False, False
        self._checkpoint_for_next, self._dropped, self._unread = "", "", False
        self.acts = Actions(self)
        self.welcome, self.middle, self.status = Welcome(settings), QStackedWidget(), Status()
        self.middle.addWidget(self.welcome)
        self.setCentralWidget(self.middle)
        self.setStatusBar(self.status)
        layout.group_actions(self, self.acts)
        layout.add_menus(self, self.acts)
        layout.add_tool_bar(self, self.acts)
        self.acts.draw(icons.icon)
        self.acts.allow(set())
        self.setWindowTitle("Overlap")
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize()))
        self.restoreGeometry(settings.blob("geometry"))

    def furnish(self) -> None:
        """Build everything a folder needs."""
        from gui import furnishing  # the rest of the program: after the window shows

        furnishing.furnish(self)
        self.furnished = True

    # opening

    def open_path(self, path: Path, select: str = "", checkpoint: str = "", first: int | None = None) -> None:
        """Open a folder, or the one around a picture; `checkpoint` predicts it, `first` as `Opening.open` has it."""
        if closing.may_lose(self, self.document, self.settings):
            self.returning.keep()
            self._checkpoint_for_next = checkpoint or self._dropped
            self.opening.open(path, select or self.returning.picture_left(path), first)

    def open_sample(self, *, select: str = "") -> None:
        if closing.may_lose(self, self.document, self.settings):
            own, trained = places.sample_checkpoint(), self.shown_last.of_run_on((places.data() / "sample").resolve())
            self._checkpoint_for_next = self._dropped or trained or (str(own) if own.exists() else "")
            self.opening.open_sample(select)

    def use_checkpoint(self, path: str) -> None:
        """Predict the open folder with the checkpoint at `path`; where none is open, the next one."""
        if self.document.dataset is None:
            self._dropped = path
            self.toasts.say(tr("{name} predicts the folder that is opened next.").format(name=Path(path).name))
            return
        self.training.use(path)
        self.training.predict()

    def opened(self, dataset: Dataset, position: int) -> None:
        self.document.note()  # what has been saved by now, and what was done while this folder was being opened
        self.lanes.predict.cancel()
        self.training.use(self._checkpoint_for_next or self.shown_last.of(dataset.root))
        self._checkpoint_for_next = self._dropped = ""
        self._unread = True
        self.showing.open(dataset)
        if self.opening.first is not None:
            self.showing.take(0, self.opening.first)
        self.document.open(dataset)
        self.thumbnails.open(dataset.records)
        self.images.open(dataset)
        self.instances.classes.forget()
        if self.middle.currentIndex() == 0:
            self._show_docks()
        self.reviewing.open(position)
        self.canvas.setFocus()

    def listed(self, dataset: Dataset) -> None:
        """All records of the folder that was opened with its first ones: people may be at work in it."""
        self.document.take_listing(dataset)
        dataset = self.document.dataset or dataset
        self.showing.take_listing(dataset)
        self.thumbnails.take_listing(dataset.records)
        self.images.take_listing(dataset)
        QTimer.singleShot(AFTER_PAINTING, self, self._read_on)

    def arrived(self, _position: int) -> None:
        """The first picture is on the canvas: now there is time for everything else."""
        if self.document.dataset is not None and self._unread:
            self._unread = False
            QTimer.singleShot(AFTER_PAINTING, self, self._read_on)
        self.show_title()

    def _read_on(self) -> None:
        dataset = self.document.dataset
        if dataset is not None and not dataset.partial:
            self.opening.read_labels(dataset)
            self.training.predict()
            self.settings.note("counts", dataset.root, str(len(dataset.records)))
            self.settings.remember_folder(dataset.root)

    def indexed(self, index: Index) -> None:
        self.document.mask_classes = index.mask_classes
        self.reviewing.take_index(index)
        counts = Counter(index.label.tolist())
        self.instances.classes.show_counts({name: counts[place] for place, name in enumerate(index.classes)})
        self.canvas.update()

    def show_predictions(self, checkpoint: str) -> None:
        """Predictions of `checkpoint` are in the cache now; the reader finds them by the checkpoint's key."""
        from engine import predictions  # numpy comes with it: only after the window shows

        try:
            self.showing.set_checkpoint(predictions.key(Path(checkpoint)))
            if self.document.dataset is not None and checkpoint == self.training.checkpoint:
                self.shown_last.remember(self.document.dataset.root, checkpoint)
        except OSError as error:
            said = tr("{file} could not be read: {why}")
            self.say_failure(said.format(file=checkpoint, why=error.strerror))

    # what is said

    def say_failure(self, text: str) -> None:
        self.toasts.say(text, "error")
        self.failed.emit(text)

    def job_failed(self, failure: Failure, panel: QWidget | None = None) -> None:
        """Say it in a note; where a `panel` of the bottom dock says it as well, only while that is folded away."""
        fault = tr("A fault of the program: {fault}").format(fault=failure.message)
        said = sentence(failure.message) if failure.expected else fault
        if panel is None:
            self.toasts.say(said, "error")
        elif not panel.isVisible():
            self.toasts.say(said, "error", tr("Show"), partial(self.bottom.unfold, panel))
        self.failed.emit(said)

    def show_title(self, *_: object) -> None:
        dataset, position = self.document.dataset, self.reviewing.position
        if dataset is None:
            self.setWindowTitle("Overlap")
            return
        parts = [dataset.root.name]
        if 0 <= position < len(dataset.records):
            name, total = dataset.records[position].image.name, "…" if dataset.partial else len(dataset.records)
            parts.append(f"{name} ({position + 1}/{total})")
        if self.training.begun:
            parts.append(tr("run {number}").format(number=self.training.begun))
        self.setWindowTitle("[*]" + " — ".join(part.replace("[*]", "[*][*]") for part in parts))
        if self.isWindowModified() != bool(self.document.unsaved):  # it tells all widgets, whether or not it is
            self.setWindowModified(not self.isWindowModified())

    # what is remembered

    def retheme(self) -> None:
        self.acts.draw(icons.icon)
        self.setStyleSheet(window_style.sheet())

    def setting_changed(self, name: str, value: object) -> None:
        if name == "theme":
            app = cast("QApplication", QApplication.instance())
            theme.apply(app, cast("theme.Choice", value))
        self.commands.refresh_soon()

    def remember_viewing(self) -> None:
        for name in layout.KEPT:
            self.settings.set(name, getattr(self.viewing, name))

    def _show_docks(self) -> None:
        """The docks come with the first folder: without one they would be empty."""
        self.middle.setCurrentIndex(1)
        side = Qt.DockWidgetArea
        layout.fill_dock(self, self.left, self.images, side.LeftDockWidgetArea)
        layout.fill_dock(self, self.right, self.instances, side.RightDockWidgetArea)
        layout.fill_dock(self, self.under, self.bottom, side.BottomDockWidgetArea)
        if not self.restoreState(self.settings.blob("layout")):
            QTimer.singleShot(0, self, partial(layout.size_docks, self, self.left, self.right))
        self.under.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.furnished:
            event.accept()
            return
        if not self.quiet and not (closing.may_lose(self, self.document, self.settings) and closing.may_stop(self)):
            event.ignore()
            return
        self.remember_viewing()
        self.returning.keep()
        self.settings.set("geometry", self.saveGeometry())
        if self.document.dataset is not None:
            self.settings.set("layout", self.saveState())
        self.settings.flush()
        self.hide()
        self.lanes.stop()
        event.accept()
