"""What a run begins with: pretrained weights, a checkpoint, random weights if asked for, or where it was stopped."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine import checkpoint as checkpoints
from engine import weights
from engine.errors import EngineError, WeightsMissing
from engine.networks.making import make, taken_over
from engine.preprocessing import Preprocessing
from engine.recipes import Recipe, recipe_named
from engine.training import corrections

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from engine.checkpoint import Checkpoint, TrainingState
    from engine.datasets.index import Index
    from engine.hyperparameters import Hyperparameters
    from engine.networks.making import AnyNetwork
    from engine.runs import FitSettings
    from engine.steps import Step


@dataclass(frozen=True, eq=False)
class Beginning:
    """`known` says whether the backbone came with weights, pretrained ones or a checkpoint's; random ones learn end to
    end. `origin` says it to people. Where it starts from a checkpoint, `truths` stands for what that learnt of this
    folder's pictures, by record name, and `learnt` (N×16 uint8) are the fingerprints of all it ever learnt from."""

    recipe: Recipe
    network: AnyNetwork
    preprocessing: Preprocessing
    classes: tuple[str, ...]
    mask_classes: tuple[str, ...]
    known: bool
    origin: str
    truths: Mapping[str, str] = field(default_factory=dict)
    learnt: np.ndarray = field(default_factory=lambda: np.zeros((0, 16), np.uint8))

    def hyperparameters(self, settings: FitSettings) -> Hyperparameters:
        """The recipe's, with those that a person set."""
        return (self.recipe.training if self.known else self.recipe.scratch).with_set(settings.hyperparameters)


def begin(settings: FitSettings, index: Index) -> Generator[Step, None, Beginning]:
    """Raises WeightsMissing where pretrained weights are wanted and not there, EngineError where the folder has
    nothing for the recipe or the checkpoint is of another recipe."""
    named = recipe_named(settings.recipe)
    start = None if settings.start is None else checkpoints.load(Path(settings.start))
    recipe = named.with_heads(_heads(named, index, start))
    mask_classes = index.mask_classes if "mask" in recipe.heads else ()
    torch.manual_seed(settings.seed)
    network = make(recipe, len(index.classes), len(mask_classes))
    preprocessing, known, truths = Preprocessing(side=recipe.input), True, {}
    if settings.start is not None and start is not None:
        if start.recipe.name != recipe.name:
            name = start.recipe.name
            raise EngineError(f"the checkpoint is a {name}; say --recipe {name} to go on from it")
        old, new = _names(start.classes, start.mask_classes), _names(index.classes, mask_classes)
        network.load_state_dict(taken_over(network, start.weights, old, new))
        preprocessing, origin = start.preprocessing, f"the checkpoint {Path(settings.start).name}"
        truths = yield from corrections.kept_of(start, index)
    elif settings.weights == weights.NONE:
        known, origin = False, "random weights, as asked for"
    elif recipe.random_start:
        known, origin = False, f"random weights, which {recipe.name} is made for"
    elif recipe.pretrained_from is None:
        raise WeightsMissing(
            f"{recipe.name} has no pretrained weights: go on from a checkpoint (--from resources/sample.safetensors), "
            "or say --weights none to learn from scratch"
        )
    else:
        path = yield from weights.pretrained(recipe.pretrained_from, settings.weights)
        origin = weights.load(path, network, mask_classes)
    made = Beginning(recipe, network.eval(), preprocessing, index.classes, mask_classes, known, origin, truths)
    made = made if start is None else replace(made, learnt=start.learnt)
    return made if settings.start is not None and "views" not in settings.hyperparameters else _seen(made, settings)


def _seen(made: Beginning, settings: FitSettings) -> Beginning:
    """What a checkpoint is asked for by, of one view or two, is new where the run is, or where a person says so."""
    mirrored = made.hyperparameters(settings).views != "plain"
    return replace(made, preprocessing=replace(made.preprocessing, mirrored=mirrored))


def resumed(checkpoint: Checkpoint, state: TrainingState, settings: FitSettings, index: Index) -> Beginning:
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
        bool(state.values.get("known", checkpoint.frozen)),
        f"epoch {checkpoint.epoch} of this run",
        learnt=checkpoint.earlier,
    )


def _names(classes: tuple[str, ...], mask_classes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {"class": classes, "mask": mask_classes}


def _heads(recipe: Recipe, index: Index, start: Checkpoint | None) -> set[str]:
    """The heads to make: those this folder can teach, and those that `start` brings. What nobody taught would only
    guess. Raises EngineError where the folder teaches none."""
    boxes = any(index.target(place)[1] is not None for place in range(len(index.dataset.records)))
    there = {
        "class": bool((index.image_label >= 0).any()),
        "box": boxes,
        "mask": bool(index.has_mask.any()),
        "detections": len(index.owner) > 0,
    }
    if not any(there[head] for head in recipe.heads):
        wanted = " or ".join("box of an object" if head == "detections" else head for head in recipe.heads)
        raise EngineError(f"{index.dataset.root}: no picture here has a {wanted} to learn; label some first")
    brought = set() if start is None else set(start.recipe.heads)
    named = bool(index.classes)
    nameable = {"class": named, "box": True, "mask": bool(index.mask_classes), "detections": named}
    return {head for head in recipe.heads if nameable[head] and (there[head] or head in brought)}
