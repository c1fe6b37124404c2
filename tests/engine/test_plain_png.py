"""The short way to a mask's pixels gives what Pillow gives, or nothing at all."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from engine.formats.voc_masks import to_bytes
from engine.scoring import plain_png


def png(mask: np.ndarray, **options: object) -> bytes:
    file = io.BytesIO()
    image = Image.fromarray(mask)
    image.putpalette(bytes(range(256)) * 3)
    image.save(file, "PNG", **options)
    return file.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def written(header: bytes, packed: bytes, between: bytes = b"") -> bytes:
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + between + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def header(width: int, height: int, depth: int = 8, colour: int = 0, interlace: int = 0) -> bytes:
    return struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)


sizes = st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))


@settings(max_examples=60, deadline=None)
@given(sizes, st.integers(0, 9), st.booleans())
def test_the_pixels_are_those_that_were_saved(size: tuple[int, int, int], level: int, texts: bool) -> None:
    mask = np.random.default_rng(size[2]).integers(0, 256, size[:2], np.uint8)
    info = PngInfo()
    info.add_text("Software", "a tool")
    found = plain_png.pixels(png(mask, compress_level=level, pnginfo=info if texts else None))
    assert found is not None
    np.testing.assert_array_equal(found, mask)
    ours = plain_png.pixels(to_bytes(mask))
    assert ours is not None
    np.testing.assert_array_equal(ours, mask)


@settings(max_examples=100, deadline=None)
@given(sizes, st.integers(0, 2**32 - 1))
def test_one_changed_byte_never_gives_other_pixels(size: tuple[int, int, int], seed: int) -> None:
    random = np.random.default_rng(seed)
    mask = random.integers(0, 20, size[:2], np.uint8)
    whole = bytearray(png(mask))
    whole[int(random.integers(len(whole)))] ^= int(random.integers(1, 256))
    found = plain_png.pixels(bytes(whole))
    if found is not None:  # a byte that says nothing about the pixels
        np.testing.assert_array_equal(found, mask)


def test_what_is_no_plain_picture_is_left_to_others() -> None:
    rows = b"\0\1\2\3" * 2
    good = zlib.compress(rows)
    found = plain_png.pixels(written(header(3, 2), good))
    assert found is not None and found.tolist() == [[1, 2, 3], [1, 2, 3]]
    cut = written(header(3, 2), good)
    bad = {
        "no picture": b"GIF89a",
        "cut short": cut[:-20],
        "no end": cut[:-12],
        "too few rows": written(header(3, 3), good),
        "too many rows": written(header(3, 1), good),
        "filtered": written(header(3, 2), zlib.compress(b"\1\1\2\3" * 2)),
        "interlaced": written(header(3, 2, interlace=1), good),
        "two bytes a pixel": written(header(3, 2, depth=16), good),
        "colours": written(header(1, 2, colour=2), good),
        "nothing packed": written(header(3, 2), b""),
        "not packed": written(header(3, 2), b"x" * 20),
        "several frames": written(header(3, 2), good, chunk(b"acTL", b"\0" * 8)),
        "a strange critical chunk": written(header(3, 2), good, chunk(b"ABCD", b"")),
        "no size": written(header(0, 2), good),
        "beyond the limit": written(header(1 << 20, 1 << 20), good),
    }
    assert {name for name, data in bad.items() if plain_png.pixels(data) is not None} == set()


def test_a_bomb_is_not_unpacked() -> None:
    packed = zlib.compress(bytes(50_000_000), 9)
    assert plain_png.pixels(written(header(3, 2), packed)) is None


@pytest.mark.parametrize("mode", ["P", "L"])
def test_what_pillow_filters_is_left_to_it(mode: str) -> None:
    image = Image.effect_noise((30, 20), 50).convert(mode)
    file = io.BytesIO()
    image.save(file, "PNG")
    found = plain_png.pixels(file.getvalue())
    if found is not None:
        np.testing.assert_array_equal(found, np.array(image))
