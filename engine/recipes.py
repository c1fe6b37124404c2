"""The table of recipes: named networks with their training defaults. No torch, so that the window can list them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.hyperparameters import Hyperparameters

if TYPE_CHECKING:
    from collections.abc import Collection

HEADS = ("class", "box", "mask", "detections")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A named network and how it is trained.

    `input` is the side in pixels of the square a picture is fitted into. `pretrained_from` names the weights in
    `engine.weights` that the backbone wants, or None where it is meant to start from random ones. A run that starts
    from pretrained weights or from a checkpoint follows `training`; one that starts from random weights `scratch`.
    `random_start` says that random weights are what the recipe is for, and need not be asked for. `parameters` counts
    the network for one class and one mask class. `mask_head` names what draws masks, on a grid of one cell to
    `mask_stride` × `mask_stride` pixels of the square. `box_width` and `mask_width` are the channels of those heads.
    """

    name: str
    heads: tuple[str, ...]
    backbone: str
    input: int
    pretrained_from: str | None
    parameters: int
    training: Hyperparameters
    scratch: Hyperparameters
    random_start: bool = False
    width: float = 1.0
    mask_head: str = "light"
    mask_stride: int = 4
    box_width: int = 64
    mask_width: int = 48
    dropout: float = 0.2

    def with_heads(self, heads: Collection[str]) -> Recipe:
        """The recipe with those of its heads that `heads` names."""
        return replace(self, heads=tuple(head for head in self.heads if head in heads))


_HEADS_ONLY = Hyperparameters(epochs=16, rate=2e-3)
_FROM_SCRATCH = Hyperparameters(epochs=120, unfrozen=120, unfrozen_rate=2e-3)

_RECIPES = (
    Recipe(
        name="multi-mobilenet_v2",
        heads=("class", "box", "mask"),
        backbone="mobilenet_v2",
        input=320,
        pretrained_from="mobilenet_v2",
        parameters=2400855,
        training=_HEADS_ONLY,
        scratch=_FROM_SCRATCH,
    ),
    Recipe(
        name="localizer-mobilenet_v2",
        heads=("class", "box"),
        backbone="mobilenet_v2",
        input=320,
        pretrained_from="mobilenet_v2",
        parameters=2323333,
        training=_HEADS_ONLY,
        scratch=_FROM_SCRATCH,
    ),
    Recipe(
        name="multi-small",
        heads=("class", "box", "mask"),
        backbone="mobilenet_v2",
        width=0.35,
        input=192,
        pretrained_from=None,
        parameters=564407,
        training=Hyperparameters(epochs=12, rate=3e-3),
        scratch=Hyperparameters(epochs=40, unfrozen=40, unfrozen_rate=3e-3),
    ),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _RECIPES}


def recipe_named(name: str) -> Recipe:
    """The recipe of that name. Raises EngineError that lists the names there are."""
    if name not in RECIPES:
        raise EngineError(f"there is no recipe {name!r}; choose one of {', '.join(RECIPES)}")
    return RECIPES[name]
