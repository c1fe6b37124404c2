"""What the heads lose: each head on the pictures that have its label, and on no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional
from torchvision.ops import generalized_box_iou_loss

from engine.annotation import VOID
from engine.training.targets import NO_CLASS, Targets

if TYPE_CHECKING:
    from engine.networks.network import Outputs

SMOOTHING = 0.05
_BETA = 0.05  # of the square: beyond it an edge's error counts linearly
_EDGES = 4.0


def loss(outputs: Outputs, targets: Targets) -> torch.Tensor:
    """The sum of the heads' losses, a scalar: cross entropy of class and of mask, smooth L1 and GIoU (Rezatofighi et
    al. 2019) of box. A head without any label in the batch adds nothing."""
    parts = [
        outputs_part.sum() * 0
        for outputs_part in (outputs.classes, outputs.box, outputs.mask)
        if outputs_part is not None
    ]
    if outputs.classes is not None and bool((targets.classes >= 0).any()):
        parts.append(
            functional.cross_entropy(outputs.classes, targets.classes, ignore_index=NO_CLASS, label_smoothing=SMOOTHING)
        )
    if outputs.box is not None and bool(targets.has_box.any()):
        box, wanted = outputs.box[targets.has_box], targets.boxes[targets.has_box]
        parts.append(_EDGES * functional.smooth_l1_loss(box, wanted, beta=_BETA))
        parts.append(generalized_box_iou_loss(box, wanted, reduction="mean"))
    if outputs.mask is not None and bool((targets.masks != VOID).any()):
        parts.append(functional.cross_entropy(outputs.mask, targets.masks.long(), ignore_index=VOID))
    return torch.stack(parts).sum()
