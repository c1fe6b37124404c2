"""Small detectors, and objects for them to find."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.checkpoint import Checkpoint
from engine.datasets.splits import Split
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES, Recipe
from engine.training.targets import Objects, Row, Targets, stack

if TYPE_CHECKING:
    from engine.networks.making import AnyNetwork

SIDE = 96
OURS = replace(RECIPES["detector-mobilenet_v3_large"], backbone="mobilenet_v2", width=0.35, input=SIDE)
THEIRS = tuple(recipe for recipe in RECIPES.values() if recipe.detector is not None)
SMALL = tuple(recipe for recipe in THEIRS if "resnet" not in recipe.name)
CLASSES = ("cat", "dog", "eel")


def some_objects(seed: int, count: int, cells: int = 0) -> Objects:
    random = np.random.default_rng(seed)
    corner = random.uniform(0, 0.5, (count, 2))
    boxes = np.concatenate([corner, corner + random.uniform(0.15, 0.5, (count, 2))], 1).astype(np.float32)
    masks = (random.uniform(size=(count, cells, cells)) > 0.5).astype(np.uint8) if cells else None
    return Objects(boxes, random.integers(0, len(CLASSES), count), np.zeros(count, bool), masks)


def targets_of(*objects: Objects | None) -> Targets:
    nothing = np.full(4, np.nan, np.float32)
    return stack([Row(-1, nothing, np.full((24, 24), 255, np.uint8), each) for each in objects])


def pictures(count: int, side: int = SIDE) -> torch.Tensor:
    return torch.randn(count, 3, side, side, generator=torch.Generator().manual_seed(1))


def checkpoint_of(recipe: Recipe, network: AnyNetwork, classes: tuple[str, ...] = CLASSES) -> Checkpoint:
    return Checkpoint(
        recipe=recipe,
        classes=classes,
        mask_classes=("fur",) if "mask" in recipe.heads else (),
        preprocessing=Preprocessing(side=SIDE),
        split=Split((), (), ()),
        weights=network.state_dict(),
        fingerprints=np.zeros((0, 16), np.uint8),
    )
