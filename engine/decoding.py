"""From what a network says to annotations in a picture's own pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.annotation import Annotation, Instance
from engine.formats import rle
from engine.preprocessing import box_to_source, mask_to_source
from engine.suppression import strongest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.annotation import Box, Rle
    from engine.checkpoint import Checkpoint
    from engine.networks.outputs import Dense, Found, Outputs

Size = tuple[int, int]

_LIKELY = 5  # classes of a picture that are told with their scores


def annotate(outputs: Outputs, sizes: Sequence[Size], about: Checkpoint, source: str) -> list[Annotation]:
    """What the heads say, as annotations of pictures of these sizes (width, height)."""
    scores = None if outputs.classes is None else (outputs.classes.float() / about.temperature).softmax(1).cpu().numpy()
    boxes = None if outputs.box is None else outputs.box.float().cpu().numpy()
    masks = None if outputs.mask is None else outputs.mask.float().cpu().numpy()
    objects = objects_of(outputs)
    found = []
    for number, size in enumerate(sizes):
        likely: tuple[tuple[str, float], ...] = ()
        if scores is not None:
            order = np.argsort(-scores[number], kind="stable")[:_LIKELY]
            likely = tuple((about.classes[c], float(scores[number][c])) for c in order)
        label, score = likely[0] if likely else (None, None)
        instances: tuple[Instance, ...] = ()
        if boxes is not None:
            instances = (_main(boxes[number], size, label, score),)
        if objects is not None:
            instances = tuple(_instances(*objects[number], about.classes, size))
        mask = None if masks is None else mask_to_source(masks[number], *size)
        found.append(Annotation(*size, instances, mask, label, score, source=source, likely=likely))
    return found


Objects = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]
"""Boxes, labels, scores and masks of one picture, as `Found` has them."""


def objects_of(outputs: Outputs) -> list[Objects] | None:
    """The objects found in each picture, best first; None where the network finds none."""
    if outputs.dense is not None:
        return _strongest(outputs.dense)
    return None if outputs.found is None else [_arrays(each) for each in outputs.found]


def _strongest(dense: Dense) -> list[Objects]:
    boxes, scores = dense.boxes.float().cpu().numpy(), dense.scores.float().sigmoid().cpu().numpy()
    return [(*strongest(*each), None) for each in zip(boxes, scores, strict=True)]


def _arrays(found: Found) -> Objects:
    masks = None if found.masks is None else found.masks.float().cpu().numpy()
    return found.boxes.float().cpu().numpy(), found.labels.cpu().numpy(), found.scores.float().cpu().numpy(), masks


def _main(edges: np.ndarray, size: Size, label: str | None, score: float | None) -> Instance:
    """The one object of a recipe that finds one."""
    left, top, right, bottom = (float(value) for value in edges)
    box = box_to_source((left, top, right, bottom), *size)
    return Instance(label or "object", box, score=1.0 if score is None else score)


def _instances(
    boxes: np.ndarray,
    labels: np.ndarray,
    scores: np.ndarray,
    masks: np.ndarray | None,
    classes: Sequence[str],
    size: Size,
) -> list[Instance]:
    """The objects with a part in the picture, those that have a mask with the pixels it covers."""
    found = []
    for row, (left, top, right, bottom) in enumerate(boxes.tolist()):
        box = box_to_source((left, top, right, bottom), *size)
        if box.width > 0 and box.height > 0:
            pixels = None if masks is None else _pasted(masks[row], box, size)
            found.append(Instance(classes[int(labels[row])], box, score=float(scores[row]), rle=pixels))
    return found


def _pasted(mask: np.ndarray, box: Box, size: Size) -> Rle:
    """The pixels of the picture whose middles score .5 or more in `mask`, M×M over the box. Beyond its own middle
    cells the mask falls to nothing half a cell outside the box, as where it was learnt."""
    cells = mask.shape[0]
    framed = np.pad(mask, 1).astype(np.float32)
    left, top = int(np.floor(box.xmin)), int(np.floor(box.ymin))
    right, bottom = min(size[0], int(np.ceil(box.xmax))), min(size[1], int(np.ceil(box.ymax)))
    # where the middles of the pixels lie in the framed mask, whose own cells' middles are at whole numbers
    across = (np.arange(left, right) + 0.5 - box.xmin) / box.width * cells + 0.5
    down = (np.arange(top, bottom) + 0.5 - box.ymin) / box.height * cells + 0.5
    columns, rows = np.meshgrid(across.astype(np.float32), down.astype(np.float32))
    values = cv2.remap(framed, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return rle.placed(values >= 0.5, left, top, size)
