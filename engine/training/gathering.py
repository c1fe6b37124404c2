"""Before the first epoch: every picture read once, its features or pixels kept, its labels turned into targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.datasets.copies import fingerprint
from engine.errors import EngineError, PictureError
from engine.images import read_rgb_for
from engine.preprocessing import Preprocessing, prepare
from engine.steps import Step
from engine.training.features import FeatureCache, open_cache, picture_key, pyramid
from engine.training.materials import Features, Squares
from engine.training.targets import Row, Targets, stack, target

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import torch

    from engine.datasets.index import Index
    from engine.networks.network import Network
    from engine.training.learner import Material

DAMAGED = 0.05
"""The part of the pictures that may be damaged before a run stops: more is a broken folder, not a bad file."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """`train` and `validation` are what the epochs are fed; `fingerprints` (N×16 uint8) those of all their pictures;
    `skipped` the damaged ones: record name and what is wrong."""

    train: Material
    validation: Material
    fingerprints: np.ndarray
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class _Picture:
    key: str
    square: np.ndarray | None
    fingerprint: bytes
    target: Row


def gather(
    index: Index, train: Sequence[str], validation: Sequence[str], network: Network, how: How
) -> Generator[Step, None, Gathered]:
    """Yields a Step "features" for each picture. Raises EngineError where more than DAMAGED of them are damaged, where
    nothing of a part is left, or the disk is too small."""
    cache = open_cache(network, how.preprocessing) if how.frozen else None
    names = [*train, *validation]
    found: dict[str, _Picture] = {}
    skipped: list[tuple[str, str]] = []
    for done, name in enumerate(names, start=1):
        try:
            found[name] = _gathered(index, name, network, how, cache, len(names) - done + 1)
        except PictureError as error:
            skipped.append((name, str(error)))
            if len(skipped) > max(1, DAMAGED * len(names)):
                raise EngineError(
                    f"{index.dataset.root}: {len(skipped)} of the first {done} pictures are damaged, among them "
                    f"{error}; repair or remove them before training"
                ) from error
        yield Step("Looking at the pictures", done, len(names), "features", {"skipped": len(skipped)})
    parts = [[found[name] for name in part if name in found] for part in (train, validation)]
    for part, what in zip(parts, ("to learn from", "to validate on"), strict=True):
        if not part:
            raise EngineError(f"{index.dataset.root}: there is no picture {what}; label more pictures")
    materials = [_material(part, how, cache) for part in parts]
    marks = b"".join(picture.fingerprint for part in parts for picture in part)
    return Gathered(materials[0], materials[1], np.frombuffer(marks, np.uint8).reshape(-1, 16), tuple(skipped))


@dataclass(frozen=True, eq=False)
class How:
    """How pictures are turned into material: `mask_classes` beside the background are learnt."""

    preprocessing: Preprocessing
    mask_classes: int
    mask_stride: int
    frozen: bool
    device: torch.device


def _gathered(index: Index, name: str, network: Network, how: How, cache: FeatureCache | None, left: int) -> _Picture:
    """Raises PictureError for a damaged picture."""
    place = index.position(name)
    path = index.dataset.records[place].image
    side = how.preprocessing.side
    try:
        key = picture_key(path.read_bytes())
    except OSError as error:
        raise PictureError(path, f"cannot be read ({error.strerror or error})") from error
    square = None
    if cache is None:
        square = prepare(read_rgb_for(path, side)[0], side)
    elif not cache.is_whole(key):
        cache.check_space(left)
        cache.write(key, pyramid(network, prepare(read_rgb_for(path, side)[0], side), how.preprocessing, how.device))
    return _Picture(key, square, fingerprint(path), target(index, place, side, how.mask_classes, how.mask_stride))


def _material(pictures: Sequence[_Picture], how: How, cache: FeatureCache | None) -> Material:
    targets: Targets = stack([picture.target for picture in pictures])
    if cache is not None:
        return Features(cache, tuple(picture.key for picture in pictures), targets)
    squares = np.stack([picture.square for picture in pictures if picture.square is not None])
    return Squares(squares, how.preprocessing, targets)
