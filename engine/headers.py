"""The size and orientation of ordinary JPEG and PNG files from their first bytes: ten times quicker than a decoder.

Only files whose header is whole and ordinary up to the pixels are answered for; all others are left to
`engine.images.read_frame`, which says the same of these (tested). Sources: ITU-T T.81 (JPEG), annex B; EXIF 2.32,
section 4.6; W3C PNG, section 5.
"""

from __future__ import annotations

import struct
import zlib

from engine.limits import most

Frame = tuple[tuple[int, int], int]
"""Upright (width, height) and the EXIF orientation, 1 to 8, as `engine.images.read_frame` gives them."""

FIRST, MORE = 2**12, 2**17
"""Bytes of a file in which most headers are whole, and nearly all: an EXIF block has at most 64 kB."""

_segment = struct.Struct(">BBH").unpack_from
_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
_PLAIN = frozenset((0xC4, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)))
_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/"
_PNG = b"\x89PNG\r\n\x1a\n"
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_SILENT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"bKGD", b"tIME", b"cHRM"))


def frame_in(data: bytes) -> Frame | None:
    """What the header in `data`, the first bytes of a file, says; None where it isn't whole or ordinary."""
    return _jpeg(data) if data.startswith(b"\xff\xd8\xff") else _png(data)


def _jpeg(data: bytes) -> Frame | None:
    """Walk the segments up to the pixels."""
    at, size, orientation = 2, None, 1
    try:
        while True:
            mark, kind, length = _segment(data, at)
            after = at + 2 + length
            if mark != 0xFF or length < 2:
                return None
            if kind == 0xDA:
                whole = after <= len(data)
                return (_upright(size, orientation), orientation) if size is not None and whole else None
            if kind in _FRAMES and size is None:
                size = _frame_size(data[at + 4 : after])
                if size is None:
                    return None
            elif kind not in _PLAIN:
                return None
            elif kind == 0xDB:  # mostly one table a segment, then without a call
                if (length != 67 or data[at + 4 : at + 5] > b"\x0f") and not _whole_tables(data[at + 4 : after]):
                    return None
            elif kind == 0xE1:
                if data.startswith(_XMP, at + 4) or orientation != 1:
                    return None
                if data.startswith(_EXIF, at + 4):
                    orientation = _orientation(data[at + 10 : after])
                    if orientation == 0 or after > len(data):
                        return None
            at = after
    except struct.error:  # the header goes on behind what was read
        return None


def _whole_tables(segment: bytes) -> bool:
    """Whether quantization tables of 8 bits, 65 bytes each, fill their segment, as everybody writes them."""
    return len(segment) % 65 == 0 and max(segment[::65], default=0) < 16


def _upright(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation >= 5 else size


def _frame_size(segment: bytes) -> tuple[int, int] | None:
    """From a frame header: 8 bits a sample, and 1, 3 or 4 components."""
    if len(segment) < 6 or segment[0] != 8 or segment[5] not in (1, 3, 4) or len(segment) != 6 + 3 * segment[5]:
        return None
    return _allowed(segment[3] << 8 | segment[4], segment[1] << 8 | segment[2])


def _orientation(block: bytes) -> int:
    """Tag 0x0112 of an EXIF block's first directory: 1 where it isn't there, 0 where the block is odd."""
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(block[:4])
    if order is None or len(block) < 14:
        return 0

    def number(at: int, size: int) -> int:
        return int.from_bytes(block[at : at + size], "little" if order == "little" else "big")

    start = number(4, 4)
    count = number(start, 2)
    if start < 8 or start + 2 + 12 * count > len(block) or count > 100:
        return 0
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        if number(entry, 2) == 0x0112:
            plain = number(entry + 2, 2) == 3 and number(entry + 4, 4) == 1
            value = number(entry + 8, 2)
            return value if plain and 1 <= value <= 8 else 0
    return 1


def _png(data: bytes) -> Frame | None:
    """Walk the chunks up to the pixels; a chunk that may say how the picture is turned is not read here."""
    if not data.startswith(_PNG):
        return None
    at, size = len(_PNG), None
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if kind == b"IDAT":
            return None if size is None else (size, 1)
        body, end = at + 8, at + 8 + length
        if kind not in _SILENT or end + 4 > len(data) or (size is None) != (kind == b"IHDR"):
            return None
        if zlib.crc32(data[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            return None
        if kind == b"IHDR":
            depth, colour, rest = data[body + 8], data[body + 9], data[body + 10 : end]
            if length != 13 or depth not in _DEPTHS.get(colour, ()) or rest[:2] != b"\0\0" or rest[2] > 1:
                return None
            size = _allowed(
                int.from_bytes(data[body : body + 4], "big"), int.from_bytes(data[body + 4 : body + 8], "big")
            )
            if size is None:
                return None
        at = end + 4
    return None


def _allowed(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width > 0 and height > 0 and width * height <= most("pixels") else None
