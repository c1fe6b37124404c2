"""Which objects of a picture truth and prediction disagree about, and the order in which one walks through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gui.review import pairs
from gui.wording import tr, written

if TYPE_CHECKING:
    from engine.annotation import Annotation, Box
    from gui.review.pairs import Key

Kind = Literal["mislabelled", "missed", "false", "placed"]
KINDS: tuple[Kind, ...] = ("mislabelled", "missed", "false", "placed")
"""In the order of the walk."""
TOUCHING = 0.1
"""From this IoU on, a missed object and a false detection of its class are one object, badly placed."""

Place = tuple[int, float, tuple[float, float, float, float], str]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`truth` and `prediction` are positions in their annotations, None where there is no such object; `iou` is that of
    the two, `box` covers both. `label` is the true class, `guessed` the predicted one, empty where there is none."""

    kind: Kind
    truth: int | None
    prediction: int | None
    iou: float
    score: float
    box: Box
    label: str
    guessed: str

    @property
    def place(self) -> Place:
        """Where it comes in the walk: by kind; missed objects from the top, false detections surest first, boxes worst
        placed first. It depends on the objects alone, so it stays while others are edited."""
        rank = {"false": -self.score, "placed": self.iou}.get(self.kind, self.box.ymin)
        return KINDS.index(self.kind), rank, self.box.as_tuple(), f"{self.label} {self.guessed}"

    @property
    def keys(self) -> tuple[Key, ...]:
        """The objects it is about."""
        made: list[Key] = [] if self.truth is None else [("truth", self.truth)]
        if self.prediction is not None:
            made.append(("prediction", self.prediction))
        return tuple(made)

    @property
    def words(self) -> str:
        """What it is: "missed dog", "dog taken for cat", "dog placed badly", "false cat 0.83"; the IoU is at the
        pair."""
        if self.kind == "missed":
            return tr("missed {label}").format(label=self.label)
        if self.kind == "mislabelled":
            return tr("{label} taken for {guess}").format(label=self.label, guess=self.guessed)
        if self.kind == "placed":
            return tr("{label} placed badly").format(label=self.label)
        return tr("false {guess} {score}").format(guess=self.guessed, score=written(self.score, 2))


def disagreements(
    truth: Annotation | None, prediction: Annotation | None, confidence: float, threshold: float
) -> tuple[Disagreement, ...]:
    """All of a picture, in the order of the walk. Difficult objects count neither way.

    A missed object and a false detection of its class that overlap by `TOUCHING` or more are one disagreement, so that
    taking the prediction moves the box rather than adding another one.
    """
    if truth is None or prediction is None:
        return ()
    found: list[Disagreement] = []
    missed: list[int] = []
    false: list[int] = []
    for pair in pairs.compare(truth, prediction, confidence, threshold).pairs:
        verdict = pairs.judged(pair, threshold)
        if verdict == "missed" and pair.truth is not None:
            missed.append(pair.truth)
        elif verdict == "false" and pair.prediction is not None:
            false.append(pair.prediction)
        elif verdict == "mislabelled":
            found.append(_made("mislabelled", truth, prediction, pair.truth, pair.prediction, pair.iou))
        elif verdict == "placed":
            found.append(_made("placed", truth, prediction, pair.truth, pair.prediction, pair.iou))
    for t, p, iou in _touching(truth, prediction, missed, false):
        missed.remove(t)
        false.remove(p)
        found.append(_made("placed", truth, prediction, t, p, iou))
    found += [_made("missed", truth, prediction, t, None, 0.0) for t in missed]
    found += [_made("false", truth, prediction, None, p, 0.0) for p in false]
    return tuple(sorted(found, key=lambda each: each.place))


def _touching(
    truth: Annotation, prediction: Annotation, missed: list[int], false: list[int]
) -> list[tuple[int, int, float]]:
    """Missed and false objects of one class that overlap, the best pairs first, each object once."""
    if not missed or not false:
        return []
    import numpy as np  # not before there is something to compare: the window starts without it

    from engine.metrics.boxes import iou_matrix

    ious = iou_matrix(
        np.array([truth.instances[t].box.as_tuple() for t in missed], float),
        np.array([prediction.instances[p].box.as_tuple() for p in false], float),
    )
    near = [
        (float(ious[i, j]), missed[i], false[j])
        for i, j in np.argwhere(ious >= TOUCHING).tolist()
        if truth.instances[missed[i]].label == prediction.instances[false[j]].label
    ]
    made: list[tuple[int, int, float]] = []
    for iou, t, p in sorted(near, key=lambda each: (-each[0], each[1:])):
        if all(t != other[0] and p != other[1] for other in made):
            made.append((t, p, iou))
    return made


def _made(
    kind: Kind, truth: Annotation, prediction: Annotation, t: int | None, p: int | None, iou: float
) -> Disagreement:
    true = None if t is None else truth.instances[t]
    guess = None if p is None else prediction.instances[p]
    boxes = [each.box for each in (true, guess) if each is not None]
    score = 0.0 if guess is None or guess.score is None else guess.score
    label, guessed = ("" if true is None else true.label), ("" if guess is None else guess.label)
    return Disagreement(kind, t, p, iou, score, around(boxes), label, guessed)


def around(boxes: list[Box]) -> Box:
    """The smallest box that covers all of `boxes`, of which there is at least one."""
    box = boxes[0]
    return type(box)(
        min(each.xmin for each in boxes),
        min(each.ymin for each in boxes),
        max(each.xmax for each in boxes),
        max(each.ymax for each in boxes),
    )


def following(found: tuple[Disagreement, ...], place: Place | None, way: int) -> Disagreement | None:
    """The next one (`way` 1) after `place`, or the one before it (-1); from None on, the first or the last; None at the
    end."""
    if way > 0:
        return next((each for each in found if place is None or each.place > place), None)
    return next((each for each in reversed(found) if place is None or each.place < place), None)
