"""Which predicted object is which true one in the picture that is shown, and what that says of both.

The canvas, the list of objects, the class chips and the walk all ask for the same comparison; it is made once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from gui.look import verdicts
from gui.wording import tr

if TYPE_CHECKING:
    from engine.annotation import Annotation, Instance
    from engine.metrics.detections import Pairs
    from engine.metrics.matching import Match

Layer = Literal["truth", "prediction"]
Key = tuple[Layer, int]
"""Which instance: its layer and its position there."""


def stricter(threshold: float) -> float:
    """The IoU below which a pair of the right class is badly placed: halfway from the threshold to a perfect one."""
    return (1 + threshold) / 2


def judged(pair: Match, threshold: float) -> str:
    """The verdict of a pair, with "placed" for a true one that is badly placed."""
    return "placed" if pair.verdict == "true" and pair.iou < stricter(threshold) else pair.verdict


class Standing(NamedTuple):
    """What the comparison says of one object: "true", "false", "missed", "mislabelled", "placed" (the right class,
    badly placed) or "ignored"; its partners in the other layer with their IoUs, best first."""

    verdict: str
    partners: tuple[tuple[int, float], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """The pairs (`Match.prediction` is a position among all predictions), and what they say of each object."""

    pairs: tuple[Match, ...] = ()
    standings: dict[Key, Standing] = field(default_factory=dict)

    def verdict(self, key: Key) -> str:
        found = self.standings.get(key)
        return "" if found is None else found.verdict


def shown_prediction(prediction: Annotation | None, confidence: float) -> tuple[int, ...]:
    """Positions of the predicted objects whose score reaches `confidence`."""
    if prediction is None:
        return ()
    return tuple(
        place for place, each in enumerate(prediction.instances) if each.score is None or each.score >= confidence
    )


@lru_cache(maxsize=2)
def compare(truth: Annotation | None, prediction: Annotation | None, confidence: float, threshold: float) -> Comparison:
    """Match the predictions that reach `confidence` with the truth. Without one of the two there is nothing to say."""
    if truth is None or prediction is None:
        return Comparison()
    from engine.metrics.matching import Match, match  # numpy: only after the window shows

    kept = shown_prediction(prediction, confidence)
    shown = prediction.with_instances(tuple(prediction.instances[p] for p in kept))
    pairs: list[Match] = []
    standings: dict[Key, Standing] = {}
    for t, place, iou, found in match(truth, shown, threshold, _touching(truth, prediction, kept)):
        p = None if place is None else kept[place]
        pair = Match(t, p, iou, found)
        pairs.append(pair)
        verdict = judged(pair, threshold)
        if t is not None:
            partners = () if p is None else ((p, iou),)
            before = standings.get(("truth", t))
            if before is not None:  # a difficult object may have several
                partners = tuple(sorted((*before.partners, *partners), key=lambda each: -each[1]))
            standings["truth", t] = Standing(verdict, partners)
        if p is not None:
            standings["prediction", p] = Standing(verdict, () if t is None else ((t, iou),))
    return Comparison(tuple(pairs), standings)


def _touching(truth: Annotation, prediction: Annotation, kept: tuple[int, ...]) -> Pairs:
    """Of the predicted objects at `kept` those that lie on a true one, by their places there."""
    import numpy as np

    every, place = _all_touching(truth, prediction), np.full(len(prediction.instances), -1)
    place[list(kept)] = np.arange(len(kept))
    some = every.chosen(place[every.detection] >= 0)
    return replace(some, detection=place[some.detection])


@lru_cache(maxsize=1)
def _all_touching(truth: Annotation, prediction: Annotation) -> Pairs:
    """What no slider changes."""
    from engine.metrics.matching import touching

    return touching(truth, prediction)


@dataclass(frozen=True, slots=True)
class Row:
    """One object. `index` is its position among the instances of its layer, `partner` that of the other layer's object
    it was matched with, `name` its class and number: "person 3", `key` what stays with a truth through every edit.
    `iou` is None where it has no partner; `verdict` (see `Standing`) is empty as long as there is no prediction to
    compare with. `first` marks the first row of a group."""

    layer: Layer
    index: int
    name: str
    label: str
    score: float | None
    iou: float | None
    partner: int | None
    verdict: str
    first: bool
    key: int = -1

    @property
    def said(self) -> str:
        """The verdict as a person reads it."""
        return tr(verdicts.WORDS.get(self.verdict, ""))


def rows(
    truth: Annotation | None,
    prediction: Annotation | None,
    confidence: float,
    threshold: float,
    hidden: frozenset[str] = frozenset(),
) -> tuple[Row, ...]:
    """All objects in the order of the match: pairs and missed truth first, predictions without truth after them. A
    group whose classes are all `hidden` is left out."""
    truths = truth.instances if truth else ()
    guesses = prediction.instances if prediction else ()
    names, guessed = _numbered(truths), _numbered(guesses)
    if truth is None or prediction is None:
        made = [_truth(i, names[i], truths[i], None, None, "") for i in range(len(truths))]
        made += [_guess(i, guessed[i], guesses[i]) for i in shown_prediction(prediction, confidence)]
        return tuple(row for row in made if row.label not in hidden)
    comparison = compare(truth, prediction, confidence, threshold)
    listed: set[int] = set()
    found: list[Row] = []
    for pair in comparison.pairs:
        t, p = pair.truth, pair.prediction
        classes = {*(() if t is None else (truths[t].label,)), *(() if p is None else (guesses[p].label,))}
        if classes <= hidden:
            continue
        both = t is not None and p is not None
        word = judged(pair, threshold)
        if t is not None and t not in listed:
            listed.add(t)
            found.append(_truth(t, names[t], truths[t], pair.iou if both else None, p, word))
        if p is not None:
            iou, partner = (pair.iou, t) if both else (None, None)
            found.append(_guess(p, guessed[p], guesses[p], iou, partner, word, first=t is None))
    return tuple(found)


def counted(truth: Annotation | None, prediction: Annotation | None, confidence: float) -> dict[str, tuple[int, int]]:
    """Each class of the picture with its objects in truth and prediction, in the order they come."""
    made: dict[str, tuple[int, int]] = {}
    for each in truth.instances if truth else ():
        t, p = made.get(each.label, (0, 0))
        made[each.label] = t + 1, p
    for place in shown_prediction(prediction, confidence):
        assert prediction is not None
        label = prediction.instances[place].label
        t, p = made.get(label, (0, 0))
        made[label] = t, p + 1
    return made


def _truth(index: int, name: str, one: Instance, iou: float | None, partner: int | None, verdict: str) -> Row:
    key = index if one.origin is None else one.origin
    return Row("truth", index, name, one.label, None, iou, partner, verdict, True, key)


def _guess(
    index: int,
    name: str,
    one: Instance,
    iou: float | None = None,
    partner: int | None = None,
    verdict: str = "",
    first: bool = True,
) -> Row:
    return Row("prediction", index, name, one.label, one.score, iou, partner, verdict, first, index)


def _numbered(instances: tuple[Instance, ...]) -> tuple[str, ...]:
    """Class names with a number where a class comes more than once."""
    often = Counter(each.label for each in instances)
    so_far: Counter[str] = Counter()
    names = []
    for each in instances:
        so_far[each.label] += 1
        names.append(f"{each.label} {so_far[each.label]}" if often[each.label] > 1 else each.label)
    return tuple(names)
