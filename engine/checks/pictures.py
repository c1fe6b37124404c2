"""One picture's file: whether it is whole, and whether other programs will see in it what we see."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from engine import images
from engine.errors import PictureError
from engine.images import DAMAGE
from engine.limits import TooLargeError, open_plain, read_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

    from engine.checks.finding import Odd

ENDINGS = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif"),
    "MPO": ("jpg", "jpeg", "jpe", "jfif"),
    "PNG": ("png",),
    "BMP": ("bmp",),
    "DIB": ("bmp",),
    "GIF": ("gif",),
    "WEBP": ("webp",),
    "TIFF": ("tif", "tiff"),
    "PPM": ("ppm", "pgm", "pnm"),
}
_SMALLEST = 4  # pixels a side; below it there is nothing to see

_START_OF_SCAN, _END = b"\xff\xda", b"\xff\xd9"


def look(path: Path) -> Iterator[Odd]:
    """What is odd about the picture `path`, which is decoded whole."""
    try:
        with images.opened(path) as image:
            yield from _format(path, image)
            yield from _values(path, image)
            yield from _size(image)
            yield from _whole(path, image)
    except PictureError as error:
        yield None, "picture", str(error).partition(": ")[2]


def _format(path: Path, image: Image) -> Iterator[Odd]:
    endings = ENDINGS.get(image.format or "", ())
    if path.suffix[1:].lower() not in endings:
        yield None, "ending", f"this is a {image.format}, whatever its name says; name it .{endings[0]} or convert it"
    if image.info.get(images.LEFT_OUT):
        yield None, "metadata", "its texts or its colour profile are too large and are not read; save it without them"
    try:
        frames = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
    except DAMAGE:
        frames = 1
    if frames > 1:
        yield None, "frames", f"it holds {frames} pictures, of which the first is read; save each by itself"


def _values(path: Path, image: Image) -> Iterator[Odd]:
    if image.mode in ("CMYK", "YCCK", "LAB", "YCbCr"):
        yield None, "colours", f"its colours are {image.mode} and differ from program to program; save it as RGB"
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        yield None, "alpha", "it has see-through parts, which other programs fill differently; save it without alpha"
    if image.mode.startswith(("I", "F")) or (image.format == "PNG" and _bits(path) == 16):
        yield None, "depth", "it has more than 8 bits a channel, which are rounded here; save it in 8 bits"


def _bits(path: Path) -> int:
    try:
        with open_plain(path) as file:
            return file.read(25)[24]  # PNG specification, 11.2.2: bit depth follows width and height
    except (OSError, IndexError):
        return 8


def _size(image: Image) -> Iterator[Odd]:
    turned = images.orientation(image)
    if turned > 1:
        message = f"it is stored turned (EXIF orientation {turned}) and shown upright; programs that do not turn it"
        yield None, "turned-picture", f"{message} see other boxes: save it upright"
    if min(image.size) < _SMALLEST:
        yield None, "tiny", f"it has {image.size[0]}×{image.size[1]} pixels; check whether it is the right file"


def _whole(path: Path, image: Image) -> Iterator[Odd]:
    try:
        images.load(path, image)
    except PictureError as error:
        yield None, "damaged", str(error).partition(": ")[2]
        return
    if image.format not in ("JPEG", "MPO", "PNG"):
        return
    try:
        data = read_plain(path, "image_bytes")
    except (OSError, TooLargeError):
        return
    if image.format != "PNG" and data.rfind(_END) < data.rfind(_START_OF_SCAN):
        yield None, "damaged", "the file stops before its end mark; what is missing is filled up: replace it"
    if image.format == "PNG" and not _sums_hold(data):
        yield None, "damaged", "a checksum in the file is wrong, so pixels may be; replace the file"


def _sums_hold(data: bytes) -> bool:
    """Whether every chunk of a PNG has the CRC it says (PNG specification, 5.3); decoders leave many unchecked."""
    place, view = 8, memoryview(data)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(view[place : place + 4], "big")
        if end > len(data) or zlib.crc32(view[place + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            return False
        if view[place + 4 : place + 8] == b"IEND":
            return True
        place = end
    return False
