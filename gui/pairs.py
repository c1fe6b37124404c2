"""The rows of the instances list: truth and prediction of one picture, grouped by which is which."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.annotation import Annotation, Instance
    from engine.metrics.matching import Match

VERDICTS = {"false": "false", "missed": "missed", "mislabelled": "wrong class", "ignored": "ignored", "true": ""}


@dataclass(frozen=True, slots=True)
class Row:
    """One object. `index` is its position among the instances of its layer, `partner` that of the other layer's object
    it was matched with, `name` its class and number: "person 3". `iou` is None where it has no partner; `verdict` is
    empty as long as there is no prediction to compare with. `first` marks the first row of a group."""

    layer: Literal["truth", "prediction"]
    index: int
    name: str
    label: str
    score: float | None
    iou: float | None
    partner: int | None
    verdict: str
    first: bool


def shown_prediction(prediction: Annotation | None, confidence: float) -> tuple[int, ...]:
    """Positions of the predicted objects whose score reaches `confidence`."""
    if prediction is None:
        return ()
    return tuple(
        place for place, each in enumerate(prediction.instances) if each.score is None or each.score >= confidence
    )


def rows(
    truth: Annotation | None, prediction: Annotation | None, confidence: float, threshold: float
) -> tuple[Row, ...]:
    """All objects in the order of the match: pairs and missed truth first, predictions without truth after them."""
    names = _numbered(truth.instances if truth else ())
    if truth is None or prediction is None:
        kept = shown_prediction(prediction, confidence)
        alone = prediction.instances if prediction else ()
        guesses = _numbered(alone)
        truths = [
            Row("truth", i, names[i], each.label, None, None, None, "", True)
            for i, each in enumerate(truth.instances if truth else ())
        ]
        return (*truths, *(_alone(i, guesses[i], alone[i], "") for i in kept))
    kept = shown_prediction(prediction, confidence)
    guesses = _numbered(prediction.instances)
    found: list[Row] = []
    for pair in matched(truth, prediction, kept, threshold):
        found += _of_pair(pair, kept, truth, prediction, names, guesses)
    return tuple(found)


def matched(truth: Annotation, prediction: Annotation, kept: tuple[int, ...], threshold: float) -> tuple[Match, ...]:
    """The match of the predictions `kept`; a `Match.prediction` is a position in `kept`."""
    from engine.metrics.matching import match  # numpy: only after the window shows

    return match(truth, prediction.with_instances(tuple(prediction.instances[p] for p in kept)), threshold)


def _of_pair(
    pair: Match,
    kept: tuple[int, ...],
    truth: Annotation,
    prediction: Annotation,
    names: tuple[str, ...],
    guesses: tuple[str, ...],
) -> list[Row]:
    t, p = pair.truth, None if pair.prediction is None else kept[pair.prediction]
    word = VERDICTS[pair.verdict]
    made: list[Row] = []
    both = t is not None and p is not None
    if t is not None:
        iou = pair.iou if both else None
        made.append(Row("truth", t, names[t], truth.instances[t].label, None, iou, p, word, True))
    if p is not None:
        guess = prediction.instances[p]
        if both:
            made.append(Row("prediction", p, guesses[p], guess.label, guess.score, pair.iou, t, word, False))
        else:
            made.append(_alone(p, guesses[p], guess, word))
    return made


def _alone(index: int, name: str, guess: Instance, word: str) -> Row:
    return Row("prediction", index, name, guess.label, guess.score, None, None, word, True)


def _numbered(instances: tuple[Instance, ...]) -> tuple[str, ...]:
    """Class names with a number where a class comes more than once."""
    often = Counter(each.label for each in instances)
    so_far: Counter[str] = Counter()
    names = []
    for each in instances:
        so_far[each.label] += 1
        names.append(f"{each.label} {so_far[each.label]}" if often[each.label] > 1 else each.label)
    return tuple(names)
