"""The network of a recipe: ours, or one of torchvision's detectors; and the few places where the two differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torchvision.models.detection.rpn import RegionProposalNetwork

from engine.networks.network import Network
from engine.networks.outputs import Outputs
from engine.networks.torchvision_detectors import TorchvisionDetector, detector

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.recipes import Recipe
    from engine.training.targets import Targets

AnyNetwork = Network | TorchvisionDetector

_BACKGROUND = (None,)
_ROWS = {
    "class": ("class", (), False),
    "mask": ("mask", _BACKGROUND, False),
    "detections": ("class", (), False),
    "regions": ("class", _BACKGROUND, False),
    "anchors": ("class", _BACKGROUND, True),
}
"""What the rows of a last layer are, by the kinds that `last_layers` names: the names of which classes, what comes
before them, and whether every anchor has them."""


def make(recipe: Recipe, classes: int, mask_classes: int) -> AnyNetwork:
    """The recipe's network with random weights, for so many classes, and mask classes beside the background."""
    if recipe.detector is not None:
        return detector(recipe.detector, classes)
    return Network(recipe, classes, mask_classes)


def parameters(recipe: Recipe, classes: int = 1, mask_classes: int = 1) -> int:
    """The parameters of the recipe's network, counted without allocating any."""
    with torch.device("meta"):
        return sum(values.numel() for values in make(recipe, classes, mask_classes).parameters())


def outputs_of(network: AnyNetwork, pictures: torch.Tensor, targets: Targets) -> Outputs:
    """What the network says of normalised pictures. A detector of torchvision's looks at their objects too, and adds
    what it loses; one that is learning says nothing else."""
    if isinstance(network, Network):
        return network(pictures)
    if network.training:
        return network.learn_from(pictures, targets.objects)
    return _tested(network, network.backbone(pictures), targets)


def read(network: AnyNetwork, pyramid: Sequence[torch.Tensor], targets: Targets) -> Outputs:
    """As `outputs_of`, of what the backbone said before."""
    if isinstance(network, Network):
        return network.read(pyramid)
    return network.learn(pyramid, targets.objects) if network.training else _tested(network, pyramid, targets)


def _tested(network: TorchvisionDetector, pyramid: Sequence[torch.Tensor], targets: Targets) -> Outputs:
    """What a detector in eval mode finds, and what it loses: the same each time, though the regions that are judged are
    drawn by chance. torchvision's asks for a loss of them only of one that learns."""
    found = network.read(pyramid).found
    asked = [module for module in network.modules() if isinstance(module, RegionProposalNetwork)]
    with torch.random.fork_rng([pyramid[0].device] if pyramid[0].is_cuda else []):
        torch.manual_seed(0)
        for module in asked:
            module.training = True  # itself alone: what it is made of stays in eval mode
        try:
            return Outputs(found=found, own_loss=network.learn(pyramid, targets.objects).own_loss)
        finally:
            for module in asked:
                module.training = False


def taken_over(
    network: AnyNetwork,
    weights: Mapping[str, torch.Tensor],
    old: Mapping[str, Sequence[str]],
    new: Mapping[str, Sequence[str]],
) -> dict[str, torch.Tensor]:
    """The network's state with `weights` of the same recipe made for other classes: all that it has too, and of the
    last layers the background's rows and those of the classes that both know. `old` and `new` name the classes
    ("class") and the mask classes ("mask")."""
    own = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    for name, tensor in weights.items():
        kind = network.last_layers.get(name.rpartition(".")[0])
        if name not in own:  # a head for labels that this folder doesn't have
            continue
        if kind is None:
            own[name] = tensor
            continue
        words, background, anchors = _ROWS[kind]
        before, after = ((*background, *known[words]) for known in (old, new))
        theirs, mine = _by_class(tensor, len(before), anchors), _by_class(own[name], len(after), anchors)
        for row, known in enumerate(after):
            if known in before:
                mine[:, row] = theirs[:, before.index(known)]
    return own


def _by_class(tensor: torch.Tensor, count: int, anchors: bool) -> torch.Tensor:
    """A last layer's weight or bias as anchors × classes × the rest, a view of it: its rows are `count` classes, each
    with the same number of rows, or as many for each anchor."""
    return tensor.view(len(tensor) // count if anchors else 1, count, -1)
