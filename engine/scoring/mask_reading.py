"""The class ids of a palette PNG, and nothing else about it: the short ways for what tools usually write."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from engine.formats import voc_masks
from engine.images import DAMAGE
from engine.limits import TooLargeError, read_plain, too_many
from engine.scoring import plain_png

if TYPE_CHECKING:
    from pathlib import Path


def read_ids(path: Path) -> np.ndarray:
    """The class ids, height×width uint8, as `engine.formats.voc_masks.read_indices` gives them. Raises LabelError."""
    try:
        data = read_plain(path, "image_bytes")
        ids = plain_png.pixels(data)
        if ids is not None:
            return ids
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            plain = image.mode in ("P", "L") and getattr(image, "n_frames", 1) == 1
            if plain and not too_many("pixels", image.size[0] * image.size[1]):
                return np.array(image, np.uint8)
    except (*DAMAGE, TooLargeError):  # the long way says what is wrong
        pass
    return voc_masks.read_indices(path)
