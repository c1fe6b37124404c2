"""The records of the open folder that have been looked at, and the steps of undo that changed them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from gui.changing import changes
from gui.changing.edits import NEW
from gui.changing.timeline import Part, Timeline, UndoStep
from gui.changing.working import Working
from gui.wording import later, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from engine.annotation import Annotation
    from engine.datasets.labels import Labels
    from engine.datasets.record import Dataset, Record

REPLACED = later("{name} is a picture of another size now: what was done to its labels before cannot be undone")
UNFIT = later(
    "{name} is a picture of another size now, and has unsaved edits that were made on the old one. They are kept: put "
    "the old picture back, or undo them and open this one again"
)


class Records:
    """The `Working` of every record that has been looked at and is still needed: the one shown, those with edits that
    are not on disk, those that a step of undo is of. `held` are the names of records whose files an engine process is
    writing: they cannot be edited meanwhile."""

    def __init__(
        self,
        moved: Callable[[], None],
        mask_of: Callable[[str, str | None], np.ndarray | None],
        rewrite: Callable[[UndoStep, bool, frozenset[str]], None],
    ) -> None:
        """`moved` hears of each step of undo and redo. `mask_of(name, stamp)` reads a record's mask again; it raises
        EngineError where its files are not what `stamp` says. `rewrite(step, forwards, clean)` hears of steps of many
        records that were taken back or done again in memory; the records `clean` were as on disk before."""
        self._tell, self._mask_of, self._rewrite = moved, mask_of, rewrite
        self._to_rewrite: tuple[UndoStep, bool, frozenset[str]] | None = None
        self.timeline = Timeline(self._put, self._moved)
        self.nothing = Working()
        self.held: frozenset[str] = frozenset()
        self._by_name: dict[str, Working] = {}
        self._numbers = itertools.count(1)

    def get(self, name: str) -> Working | None:
        return self._by_name.get(name)

    def begin(self, name: str, labels: Labels) -> Working:
        """Start a record over with what was read from disk."""
        self.forget(name)
        working = self._by_name[name] = Working()
        working.state = working.saved = next(self._numbers)
        working.begin(labels)
        return working

    def resume(self, record: Record, labels: Labels, anew: bool) -> tuple[str, str | None]:
        """Take a record that is shown (again) and what was read of it: edits made to it earlier are still there, unless
        it is taken `anew` or its files have changed. Returns what there is to say, and why it cannot be gone on with.
        """
        name, working = record.name, self._by_name.get(record.name)
        news = working is not None and working.clean and not working.knows(labels.stamp)
        if news and name in self.held:
            return "", None  # the batch that holds it has just written it, and tells of it in a moment
        other = working is not None and not working.fits(labels.annotation)
        if working is not None and other and not working.clean:
            return "", tr(UNFIT).format(name=record.image.name)
        said = tr(REPLACED).format(name=record.image.name) if other and self.timeline.holds(name) else ""
        if working is None or anew or news or other:
            self.begin(name, labels)
        elif working.resting:
            same = labels.stamp == working.stamp  # else it was fetched before a save
            working.wake(labels.annotation.mask if same else self._mask_of(name, None))
        return said, None

    def take_disk(self, name: str, labels: Labels | None) -> None:
        """Take what a record's files say now, as a step of undo. None: they cannot be used, and edits go; what was done
        to a record without any stays until there is something to take its place: they may be half written."""
        working = self._by_name.get(name)
        if labels is None:
            if working is not None and not working.clean:
                self.forget(name)
        elif working is None or working.truth is None or not working.fits(labels.annotation):
            self.begin(name, labels)
        else:
            working.wake(labels.annotation.mask)
            if labels.stamp != working.stamp or not working.clean:
                self.step(name, working.rebased(labels), tr("Take what is on disk"))
                working.settle()

    def take_batch(self, step: UndoStep, name: str, labels: Labels, forwards: bool) -> None:
        """Take what a batch wrote as it did `step` (`forwards`), or took it back, and make that a part of the step."""
        working = self._by_name[name]
        self.adopt(step, name, working.rewritten(labels), forwards)
        working.settle()

    def bring_back(self, name: str, labels: Labels, state: Annotation, basis: bytes | None, text: str) -> None:
        """Make an earlier `state` of a record, whose origins are places in a text `basis` of its file, a step of undo.
        `labels` are those on disk, for a record that has not been looked at yet."""
        working = self._by_name.get(name) or self.begin(name, labels)
        if working.truth is not None:
            working.wake(labels.annotation.mask)
            after, known = working.adopted(state, basis)
            working.knew(known)
            self.step(name, after, text)

    def forget(self, name: str) -> None:
        """Let go of a record and of its edits."""
        if self._by_name.pop(name, None) is not None:
            self.timeline.drop(name)

    def forget_all(self) -> None:
        self.timeline.clear()
        self._by_name.clear()
        self.held = frozenset()

    def leave(self, name: str) -> None:
        """The record is not shown any more: what is on disk need not be in memory."""
        working = self._by_name.get(name)
        if working is not None and working.clean:
            if self.timeline.holds(name):
                working.rest()
            else:
                del self._by_name[name]

    def change(self, wanted: Mapping[str, Annotation], text: str, merge: str = "") -> UndoStep | None:
        """Make the annotations `wanted` of records one step of undo; None where they say what is there already."""
        step = self.made(wanted, UndoStep(text, merge=merge))
        if not step.parts:
            return None
        before = self.timeline.newest
        if before is not None and self._one(before, step):
            self.timeline.replace_newest(self._merged(before, step))
        else:
            self.timeline.push(step)
        return step

    def made(self, wanted: Mapping[str, Annotation], step: UndoStep) -> UndoStep:
        """Give records other annotations, and `step`, which is not among the others yet, what that changed."""
        for name, after in wanted.items():
            working = self._by_name[name]
            if working.truth is not None and (change := changes.between(working.truth, after)) is not None:
                step.parts[name] = Part(change, working.state, next(self._numbers))
                working.truth, working.state = after, step.parts[name].after
        return step

    def step(self, name: str, after: Annotation, text: str, merge: str = "") -> None:
        """Make `after` one step of undo of a record, shown or not, unless that is what its truth says."""
        self.change({name: after}, text, merge)

    def adopt(self, step: UndoStep, name: str, state: Annotation, forwards: bool) -> None:
        """Give a record a `state` that doing `step` leads to (`forwards`), or taking it back, and make that a part of
        the step."""
        working = self._by_name[name]
        assert working.truth is not None
        change, old = changes.between(working.truth, state), working.state
        if change is not None:
            working.truth, working.state = state, next(self._numbers)
            new = working.state
            step.parts[name] = Part(change, old, new) if forwards else Part(change.turned(), new, old)

    def _one(self, before: UndoStep, step: UndoStep) -> bool:
        """Whether the newest step and this one, which has been done after it, are one."""
        if not step.merge or before.merge != step.merge or before.parts.keys() != step.parts.keys():
            return False
        if before.files or len(step.parts) != 1 or self.timeline.next is not None:
            return False
        (name,) = step.parts
        return step.parts[name].before != self._by_name[name].saved

    def _merged(self, before: UndoStep, step: UndoStep) -> UndoStep | None:
        (name,) = step.parts
        first, last, working = before.parts[name], step.parts[name], self._by_name[name]
        assert working.truth is not None
        begun = first.change.turned().on(last.change.turned().on(working.truth))
        change = changes.between(begun, working.truth)
        if change is None:
            working.state = first.before
            return None
        return UndoStep(before.text, {name: Part(change, first.before, last.after)}, before.merge)

    def naming(self, name: str, before: Annotation, after: Annotation) -> str:
        """The `merge` of the newest step where that made a new instance and this edit does no more than name it, so
        that both are one step; else empty."""
        newest = self.timeline.newest
        if newest is None or not newest.merge.startswith(NEW) or name not in newest.parts:
            return ""
        unnamed = [
            tuple(replace(one, label="") if f"{NEW}{one.origin}" == newest.merge else one for one in each.instances)
            for each in (before, after)
        ]
        told_apart = changes.between(before.with_instances(unnamed[0]), after.with_instances(unnamed[1]))
        return newest.merge if told_apart is None else ""

    def _put(self, step: UndoStep, forwards: bool) -> None:
        """Do a step again, or take it back. Raises EngineError, and then nothing has changed."""
        clean = frozenset(name for name in step.parts if self._by_name[name].clean)
        for name, part in step.parts.items():
            working = self._by_name[name]
            if working.resting and part.change.mask is not None:
                working.wake(self._mask_of(name, working.stamp))
        for name, part in step.parts.items():
            working = self._by_name[name]
            assert working.truth is not None
            change = part.change if forwards else part.change.turned()
            working.state = part.after if forwards else part.before
            working.truth = working.settled(change.on(working.truth))
        if step.also is not None:
            step.also(forwards)
        if step.files or len(step.parts) > 1:
            self._to_rewrite = step, forwards, clean

    def _moved(self) -> None:
        self._tell()
        rewrite, self._to_rewrite = self._to_rewrite, None
        if rewrite is not None:
            self._rewrite(*rewrite)

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The names of all records with edits that are not on disk."""
        return tuple(name for name, working in self._by_name.items() if not working.clean)

    def save(self, dataset: Dataset, record: Record) -> Labels:
        """Write a record's labels and take what the files say now. Raises as `engine.datasets.labels.save`."""
        from engine.datasets import labels  # numpy and lxml come with it: not before something is saved

        working = self._by_name[record.name]
        if working.resting:
            working.wake(self._mask_of(record.name, None))
        annotation, basis = working.snapshot(record.name).for_file()
        written = labels.save(dataset, record, annotation, working.stamp, basis)
        working.written(written)
        return written
