"""The same picture is known again, another is not taken for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.datasets import copies
from engine.errors import PictureError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def scene(seed: int) -> Image.Image:
    """Coarse blobs: what photographs have and noise has not."""
    random = np.random.default_rng(seed)
    coarse = Image.fromarray(random.integers(0, 255, (6, 8, 3), np.uint8))
    return coarse.resize((400, 300), Image.Resampling.BICUBIC)


def prints(paths: Iterable[Path]) -> np.ndarray:
    rows = [np.frombuffer(copies.fingerprint(path), np.uint8) for path in paths]
    return np.array(rows, np.uint8).reshape(-1, copies.LENGTH)


def kept(folder: Path, name: str, picture: Image.Image, quality: int = 90) -> Path:
    path = folder / name
    picture.save(path, quality=quality)
    return path


def test_the_same_bytes_are_one_group_and_what_cannot_be_read_is_in_none(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a", "b", "gone", "c", "d")]
    for path, data in zip(paths, (b"same", b"else", None, b"same", b"longer"), strict=True):
        if data is not None:
            path.write_bytes(data)
    assert sorted(copies.same_bytes(paths)) == [[0, 3], [1], [4]]


def test_a_copy_is_known_by_its_bytes_or_by_its_looks(tmp_path: Path) -> None:
    known = [kept(tmp_path, f"known{seed}.jpg", scene(seed)) for seed in range(20)]
    same = tmp_path / "same.jpg"
    same.write_bytes(known[3].read_bytes())
    written_on = scene(6)
    ImageDraw.Draw(written_on).text((20, 20), "MEOW?", fill="white")
    near = [
        kept(tmp_path, "small.jpg", scene(4).resize((160, 120))),
        kept(tmp_path, "poor.jpg", scene(5), quality=20),
        kept(tmp_path, "text.png", written_on),
    ]
    others = [kept(tmp_path, f"other{seed}.jpg", scene(seed)) for seed in range(100, 160)]
    found = copies.find_copies(prints([same, *near, *others]), prints(known))
    assert [(copy.probe, copy.known, copy.kind) for copy in found] == [
        (0, 3, "exact"),
        (1, 4, "near"),
        (2, 5, "near"),
        (3, 6, "near"),
    ]


def test_a_turned_picture_is_seen_upright(tmp_path: Path) -> None:
    upright = kept(tmp_path, "upright.jpg", scene(1))
    stored = scene(1).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise for show
    turned = tmp_path / "turned.jpg"
    stored.save(turned, exif=exif, quality=90)
    assert len(copies.find_copies(prints([turned]), prints([upright]))) == 1


def test_flat_pictures_are_no_copies_of_each_other(tmp_path: Path) -> None:
    flat = [kept(tmp_path, f"flat{grey}.png", Image.new("RGB", (64, 64), (grey,) * 3)) for grey in (0, 128, 255)]
    ramp = Image.linear_gradient("L").rotate(90).convert("RGB")
    ramps = [kept(tmp_path, f"ramp{side}.png", ramp.resize((side, side))) for side in (64, 80)]
    found = prints([*flat, *ramps])
    assert copies.find_copies(found[:1], found[1:]) == ()
    assert copies.find_copies(found[3:4], found[4:]) == ()
    assert copies.find_copies(found, np.zeros((0, copies.LENGTH), np.uint8)) == ()


def test_a_damaged_picture_still_has_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8\xff no picture")
    found = copies.fingerprint(path)
    assert len(found) == 16 and found[8:] == bytes(8)
    with pytest.raises(PictureError, match=r"gone\.jpg"):
        copies.fingerprint(tmp_path / "gone.jpg")


def test_photographs_are_taken_for_copies_only_where_they_are(shared: Path) -> None:
    """Of 200 raccoons 11 have a twin among the others; pets of other breeds have none among raccoons."""
    raccoons = prints(sorted((shared / "data" / "raccoon" / "images").glob("*.jpg")))
    twins = sum(
        len(copies.find_copies(raccoons[i : i + 1], np.delete(raccoons, i, axis=0))) for i in range(len(raccoons))
    )
    assert twins == 11
    breeds = prints(sorted((shared / "data" / "pets_32breeds" / "images").glob("*.jpg")))
    assert copies.find_copies(breeds, raccoons) == ()
