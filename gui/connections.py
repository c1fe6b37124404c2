"""Who listens to whom in the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from engine.steps import Step
from gui.canvas.glance import Glance
from gui.look import palette, theme
from gui.panels.welcome import Drops
from gui.safekeeping.rereading import Rereading
from gui.wording import counted, later, sentence, short, tr

if TYPE_CHECKING:
    from engine.datasets.record import Dataset
    from gui.main_window import MainWindow


def connect(window: MainWindow) -> None:
    """Everything but folders and runs."""
    refresh = window.commands.refresh_soon
    document = window.document
    for signal in (document.opened, document.shown, document.changed, document.selection_changed):
        signal.connect(refresh)
    for signal in (document.opened, document.listed, document.shown, document.changed):
        signal.connect(window.show_title)
    for signal in (document.prediction_changed, window.viewing.changed, window.training.changed, window.bottom.folded):
        signal.connect(refresh)
    for signal in (window.canvas.tool_changed, window.left.visibilityChanged, window.right.visibilityChanged):
        signal.connect(refresh)
    window.instances.pair_changed.connect(refresh)
    window.instances.pair_changed.connect(window.strip.show_row)
    window.settings.changed.connect(window.setting_changed)
    document.failed.connect(lambda error: window.say_failure(sentence(str(error))))
    document.saved.connect(window.status.show_saved)
    document.saved.connect(lambda _time, name: window.showing.forget(name))
    document.files_named.connect(window.showing.take_listing)
    document.opened.connect(partial(window.status.show_saved, ""))
    document.shown.connect(partial(window.status.show_cursor, -1, -1, ""))  # what it said was of the picture before
    window.reviewing.moved.connect(window.show_title)
    for panel in (window.images, window.bottom):
        panel.left.connect(window.canvas.setFocus)
    window.reviewing.arrived.connect(window.arrived)
    window.showing.waiting.connect(window.strip.set_working)
    window.acts.refused.connect(lambda said: window.toasts.say(sentence(said)))
    window.acts.failed.connect(lambda said: window.say_failure(sentence(said)))
    window.canvas.hovered.connect(window.status.show_cursor)
    window.canvas.zoomed.connect(window.status.show_zoom)
    window.canvas.iou_changed.connect(window.strip.show_iou)
    window.canvas.label_wanted.connect(window.commands.ask_label)
    window.instances.accept_wanted.connect(window.commands.accept)
    window.instances.delete_wanted.connect(window.commands.delete)
    window.instances.classes.wanted.connect(window.commands.take_class)
    palette.recall(window.settings.texts("colours"))
    window.instances.classes.changed.connect(lambda names: window.settings.set("colours", palette.tell_apart(names)))
    _settle_colours(window)
    window.band.next_wanted.connect(partial(window.reviewing.step, 1))
    window.welcome.folder_wanted.connect(window.acts["open_folder"].trigger)
    window.welcome.sample_wanted.connect(window.open_sample)
    window.welcome.recent_wanted.connect(lambda path: window.open_path(Path(path)))
    drops = Drops(window)
    drops.folder_dropped.connect(lambda path: window.open_path(Path(path)))
    drops.checkpoint_dropped.connect(window.use_checkpoint)
    window.strip.released.connect(window.remember_viewing)
    window.status.stop_wanted.connect(partial(_stop, window))
    theme.signals.changed.connect(window.retheme)


def _settle_colours(window: MainWindow) -> None:
    """A class keeps the colour it is first seen in: also one that is seen before every label has been read."""
    document, met = window.document, dict[str, None]()

    def settle() -> None:
        known = len(met)
        for layer in (document.truth, document.prediction):
            if layer is not None:
                met.update(dict.fromkeys(one.label for one in layer.instances))
                met.update(dict.fromkeys(document.mask_classes if layer.mask is not None else ()))
        if len(met) > known:
            window.settings.set("colours", palette.tell_apart(met))

    document.opened.connect(met.clear)
    document.shown.connect(settle)
    document.prediction_changed.connect(settle)


def connect_opening(window: MainWindow) -> None:
    """Folders that are being opened and read."""
    opening = window.opening
    glance = Glance(window.canvas)
    opening.glanced.connect(glance.look)
    opening.finished.connect(glance.done)
    opening.opened.connect(window.toasts.clear)  # what they say is of the folder before
    opening.opened.connect(window.opened)
    opening.listed.connect(window.listed)
    opening.indexed.connect(window.indexed)
    opening.indexed.connect(lambda index: _take_classes(window, index.dataset))
    opening.failed.connect(lambda said: window.say_failure(sentence(said)))
    opening.elsewhere.connect(partial(_lead_to, window))
    opening.halted.connect(lambda said: window.toasts.say(said, "warning", tr("Go on"), opening.go_on))
    opening.stepped.connect(partial(window.status.begin, "opening"))
    opening.finished.connect(partial(window.status.end, "opening"))
    rereading = Rereading(window.document, opening, window.bottom)
    rereading.counted.connect(lambda said: window.quiet or window.toasts.say(said))


def _lead_to(window: MainWindow, folder: str) -> None:
    """The folder that was to be opened holds no pictures, and one below it does."""
    said = tr("No pictures lie in the folder itself. The nearest lie in {place}.").format(place=short(Path(folder)))
    window.toasts.say(said, "warning", tr("Open that folder"), partial(window.open_path, Path(folder)))
    window.failed.emit(said)


def _take_classes(window: MainWindow, dataset: Dataset) -> None:
    """A folder that names no classes has those of its labels, once they are read: masks are painted by them."""
    here = window.document.dataset
    if here is not None and here.records and not here.classes and dataset.classes:
        window.document.dataset = dataset
        window.showing.take_classes(dataset)


def connect_training(window: MainWindow) -> None:
    """Runs, predictions and evaluations."""
    training, evaluating, status = window.training, window.evaluating, window.status
    training.reads.connect(partial(_save_first, window))
    training.stepped.connect(partial(status.begin, "run"))
    training.paused.connect(partial(status.hold, "run"))
    for signal in (training.finished, training.failed, training.stopped):
        signal.connect(lambda *_: status.end("run"))
    training.predicting.connect(partial(status.begin, "predict"))
    training.predicting.connect(window.showing.take_step)
    training.predicted.connect(window.show_predictions)
    window.lanes.predict.busy_changed.connect(partial(_say_busy, window))
    evaluating.stepped.connect(partial(status.begin, "evaluate"))
    evaluating.over.connect(partial(status.end, "evaluate"))
    for signal in (training.prediction_failed, training.failed):
        signal.connect(partial(window.job_failed, panel=window.train_panel))
    evaluating.failed.connect(partial(window.job_failed, panel=window.evaluation_panel))
    training.finished.connect(partial(_remember_run, window))
    training.began.connect(window.show_title)
    training.started.connect(lambda _number: window.canvas.setFocus())  # Start is off now; go on working
    training.finished.connect(lambda *_: window.bottom.unfold(window.evaluation_panel))
    window.train_panel.weights_wanted.connect(window.commands.choose_weights)
    window.train_panel.sample_wanted.connect(window.open_sample)


def _say_busy(window: MainWindow, predicting: bool) -> None:
    if predicting:  # the process loads for seconds before it says a word
        window.status.begin("predict", Step(later("Starting to predict")))
    else:
        window.status.end("predict")


def _stop(window: MainWindow, name: str) -> None:
    """Stop in the status bar was pressed. Whoever is not named here hears of it as well."""
    stops = {"run": window.training.stop, "evaluate": window.evaluating.stop, "opening": window.opening.cancel}
    if name in stops:
        stops[name]()
    elif name == "predict":
        window.lanes.predict.cancel()
        window.status.end(name)


def _save_first(window: MainWindow) -> None:
    """What is learnt, measured or ranked is what people see, the picture they have not left yet too."""
    document = window.document
    if window.settings.flag("autosave") and not document.unwritable:
        document.save_all()
    if document.unsaved:
        said = tr("Edits of {count} are not saved. What is learnt or measured now is what the files say.")
        count = counted(len(document.unsaved), "picture")
        window.toasts.say(said.format(count=count), "warning", tr("Save all labels"), document.save_all)


def _remember_run(window: MainWindow, _report: object, checkpoint: str) -> None:
    """The folder it learnt from, which need not be the one that is open, goes on from there."""
    if window.training.run is not None:
        window.shown_last.remember(Path(window.training.run.folder), checkpoint)
