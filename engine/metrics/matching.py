"""Which predicted object is which true one: the verdicts the window draws and the lists count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from engine.metrics.boxes import iou_matrix

if TYPE_CHECKING:
    from engine.annotation import Annotation, Instance

Verdict = Literal["true", "false", "missed", "mislabelled", "ignored"]

_SLACK = 1e-9


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


def match(truth: Annotation, prediction: Annotation, threshold: float = 0.5) -> tuple[Match, ...]:
    """Pair the instances of two annotations of one picture, greedily: predictions by falling score (None last), each
    taking the free truth of the highest IoU >= `threshold`.

    Pairs of one class are made first, so that a wrong class never takes the truth from a right one; what is left may
    then pair as mislabelled. Difficult truth is neither hit nor miss, however often its class is predicted on it.
    The truth comes in its order, the predictions without one after it.
    """
    iou = iou_matrix(_boxes(truth.instances), _boxes(prediction.instances))
    order = _by_score(prediction.instances)
    taken: dict[int, Match] = {}
    extra: list[Match] = []
    rest: list[int] = []
    near, nearest = _near(iou, threshold), iou.max(axis=0, initial=0.0).tolist()
    for p in order:
        label = prediction.instances[p].label
        able = [t for t in near[p] if truth.instances[t].label == label]
        best = _best(truth.instances, able, iou[:, p], taken)
        if best is None:
            rest.append(p)
        elif truth.instances[best].difficult:
            extra.append(Match(best, p, float(iou[best, p]), "ignored"))
        else:
            taken[best] = Match(best, p, float(iou[best, p]), "true")
    for p in rest:
        able = [t for t in near[p] if not truth.instances[t].difficult]
        best = _best(truth.instances, able, iou[:, p], taken)
        if best is None:
            extra.append(Match(None, p, nearest[p], "false"))
        else:
            taken[best] = Match(best, p, float(iou[best, p]), "mislabelled")
    return _in_order(truth.instances, taken, extra, iou)


def _in_order(
    truth: tuple[Instance, ...], taken: dict[int, Match], extra: list[Match], iou: np.ndarray
) -> tuple[Match, ...]:
    predicted = {found.truth for found in extra}
    for t, instance in enumerate(truth):
        if t not in taken and t not in predicted:
            verdict: Verdict = "ignored" if instance.difficult else "missed"
            taken[t] = Match(t, None, float(iou[t].max(initial=0.0)), verdict)
    return tuple(taken[t] for t in sorted(taken)) + tuple(extra)


def _boxes(instances: tuple[Instance, ...]) -> np.ndarray:
    return np.array([instance.box.as_tuple() for instance in instances], np.float64).reshape(-1, 4)


def _by_score(instances: tuple[Instance, ...]) -> list[int]:
    scores = [-1.0 if instance.score is None else instance.score for instance in instances]
    return sorted(range(len(instances)), key=lambda p: -scores[p])


def _near(iou: np.ndarray, threshold: float) -> list[list[int]]:
    """For each prediction the truths that it reaches, in their order."""
    near: list[list[int]] = [[] for _ in range(iou.shape[1])]
    for p, t in np.argwhere(threshold - _SLACK <= iou.T).tolist():
        near[p].append(t)
    return near


def _best(truth: tuple[Instance, ...], able: list[int], ious: np.ndarray, taken: dict[int, Match]) -> int | None:
    """Of the truths `able` and still free, one that counts before a difficult one, then the highest IoU."""
    free = [t for t in able if t not in taken]
    return max(free, key=lambda t: (not truth[t].difficult, ious[t]), default=None)
