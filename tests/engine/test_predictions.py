"""The prediction cache gives back what was put in, or nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import places, predictions
from engine.annotation import Annotation, Box, Instance, same

if TYPE_CHECKING:
    from pathlib import Path

KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "a picture.jpg"
    path.write_bytes(b"pixels")
    return path


def prediction(mask: bool = True) -> Annotation:
    polygon = ((1.0, 2.0), (3.5, 4.0), (5.0, 1.0))
    instance = Instance("Käfer <b>", Box(1.25, 2, 30, 40.5), (polygon,), 0.875, attributes=(("species", "cat"),))
    values = np.random.default_rng(0).integers(0, 3, (60, 80), np.uint8)
    return Annotation(80, 60, (instance,), values if mask else None, "Käfer", 0.9, source="best")


@pytest.mark.parametrize("mask", [True, False])
def test_what_is_kept_comes_back(image: Path, mask: bool) -> None:
    assert predictions.load(KEY, image) is None
    predictions.store(KEY, image, prediction(mask))
    found = predictions.load(KEY, image)
    assert same(found, prediction(mask))
    assert predictions.load("another checkpoint", image) is None
    assert found is not None and (found.mask is None or not found.mask.flags.writeable)


def test_a_changed_picture_has_no_prediction(image: Path) -> None:
    predictions.store(KEY, image, prediction())
    image.write_bytes(b"other pixels")
    assert predictions.load(KEY, image) is None
    image.write_bytes(b"pixels")
    os.utime(image, ns=(1, 1))
    assert predictions.load(KEY, image) is None
    image.unlink()
    assert predictions.load(KEY, image) is None


def test_a_spoilt_file_counts_as_none(image: Path) -> None:
    predictions.store(KEY, image, prediction())
    (kept,) = (path for path in places.cache().rglob("*") if path.is_file())
    whole = kept.read_bytes()
    for spoilt in (b"", whole[:-7], whole[:20] + b"\0" + whole[21:], b"x" * 100):
        kept.write_bytes(spoilt)
        assert predictions.load(KEY, image) is None
    kept.write_bytes(whole)
    assert predictions.load(KEY, image) is not None


def test_the_key_is_of_the_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "best.safetensors", tmp_path / "copy.safetensors"
    one.write_bytes(b"weights")
    two.write_bytes(b"weights")
    assert predictions.key(one) == predictions.key(two)
    two.write_bytes(b"others")
    assert predictions.key(one) != predictions.key(two)


def test_the_cache_keeps_the_predictions_of_the_checkpoints_used_last(image: Path) -> None:
    keys = [f"{number:016x}" for number in range(predictions.KEPT + 3)]
    for moment, key in enumerate(keys[:-1]):
        predictions.store(key, image, prediction())
        for folder in (places.cache() / "predictions").iterdir():
            if folder.name == key:
                os.utime(folder, (moment, moment))
    assert predictions.load(keys[2], image) is not None  # looked at: now the newest
    beside = places.cache() / "predictions" / "mine.txt"
    beside.write_text("not a checkpoint's")
    predictions.store(keys[-1], image, prediction())
    kept = [key for key in keys if predictions.load(key, image) is not None]
    assert len(kept) == predictions.KEPT
    assert kept == [keys[2], *keys[4:]]
    assert beside.exists()


def test_only_a_new_checkpoint_looks_through_the_cache(image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr(predictions, "_prune", looked.append)
    for key in (KEY, KEY, "f" * 16, KEY):
        predictions.store(key, image, prediction())
    assert looked == [KEY, "f" * 16]
