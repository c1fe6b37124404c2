"""Thumbnails look as if the whole picture had been decoded and averaged, whatever way they are made."""

from __future__ import annotations

import io
import os
import struct
import sys
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from engine import thumbnails
from engine.errors import PictureError
from engine.limits import LIMITS
from tests.engine.finishing_for_tests import finish
from tests.engine.pictures_for_tests import whole

if TYPE_CHECKING:
    from pathlib import Path

ROOM = (80, 60)


def picture(width: int, height: int) -> Image.Image:
    """A red and green gradient with a blue disc."""
    y, x = np.mgrid[0:height, 0:width]
    blue = 220 * ((x - width / 3) ** 2 + (y - height / 2) ** 2 < (min(width, height) / 3) ** 2)
    return Image.fromarray(np.stack([x * 255 // width, y * 255 // height, blue], -1).astype(np.uint8))


def averaged(path: Path, room: tuple[int, int]) -> np.ndarray:
    """The whole picture decoded, then averaged: what a thumbnail should look like."""
    pixels = whole(path)
    factor = min(room[0] / pixels.shape[1], room[1] / pixels.shape[0], 1)
    size = max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def looks_right(path: Path, room: tuple[int, int] = ROOM) -> None:
    small, wanted = thumbnails.thumbnail(path, *room), averaged(path, room)
    assert small.shape == (*wanted.shape[:2], 4) and small.dtype == np.uint8 and (small[..., 3] == 255).all()
    off = np.abs(small[..., 2::-1].astype(int) - wanted)
    assert off.mean() < 4 and np.percentile(off, 90) < 20


@pytest.fixture
def jpeg(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    picture(500, 375).save(path, quality=90)
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.tuples(st.integers(160, 700), st.integers(160, 700)),
    room=st.tuples(st.integers(40, 160), st.integers(40, 120)),
    options=st.fixed_dictionaries({
        "quality": st.integers(60, 100),
        "subsampling": st.integers(0, 2),
        "progressive": st.booleans(),
        "restart_marker_rows": st.integers(0, 2),
    }),
    orientation=st.integers(0, 8),
    mode=st.sampled_from(["RGB", "RGB", "L", "CMYK"]),
    trailing=st.binary(max_size=9),
)  # fmt: skip
def test_a_jpeg_looks_as_if_decoded_whole(
    tmp_path: Path,
    size: tuple[int, int],
    room: tuple[int, int],
    options: dict[str, int],
    orientation: int,
    mode: str,
    trailing: bytes,
) -> None:
    path, exif = tmp_path / "a.jpg", Image.Exif()
    exif[0x0112] = orientation
    data = io.BytesIO()
    extra = {"exif": exif} if orientation else {}
    picture(*size).convert(mode).save(data, "JPEG", **options, **extra)
    path.write_bytes(data.getvalue() + trailing)
    looks_right(path, room)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
def test_other_pictures_look_as_if_decoded_whole(mode: str, tmp_path: Path) -> None:
    path, drawn = tmp_path / "a.png", picture(500, 375)
    if mode == "I;16":
        drawn = Image.fromarray(np.asarray(drawn)[..., 0].astype(np.uint16) * 257)
    elif mode != "RGB":
        drawn = drawn.convert(mode)
    drawn.save(path)
    looks_right(path)
    if mode == "P":
        drawn.save(tmp_path / "a.gif")
        looks_right(tmp_path / "a.gif")


def test_a_small_picture_keeps_its_size(tmp_path: Path) -> None:
    for name in ("a.png", "a.jpg"):
        picture(40, 30).save(tmp_path / name)
        looks_right(tmp_path / name)
        assert thumbnails.thumbnail(tmp_path / name, *ROOM).shape == (30, 40, 4), "never enlarged"


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (700, 1), (9, 300)])
def test_a_line_of_pixels_has_a_thumbnail(size: tuple[int, int], tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    picture(*size).save(path)
    assert thumbnails.thumbnail(path, *ROOM).shape[:2] == averaged(path, ROOM).shape[:2]


def test_plain_jpegs_go_the_quick_way_and_others_do_not(jpeg: Path, tmp_path: Path) -> None:
    assert thumbnails._plain(jpeg, ROOM) is not None
    turned, exif = tmp_path / "turned.jpg", Image.Exif()
    exif[0x0112] = 6
    picture(50, 40).save(turned, exif=exif)
    progressive = tmp_path / "progressive.jpg"
    picture(50, 40).save(progressive, progressive=True)
    assert thumbnails._plain(turned, ROOM) is thumbnails._plain(progressive, ROOM) is None


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_of_a_jpeg_cut_short_what_arrived_is_shown(share: float, jpeg: Path) -> None:
    whole, data = thumbnails.thumbnail(jpeg, *ROOM), jpeg.read_bytes()
    jpeg.write_bytes(data[: int(len(data) * share)])
    small = thumbnails.thumbnail(jpeg, *ROOM)
    rows = max(1, int(60 * (share - 0.15)))
    assert small.shape == whole.shape and np.abs(small[:rows].astype(int) - whole[:rows]).mean() < 3


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_damaged_jpeg_has_a_thumbnail_or_is_refused_by_name(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    whole = io.BytesIO()
    picture(120, 90).save(whole, "JPEG")
    data = bytearray(whole.getvalue())
    for place, value in changes:
        data[place % len(data)] = value
    path = tmp_path / "bad.jpg"
    path.write_bytes(data)
    try:
        small = thumbnails.thumbnail(path, *ROOM)
    except PictureError as error:
        assert str(error).startswith("bad.jpg: ")
    else:
        assert small.ndim == 3 and small.shape[0] <= 60 and small.shape[1] <= 80 and small.shape[2] == 4


@given(st.binary(max_size=64).map(lambda tail: b"\xff\xd8" + tail))
def test_a_header_of_any_bytes_is_read_to_its_end(data: bytes) -> None:
    thumbnails._frame(data)


def test_a_jpeg_over_a_limit_is_refused_before_it_is_decoded(jpeg: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pixels", "image_bytes"):
        with monkeypatch.context() as within:
            within.setenv(LIMITS[name].variable, "5000")
            within.setattr(cv2, "imdecode", lambda *_: pytest.fail("it was decoded"))
            with pytest.raises(PictureError, match=r"^a\.jpg: .*more than we read"):
                thumbnails.thumbnail(jpeg, *ROOM)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xc0", b"<html>", b"BM" + struct.pack("<I", 200)])
def test_what_is_no_picture_is_refused_by_name(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "strange.jpg"
    path.write_bytes(data)
    with pytest.raises(PictureError, match=r"^strange\.jpg: "):
        thumbnails.thumbnail(path, 9, 9)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes among files there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(PictureError, match="not a plain file"):
        thumbnails.thumbnail(tmp_path / "pipe.jpg", 9, 9)


def test_all_come_in_one_block_and_what_cannot_be_read_is_left_out(jpeg: Path, tmp_path: Path) -> None:
    (tmp_path / "no.jpg").write_bytes(b"no")
    picture(90, 300).save(tmp_path / "high.png")
    names = tuple(str(tmp_path / name) for name in ("a.jpg", "no.jpg", "gone.jpg", "high.png"))
    block, sizes = finish(thumbnails.thumbnails(names, *ROOM))
    assert block.shape == (4, 60, 80, 4) and block.dtype == np.uint8
    assert sizes == ((80, 60), (0, 0), (0, 0), (18, 60))
    assert np.array_equal(block[0], thumbnails.thumbnail(jpeg, *ROOM))
    assert np.array_equal(block[3, :, :18], thumbnails.thumbnail(tmp_path / "high.png", *ROOM))


def test_slow_pictures_leave_room_to_cancel(jpeg: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumbnails, "PERIOD", 0.0)
    steps = list(thumbnails.thumbnails((str(jpeg),) * 3, *ROOM))
    assert [(step.done, step.total) for step in steps] == [(0, 3), (1, 3), (2, 3)]
