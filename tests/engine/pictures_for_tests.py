"""Pictures as they are on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.images import read_rgb_for

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np


def whole(path: Path) -> np.ndarray:
    """The picture as large as it is, height×width×3 uint8 RGB, upright. Raises PictureError."""
    return read_rgb_for(path, 1 << 30)[0]
