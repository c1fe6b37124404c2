"""What our detector loses: which places are to see which object is chosen anew in every batch, by what they see so far.

Task-aligned assignment (Feng et al., TOOD, 2021), quality focal loss (Li et al. 2020) for the classes, GIoU
(Rezatofighi et al. 2019) for the boxes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional
from torchvision.ops import box_iou, generalized_box_iou_loss

from engine.networks.dense import columns_of, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.networks.outputs import Dense
    from engine.training.targets import Objects

TAKEN = 10
"""So many places are to see an object, at the most."""

_SCORE, _OVERLAP = 0.5, 6.0  # the powers of score and IoU in how well a place sees an object
_BOXES = 2.0  # the weight of the boxes beside that of the classes
_LEAST = 1e-9


def taught(objects: Sequence[Objects | None]) -> int:
    """The objects that are to be found in these pictures, those to be ignored left out."""
    return sum(int((~each.ignored).sum()) for each in objects if each is not None)


def detection_loss(dense: Dense, objects: Sequence[Objects | None], whole: int) -> torch.Tensor:
    """What these pictures add to the loss of a batch that has `whole` objects, a scalar; a picture whose objects nobody
    knows adds nothing, one without any teaches that there is nothing."""
    lost = dense.scores.sum() * 0 + dense.boxes.sum() * 0
    centres, cells = places(columns_of(dense.scores.shape[1]), dense.scores.device)
    for boxes, scores, each in zip(dense.boxes.float(), dense.scores.float(), objects, strict=False):
        if each is not None:
            lost = lost + _of_picture(boxes, scores, each, centres, cells)
    return lost / max(1, whole)


def _of_picture(
    boxes: torch.Tensor, scores: torch.Tensor, objects: Objects, centres: torch.Tensor, cells: torch.Tensor
) -> torch.Tensor:
    """The sum over the picture's objects: the classes at all places, a tenth for each object, and the mean GIoU of the
    places that see it, by how well they do."""
    device = scores.device
    every, ignored = (torch.from_numpy(values).to(device) for values in (objects.boxes, objects.ignored))
    true, labels = every[~ignored], torch.from_numpy(objects.labels).to(device)[~ignored]
    owner, quality = assigned(boxes.detach(), scores.detach().sigmoid(), true, labels, centres, cells)
    rows = torch.nonzero(owner >= 0)[:, 0]
    wanted = torch.zeros_like(scores)
    wanted[rows, labels[owner[rows]]] = quality[rows]
    counted = (owner >= 0) | ~_inside(centres, every[ignored]).any(1)
    surprise = functional.binary_cross_entropy_with_logits(scores, wanted, reduction="none")
    lost = (surprise * (scores.sigmoid() - wanted).square())[counted].sum() / TAKEN
    if not len(rows):
        return lost
    share = quality[rows] / quality.new_zeros(len(true)).index_add(0, owner[rows], quality[rows])[owner[rows]]
    apart = generalized_box_iou_loss(boxes[rows], true[owner[rows]], reduction="none")
    return lost + _BOXES * (share * apart).sum()


@torch.no_grad()
def assigned(
    boxes: torch.Tensor,
    scores: torch.Tensor,
    true: torch.Tensor,
    labels: torch.Tensor,
    centres: torch.Tensor,
    cells: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Which object each of P places is to see, int64 (P,), -1 for none, and how sure it should be of it, (P,) in 0..1.

    `boxes` P×4 and `scores` P×classes in 0..1 are what is seen so far; `true` K×4 and `labels` (K,) are the objects;
    `centres` P×2 and `cells` P×1 are those of `places`, all in fractions of the square. Each object takes the TAKEN
    places that see it best, by score^.5 · IoU^6, of those whose middle is in it (or whose cell holds its middle: an
    object may be smaller than a cell); a place that two take sees the one it overlaps more. The surest place of an
    object should be as sure as the best IoU there is.
    """
    count = len(centres)
    nobody = torch.full((count,), -1, dtype=torch.int64, device=centres.device), centres.new_zeros(count)
    if not len(true):
        return nobody
    overlap = box_iou(boxes, true)
    near = ((centres[:, None] - (true[:, :2] + true[:, 2:]) / 2).abs() <= cells[:, None] / 2).all(2)
    able = _inside(centres, true) | near
    fit = (scores[:, labels].pow(_SCORE) * overlap.pow(_OVERLAP) + _LEAST) * able
    best = fit.topk(min(TAKEN, count), 0).indices
    taken = torch.zeros_like(able).scatter_(0, best, torch.ones_like(best, dtype=torch.bool)) & able
    owner = torch.where(taken, overlap, -1.0).argmax(1)
    owner = torch.where(taken.any(1), owner, -1)
    rows = torch.nonzero(owner >= 0)[:, 0]
    mine = owner[rows]
    fits, overlaps = fit[rows, mine], overlap[rows, mine]
    highest = fits.new_zeros(len(true)).scatter_reduce(0, mine, fits, "amax", include_self=True)
    reached = fits.new_zeros(len(true)).scatter_reduce(0, mine, overlaps, "amax", include_self=True)
    quality = nobody[1].clone()
    quality[rows] = fits / highest[mine] * reached[mine]
    return owner, quality


def _inside(centres: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
    """Which of P places have their middle in which of K boxes: bool P×K."""
    return (centres[:, None] > boxes[:, :2]).all(2) & (centres[:, None] < boxes[:, 2:]).all(2)
