"""Which predicted object is which true one: the verdicts the window draws and the lists count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from engine.metrics.boxes import SLACK, iou_matrix
from engine.metrics.detections import Pairs

if TYPE_CHECKING:
    from engine.annotation import Annotation, Instance

Verdict = Literal["true", "false", "missed", "mislabelled", "ignored"]


class Match(NamedTuple):
    """A pair, or one that has no partner. `truth` and `prediction` are positions in the annotations' instances.

    true: class right and IoU reached · mislabelled: IoU reached, class wrong · false: no truth reached (`truth` None,
    `iou` the best there was) · missed: no prediction reached it (`prediction` None) · ignored: a difficult truth, alone
    or with the predictions that lie on it.
    """

    truth: int | None
    prediction: int | None
    iou: float
    verdict: Verdict


def match(
    truth: Annotation, prediction: Annotation, threshold: float = 0.5, known: Pairs | None = None
) -> tuple[Match, ...]:
    """Pair the instances of two annotations of one picture, greedily: predictions by falling score (None last), each
    taking the free truth of the highest IoU >= `threshold`, which is above 0. `known` is what `touching` says of them.

    Pairs of one class are made first, so that a wrong class never takes the truth from a right one; what is left may
    then pair as mislabelled. Difficult truth is neither hit nor miss, however often its class is predicted on it.
    The truth comes in its order, the predictions without one after it.
    """
    pairs = touching(truth, prediction) if known is None else known
    taken: dict[int, Match] = {}
    extra: list[Match] = []
    rest: list[int] = []
    near = _near(pairs, threshold, len(prediction.instances))
    nearest = _nearest(pairs.detection, pairs.iou, len(prediction.instances))
    labels = [instance.label for instance in truth.instances]
    for p in _by_score(prediction.instances):
        label = prediction.instances[p].label
        best = _best(truth.instances, [each for each in near[p] if labels[each[0]] == label], taken)
        if best is None:
            rest.append(p)
        elif truth.instances[best[0]].difficult:
            extra.append(Match(best[0], p, best[1], "ignored"))
        else:
            taken[best[0]] = Match(best[0], p, best[1], "true")
    for p in rest:
        best = _best(truth.instances, [each for each in near[p] if not truth.instances[each[0]].difficult], taken)
        if best is None:
            extra.append(Match(None, p, nearest[p], "false"))
        else:
            taken[best[0]] = Match(best[0], p, best[1], "mislabelled")
    return _in_order(truth.instances, taken, extra, pairs)


def touching(truth: Annotation, prediction: Annotation) -> Pairs:
    """The instances of two annotations of one picture that share anything, by their positions."""
    iou = iou_matrix(_boxes(truth.instances), _boxes(prediction.instances)).T
    p, t = np.nonzero(iou)
    return Pairs(p, t, iou[p, t])


def _in_order(
    truth: tuple[Instance, ...], taken: dict[int, Match], extra: list[Match], pairs: Pairs
) -> tuple[Match, ...]:
    predicted = {found.truth for found in extra}
    nearest = _nearest(pairs.truth, pairs.iou, len(truth))
    for t, instance in enumerate(truth):
        if t not in taken and t not in predicted:
            verdict: Verdict = "ignored" if instance.difficult else "missed"
            taken[t] = Match(t, None, nearest[t], verdict)
    return tuple(taken[t] for t in sorted(taken)) + tuple(extra)


def _boxes(instances: tuple[Instance, ...]) -> np.ndarray:
    return np.array([instance.box.as_tuple() for instance in instances], np.float64).reshape(-1, 4)


def _by_score(instances: tuple[Instance, ...]) -> list[int]:
    scores = [-1.0 if instance.score is None else instance.score for instance in instances]
    return sorted(range(len(instances)), key=scores.__getitem__, reverse=True)


def _near(pairs: Pairs, threshold: float, predictions: int) -> list[list[tuple[int, float]]]:
    """For each prediction the truths that it reaches, in their order, and their IoUs."""
    near: list[list[tuple[int, float]]] = [[] for _ in range(predictions)]
    some = pairs.chosen(pairs.iou >= threshold - SLACK)
    for p, t, iou in zip(some.detection.tolist(), some.truth.tolist(), some.iou.tolist(), strict=True):
        near[p].append((t, iou))
    return near


def _nearest(places: np.ndarray, ious: np.ndarray, number: int) -> list[float]:
    """The highest of the `ious` (P,) at each of a `number` of places, (P,) from 0 on; 0 where there is none."""
    found = np.zeros(number)
    np.maximum.at(found, places, ious)
    return found.tolist()


def _best(
    truth: tuple[Instance, ...], able: list[tuple[int, float]], taken: dict[int, Match]
) -> tuple[int, float] | None:
    """Of the truths `able` and still free, one that counts before a difficult one, then the highest IoU."""
    free = [each for each in able if each[0] not in taken]
    if len(free) < 2:
        return free[0] if free else None
    return max(free, key=lambda each: (not truth[each[0]].difficult, each[1]))
