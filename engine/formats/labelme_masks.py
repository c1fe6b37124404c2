"""The `mask` shapes of labelme 5: a PNG in base64 of the pixels between two corners, both inclusive.

Source: labelme's `shape.py` (`shape_to_mask`) and `image.py` (`img_b64_to_arr`).
"""

from __future__ import annotations

import base64
import binascii
import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from engine.annotation import Box, Rle
from engine.formats import json_text, rle
from engine.images import DAMAGE
from engine.limits import too_many

if TYPE_CHECKING:
    from engine.annotation import Instance

Corners = tuple[tuple[int, int], tuple[int, int]]


def claimed(shapes: list[object]) -> int:
    """The pixels that all masks of a file say they have together."""
    total = 0
    for shape in shapes:
        if isinstance(shape, dict) and shape.get("shape_type") == "mask":
            numbers = _numbers(shape.get("points"))
            if len(numbers) == 4:
                x1, y1, x2, y2 = numbers
                total += int((abs(x2 - x1) + 1) * (abs(y2 - y1) + 1))
    return total


def decode(text: object, points: tuple[tuple[float, float], ...], size: tuple[int, int]) -> tuple[Box, Rle]:
    """The box between the corners and the region of a picture of `size` (width, height). Raises ValueError, with words
    for people, where they don't fit together."""
    (x1, y1), (x2, y2) = ((int(x), int(y)) for x, y in points)
    width, height = size
    if not (0 <= x1 <= x2 < width and 0 <= y1 <= y2 < height):
        raise ValueError(f"a mask from {x1}, {y1} to {x2}, {y2} doesn't lie in {width}×{height}")
    said = too_many("pixels", width * height)
    if said:
        raise ValueError(said)
    pixels = _pixels(text, (x2 - x1 + 1, y2 - y1 + 1))
    if not pixels.any():
        raise ValueError("its mask is empty")
    return Box(float(x1), float(y1), float(x2 + 1), float(y2 + 1)), rle.placed(pixels, x1, y1, size)


def encode(instance: Instance, region: Rle) -> tuple[Corners, str] | None:
    """The corners and the PNG of an instance's `region`; None where nothing is in it."""
    x1, y1, x2, y2 = map(int, corners(instance, region).as_tuple())
    pixels = rle.decode(region)[y1:y2, x1:x2]
    if not pixels.any():
        return None
    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(out, "PNG")
    return ((x1, y1), (x2 - 1, y2 - 1)), base64.b64encode(out.getvalue()).decode("ascii")


def corners(instance: Instance, region: Rle) -> Box:
    """The box a mask shape can have: the instance's own where it is of whole pixels around the region."""
    box, around = instance.box, rle.bounds(region)
    whole = all(value == int(value) for value in box.as_tuple())
    inside = box.clipped(region.width, region.height) == box
    covers = box.xmin <= around.xmin and box.ymin <= around.ymin and box.xmax >= around.xmax and box.ymax >= around.ymax
    return box if whole and inside and covers else around


def _numbers(points: object) -> list[float]:
    pairs = points[:2] if isinstance(points, list) else []
    flat = [json_text.number(value) for pair in pairs if isinstance(pair, list) for value in pair[:2]]
    return [value for value in flat if value is not None]


def _pixels(text: object, size: tuple[int, int]) -> np.ndarray:
    if not isinstance(text, str):
        raise ValueError("it has no mask")
    try:
        with Image.open(io.BytesIO(base64.b64decode(text, validate=True)), formats=("PNG",)) as image:
            if image.size != size:
                said = f"{image.size[0]}×{image.size[1]}, its points {size[0]}×{size[1]}"
                raise ValueError(f"its mask is {said}")
            if image.mode not in ("1", "L", "P"):
                raise ValueError(f"its mask holds colours ({image.mode})")
            return np.array(image) != 0
    except binascii.Error as error:
        raise ValueError("its mask is no base64") from error
    except DAMAGE as error:
        if isinstance(error, ValueError) and str(error).startswith("its mask"):
            raise
        raise ValueError("its mask is no whole PNG") from error
