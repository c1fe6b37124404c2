"""What one epoch is fed: kept features of a frozen backbone, or the pictures themselves when everything learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch

from engine.annotation import VOID
from engine.preprocessing import Preprocessing, normalize
from engine.training.targets import Row, Targets, stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.networks.network import Network
    from engine.networks.outputs import Outputs
    from engine.training.features import FeatureCache

_ZOOM = (0.65, 1.0)
_LIGHT = (0.7, 1.3)


@dataclass(frozen=True, eq=False)
class Features:
    """Material for a frozen backbone: `pictures` are the keys of the cached features, in the targets' order."""

    cache: FeatureCache
    pictures: tuple[str, ...]
    targets: Targets

    def outputs(
        self, network: Network, places: Sequence[int], chance: np.random.Generator | None, device: torch.device
    ) -> tuple[Outputs, Targets]:
        """What the heads say of these pictures, and what they should: mirrored by `chance`, plain where it is None."""
        views = [0] * len(places) if chance is None else [int(view) for view in chance.integers(0, 2, len(places))]
        levels = self.cache.read([self.pictures[place] for place in places], views)
        targets = mirrored(self.targets.at(places), torch.tensor(views, dtype=torch.bool))
        return network.read([level.to(device) for level in levels]), targets.to(device)


@dataclass(frozen=True, eq=False)
class Squares:
    """Material for training end to end: `squares` are prepared pictures N×S×S×3 uint8, in the targets' order."""

    squares: np.ndarray
    preprocessing: Preprocessing
    targets: Targets

    def outputs(
        self, network: Network, places: Sequence[int], chance: np.random.Generator | None, device: torch.device
    ) -> tuple[Outputs, Targets]:
        """As of `Features`; by chance also cut out, enlarged and lit differently."""
        squares, targets = [self.squares[place] for place in places], self.targets.at(places)
        if chance is not None:
            cut = [_varied(square, targets, row, chance) for row, square in enumerate(squares)]
            squares, rows = [picture for picture, _ in cut], [row for _, row in cut]
            targets = mirrored(stack(rows), torch.zeros(len(rows), dtype=torch.bool))
            mirror = torch.from_numpy(chance.integers(0, 2, len(rows)).astype(bool))
            squares = [square[:, ::-1] if turn else square for square, turn in zip(squares, mirror, strict=True)]
            targets = mirrored(targets, mirror)
        pictures = normalize(torch.from_numpy(np.stack(squares)).to(device), self.preprocessing)
        return network(pictures), targets.to(device)


def mirrored(targets: Targets, mirror: torch.Tensor) -> Targets:
    """The targets of pictures some of which (`mirror`, bool (N,)) are seen left to right."""
    boxes, masks = targets.boxes.clone(), targets.masks.clone()
    left, top, right, bottom = targets.boxes[mirror].unbind(1)
    boxes[mirror] = torch.stack((1 - right, top, 1 - left, bottom), 1)
    masks[mirror] = targets.masks[mirror].flip(-1)
    return Targets(targets.classes, boxes, masks, targets.objects)


def _varied(square: np.ndarray, targets: Targets, row: int, chance: np.random.Generator) -> tuple[np.ndarray, Row]:
    """A part of the square, enlarged to its size, its colours a little lighter or darker; with the part's targets."""
    side, cells = square.shape[0], targets.masks.shape[-1]
    zoom = float(chance.uniform(*_ZOOM))
    left, top = (float(value) for value in chance.uniform(0, 1 - zoom, 2))
    light = chance.uniform(*_LIGHT) * chance.uniform(0.9, 1.1, 3)
    picture = cv2.warpAffine(
        square, _cut(left, top, zoom, side), (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    picture = np.clip(picture * light, 0, 255).astype(np.uint8)
    mask = cv2.warpAffine(
        targets.masks[row].numpy(),
        _cut(left, top, zoom, cells),
        (cells, cells),
        flags=cv2.INTER_NEAREST,
        borderValue=VOID,
    )
    box = (targets.boxes[row].numpy() - np.array([left, top, left, top], np.float32)) / np.float32(zoom)
    inside = np.clip(box, 0, 1)
    seen = (inside[2] - inside[0]) * (inside[3] - inside[1])
    if not seen > 0.4 * (box[2] - box[0]) * (box[3] - box[1]):  # mostly cut off, or NaN: no box here
        inside = np.full(4, np.nan, np.float32)
    return picture, Row(int(targets.classes[row]), inside, mask)


def _cut(left: float, top: float, zoom: float, side: int) -> np.ndarray:
    """The affine map (2×3) that enlarges the part at `left`, `top` (fractions) by 1 / `zoom`, pixel centres kept."""
    shift = (0.5 / zoom) - 0.5
    return np.array([[1 / zoom, 0, shift - left * side / zoom], [0, 1 / zoom, shift - top * side / zoom]], np.float32)
