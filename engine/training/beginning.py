"""What a run begins with: pretrained weights, a checkpoint, random weights if asked for, or where it was stopped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from engine import checkpoint as checkpoints
from engine import weights
from engine.errors import EngineError, WeightsMissing
from engine.networks.network import Network
from engine.preprocessing import Preprocessing
from engine.recipes import Recipe, recipe_named

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from engine.checkpoint import Checkpoint
    from engine.datasets.index import Index
    from engine.runs import FitSettings
    from engine.steps import Step


@dataclass(frozen=True, eq=False)
class Beginning:
    """`frozen` follows from what the run starts from: pretrained weights or a checkpoint keep their backbone, random
    weights learn end to end. `origin` says it to people."""

    recipe: Recipe
    network: Network
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    mask_classes: tuple[str, ...]
    frozen: bool
    origin: str


def begin(settings: FitSettings, index: Index) -> Generator[Step, None, Beginning]:
    """Raises WeightsMissing where pretrained weights are wanted and not there, EngineError where the folder has
    nothing for the recipe or the checkpoint is of another recipe."""
    named = recipe_named(settings.recipe)
    start = None if settings.start is None else checkpoints.load(Path(settings.start))
    recipe = named.with_heads(_heads(named, index, start))
    mask_classes = index.mask_classes if "mask" in recipe.heads else ()
    torch.manual_seed(settings.seed)
    network = Network(recipe, len(index.classes), len(mask_classes))
    preprocessing, frozen = Preprocessing(side=recipe.input), True
    if settings.start is not None and start is not None:
        _take_over(network, recipe, start, index.classes, mask_classes)
        preprocessing, origin = start.preprocessing, f"the checkpoint {Path(settings.start).name}"
    elif settings.weights == weights.NONE:
        frozen, origin = False, "random weights, as asked for"
    elif recipe.pretrained_from is None:
        raise WeightsMissing(
            f"{recipe.name} has no pretrained weights: go on from a checkpoint (--from resources/sample.safetensors), "
            "or say --weights none to learn from scratch"
        )
    else:
        path = yield from weights.pretrained(recipe.pretrained_from, settings.weights)
        weights.load_backbone(path, network.backbone)
        origin = f"the pretrained weights {path.name}"
    return Beginning(recipe, network.eval(), preprocessing, index.classes, mask_classes, frozen, origin)


def resumed(checkpoint: Checkpoint, settings: FitSettings, index: Index) -> Beginning:
    """The run as `last.safetensors` left it. Raises EngineError where the folder's classes have changed since."""
    recipe = checkpoint.recipe
    mask_classes = index.mask_classes if "mask" in recipe.heads else ()
    if (checkpoint.classes, checkpoint.mask_classes) != (index.classes, mask_classes):
        raise EngineError(f"{settings.folder}: its classes have changed since the run began; start a new run")
    return Beginning(
        recipe,
        checkpoint.network(),
        checkpoint.preprocessing,
        checkpoint.classes,
        checkpoint.mask_classes,
        checkpoint.frozen,
        f"epoch {checkpoint.epoch} of this run",
    )


def _heads(recipe: Recipe, index: Index, start: Checkpoint | None) -> set[str]:
    """The heads to make: those this folder can teach, and those that `start` brings. What nobody taught would only
    guess. Raises EngineError where the folder teaches none."""
    boxes = any(index.target(place)[1] is not None for place in range(len(index.dataset.records)))
    there = {"class": bool((index.image_label >= 0).any()), "box": boxes, "mask": bool(index.has_mask.any())}
    if not any(there[head] for head in recipe.heads):
        wanted = " or ".join(recipe.heads)
        raise EngineError(f"{index.dataset.root}: no picture here has a {wanted} to learn; label some first")
    brought = set() if start is None else set(start.recipe.heads)
    nameable = {"class": bool(index.classes), "box": True, "mask": bool(index.mask_classes)}
    return {head for head in recipe.heads if nameable[head] and (there[head] or head in brought)}


def _take_over(
    network: Network, recipe: Recipe, start: Checkpoint, classes: Sequence[str], mask_classes: Sequence[str]
) -> None:
    """Copy the checkpoint's weights; of the last layers, those of the classes both know, found by name."""
    if start.recipe.name != recipe.name:
        raise EngineError(f"the checkpoint is a {start.recipe.name}; say --recipe {start.recipe.name} to go on from it")
    own = network.state_dict()
    last = {
        "heads.class.linear": (("", *start.classes), ("", *classes), 1),
        "heads.mask.scores": (("", *start.mask_classes), ("", *mask_classes), 0),
    }
    for name, tensor in start.weights.items():
        if name not in own:  # a head for labels that this folder doesn't have
            continue
        layer = name.rpartition(".")[0]
        if layer not in last:
            own[name] = tensor
            continue
        old, new, skipped = last[layer]  # the mask's first row is the background; the class has none
        for row, known in enumerate(new[skipped:]):
            if known in old[skipped:]:
                own[name][row] = tensor[old[skipped:].index(known)]
    network.load_state_dict(own)
