"""Varied pictures to learn from: torchvision's transforms move picture, boxes and masks together.

The parameters are ours, drawn by `engine.training.chance`, because torchvision's own transforms draw from torch's one
generator. Masks lie on a coarser grid than the picture, so each is moved at its own size: parts are cut out along the
grid's lines, and shifts are fractions of the side.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torchvision import tv_tensors
from torchvision.transforms.v2 import InterpolationMode
from torchvision.transforms.v2 import functional as moves

from engine.annotation import VOID
from engine.training.targets import NO_CLASS, Objects, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.policies import Colours, Policy, Turning

LEAST_SEEN = 0.4
"""A box of which less is left in the picture goes, and its label with it."""
_SQUEEZE = math.log(1.2)
"""The part that is cut out has a width of up to 1.2 heights, or the other way round."""


class _Scene(NamedTuple):
    """What moves together: `picture` 3×S×S, `boxes` K×4 in pixels of it, not clipped, `mask` 1×cells×cells class ids,
    `objects` their masks K'×cells×cells, None where there are none."""

    picture: torch.Tensor
    boxes: torch.Tensor
    mask: torch.Tensor
    objects: torch.Tensor | None


def plain(square: np.ndarray) -> torch.Tensor:
    """A prepared picture S×S×3 uint8 as the network sees it, 3×S×S uint8, nothing varied."""
    return torch.from_numpy(np.array(square)).permute(2, 0, 1)


@torch.autocast("cpu", enabled=False)  # places to move pixels to need all their bits
def varied(square: np.ndarray, row: Row, policy: Policy, chance: np.random.Generator) -> tuple[torch.Tensor, Row]:
    """The picture S×S×3 uint8 as `policy` would have it once, 3×S×S uint8, and what it is to teach then.

    Boxes of which less than LEAST_SEEN is left go with their labels, the main one (then the class too) and objects'.
    New room is `policy.fill` in the picture, VOID in its mask and nothing in the objects' masks.
    """
    scene = _scene(square, row)
    turning = policy.turning
    if turning is not None and chance.random() < turning.share:
        scene = _turned(scene, turning, policy, chance)
    elif policy.placed:
        scene = _placed(scene, policy, chance)
    elif policy.crop is not None:
        scene = _cut(scene, policy.crop, chance)
    if policy.flip and chance.random() < 0.5:
        scene = _each(scene, moves.horizontal_flip)
    picture = scene.picture.as_subclass(torch.Tensor)
    if policy.colours is not None:
        picture = _coloured(picture, policy.colours, chance)
    return _to_bytes(picture), _row(scene, row)


def _scene(square: np.ndarray, row: Row) -> _Scene:
    side = square.shape[0]
    boxes = [] if np.isnan(row.box[0]) else [row.box[None]]
    if row.objects is not None:
        boxes.append(row.objects.boxes)
    pixels = torch.from_numpy(np.concatenate(boxes) * np.float32(side)) if boxes else torch.zeros(0, 4)
    # not clipped on the way: how much of a box is left says what lies beyond the edges
    form = tv_tensors.BoundingBoxFormat.XYXY
    canvas = (side, side)
    moving = tv_tensors.BoundingBoxes(pixels, format=form, canvas_size=canvas, clamping_mode=None)  # pyright: ignore[reportCallIssue]
    own = None if row.objects is None or row.objects.masks is None else row.objects.masks
    return _Scene(
        tv_tensors.Image(plain(square)),
        moving,
        tv_tensors.Mask(torch.from_numpy(row.mask)[None]),
        None if own is None or not len(own) else tv_tensors.Mask(torch.from_numpy(own)),
    )


def _each(scene: _Scene, move: Callable[[torch.Tensor], torch.Tensor]) -> _Scene:
    objects = None if scene.objects is None else move(scene.objects)
    return _Scene(move(scene.picture), move(scene.boxes), move(scene.mask), objects)


def _cut(scene: _Scene, least: float, chance: np.random.Generator) -> _Scene:
    """A part of the picture with sides of at least about `least` of it, enlarged to its size."""
    side = scene.picture.shape[-1]
    lines = _lines(scene)
    share = chance.uniform(least, 1)
    squeeze = math.exp(chance.uniform(-_SQUEEZE, _SQUEEZE) / 2)
    height, width = (min(lines, max(1, round(lines * part))) for part in (share / squeeze, share * squeeze))
    top, left = int(chance.integers(lines - height + 1)), int(chance.integers(lines - width + 1))

    def move(part: torch.Tensor) -> torch.Tensor:
        size = side if isinstance(part, tv_tensors.BoundingBoxes) else part.shape[-1]
        if size % lines:  # a mask that knows nothing
            return part
        place = [value * (size // lines) for value in (top, left, height, width)]
        if isinstance(part, tv_tensors.Mask):  # its own crop and resize would round cells towards the upper left
            cut = moves.crop(part, *place)
            return moves.resize(cut, [size, size], interpolation=InterpolationMode.NEAREST_EXACT)
        if isinstance(part, tv_tensors.BoundingBoxes):
            return moves.resized_crop(part, *place, size=[size, size])
        return moves.resized_crop(part, *place, size=[size, size], antialias=False)  # it is enlarged

    return _each(scene, move)


def _placed(scene: _Scene, policy: Policy, chance: np.random.Generator) -> _Scene:
    """Moved by whole pixels, or whole cells of a mask, to one of the places where all boxes are inside."""
    side = scene.picture.shape[-1]
    if not len(scene.boxes):
        return scene
    lines = _lines(scene)
    boxes = scene.boxes.as_subclass(torch.Tensor) * (lines / side)
    least = torch.floor(boxes[:, :2].amin(0)).clamp(min=0).int().tolist()
    room = (lines - torch.ceil(boxes[:, 2:].amax(0))).clamp(min=0).int().tolist()
    steps = [int(chance.integers(-before, after + 1)) for before, after in zip(least, room, strict=True)]

    def move(part: torch.Tensor, fill: torch.Tensor) -> torch.Tensor:
        size = part.shape[-1]
        if size % lines:  # a mask that knows nothing
            return part
        moved = fill.to(part.dtype).expand(part.shape).clone()
        across, down = (step * (size // lines) for step in steps)
        seen = part.as_subclass(torch.Tensor)[..., _kept(-down, size), _kept(-across, size)]
        moved[..., _kept(down, size), _kept(across, size)] = seen
        return _like(part, moved)

    shift = torch.tensor([*steps, *steps]) * (side / lines)
    return _Scene(
        move(scene.picture, torch.tensor(policy.fill)[:, None, None]),
        _like(scene.boxes, scene.boxes.as_subclass(torch.Tensor) + shift),
        move(scene.mask, torch.tensor(VOID)),
        None if scene.objects is None else move(scene.objects, torch.tensor(0)),
    )


def _like(part: torch.Tensor, moved: torch.Tensor) -> torch.Tensor:
    return tv_tensors.wrap(moved, like=part)  # pyright: ignore[reportCallIssue] a decorator hides the parameter


def _kept(step: int, size: int) -> slice:
    """Where in a row of `size` what moves by `step` comes to lie."""
    return slice(max(0, step), size + min(0, step))


def _lines(scene: _Scene) -> int:
    """How many lines a picture may be cut at, each way: those of its mask, where that knows anything."""
    side = scene.picture.shape[-1]
    knows = scene.objects is not None or bool((scene.mask != VOID).any())
    return math.gcd(side, scene.mask.shape[-1]) if knows else side


def _turned(scene: _Scene, turning: Turning, policy: Policy, chance: np.random.Generator) -> _Scene:
    degrees = chance.uniform(-turning.degrees, turning.degrees)
    shear = chance.uniform(-turning.shear, turning.shear)
    scale = math.exp(chance.uniform(math.log(turning.scale[0]), math.log(turning.scale[1])))
    shift = chance.uniform(-turning.shift, turning.shift, 2)
    side = scene.picture.shape[-1]

    def move(part: torch.Tensor, fill: list[float], way: InterpolationMode) -> torch.Tensor:
        size = side if isinstance(part, tv_tensors.BoundingBoxes) else part.shape[-1]
        shifts = [float(value) * size for value in shift]
        return moves.affine(part, degrees, shifts, scale, [shear, 0.0], interpolation=way, fill=fill)

    nearest = InterpolationMode.NEAREST
    floats = tv_tensors.Image(moves.to_dtype(scene.picture, torch.float32, scale=True).contiguous())
    colour = [value / 255 for value in policy.fill]
    return _Scene(
        move(floats, colour, InterpolationMode.BILINEAR),
        move(scene.boxes, [0.0], nearest),
        move(scene.mask, [float(VOID)], nearest),
        None if scene.objects is None else move(scene.objects, [0.0], nearest),
    )


def _coloured(picture: torch.Tensor, colours: Colours, chance: np.random.Generator) -> torch.Tensor:
    """In real numbers, or each of the three would round; in rows of one channel, which is three times as fast."""
    brightness, contrast, saturation = (
        float(chance.uniform(1 - most, 1 + most)) for most in (colours.brightness, colours.contrast, colours.saturation)
    )
    picture = moves.to_dtype(picture, torch.float32, scale=True).contiguous()
    picture = moves.adjust_brightness(picture, brightness)
    picture = moves.adjust_contrast(picture, contrast)
    return moves.adjust_saturation(picture, saturation)


def _to_bytes(picture: torch.Tensor) -> torch.Tensor:
    if picture.dtype == torch.uint8:
        return picture
    return (picture * 255).round_().to(torch.uint8)


def _row(scene: _Scene, row: Row) -> Row:
    """What is left to teach: boxes clipped to the picture, as fractions of it."""
    side = scene.picture.shape[-1]
    boxes = scene.boxes.as_subclass(torch.Tensor).numpy() / np.float32(side)
    inside = np.clip(boxes, 0, 1).astype(np.float32)
    whole, left = _areas(boxes), _areas(inside)
    seen = (left >= LEAST_SEEN * whole) & (left > 0)
    box, label, first = row.box, row.label, 0
    if not np.isnan(row.box[0]):
        first = 1
        box, label = (inside[0], label) if seen[0] else (np.full(4, np.nan, np.float32), NO_CLASS)
    mask = scene.mask.as_subclass(torch.Tensor)[0].numpy()
    objects = row.objects
    if objects is not None:
        kept = seen[first:]
        masks = objects.masks
        if scene.objects is not None:
            masks = scene.objects.as_subclass(torch.Tensor).numpy()
        objects = Objects(
            inside[first:][kept],
            objects.labels[kept],
            objects.ignored[kept],
            None if masks is None else np.ascontiguousarray(masks[kept]),
        )
    return Row(label, box, mask, objects)


def _areas(boxes: np.ndarray) -> np.ndarray:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
