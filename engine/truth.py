"""The truth of a folder's pictures as a checkpoint can be scored on it: one set of names for both. No torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import VOID, Annotation
from engine.converting import scene
from engine.datasets import labels
from engine.errors import EngineError
from engine.formats.pets import MASK_CLASSES as PET_MASKS
from engine.metrics import masks, regions, trimaps
from engine.metrics.boundaries import BoundaryCounts
from engine.reporting import mask_shapes, stamps
from engine.reporting.objects import Objects
from engine.reporting.scores import Outcome, Training

if TYPE_CHECKING:
    from engine.annotation import Instance, Rle
    from engine.datasets.index import Index


@dataclass(frozen=True, eq=False)
class Names:
    """Class names of a checkpoint, and after them those that only the folder has.

    `labels` maps a class of the index to a position in `classes`; `masks`, uint8 (256,), a mask value of the folder to
    one of the checkpoint (1 + position in `mask_classes`, void where it has no name).
    `shared` and `masks_shared`: whether folder and checkpoint have any class in common. `trimaps`: the masks are those
    of Pets, whose border can be read in three ways.
    """

    classes: tuple[str, ...]
    mask_classes: tuple[str, ...]
    labels: tuple[int, ...]
    masks: np.ndarray
    shared: bool
    masks_shared: bool
    trimaps: bool = False


def names(classes: tuple[str, ...], mask_classes: tuple[str, ...], index: Index) -> Names:
    """One set of names for a checkpoint's `classes` and `mask_classes` and those of `index`."""
    every = tuple(dict.fromkeys((*classes, *index.classes)))
    mask_every = tuple(dict.fromkeys((*mask_classes, *index.mask_classes)))[: VOID - 1]
    table = np.full(256, VOID, np.uint8)
    table[0] = 0
    for value, name in enumerate(index.mask_classes[: VOID - 1], start=1):
        table[value] = mask_every.index(name) + 1 if name in mask_every else VOID
    return Names(
        every,
        mask_every,
        tuple(every.index(name) for name in index.classes),
        table,
        bool(set(classes) & set(index.classes)),
        bool(set(mask_classes) & set(index.mask_classes)),
        index.dataset.format == "pets" and mask_every == PET_MASKS,
    )


def of_picture(index: Index, i: int, known: Names, heads: tuple[str, ...]) -> tuple[Outcome, np.ndarray | None]:
    """The truth of picture `i` that `heads` can be scored on, still without a prediction, and its mask (uint8 H×W in
    the checkpoint's values). Raises LabelError or PictureError where a label file it needs cannot be used."""
    record = index.dataset.records[i]
    label, box = index.target(i)
    mask = None
    if "mask" in heads and known.masks_shared and index.has_mask[i]:
        mask = labels.read(index.dataset.format, record._replace(instance_mask_file=None)).annotation.mask
    outcome = Outcome(
        name=record.name,
        size=(int(index.sizes[i, 0]), int(index.sizes[i, 1])),
        label=known.labels[label] if label >= 0 and "class" in heads and known.shared else -1,
        box=box.as_tuple() if box is not None and "box" in heads else None,
        objects=_objects(index, i, known) if "detections" in heads and known.shared else None,
    )
    target = (index.classes[label] if label >= 0 else "", None if box is None else box.as_tuple())
    stamp = stamps.made(target, () if outcome.objects is None else _told(index, i), mask)
    return replace(outcome, stamp=stamp), None if mask is None else known.masks[mask]


def _told(index: Index, i: int) -> tuple[object, ...]:
    """The objects of picture `i` as plain values: classes, boxes, difficult."""
    first, end = np.searchsorted(index.owner, (i, i + 1))
    names = [index.classes[label] for label in index.label[first:end]]
    return names, index.boxes[first:end].tolist(), index.difficult[first:end].tolist()


def _objects(index: Index, i: int, known: Names) -> Objects | None:
    """The objects of picture `i`; None where nobody has said which there are."""
    if not index.told[i]:
        return None
    first, end = np.searchsorted(index.owner, (i, i + 1))
    labels = np.array([known.labels[label] for label in index.label[first:end]], np.int64)
    none = np.zeros(0, np.int64)
    boxes, difficult = index.boxes[first:end], index.difficult[first:end]
    return Objects(labels, boxes, difficult, none, np.zeros((0, 4)), np.zeros(0))


def with_regions(outcome: Outcome, index: Index, i: int) -> Outcome:
    """`outcome` with the pixels of its objects, as far as somebody has drawn them. Raises LabelError or PictureError
    where a file it needs cannot be used."""
    if outcome.objects is None or not len(outcome.objects.labels):
        return outcome
    found = scene.read(index, index.dataset.records[i]).annotation.instances
    shown = tuple(_region(instance, outcome.size) for instance in found)
    if len(shown) != len(outcome.objects.labels):  # changed on disk since the index was made
        return outcome
    return replace(outcome, objects=replace(outcome.objects, regions=shown))


def _region(instance: Instance, size: tuple[int, int]) -> Rle | None:
    """None also for runs of a picture of another size, and for an outline that leads too far out of this one."""
    if instance.rle is not None:
        return instance.rle if (instance.rle.width, instance.rle.height) == size else None
    try:
        return regions.from_polygons(instance.polygons, size) if instance.polygons else None
    except ValueError:
        return None


def with_prediction(
    outcome: Outcome, truth: np.ndarray | None, prediction: Annotation, known: Names, heads: tuple[str, ...]
) -> Outcome:
    """`outcome` with what was predicted. Raises EngineError where the true mask is not as large as the picture."""
    best = max(prediction.instances, key=lambda instance: instance.score or 0.0, default=None)
    name = prediction.label if prediction.label is not None else best.label if best else None
    score = prediction.label_score if prediction.label is not None else best.score if best else None
    counts, edges, readings, small = None, None, (), None
    if truth is not None and prediction.mask is not None:
        if truth.shape != prediction.mask.shape:
            raise EngineError(f"{outcome.name}: the mask is {_size(truth)}, the picture {_size(prediction.mask)}")
        counts = masks.confusion(truth, prediction.mask, len(known.mask_classes) + 1)
        edges = BoundaryCounts.of(truth, prediction.mask, len(known.mask_classes) + 1)
        readings = tuple(trimaps.confusions(truth, prediction.mask)) if known.trimaps else ()
        small = mask_shapes.kept(truth, prediction.mask)
    return replace(
        outcome,
        size=(prediction.width, prediction.height),
        predicted=known.classes.index(name) if "class" in heads and name in known.classes else -1,
        score=score or 0.0,
        predicted_box=best.box.as_tuple() if best is not None else None,
        mask=counts,
        boundary=edges,
        readings=readings,
        masks=small,
        likely=_places(prediction, known) if "class" in heads else (),
        objects=None if outcome.objects is None else _with_found(outcome.objects, prediction.instances, known),
    )


def _places(prediction: Annotation, known: Names) -> tuple[int, ...]:
    return tuple(known.classes.index(name) for name, _ in prediction.likely if name in known.classes)


def _with_found(objects: Objects, found: tuple[Instance, ...], known: Names) -> Objects:
    return replace(
        objects,
        found_labels=np.array([known.classes.index(one.label) for one in found], np.int64),
        found_boxes=np.array([one.box.as_tuple() for one in found], np.float64).reshape(-1, 4),
        scores=np.array([one.score or 0.0 for one in found], np.float64),
        found_regions=tuple(one.rle for one in found),
    )


def training(index: Index, pictures: tuple[str, ...], known: Names, source: str) -> Training:
    """What the baselines may know: the targets of `pictures`, which are the part named `source`."""
    there = {record.name: i for i, record in enumerate(index.dataset.records)}
    places = [there[name] for name in pictures if name in there]
    targets = [(i, *index.target(i)) for i in places]
    boxed = [(i, box) for i, _, box in targets if box is not None and index.sizes[i].all()]
    rows = np.flatnonzero(np.isin(index.owner, places) & ~index.difficult & index.sizes[index.owner].all(axis=1))
    return Training(
        source,
        np.array([box.as_tuple() for _, box in boxed], np.float64).reshape(-1, 4),
        index.sizes[[i for i, _ in boxed]].reshape(-1, 2),
        np.array([known.labels[label] for _, label, _ in targets if label >= 0], np.int64),
        index.boxes[rows] / np.tile(index.sizes[index.owner[rows]], 2),
        np.array([known.labels[label] for label in index.label[rows]], np.int64),
    )


def _size(mask: np.ndarray) -> str:
    return f"{mask.shape[1]}×{mask.shape[0]}"
