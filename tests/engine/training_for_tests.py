"""A dozen small scenes and a checkpoint to start from, for the tests of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from engine import checkpoint as checkpoints
from engine.checkpoint import Checkpoint
from engine.datasets import shapes
from engine.datasets.index import index
from engine.datasets.splits import Split
from engine.networks.network import Network
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.index import Index

RECIPE = RECIPES["multi-small"]
NAMES = [f"scene_{number:04d}" for number in range(12)]
SPLIT = Split(tuple(NAMES[:8]), tuple(NAMES[8:10]), tuple(NAMES[10:]))


def scenes_in(folder: Path) -> Index:
    finish(shapes.write_scenes(str(folder), images=12, seed=3))
    return finish(index(str(folder)))


def start_in(path: Path, found: Index) -> Path:
    """A checkpoint of random weights: what it says is nonsense, how a run goes on from it is not."""
    torch.manual_seed(0)
    made = Checkpoint(
        recipe=RECIPE,
        classes=found.classes,
        mask_classes=found.mask_classes,
        preprocessing=Preprocessing(side=64),
        split=Split((), (), ()),
        weights=Network(RECIPE, len(found.classes), len(found.mask_classes)).state_dict(),
        fingerprints=np.zeros((0, 16), np.uint8),
    )
    checkpoints.save(path, made)
    return path
