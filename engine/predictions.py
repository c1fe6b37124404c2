"""The prediction cache: one compressed file a picture and checkpoint, under the user's cache."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import struct
import tempfile
import zlib
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import numpy as np

from engine import places
from engine.annotation import Annotation, Box, Instance, Rle

KEPT = 20
"""Checkpoints whose predictions are kept, those used last: 30 MB each for the pets' 7,000 pictures."""

_FORMAT = b"OVP1"
_LEVEL = 1  # a 500×375 mask: 1 ms and 2 kB; the default level is 3 times slower and 20 % smaller


def key(checkpoint: Path) -> str:
    """What names a checkpoint's predictions: 16 hex digits of its bytes. Raises OSError where it cannot be read."""
    with checkpoint.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def store(key: str, image: Path, prediction: Annotation) -> None:
    """Keep `prediction` of the picture `image` as it lies on disk now. Raises OSError where the cache is not writable.

    Replaced whole but not flushed to disk: what a power cut spoils is recognised by `load` and predicted again. The
    first prediction of a checkpoint drops those of the checkpoints not used for longest.
    """
    path = _path(key, image)
    new = not _folder(key).exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    if new:
        _prune(key)
    handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_packed(prediction))
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def load(key: str, image: Path) -> Annotation | None:
    """The kept prediction, or None where there is none: never made, damaged, or the picture's file has changed."""
    try:
        found = _unpacked(_path(key, image).read_bytes())
    except (OSError, ValueError, TypeError, KeyError, struct.error, zlib.error):
        return None
    with suppress(OSError):
        os.utime(_folder(key))  # this checkpoint is in use
    return found


def _prune(key: str) -> None:
    """Keep the predictions of `key` and of the `KEPT` - 1 other checkpoints used last. Never fails."""
    used: list[tuple[int, Path]] = []
    with suppress(OSError):
        for folder in _folder(key).parent.iterdir():
            if folder.name != key and re.fullmatch("[0-9a-f]{16}", folder.name):
                with suppress(OSError):  # another process has just dropped it
                    used.append((folder.stat().st_mtime_ns, folder))
    for _, folder in sorted(used, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)


def _folder(key: str) -> Path:
    return places.cache() / "predictions" / key


def _path(key: str, image: Path) -> Path:
    """Named by place, time and size of the picture's file, so that a changed picture has no prediction."""
    image = image.resolve()
    state = image.stat()
    name = hashlib.sha256(f"{image}\0{state.st_mtime_ns}\0{state.st_size}".encode("utf-8", "surrogateescape"))
    digest = name.hexdigest()[:32]
    return _folder(key) / digest[:2] / f"{digest}.prediction"


def _packed(prediction: Annotation) -> bytes:
    """magic, CRC of the rest, length of the JSON, JSON, mask bytes; the latter three compressed together."""
    plain = {name: getattr(prediction, name) for name in ("width", "height", "label", "label_score", "source")}
    plain["likely"] = prediction.likely
    plain["instances"] = [asdict(instance) for instance in prediction.instances]
    plain["mask"] = prediction.mask is not None
    text = json.dumps(plain).encode()
    mask = b"" if prediction.mask is None else np.ascontiguousarray(prediction.mask, np.uint8).tobytes()
    body = zlib.compress(struct.pack("<I", len(text)) + text + mask, _LEVEL)
    return _FORMAT + struct.pack("<I", zlib.crc32(body)) + body


def _unpacked(data: bytes) -> Annotation:
    """Raises ValueError, struct.error, zlib.error, KeyError or TypeError where the bytes are not what was stored."""
    if data[:4] != _FORMAT or struct.unpack("<I", data[4:8])[0] != zlib.crc32(data[8:]):
        raise ValueError("not a whole prediction")
    body = zlib.decompress(data[8:])
    (length,) = struct.unpack("<I", body[:4])
    plain = json.loads(body[4 : 4 + length])
    mask = None
    if plain.pop("mask"):
        mask = np.frombuffer(body, np.uint8, offset=4 + length).reshape(plain["height"], plain["width"])
    instances = tuple(_instance(fields) for fields in plain.pop("instances"))
    likely = tuple((str(name), float(score)) for name, score in plain.pop("likely", ()))
    return Annotation(**plain, instances=instances, mask=mask, likely=likely)


def _instance(fields: dict) -> Instance:
    polygons = tuple(tuple((float(x), float(y)) for x, y in polygon) for polygon in fields["polygons"])
    pairs = tuple((str(name), str(value)) for name, value in fields["attributes"])
    pixels = None if fields["rle"] is None else Rle(**fields["rle"])
    return Instance(**fields | {"box": Box(**fields["box"]), "polygons": polygons, "attributes": pairs, "rle": pixels})
