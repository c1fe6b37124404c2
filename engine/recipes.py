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
    `engine.weights` that the network wants, or None where it is meant to start from random ones. A run that starts
    from pretrained weights or from a checkpoint follows `training`; one that starts from random weights `scratch`.
    `random_start` says that random weights are what the recipe is for, and need not be asked for. `parameters` counts
    the network for one class and one mask class. `mask_head` names what draws masks, on a grid of one cell to
    `mask_stride` × `mask_stride` pixels of the square. `box_width` and `mask_width` are the channels of those heads;
    the box is read from the levels of `box_strides`, finer first. `object_width` are the channels of our detector's
    head. `detector` is what torchvision calls a detector whose backbone and heads belong together, None where the
    network is ours; with `object_masks` it draws every object it finds.
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
    box_strides: tuple[int, ...] = (16, 32)
    mask_width: int = 48
    object_width: int = 96
    dropout: float = 0.2
    detector: str | None = None
    object_masks: bool = False

    def with_heads(self, heads: Collection[str]) -> Recipe:
        """The recipe with those of its heads that `heads` names."""
        return replace(self, heads=tuple(head for head in self.heads if head in heads))


_HEADS_ONLY = Hyperparameters(epochs=16, rate=2e-3)
_FROM_SCRATCH = Hyperparameters(epochs=120, unfrozen=120, unfrozen_rate=2e-3)
_LARGE_FROM_SCRATCH = Hyperparameters(epochs=120, unfrozen=120, unfrozen_rate=1e-3, batch=8)
_UNET = Hyperparameters(epochs=80, unfrozen=80, unfrozen_rate=1e-3, batch=8)
_GENTLY = Hyperparameters(epochs=20, unfrozen=4, rate=5e-4, unfrozen_rate=1e-4, batch=8)
"""For networks whose heads may come pretrained too; at the end everything learns a little."""

_DIGITS = Hyperparameters(
    epochs=16, unfrozen=16, unfrozen_rate=4e-3, batch=64, precision="float32", augmentation="anywhere"
)

_MOBILENET_V3 = Recipe(
    name="multi-mobilenet_v3_large",
    heads=("class", "box", "mask"),
    backbone="mobilenet_v3_large",
    input=320,
    pretrained_from="mobilenet_v3_large",
    parameters=3114951,
    training=_HEADS_ONLY,
    scratch=_FROM_SCRATCH,
)
_RESNET50 = replace(
    _MOBILENET_V3,
    name="multi-resnet50",
    backbone="resnet50",
    pretrained_from="resnet50",
    parameters=23909911,
    scratch=_LARGE_FROM_SCRATCH,
)
_DEEPLAB = Recipe(
    name="deeplabv3-mobilenet_v3_large",
    heads=("mask",),
    backbone="mobilenet_v3_large_dilated",
    input=320,
    pretrained_from="deeplabv3_mobilenet_v3_large",
    parameters=11020082,
    training=_GENTLY,
    scratch=_LARGE_FROM_SCRATCH,
    mask_head="deeplab",
)
_FASTER = Recipe(
    name="fasterrcnn-mobilenet_v3_large_320",
    heads=("detections",),
    backbone="mobilenet_v3_large",
    input=320,
    pretrained_from="fasterrcnn_mobilenet_v3_large_320_fpn",
    parameters=18954629,
    training=_GENTLY,
    scratch=_LARGE_FROM_SCRATCH,
    detector="fasterrcnn_mobilenet_v3_large_320_fpn",
)
_WHOLE = Hyperparameters(epochs=12, unfrozen=12, unfrozen_rate=1e-4, batch=4)
"""For large detectors that come whole: the features of one picture would take 35 MB, so nothing is kept of them."""

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
    _MOBILENET_V3,
    replace(_MOBILENET_V3, name="localizer-mobilenet_v3_large", heads=("class", "box"), parameters=3051637),
    _RESNET50,
    # From the 7×7×2048 features alone, so that little is kept of each picture and an epoch takes a moment.
    replace(
        _RESNET50, name="localizer-resnet50", heads=("class", "box"), input=224, parameters=23651205, box_strides=(32,)
    ),
    Recipe(
        name="unet",
        heads=("mask",),
        backbone="unet",
        input=256,
        pretrained_from=None,
        parameters=1943586,
        training=_UNET,
        scratch=_UNET,
        random_start=True,
        width=0.25,
        mask_head="unet",
        mask_stride=1,
        mask_width=16,
    ),
    Recipe(
        name="unet-vgg16",
        heads=("mask",),
        backbone="vgg16",
        input=256,
        pretrained_from="vgg16",
        parameters=17236786,
        training=_HEADS_ONLY,
        scratch=_LARGE_FROM_SCRATCH,
        mask_head="unet",
        mask_stride=2,
    ),
    _DEEPLAB,
    replace(
        _DEEPLAB,
        name="deeplabv3-resnet50",
        backbone="resnet50_dilated",
        pretrained_from="deeplabv3_resnet50",
        parameters=39633474,
    ),
    replace(
        _DEEPLAB,
        name="lraspp-mobilenet_v3_large",
        pretrained_from="lraspp_mobilenet_v3_large",
        parameters=3218308,
        mask_head="lraspp",
    ),
    Recipe(
        name="mnist75",
        heads=("class", "box"),
        backbone="digits",
        input=80,
        pretrained_from=None,
        parameters=314197,
        training=_DIGITS,
        scratch=_DIGITS,
        random_start=True,
        box_strides=(8, 16),
    ),
    _FASTER,
    replace(
        _FASTER,
        name="fasterrcnn-resnet50",
        backbone="resnet50",
        input=640,
        pretrained_from="fasterrcnn_resnet50_fpn",
        detector="fasterrcnn_resnet50_fpn",
        parameters=41352281,
        training=_WHOLE,
    ),
    replace(
        _FASTER,
        name="ssdlite320",
        pretrained_from="ssdlite320_mobilenet_v3_large",
        detector="ssdlite320_mobilenet_v3_large",
        parameters=2206520,
    ),
    replace(
        _FASTER,
        name="maskrcnn-resnet50",
        backbone="resnet50",
        input=640,
        pretrained_from="maskrcnn_resnet50_fpn",
        detector="maskrcnn_resnet50_fpn",
        object_masks=True,
        parameters=43975515,
        training=_WHOLE,
    ),
    replace(
        _MOBILENET_V3,
        name="detector-mobilenet_v3_large",
        heads=("class", "detections", "mask"),
        parameters=3215656,
        training=Hyperparameters(epochs=24, unfrozen=6, rate=2e-3, unfrozen_rate=5e-4),
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
