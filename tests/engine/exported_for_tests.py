"""A small checkpoint and its ONNX file, exported once for all tests, and pictures for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
import torch

from engine import checkpoint as checkpoints
from engine import cli, prediction, predictions
from engine.checkpoint import Checkpoint
from engine.datasets.splits import Split
from engine.networks.making import make
from engine.preprocessing import Preprocessing
from engine.recipes import RECIPES

if TYPE_CHECKING:
    from pathlib import Path

    from engine.annotation import Annotation

SIDE = 64
CLASSES, MASK_CLASSES = ("cat", "dog", "öwl"), ("cat", "dog")
SPLIT = Split(("a",), ("b",), ("c",))


@dataclass(frozen=True)
class Exported:
    """The bytes of both files, and what the door printed."""

    checkpoint: bytes
    network: bytes
    said: dict[str, Any]


def export_into(place: Path) -> None:
    """Through the door."""
    saved, out, said = place / "small.safetensors", place / "small.onnx", []
    with pytest.MonkeyPatch.context() as patch:
        checkpoints.save(saved, checkpoint("multi-small", SIDE))
        patch.setattr("builtins.print", said.append)
        assert cli.main(["export", str(saved), str(out), "--json"]) == 0
    (place / "said.json").write_text(said[0], encoding="utf-8")


def exported_from(place: Path) -> Exported:
    saved, out, said = ((place / name).read_bytes() for name in ("small.safetensors", "small.onnx", "said.json"))
    return Exported(saved, out, json.loads(said))


def checkpoint(recipe: str, side: int, seed: int = 0) -> Checkpoint:
    """With random weights, as lively as learnt ones: the last layers are far from silent."""
    torch.manual_seed(seed)
    network = make(RECIPES[recipe], len(CLASSES), len(MASK_CLASSES))
    for name, values in network.named_parameters():
        if name.startswith("heads.") and values.ndim > 1:
            torch.nn.init.normal_(values, std=0.2)
    return Checkpoint(
        recipe=RECIPES[recipe],
        classes=CLASSES,
        mask_classes=MASK_CLASSES,
        preprocessing=Preprocessing(side),
        split=SPLIT,
        weights=network.state_dict(),
        fingerprints=np.zeros((0, 16), np.uint8),
        scores={"val_miou": 0.5, "val_accuracy": float("nan")},
        temperature=1.7,
    )


def pictures(count: int = 3) -> list[np.ndarray]:
    """With soft shapes, larger than the square in one direction or in both."""
    chance = np.random.default_rng(3)
    sizes = [(150, 97), (50, 120), (64, 64), (300, 200)]
    return [
        cv2.resize(chance.integers(0, 256, (6, 6, 3), np.uint8), sizes[number % 4], interpolation=cv2.INTER_CUBIC)
        for number in range(count)
    ]


def by_torch(path: Path, given: list[np.ndarray]) -> list[Annotation]:
    about = checkpoints.load(path)
    sizes = [(picture.shape[1], picture.shape[0]) for picture in given]
    return prediction.predict_with(about.network(), torch.device("cpu"), about, predictions.key(path), given, sizes)
