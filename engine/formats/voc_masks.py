"""Class masks as PASCAL VOC keeps them: palette PNGs whose indices are class ids, 0 background, 255 void.

Pillow's raw indices only: other decoders turn a palette into colours and get the classes wrong.
Source of the palette: the VOC development kit's `VOClabelcolormap`.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from engine.errors import LabelError
from engine.images import DAMAGE, MAX_PIXELS

if TYPE_CHECKING:
    from pathlib import Path


_MODES = {"P", "L", "1"}
_FORMATS = ("PNG", "BMP", "GIF", "TIFF")


def read_size(path: Path) -> tuple[int, int]:
    """(width, height) of a mask from its header. Raises LabelError."""
    try:
        with Image.open(path, formats=_FORMATS) as image:
            return image.size
    except DAMAGE as error:
        raise LabelError(path, "the mask cannot be opened; restore it from a copy") from error


def read_indices(path: Path) -> np.ndarray:
    """The raw indices, height×width uint8. Raises LabelError for a file that isn't whole or has no indices."""
    return parse_indices(path, _bytes(path))


def parse_indices(path: Path, data: bytes) -> np.ndarray:
    """Like `read_indices`, from the bytes `data` of the file `path`."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.size[0] * image.size[1] > MAX_PIXELS:
                raise LabelError(path, f"the mask claims {image.size[0]}×{image.size[1]} pixels; scale it down")
            if image.mode not in _MODES:
                message = f"the mask holds colours ({image.mode}), not class ids; save it as a palette PNG"
                raise LabelError(path, message)
            return np.array(image, dtype=np.uint8)
    except DAMAGE as error:
        raise LabelError(path, "the mask is damaged; restore it from a copy") from error


def to_bytes(indices: np.ndarray) -> bytes:
    """A palette PNG in VOC's colours of `indices`, height×width uint8."""
    image = Image.fromarray(np.ascontiguousarray(indices, dtype=np.uint8)).copy()
    image.putpalette(palette().tobytes())
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()


def palette() -> np.ndarray:
    """VOC's colour of each class id: 256×3 uint8 RGB, black for 0, (224, 224, 192) for the void of 255."""
    ids = np.arange(256)
    colours = np.zeros((256, 3), np.uint8)
    for bit in range(8):
        for channel in range(3):
            colours[:, channel] |= (((ids >> (3 * bit + channel)) & 1) << (7 - bit)).astype(np.uint8)
    return colours


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LabelError(path, f"the mask cannot be read ({error.strerror})") from error
