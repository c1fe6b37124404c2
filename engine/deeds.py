"""What can be done to the labels of many pictures at once; each says what it makes of one picture's annotation.

The window does it to the pictures it has in memory, an engine process to the files of all others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.annotation import Annotation, Instance
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.datasets.index import Index
    from engine.datasets.record import Dataset, Record


@dataclass(frozen=True, slots=True)
class Tally:
    """How many objects were `added`, `replaced` (given another class or box) and `left` as they are, and in how many
    `masks` pixels were. `verified`: pictures left alone because a person has verified them."""

    added: int = 0
    replaced: int = 0
    left: int = 0
    masks: int = 0
    verified: int = 0

    @property
    def changed(self) -> int:
        return self.added + self.replaced + self.masks

    def __add__(self, other: Tally) -> Tally:
        sums = (getattr(self, name) + getattr(other, name) for name in self.__slots__)
        return Tally(*sums)


@dataclass(frozen=True, slots=True)
class Renaming:
    """Give the objects of the class `old` the class `new`, which may be there already: then both become one. `values`:
    the mask values of the two, where the folder has numbers for both; then the pixels follow."""

    old: str
    new: str
    values: tuple[int, int] | None = None

    def check(self, dataset: Dataset) -> None:
        """Raises EngineError where that cannot be done in such a folder."""
        if dataset.read_only:
            raise EngineError(f"{dataset.root.name}: a folder of this format is only read. Convert to VOC to edit")
        if dataset.format == "pets":
            raise EngineError(
                f"{dataset.root.name}: in a Pets folder the class of a picture is in list.txt and in its name. Change "
                "it there"
            )

    def candidates(self, index: Index, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `names` that have objects of the old class."""
        if self.old not in index.classes:
            return ()
        rows = index.owner[index.label == index.classes.index(self.old)]
        having = {index.dataset.records.name[row] for row in set(rows.tolist())}
        return tuple(name for name in names if name in having)

    def counted(self, form: str, record: Record) -> Tally:
        """What it would do to the record's files. Raises LabelError, PictureError."""
        from engine.datasets import facts, labels

        annotation = (
            Annotation(0, 0, facts.read_facts(form, record).instances)
            if self.values is None
            else labels.read(form, record).annotation
        )
        return self.on(annotation, record)[1]

    def on(self, annotation: Annotation, record: Record) -> tuple[Annotation, Tally]:
        """`annotation` of `record` with that done, and what was done."""
        del record
        number = sum(one.label == self.old for one in annotation.instances)
        named = annotation
        if number:
            named = annotation.with_instances(
                tuple(replace(one, label=self.new) if one.label == self.old else one for one in annotation.instances)
            )
        if self.values is None or annotation.mask is None or not (annotation.mask == self.values[0]).any():
            return named, Tally(replaced=number)
        mask = annotation.mask.copy()
        mask[mask == self.values[0]] = self.values[1]
        return replace(named, mask=mask), Tally(replaced=number, masks=1)


@dataclass(frozen=True, slots=True)
class Accepting:
    """Make the kept predictions of a checkpoint (`key`, see `engine.predictions`) truth whose score is at least
    `score`. One that has a partner in the truth, at an IoU of at least `iou`, takes its place where `replaces`, keeping
    its flags, and is left where not. Verified pictures are left alone."""

    key: str
    score: float
    iou: float = 0.5
    replaces: bool = False

    def check(self, dataset: Dataset) -> None:
        """Raises EngineError where that cannot be done in such a folder."""
        if dataset.read_only:
            raise EngineError(f"{dataset.root.name}: a folder of this format is only read. Convert to VOC to edit")

    def counted(self, form: str, record: Record) -> Tally:
        """What it would do to the record's files. Raises LabelError, PictureError."""
        from engine.datasets import facts

        prediction = self._kept(record)
        if prediction is None:
            return Tally()
        found = facts.read_facts(form, record)
        truth = Annotation(*found.size, found.instances, verified=found.verified)
        return self.of(truth, prediction)[1]

    def on(self, annotation: Annotation, record: Record) -> tuple[Annotation, Tally]:
        """`annotation` of `record` with that done, and what was done."""
        prediction = self._kept(record)
        return (annotation, Tally()) if prediction is None else self.of(annotation, prediction)

    def of(self, truth: Annotation, prediction: Annotation) -> tuple[Annotation, Tally]:
        """`truth` with the predictions taken, and what was done."""
        from engine.metrics.matching import match  # numpy: not before it is wanted

        sure = tuple(one for one in prediction.instances if one.score is not None and one.score >= self.score)
        if truth.verified:
            return truth, Tally(left=len(sure), verified=bool(sure))
        instances, added, replaced = list(truth.instances), 0, 0
        for pair in match(truth, prediction.with_instances(sure), self.iou):
            if pair.prediction is None or pair.verdict == "ignored":
                continue
            seen = sure[pair.prediction]
            if pair.truth is None:
                instances.append(Instance(seen.label, seen.box, seen.polygons, rle=seen.rle))
                added += 1
            elif self.replaces:
                old = instances[pair.truth]
                new = replace(old, label=seen.label, box=seen.box, polygons=seen.polygons, rle=seen.rle)
                instances[pair.truth] = new
                replaced += new != old
        tally = Tally(added, replaced, len(sure) - added - replaced)
        return (truth.with_instances(tuple(instances)) if tally.changed else truth), tally

    def _kept(self, record: Record) -> Annotation | None:
        from engine import predictions

        return predictions.load(self.key, record.image) if record.image.is_file() else None


Deed = Renaming | Accepting
