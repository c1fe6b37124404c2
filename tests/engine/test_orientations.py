"""A bright patch and its labels stay together in all orientations: on screen, for networks, saved and exported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageOps

from engine import images, thumbnails
from engine.annotation import Box
from engine.datasets import labels
from engine.datasets.folder import open_folder
from engine.formats import frames, voc_masks
from tests.engine.foreign_for_tests import boxes, converted, indexed, write

if TYPE_CHECKING:
    from pathlib import Path

WIDTH, HEIGHT = 160, 96
PATCH = Box(96, 8, 144, 40)  # far from every symmetry
MOVED = Box(16, 48, 64, 88)
_T = Image.Transpose
STORED = {2: _T.FLIP_LEFT_RIGHT, 3: _T.ROTATE_180, 4: _T.FLIP_TOP_BOTTOM, 5: _T.TRANSPOSE, 6: _T.ROTATE_90} | {
    7: _T.TRANSVERSE,
    8: _T.ROTATE_270,
}
"""How a camera held otherwise stores an upright picture."""
EDGES = ("xmin", "ymin", "xmax", "ymax")


def patch(box: Box, value: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> np.ndarray:
    made = np.zeros(size[::-1], np.uint8)
    made[round(box.ymin) : round(box.ymax), round(box.xmin) : round(box.xmax)] = value
    return made


def make(root: Path, orientation: int, ending: str = "jpg") -> Path:
    """The picture is stored as a camera does. Its labels are those of a program that did not turn it, where a `<size>`
    can say so."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    for part in ("JPEGImages", "SegmentationClass"):
        (root / part).mkdir(parents=True)
    picture = Image.fromarray(patch(PATCH, 255))
    if orientation > 1:
        picture = picture.transpose(STORED[orientation])
    picture.convert("RGB").save(root / "JPEGImages" / f"a.{ending}", exif=exif, quality=95)
    apart = orientation >= frames.SWAPS
    box = frames.turned_back(PATCH, orientation, (HEIGHT, WIDTH)) if apart else PATCH
    size = (HEIGHT, WIDTH) if apart else (WIDTH, HEIGHT)
    mask = frames.turned_mask_back(patch(PATCH, 8), orientation) if apart else patch(PATCH, 8)
    (root / "SegmentationClass" / "a.png").write_bytes(voc_masks.to_bytes(np.ascontiguousarray(mask)))
    sides = "".join(
        f"<{edge}>{value + shift:g}</{edge}>"
        for edge, value, shift in zip(EDGES, box.as_tuple(), (1, 1, 0, 0), strict=True)
    )
    said = f"<size><width>{size[0]}</width><height>{size[1]}</height><depth>3</depth></size>"
    text = f"<annotation>{said}<object><name>cat</name><bndbox>{sides}</bndbox></object></annotation>"
    write(root / "Annotations" / "a.xml", text)
    return root


def shows(pixels: np.ndarray, box: Box) -> None:
    """In `pixels` (height×width, brightness), which may be smaller than the picture, `box` is bright and the rest not,
    but for a pixel at its edges."""
    across, down = pixels.shape[1] / WIDTH, pixels.shape[0] / HEIGHT
    seen = Box(box.xmin * across, box.ymin * down, box.xmax * across, box.ymax * down)
    size = pixels.shape[1], pixels.shape[0]
    within = patch(Box(seen.xmin + 2, seen.ymin + 2, seen.xmax - 2, seen.ymax - 2), 1, size) == 1
    around = patch(Box(max(0, seen.xmin - 2), max(0, seen.ymin - 2), seen.xmax + 2, seen.ymax + 2), 1, size) == 1
    assert within.any() and pixels[within].min() > 180 and pixels[~around].max() < 70


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_and_labels_stay_together(orientation: int, ending: str, tmp_path: Path) -> None:
    dataset = open_folder(make(tmp_path / "voc", orientation, ending))
    [record] = dataset.records
    read = labels.read(dataset.format, record)
    assert (read.annotation.width, read.annotation.height) == (WIDTH, HEIGHT)
    [cat] = read.annotation.instances
    assert cat.box == PATCH
    assert np.array_equal(read.annotation.mask == 8, patch(PATCH, 1) == 1)
    with Image.open(record.image) as picture:
        shows(np.array(ImageOps.exif_transpose(picture).convert("L")), PATCH)  # as Pillow turns it
    shows(images.screen(record.image).pixels[..., 1], PATCH)
    shows(thumbnails.thumbnail(record.image, 80, 80)[..., 1], PATCH)
    for side in (WIDTH, 48):
        pixels, size = images.read_rgb_for(record.image, side)
        assert size == (WIDTH, HEIGHT)
        shows(pixels[..., 1], PATCH)


@pytest.mark.parametrize("ending", ["jpg", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_is_saved_and_exported_lies_where_it_was_drawn(orientation: int, ending: str, tmp_path: Path) -> None:
    dataset = open_folder(make(tmp_path / "voc", orientation, ending))
    [record] = dataset.records
    read = labels.read(dataset.format, record)
    [cat] = read.annotation.instances
    mask = np.where(patch(MOVED, 1) == 1, 8, 0).astype(np.uint8)
    moved = replace(read.annotation, instances=(replace(cat, box=MOVED),), mask=mask)
    labels.save(dataset, record, moved, read.stamp)
    again = labels.read(dataset.format, record).annotation
    assert again.instances[0].box == MOVED and np.array_equal(again.mask, mask)
    apart = orientation >= frames.SWAPS
    with Image.open(str(record.mask)) as file:  # the file keeps its frame
        stored = np.array(file)
    assert np.array_equal(stored, frames.turned_mask_back(mask, orientation) if apart else mask)
    for to in ("voc", "coco", "yolo", "labelme"):
        converted(tmp_path / "voc", tmp_path / f"as {to}", to)
        [(name, box)] = boxes(indexed(tmp_path / f"as {to}"), "a")
        assert name == "cat" and np.abs(np.subtract(box, MOVED.as_tuple())).max() <= 1e-6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_is_left_of_a_damaged_picture_is_shown_upright(orientation: int, tmp_path: Path) -> None:
    """In one that is compressed Pillow turns what it has; in a bare one that is cut short it does not."""
    exif, stored = Image.Exif(), Image.fromarray(patch(PATCH, 255))
    exif[0x0112] = orientation
    if orientation > 1:
        stored = stored.transpose(STORED[orientation])
    for number, options in enumerate(({"compression": "tiff_lzw"}, {})):
        picture = tmp_path / f"{number}.tif"
        stored.save(picture, exif=exif, **options)
        data = picture.read_bytes()
        picture.write_bytes(data[:60] + b"\xff" * 8 + data[68:] if options else data[:-4000])
        seen = images.screen(picture)
        assert seen.problem is not None and images.read_frame(picture) == ((WIDTH, HEIGHT), orientation)
        assert seen.pixels.shape == (HEIGHT, WIDTH, 4), number
