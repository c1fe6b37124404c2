"""What an exported network gives: every output by name and in 0..1, so that nobody has to know what a logit is.

`scores_of` is part of the exported graph; `outputs_of` leads back to what the rest of the engine reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from engine.networks.outputs import Dense, Outputs

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

CLASSES, BOX, MASK = "class_scores", "box", "mask_scores"
BOXES, OBJECTS = "detection_boxes", "detection_scores"

MEANINGS: Mapping[str, str] = {
    CLASSES: "N x classes: how likely each class is, after temperature; they add up to 1",
    BOX: "N x 4: left, top, right, bottom of the main object as fractions of the picture's width and height",
    MASK: "N x (1 + mask classes) x cells x cells: how likely the background and each mask class are in each cell of a "
    "grid over the whole picture; for a mask, enlarge their logarithms to the picture's size (bilinear, corners not "
    "aligned) and take the largest",
    BOXES: "N x places x 4: left, top, right, bottom of what each place sees, as fractions of the picture's width and "
    "height; not yet suppressed: keep those with a high score, then suppress overlapping ones of the same class",
    OBJECTS: "N x places x classes: how likely each place sees an object of each class, each class for itself",
}

_LEAST = 1e-30  # a float32 has room for it, and its logarithm is finite


def scores_of(outputs: Outputs, temperature: float) -> dict[str, torch.Tensor]:
    """The heads' outputs by name; those the recipe doesn't have, and those without a static shape, are left out."""
    found: dict[str, torch.Tensor] = {}
    if outputs.classes is not None:
        found[CLASSES] = (outputs.classes.float() / temperature).softmax(1)
    if outputs.box is not None:
        found[BOX] = outputs.box.float()
    if outputs.mask is not None:
        found[MASK] = outputs.mask.float().softmax(1)
    if outputs.dense is not None:
        found[BOXES], found[OBJECTS] = outputs.dense.boxes.float(), outputs.dense.scores.float().sigmoid()
    return found


def outputs_of(scores: Mapping[str, np.ndarray], temperature: float) -> Outputs:
    """The outputs that give these scores; logits come back up to a constant, which changes no score."""
    there = {name: torch.from_numpy(values) for name, values in scores.items()}
    return Outputs(
        classes=there[CLASSES].clamp(min=_LEAST).log() * temperature if CLASSES in there else None,
        box=there.get(BOX),
        mask=there[MASK].clamp(min=_LEAST).log() if MASK in there else None,
        dense=Dense(there[BOXES], there[OBJECTS].logit()) if OBJECTS in there else None,
    )
