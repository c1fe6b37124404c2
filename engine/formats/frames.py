"""Labels made on the stored picture, before EXIF turned it upright: into our frame for show, and back for the file.

The orientations and what they mean: EXIF 2.32, tag 0x0112. `stored` is the (width, height) of the stored picture.
Only the orientations 5 to 8 change the size, so only for them a file's `<size>` tells which frame it is in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.annotation import Box
from engine.formats.problem import Problem

if TYPE_CHECKING:
    from pathlib import Path

SWAPS = 5
"""Orientations from this one on swap width and height."""

_BACK = {5: 5, 6: 8, 7: 7, 8: 6}


def is_stored(size: tuple[int, int] | None, upright: tuple[int, int], orientation: int) -> bool:
    """Whether labels that were made for a picture of `size` are in the stored frame."""
    return orientation >= SWAPS and size == swapped(upright) and size != upright


def swapped(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height the other way round."""
    return size[1], size[0]


def turned(box: Box, orientation: int, stored: tuple[int, int]) -> Box:
    """A box of the stored frame in the upright one."""
    width, height = stored
    x1, y1, x2, y2 = box.as_tuple()
    if orientation == 5:
        return Box(y1, x1, y2, x2)
    if orientation == 6:
        return Box(height - y2, x1, height - y1, x2)
    if orientation == 7:
        return Box(height - y2, width - x2, height - y1, width - x1)
    if orientation == 8:
        return Box(y1, width - x2, y2, width - x1)
    return box


def turned_back(box: Box, orientation: int, stored: tuple[int, int]) -> Box:
    """A box of the upright frame in the stored one."""
    return turned(box, _BACK.get(orientation, 1), swapped(stored))


def turned_mask(mask: np.ndarray, orientation: int) -> np.ndarray:
    """A mask of the stored frame in the upright one."""
    if orientation == 5:
        return np.ascontiguousarray(mask.T)
    if orientation == 6:
        return np.ascontiguousarray(np.rot90(mask, -1))
    if orientation == 7:
        return np.ascontiguousarray(np.rot90(mask, 2).T)
    if orientation == 8:
        return np.ascontiguousarray(np.rot90(mask, 1))
    return mask


def upright_mask(mask: np.ndarray, upright: tuple[int, int], orientation: int) -> np.ndarray:
    """The mask of a picture that is shown at the size `upright`, turned with it; one of another size stays as it is."""
    stored = is_stored((mask.shape[1], mask.shape[0]), upright, orientation)
    return turned_mask(mask, orientation) if stored else mask


def mask_size_problem(path: Path, size: tuple[int, ...], picture: tuple[int, int], what: str = "mask") -> Problem:
    """Why the mask `path` of that size is of no use to its picture."""
    said, is_ = (f"{width}×{height}" for width, height in (size, picture))
    message = f"the {what} is {said}, the picture {is_}; it is not used: make it anew"
    return Problem(path.name, None, "mask-size", message)


def turned_mask_back(mask: np.ndarray, orientation: int) -> np.ndarray:
    """A mask of the upright frame in the stored one."""
    return turned_mask(mask, _BACK.get(orientation, 1))
