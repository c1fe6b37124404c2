"""The runs that are kept: listed, named, compared, used, copied out, deleted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from engine import kept_runs, places
from engine.errors import EngineError
from gui.beside import Beside
from gui.review.measuring import show_picture, show_pictures
from gui.runs.run_folders import learnt_now, runs_of
from gui.safekeeping.copying import free_name
from gui.wording import amount, counted, later, sentence, tr

if TYPE_CHECKING:
    from engine.kept_runs import KeptRun
    from gui.job import Failure, Job
    from gui.main_window import MainWindow
    from gui.widgets.kept_view import KeptView


def connect(window: MainWindow) -> None:
    """Nothing is read before the runs are looked at."""
    Keeping(window)


class Keeping(QObject):
    """Answers the pages about runs of the Evaluate tab. Lists and comparisons are read in a process of their own, one
    after the other."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._panel = window, window.evaluation_panel
        self._view: KeptView | None = None
        self._job: Job | None = None
        self._list_wanted = False
        self._pair: tuple[KeptRun, KeptRun] | None = None
        self._copies = Beside(self)
        self._copies.done.connect(self._copied)
        self._copies.failed.connect(lambda failure: window.say_failure(sentence(failure.message)))
        self._panel.runs_wanted.connect(self.look)
        window.training.finished.connect(self._look_again)
        window.training.changed.connect(self._look_again)
        window.document.opened.connect(self._look_again)

    # -- lists and comparisons ----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Read which runs there are."""
        view = self._panel.kept
        if view is not None and view is not self._view:
            self._view = view
            view.runs.asked.connect(self._asked)
            view.runs.renamed.connect(self._rename)
            view.compare.comparison_wanted.connect(self._compare)
            view.compare.picture_wanted.connect(partial(show_picture, self._window))
            view.compare.pictures_wanted.connect(partial(show_pictures, self._window))
        self._list_wanted = True
        self._next()

    def _look_again(self, *_: object) -> None:
        if self._view is not None and self._view.isVisible():
            self.look()

    def _compare(self, a: KeptRun, b: KeptRun) -> None:
        self._pair = a, b
        self._next()

    def _next(self) -> None:
        """One question at a time: the lane keeps only the newest of those that wait."""
        dataset = self._window.document.dataset
        if self._job is not None:
            return
        if self._list_wanted:
            self._list_wanted = False
            folder = str(dataset.root) if dataset is not None else ""
            runs = tuple(str(run) for run in runs_of(dataset.root)) if dataset is not None else ()
            self._ask("runs", {"folder": folder, "runs": runs}, self._listed)
        elif self._pair is not None:
            (a, b), self._pair = self._pair, None
            self._ask("compare", {"a": a.folder, "b": b.folder}, self._compared)

    def _ask(self, call: str, arguments: dict[str, Any], done: Any) -> None:
        self._job = job = self._window.lanes.reports.ask(call, arguments)
        job.succeeded.connect(partial(self._answered, done))
        job.failed.connect(self._failed)
        job.cancelled.connect(self._over)

    def _over(self) -> None:
        self._job = None
        self._next()

    def _answered(self, done: Any, answer: object) -> None:
        self._over()
        done(answer)

    def _listed(self, runs: tuple[KeptRun, ...]) -> None:
        told = tuple(
            replace(run, problem=later("Learning now"), unfinished=False)
            if self._is_on(run) or (run.unfinished and learnt_now(Path(run.folder)))
            else run
            for run in runs
        )
        if self._view is not None:
            self._view.set_runs(told, self._window.training.checkpoint)

    def _is_on(self, run: KeptRun) -> bool:
        """Whether it is the run of this window, and goes on."""
        training = self._window.training
        return training.state != "idle" and training.run is not None and training.run.out == run.folder

    def _compared(self, found: dict[str, Any]) -> None:
        if self._view is not None and self._pair is None:
            self._view.compare.show_comparison(found)

    def _failed(self, failure: Failure) -> None:
        self._over()
        if self._view is not None:
            self._view.compare.say_refused(sentence(failure.message))

    # -- one run ------------------------------------------------------------------------------------------------------

    def _asked(self, what: str, run: KeptRun) -> None:
        does = {"use": self._use, "compare": self._against, "resume": self._resume}
        does |= {"export": self._export, "delete": self._delete}
        does[what](run)

    def _use(self, run: KeptRun) -> None:
        self._window.use_checkpoint(run.checkpoint)

    def _resume(self, run: KeptRun) -> None:
        self._window.bottom.unfold(self._window.train_panel)
        self._window.train_panel.resume(Path(run.folder))

    def _against(self, run: KeptRun) -> None:
        self._panel.choose("compare")
        if self._view is not None:
            self._view.compare.choose_against(run)

    def _rename(self, run: KeptRun, name: str) -> None:
        try:
            kept_runs.rename(Path(run.folder), name)
        except EngineError as error:
            self._window.say_failure(sentence(str(error)))
        self.look()

    def _export(self, run: KeptRun) -> None:
        from PySide6.QtWidgets import QFileDialog  # dialogs are read when they are asked for

        chosen = QFileDialog.getExistingDirectory(self._window, tr("Where to put the copy"), str(Path.home()))
        if chosen:
            self.export_into(run, Path(chosen))

    def export_into(self, run: KeptRun, place: Path) -> None:
        """Copy the run into a new folder of `place`."""
        target = free_name(place, f"{Path(run.folder).name} {run.name}".strip().replace("/", "-").replace("\\", "-"))
        self._copies.do(tr("Copying a run"), partial(_copy, run, target))

    def _copied(self, copied: tuple[Path, int, int]) -> None:
        target, count, size = copied
        said = tr("Copied {files}, {size}, to {name} in {place}.")
        files, name, place = counted(count, "file"), target.name, target.parent
        self._window.toasts.say(said.format(files=files, size=amount(size), name=name, place=place))

    def _delete(self, run: KeptRun) -> None:
        from gui.dialogs.run_questions import delete_run
        from gui.widgets.run_rows import title

        window, folder = self._window, Path(run.folder)
        if self._is_on(run) or learnt_now(folder):
            here = tr("Run {number} is still on. Stop it in the Train tab first.")
            there = tr("Run {number} is being learnt in another window. Stop it there first.")
            window.toasts.say((here if self._is_on(run) else there).format(number=run.number))
            return
        count, size = kept_runs.size_of(folder)
        in_use = bool(run.checkpoint) and run.checkpoint == window.training.checkpoint
        if delete_run(window, title(run), count, amount(size), in_use):
            self.delete(run, in_use)

    def delete(self, run: KeptRun, in_use: bool) -> None:
        """Delete the run's folder; where its checkpoint was in use, none is from then on."""
        try:
            kept_runs.delete(Path(run.folder), places.data() / "runs")
        except EngineError as error:
            self._window.say_failure(sentence(str(error)))
        else:
            said = tr("Run {number} is deleted. Pictures and labels are as they were.")
            self._window.toasts.say(said.format(number=run.number))
            if in_use:
                self._window.training.use("")
        self.look()


def _copy(run: KeptRun, target: Path) -> tuple[Path, int, int]:
    return target, *kept_runs.copy_out(Path(run.folder), target)
