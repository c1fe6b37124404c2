"""Stamps of a picture's truth, which change when it does: whether two reports measured on the same labels.

A stamp is the digest of what was read for every network (class, box and, where all objects were measured, those), that
of the mask where one was read, and, behind a point, that of class and box alone where the first holds more. Networks
with different heads read different labels of a picture; what both read is compared.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

_DIGITS = 8  # hexadecimal, of each digest


class _Read(NamedTuple):
    told: str
    mask: str
    target: str
    objects: bool


def made(target: tuple[object, ...], objects: tuple[object, ...] = (), mask: np.ndarray | None = None) -> str:
    """The stamp of plain values, `objects` empty where they are not measured, and the mask as the folder has it."""
    told = _digest(repr((*target, *objects)).encode("utf-8", "surrogateescape"))
    told += "" if mask is None else _digest(mask.tobytes())
    return f"{told}.{_digest(repr(target).encode('utf-8', 'surrogateescape'))}" if objects else told


def same(a: str, b: str) -> bool:
    """Whether two stamps are of the same truth, as far as both saw it."""
    first, second = _read(a), _read(b)
    if first.mask and second.mask and first.mask != second.mask:
        return False
    alike = first.told == second.told
    return alike or (first.target == second.target and not (first.objects and second.objects))


def _read(stamp: str) -> _Read:
    digests, _, target = stamp.partition(".")
    return _Read(digests[:_DIGITS], digests[_DIGITS:], target or digests[:_DIGITS], bool(target))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]
