"""Pictures on disk as upright pixels: whole or not at all for learning, as much as can be seen for the screen.

Pillow decodes everything: it keeps to the file and says when a file is cut short, where others hand back silent grey.
Every function turns the picture upright as its EXIF orientation says, so that people and networks see the same one.
"""

from __future__ import annotations

import math
import stat
import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageFile

from engine.errors import PictureError

if TYPE_CHECKING:
    from pathlib import Path

MAX_PIXELS = 150_000_000
"""More than any camera gives; a 1 kB file can claim a thousand times as many."""


_FORMATS = ("JPEG", "PNG", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM")
_ORIENTATION = 0x0112
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


def read_rgb(path: Path) -> np.ndarray:
    """The whole picture, height×width×3 uint8 RGB, upright; an alpha channel is dropped.

    Raises PictureError for a file that is missing, damaged, cut short, no picture or over MAX_PIXELS.
    """
    with _open(path) as image:
        return _decode(path, image)


def read_rgb_for(path: Path, side: int) -> tuple[np.ndarray, tuple[int, int]]:
    """The picture for a network whose input is `side` pixels: height×width×3 uint8 RGB, upright, with its short side at
    least `side` where the source has that many, and the source's own upright (width, height).

    JPEGs are decoded at an eighth, a quarter or half their size where that is enough. Raises PictureError.
    """
    with _open(path) as image:
        size = _upright_size(image)
        _reduce(image, side / max(1, min(size)))
        return _decode(path, image), size


def read_size(path: Path) -> tuple[int, int]:
    """Upright (width, height) in pixels, from the header alone. Raises PictureError."""
    with _open(path) as image:
        return _upright_size(image)


def read_frame(path: Path) -> tuple[tuple[int, int], int]:
    """Upright (width, height) and the EXIF orientation that makes it so, 1 to 8 (1: stored upright). From the header
    alone. Raises PictureError."""
    with _open(path) as image:
        return _upright_size(image), _orientation(image)


def screen(path: Path) -> Screen:
    """The picture as it goes on the screen; of a damaged file, what could be decoded, and `problem`.

    Raises PictureError where not even the header can be read.
    """
    with _open(path) as image:
        try:
            return Screen(_bgrx(_decode(path, image)))
        except PictureError as error:
            rgb = _rest(image)
            return Screen(_bgrx(rgb), f"{error}; {_missing(rgb)}")


def thumbnail(path: Path, width: int, height: int) -> np.ndarray:
    """The picture made to fit into width×height pixels: height×width×4 uint8 B, G, R, 255, upright, never enlarged.

    Shows what could be decoded of a damaged file. Raises PictureError where not even the header can be read.
    """
    with _open(path) as image:
        w, h = _upright_size(image)
        factor = min(width / w, height / h, 1.0)
        _reduce(image, factor)
        try:
            rgb = _decode(path, image)
        except PictureError:
            rgb = _rest(image)
    size = max(1, round(w * factor)), max(1, round(h * factor))
    return _bgrx(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))


def _open(path: Path) -> Image.Image:
    """The opened picture, its pixels not yet decoded. Only plain files: a pipe named `.jpg` would wait for ever."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PictureError(path, "this is not a plain file; remove it from the folder")
        image = Image.open(path, formats=_FORMATS)
    except FileNotFoundError as error:
        raise PictureError(path, "the picture is no longer there; open the folder again") from error
    except Image.UnidentifiedImageError as error:
        raise PictureError(path, "this is not a picture we can read; replace or remove the file") from error
    except DAMAGE as error:
        raise PictureError(path, f"the picture cannot be opened ({_reason(error)}); replace the file") from error
    width, height = image.size
    if width * height > MAX_PIXELS or width < 1 or height < 1:
        image.close()
        raise PictureError(path, f"{width}×{height} pixels are more than we open ({MAX_PIXELS:,}); scale it down")
    return image


def _reason(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return "the file is cut short" if "truncated" in text else text.splitlines()[0][:120]


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except DAMAGE:  # a damaged EXIF block says nothing about the pixels
        return 1
    return value if value in _TURNS else 1


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if _orientation(image) >= 5 else (width, height)


def _reduce(image: Image.Image, factor: float) -> None:
    """Have a JPEG decoded smaller, but not below `factor` of its size."""
    if image.format in ("JPEG", "MPO") and 0 < factor < 1:
        width, height = image.size
        image.draft(None, (math.ceil(width * factor), math.ceil(height * factor)))


def _decode(path: Path, image: Image.Image) -> np.ndarray:
    orientation = _orientation(image)
    try:
        image.load()
        return _upright_rgb(image, orientation)
    except DAMAGE as error:
        raise PictureError(path, f"the picture is damaged ({_reason(error)}); replace the file") from error


def _rest(image: Image.Image) -> np.ndarray:
    """The pixels that a failed load left; black where nothing arrived."""
    orientation = _orientation(image)
    try:
        if isinstance(image, ImageFile.ImageFile):
            image.tile = []  # nothing left to decode: Pillow then hands out the buffer as it stands
        return _upright_rgb(image, orientation)
    except DAMAGE:
        width, height = image.size
        return np.zeros((width, height, 3) if orientation >= 5 else (height, width, 3), np.uint8)


def _missing(rgb: np.ndarray) -> str:
    filled = np.flatnonzero(rgb.reshape(len(rgb), -1).any(axis=1))
    if len(filled) == 0:
        return "nothing of it can be shown"
    lost = 1 - (int(filled[-1]) + 1) / len(rgb)
    return f"about {lost:.0%} of it is missing at the bottom" if lost >= 0.005 else "parts of it may be wrong"


def _upright_rgb(image: Image.Image, orientation: int) -> np.ndarray:
    turned = image.transpose(_TURNS[orientation]) if orientation in _TURNS else image
    if turned.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        grey = _grey8(np.asarray(turned))
        return np.ascontiguousarray(np.broadcast_to(grey[..., None], (*grey.shape, 3)))
    if turned.mode == "P" and "transparency" in turned.info:
        turned = turned.convert("RGBA")  # what Pillow advises; straight to RGB it warns
    return np.array(turned if turned.mode == "RGB" else turned.convert("RGB"))


def _grey8(values: np.ndarray) -> np.ndarray:
    """Deep grey to 8 bits: 16-bit values by their upper byte, real numbers stretched over their range."""
    if values.dtype.kind in "iu":
        top = int(values.max(initial=0))
        return np.clip(values if top <= 255 else values // 256, 0, 255).astype(np.uint8)
    finite = np.nan_to_num(values.astype(np.float64))
    low, high = finite.min(), finite.max()
    return ((finite - low) * (255 / (high - low) if high > low else 0)).astype(np.uint8)


def _bgrx(rgb: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2BGRA)
