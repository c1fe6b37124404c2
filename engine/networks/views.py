"""A picture and its mirror image: what a network says of both, as one answer.

The mean of the two wavers less than either. Scores of classes and cells are averaged as probabilities, boxes edge by
edge; of torchvision's detectors, which say as many objects as they find, the surest of both views are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torchvision.ops import batched_nms

from engine.networks.dense import STRIDES, columns_of
from engine.networks.outputs import Dense, Found, Outputs
from engine.suppression import MOST

if TYPE_CHECKING:
    from torch import nn

_OVERLAP = 0.5  # of an object seen in one view with the same one in the other
_CERTAIN = 1e-7  # so near to 0 and 1 a float32 still tells scores apart


def answer(network: nn.Module, pictures: torch.Tensor, mirrored: bool) -> Outputs:
    """What the network says of normalised pictures N×3×S×S; where they are to be `mirrored` too, of both views."""
    if not mirrored:
        return network(pictures)
    count = pictures.shape[0]
    both = network(torch.cat((pictures, pictures.flip(-1))))
    return joined(_part(both, slice(0, count)), _part(both, slice(count, None)))


def joined(plain: Outputs, turned: Outputs) -> Outputs:
    """One answer of what was said of N pictures and of what was said of their mirror images, in their order."""
    back = _turned_back(turned)
    return Outputs(
        classes=_mean_logits(plain.classes, back.classes),
        box=_mean(plain.box, back.box),
        mask=_mean_logits(plain.mask, back.mask),
        dense=_mean_dense(plain.dense, back.dense),
        found=_surest(plain.found, back.found),
        own_loss=_mean(plain.own_loss, back.own_loss),
    )


def _part(outputs: Outputs, rows: slice) -> Outputs:
    dense, found = outputs.dense, outputs.found
    return Outputs(
        classes=None if outputs.classes is None else outputs.classes[rows],
        box=None if outputs.box is None else outputs.box[rows],
        mask=None if outputs.mask is None else outputs.mask[rows],
        dense=None if dense is None else Dense(dense.boxes[rows], dense.scores[rows]),
        found=None if found is None else found[rows],
    )


def _turned_back(outputs: Outputs) -> Outputs:
    """What was said of mirror images, in the places of the pictures."""
    dense, found = outputs.dense, outputs.found
    return Outputs(
        classes=outputs.classes,
        box=None if outputs.box is None else _boxes_back(outputs.box),
        mask=None if outputs.mask is None else outputs.mask.flip(-1),
        dense=None if dense is None else Dense(_places_back(_boxes_back(dense.boxes)), _places_back(dense.scores)),
        found=None if found is None else tuple(_found_back(each) for each in found),
        own_loss=outputs.own_loss,
    )


def _boxes_back(boxes: torch.Tensor) -> torch.Tensor:
    """…×4 in fractions of the square: the left edge was the right one."""
    left, top, right, bottom = boxes.unbind(-1)
    return torch.stack((1 - right, top, 1 - left, bottom), -1)


def _places_back(values: torch.Tensor) -> torch.Tensor:
    """N×P×C of the places of our detector's grids, each row of a grid the other way round."""
    columns = columns_of(values.shape[1])
    sides = [columns >> level for level in range(len(STRIDES))]
    parts = values.split([side * side for side in sides], 1)
    turned = [part.unflatten(1, (side, side)).flip(2).flatten(1, 2) for part, side in zip(parts, sides, strict=True)]
    return torch.cat(turned, 1)


def _found_back(found: Found) -> Found:
    masks = None if found.masks is None else found.masks.flip(-1)
    return Found(_boxes_back(found.boxes), found.labels, found.scores, masks)


def _mean(plain: torch.Tensor | None, back: torch.Tensor | None) -> torch.Tensor | None:
    return None if plain is None or back is None else (plain + back) / 2


def _mean_logits(plain: torch.Tensor | None, back: torch.Tensor | None) -> torch.Tensor | None:
    """The logits of the mean probabilities, classes in dimension 1."""
    if plain is None or back is None:
        return None
    return torch.stack((plain.float().log_softmax(1), back.float().log_softmax(1))).logsumexp(0)


def _mean_dense(plain: Dense | None, back: Dense | None) -> Dense | None:
    """A place counts by the mean of what both views say of it; each class for itself."""
    if plain is None or back is None:
        return None
    scores = (plain.scores.float().sigmoid() + back.scores.float().sigmoid()) / 2
    return Dense((plain.boxes + back.boxes) / 2, scores.logit(_CERTAIN))


def _surest(plain: tuple[Found, ...] | None, back: tuple[Found, ...] | None) -> tuple[Found, ...] | None:
    if plain is None or back is None:
        return None
    return tuple(_of_both(*views) for views in zip(plain, back, strict=True))


def _of_both(plain: Found, back: Found) -> Found:
    boxes, scores = torch.cat((plain.boxes, back.boxes)), torch.cat((plain.scores, back.scores))
    labels = torch.cat((plain.labels, back.labels))
    kept = batched_nms(boxes, scores, labels, _OVERLAP)[:MOST]
    masks = None if plain.masks is None or back.masks is None else torch.cat((plain.masks, back.masks))[kept]
    return Found(boxes[kept], labels[kept], scores[kept], masks)
