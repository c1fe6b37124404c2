"""How a network is trained: plain values with names, the recipe's own unless a person sets others. No torch.

The fields' annotations are the one table of what may be set: a `Literal`, or the names of a table, are the choices, a
`Range` bounds a number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal, get_args, get_origin, get_type_hints

from engine.errors import EngineError
from engine.policies import POLICIES

if TYPE_CHECKING:
    from collections.abc import Mapping

Plain = int | float | str


@dataclass(frozen=True, slots=True)
class Range:
    """What a number may be, both ends included."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class OneOf:
    """The names of a table."""

    names: tuple[str, ...]


Count = Annotated[int, Range(0, 1_000_000)]
Positive = Annotated[int, Range(1, 1_000_000)]
Share = Annotated[float, Range(0, 1)]
Below = Annotated[float, Range(0, 0.99999)]
Rate = Annotated[float, Range(1e-9, 10)]


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """One training's knobs.

    Length: `epochs` in all; the last `unfrozen` of them train the backbone too (at least `epochs`: end to end from the
    start), those before keep it as it came. `batch` counts pictures, in all processes together. `patience` ends a phase
    after so many epochs without a better validation score; 0: never.

    Rate: `rate` is the highest learning rate while the backbone is frozen, `unfrozen_rate` end to end; of that a
    backbone that came with weights gets the share `backbone_rate`. `schedule` says how the rate goes on after it has
    risen for the share `warmup` of the phase.

    Steps: `momentum` is SGD's, and AdamW's first beta; `weight_decay` is AdamW's decoupled one, or SGD's. `clip` is the
    longest gradient (L2 norm over all weights), 0 for any. `ema` is the decay of the moving average of the weights,
    which is then what is validated and kept; 0: none. `precision` mixed computes in 16 bits where that loses nothing
    that matters, auto does where it pays.

    Losses: `smoothing` is the label smoothing of the class; `class_weights` balanced weighs classes, and mask cells,
    by how rare they are.

    Pictures: `augmentation` says how much they vary; `corrected_weight` how often those are seen whose labels were
    corrected since the checkpoint the run starts from, where others are seen once. `views` plain+mirrored: validation
    and every prediction later see a picture and its mirror image and say the mean of both, in twice the time.
    """

    epochs: Positive
    unfrozen: Count = 0
    rate: Rate = 2e-3
    unfrozen_rate: Rate = 2e-3
    batch: Positive = 16
    weight_decay: Share = 0.02
    optimizer: Literal["adamw", "sgd"] = "adamw"
    momentum: Below = 0.9
    schedule: Literal["cosine", "one-cycle", "step", "constant"] = "cosine"
    warmup: Share = 0.1
    backbone_rate: Share = 0.1
    clip: Annotated[float, Range(0, 1e6)] = 0.0
    ema: Below = 0.0
    patience: Count = 0
    precision: Literal["auto", "float32", "mixed"] = "auto"
    class_loss: Literal["cross-entropy", "focal"] = "cross-entropy"
    smoothing: Below = 0.05
    class_weights: Literal["none", "balanced"] = "none"
    box_loss: Literal["giou", "diou", "ciou"] = "giou"
    mask_loss: Literal["cross-entropy", "focal", "dice", "lovasz", "cross-entropy+dice", "cross-entropy+lovasz"] = (
        "cross-entropy"
    )
    augmentation: Annotated[str, OneOf(tuple(POLICIES))] = "light"
    corrected_weight: Annotated[int, Range(1, 100)] = 2
    views: Literal["plain", "plain+mirrored"] = "plain"

    def frozen_epochs(self, epochs: int) -> int:
        """How many of `epochs` keep the backbone: none where all of its own epochs train it."""
        return 0 if self.unfrozen >= self.epochs else max(0, epochs - self.unfrozen)

    def with_set(self, values: Mapping[str, Plain]) -> Hyperparameters:
        """These, with `values` by name instead; of what trains the backbone from the start, more epochs do too. Raises
        EngineError for one that cannot be set so."""
        found = replace(self, **{name: checked(name, value) for name, value in values.items()})
        whole = self.unfrozen >= self.epochs and "unfrozen" not in values
        return replace(found, unfrozen=max(found.unfrozen, found.epochs)) if whole else found


def parse(text: str) -> tuple[str, Plain]:
    """Name and value of `NAME=VALUE`. Raises EngineError that lists what there is."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise EngineError(f"{text!r} is not NAME=VALUE; there are {', '.join(_kinds())}")
    return name, checked(name, value)


def checked(name: str, value: object) -> Plain:
    """`value`, plain or as text, as the hyperparameter `name` has it. Raises EngineError that says what it may be."""
    if name not in _kinds():
        raise EngineError(f"there is no hyperparameter {name!r}; there are {', '.join(_kinds())}")
    names = choices(name)
    if value in names:
        return str(value)
    if not names:
        number, bounds = _number(name)
        try:
            found = number(str(value))
        except ValueError:
            found = math.nan
        if bounds.least <= found <= bounds.most:
            return found
    raise EngineError(f"{name} cannot be {value}; {allowed(name)}")


def choices(name: str) -> tuple[str, ...]:
    """The names that the hyperparameter `name` may be; none where it is a number."""
    kind = _kinds()[name]
    if get_origin(kind) is Literal:
        return get_args(kind)
    allows = get_args(kind)[1]
    return allows.names if isinstance(allows, OneOf) else ()


def allowed(name: str) -> str:
    """What the hyperparameter `name` may be, in words."""
    names = choices(name)
    if names:
        return f"choose one of {', '.join(names)}"
    number, bounds = _number(name)
    least = f"{bounds.least:,.10g}".replace("e-0", "e-")
    return f"it is a {'whole ' if number is int else ''}number from {least} to {bounds.most:,.10g}"


def _number(name: str) -> tuple[type[int] | type[float], Range]:
    """The type and the range of a hyperparameter that is a number."""
    number, bounds = get_args(_kinds()[name])
    return number, bounds


@cache
def _kinds() -> dict[str, object]:
    hints = get_type_hints(Hyperparameters, include_extras=True)
    return {field.name: hints[field.name] for field in fields(Hyperparameters)}
