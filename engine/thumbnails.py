"""The call that makes small pictures for rows on the screen. No torch.

Plain JPEGs are decoded by OpenCV, in a fifth less time than Pillow takes. It hands nothing back of those that are cut
short: they, and all other pictures, go through Pillow, which shows what there is of them.
"""

from __future__ import annotations

import os
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.errors import PictureError
from engine.images import bgrx, opened, reduce, upright_size, what_there_is
from engine.limits import open_plain, too_many
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

PERIOD = 0.1
"""Seconds between two steps: each would cost as much as a tenth of a picture."""
_FLAGS = {
    1: cv2.IMREAD_COLOR_RGB,
    2: cv2.IMREAD_COLOR_RGB | cv2.IMREAD_REDUCED_GRAYSCALE_2,  # OpenCV's name for half the size, without its order BGR
    4: cv2.IMREAD_COLOR_RGB | cv2.IMREAD_REDUCED_GRAYSCALE_4,
    8: cv2.IMREAD_COLOR_RGB | cv2.IMREAD_REDUCED_GRAYSCALE_8,
}
_JPEG = b"\xff\xd8"
_FRAMES, _SCAN = {0xC0, 0xC1}, 0xDA
_PASSED = {0xC4, 0xDB, 0xDD, 0xFE, 0xE0, *range(0xE2, 0xF0)}
"""Markers of tables, comments and of what programs add. Not 0xE1: EXIF and XMP may say that the picture is turned."""


def thumbnails(
    images: tuple[str, ...], width: int, height: int
) -> Generator[Step, None, tuple[np.ndarray, tuple[tuple[int, int], ...]]]:
    """Each picture made to fit into width×height pixels: one block of memory for all, pictures×height×width×4 uint8
    B, G, R, 255, upright, each at its upper left; and the (width, height) of each, (0, 0) where it cannot be read."""
    block = np.zeros((len(images), height, width, 4), np.uint8)
    sizes = [(0, 0)] * len(images)
    said = time.monotonic()
    for place, name in enumerate(images):
        if time.monotonic() - said > PERIOD:
            yield Step("Making thumbnails", place, len(images))
            said = time.monotonic()
        try:
            small = thumbnail(Path(name), width, height)
        except PictureError:
            continue
        high, wide = small.shape[:2]
        block[place, :high, :wide] = small
        sizes[place] = wide, high
    return block, tuple(sizes)


def thumbnail(path: Path, width: int, height: int) -> np.ndarray:
    """The picture made to fit into width×height pixels: height×width×4 uint8 B, G, R, 255, upright, never enlarged.

    Shows what could be decoded of a damaged file. Raises PictureError where not even the header can be read.
    """
    rgb, size = _plain(path, (width, height)) or _any(path, (width, height))
    # Averaging is for many pixels to one; of less than two, a blend says as much in a fifth of the time.
    how = cv2.INTER_LINEAR if rgb.shape[1] < 2 * size[0] else cv2.INTER_AREA
    return bgrx(cv2.resize(rgb, size, interpolation=how))


def _fitting(size: tuple[int, int], room: tuple[int, int]) -> tuple[float, tuple[int, int]]:
    """How many times smaller than `size` the thumbnail is that fits into `room`, and its own size (width, height)."""
    factor = min(room[0] / size[0], room[1] / size[1], 1.0)
    return factor, (max(1, round(size[0] * factor)), max(1, round(size[1] * factor)))


def _any(path: Path, room: tuple[int, int]) -> tuple[np.ndarray, tuple[int, int]]:
    """A picture's pixels, height×width×3 uint8 RGB, upright, and the size of its thumbnail. Raises PictureError."""
    with opened(path) as image:
        factor, size = _fitting(upright_size(image), room)
        reduce(image, factor)
        return what_there_is(path, image)[0], size


def _plain(path: Path, room: tuple[int, int]) -> tuple[np.ndarray, tuple[int, int]] | None:
    """The same of a plain JPEG that is whole and within the limits, None of all else."""
    try:
        with open_plain(path) as file:
            data = file.read(2)
            if data != _JPEG or too_many("image_bytes", os.fstat(file.fileno()).st_size):
                return None
            data += file.read()
    except (OSError, ValueError):
        return None
    whole = _frame(data)
    if whole is None or min(whole) < 1 or too_many("pixels", whole[0] * whole[1]):
        return None
    size = _fitting(whole, room)[1]
    scale = max(scale for scale in _FLAGS if scale <= max(1, min(whole[0] // size[0], whole[1] // size[1])))
    try:
        rgb = cv2.imdecode(np.frombuffer(data, np.uint8), _FLAGS[scale])
    except cv2.error:  # a limit of OpenCV's
        return None
    return None if rgb is None else (rgb, size)


def _frame(data: bytes) -> tuple[int, int] | None:
    """(width, height) of a JPEG that is stored upright, in grey or three colours, and gone over once; or None."""
    place, found = 2, None
    while data[place : place + 1] == b"\xff" and place + 10 <= len(data):
        marker = data[place + 1]
        if marker in _FRAMES and data[place + 9] in (1, 3):
            high, wide = struct.unpack_from(">HH", data, place + 5)
            found = wide, high
        elif marker == _SCAN:
            return found
        elif marker not in _PASSED:
            return None
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return None
