"""The Train tab: the form of a run in one line, what is going on in another, then the run itself."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from engine.annotation import Annotation
from engine.errors import EngineError
from engine.recipes import RECIPES
from gui.look import tokens
from gui.runs.checkpoints import checkpoint_name
from gui.runs.estimates import duration, plan
from gui.runs.run_folders import last_epoch, run_number
from gui.runs.tuning import own
from gui.widgets.notice import Notice
from gui.widgets.run_form import RunForm
from gui.widgets.run_view import RunView
from gui.wording import counted, doing, how_far, sentence, tr, without_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.steps import Step
    from gui.job import Failure
    from gui.runs.estimates import Counting
    from gui.runs.training import Choices, Training

LOAD_AFTER = 500  # milliseconds after the tab is first seen: the window and its first picture come before the plots


class TrainingPanel(QWidget):
    """The form of a run, its curves and its pinned picture. It connects itself to `training`; what it cannot do it asks
    the window for."""

    weights_wanted = Signal()
    sample_wanted = Signal()

    def __init__(self, training: Training, counting: Counting) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._training = training
        self._told = False  # the line says how a run ended, and stays until the form is touched
        self.form, self.view = RunForm(training.settings), RunView(training.document)
        self.notice, self.progress = Notice(), QProgressBar()
        self._counting = counting
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(180, 6)
        self.progress.hide()
        line = QHBoxLayout()
        line.setSpacing(tokens.GROUP_GAP)
        line.addWidget(self.notice, 1)
        line.addWidget(self.progress)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.PANEL_PADDING, tokens.GAP, tokens.PANEL_PADDING, tokens.GAP)
        box.setSpacing(tokens.GAP)
        box.addWidget(self.form)
        box.addLayout(line)
        box.addWidget(self.view, 1)

    def _connect(self) -> None:
        training, form = self._training, self.form
        form.edited.connect(self._edited)
        form.start_wanted.connect(self._start)
        form.pause_wanted.connect(self._pause)
        form.stop_wanted.connect(self._stop)
        training.changed.connect(self._refresh)
        training.settings.changed.connect(self._setting_changed)
        self._counting.ready.connect(self._refresh)
        training.started.connect(self._started)
        training.stepped.connect(self._stepped)
        training.finished.connect(self._finished)
        training.failed.connect(self._failed)
        training.stopped.connect(self._stopped)
        training.predicting.connect(self._predicting)
        training.predicted.connect(self._predicted)
        training.prediction_failed.connect(self._prediction_failed)
        training.document.opened.connect(self._edited)
        training.document.listed.connect(self._refresh)

    def focus_start(self) -> None:
        """Put the focus on Start, so that Enter starts a run."""
        self.form.start.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter starts, whichever field of the form has the focus; on a button it presses that button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        (focus if isinstance(focus, QPushButton) else self.form.start).click()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()
        QTimer.singleShot(LOAD_AFTER, self, self.view.load)

    # -- before a run -------------------------------------------------------------------------------------------------

    def _edited(self) -> None:
        self._told = False
        self._refresh()

    def _refresh(self) -> None:
        training = self._training
        self.form.offer_checkpoint(checkpoint_name(Path(training.checkpoint)) if training.checkpoint_recipe else "")
        why_not = tr("Open a folder first") if training.document.dataset is None else ""
        if training.state == "idle":
            self.progress.hide()
            if not self._told and self.isVisible():  # a plan asks the disk for runs, and has the parts counted
                why_not = self._plan()
        elif training.state == "stopping":
            self.notice.say(tr("Run {number} is being stopped.").format(number=training.number))
        if why_not and self.form.start.hasFocus():
            self.setFocus()  # else the next button would have the keys, and Enter would press that
        self.form.show_state(training.state, why_not)

    def _plan(self) -> str:
        """Say what a run would do; returns why it cannot start, "" where it can."""
        dataset = self._training.document.dataset
        if dataset is None:
            self.notice.say(tr("Open a folder of pictures to train on."))
            return tr("Open a folder first")
        unfinished = self._training.unfinished()
        number = run_number(Path(unfinished.out)) if unfinished else 0
        resume = ((tr("Resume run {number}").format(number=number), self.resume),) if unfinished else ()
        choices = self.choices()
        found = self._counting.parts(choices)
        if isinstance(found, str):
            self.notice.say(sentence(found), "warning")
            return found
        if found is None:
            pictures = tr("many pictures") if dataset.partial else counted(len(dataset.records), "picture")
            said = tr("Train on {folder}: {pictures}, the labels are still being read.")
            self.notice.say(said.format(folder=dataset.root.name, pictures=pictures), "text_2", resume)
            return ""
        self.notice.say(plan(dataset.root, found, choices), "text_2", resume)
        return ""

    def choices(self) -> Choices:
        """What the form says, and the pinned picture."""
        training = self._training
        return self.form.choices(training.checkpoint, training.checkpoint_recipe, self.view.pinned or None)

    def _start(self, weights: str = "") -> None:
        self.form.remember()
        self._attempt(lambda: self._training.start(replace(self.choices(), weights=weights)))

    def resume(self, run: Path | None = None) -> None:
        """Go on with the unfinished `run`, None: the one worked at last; what forbids it is said."""
        self._attempt(lambda: self._training.resume(self.view.pinned or None, run))

    def _attempt(self, act: Callable[[], None]) -> None:
        """Begin a run; it predicts the shown picture where none is pinned. What forbids it is said."""
        if not self.view.pinned:
            self.view.pin_current()
        try:
            act()
        except EngineError as error:
            self._tell(str(error), "warning")

    # -- while it runs ------------------------------------------------------------------------------------------------

    def _pause(self) -> None:
        if self._training.state == "paused":
            self._training.go_on()
            self.notice.say(tr("Going on"))
        else:
            self._training.pause()
            self.notice.say(tr("Run {number} is paused.").format(number=self._training.number))

    def _stop(self) -> None:
        self.setFocus()  # the button, which had the keys, goes off
        self._training.stop()

    def _started(self, number: int) -> None:
        self._told = False
        run = self._training.run
        if run is not None:
            self.view.begin(self._training.curve() if run.resume else [], run.epochs or own(run).epochs)
        self.notice.say(tr("Run {number} is starting.").format(number=number))
        self._show_progress(0, 0)

    def _stepped(self, step: Step) -> None:
        if step.kind == "epoch":
            self._epoch(step)
        if self._training.state != "running" or step.kind == "validation":
            return
        left, done, total, said = step.values.get("seconds_left"), step.done, step.total, how_far(step)
        if step.kind == "batch":  # the bar is that of all epochs
            epoch, epochs = (int(str(step.values.get(key, 1))) for key in ("epoch", "epochs"))
            done, total = (epoch - 1) * total + done, epochs * total
        if isinstance(left, int | float):
            said = " · ".join([doing(step), *[tr("{time} left").format(time=duration(left))] * (done < total)])
        self.notice.say(said)
        self._show_progress(done, total)

    def _epoch(self, step: Step) -> None:
        row = {key: float(value) for key, value in step.values.items() if isinstance(value, int | float)}
        prediction = step.values.get("prediction")
        shown = prediction if isinstance(prediction, Annotation) else None
        self.view.add(row, int(row.get("epochs", step.total)), shown)

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setVisible(True)
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    # -- after it -----------------------------------------------------------------------------------------------------

    def _tell(self, text: str, role: str = "text", *actions: tuple[str, Callable[[], object]]) -> None:
        """Say how a run ended; it stays until the form is touched or a run starts."""
        self._told = True
        self.notice.say(text, role, actions)

    def _finished(self, _report: object, checkpoint: str) -> None:
        self.view.end()
        number, run = self._training.number, self._training.run
        if self._training.here or run is None:
            self._tell(tr("Run {number} has ended. Its scores are in Evaluate.").format(number=number), "success")
        else:
            said = tr("Run {number} on {folder} has ended. Its report is in {place}.")
            name, place = Path(run.folder).name, Path(checkpoint).parent
            self._tell(said.format(number=number, folder=name, place=place), "success")

    def _stopped(self) -> None:
        self.view.end()
        self._tell_kept(tr("Run {number} was stopped.").format(number=self._training.number), "text")
        if self.hasFocus():  # since Stop was pressed
            self.notice.focus_first()

    def _failed(self, failure: Failure) -> None:
        self.view.end()
        if failure.kind == "WeightsMissing":
            self._tell(sentence(without_options(failure.message)), "warning", *self._ways_to_weights())
        elif failure.expected:
            self._tell_kept(sentence(without_options(failure.message)), "danger")
        else:
            text = f"{failure.message}\n\n{failure.details}"
            report = (tr("Copy report"), lambda: QGuiApplication.clipboard().setText(text))
            said = tr("The run ended by a fault of the program: {fault}.").format(fault=failure.message)
            self._tell_kept(said, "danger", report)

    def _ways_to_weights(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        run = self._training.run
        some = run is not None and RECIPES[run.recipe].pretrained_from is not None  # that a folder could hold
        return (
            *[(tr("Choose weights folder"), self.weights_wanted.emit)] * some,
            (tr("Train from scratch"), partial(self._start, "none")),
            (tr("Open the sample"), self.sample_wanted.emit),
        )

    def _setting_changed(self, name: str, value: object) -> None:
        """Where weights were missing and a folder has been chosen, Enter tries again."""
        if name == "weights" and value and self._training.state == "idle":
            self._tell(tr("Pretrained weights are taken from {folder}. Start tries again.").format(folder=value))
            self._refresh()
            self.focus_start()

    def _tell_kept(self, said: str, role: str = "text", *actions: tuple[str, Callable[[], object]]) -> None:
        """How a run ended early, what of it is left, and the way on."""
        run = self._training.run
        unfinished = self._training.unfinished(Path(run.out)) if run is not None else None
        if unfinished is None:
            self._tell(said, role, *actions)
            return
        epoch, none = last_epoch(Path(unfinished.out)), tr("Its first epoch was not over.")
        kept = tr("The run keeps its last checkpoint (epoch {epoch}).").format(epoch=epoch) if epoch else none
        self._tell(f"{said} {kept}", role, (tr("Resume"), partial(self.resume, Path(unfinished.out))), *actions)

    def _predicting(self, step: Step) -> None:
        if self._training.state == "idle":
            self._show_progress(step.done, step.total)
            self.progress.setToolTip(doing(step))

    def _predicted(self, _checkpoint: str) -> None:
        if self._training.state == "idle":
            self.progress.hide()

    def _prediction_failed(self, failure: Failure) -> None:
        if self._training.state == "idle":
            self.progress.hide()
            said = tr("The folder could not be predicted: {why}").format(why=failure.message)
            self._tell(said, "danger", (tr("Predict again"), self._predict))

    def _predict(self) -> None:
        self._edited()  # what was said of the last attempt goes
        self._training.predict()
