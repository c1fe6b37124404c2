"""What a network says of a batch of pictures: the one form that losses, validation, prediction and export read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, eq=False)
class Dense:
    """What our detector says of every place of its grids, still without thresholds: static shapes, so that it exports.

    `boxes`: N×P×4 left, top, right, bottom in fractions of the square. `scores`: N×P×classes logits, each class for
    itself (a sigmoid makes them scores).
    """

    boxes: torch.Tensor
    scores: torch.Tensor


@dataclass(frozen=True, eq=False)
class Found:
    """The objects found in one picture, best first: `boxes` K×4 fractions of the square, `labels` int64 (K,) into the
    classes, `scores` (K,) in 0..1, `masks` None or K×M×M scores in 0..1, each over its object's box."""

    boxes: torch.Tensor
    labels: torch.Tensor
    scores: torch.Tensor
    masks: torch.Tensor | None = None


@dataclass(frozen=True, eq=False)
class Outputs:
    """What the heads say of N pictures; None for a head the recipe doesn't have.

    `classes`: N×classes logits. `box`: N×4 left, top, right, bottom, fractions of the square. `mask`:
    N×(1 + mask classes)×cells×cells logits, background first, one cell to `mask_stride`² pixels of the square. `dense`
    is what our detector says; a detector of torchvision says `found`, one for each picture, while it learns `own_loss`,
    a scalar that it computes inside itself, and both where it is validated.
    """

    classes: torch.Tensor | None = None
    box: torch.Tensor | None = None
    mask: torch.Tensor | None = None
    dense: Dense | None = None
    found: tuple[Found, ...] | None = None
    own_loss: torch.Tensor | None = None
