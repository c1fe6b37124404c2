"""What scores of classes lose, of pictures or of cells: cross entropy and the focal loss, with the same signature."""

from __future__ import annotations

import torch
from torch.nn import functional

GAMMA = 2.0
"""How fast the focal loss forgets what is right already: the paper's best."""


def cross_entropy(
    logits: torch.Tensor, classes: torch.Tensor, weights: torch.Tensor | None, smoothing: float, ignored: int
) -> torch.Tensor:
    """The sum over all rows whose class is not `ignored`: logits N×C (or N×C×rows×columns) float, classes int64 N (or
    N×rows×columns), `weights` C float or None. A share `smoothing` of what should be said is spread over all classes
    (Szegedy et al. 2016)."""
    return functional.cross_entropy(
        logits, classes, weight=weights, ignore_index=ignored, reduction="sum", label_smoothing=smoothing
    )


def focal(
    logits: torch.Tensor, classes: torch.Tensor, weights: torch.Tensor | None, smoothing: float, ignored: int
) -> torch.Tensor:
    """As `cross_entropy`, each class's part shrunk by (1 - p)^GAMMA, p what is said of it: the focal loss (Lin et al.
    2017) over a softmax, so that many easy rows do not outweigh the few hard ones."""
    kept = classes != ignored
    known = torch.where(kept, classes, 0)
    said = logits.log_softmax(1)
    lost = -((1 - said.exp()) ** GAMMA) * said
    if weights is not None:
        lost = lost * weights.reshape(1, -1, *[1] * (logits.ndim - 2))
    own = lost.gather(1, known.unsqueeze(1)).squeeze(1)
    return (((1 - smoothing) * own + smoothing * lost.mean(1)) * kept).sum()


def balanced(counts: torch.Tensor) -> torch.Tensor:
    """Weights of classes by how often they occur (`counts`, C): all of them / (classes that occur × this one), King and
    Zeng's 2001, so that what occurs weighs 1 on average; 1 for a class that never does."""
    counts = counts.double()
    there = counts > 0
    weights = counts.sum() / (there.sum().clamp(min=1) * counts.clamp(min=1))
    return torch.where(there, weights, torch.ones_like(weights)).float()
