"""The table of augmentation policies: how pictures are varied while a network learns. No torch: the window lists them.

What a policy does with a picture, and with its boxes and masks, is `engine.training.augmentation`.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import EngineError

GREY = (124, 116, 104)
"""The mean colour of ImageNet's pictures, red, green, blue 0..255: zero to a network that normalises by it."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Each picture's brightness, contrast and saturation are multiplied by factors in 1 ± these."""

    brightness: float
    contrast: float
    saturation: float


@dataclass(frozen=True, slots=True)
class Turning:
    """A turn by up to ± `degrees`, a shear by up to ± `shear` degrees, a scale in `scale`, a shift by up to ± `shift`
    of the side; of `share` of the pictures."""

    degrees: float
    shear: float
    scale: tuple[float, float]
    shift: float
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Policy:
    """`says` is for people. `flip`: half of the pictures are seen left to right. `crop`: the least side of the part
    that is cut out and enlarged, in 0..1 of the whole. A picture is turned or cut out, never both: each resamples it.
    `placed`: it is moved as a whole instead, to any place where its boxes stay inside. `fill` is what is seen beyond
    its edges."""

    name: str
    says: str
    flip: bool = False
    crop: float | None = None
    placed: bool = False
    turning: Turning | None = None
    colours: Colours | None = None
    fill: tuple[int, int, int] = GREY


_POLICIES = (
    Policy("none", "as they are"),
    Policy("flip", "half of them mirrored", flip=True),
    Policy(
        "light",
        "mirrored, a part cut out and enlarged, lit differently",
        flip=True,
        crop=0.65,
        colours=Colours(0.3, 0.2, 0.3),
    ),
    Policy(
        "strong",
        "mirrored, cut out or turned and moved, lit and coloured differently",
        flip=True,
        crop=0.5,
        turning=Turning(15, 6, (0.8, 1.4), 0.1, share=0.5),
        colours=Colours(0.4, 0.4, 0.5),
    ),
    Policy(
        "digits",
        "turned and moved a little, never mirrored",
        turning=Turning(8, 5, (0.9, 1.1), 0.06),
        fill=(0, 0, 0),
    ),
    Policy("anywhere", "moved to any place where their boxes stay inside", placed=True, fill=(0, 0, 0)),
)

POLICIES: dict[str, Policy] = {policy.name: policy for policy in _POLICIES}


def policy_named(name: str) -> Policy:
    """The policy of that name. Raises EngineError that lists the names there are."""
    if name not in POLICIES:
        raise EngineError(f"there is no augmentation {name!r}; choose one of {', '.join(POLICIES)}")
    return POLICIES[name]
