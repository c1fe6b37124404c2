"""Who listens to whom in the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gui.look import theme
from gui.panels.welcome import Drops

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    """Everything but the runs."""
    refresh = window.commands.refresh_soon
    document, opening = window.document, window.opening
    for signal in (document.opened, document.shown, document.changed, document.selection_changed):
        signal.connect(refresh)
    for signal in (document.opened, document.shown, document.changed):
        signal.connect(window.show_title)
    for signal in (document.prediction_changed, window.viewing.changed, window.training.changed, window.bottom.folded):
        signal.connect(refresh)
    for signal in (window.canvas.tool_changed, window.left.visibilityChanged, window.right.visibilityChanged):
        signal.connect(refresh)
    window.instances.pair_changed.connect(refresh)
    window.instances.pair_changed.connect(window.strip.show_row)
    window.settings.changed.connect(window.setting_changed)
    document.failed.connect(lambda error: window.say_failure(str(error)))
    document.saved.connect(window.status.show_saved)
    opening.opened.connect(window.opened)
    opening.indexed.connect(window.indexed)
    opening.failed.connect(window.say_failure)
    opening.stepped.connect(partial(window.status.begin, "opening"))
    opening.finished.connect(partial(window.status.end, "opening"))
    window.reviewing.moved.connect(window.show_title)
    window.reviewing.arrived.connect(window.arrived)
    window.showing.waiting.connect(window.strip.set_working)
    window.acts.refused.connect(window.say_failure)
    window.canvas.hovered.connect(window.status.show_cursor)
    window.canvas.zoomed.connect(window.status.show_zoom)
    window.canvas.iou_changed.connect(window.strip.show_iou)
    window.canvas.label_wanted.connect(window.commands.ask_label)
    window.instances.accept_wanted.connect(window.commands.accept)
    window.instances.delete_wanted.connect(window.commands.delete)
    window.instances.class_wanted.connect(window.commands.take_class)
    window.band.next_wanted.connect(partial(window.reviewing.step, 1))
    window.welcome.folder_wanted.connect(window.acts["open_folder"].trigger)
    window.welcome.sample_wanted.connect(window.open_sample)
    window.welcome.recent_wanted.connect(lambda path: window.open_path(Path(path)))
    drops = Drops(window)
    drops.folder_dropped.connect(lambda path: window.open_path(Path(path)))
    drops.checkpoint_dropped.connect(window.use_checkpoint)
    window.strip.released.connect(window.remember_viewing)
    window.status.stop_wanted.connect(window.stop_job)
    theme.signals.changed.connect(window.retheme)


def connect_training(window: MainWindow) -> None:
    """Runs, predictions and evaluations."""
    training, status = window.training, window.status
    training.stepped.connect(partial(status.begin, "run"))
    for signal in (training.finished, training.failed, training.stopped):
        signal.connect(lambda *_: status.end("run"))
    training.predicting.connect(partial(status.begin, "predict"))
    training.predicting.connect(window.showing.take_step)
    training.predicted.connect(window.show_predictions)
    window.lanes.predict.busy_changed.connect(window.predictor_busy)
    training.evaluating.connect(partial(status.begin, "evaluate"))
    for signal in (training.evaluated, training.evaluation_failed):
        signal.connect(lambda *_: status.end("evaluate"))
    for signal in (training.prediction_failed, training.failed):
        signal.connect(window.job_failed)
    training.started.connect(window.show_title)
    training.started.connect(lambda _number: window.canvas.setFocus())  # Start is off now; go on working
    training.finished.connect(lambda *_: window.bottom.unfold(window.evaluation_panel))
    window.train_panel.weights_wanted.connect(window.commands.choose_weights)
    window.train_panel.sample_wanted.connect(window.open_sample)
