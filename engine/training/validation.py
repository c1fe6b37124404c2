"""What chooses the epoch and the temperature: the network on the validation pictures, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from engine import distributed
from engine.metrics.masks import class_iou, confusion
from engine.steps import Step
from engine.training.detection_validation import average_precision, seen
from engine.training.losses import PLAIN, Aim, counts, loss

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.networks.making import AnyNetwork
    from engine.training.detection_validation import Seen
    from engine.training.learner import Material

_BATCH = 8
_FEWEST = 10
"""Fewer pictures than this say too little to choose a temperature."""


@dataclass(frozen=True, eq=False)
class Validation:
    """`loss`, and of the heads whose labels are there (else None): accuracy, mean IoU of box, mean IoU over the mask's
    classes that occur, average precision of the objects found, all in 0..1; masks at the grid's resolution.
    `temperature` fits the class scores best."""

    loss: float
    accuracy: float | None
    box_iou: float | None
    miou: float | None
    ap: float | None
    temperature: float

    @property
    def score(self) -> float | None:
        """What the best epoch has most of: the mean of the heads' figures."""
        known = [value for value in (self.accuracy, self.box_iou, self.miou, self.ap) if value is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, eq=False)
class _Batch:
    """What is counted of a batch; empty where there is nothing to count."""

    loss: float
    logits: torch.Tensor
    classes: torch.Tensor
    ious: torch.Tensor
    cells: np.ndarray | None
    objects: tuple[Seen, ...]


def validate(
    network: AnyNetwork, material: Material, device: torch.device, aim: Aim = PLAIN
) -> Generator[Step, None, Validation]:
    """Yields a Step "validation" for each batch; of several processes each sees its share of them."""
    network.eval()
    count = len(material.targets.classes)
    mine: list[_Batch] = []
    for first in distributed.share(range(0, count, _BATCH)):
        places = list(range(first, min(first + _BATCH, count)))
        mine.append(_counted(network, material, places, device, aim))
        yield Step("Validating", places[-1] + 1, count, "validation")
    found = distributed.dealt_back(distributed.of_all(mine))
    logits, classes = torch.cat([batch.logits for batch in found]), torch.cat([batch.classes for batch in found])
    ious = torch.cat([batch.ious for batch in found])
    cells = [batch.cells for batch in found if batch.cells is not None]
    return Validation(
        loss=sum(batch.loss for batch in found) / count,
        accuracy=float((logits.argmax(1) == classes).double().mean()) if len(classes) else None,
        box_iou=float(ious.double().mean()) if len(ious) else None,
        miou=_miou(np.sum(cells, axis=0)) if cells else None,
        ap=average_precision([one for batch in found for one in batch.objects]),
        temperature=temperature(logits, classes) if len(classes) else 1.0,
    )


@torch.inference_mode()
def _counted(network: AnyNetwork, material: Material, places: list[int], device: torch.device, aim: Aim) -> _Batch:
    outputs, targets = material.outputs(network, places, None, device)
    lost = float(loss(outputs, targets, counts(targets), aim)) * len(places)
    logits, classes, ious = torch.zeros(0, 1), torch.zeros(0, dtype=torch.int64), torch.zeros(0)
    if outputs.classes is not None:
        known = targets.classes >= 0
        logits, classes = outputs.classes[known].float().cpu(), targets.classes[known].cpu()
    if outputs.box is not None:
        ious = _ious(outputs.box[targets.has_box].float(), targets.boxes[targets.has_box]).cpu()
    cells = None if outputs.mask is None else _cells(outputs.mask, targets.masks)
    return _Batch(lost, logits, classes, ious, cells, tuple(seen(outputs, targets)))


def temperature(logits: torch.Tensor, classes: torch.Tensor) -> float:
    """What to divide logits N×C by so that their softmax says true probabilities of `classes` (N,): the least mean
    negative log likelihood over a grid from 1/4 to 4 (temperature scaling, Guo et al. 2017).

    As if two more pictures had been seen whose class anyone could guess at, as in Platt's targets (1999): without
    them 47 pictures, 46 of them right, ask for a certainty that 121 others belied.
    """
    if len(classes) < _FEWEST:
        return 1.0
    tried = [2.0 ** (power / 10) for power in range(-20, 21)]
    doubt = 2 / (len(classes) + 2)
    return min(tried, key=lambda value: float(functional.cross_entropy(logits / value, classes, label_smoothing=doubt)))


def _ious(boxes: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """IoU row by row; in fractions of the square it is the same as in pixels of the picture."""
    low, high = torch.maximum(boxes[:, :2], wanted[:, :2]), torch.minimum(boxes[:, 2:], wanted[:, 2:])
    inter = (high - low).clamp(min=0).prod(1)
    area = (boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(1) + (wanted[:, 2:] - wanted[:, :2]).prod(1)
    return inter / (area - inter)


def _cells(logits: torch.Tensor, masks: torch.Tensor) -> np.ndarray:
    """Cells of the grid by true and by predicted class, void left out."""
    predicted = logits.argmax(1).to(torch.uint8).cpu().numpy()
    return confusion(masks.cpu().numpy(), predicted, logits.shape[1])


def _miou(cells: np.ndarray) -> float | None:
    occurs = cells.sum(1) > 0  # in the truth: other than in a report, a class that is only predicted does not count
    return float(class_iou(cells)[occurs].mean()) if occurs.any() else None
