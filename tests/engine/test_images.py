"""Pictures as people have them: turned, grey, deep, cut short, huge, or no pictures at all."""

from __future__ import annotations

import os
import struct
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine import images
from engine.errors import PictureError
from tests.engine.pictures_for_tests import whole

if TYPE_CHECKING:
    from pathlib import Path


def gradient(width: int = 60, height: int = 40) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // width, y * 255 // height, (x + y) % 256], -1).astype(np.uint8)


@pytest.fixture
def jpeg(tmp_path: Path) -> Path:
    path = tmp_path / "picture.jpg"
    Image.fromarray(gradient(800, 600)).save(path, quality=95)
    return path


def test_a_picture_is_read_as_upright_rgb(jpeg: Path) -> None:
    rgb = whole(jpeg)
    assert rgb.shape == (600, 800, 3) and rgb.dtype == np.uint8
    assert images.read_frame(jpeg) == ((800, 600), 1)
    assert np.abs(rgb.astype(int) - gradient(800, 600)).mean() < 6


def test_every_exif_orientation_shows_the_same_picture(shared: Path) -> None:
    folder = shared / "data" / "odd" / "exif"
    upright = whole(folder / "Landscape_1.jpg").astype(int)
    for orientation in range(9):
        path = folder / f"Landscape_{orientation}.jpg"
        turned = whole(path).astype(int)
        assert turned.shape == upright.shape and images.read_frame(path)[0] == (upright.shape[1], upright.shape[0])
        assert np.abs(turned - upright).mean() < 12, orientation
        assert images.screen(path).pixels.shape[:2] == upright.shape[:2]
        assert images.read_rgb_for(path, 100)[1] == (upright.shape[1], upright.shape[0])


def test_a_reduced_picture_is_never_smaller_than_asked(jpeg: Path) -> None:
    pixels = whole(jpeg)
    for side in (16, 75, 76, 150, 151, 300, 301, 600, 900):
        rgb, size = images.read_rgb_for(jpeg, side)
        assert size == (800, 600) and min(rgb.shape[:2]) >= min(side, 600)
        shrunk = pixels[:: 600 // rgb.shape[0], :: 800 // rgb.shape[1]]
        assert np.abs(shrunk[: rgb.shape[0], : rgb.shape[1]].astype(int) - rgb).mean() < 20
    assert min(images.read_rgb_for(jpeg, 64)[0].shape[:2]) == 75


def test_pixels_for_the_screen_are_bgrx(jpeg: Path) -> None:
    seen = images.screen(jpeg)
    assert seen.problem is None and seen.pixels.shape == (600, 800, 4) and seen.pixels.flags.c_contiguous
    assert np.array_equal(seen.pixels[..., 2::-1], whole(jpeg)) and (seen.pixels[..., 3] == 255).all()


def test_a_picture_cut_short_is_refused_for_learning_and_shown_as_far_as_it_goes(jpeg: Path) -> None:
    pixels, data = whole(jpeg), jpeg.read_bytes()
    jpeg.write_bytes(data[: len(data) // 2])
    with pytest.raises(PictureError, match=r"^picture\.jpg: .*cut short"):
        whole(jpeg)
    with pytest.raises(PictureError):
        images.read_rgb_for(jpeg, 64)
    seen = images.screen(jpeg)
    assert seen.problem is not None and "%" in seen.problem and seen.problem.startswith("picture.jpg")
    assert np.array_equal(seen.pixels[:200, :, 2::-1], pixels[:200]), "what arrived is shown as it is"


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "1", "I;16", "F"])
def test_every_kind_of_pixel_becomes_rgb(mode: str, tmp_path: Path) -> None:
    grey = Image.fromarray(gradient()[..., 0])
    if mode == "I;16":
        picture = Image.fromarray(gradient()[..., 0].astype(np.uint16) * 257)
    elif mode == "F":
        picture = Image.fromarray(gradient()[..., 0].astype(np.float32) / 3)
    else:
        picture = grey.convert(mode) if mode != "CMYK" else grey.convert("RGB").convert(mode)
    path = tmp_path / ("a.tif" if mode in ("CMYK", "F") else "a.png")
    picture.save(path)
    rgb = whole(path)
    assert rgb.shape == (40, 60, 3) and rgb.dtype == np.uint8
    if mode != "1":
        assert np.abs(rgb.astype(int) - np.asarray(grey)[..., None]).max() <= 4


def test_a_palette_with_transparency_says_nothing_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(gradient()).convert("P").save(path, transparency=bytes(range(256)))
    assert whole(path).shape == (40, 60, 3)


def header_of(width: int, height: int) -> bytes:
    """A BMP that claims a size and has no pixels."""
    return b"BM" + struct.pack("<IHHI", 200, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, *[0] * 6)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a picture"),
        (b"<!DOCTYPE html><html>404</html>", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "not a picture"),
        (header_of(60_000, 60_000), "60000×60000 pixels"),
    ],
)
def test_what_is_no_picture_is_refused_by_name(data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "strange.jpg"
    path.write_bytes(data)
    for read in (whole, images.read_frame, images.screen):
        with pytest.raises(PictureError, match=f"strange.jpg: .*{message}"):
            read(path)


def test_a_picture_that_is_gone_or_a_folder_or_a_pipe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="no longer there"):
        whole(tmp_path / "gone.jpg")
    with pytest.raises(PictureError, match="not a plain file"):
        whole(tmp_path)
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.jpg")
        with pytest.raises(PictureError, match="not a plain file"):
            images.read_frame(tmp_path / "pipe.jpg")
