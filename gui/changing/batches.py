"""Changes of many pictures at once: counted before they are made, one step of undo, in memory and on disk.

What is in memory is changed there, so that edits that are not saved count before what is on disk; the files of all
other pictures are written by an engine process of their own, which the window need not wait for.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from engine.deeds import Tally
from engine.errors import EngineError
from gui.changing import accepting, renaming, rewriting
from gui.changing.writing import Writing, again
from gui.safekeeping import saving
from gui.safekeeping.safety import may_write
from gui.wording import sentence, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from engine.annotation import Annotation
    from engine.batches import Plan, Written
    from engine.datasets.record import Dataset
    from engine.deeds import Deed
    from engine.steps import Step
    from gui.changing.timeline import UndoStep
    from gui.job import Failure, Job
    from gui.main_window import MainWindow

NAME = "batch"
"""Of the job, in the status bar."""


def connect(window: MainWindow) -> None:
    """Nothing of it is made or imported before it is asked for, but the handlers."""
    batches = Batches(window)
    renaming.connect(window, batches)
    accepting.connect(window, batches)


class Batches(QObject):
    """One batch is written at a time; the pictures it has still to write cannot be edited until then."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._document = window, window.document
        self._lane = window.lanes.batches
        self._writing: Writing | None = None
        self._counting = 0
        window.document.opened.connect(self._opened)
        window.document.rewrite_wanted.connect(self._rewrite)
        window.status.stop_wanted.connect(self._stop_wanted)

    def why_not(self) -> str:
        """Why no batch can be done now; "" where one can."""
        dataset = self._document.dataset
        if dataset is None or dataset.partial:
            return tr("The folder is still being listed. Try again in a moment.")
        if self._writing is not None:
            return tr("A change of many pictures is being written. Wait for it, or stop it in the status bar.")
        if self._document.unwritable or not (dataset.read_only or may_write(dataset.xml_folder / "new.xml")):
            said = tr("{folder} cannot be written here. In a copy of it that can be done.")
            return said.format(folder=dataset.root.name)
        return ""

    # counting

    def count(self, deed: Deed, names: tuple[str, ...], told: Callable[[Plan], object]) -> Job:
        """Count what `deed` would do to the records `names`; `told` hears of it, unless something else is counted
        meanwhile. The job says how far it is, and why it failed."""
        dataset = self._document.dataset
        assert dataset is not None
        here, away = self._divided(names)
        own = Tally()
        changed: list[str] = []
        for name, (_, tally) in self._in_memory(dataset, here, deed).items():
            own += tally
            changed += [name] * bool(tally.changed)
        self._counting += 1
        if self._writing is None:
            self._lane.cancel()
        job = self._lane.ask("plan_batch", {"dataset": dataset, "names": away, "deed": deed})
        job.succeeded.connect(partial(self._counted, self._counting, own, changed, told))
        return job

    def stop_counting(self) -> None:
        self._counting += 1
        if self._writing is None:
            self._lane.cancel()

    def _counted(self, turn: int, own: Tally, here: list[str], told: Callable[[Plan], object], plan: Plan) -> None:
        if turn == self._counting:
            tally = plan.tally + own
            told(replace(plan, names=(*here, *plan.names), tally=tally, verified=plan.verified + own.verified))

    def _divided(self, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Those in memory, and those whose labels are on disk as they are: what rests need not be unpacked here."""
        records, here, away = self._document.records, [], []
        for name in names:
            working = records.get(name)
            on_disk = working is None or working.truth is None or (working.resting and working.clean)
            (away if on_disk else here).append(name)
        return tuple(here), tuple(away)

    def _in_memory(self, dataset: Dataset, names: Iterable[str], deed: Deed) -> dict[str, tuple[Annotation, Tally]]:
        found: dict[str, tuple[Annotation, Tally]] = {}
        for name in names:
            record, working = dataset.records.named(name), self._document.records.get(name)
            if record is None or working is None or working.truth is None:
                continue
            if working.resting:
                try:
                    working.wake(saving.mask_of(self._document, name, None))
                except EngineError:  # deleted or damaged meanwhile: it is told when it is shown
                    continue
            found[name] = deed.on(working.truth, record)
        return found

    # doing

    def do(self, deed: Deed, names: tuple[str, ...], step: UndoStep, says: Callable[[Tally, int], str]) -> None:
        """Do `deed` to the records `names`, as one `step` of undo; `says` words what was done."""
        why, dataset = self.why_not(), self._document.dataset
        if why or dataset is None:
            self._window.say_failure(why)
            return
        self.stop_counting()
        if step.also is not None:
            step.also(True)
        records = self._document.records
        here, away = self._divided(names)
        found = {name: one for name, one in self._in_memory(dataset, here, deed).items() if one[1].changed}
        clean = {name for name in found if (working := records.get(name)) is not None and working.clean}
        step.under_way = bool(away)
        records.made({name: one[0] for name, one in found.items()}, step)
        self._writing = Writing(step, True, says, set(away))
        for _, tally in found.values():
            self._writing.tally += tally
        self._writing.done = len(found)
        records.timeline.push(step)
        self._save(clean, len(found) - len(clean))
        if away:
            self._begin("write_batch", {"dataset": self._document.dataset, "names": away, "deed": deed})
        else:
            self._end()

    def _save(self, names: Iterable[str], unsaved: int) -> None:
        """Write the pictures in memory that had no other edits; the others are saved when a person says so."""
        assert self._writing is not None
        for name in names:
            record = None if self._document.dataset is None else self._document.dataset.records.named(name)
            unsaved += record is None or not self._document.save_record(record)
        self._writing.unsaved = unsaved

    def _rewrite(self, step: UndoStep, forwards: bool, clean: frozenset[str]) -> None:
        """A batch was taken back, or done again, in memory: the files follow."""
        document = self._document
        assert document.dataset is not None
        writing = Writing(step, forwards, partial(again, step.text, forwards), set(), True)
        fresh, writing.left = rewriting.adopt(document.records, document.dataset, step, forwards)
        self._writing, writing.done = writing, len(step.parts)
        dirty = sum(name not in clean and name not in fresh for name in step.parts)
        self._save([name for name in step.parts if name in clean or name in fresh], dirty)
        if step.files:
            step.under_way, writing.waiting = True, set(step.files)
            written = tuple(step.files.values())
            self._begin("put_back_batch", {"dataset": document.dataset, "written": written, "forwards": forwards})
        else:
            self._end()

    def _begin(self, call: str, arguments: dict[str, object]) -> None:
        assert self._writing is not None
        self._hold(self._writing.waiting)
        writing, job = self._writing, self._lane.ask(call, arguments)
        job.stepped.connect(partial(self._stepped, writing))
        job.succeeded.connect(lambda _count: self._end(writing))
        job.cancelled.connect(lambda: self._end(writing))
        job.failed.connect(partial(self._failed, writing))

    def _stepped(self, writing: Writing, step: Step) -> None:
        if writing is not self._writing:
            return
        self._window.status.begin(NAME, step)
        left = cast("tuple[tuple[str, str], ...]", step.values["left"])
        for name, why in left:
            writing.waiting.discard(name)
            writing.left.append((name, why))
            if writing.again:
                writing.step.files.pop(name, None)  # somebody else has changed it: it is not ours to take back
        written = cast("tuple[Written, ...]", step.values["written"])
        made = {one.name: dict(zip(saving.FILES, (one.file, *one.masks), strict=True)) for one in written}
        saving.name_files(self._document, made)  # before anybody compares them with what is on disk
        for one in written:
            writing.waiting.discard(one.name)
            writing.done += 1
            writing.tally += one.tally
            writing.step.files[one.name] = one
            self._window.showing.forget(one.name)
            self._refresh(writing, one)
        self._hold(writing.waiting)

    def _hold(self, names: Collection[str]) -> None:
        """These are still to be written. The shown picture, where that came right after its file was written, before
        that was told, rests until here."""
        document = self._document
        document.records.held = frozenset(names)
        working = document.record and document.records.get(document.record.name)
        if document.record is not None and working and working.resting and document.record.name not in names:
            rewriting.show_again(document, document.record)

    def _refresh(self, writing: Writing, one: Written) -> None:
        dataset, records = self._document.dataset, self._document.records
        try:
            if dataset is not None and rewriting.refresh(records, dataset, writing.step, one, writing.forwards):
                self._document.changed.emit()
        except EngineError as error:  # another program has been at it since: it can be taken back as any other
            writing.left.append((one.name, str(error)))

    def _failed(self, writing: Writing, failure: Failure) -> None:
        if writing is self._writing:
            self._end(writing)
            self._window.say_failure(sentence(failure.message))

    def _end(self, writing: Writing | None = None) -> None:
        ended = self._writing
        if ended is None or (writing is not None and writing is not ended):
            return
        self._writing = None
        self._window.status.end(NAME)
        document, step = self._document, ended.step
        step.under_way = False
        self._hold(())
        timeline = document.records.timeline
        if ended.again:  # stopped half-way: what is left is a step of its own
            rest = {name: step.files.pop(name) for name in ended.waiting if name in step.files}
            timeline.split(step, rest, not ended.forwards)
        timeline.weigh_again(step)
        if not step.names:
            if step.also is not None and not ended.again:
                step.also(False)  # stopped before anything was done
            timeline.remove(step)
        document.changed.emit()
        if ended.done and document.dataset is not None:
            self._window.opening.read_labels(document.dataset)
        self._say(ended)

    def _say(self, writing: Writing) -> None:
        kind = "warning" if writing.left or not writing.done else "info"
        back = None if writing.again or not writing.done else partial(self._take_back, writing.step)
        self._window.toasts.say(writing.said(), kind, tr("Undo"), back)

    def _take_back(self, step: UndoStep) -> None:
        if self._document.undo.newest is step:
            self._window.acts["undo"].trigger()

    def _opened(self) -> None:
        self._lane.cancel()
        self._writing, self._counting = None, self._counting + 1
        self._window.status.end(NAME)

    def _stop_wanted(self, name: str) -> None:
        if name == NAME:
            self._lane.cancel()
