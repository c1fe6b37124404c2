"""The idx files of MNIST: arrays of bytes behind a header that says their size; plain, or compressed by gzip.

Format: the two files' description on the page of the MNIST database (LeCun, Cortes and Burges): two zero bytes, a byte
for the type (8: unsigned bytes), one for the number of dimensions, and each dimension as a big-endian 32-bit number.
"""

from __future__ import annotations

import gzip
import io
import math
import zlib
from typing import TYPE_CHECKING

import numpy as np

from engine.errors import EngineError
from engine.limits import NotPlainError, TooLargeError, read_plain, too_many

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 8
_GZIP = b"\x1f\x8b"
_DENSEST = 1032
"""Deflate makes at most so many bytes of one (zlib's technical page, "Maximum Compression Factor")."""


def read_bytes(path: Path) -> bytes:
    """The file as stored. Raises EngineError."""
    try:
        return read_plain(path, "image_bytes")
    except TooLargeError as error:
        raise EngineError(f"{path}: {error}") from error
    except NotPlainError as error:
        raise EngineError(f"{path}: {error.strerror}; put the original file here") from error
    except OSError as error:
        raise EngineError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error


def parse(path: Path, data: bytes, dimensions: int) -> np.ndarray:
    """The array in the bytes `data` of the file `path`, uint8 with so many `dimensions`, read-only.

    What the header claims is held against the limit on pixels and against what the file can hold before anything is
    inflated, and never more than that is inflated. Raises EngineError that names the file.
    """
    try:
        return _parsed(data, dimensions)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _unusable(path, f"it is damaged or cut short: {error}") from error
    except ValueError as error:
        raise _unusable(path, str(error)) from error


def to_bytes(array: np.ndarray) -> bytes:
    """A uint8 array as a plain idx file."""
    head = bytes((0, 0, _BYTES, array.ndim))
    return head + np.array(array.shape, ">u4").tobytes() + np.ascontiguousarray(array, np.uint8).tobytes()


def _parsed(data: bytes, dimensions: int) -> np.ndarray:
    start = 4 + 4 * dimensions
    packed = data[:2] == _GZIP
    source = gzip.GzipFile(fileobj=io.BytesIO(data)) if packed else io.BytesIO(data)
    with source:
        head = source.read(start)
        if len(head) < start or head[:4] != bytes((0, 0, _BYTES, dimensions)):
            raise ValueError(f"it does not begin as an idx file of bytes in {dimensions} dimensions does")
        shape = tuple(int(side) for side in np.frombuffer(head, ">u4", dimensions, 4))
        count = math.prod(shape)  # of Python's numbers, which do not overflow
        said = too_many("pixels", count)
        if said:
            raise ValueError(said)
        if count + start > (len(data) * _DENSEST if packed else len(data)):
            raise ValueError(f"its header claims {count:,} bytes, and it cannot hold them: it is cut short")
        values = source.read(count)
        if len(values) < count:
            raise ValueError(f"its header claims {count:,} bytes, and there are {len(values):,}: it is cut short")
        if source.read(1):
            raise ValueError(f"there is more in it than the {count:,} bytes that its header claims")
    return np.frombuffer(values, np.uint8).reshape(shape)


def _unusable(path: Path, why: str) -> EngineError:
    return EngineError(f"{path}: not a file of MNIST ({why}); put the original file here again")
