"""A mask that is painted in stays the kind of file that it was: its pixels' kind, colours, texts and profile."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from engine.formats import png_chunks, voc_masks
from tests.engine.annotations_for_tests import CALM

MAGIC = b"\x89PNG\r\n\x1a\n"


def ids() -> np.ndarray:
    made = np.zeros((12, 17), np.uint8)
    made[3:9, 2:11] = 1
    return made


def saved(image: Image.Image, form: str = "PNG", **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def said(data: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and content of every chunk that is not the pixels'."""
    found, place = [], len(MAGIC)
    while place < len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        found.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    return [each for each in found if each[0] not in (b"IHDR", b"IDAT", b"IEND")]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunks(png: bytes, before: bytes, after: bytes = b"") -> bytes:
    """`before` right behind IHDR, `after` before the end."""
    return png[:33] + before + png[33:-12] + after + png[-12:]


KINDS = {
    "palette": lambda: Image.fromarray(voc_masks.palette()[ids()]).quantize(palette=_voc(), dither=Image.Dither.NONE),
    "grey": lambda: Image.fromarray(ids()),
    "1": lambda: Image.fromarray(ids() * np.uint8(255)).convert("1"),
    "16 bits": lambda: Image.fromarray(ids().astype(np.uint16)),
    "16 bits, times 257": lambda: Image.fromarray(ids().astype(np.uint16) * np.uint16(257)),
    "colours": lambda: Image.fromarray(voc_masks.palette()[ids()]),
    "clear colours": lambda: Image.fromarray(np.dstack((voc_masks.palette()[ids()], ids() + np.uint8(99)))),
}


def _voc() -> Image.Image:
    image = Image.new("P", (1, 1))
    image.putpalette(voc_masks.palette().tobytes())
    return image


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (kind, form)
        for kind in KINDS
        for form in ("PNG", "TIFF", "BMP")
        if form != "BMP" or not kind.startswith(("16", "clear"))
    ],
)
def test_one_painted_pixel_changes_one_pixel(kind: str, form: str) -> None:
    before = saved(KINDS[kind](), form)
    painted = voc_masks.parse_indices(_path(form), before).copy()
    assert np.array_equal(painted, ids())
    painted[0, 0] = 1
    after = voc_masks.to_bytes(painted, before)
    assert np.array_equal(voc_masks.parse_indices(_path(form), after), painted)
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert (new.mode, new.size, new.format, new.getpalette()) == (old.mode, old.size, old.format, old.getpalette())
        apart = np.array(old) != np.array(new)
        assert np.argwhere(apart.reshape(12, 17, -1).any(axis=2)).tolist() == [[0, 0]]


def _path(form: str) -> Path:
    return Path(f"a.{form.lower()}")


def test_a_class_that_one_bit_cannot_hold_makes_a_palette_of_it() -> None:
    values = ids()
    values[0, 0] = 8
    after = voc_masks.to_bytes(values, saved(KINDS["1"]()))
    with Image.open(io.BytesIO(after)) as new:
        assert new.mode == "P" and np.array_equal(np.array(new), values)


def test_colours_that_are_no_classes_are_not_kept() -> None:
    grey = saved(Image.fromarray(ids() + np.uint8(1)).convert("RGB"))
    with Image.open(io.BytesIO(voc_masks.to_bytes(ids(), grey))) as new:
        assert new.mode == "P" and np.array_equal(np.array(new), ids())


@pytest.mark.parametrize("kind", KINDS)
def test_texts_profile_and_density_of_a_png_stay_to_the_byte(kind: str) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "drawn by hand, 猫")
    texts.add_text("Software", "another", zip=True)
    texts.add_itxt("Title", "Käfer", "de", "Titel")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    before = saved(KINDS[kind](), pnginfo=texts, dpi=(300, 300), icc_profile=profile)
    before = with_chunks(before, chunk(b"tIME", bytes(7)) + chunk(b"vpAg", b"x" * 9), chunk(b"tEXt", b"k\0behind"))
    after = voc_masks.to_bytes(voc_masks.parse_indices(_path("png"), before), before)
    assert sorted(said(after)) == sorted(each for each in said(before) if each[0] != b"tIME")  # the last change
    kinds = [each for each, _ in said(after)]
    assert b"PLTE" not in kinds or kinds.index(b"iCCP") < kinds.index(b"PLTE")
    with Image.open(io.BytesIO(after)) as new:
        new.load()
        assert new.info["Comment"] == "drawn by hand, 猫" and new.info["k"] == "behind"
        assert new.info["icc_profile"] == profile
    assert voc_masks.to_bytes(voc_masks.parse_indices(_path("png"), after), after) == after, "nothing is said twice"


def test_an_interlaced_mask_with_a_see_through_colour_keeps_both_colours_and_pixels() -> None:
    """Adam7, as the W3C's section 8 has it; what is written is not interlaced, which no reader minds."""
    values = ids()
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    rows = b"".join(b"\0" + row.tobytes() for x, y, dx, dy in passes for row in values[y::dy, x::dx] if row.size)
    header = struct.pack(">IIBBBBB", 17, 12, 8, 3, 0, 0, 1)
    colours = voc_masks.palette().tobytes()
    before = MAGIC + chunk(b"IHDR", header) + chunk(b"PLTE", colours) + chunk(b"tRNS", b"\0\xff")
    before += chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    assert np.array_equal(voc_masks.parse_indices(_path("png"), before), values)
    values[0, 0] = 1
    after = voc_masks.to_bytes(values, before)
    assert np.array_equal(voc_masks.parse_indices(_path("png"), after), values)
    assert dict(said(after))[b"PLTE"] == colours
    with Image.open(io.BytesIO(after)) as new:
        assert new.info["transparency"] in (0, b"\0\xff", b"\0" + b"\xff" * 255)


def test_what_belongs_to_other_pixels_or_is_damaged_is_not_carried_on() -> None:
    frames = chunk(b"acTL", struct.pack(">II", 1, 0))
    broken = chunk(b"tEXt", b"a\0b")[:-1] + b"?"
    grey, bit = saved(KINDS["grey"]()), saved(KINDS["1"]())
    back = chunk(b"bKGD", b"\0\1")
    assert said(voc_masks.to_bytes(ids(), with_chunks(grey, frames + back))) == [(b"bKGD", b"\0\1")]
    assert b"bKGD" not in voc_masks.to_bytes(ids() * np.uint8(8), with_chunks(bit, back))
    assert b"tEXt" not in png_chunks.kept(grey, with_chunks(grey, broken))


@CALM
@given(st.binary(max_size=300))
def test_any_bytes_in_the_place_of_the_old_mask_do_no_harm(junk: bytes) -> None:
    new = voc_masks.to_bytes(ids())
    for old in (junk, MAGIC + junk, with_chunks(new, junk), new[:-20] + junk):
        after = png_chunks.kept(new, old)
        assert np.array_equal(voc_masks.parse_indices(_path("png"), after), ids())
