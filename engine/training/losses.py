"""What the heads lose: each head on the pictures that have its label, and on no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional
from torchvision.ops import generalized_box_iou_loss

from engine.annotation import VOID
from engine.training.targets import NO_CLASS, Targets

if TYPE_CHECKING:
    from engine.networks.outputs import Outputs

SMOOTHING = 0.05
_BETA = 0.05  # of the square: beyond it an edge's error counts linearly
_EDGES = 4.0


class Counts(NamedTuple):
    """How much of a batch carries each label: `pictures` in all, `classes` and `boxes` in pictures, `cells` of masks
    that are not void."""

    pictures: int
    classes: int
    boxes: int
    cells: int


def counts(targets: Targets) -> Counts:
    """Counted over the whole batch, so that its parts (in less memory, or in several processes) add up to its loss."""
    classes, boxes = int((targets.classes >= 0).sum()), int(targets.has_box.sum())
    return Counts(len(targets.classes), classes, boxes, int((targets.masks != VOID).sum()))


def loss(outputs: Outputs, targets: Targets, whole: Counts) -> torch.Tensor:
    """What these pictures add to the loss of the batch that `whole` counts, a scalar: the sum of the heads' losses,
    cross entropy of class and of mask, smooth L1 and GIoU (Rezatofighi et al. 2019) of box, each the mean over what
    the batch has of its label. A head without any label in the batch adds nothing."""
    parts = [
        outputs_part.sum() * 0
        for outputs_part in (outputs.classes, outputs.box, outputs.mask)
        if outputs_part is not None
    ]
    if outputs.classes is not None and whole.classes:
        told = functional.cross_entropy(
            outputs.classes,
            targets.classes,
            ignore_index=NO_CLASS,
            label_smoothing=SMOOTHING,
            reduction="sum",
        )
        parts.append(told / whole.classes)
    if outputs.box is not None and whole.boxes:
        box, wanted = outputs.box[targets.has_box], targets.boxes[targets.has_box]
        edges = functional.smooth_l1_loss(box, wanted, beta=_BETA, reduction="sum") / 4
        overlap = generalized_box_iou_loss(box, wanted, reduction="sum")
        parts.append((_EDGES * edges + overlap) / whole.boxes)
    if outputs.mask is not None and whole.cells:
        drawn = functional.cross_entropy(outputs.mask, targets.masks.long(), ignore_index=VOID, reduction="sum")
        parts.append(drawn / whole.cells)
    if outputs.own_loss is not None:
        parts.append(outputs.own_loss * (len(targets.classes) / whole.pictures))
    return torch.stack(parts).sum()
