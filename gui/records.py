"""One record while the folder is open: its truth as edited, its undo stack, and which object of the file is which.

A label file numbers its objects anew whenever it is written, yet undo must go back past a save. So every instance gets
a key that never changes (kept in `Instance.origin`), and only here is it known where in the file, as last read, the
object with that key stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QUndoStack

    from engine.annotation import Annotation, Instance
    from engine.datasets.labels import Labels

NEW_KEYS = 1 << 24
"""Keys of objects that no file held when they were made: above any position in a file."""


@dataclass
class Working:
    """The state of one record. `truth` is None where its label file cannot be used."""

    stack: QUndoStack
    truth: Annotation | None = None
    stamp: str | None = None
    first_stamp: str | None = None
    past: set[str | None] = field(default_factory=set)
    _places: dict[int, int] = field(default_factory=dict)
    _read_back: dict[Instance, Instance] = field(default_factory=dict)
    _next: int = NEW_KEYS

    def begin(self, labels: Labels) -> None:
        """Take what was read from disk. Keys are the places in the file as read this first time."""
        self.stamp = self.first_stamp = labels.stamp
        origins = [instance.origin for instance in labels.annotation.instances]
        self.truth = self.keyed(labels.annotation)
        for instance, origin in zip(self.truth.instances, origins, strict=True):
            if origin is not None and instance.origin is not None:
                self._places[instance.origin] = origin

    def knows(self, stamp: str | None) -> bool:
        """Whether `stamp` is the file as last read or written here, or an earlier state of it that was written over."""
        return stamp == self.stamp or stamp in self.past

    def fresh_key(self) -> int:
        self._next += 1
        return self._next

    def keyed(self, annotation: Annotation) -> Annotation:
        """`annotation` with a key of its own for every instance that has none, or one that another has before it."""
        taken: set[int] = set()
        instances: list[Instance] = []
        for instance in annotation.instances:
            key = instance.origin
            if key is None or key in taken:
                key = self.fresh_key()
                instance = replace(instance, origin=key)
            taken.add(key)
            instances.append(instance)
        return annotation.with_instances(tuple(instances))

    def settled(self, annotation: Annotation) -> Annotation:
        """`annotation` with every instance that has been saved as the file gave it back (it may round coordinates)."""
        return annotation.with_instances(tuple(self._read_back.get(one, one) for one in annotation.instances))

    def for_file(self) -> Annotation:
        """The truth with the places in the file as last read as origins, None for what the file does not hold."""
        assert self.truth is not None
        return self.truth.with_instances(tuple(replace(one, origin=self._place(one)) for one in self.truth.instances))

    def _place(self, instance: Instance) -> int | None:
        return None if instance.origin is None else self._places.get(instance.origin)

    def written(self, labels: Labels) -> None:
        """Take `labels`, read back from disk after the truth was saved: the truth is now what they say, in the order
        it had, and every key knows its new place."""
        assert self.truth is not None
        left = list(labels.annotation.instances)
        self._places = {}
        kept: list[Instance] = []
        for ours in self.truth.instances:
            at = _nearest(ours, left)
            if at is None:
                continue
            found = left.pop(at)
            if ours.origin is not None and found.origin is not None:
                self._places[ours.origin] = found.origin
            settled = replace(found, origin=ours.origin)
            if settled != ours:
                self._read_back[ours] = settled
            kept.append(settled)
        for extra in left:
            key = self.fresh_key()
            if extra.origin is not None:
                self._places[key] = extra.origin
            kept.append(replace(extra, origin=key))
        self.past.add(self.stamp)
        self.stamp = labels.stamp
        self.truth = labels.annotation.with_instances(tuple(kept))


def _nearest(ours: Instance, found: list[Instance]) -> int | None:
    """Which of `found` is `ours` after a file rounded it: same label, no corner further than a pixel, the nearest, the
    first on ties."""
    best: tuple[float, int, int] | None = None
    for at, other in enumerate(found):
        apart = max(abs(a - b) for a, b in zip(ours.box.as_tuple(), other.box.as_tuple(), strict=True))
        if other.label == ours.label and apart <= 1.0:
            details = (other.difficult, other.truncated, other.pose, other.attributes)
            differs = int(details != (ours.difficult, ours.truncated, ours.pose, ours.attributes))
            best = min(best or (2.0, 0, 0), (apart, differs, at))
    return None if best is None else best[2]
