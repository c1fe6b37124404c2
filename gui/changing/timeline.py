"""Undo and redo: one order of all edits of the open folder, whichever pictures they changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gui.changing.changes import Change

BUDGET = 256 << 20
"""Bytes that all steps may hold together; beyond them the oldest go. A nudge holds one kilobyte, a stroke of the brush
some ten: nobody gets there by hand."""


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """What a step did to one record that is in memory: the change, and the numbers of its states before and after."""

    change: Change
    before: int
    after: int


@dataclass(eq=False, slots=True)
class UndoStep:
    """One step of undo. `text` says what it did ("Move dog"). Steps that follow each other and have the same `merge`
    (not empty) become one.

    `parts` are of the records in memory, by name. `files` are of records nobody had opened, whose label files were
    written by an engine process: what it needs to take that back or do it again (`engine.batches.Written`), by name.
    `under_way`: such a process is still writing. `also` is called with True after the step was done again, with False
    after it was taken back.
    """

    text: str
    parts: dict[str, Part] = field(default_factory=dict)
    merge: str = ""
    files: dict[str, object] = field(default_factory=dict)
    under_way: bool = False
    also: Callable[[bool], object] | None = None
    size: int = 0

    @property
    def names(self) -> frozenset[str]:
        """The records it changed."""
        return frozenset((*self.parts, *self.files))

    def weigh(self) -> int:
        """Bytes, about, that it holds."""
        own = sum(part.change.size for part in self.parts.values())
        return own + sum(getattr(one, "size", 0) for one in self.files.values())


class Timeline:
    """The steps, and how many of them are done. Its methods are named as QUndoStack names them.

    `put(step, forwards)` does a step, or takes it back; `moved()` follows.
    """

    def __init__(self, put: Callable[[UndoStep, bool], None], moved: Callable[[], None]) -> None:
        self._put, self._moved, self._budget = put, moved, BUDGET
        self._steps: list[UndoStep] = []
        self._done = 0
        self._held = 0
        self._often: dict[str, int] = {}

    # what it holds

    def __iter__(self) -> Iterator[UndoStep]:
        return iter(self._steps)

    def count(self) -> int:
        return len(self._steps)

    def index(self) -> int:
        """How many steps are done; those after them can be done again."""
        return self._done

    @property
    def newest(self) -> UndoStep | None:
        """The step that undo would take back."""
        return self._steps[self._done - 1] if self._done else None

    @property
    def next(self) -> UndoStep | None:
        """The step that redo would do."""
        return self._steps[self._done] if self._done < len(self._steps) else None

    @property
    def busy(self) -> bool:
        """Whether a step is still being written: then nothing is taken back."""
        return any(step.under_way for step in (self.newest, self.next) if step is not None)

    @property
    def bytes(self) -> int:
        """What all steps hold, about."""
        return self._held

    def holds(self, name: str) -> bool:
        """Whether a step is of the record of that name, while that was in memory."""
        return bool(self._often.get(name))

    def canUndo(self) -> bool:
        return self._done > 0 and not self.busy

    def canRedo(self) -> bool:
        return self._done < len(self._steps) and not self.busy

    # going back and forth

    def undo(self) -> None:
        if self.canUndo():
            step = self._steps[self._done - 1]
            self._put(step, False)
            self._done -= 1
            self._moved()

    def redo(self) -> None:
        if self.canRedo():
            step = self._steps[self._done]
            self._put(step, True)
            self._done += 1
            self._moved()

    # new steps

    def push(self, step: UndoStep) -> None:
        """Take a step that has just been done. Those that had been taken back go, and the oldest, if there is no more
        room."""
        for gone in self._steps[self._done :]:
            self._count(gone, -1)
        del self._steps[self._done :]
        self._steps.append(step)
        self._done += 1
        self._count(step, 1)
        while self._held > self._budget and self._done > 1 and not self._steps[0].under_way:
            self._count(self._steps.pop(0), -1)
            self._done -= 1
        self._moved()

    def replace_newest(self, step: UndoStep | None) -> None:
        """Let `step` take the place of the newest; None: it has come to nothing."""
        self._count(self._steps[self._done - 1], -1)
        if step is None:
            del self._steps[self._done - 1]
            self._done -= 1
        else:
            self._steps[self._done - 1] = step
            self._count(step, 1)
        self._moved()

    def weigh_again(self, step: UndoStep) -> None:
        """`step` holds other records now than when it was pushed."""
        if step in self._steps:
            self._count_anew()

    def split(self, step: UndoStep, files: dict[str, object], done: bool) -> None:
        """Make a step of its own of `files`, which are part of `step` no more: right before it, where they are still
        done, or behind it."""
        if not files or step not in self._steps:
            return
        rest = UndoStep(step.text, files=files)
        at = self._steps.index(step)
        self._steps.insert(at if done else at + 1, rest)
        self._done += done
        self._count_anew()

    def remove(self, step: UndoStep) -> None:
        """Take out a step that has come to nothing."""
        if step in self._steps:
            self._done -= self._steps.index(step) < self._done
            self._steps.remove(step)
            self._count_anew()

    def drop(self, name: str) -> None:
        """Forget what was done to a record in memory; steps of nothing else go."""
        if not self.holds(name):
            return
        kept: list[UndoStep] = []
        done = self._done
        for place, step in enumerate(self._steps):
            had = step.parts.pop(name, None) is not None
            if had and not step.names and not step.under_way and step.also is None:
                done -= place < self._done
            else:
                kept.append(step)
        self._steps, self._done = kept, done
        self._count_anew()

    def clear(self) -> None:
        self._steps.clear()
        self._done = 0
        self._count_anew()

    def _count(self, step: UndoStep, sign: int) -> None:
        if sign > 0:
            step.size = step.weigh()
        self._held += sign * step.size
        for name in step.parts:
            self._often[name] = self._often.get(name, 0) + sign

    def _count_anew(self) -> None:
        self._held = 0
        self._often.clear()
        for step in self._steps:
            self._count(step, 1)
