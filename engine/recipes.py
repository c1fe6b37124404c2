"""The table of recipes: named networks with their training defaults. No torch, so that the window can list them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Collection

HEADS = ("class", "box", "mask")


@dataclass(frozen=True, slots=True)
class Recipe:
    """A named network and how it is trained.

    `input` is the side in pixels of the square a picture is fitted into. `pretrained_from` names the weights in
    `engine.weights` that the backbone wants, or None where it is meant to start from random ones. A run that starts
    from pretrained weights or from a checkpoint keeps its backbone frozen and trains the heads for `epochs`; one that
    starts from random weights trains everything for `scratch_epochs`. `rate` and `scratch_rate` are the highest
    learning rates of those two. `parameters` counts the network for one class and one mask class. `box_width` and
    `mask_width` are the channels of those heads.
    """

    name: str
    heads: tuple[str, ...]
    backbone: str
    width: float
    input: int
    pretrained_from: str | None
    parameters: int
    epochs: int
    rate: float
    scratch_epochs: int
    scratch_rate: float
    box_width: int = 64
    mask_width: int = 48
    dropout: float = 0.2
    batch: int = 16
    weight_decay: float = 0.02

    def with_heads(self, heads: Collection[str]) -> Recipe:
        """The recipe with those of its heads that `heads` names."""
        return replace(self, heads=tuple(head for head in self.heads if head in heads))


_RECIPES = (
    Recipe(
        name="multi-mobilenet_v2",
        heads=("class", "box", "mask"),
        backbone="mobilenet_v2",
        width=1.0,
        input=320,
        pretrained_from="mobilenet_v2",
        parameters=2400855,
        epochs=16,
        rate=2e-3,
        scratch_epochs=120,
        scratch_rate=2e-3,
    ),
    Recipe(
        name="localizer-mobilenet_v2",
        heads=("class", "box"),
        backbone="mobilenet_v2",
        width=1.0,
        input=320,
        pretrained_from="mobilenet_v2",
        parameters=2323333,
        epochs=16,
        rate=2e-3,
        scratch_epochs=120,
        scratch_rate=2e-3,
    ),
    Recipe(
        name="multi-small",
        heads=("class", "box", "mask"),
        backbone="mobilenet_v2",
        width=0.35,
        input=192,
        pretrained_from=None,
        parameters=564407,
        epochs=12,
        rate=3e-3,
        scratch_epochs=40,
        scratch_rate=3e-3,
    ),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _RECIPES}


def recipe_named(name: str) -> Recipe:
    """The recipe of that name. Raises EngineError that lists the names there are."""
    if name not in RECIPES:
        raise EngineError(f"there is no recipe {name!r}; choose one of {', '.join(RECIPES)}")
    return RECIPES[name]
