"""What the heads lose: each head on the pictures that have its label, and on no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional
from torchvision.ops import complete_box_iou_loss, distance_box_iou_loss, generalized_box_iou_loss

from engine.annotation import VOID
from engine.networks.outputs import Dense
from engine.training.class_losses import balanced, cross_entropy, focal
from engine.training.detection_loss import detection_loss, taught
from engine.training.mask_losses import dice, lovasz
from engine.training.targets import NO_CLASS, Targets

if TYPE_CHECKING:
    from engine.hyperparameters import Hyperparameters
    from engine.networks.outputs import Outputs

_BETA = 0.05  # of the square: beyond it an edge's error counts linearly
_EDGES = 4.0
_THIN = 1e-3  # of the square: CIoU divides by a box's height
_CLASS = {"cross-entropy": cross_entropy, "focal": focal}
_SHAPE = {"dice": dice, "lovasz": lovasz}


class Counts(NamedTuple):
    """How much of a batch carries each label: `pictures` in all, `classes` and `boxes` in pictures, `cells` of masks
    that are not void, `masks` in pictures that have such a cell, `objects` to be found."""

    pictures: int
    classes: int
    boxes: int
    cells: int
    masks: int
    objects: int


def counts(targets: Targets) -> Counts:
    """Counted over the whole batch, so that its parts (in less memory, or in several processes) add up to its loss."""
    known = (targets.masks != VOID).flatten(1).sum(1)
    return Counts(
        pictures=len(targets.classes),
        classes=int((targets.classes >= 0).sum()),
        boxes=int(targets.has_box.sum()),
        cells=int(known.sum()),
        masks=int((known > 0).sum()),
        objects=taught(targets.objects),
    )


@dataclass(frozen=True, eq=False)
class Aim:
    """Which losses are summed, named as in `Hyperparameters`, and the weights of classes and of mask classes
    (background first), float32 on the network's device; None: all the same."""

    class_loss: str = "cross-entropy"
    smoothing: float = 0.05
    box_loss: str = "giou"
    mask_loss: str = "cross-entropy"
    class_weights: torch.Tensor | None = None
    mask_weights: torch.Tensor | None = None


PLAIN = Aim()


def aim_of(
    hyperparameters: Hyperparameters, targets: Targets, classes: int, mask_classes: int, device: torch.device
) -> Aim:
    """What these hyperparameters aim at; `targets` are all that is learnt from, and say how rare a class is."""
    class_weights = mask_weights = None
    if hyperparameters.class_weights == "balanced":
        seen = torch.bincount(targets.classes[targets.classes >= 0], minlength=classes)
        cells = torch.bincount(targets.masks[targets.masks != VOID].flatten().int(), minlength=mask_classes + 1)
        class_weights, mask_weights = balanced(seen).to(device), balanced(cells).to(device)
    return Aim(
        hyperparameters.class_loss,
        hyperparameters.smoothing,
        hyperparameters.box_loss,
        hyperparameters.mask_loss,
        class_weights,
        mask_weights,
    )


def loss(outputs: Outputs, targets: Targets, whole: Counts, aim: Aim = PLAIN) -> torch.Tensor:
    """What these pictures add to the loss of the batch that `whole` counts, a scalar: the sum of the heads' losses,
    each the mean over what the batch has of its label. A head without any label in the batch adds nothing."""
    parts = [torch.zeros((), device=targets.classes.device)]
    parts += [said.sum() * 0 for said in (outputs.classes, outputs.box, outputs.mask) if said is not None]
    if outputs.classes is not None and whole.classes:
        lose = _CLASS[aim.class_loss]
        told = lose(outputs.classes.float(), targets.classes, aim.class_weights, aim.smoothing, NO_CLASS)
        parts.append(told / whole.classes)
    if outputs.box is not None and whole.boxes:
        box, wanted = outputs.box[targets.has_box].float(), targets.boxes[targets.has_box]
        parts.append(_box_loss(box, wanted, aim.box_loss) / whole.boxes)
    if outputs.mask is not None and whole.cells:
        parts.append(_mask_loss(outputs.mask.float(), targets.masks, whole, aim))
    if outputs.dense is not None:
        dense = Dense(outputs.dense.boxes.float(), outputs.dense.scores.float())
        parts.append(detection_loss(dense, targets.objects, whole.objects))
    if outputs.own_loss is not None:
        parts.append(outputs.own_loss.float() * (len(targets.classes) / whole.pictures))
    return torch.stack(parts).sum()


def _box_loss(box: torch.Tensor, wanted: torch.Tensor, overlap: str) -> torch.Tensor:
    """The sum over N×4 boxes of smooth L1 of the edges and of an overlap loss: GIoU (Rezatofighi et al. 2019), DIoU or
    CIoU (Zheng et al. 2020)."""
    edges = functional.smooth_l1_loss(box, wanted, beta=_BETA, reduction="sum") / 4
    if overlap == "giou":
        lost = generalized_box_iou_loss(box, wanted, reduction="sum")
    elif overlap == "diou":
        lost = distance_box_iou_loss(box, wanted, reduction="sum")
    else:
        thick = torch.cat((box[:, :2], torch.maximum(box[:, 2:], box[:, :2] + _THIN)), 1)
        lost = complete_box_iou_loss(thick, wanted, reduction="sum")
    return _EDGES * edges + lost


def _mask_loss(logits: torch.Tensor, masks: torch.Tensor, whole: Counts, aim: Aim) -> torch.Tensor:
    """The sum of what `aim.mask_loss` names, joined by plus: of cells the mean over the known ones, of Dice and Lovász
    the mean over the pictures that have any."""
    lost = torch.zeros((), device=logits.device)
    for name in aim.mask_loss.split("+"):
        if name in _SHAPE:
            lost = lost + _SHAPE[name](logits, masks) / whole.masks
        else:
            lost = lost + _CLASS[name](logits, masks.long(), aim.mask_weights, 0.0, VOID) / whole.cells
    return lost
