"""What one epoch is fed: kept features of a frozen backbone, or the pictures themselves when everything learns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.networks import making
from engine.networks.views import joined
from engine.preprocessing import Preprocessing, normalize
from engine.training.augmentation import plain, varied
from engine.training.targets import Objects, Row, Targets, stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.networks.making import AnyNetwork
    from engine.networks.outputs import Outputs
    from engine.policies import Policy
    from engine.training.chance import Chance
    from engine.training.features import FeatureCache
    from engine.training.shelf import Shelved


@dataclass(frozen=True, eq=False)
class Prepared:
    """Some of a material's pictures, ready for the network, on the CPU: `inputs` (the levels of a pyramid, or pictures
    N×3×S×S uint8) and what they should be."""

    inputs: tuple[torch.Tensor, ...]
    targets: Targets

    def at(self, rows: Sequence[int]) -> Prepared:
        if list(rows) == list(range(len(self.targets.classes))):
            return self
        chosen = torch.as_tensor(rows)
        return Prepared(tuple(tensor[chosen] for tensor in self.inputs), self.targets.at(rows))


@dataclass(frozen=True, eq=False)
class Features:
    """Material for a frozen backbone: `pictures` are the keys of the cached features, in the targets' order. Of a
    `policy` only the mirroring is there to be seen; `view` 1 shows all of them mirrored where chance has no say."""

    cache: FeatureCache
    pictures: tuple[str, ...]
    targets: Targets
    policy: Policy
    view: int = 0

    def turned(self) -> Features:
        """The same pictures seen mirrored."""
        return replace(self, view=1 - self.view)

    def prepare(self, places: Sequence[int], chance: Chance | None) -> Prepared:
        """The pictures at `places`: mirrored by `chance`, all in the one `view` where it is None."""
        views = [self.view] * len(places)
        if chance is not None and self.policy.flip:
            views = [int(chance.of(place).integers(0, 2)) for place in places]
        levels = self.cache.read([self.pictures[place] for place in places], views)
        return Prepared(tuple(levels), mirrored(self.targets.at(places), torch.tensor(views, dtype=torch.bool)))

    def outputs(
        self, network: AnyNetwork, places: Sequence[int], chance: Chance | None, device: torch.device
    ) -> tuple[Outputs, Targets]:
        """What the heads say of these pictures, and what they should."""
        return self.read(network, self.prepare(places, chance), device)

    def read(self, network: AnyNetwork, prepared: Prepared, device: torch.device) -> tuple[Outputs, Targets]:
        """As `outputs`, of what `prepare` gave."""
        targets = prepared.targets.to(device)
        return making.read(network, [level.to(device) for level in prepared.inputs], targets), targets


@dataclass(frozen=True, eq=False)
class Squares:
    """Material for training end to end: `squares` holds prepared pictures S×S×3 uint8, at `rows` those of this material
    in the targets' order. Where chance has no say they are seen as they are, or all of them `mirror`ed."""

    squares: Shelved
    rows: Sequence[int]
    targets: Targets
    preprocessing: Preprocessing
    policy: Policy
    mirror: bool = False

    def turned(self) -> Squares:
        """The same pictures seen mirrored."""
        return replace(self, mirror=not self.mirror)

    def prepare(self, places: Sequence[int], chance: Chance | None) -> Prepared:
        """The pictures at `places`: varied by `chance` as the policy says, none of them where it is None."""
        if chance is None:
            pictures = torch.stack([plain(self._square(place)) for place in places])
            if not self.mirror:
                return Prepared((pictures,), self.targets.at(places))
            every = torch.ones(len(places), dtype=torch.bool)
            return Prepared((pictures.flip(-1),), mirrored(self.targets.at(places), every))
        found = [varied(self._square(place), self._row(place), self.policy, chance.of(place)) for place in places]
        return Prepared((torch.stack([picture for picture, _ in found]),), stack([row for _, row in found]))

    def outputs(
        self, network: AnyNetwork, places: Sequence[int], chance: Chance | None, device: torch.device
    ) -> tuple[Outputs, Targets]:
        """What the network says of these pictures, and what it should."""
        return self.read(network, self.prepare(places, chance), device)

    def read(self, network: AnyNetwork, prepared: Prepared, device: torch.device) -> tuple[Outputs, Targets]:
        """As `outputs`, of what `prepare` gave."""
        pictures = normalize(prepared.inputs[0].to(device).permute(0, 2, 3, 1), self.preprocessing)
        targets = prepared.targets.to(device)
        return making.outputs_of(network, pictures, targets), targets

    def _square(self, place: int) -> np.ndarray:
        return self.squares[self.rows[place]]

    def _row(self, place: int) -> Row:
        every = self.targets
        objects = every.objects[place] if every.objects else None
        return Row(int(every.classes[place]), every.boxes[place].numpy(), every.masks[place].numpy(), objects)


@dataclass(frozen=True, eq=False)
class BothViews:
    """Material to validate on: what the network says of the `plain` pictures and of their mirror images, as one answer,
    by which it will be asked later."""

    plain: Features | Squares

    @property
    def targets(self) -> Targets:
        return self.plain.targets

    def outputs(
        self, network: AnyNetwork, places: Sequence[int], chance: Chance | None, device: torch.device
    ) -> tuple[Outputs, Targets]:
        """What the network says of these pictures, and what it should."""
        outputs, targets = self.plain.outputs(network, places, chance, device)
        return joined(outputs, self.plain.turned().outputs(network, places, chance, device)[0]), targets


def mirrored(targets: Targets, mirror: torch.Tensor) -> Targets:
    """The targets of pictures some of which (`mirror`, bool (N,)) are seen left to right."""
    boxes, masks = targets.boxes.clone(), targets.masks.clone()
    left, top, right, bottom = targets.boxes[mirror].unbind(1)
    boxes[mirror] = torch.stack((1 - right, top, 1 - left, bottom), 1)
    masks[mirror] = targets.masks[mirror].flip(-1)
    objects = tuple(
        _objects_mirrored(each) if turn and each is not None else each
        for each, turn in zip(targets.objects, mirror.tolist(), strict=False)  # none at all where none are wanted
    )
    return Targets(targets.classes, boxes, masks, objects)


def _objects_mirrored(objects: Objects) -> Objects:
    left, top, right, bottom = objects.boxes.T
    boxes = np.stack((1 - right, top, 1 - left, bottom), 1).astype(np.float32)
    masks = None if objects.masks is None else np.ascontiguousarray(objects.masks[..., ::-1])
    return Objects(boxes, objects.labels, objects.ignored, masks)
