"""One record that has been looked at: its truth as edited, and which object of the file is which.

A label file numbers its objects anew whenever it is written, yet undo must go back past a save. So every instance gets
a key that never changes (kept in `Instance.origin`); `texts` says where in a text of the file the object with that key
stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gui.changing.partners import partners
from gui.changing.texts import Text, Texts, places_of

if TYPE_CHECKING:
    import numpy as np

    from engine.annotation import Annotation, Instance
    from engine.datasets.labels import Labels
    from engine.safekeeping.journal import Unsaved

NEW_KEYS = 1 << 24
"""Keys of objects that no file held when they were made: above any position in a file."""


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """The state of the record `name` at a moment: what a save writes and a journal notes of it, on any thread."""

    name: str
    truth: Annotation
    stamp: str | None
    mask: object
    texts: Texts
    state: int

    def for_file(self) -> tuple[Annotation, bytes | None]:
        """The truth with places as origins, None for new objects, and the text of the label file that they are places
        in."""
        text = self.texts.best_for({one.origin for one in self.truth.instances}, self.state)
        placed = [
            replace(one, origin=None if one.origin is None else text.places.get(one.origin))
            for one in self.truth.instances
        ]
        wanted = self.truth.with_instances(tuple(placed))
        if wanted.mask is None and self.mask is not None:  # the file got its first mask by an edit that was undone
            import numpy as np

            wanted = replace(wanted, mask=np.zeros((wanted.height, wanted.width), np.uint8))
        return wanted, text.data

    def unsaved(self) -> Unsaved:
        """What a journal notes. Ten thousand objects take a while: not on the window's thread."""
        from engine.safekeeping.journal import Unsaved  # numpy comes with it: not before something is edited

        annotation, basis = self.for_file()
        edited = annotation.mask is not self.mask and annotation.mask is not None
        kept = annotation if edited else replace(annotation, mask=None)
        return Unsaved(self.name, kept, self.stamp, basis, edited)


@dataclass
class Working:
    """The state of one record. `truth` is None where its label file cannot be used. `mask` is the mask as read.

    `state` is the number of the state that `truth` is in, `saved` of the one that is on disk; a new edit makes a new
    one. `resting`: the record is not shown, and its mask, which is that of the file, has been let go of.
    """

    state: int = 0
    saved: int = 0
    resting: bool = False
    truth: Annotation | None = None
    stamp: str | None = None
    first_stamp: str | None = None
    past: set[str | None] = field(default_factory=set)
    mask: object = None
    _texts: Texts = field(default_factory=Texts)
    _read_back: dict[Instance, tuple[int, Instance]] = field(default_factory=dict)
    _next: int = NEW_KEYS

    def begin(self, labels: Labels) -> None:
        """Take what was read from disk. Keys are the places in the file as read this first time."""
        self.stamp = self.first_stamp = labels.stamp
        self.mask = labels.annotation.mask
        self.truth = self.keyed(labels.annotation)
        places = places_of(self.truth.instances, labels.annotation.instances)
        self._texts = self._texts.with_disk(labels.data, places, self.state, 0)

    @property
    def clean(self) -> bool:
        """Whether the truth is what is on disk."""
        return self.state == self.saved

    def rest(self) -> None:
        """Let go of the mask of a record that is saved and not shown."""
        if self.clean and self.truth is not None and self.truth.mask is not None:
            self.truth, self.mask, self.resting = replace(self.truth, mask=None), None, True

    def wake(self, mask: np.ndarray | None) -> None:
        """Take the mask of the file again."""
        if self.resting and self.truth is not None:
            self.truth, self.mask, self.resting = replace(self.truth, mask=mask), mask, False

    def overwrites(self, stamp: str | None) -> None:
        """The file on disk may be overwritten by the next save, as long as it still has this stamp."""
        self.past.add(self.stamp)
        self.stamp = stamp

    def knows(self, stamp: str | None) -> bool:
        """Whether `stamp` is the file as last read or written here, or an earlier state of it that was written over."""
        return stamp == self.stamp or stamp in self.past

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height of the picture that the truth is of; its file may hold another one by now."""
        return None if self.truth is None else (self.truth.width, self.truth.height)

    def fits(self, annotation: Annotation) -> bool:
        """Whether `annotation` is of a picture of the same size."""
        return self.size in (None, (annotation.width, annotation.height))

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
        """`annotation`, that of the present state, with every instance that has been saved since as the file gave it
        back: it may round coordinates. Those that a person gives again after the save are meant."""

        def of(one: Instance) -> Instance:
            saved, found = self._read_back.get(one, (0, one))
            return found if self.state <= saved else one

        return annotation.with_instances(tuple(of(one) for one in annotation.instances))

    def adopted(self, annotation: Annotation, data: bytes | None) -> tuple[Annotation, Text | None]:
        """`annotation`, whose origins are places in another text `data` of the label file, with keys as origins: those
        of the truth for objects that are in both. And that text, for `knew`."""
        assert self.truth is not None
        known = {_bare(one): one for one in self.truth.instances}
        places: dict[int, int] = {}
        instances: list[Instance] = []
        for one in annotation.instances:
            ours = known.pop(_bare(one), None)
            key = self.fresh_key() if ours is None or ours.origin is None else ours.origin
            if one.origin is not None:
                places[key] = one.origin
            instances.append(replace(one, origin=key))
        return annotation.with_instances(tuple(instances)), None if data is None else Text(data, places)

    def knew(self, text: Text | None) -> None:
        """Keep a text that objects have been taken from, for when they are saved."""
        if text is not None:
            self._texts = self._texts.with_older(text)

    def rewritten(self, labels: Labels) -> Annotation:
        """What a batch wrote, with keys; from now on it is what is on disk. It leaves each object in its place in the
        file: that is known by its key, whatever it is called now."""
        keys: dict[int | None, int] = {at: key for key, at in self._texts.disk.places.items()}
        placed = (replace(one, origin=keys.get(one.origin, self.fresh_key())) for one in labels.annotation.instances)
        return self._on_disk(labels, labels.annotation.with_instances(tuple(placed)))

    def rebased(self, labels: Labels) -> Annotation:
        """What another program wrote, with keys; from now on it is what is on disk."""
        return self._on_disk(labels, self.adopted(labels.annotation, labels.data)[0])

    def settle(self) -> None:
        """What is on disk is the state that is shown now."""
        self.saved = self.state
        self._texts = self._texts.settled(self.state)

    def _on_disk(self, labels: Labels, after: Annotation) -> Annotation:
        """`after` says what `labels` do, with keys; `settle` follows when it has become the state."""
        places = places_of(after.instances, labels.annotation.instances)
        self._texts = self._texts.with_disk(labels.data, places, self.state, self._texts.disk.era + 1)
        self.past.add(self.stamp)
        self.stamp, self.mask = labels.stamp, labels.annotation.mask
        return after

    def snapshot(self, name: str) -> Snapshot:
        """The state as a value, for a save or a journal."""
        assert self.truth is not None
        return Snapshot(name, self.truth, self.stamp, self.mask, self._texts, self.state)

    def written(self, labels: Labels) -> None:
        """Take `labels`, read back from disk after the truth was saved: the truth is now what they say, in the order
        it had, and every key knows its new place."""
        assert self.truth is not None
        there = labels.annotation.instances
        matched = partners(self.truth.instances, there)
        places: dict[int, int] = {}
        kept: list[Instance] = []
        for ours, at in zip(self.truth.instances, matched, strict=True):
            if at is None:
                continue
            found = there[at]
            if ours.origin is not None and found.origin is not None:
                places[ours.origin] = found.origin
            settled = replace(found, origin=ours.origin)
            if settled != ours:
                self._read_back[ours] = self.state, settled
            kept.append(settled)
        for extra in (there[at] for at in sorted(set(range(len(there))).difference(matched))):
            key = self.fresh_key()
            if extra.origin is not None:
                places[key] = extra.origin
            kept.append(replace(extra, origin=key))
        self.past.add(self.stamp)
        kept_mask = self.truth.mask if same_mask(self.truth, labels.annotation) else labels.annotation.mask
        self.stamp, self.mask = labels.stamp, kept_mask
        self._texts = self._texts.with_disk(labels.data, places, self.state, self._texts.disk.era)
        self.saved, self.resting = self.state, False
        self.truth = replace(labels.annotation, instances=tuple(kept), mask=kept_mask)


def _bare(one: Instance) -> Instance:
    """The object as a label file says it: without its place there, and without the pixels that a mask gives it."""
    return replace(one, origin=None, rle=None, polygons=())


def same_mask(one: Annotation, other: Annotation) -> bool:
    """Whether two annotations have equal masks, or both none."""
    if one.mask is other.mask or one.mask is None or other.mask is None:
        return one.mask is other.mask
    import numpy as np  # the masks have been read with it

    return np.array_equal(one.mask, other.mask)
