"""Before the first epoch: every picture read once, its features or pixels kept, its labels turned into targets."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine import distributed
from engine.datasets.copies import fingerprint
from engine.errors import EngineError, PictureError
from engine.exporting.reader import reader
from engine.images import read_rgb_for
from engine.policies import policy_named
from engine.preprocessing import Preprocessing, prepare
from engine.steps import Step
from engine.training.features import FeatureCache, open_cache, picture_key, pyramid
from engine.training.materials import BothViews, Features, Squares
from engine.training.shelf import Shelf
from engine.training.targets import Row, Targets, objects_of, stack, target

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import torch

    from engine.datasets.index import Index
    from engine.networks.folding import Reader
    from engine.networks.making import AnyNetwork
    from engine.recipes import Recipe
    from engine.training.ahead import Preparing
    from engine.training.learner import Material

DAMAGED = 0.05
"""The part of the pictures that may be damaged before a run stops: more is a broken folder, not a bad file."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """`train` and `validation` are what the epochs are fed; `fingerprints` (N×16 uint8) those of all their pictures;
    `skipped` the damaged ones: record name and what is wrong."""

    train: Preparing
    validation: Material
    fingerprints: np.ndarray
    skipped: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)
class _Picture:
    """`key` of its features, or its `row` on the shelf."""

    key: str
    row: int
    fingerprint: bytes
    target: Row


def gather(
    index: Index, train: Sequence[str], validation: Sequence[str] | None, network: AnyNetwork, how: How
) -> Generator[Step, None, Gathered]:
    """Yields a Step "features" for each picture. Without a `validation` part what is learnt from stands for it. Raises
    EngineError where more than DAMAGED of them are damaged, nothing of a part is left, or the disk is too small."""
    parts = (train,) if validation is None else (train, validation)
    names = [name for part in parts for name in part]
    if how.frozen:
        cache = open_cache(network, how.preprocessing)
        backbone = reader(network.backbone, how.preprocessing.side, how.device)
        yield from _extract_share(index, names, backbone, how, cache)
        return (yield from _gather(index, parts, backbone, how, cache))
    shelf = Shelf(len(names), how.preprocessing.side)
    try:
        return (yield from _gather(index, parts, network.backbone, how, shelf))
    finally:
        shelf.close()


def _extract_share(
    index: Index, names: Sequence[str], backbone: Reader, how: How, cache: FeatureCache
) -> Generator[Step, None, None]:
    """Of several processes each makes its share of the features; those that have one cache then find all of them."""
    if distributed.size() == 1:
        return
    mine = distributed.share(names)
    for done, name in enumerate(mine, start=1):
        with suppress(PictureError):  # named when all are looked at
            _gathered(index, name, backbone, how, cache, len(mine) - done + 1)
        yield Step("Looking at the pictures", done, len(mine), "features")
    distributed.of_all(None)


def _gather(
    index: Index, wanted: Sequence[Sequence[str]], backbone: Reader, how: How, store: FeatureCache | Shelf
) -> Generator[Step, None, Gathered]:
    names = [name for part in wanted for name in part]
    found: dict[str, _Picture] = {}
    skipped: list[tuple[str, str]] = []
    for done, name in enumerate(names, start=1):
        try:
            found[name] = _gathered(index, name, backbone, how, store, len(names) - done + 1)
        except PictureError as error:
            skipped.append((name, str(error)))
            if len(skipped) > max(1, DAMAGED * len(names)):
                raise EngineError(
                    f"{index.dataset.root}: {len(skipped)} of the first {done} pictures are damaged, among them "
                    f"{error}; repair or remove them before training"
                ) from error
        yield Step("Looking at the pictures", done, len(names), "features", {"skipped": len(skipped)})
    parts = [[found[name] for name in part if name in found] for part in wanted]
    for part, what in zip(parts, ("to learn from", "to validate on"), strict=False):
        if not part:
            raise EngineError(f"{index.dataset.root}: there is no picture {what}; label more pictures")
    learnt, *others = _materials(parts, how, store)
    shown = others[0] if others else learnt
    validated = BothViews(shown) if how.preprocessing.mirrored else shown
    marks = b"".join(picture.fingerprint for part in parts for picture in part)
    return Gathered(learnt, validated, np.frombuffer(marks, np.uint8).reshape(-1, 16), tuple(skipped))


@dataclass(frozen=True, eq=False)
class How:
    """How pictures are turned into material for `recipe`, of the labels that its heads learn; `augmentation` names the
    policy by which they vary."""

    recipe: Recipe
    preprocessing: Preprocessing
    frozen: bool
    device: torch.device
    augmentation: str = "light"


def _gathered(index: Index, name: str, backbone: Reader, how: How, store: FeatureCache | Shelf, left: int) -> _Picture:
    """Raises PictureError for a damaged picture."""
    place = index.position(name)
    path = index.dataset.records[place].image
    side = how.preprocessing.side
    try:
        key = picture_key(path.read_bytes())
    except OSError as error:
        raise PictureError(path, f"cannot be read ({error.strerror or error})") from error
    row = 0
    if isinstance(store, Shelf):
        row = store.add(prepare(read_rgb_for(path, side)[0], side))
    elif not store.is_whole(key):
        store.check_space(left)
        store.write(key, pyramid(backbone, prepare(read_rgb_for(path, side)[0], side), how.preprocessing, how.device))
    return _Picture(key, row, fingerprint(path), row_of(index, place, how))


def row_of(index: Index, place: int, how: How) -> Row:
    """What the picture at `place` of the index is to teach, nothing varied."""
    recipe, cells = how.recipe, how.preprocessing.side // how.recipe.mask_stride
    wanted = target(index, place, cells, len(index.mask_classes) if "mask" in recipe.heads else 0)
    if "detections" not in recipe.heads:
        return wanted
    return wanted._replace(objects=objects_of(index, place, cells if recipe.object_masks else 0))


def _materials(
    parts: Sequence[Sequence[_Picture]], how: How, store: FeatureCache | Shelf
) -> Sequence[Features | Squares]:
    policy = policy_named(how.augmentation)
    targets: list[Targets] = [stack([picture.target for picture in part]) for part in parts]
    if isinstance(store, Shelf):
        squares = store.squares()
        rows = [[picture.row for picture in part] for part in parts]
        return [Squares(squares, *each, how.preprocessing, policy) for each in zip(rows, targets, strict=True)]
    keys = [tuple(picture.key for picture in part) for part in parts]
    return [Features(store, *each, policy) for each in zip(keys, targets, strict=True)]
