"""The feature cache: what a frozen backbone says of each picture, kept so that an epoch only trains the heads.

One file a picture, named by the picture's bytes, in a folder named by the preprocessing and the backbone's weights:
two views (plain, mirrored), each the pyramid's levels one after the other as float16, the channels of a place beside
each other (heads learn a quarter faster so), and a checksum. A file appears whole by renaming, so a run killed in the
middle goes on where it was, and one that is not whole is made again.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import tempfile
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from engine import places
from engine.errors import EngineError
from engine.preprocessing import Preprocessing, normalize
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.networks.folding import Reader
    from engine.networks.making import AnyNetwork

VIEWS = 2
_FORMAT = "features-3"
_CHECK = 4
_MOST = torch.finfo(torch.float16).max
_KEEP = 30 * 24 * 3600
"""Seconds after which a folder of features that no run has used is removed."""


@dataclass(frozen=True)
class FeatureCache:
    """`shapes` are those of the pyramid's levels, channels×rows×columns."""

    folder: Path
    shapes: tuple[tuple[int, int, int], ...]

    def path(self, picture: str) -> Path:
        """The file of a picture that `picture_key` names."""
        return self.folder / picture[:2] / picture

    def is_whole(self, picture: str) -> bool:
        try:
            data = self.path(picture).read_bytes()
        except OSError:
            return False
        if len(data) != self.bytes_each:
            return False
        return zlib.crc32(memoryview(data)[:-_CHECK]) == int.from_bytes(data[-_CHECK:], "little")

    @property
    def bytes_each(self) -> int:
        return VIEWS * self._values * 2 + _CHECK

    @property
    def _values(self) -> int:
        return sum(math.prod(shape) for shape in self.shapes)

    def write(self, picture: str, pyramid: Sequence[torch.Tensor]) -> None:
        """Keep the pyramid of a picture's two views, each level 2×channels×rows×columns; what is beyond float16
        becomes its largest value. Raises EngineError."""
        halves = [level.detach().clamp(-_MOST, _MOST).to("cpu", torch.float16).permute(0, 2, 3, 1) for level in pyramid]
        data = b"".join(half[view].numpy().tobytes() for view in range(VIEWS) for half in halves)
        path = self.path(picture)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.write(zlib.crc32(data).to_bytes(_CHECK, "little"))
                Path(name).replace(path)
            except BaseException:
                with suppress(OSError):
                    Path(name).unlink()
                raise
        except OSError as error:
            raise EngineError(f"{self.folder}: features cannot be kept here ({error.strerror or error})") from error

    def read(self, pictures: Sequence[str], views: Sequence[int]) -> list[torch.Tensor]:
        """One view each of these pictures: the levels, N×channels×rows×columns float32 on the CPU, channels last."""
        rows = []
        for picture, view in zip(pictures, views, strict=True):
            kept = np.memmap(self.path(picture), np.float16, "r", shape=(VIEWS, self._values))
            rows.append(kept[view])
        levels, first = [], 0
        for channels, height, width in self.shapes:
            end = first + channels * height * width
            level = torch.from_numpy(np.stack([row[first:end] for row in rows])).float()
            levels.append(level.reshape(-1, height, width, channels).permute(0, 3, 1, 2))
            first = end
        return levels

    def check_space(self, missing: int) -> None:
        """Raises EngineError where the features of `missing` more pictures would fill the disk."""
        needed = missing * self.bytes_each
        free = shutil.disk_usage(self.folder).free
        if needed > 0.9 * free:
            raise EngineError(
                f"{self.folder}: the features of {counted(missing, 'picture')} need {needed / 1e9:.1f} GB and "
                f"{free / 1e9:.1f} GB are free; make room, or set OVERLAP_CACHE to a folder on a larger disk"
            )


def open_cache(network: AnyNetwork, preprocessing: Preprocessing) -> FeatureCache:
    """The cache for this backbone, the levels its heads read, and preprocessing. Removes the folders that no run has
    used for a month."""
    device = next(network.backbone.parameters()).device
    with torch.inference_mode():
        probe = network.backbone(torch.zeros(1, 3, preprocessing.side, preprocessing.side, device=device))
    shapes = tuple((level.shape[1], level.shape[2], level.shape[3]) for level in probe)
    seen = {name: value for name, value in preprocessing.to_json().items() if name != "mirrored"}  # both views are kept
    weights = hashlib.sha256(json.dumps([_FORMAT, seen, shapes]).encode())
    for name, tensor in network.backbone.state_dict().items():
        weights.update(name.encode() + tensor.detach().cpu().numpy().tobytes())
    folder = places.cache() / "features" / weights.hexdigest()[:24]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
    except OSError as error:
        raise EngineError(f"{folder}: the feature cache cannot be made ({error.strerror or error})") from error
    for other in folder.parent.iterdir():
        if other.is_dir() and other.stat().st_mtime < time.time() - _KEEP:
            shutil.rmtree(other, ignore_errors=True)
    return FeatureCache(folder, shapes)


def picture_key(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


@torch.inference_mode()
def pyramid(backbone: Reader, square: np.ndarray, preprocessing: Preprocessing, device: torch.device) -> list:
    """The features of a prepared picture and its mirror image. Always these two alone: in a larger batch the last bits
    would depend on the company, and a resumed run would not follow the same curve."""
    plain = normalize(torch.from_numpy(square[None]).to(device), preprocessing)
    return list(backbone(torch.cat((plain, plain.flip(-1)))))
