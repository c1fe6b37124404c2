"""A picture grid of what training sees: pictures as they are, and as an augmentation policy varies them.

Everything is drawn from what a material hands to the network (`engine.training.materials.Squares`): the pixels, and the
boxes, masks and classes that it is to learn from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from engine.datasets.index import index as read_index
from engine.errors import EngineError, PictureError
from engine.images import read_rgb_for
from engine.policies import Policy, policy_named
from engine.preprocessing import Preprocessing, prepare
from engine.recipes import Recipe, recipe_named
from engine.steps import Step
from engine.training.chance import Chance
from engine.training.gathering import How, row_of
from engine.training.materials import Squares
from engine.training.picture_grid import Tile, grid
from engine.training.targets import Row, stack
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator

    from engine.datasets.index import Index


def augmentations(
    folder: str, recipe: str, policy: str | None = None, images: int = 4, variants: int = 5, seed: int = 0
) -> Generator[Step, None, dict[str, object]]:
    """The call `augmentations`: a row for each of `images` pictures of the folder, chosen by `seed`: as it is, then
    `variants` times varied as so many epochs would vary it.

    Returns {"pixels": height×width×3 uint8 RGB, "policy", "recipe", "images": the names of the pictures, "says": a
    sentence}. `policy` None is the recipe's own. Steps: those of the index, then kind "progress". Raises EngineError
    for a recipe or a policy that is not there, and where no picture can be read.
    """
    named = recipe_named(recipe)
    chosen = policy_named(named.training.augmentation if policy is None else policy)
    index = yield from read_index(folder)
    how = How(named, Preprocessing(side=named.input), False, torch.device("cpu"), chosen.name)
    found: dict[str, tuple[np.ndarray, Row]] = {}
    last: PictureError | None = None
    for place in _worth_seeing(index, seed):
        if len(found) == images:
            break
        record = index.dataset.records[place]
        try:
            square = prepare(read_rgb_for(record.image, how.preprocessing.side)[0], how.preprocessing.side)
        except PictureError as error:
            last = error
            continue
        found[record.name] = square, row_of(index, place, how)
        yield Step("Looking at the pictures", len(found), images)
    if not found:
        raise EngineError(f"{index.dataset.root}: there is no picture to vary{f', for one {last}' if last else ''}")
    squares, rows = [square for square, _ in found.values()], [row for _, row in found.values()]
    material = Squares(squares, range(len(rows)), stack(rows), how.preprocessing, chosen)
    tiles = yield from _tiles(material, named, index, variants, seed)
    heads = ["as it is", *(f"varied {epoch}" for epoch in range(1, variants + 1))]
    yield Step("Drawing", 1, 1)
    pixels = grid(tiles, heads, list(found))
    says = _says(named, chosen, len(found))
    return {"pixels": pixels, "policy": chosen.name, "recipe": named.name, "images": list(found), "says": says}


def _worth_seeing(index: Index, seed: int) -> list[int]:
    """The places of all pictures in an order of chance, those that teach most kinds of things first."""
    order = np.random.default_rng(seed).permutation(len(index.dataset.records)).tolist()

    def kinds(place: int) -> int:
        label, box = index.target(place)
        return (label >= 0) + (box is not None) + bool(index.has_mask[place])

    return sorted(order, key=kinds, reverse=True)


def _tiles(
    material: Squares, recipe: Recipe, index: Index, variants: int, seed: int
) -> Generator[Step, None, list[list[Tile]]]:
    """A row of tiles for each picture of the material."""
    rows: list[list[Tile]] = [[] for _ in material.rows]
    for epoch in range(variants + 1):
        chance = Chance(seed, epoch) if epoch else None
        prepared = material.prepare(range(len(rows)), chance)
        targets = prepared.targets
        for place, row in enumerate(rows):
            picture = prepared.inputs[0][place].permute(1, 2, 0).numpy()
            label = int(targets.classes[place]) if "class" in recipe.heads else -1
            box = targets.boxes[place].numpy()
            shows_box = "box" in recipe.heads and not np.isnan(box[0])
            row.append(
                Tile(
                    picture,
                    targets.masks[place].numpy(),
                    box if shows_box else None,
                    targets.objects[place] if targets.objects else None,
                    index.classes[label] if label >= 0 else "",
                    index.classes,
                )
            )
        yield Step("Varying the pictures", epoch + 1, variants + 1)
    return rows


def _says(recipe: Recipe, policy: Policy, count: int) -> str:
    said = f"{recipe.name} sees {counted(count, 'picture')} {policy.says} ({policy.name})."
    if not recipe.training.unfrozen and policy.name not in ("none", "flip"):
        kept = "mirrored and as they are" if policy.flip else "as they are"
        said += f" As long as the backbone stays as it came it sees them {kept} only."
    return said
