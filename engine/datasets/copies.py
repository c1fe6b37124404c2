"""Copies: the same picture twice, byte for byte or nearly, so that nobody tests on what was learnt."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image

from engine import images
from engine.errors import PictureError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LENGTH = 16
"""Bytes of a fingerprint: 8 of the file's SHA-256, 8 of difference hash."""

NEAR = 6
"""Two difference hashes of 64 bits that differ in at most so many are near copies. Among 774 photographs (299,000
pairs: pets, raccoons, VOC) every pair up to distance 7 is the same picture scaled, recoloured or written on, and the
nearest pair that is not lies at 9. Of pictures halved, recompressed or brightened, 97 % and more lie within 6."""

TELLING = range(12, 53)
"""Bits set in a hash that says something; photographs have 14 to 51. Flat pictures and gradients have nearly none, or
nearly all, and would all be copies of each other."""


def same_bytes(paths: Sequence[Path]) -> list[list[int]]:
    """The places in `paths`, those of files with the same bytes together; of a file that cannot be read in no group.
    Only files of one size are read."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for place, path in enumerate(paths):
        with suppress(OSError, ValueError):  # a COCO file may name what no disk can hold
            by_size[path.stat().st_size].append(place)
    groups: list[list[int]] = []
    for alike in by_size.values():
        by_bytes: dict[bytes, list[int]] = defaultdict(list)
        for place in alike:
            with suppress(OSError):
                by_bytes[_digest(paths[place]) if len(alike) > 1 else b""].append(place)
        groups += by_bytes.values()
    return groups


def fingerprint(path: Path) -> bytes:
    """16 bytes that know a picture again: 8 of the SHA-256 of the file, then 8 of difference hash.

    The difference hash says of each pair of neighbours in a row of a 9×8 grey thumbnail of the upright picture whether
    the right one is brighter: it survives scaling, compression and a change of brightness. A picture that cannot be
    decoded gets a flat one (zeros), which is never near anything. Raises PictureError where the file cannot be read.
    """
    try:
        digest = _digest(path)[:8]
    except OSError as error:
        raise PictureError(path, f"cannot be read ({error.strerror})") from error
    try:
        pixels, _ = images.read_rgb_for(path, 32)
    except PictureError:
        return digest + bytes(8)
    return digest + difference_hash(pixels)


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def difference_hash(pixels: np.ndarray) -> bytes:
    """The 8 bytes of difference hash of an H×W×3 uint8 picture."""
    small = Image.fromarray(pixels).convert("L").resize((9, 8), Image.Resampling.BOX)
    grey = np.asarray(small, np.int16)
    return np.packbits(grey[:, 1:] > grey[:, :-1]).tobytes()


@dataclass(frozen=True, slots=True)
class Copy:
    """Row `probe` of the pictures asked about is row `known` of the known ones again."""

    probe: int
    known: int
    kind: Literal["exact", "near"]


def find_copies(probes: np.ndarray, known: np.ndarray) -> tuple[Copy, ...]:
    """For each of `probes` uint8 (M, 16) that has a copy in `known` uint8 (N, 16): the best one, exact before near."""
    if not len(probes) or not len(known):
        return ()
    places = {row[:8].tobytes(): n for n, row in reversed(list(enumerate(known)))}
    bits = np.ascontiguousarray(known[:, 8:]).view(np.uint64).ravel()
    usable = np.flatnonzero(_telling(bits))
    found: list[Copy] = []
    for m, row in enumerate(probes):
        exact = places.get(row[:8].tobytes())
        if exact is not None:
            found.append(Copy(m, exact, "exact"))
            continue
        own = np.frombuffer(row[8:].tobytes(), np.uint64)
        if not len(usable) or not _telling(own)[0]:
            continue
        distance = np.bitwise_count(bits[usable] ^ own[0])
        if distance.min() <= NEAR:
            found.append(Copy(m, int(usable[int(distance.argmin())]), "near"))
    return tuple(found)


def _telling(bits: np.ndarray) -> np.ndarray:
    """Which hashes, uint64 (N,), say anything."""
    count = np.bitwise_count(bits)
    return (count >= TELLING.start) & (count < TELLING.stop)
