"""Generated scenes: coloured shapes on textured grounds, with boxes and masks in VOC layout. The sample is made here.

A scene has one clearly largest shape and up to two small ones. The colour says nothing of the class, so that a network
has to learn the shape. The same seed gives the same scenes.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.annotation import NO_POSE, VOID, Annotation, Box, Instance
from engine.datasets import counting
from engine.errors import EngineError
from engine.formats import voc_edit, voc_masks, voc_writing
from engine.steps import Step
from engine.wording import counted

if TYPE_CHECKING:
    from collections.abc import Generator

CLASSES = ("circle", "square", "star", "triangle")
"""Mask id v is `CLASSES[v - 1]`."""

WIDTH, HEIGHT = 320, 240
_EVERY = 5  # pictures between steps
_PAINTS = np.array(  # red, green, blue of paints that go together and stand out from the muted grounds
    [
        (226, 87, 76),
        (240, 155, 62),
        (244, 203, 84),
        (106, 176, 108),
        (66, 165, 160),
        (72, 128, 200),
        (142, 104, 190),
        (222, 112, 160),
    ],
    np.float32,
)


@dataclass(frozen=True, eq=False)
class Scene:
    """One picture: `rgb` 240×320×3 uint8, `classes` and `objects` 240×320 uint8 ids (0 background, 255 void borders),
    and its instances, the largest first."""

    rgb: np.ndarray
    classes: np.ndarray
    objects: np.ndarray
    instances: tuple[Instance, ...]


def write_scenes(
    folder: str, images: int = 200, seed: int = 0, wrong: int = 0
) -> Generator[Step, None, tuple[str, ...]]:
    """Write `images` scenes into the new or empty `folder`, as a VOC root with train, val and test lists.

    `wrong` label files are wrong on purpose, in turns by class, by a shifted box and by a missing object (the masks
    stay right); their names are returned. Yields steps of kind "progress". The folder appears when it is whole.

    Raises EngineError where the folder holds something or cannot be written.
    """
    if images < 1 or not 0 <= wrong <= images:
        raise EngineError(
            f"{counted(images, 'image')} with {counted(wrong, 'wrong one')}: give at least 1 image, and no more wrong "
            "than images"
        )
    target = Path(folder).resolve()  # "." has no name of its own
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise EngineError(f"{target}: holds something already; choose a new or empty folder")
    counting.remember(target, 1)  # of a folder that was here before, another choice may be known
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    names = [f"scene_{i:04d}" for i in range(images)]
    order = np.random.default_rng((seed, images, 1)).permutation(images)
    kinds = {int(i): k % 3 for k, i in enumerate(order[:wrong])}
    try:
        _write_frame(part, names, order)
        for i, name in enumerate(names):
            generator = np.random.default_rng((seed, i))
            scene = draw_scene(generator)
            told = _spoilt(scene.instances, kinds[i], generator) if i in kinds else scene.instances
            _write_scene(part, name, scene, told)
            if i % _EVERY == 0:
                yield Step("Drawing the scenes", i + 1, images)
        if target.exists():  # it may be where somebody's shell stands: filled, not replaced
            for child in part.iterdir():
                child.rename(target / child.name)
        else:
            part.rename(target)
    except OSError as error:
        raise EngineError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return tuple(names[i] for i in sorted(kinds))


def draw_scene(generator: np.random.Generator) -> Scene:
    """One scene from the generator's next numbers."""
    canvas = _ground(generator)
    classes = np.zeros((HEIGHT, WIDTH), np.uint8)
    objects = np.zeros((HEIGHT, WIDTH), np.uint8)
    instances: list[Instance] = []
    count = int(generator.choice((1, 2, 3), p=(0.4, 0.4, 0.2)))
    paints = generator.permutation(len(_PAINTS))
    for k in range(count):
        radius = generator.uniform(42, 76) if k == 0 else generator.uniform(15, 25)
        place = _free_place(generator, radius, instances)
        if place is None:
            continue
        label = int(generator.integers(len(CLASSES)))
        cover = _cover(_outline(label, place, radius, generator.uniform(0, 2 * np.pi)))
        _paint(canvas, cover, _PAINTS[paints[k]] + generator.normal(0, 6, 3), place, radius)
        solid = cover >= 128
        x, y, w, h = cv2.boundingRect(solid.astype(np.uint8))
        instances.append(Instance(CLASSES[label], Box(x, y, x + w, y + h), pose=NO_POSE))
        classes[solid], objects[solid] = label + 1, len(instances)
    border = cv2.morphologyEx(objects, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    classes[border] = objects[border] = VOID
    grain = generator.normal(0, 2.2, (HEIGHT, WIDTH, 1))
    return Scene(np.clip(canvas + grain, 0, 255).astype(np.uint8), classes, objects, tuple(instances))


def _ground(generator: np.random.Generator) -> np.ndarray:
    """A muted ground, float32 240×320×3: a gradient between two near colours, clouds, and one of four textures."""
    hue = generator.uniform(0, 180)
    light = generator.uniform(95, 190)
    colours = np.array(
        [[(hue + turn) % 180, generator.uniform(18, 60), light + up] for turn, up in ((0, 16), (14, -16))]
    )
    first, second = cv2.cvtColor(colours[None].astype(np.uint8), cv2.COLOR_HSV2RGB)[0].astype(np.float32)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    angle = generator.uniform(0, 2 * np.pi)
    along = (np.cos(angle) * (x / WIDTH - 0.5) + np.sin(angle) * (y / HEIGHT - 0.5)) / 1.4 + 0.5
    texture = _noise(generator, (4, 5), 9) + _noise(generator, (15, 20), 4)
    kind = generator.integers(4)
    if kind == 0:  # plaster
        texture += _noise(generator, (60, 80), 5)
    elif kind == 1:  # wood
        texture += _noise(generator, (80, 3), 8) + _noise(generator, (160, 6), 3)
    elif kind == 2:  # linen
        step = generator.uniform(1.1, 1.7)
        texture += 4 * np.sin(x * step) + 4 * np.sin(y * step) + _noise(generator, (120, 160), 3)
    else:  # paper with soft dots
        step = generator.uniform(0.28, 0.5)
        texture += 9 * np.clip(np.sin(x * step) * np.sin(y * step) - 0.35, 0, 1)
    return first + (second - first) * along[..., None] + texture[..., None]


def _noise(generator: np.random.Generator, shape: tuple[int, int], strength: float) -> np.ndarray:
    small = generator.normal(0, strength, shape).astype(np.float32)
    return cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def _free_place(generator: np.random.Generator, radius: float, instances: list[Instance]) -> tuple[float, float] | None:
    """Where a shape of that radius lies whole in the picture and clear of the others; None where there is no room."""
    margin = radius + 6
    for _ in range(30):
        x, y = generator.uniform(margin, WIDTH - margin), generator.uniform(margin, HEIGHT - margin)
        if all(
            x + margin < box.xmin or x - margin > box.xmax or y + margin < box.ymin or y - margin > box.ymax
            for box in (instance.box for instance in instances)
        ):
            return float(x), float(y)
    return None


def _outline(label: int, place: tuple[float, float], radius: float, turn: float) -> np.ndarray:
    """The corners of a shape, float64 n×2."""
    if CLASSES[label] == "circle":
        angles, reach = np.linspace(0, 2 * np.pi, 72, endpoint=False), np.full(72, 0.92)
    elif CLASSES[label] == "square":
        angles, reach = np.arange(4) * np.pi / 2, np.ones(4)
    elif CLASSES[label] == "triangle":
        angles, reach = np.arange(3) * 2 * np.pi / 3, np.ones(3)
    else:
        angles, reach = np.arange(10) * np.pi / 5, np.tile((1.0, 0.45), 5)
    directions = np.stack([np.cos(angles + turn), np.sin(angles + turn)], axis=1)
    return np.array(place) + radius * reach[:, None] * directions


def _cover(outline: np.ndarray) -> np.ndarray:
    """How much of each pixel the shape covers, 240×320 uint8, antialiased."""
    cover = np.zeros((HEIGHT, WIDTH), np.uint8)
    points = np.round((outline - 0.5) * 16).astype(np.int32)  # 4 fractional bits; a pixel's centre is at +0.5
    return cv2.fillPoly(cover, [points], 255, lineType=cv2.LINE_AA, shift=4)


def _paint(
    canvas: np.ndarray, cover: np.ndarray, colour: np.ndarray, place: tuple[float, float], radius: float
) -> None:
    """Put a lit shape with a soft shadow on the canvas, in place."""
    cx, cy = place
    reach = radius + 24
    x1, y1 = max(0, int(cx - reach)), max(0, int(cy - reach))
    region = np.s_[y1 : min(HEIGHT, int(cy + reach)), x1 : min(WIDTH, int(cx + reach))]
    part, alpha = canvas[region], cover[region].astype(np.float32) / 255
    y, x = np.mgrid[region].astype(np.float32)
    drop = np.array([[1, 0, 3], [0, 1, 5]], np.float32)
    shadow = cv2.GaussianBlur(cv2.warpAffine(alpha, drop, alpha.shape[::-1]), (0, 0), 5)
    part *= 1 - 0.38 * shadow[..., None]
    light = 1 - 0.16 * ((x - cx) + 1.4 * (y - cy)) / radius
    inner = cv2.erode(cover[region], np.ones((3, 3), np.uint8), iterations=2).astype(np.float32) / 255
    rim = 0.82 + 0.18 * cv2.GaussianBlur(inner, (0, 0), 1.2)
    shape = colour.astype(np.float32) * (light * rim)[..., None]
    part += alpha[..., None] * (shape - part)


def _spoilt(instances: tuple[Instance, ...], kind: int, generator: np.random.Generator) -> tuple[Instance, ...]:
    """Labels with one fault: the wrong class, a shifted box, or the main object missing."""
    main, rest = instances[0], instances[1:]
    if kind == 0:
        others = [name for name in CLASSES if name != main.label]
        return (replace(main, label=others[int(generator.integers(len(others)))]), *rest)
    if kind == 2:
        return rest
    box = main.box
    sideways = box.width * 0.45 * (1 if box.xmin + box.xmax < WIDTH else -1)
    upwards = box.height * 0.3 * (1 if box.ymin + box.ymax < HEIGHT else -1)
    moved = box.moved(round(sideways), round(upwards)).clipped(WIDTH, HEIGHT)
    return (replace(main, box=moved), *rest)


def _write_frame(root: Path, names: list[str], order: np.ndarray) -> None:
    """The folders, the class names and the lists: 70 % to learn from (a sixth of them to choose by), 30 % to test."""
    shutil.rmtree(root, ignore_errors=True)
    for name in ("JPEGImages", "Annotations", "SegmentationClass", "SegmentationObject", "ImageSets/Main"):
        (root / name).mkdir(parents=True)
    (root / "class_names.txt").write_text("\n".join(("_background_", *CLASSES, "")), encoding="utf-8", newline="\n")
    tested = round(len(names) * 0.3)
    chosen = round((len(names) - tested) / 6)
    shuffled = [names[i] for i in np.roll(order, len(order) // 2)]
    test, val, train = shuffled[:tested], shuffled[tested : tested + chosen], shuffled[tested + chosen :]
    for part, members in {"train": train, "val": val, "trainval": train + val, "test": test}.items():
        text = "".join(f"{name}\n" for name in sorted(members))
        (root / "ImageSets" / "Main" / f"{part}.txt").write_text(text, encoding="utf-8", newline="\n")


def _write_scene(root: Path, name: str, scene: Scene, told: tuple[Instance, ...]) -> None:
    picture, xml = root / "JPEGImages" / f"{name}.jpg", root / "Annotations" / f"{name}.xml"
    bgr = cv2.cvtColor(scene.rgb, cv2.COLOR_RGB2BGR)
    picture.write_bytes(cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, 92))[1].tobytes())
    empty = voc_writing.to_bytes("JPEGImages", picture.name, Annotation(WIDTH, HEIGHT), segmented=True)
    xml.write_bytes(voc_edit.edited(xml, empty, told, verified=False))
    (root / "SegmentationClass" / f"{name}.png").write_bytes(voc_masks.to_bytes(scene.classes))
    (root / "SegmentationObject" / f"{name}.png").write_bytes(voc_masks.to_bytes(scene.objects))
