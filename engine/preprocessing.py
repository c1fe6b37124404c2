"""From a picture to what the network sees, and back: one function for training and serving.

A picture is squashed into a square of `side` pixels. Keeping its proportions (a letterbox) was measured worse at the
same cost: a third of the square is filled with nothing, and masks lost 2 points of IoU on 404 pets. So a place in the
picture is the same fraction of the square, whatever size the picture was decoded at.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import cv2
import numpy as np
import torch

from engine.annotation import VOID, Box

Fractions = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How pictures were prepared for a checkpoint; it travels with the weights.

    `fit` is "squash", the only way we know. `mean` and `std` are of red, green and blue in 0..1. Where `mirrored`, the
    network answers for a picture and its mirror image, and the mean of both is the answer (`engine.networks.views`).
    """

    side: int
    fit: str = "squash"
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)
    mirrored: bool = False

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def prepare(rgb: np.ndarray, side: int) -> np.ndarray:
    """The picture as the network sees it: height×width×3 uint8 RGB to side×side×3 uint8."""
    # AREA averages when a direction shrinks; enlarging with it would repeat pixels
    shrinks = rgb.shape[0] >= side and rgb.shape[1] >= side
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.ascontiguousarray(cv2.resize(rgb, (side, side), interpolation=way))


def normalize(pictures: torch.Tensor, preprocessing: Preprocessing) -> torch.Tensor:
    """N×side×side×3 uint8 to N×3×side×side float32 around zero, on the same device."""
    mean = torch.tensor(preprocessing.mean, device=pictures.device) * 255
    std = torch.tensor(preprocessing.std, device=pictures.device) * 255
    return ((pictures.float() - mean) / std).permute(0, 3, 1, 2).contiguous()


def box_to_square(box: Box, width: float, height: float) -> Fractions:
    """The box of a width×height picture as fractions of the square: left, top, right, bottom in 0..1."""
    inside = box.clipped(width, height)
    return inside.xmin / width, inside.ymin / height, inside.xmax / width, inside.ymax / height


def box_to_source(fractions: Fractions, width: float, height: float) -> Box:
    """The box in pixels of a width×height picture, clipped to it and with its edges in order."""
    left, top, right, bottom = fractions
    left, right = sorted((left * width, right * width))
    top, bottom = sorted((top * height, bottom * height))
    return Box(left, top, right, bottom).clipped(width, height)


def mask_to_square(mask: np.ndarray, cells: int) -> np.ndarray:
    """Class ids on the grid that masks are learnt on: height×width uint8 to cells×cells uint8, the middle of each cell
    deciding."""
    rows = ((np.arange(cells) + 0.5) * mask.shape[0] / cells).astype(np.intp)
    columns = ((np.arange(cells) + 0.5) * mask.shape[1] / cells).astype(np.intp)
    return np.ascontiguousarray(mask[rows[:, None], columns[None, :]])


def mask_to_source(scores: np.ndarray, width: int, height: int) -> np.ndarray:
    """The likeliest class of every pixel: scores classes×cells×cells float32 (logits) to height×width uint8.

    The scores are enlarged, not the classes, so that outlines follow the picture and not the grid.
    """
    if len(scores) == 2:
        return (_enlarged(scores[1] - scores[0], width, height) > 0).astype(np.uint8)
    best = np.zeros((height, width), np.uint8)
    highest = _enlarged(scores[0], width, height)
    for value, plane in enumerate(scores[1:VOID], start=1):
        large = _enlarged(plane, width, height)
        wins = cv2.compare(large, highest, cv2.CMP_GT)
        cv2.max(large, highest, highest)
        cv2.copyTo(np.full_like(best, value), wins, best)
    return best


def _enlarged(plane: np.ndarray, width: int, height: int) -> np.ndarray:
    return cv2.resize(np.ascontiguousarray(plane), (width, height), interpolation=cv2.INTER_LINEAR)
