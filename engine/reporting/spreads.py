"""How sure the figures of a report are: intervals over pictures, those of one part all from the same draws.

A part says them under "interval", that of its main figure; "intervals", those of its figures, by their keys; and
"class_intervals", those of its figure class by class, of the classes that two pictures or more have. What was drawn is
counted anew, as the figure itself is. The calibration error has none: a picture drawn twice errs twice in the same way,
so that nearly every draw has a larger one than the pictures themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.metrics import bootstrap, boxes
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from engine.metrics.average_precision import DetectionCounts
    from engine.metrics.boundaries import BoundaryCounts
    from engine.metrics.coco import CocoCounts
    from engine.metrics.label_rankings import MultiLabelCounts

    Figures = Mapping[str, np.ndarray]
    """By their keys, float64 (B,): of B draws."""
    Telling = Generator[Step, None, dict[str, object]]

Plain = dict[str, object]

_VALUES = 1_500_000
"""So many places of detections are counted between two steps: about a tenth of a second."""


def told(
    pictures: int,
    named: Mapping[int, str],
    of: Callable[[np.ndarray], tuple[Figures, np.ndarray]],
    at_once: int = bootstrap.DRAWS,
) -> Telling:
    """The intervals of what `of(weights)` says, had each of the pictures been drawn as often as `weights` float64
    (B, pictures) say: figures, the main one first, and those of the classes, float64 (B, C); nan where there is nothing
    to count. `named` are the columns of the classes that are told. Steps: kind "draws", after up to `at_once` of them.
    """
    keys: list[str] = []
    values: list[np.ndarray] = []
    done = 0
    for weights in bootstrap.draws(pictures, at_once=at_once):
        figures, classes = of(weights)
        keys[:] = figures
        values.append(np.column_stack([*figures.values(), classes[:, list(named)]]))
        done += len(weights)
        yield Step("Seeing how sure the figures are", done, bootstrap.DRAWS, "draws")
    if not values:
        return {"interval": None}
    pairs = bootstrap.spreads(np.concatenate(values))
    found = [None if pair is None else [round(edge, 4) for edge in pair] for pair in pairs]
    return {
        "interval": found[0],
        "intervals": dict(zip(keys, found, strict=False)),
        "class_intervals": dict(zip(named.values(), found[len(keys) :], strict=True)),
    }


def of_labels(truth: np.ndarray, predicted: np.ndarray, first: np.ndarray | None, classes: Sequence[str]) -> Telling:
    """`truth` int (N,) and `predicted` int (N,), len(classes) for none; `first` bool (N,): whether the true class is
    among the likeliest, None where that is not told. Class by class: recall."""
    right, number = (predicted == truth).astype(np.float64), len(classes)

    def of(weights: np.ndarray) -> tuple[Figures, np.ndarray]:
        hit, drawn = _sums(weights * right, truth, number), weights.sum(axis=1)
        true, said = _sums(weights, truth, number), _sums(weights, predicted, number + 1)[:, :number]
        figures = {
            "accuracy": weights @ right / drawn,
            "macro_f1": bootstrap.mean_there(_share(2 * hit, true + said)),
        }
        if first is not None:
            figures["top5"] = weights @ first / drawn
        return figures, _share(hit, true)

    return (yield from told(len(truth), _named(classes, np.bincount(truth, minlength=number)), of))


def of_boxes(ious: np.ndarray, right: np.ndarray | None, truth: np.ndarray, classes: Sequence[str]) -> Telling:
    """`ious` float64 (N,); `right` bool (N,): whether the class is, None where none is said; `truth` int (N,), -1 for
    none. Class by class: mean IoU."""
    reached = boxes.reached(ious).astype(np.float64)
    known = truth >= 0

    def of(weights: np.ndarray) -> tuple[Figures, np.ndarray]:
        drawn = weights.sum(axis=1)
        figures = {"mean_iou": weights @ ious / drawn}
        if right is not None:
            figures["localization_accuracy"] = weights @ (reached[:, 0] * right) / drawn
        shares = (weights @ reached).T / drawn
        figures |= {f"{threshold:.2f}": share for threshold, share in zip(boxes.THRESHOLDS, shares, strict=True)}
        own = weights[:, known]
        sums, images = _sums(own * ious[known], truth[known], len(classes)), _sums(own, truth[known], len(classes))
        return figures, _share(sums, images)

    found = yield from told(len(ious), _named(classes, np.bincount(truth[known], minlength=len(classes))), of)
    each = found.get("intervals")
    if isinstance(each, dict):  # as the part has them
        each["iou_at"] = {f"{threshold:.2f}": each.pop(f"{threshold:.2f}") for threshold in boxes.THRESHOLDS}
    return found


def of_masks(
    counted: Sequence[np.ndarray],
    single: Sequence[float | None],
    edges: BoundaryCounts,
    names: Sequence[str],
) -> Telling:
    """`counted` are confusion matrices (C, C) of N pictures, `single` the mean IoU of each; `edges` those of
    boundaries, (N, C), all 0 where nobody has looked. Class by class: IoU."""
    hit = np.array([np.diagonal(counts) for counts in counted], np.float64)
    true, said = (np.array([counts.sum(axis=axis) for counts in counted], np.float64) for axis in (1, 0))
    alone = np.array([np.nan if value is None else value for value in single])
    there = ~np.isnan(alone)

    def of(weights: np.ndarray) -> tuple[Figures, np.ndarray]:
        hits, truth, both = weights @ hit, weights @ true, weights @ (true + said)
        ious = _share(hits, both - hits)
        frequent = _share(truth, truth.sum(axis=1, keepdims=True))
        figures = {
            "mIoU": bootstrap.mean_there(ious),
            "mean_image_mIoU": _share(weights[:, there] @ alone[there], weights[:, there].sum(axis=1)),
            "pixel_accuracy": _share(hits.sum(axis=1), truth.sum(axis=1)),
            "frequency_weighted_IoU": (frequent * np.nan_to_num(ious)).sum(axis=1),
        }
        if edges.either.any():
            figures["boundary_IoU"] = bootstrap.mean_there(_share(weights @ edges.shared, weights @ edges.either))
        return figures, ious

    return (yield from told(len(counted), _named(names, ((true + said) > 0).sum(axis=0)), of))


def of_objects(
    counts: DetectionCounts,
    coco: CocoCounts,
    presence: Mapping[int, tuple[MultiLabelCounts, np.ndarray]],
    classes: Sequence[str],
) -> Telling:
    """`presence`: place of a class -> what says whether a picture has it, one label, and of which pictures, bool (N,).
    Class by class: VOC's average precision."""
    images = np.unique(counts.true_label * counts.images + counts.true_image) // max(counts.images, 1)

    def of(weights: np.ndarray) -> tuple[Figures, np.ndarray]:
        each = counts.resampled_classes(weights, "voc2010")
        positives = _sums(weights.take(counts.true_image, axis=1), counts.true_label, len(classes))
        there = [one.resampled(weights.compress(pictures, axis=1))[:, 0] for one, pictures in presence.values()]
        figures = {"mAP": bootstrap.mean_there(each), **coco.resampled(weights, positives)}
        return figures | {"presence": bootstrap.mean_there(np.column_stack(there))}, each

    named = _named(classes, np.bincount(images, minlength=len(classes)))
    return (yield from told(counts.images, named, of, _VALUES // max(1, len(counts.score))))


def _named(names: Sequence[str], images: np.ndarray) -> dict[int, str]:
    return {place: name for place, name in enumerate(names) if images[place] > 1}


def _sums(weights: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """The weights (B, N) of each class together, `labels` int (N,): float64 (B, classes)."""
    order = np.argsort(labels, kind="stable")
    there, first = np.unique(labels[order], return_index=True)
    found = np.zeros((len(weights), classes))
    if len(there):
        found[:, there] = np.add.reduceat(weights.take(order, axis=1), first, axis=1)
    return found


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
