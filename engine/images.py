"""Pictures on disk as upright pixels: whole or not at all for learning, as much as can be seen for the screen.

Pillow decodes everything here: it keeps to the file and says when one is cut short, where others hand back silent grey.
Every function turns the picture upright as its EXIF orientation says, so that people and networks see the same one.
"""

from __future__ import annotations

import io
import math
import os
import struct
import warnings
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import cv2
import numpy as np
from PIL import Image, ImageFile
from PIL.TiffImagePlugin import TiffImageFile  # Pillow reads EXIF with it, and else imports it while a picture waits

from engine.errors import PictureError
from engine.limits import TooLargeError, open_plain, read_plain, too_many

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FORMATS = ("JPEG", "PNG", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM")
LEFT_OUT = "overlap left out"
"""In the `info` of an opened picture: its texts or its colour profile were not read."""

_ORIENTATION = 0x0112
_PNG = b"\x89PNG\r\n\x1a\n"
_WORDS = {b"zTXt", b"iTXt", b"tEXt", b"iCCP"}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's readers raise on damaged files, each seen on the corpus of bad files.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    IndexError,
    KeyError,
    AttributeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)

Image.MAX_IMAGE_PIXELS = None  # our own limit below names the file; Pillow's would only warn on the terminal
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # odd metadata, of no use to anyone here


@dataclass(frozen=True, eq=False)
class Screen:
    """A picture for the screen: `pixels` height×width×4 uint8 in the order B, G, R, 255 (Qt's Format_RGB32), upright.

    `problem` is None for a whole picture; else it says what is missing, and `pixels` hold what could be decoded.
    """

    pixels: np.ndarray
    problem: str | None = None


def read_rgb_for(path: Path, side: int) -> tuple[np.ndarray, tuple[int, int]]:
    """The picture for a network whose input is `side` pixels: height×width×3 uint8 RGB, upright, with its short side at
    least `side` where the source has that many, and the source's own upright (width, height). An alpha channel is
    dropped.

    JPEGs are decoded at an eighth, a quarter or half their size where that is enough. Raises PictureError for a file
    that is missing, damaged, cut short, no picture or over a limit.
    """
    with opened(path) as image:
        size = upright_size(image)
        reduce(image, side / max(1, min(size)))
        return np.array(_decode(path, image)), size


def read_frame(path: Path) -> tuple[tuple[int, int], int]:
    """Upright (width, height) and the EXIF orientation that makes it so, 1 to 8 (1: stored upright). From the header
    alone. Raises PictureError."""
    with _open(path) as image:
        return upright_size(image), orientation(image)


def screen(path: Path) -> Screen:
    """The picture as it goes on the screen; of a damaged file, what could be decoded, and `problem`.

    Raises PictureError where not even the header can be read.
    """
    with opened(path) as image:
        rgb, problem = what_there_is(path, image)
    return Screen(bgrx(rgb), problem)


def what_there_is(path: Path, image: Image.Image) -> tuple[np.ndarray, str | None]:
    """The pixels of an opened picture, height×width×3 uint8 RGB, upright, perhaps read-only; of a damaged one what
    could be decoded, and what is wrong."""
    try:
        return _decode(path, image), None
    except PictureError as error:
        rgb = _rest(image)
        return rgb, f"{error}; {_missing(rgb)}"


@contextmanager
def _open(path: Path) -> Iterator[Image.Image]:
    """The opened picture, its pixels not yet decoded. Only plain files: a pipe named `.jpg` would wait for ever."""
    try:
        file = open_plain(path)
    except FileNotFoundError as error:
        raise PictureError(path, "the picture is no longer there; open the folder again") from error
    except (OSError, ValueError) as error:
        raise PictureError(path, f"{_reason(error)}; remove it from the folder, or allow reading it") from error
    with file:
        said = too_many("image_bytes", os.fstat(file.fileno()).st_size)
        if said:
            raise PictureError(path, said)
        image = _identified(path, file)
        said = too_many("pixels", image.size[0] * image.size[1])
        if said or min(image.size) < 1:
            size = f"{image.size[0]}×{image.size[1]} pixels"
            raise PictureError(path, f"{size}: {said or 'it has no pixels; replace the file'}")
        yield image


def _identified(path: Path, file: BinaryIO) -> Image.Image:
    try:
        return Image.open(file, formats=_FORMATS)
    except Image.UnidentifiedImageError as error:
        raise PictureError(path, "this is not a picture we can read; replace or remove the file") from error
    except DAMAGE as error:
        bare = _without_words(path)
        if bare is not None:
            try:
                image = Image.open(bare, formats=("PNG",))
                image.info[LEFT_OUT] = True
                return image
            except DAMAGE:
                pass  # then the first complaint is the one to tell
        raise PictureError(path, f"the picture cannot be opened ({_reason(error)}); replace the file") from error


def _without_words(path: Path) -> BinaryIO | None:
    """A PNG without its texts and colour profile, which say nothing about the pixels and may inflate without end. None
    for other files."""
    try:
        data = read_plain(path, "image_bytes")
    except (OSError, TooLargeError):
        return None
    if not data.startswith(_PNG):
        return None
    kept, place = [_PNG], len(_PNG)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        if data[place + 4 : place + 8] not in _WORDS:
            kept.append(data[place:end])
        place = end
    return io.BytesIO(b"".join(kept))


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """The opened picture as Pillow has it, its pixels not yet decoded. Raises PictureError, also for a JPEG that is to
    be gone over more often than any encoder asks for."""
    with _open(path) as image:
        if image.format in ("JPEG", "MPO") and "progressive" in image.info:
            try:
                scans = read_plain(path, "image_bytes").count(b"\xff\xda")
            except (OSError, TooLargeError) as error:
                raise PictureError(path, f"the picture cannot be opened ({_reason(error)})") from error
            said = too_many("scans", scans)
            if said:
                raise PictureError(path, said)
        yield image


def _reason(error: BaseException) -> str:
    text = str(getattr(error, "strerror", None) or error).strip() or type(error).__name__
    return "the file is cut short" if "truncated" in text else text.splitlines()[0][:120]


def orientation(image: Image.Image) -> int:
    """The EXIF orientation of an opened picture, 1 to 8."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except DAMAGE:  # a damaged EXIF block says nothing about the pixels
        return 1
    return value if value in _TURNS else 1


def _left_to_turn(image: Image.Image) -> int:
    """The EXIF orientation that the pixels of an opened picture still need: Pillow turns TIFFs as it decodes them, and
    tells their upright size before it has."""
    return 1 if image.format == "TIFF" else orientation(image)


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Upright (width, height) in pixels of an opened picture."""
    width, height = image.size
    return (height, width) if _left_to_turn(image) >= 5 else (width, height)


def reduce(image: Image.Image, factor: float) -> None:
    """Have a JPEG decoded smaller, but not below `factor` of its size."""
    if image.format in ("JPEG", "MPO") and 0 < factor < 1:
        width, height = image.size
        image.draft(None, (math.ceil(width * factor), math.ceil(height * factor)))


def _decode(path: Path, image: Image.Image) -> np.ndarray:
    """Height×width×3 uint8 RGB, upright, perhaps read-only: for the screen it is turned into something else at once."""
    turned = _left_to_turn(image)
    load(path, image)
    try:
        return _upright_rgb(image, turned)
    except DAMAGE as error:
        raise PictureError(path, f"the picture is damaged ({_reason(error)}); replace the file") from error


def load(path: Path, image: Image.Image) -> None:
    """Decode the pixels of an opened picture. Raises PictureError where they are not whole."""
    try:
        image.load()
    except DAMAGE as error:
        raise PictureError(path, f"the picture is damaged ({_reason(error)}); replace the file") from error


def _rest(image: Image.Image) -> np.ndarray:
    """The pixels that a failed load left; black where nothing arrived. Of a TIFF they are turned if it came to its end
    all the same, and then nothing says so any more."""
    ended = isinstance(image, TiffImageFile) and _ORIENTATION not in image.tag_v2
    turned = 1 if ended else orientation(image)
    try:
        if isinstance(image, ImageFile.ImageFile):
            image.tile = []  # nothing left to decode: Pillow then hands out the buffer as it stands
        return _upright_rgb(image, turned)
    except DAMAGE:
        width, height = upright_size(image)
        return np.zeros((height, width, 3), np.uint8)


def _missing(rgb: np.ndarray) -> str:
    filled = np.flatnonzero(rgb.reshape(len(rgb), -1).any(axis=1))
    if len(filled) == 0:
        return "nothing of it can be shown"
    lost = 1 - (int(filled[-1]) + 1) / len(rgb)
    return f"about {100 * lost:.0f} % of it is missing at the bottom" if lost >= 0.005 else "parts of it may be wrong"


def _upright_rgb(image: Image.Image, orientation: int) -> np.ndarray:
    turned = image.transpose(_TURNS[orientation]) if orientation in _TURNS else image
    if turned.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        grey = _grey8(np.asarray(turned))
        return np.ascontiguousarray(np.broadcast_to(grey[..., None], (*grey.shape, 3)))
    if turned.mode == "P" and "transparency" in turned.info:
        turned = turned.convert("RGBA")  # what Pillow advises; straight to RGB it warns
    return np.asarray(turned if turned.mode == "RGB" else turned.convert("RGB"))


def _grey8(values: np.ndarray) -> np.ndarray:
    """Deep grey to 8 bits: 16-bit values by their upper byte, real numbers stretched over their range."""
    if values.dtype.kind in "iu":
        top = int(values.max(initial=0))
        return np.clip(values if top <= 255 else values // 256, 0, 255).astype(np.uint8)
    finite = np.nan_to_num(values.astype(np.float64))
    low, high = finite.min(), finite.max()
    return ((finite - low) * (255 / (high - low) if high > low else 0)).astype(np.uint8)


def bgrx(rgb: np.ndarray) -> np.ndarray:
    """The same pixels in the order B, G, R, 255."""
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA)
