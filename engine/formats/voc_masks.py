"""Class masks as PASCAL VOC keeps them: palette PNGs whose indices are class ids, 0 background, 255 void.

Pillow's raw indices only: other decoders turn a palette into colours and get the classes wrong.
Source of the palette: the VOC development kit's `VOClabelcolormap`.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from engine.annotation import VOID
from engine.errors import LabelError
from engine.formats import png_chunks
from engine.formats.problem import Problem
from engine.images import DAMAGE
from engine.limits import open_plain, read_whole, too_many
from engine.wording import counted

_LOSSY = {"JPEG", "WEBP"}
_KEPT = ("PNG", "BMP", "TIFF")
_FORMATS = (*_KEPT, "GIF", *sorted(_LOSSY))


@dataclass(frozen=True, eq=False)
class MaskFile:
    """What a mask file holds: `indices` height×width uint8, and what is odd about the file, each a code of
    `engine.checks.codes` and a sentence, though the class ids could be read."""

    indices: np.ndarray
    oddities: tuple[tuple[str, str], ...] = ()


def read_size(path: Path) -> tuple[int, int]:
    """(width, height) of a mask from its header. Raises LabelError."""
    try:
        with open_plain(path) as file, Image.open(file, formats=_FORMATS) as image:
            return image.size
    except DAMAGE as error:
        raise LabelError(path, "the mask cannot be opened; restore it from a copy") from error


def read_indices(path: Path) -> np.ndarray:
    """The raw indices, height×width uint8. Raises LabelError for a file that isn't whole or has no indices."""
    return parse_indices(path, read_whole(path, "image_bytes"))


def parse_indices(path: Path, data: bytes) -> np.ndarray:
    """Like `read_indices`, from the bytes `data` of the file `path`."""
    return parse(path, data).indices


def parse(path: Path, data: bytes) -> MaskFile:
    """The class ids in the bytes `data` of the mask file `path`, and what is odd about it.

    Read are palette and grey pictures of 1 to 8 bits, 16-bit grey whose values are ids (or ids times 257), and colours
    that are exactly VOC's. Raises LabelError where the file is damaged or its values are no class ids.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            said = too_many("pixels", image.size[0] * image.size[1])
            if said:
                raise LabelError(path, f"the mask claims {image.size[0]}×{image.size[1]}: {said}")
            if image.format in _LOSSY:
                message = f"a mask saved as {image.format} has lost its class ids; export it again as a palette PNG"
                raise LabelError(path, message)
            image.load()
            return _read(path, image)
    except DAMAGE as error:
        raise LabelError(path, "the mask is damaged; restore it from a copy") from error


def several(path: Path, data: bytes) -> Problem | None:
    """What there is to say where the mask file's bytes hold more pictures than the one that is read, as a TIFF may."""
    number = 1
    with suppress(*DAMAGE), Image.open(io.BytesIO(data), formats=_FORMATS) as image:
        number = getattr(image, "n_frames", 1)
    if number == 1:
        return None
    what = f"it holds {number:,} pictures, of which the first is the mask, and it is not changed here"
    return Problem(path.name, None, "mask-format", f"{what}: the others would be lost; save the first as a palette PNG")


def _read(path: Path, image: Image.Image) -> MaskFile:
    odd = []
    if image.format == "GIF" or getattr(image, "n_frames", 1) > 1:
        odd.append(("mask-format", f"a mask as {image.format}, of which the first picture is read; save a palette PNG"))
    if image.mode == "1":
        odd.append(
            ("mask-format", "a mask of one bit: only background and class 1 can be told apart; save a palette PNG")
        )
    if image.mode in ("P", "L", "1"):
        indices = np.array(image, dtype=np.uint8)
        return MaskFile(indices, (*odd, *(_palette_oddities(image, indices) if image.mode == "P" else ())))
    if image.mode.startswith("I"):
        indices, how = _from_deep(path, np.asarray(image))
    elif image.mode in ("RGB", "RGBA"):
        indices, how = _from_colours(path, np.asarray(image.convert("RGB")))
    else:
        raise LabelError(path, f"the mask holds colours ({image.mode}), not class ids; save it as a palette PNG")
    return MaskFile(indices, (*odd, ("mask-format", f"{how}; save it as a palette PNG")))


def _palette_oddities(image: Image.Image, indices: np.ndarray) -> list[tuple[str, str]]:
    entries = np.array(image.getpalette("RGB") or [], np.uint8).reshape(-1, 3)
    used = np.flatnonzero(np.bincount(indices.ravel(), minlength=256))
    beyond = used[used >= len(entries)]
    if len(beyond):
        colours = counted(len(entries), "colour")
        return [("mask-palette", f"index {beyond[0]} lies beyond the palette's {colours}; it is kept")]
    odd = [int(index) for index in used if (entries[index] != palette()[index]).any()]
    if not odd:
        return []
    colour = "#{:02x}{:02x}{:02x}".format(*entries[odd[0]])
    message = f"the colour of class {odd[0]} is {colour}, not VOC's; the index counts: check that it means what it says"
    return [("mask-palette", message)]


def _from_deep(path: Path, values: np.ndarray) -> tuple[np.ndarray, str]:
    highest = int(values.max(initial=0))
    if int(values.min(initial=0)) >= 0 and highest <= VOID:
        return values.astype(np.uint8), "class ids in 16 bits"
    if highest <= VOID * 257 and not (values % 257).any():
        return (values // 257).astype(np.uint8), "class ids in 16 bits, each times 257"
    raise LabelError(path, f"the mask has the value {highest}; class ids end at {VOID}: save it as a palette PNG")


def _from_colours(path: Path, rgb: np.ndarray) -> tuple[np.ndarray, str]:
    """Ids of a picture painted in VOC's colours, height×width×3 uint8 RGB."""
    places = np.array((1 << 16, 1 << 8, 1), np.uint32)
    known = palette().astype(np.uint32) @ places
    order = np.argsort(known, kind="stable")
    codes = (rgb[..., 0].astype(np.uint32) << 16) | (rgb[..., 1].astype(np.uint32) << 8) | rgb[..., 2]
    found = order[np.searchsorted(known[order], codes).clip(max=255)].astype(np.uint8)
    strange = known[found] != codes
    if strange.any():
        y, x = np.argwhere(strange)[0]
        colour = "#{:02x}{:02x}{:02x}".format(*rgb[y, x])
        message = (
            f"the mask holds colours (RGB), and {colour} at {x}, {y} is no class of VOC's; save it as a palette PNG"
        )
        raise LabelError(path, message)
    return found, "class ids as colours"


def to_bytes(indices: np.ndarray, like: bytes | None = None) -> bytes:
    """A palette PNG in VOC's colours of `indices`, height×width uint8; with `like`, the bytes of the mask it takes
    the place of, in that one's kind of file and pixels, wherever those can hold class ids, with its colours, texts and
    profile."""
    form, image, more = _made(np.ascontiguousarray(indices, dtype=np.uint8), like)
    out = io.BytesIO()
    image.save(out, form, compress_level=3, **more)
    return png_chunks.kept(out.getvalue(), like or b"")


def _made(indices: np.ndarray, like: bytes | None) -> tuple[str, Image.Image, dict[str, object]]:
    """Format, picture, and what else there is to say for a mask in the place of `like`."""
    with suppress(*DAMAGE), Image.open(io.BytesIO(like or b""), formats=_KEPT) as old:
        form, told = str(old.format), old.info.get("transparency")
        more: dict[str, object] = {} if told is None else {"transparency": told}
        if old.mode == "L":
            return form, Image.fromarray(indices), more
        if old.mode == "1" and indices.max(initial=0) <= 1:
            return form, Image.fromarray(indices * np.uint8(VOID)).convert("1"), more
        if old.mode == "I;16":
            times = 257 if int(np.asarray(old).max(initial=0)) > VOID else 1
            return form, Image.fromarray(indices.astype(np.uint16) * np.uint16(times)), more
        if old.mode in ("RGB", "RGBA") and _is_of_classes(np.asarray(old.convert("RGB"))):
            image = Image.fromarray(palette()[indices])
            if old.mode == "RGBA" and old.size == image.size:
                image.putalpha(old.getchannel("A"))
            return form, image, more
        if old.mode == "P":
            return form, _coloured(indices, bytes(old.getpalette("RGB") or b"")), more
        return form, _coloured(indices, palette().tobytes()), {}
    return "PNG", _coloured(indices, palette().tobytes()), {}


def _is_of_classes(rgb: np.ndarray) -> bool:
    try:
        return bool(_from_colours(Path("mask"), rgb)[1])
    except LabelError:
        return False


def _coloured(indices: np.ndarray, colours: bytes) -> Image.Image:
    image = Image.fromarray(indices).copy()
    known = len(colours) // 3
    image.putpalette(colours + (palette()[known:].tobytes() if indices.max(initial=0) >= known else b""))
    return image


@cache
def palette() -> np.ndarray:
    """VOC's colour of each class id: 256×3 uint8 RGB, read-only, black for 0, (224, 224, 192) for the void of 255."""
    ids = np.arange(256)
    colours = np.zeros((256, 3), np.uint8)
    for bit in range(8):
        for channel in range(3):
            colours[:, channel] |= (((ids >> (3 * bit + channel)) & 1) << (7 - bit)).astype(np.uint8)
    colours.setflags(write=False)
    return colours
