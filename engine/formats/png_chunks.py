"""What a PNG says beside its pixels (texts, colour profile, density), kept to the byte when these are written anew.

Source: W3C PNG, third edition, sections 5.3 (chunk layout), 5.6 (their order) and 14.2 (which may be copied).
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAGIC = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset((b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP"))
"""Of those that a changed picture may make wrong: painting in a mask does not."""
_OF_KIND = frozenset((b"bKGD", b"sBIT"))
"""They are laid out by the kind of the pixels, and true as long as that stays."""
_BEFORE_COLOURS, _BEFORE_PIXELS, _AFTER_PIXELS = range(3)


def kept(new: bytes, old: bytes) -> bytes:
    """The PNG `new` with what the PNG `old`, whose place it takes, says beside its pixels. `new` itself where one of
    them is no PNG."""
    if not (new.startswith(_MAGIC) and old.startswith(_MAGIC)):
        return new
    alike = new[24:26] == old[24:26]  # bit depth and colour type, in IHDR
    spare = [b"", b"", b""]
    stage = _BEFORE_COLOURS
    for kind, whole in _chunks(old):
        stage = {b"PLTE": _BEFORE_PIXELS, b"IDAT": _AFTER_PIXELS}.get(kind, stage)
        copied = kind[0] & 32 and (kind[3] & 32 or kind in _KEPT or (alike and kind in _OF_KIND))
        spare[stage] += whole if copied else b""
    out = [_MAGIC]
    for kind, whole in _chunks(new):
        if kind == b"IDAT":
            out += spare[:2]
            spare[:2] = b"", b""
        elif kind == b"PLTE":
            out.append(spare[0])
            spare[0] = b""
        elif kind == b"IEND":
            out.append(spare[2])
        out.append(whole)
    return b"".join(out)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and bytes of each chunk whose checksum holds."""
    place = len(_MAGIC)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        whole = data[place:end]
        if len(whole) == end - place and zlib.crc32(whole[4:-4]) == int.from_bytes(whole[-4:], "big"):
            yield whole[4:8], whole
        place = end
