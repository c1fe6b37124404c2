"""What the window holds besides its first page; built as soon as that page is on screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gui import connections, language, layout
from gui.canvas.view import CanvasView
from gui.changing import assisting, batches, clipboard, drawing, locking, reshaping, undoing
from gui.comfort import finding, keys, menus, toning, tour
from gui.commands import Commands
from gui.document import Document
from gui.folders import converting, problems, returning, surveying, unpredicted
from gui.folders.opening import Opening
from gui.folders.showing import Showing
from gui.folders.thumbnails import Thumbnails
from gui.lanes import make_lanes
from gui.look import theme
from gui.panels.band import Band
from gui.panels.bottom import OPEN_HEIGHT, TALL, Bottom
from gui.panels.evaluation import EvaluationPanel
from gui.panels.images import ImagesPanel
from gui.panels.instances import InstancesPanel
from gui.panels.strip import Strip
from gui.panels.training import TrainingPanel
from gui.review import matching, measuring, ranking, walking
from gui.review.reviewing import Reviewing
from gui.runs import augmenting, devices, exporting, keeping, rating, tuning
from gui.runs.checkpoints import CheckpointsShown
from gui.runs.estimates import Counting
from gui.runs.evaluating import Evaluating
from gui.runs.training import Training
from gui.safekeeping import safety
from gui.viewing import Viewing
from gui.widgets.toasts import Toasts
from gui.wording import tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def furnish(window: MainWindow) -> None:
    """Build and connect everything a folder needs. The docks stay put away until one is open."""
    _add_work(window)
    _add_middle(window)
    _add_docks(window)
    window.toasts = Toasts(window, window.under)
    window.reviewing = Reviewing(window.document, window.showing, window.images, window.settings)
    window.acts.focus_on(window.canvas, window.images.list)
    window.commands = Commands(window)
    connections.connect(window)
    connections.connect_opening(window)
    connections.connect_training(window)
    for room in (
        matching,
        ranking,
        safety,
        problems,
        surveying,
        measuring,
        keeping,
        exporting,
        converting,
        drawing,
        assisting,
        reshaping,
        unpredicted,
        augmenting,
        tuning,
        rating,
        devices,
        keys,
        language,
        finding,
        returning,
        toning,
        tour,
        undoing,
        clipboard,
        batches,
        walking,
        locking,
        menus,
    ):
        room.connect(window)
    window.commands.refresh()


def _add_work(window: MainWindow) -> None:
    window.lanes = lanes = make_lanes()
    window.document, window.viewing = Document(window), Viewing(window)
    for name in layout.KEPT:
        setattr(window.viewing, name, window.settings.get(name))
    window.opening = Opening(lanes.folder, lanes.labels, window)
    window.showing = Showing(lanes.pictures, window)
    window.thumbnails = Thumbnails((lanes.thumbnails, lanes.more_thumbnails), window.devicePixelRatioF(), window)
    window.training = Training(window.document, window.settings, lanes.run, lanes.predict, window)
    window.evaluating = Evaluating(window.training, lanes.run)
    window.shown_last = CheckpointsShown(window.settings)


def _add_middle(window: MainWindow) -> None:
    window.canvas = CanvasView(window.document, window.viewing)
    window.strip, window.band = Strip(window.acts, window.viewing, window.document), Band(window.document)
    window.middle.addWidget(layout.stacked(window.strip, window.band, window.canvas))


def _add_docks(window: MainWindow) -> None:
    window.images = ImagesPanel(window.thumbnails)
    window.instances = InstancesPanel(window.document, window.viewing)
    counting = Counting(window.document, window.lanes.parts)
    window.opening.indexed.connect(counting.take)
    window.train_panel = TrainingPanel(window.training, counting)
    window.evaluation_panel = EvaluationPanel(window.training, window.evaluating)
    window.bottom = Bottom()
    window.bottom.add(window.train_panel, tr("Train"))
    window.bottom.add(window.evaluation_panel, tr("Evaluate"))
    window.left = layout.make_dock(window, "images", tr("Images"))
    window.right = layout.make_dock(window, "instances", tr("Instances"))
    window.under = layout.make_dock(window, "bottom", "")
    layout.place_docks(window)
    window.bottom.folded.connect(partial(_bottom_folded, window))
    window.bottom.tall_wanted.connect(partial(_size_bottom, window))
    window.bottom.fold()


def _bottom_folded(window: MainWindow, folded: bool) -> None:
    if not folded:
        _size_bottom(window, window.bottom.tall.isChecked())


def _size_bottom(window: MainWindow, tall: bool) -> None:
    height = round(TALL * window.height()) if tall else theme.px(OPEN_HEIGHT)
    window.resizeDocks([window.under], [height], Qt.Orientation.Vertical)
