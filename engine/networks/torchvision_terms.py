"""What torchvision's detectors are told and what they say, in our terms: levels of a pyramid instead of pictures,
objects as fractions of the square, classes from 0 on (their label 0 is the background)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn
from torchvision.models.detection.image_list import ImageList

from engine.annotation import VOID
from engine.networks.outputs import Found
from engine.preprocessing import Preprocessing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.training.targets import Objects

Target = dict[str, torch.Tensor]


class Levels(nn.Module):
    """A backbone of torchvision's: normalised pictures N×3×S×S to a list of features, finest first."""

    def __init__(self, levels: nn.Module) -> None:
        super().__init__()
        self.levels = levels

    def forward(self, pictures: torch.Tensor) -> list[torch.Tensor]:
        return list(self.levels(pictures).values())


class ToUnit(nn.Module):
    """From our normalised colours to -1..1, what the backbone behind it was taught with."""

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        usual = Preprocessing(side=1)
        mean, std = (pictures.new_tensor(values)[:, None, None] for values in (usual.mean, usual.std))
        return (pictures * std + mean) * 2 - 1


def squares_of(pyramid: Sequence[torch.Tensor], stride: int) -> tuple[ImageList, int]:
    """As many squares as the pyramid has pictures, which nobody looks into: their size places the anchors. And their
    side in pixels; `stride` is that of the finest level."""
    count, side = len(pyramid[0]), pyramid[0].shape[-1] * stride
    return ImageList(pyramid[0].new_empty(()).expand(count, 3, side, side), [(side, side)] * count), side


def known_of(
    pyramid: Sequence[torch.Tensor], objects: Sequence[Objects | None]
) -> tuple[Sequence[torch.Tensor], list[Objects]]:
    """The features and the objects of those pictures whose objects are known, perhaps to be none."""
    rows = [row for row, each in enumerate(objects) if each is not None]
    return [level[rows] for level in pyramid], [each for each in objects if each is not None]


def target_of(objects: Objects, side: int, device: torch.device) -> Target:
    """What their matching reads: boxes in pixels of the square, classes from 1 on; those to be ignored left out. In
    `masks` an object that nobody has drawn is void."""
    taught = ~objects.ignored
    masks = np.full((len(taught), 1, 1), VOID, np.uint8) if objects.masks is None else objects.masks
    return {
        "boxes": torch.from_numpy(objects.boxes[taught]).to(device).reshape(-1, 4) * side,
        "labels": torch.from_numpy(objects.labels[taught]).to(device) + 1,
        "masks": torch.from_numpy(masks[taught]).to(device),
    }


def found_of(row: Target, side: int) -> Found:
    """What they found in one picture."""
    masks = row["masks"][:, 0] if "masks" in row else None
    return Found(row["boxes"] / side, row["labels"] - 1, row["scores"], masks)


def no_loss(module: nn.Module) -> torch.Tensor:
    """A loss of 0 that asks nothing of the module."""
    return torch.stack([values.sum() for values in module.parameters()]).sum() * 0
