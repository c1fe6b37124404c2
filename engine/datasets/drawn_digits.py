"""Drawn digits in MNIST's own files, for where those are missing: OpenCV's stroke fonts, slanted, scaled and blurred.

Placed by centre of mass into 28×28 as MNIST's are, they teach and test the same recipe by the same path. They are no
MNIST: what is learnt from them does not read handwriting.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from engine.datasets.mnist75 import TILE
from engine.errors import EngineError
from engine.files import replace_whole
from engine.formats import idx
from engine.steps import Step

if TYPE_CHECKING:
    from collections.abc import Generator

_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
)
_SHEET = 112  # pixels: four times the tile, so that edges come out grey
_EVERY = 100  # digits between steps


def write_digits(folder: str, images: int = 2000, seed: int = 0) -> Generator[Step, None, int]:
    """Write `images` drawn digits to learn from, and as many to test on, as MNIST's four files into `folder`; returns
    how many there are in all. Yields steps of kind "progress". The same seed draws the same digits.

    Raises EngineError where the folder holds something or cannot be written.
    """
    target = Path(folder).resolve()
    if images < 1:
        raise EngineError(f"{images} digits: give at least 1")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise EngineError(f"{target}: holds something already; choose a new or empty folder")
    files: dict[str, bytes] = {}
    for part, begins in enumerate(("train", "t10k")):
        pictures, labels = np.zeros((images, TILE, TILE), np.uint8), np.zeros(images, np.uint8)
        for number in range(images):
            generator = np.random.default_rng((seed, part, number))
            labels[number] = generator.integers(10)
            pictures[number] = draw_digit(int(labels[number]), generator)
            if number % _EVERY == 0:
                yield Step("Drawing the digits", part * images + number + 1, 2 * images)
        files[f"{begins}-images-idx3-ubyte.gz"] = gzip.compress(idx.to_bytes(pictures), mtime=0)
        files[f"{begins}-labels-idx1-ubyte.gz"] = gzip.compress(idx.to_bytes(labels), mtime=0)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            replace_whole(target / name, data)
    except OSError as error:
        raise EngineError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    return 2 * images


def draw_digit(digit: int, generator: np.random.Generator) -> np.ndarray:
    """One digit, 28×28 uint8, white on black, its centre of mass in the middle."""
    sheet = np.zeros((_SHEET, _SHEET), np.uint8)
    font, thickness = _FONTS[int(generator.integers(len(_FONTS)))], int(generator.integers(5, 12))
    (width, height), _ = cv2.getTextSize(str(digit), font, 1, thickness)
    size = generator.uniform(0.55, 0.7) * _SHEET / max(width, height)
    (width, height), _ = cv2.getTextSize(str(digit), font, size, thickness)
    corner = (_SHEET - width) // 2, (_SHEET + height) // 2
    cv2.putText(sheet, str(digit), corner, font, size, 255, thickness, cv2.LINE_AA)
    sheet = cv2.warpAffine(sheet, _slant(sheet, generator), (_SHEET, _SHEET))
    ink = cv2.GaussianBlur(sheet, (0, 0), generator.uniform(0.5, 2.5))
    small = cv2.resize(ink, (TILE, TILE), interpolation=cv2.INTER_AREA).astype(np.float32)
    small += generator.normal(0, 6, small.shape) * (small > 0)
    return np.clip(small, 0, 255).astype(np.uint8)


def _slant(sheet: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """The affine map, 2×3, that turns and slants the ink a little about its centre of mass, and puts that in the
    middle."""
    moments = cv2.moments(sheet)
    centre = np.array([moments["m10"], moments["m01"]]) / moments["m00"]
    turn, slant = generator.uniform(-0.2, 0.2), generator.uniform(-0.3, 0.3)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = turned @ np.array([[1, slant], [0, 1]])
    return np.column_stack((matrix, (_SHEET - 1) / 2 - matrix @ centre))
