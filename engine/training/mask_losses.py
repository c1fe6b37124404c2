"""What a drawn mask loses as a whole: Dice and Lovász, which are no sums over cells.

Both are of one picture, the mean over the classes that occur in it (background among them), and add up over pictures;
so parts of a batch add up to it. A picture of which nothing is known loses nothing.
"""

from __future__ import annotations

import torch

from engine.annotation import VOID

_SMOOTH = 1.0
"""Cells added to both sides of Dice: a class of few cells does not jump from all to nothing."""


def dice(logits: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
    """The sum over pictures of 1 - (2 Σ p·g + 1) / (Σ p + Σ g + 1), the soft Dice loss (Milletari et al. 2016): logits
    N×C×rows×columns float, masks N×rows×columns uint8 with VOID where nothing is known."""
    said, wanted, known = _flat(logits, masks)
    shared = (said * wanted).sum(2)
    lost = 1 - (2 * shared + _SMOOTH) / ((said * known).sum(2) + wanted.sum(2) + _SMOOTH)
    return _over_pictures(lost, wanted)


def lovasz(logits: torch.Tensor, masks: torch.Tensor) -> torch.Tensor:
    """The sum over pictures of the Lovász-softmax loss (Berman et al. 2018, per image, present classes), a convex
    stand-in for 1 - IoU; as `dice` otherwise."""
    said, wanted, known = _flat(logits, masks)
    errors = (wanted - said).abs() * known  # of void cells 0: sorted behind all that counts
    errors, order = torch.sort(errors, dim=2, descending=True, stable=True)
    right = wanted.gather(2, order)
    shared = wanted.sum(2, keepdim=True) - right.cumsum(2)
    joined = wanted.sum(2, keepdim=True) + (1 - right).cumsum(2)
    jaccard = 1 - shared / joined.clamp(min=1)
    steps = torch.cat((jaccard[:, :, :1], jaccard[:, :, 1:] - jaccard[:, :, :-1]), 2)
    return _over_pictures((errors * steps).sum(2), wanted)


def _flat(logits: torch.Tensor, masks: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Probabilities and truth (0 or 1), both N×C×cells, and what is known, N×1×cells."""
    said = logits.softmax(1).flatten(2)
    cells = masks.flatten(1).unsqueeze(1)
    classes = torch.arange(logits.shape[1], device=logits.device).reshape(1, -1, 1)
    return said, (cells == classes).to(said.dtype), (cells != VOID).to(said.dtype)


def _over_pictures(lost: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """The mean over the classes that occur, N×C to N, summed."""
    there = (wanted.sum(2) > 0).to(lost.dtype)
    return ((lost * there).sum(1) / there.sum(1).clamp(min=1)).sum()
