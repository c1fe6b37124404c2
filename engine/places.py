"""Where things lie on a person's machine: caches, data of ours, and the files the program carries."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

NAME = "overlap-studio"


def cache() -> Path:
    """Predictions, features, downloaded weights: anything that can be made again. `OVERLAP_CACHE` moves it."""
    return Path(os.environ.get("OVERLAP_CACHE") or platformdirs.user_cache_dir(NAME, appauthor=False))


def data() -> Path:
    """The generated sample, runs and logs. `OVERLAP_DATA` moves it."""
    return Path(os.environ.get("OVERLAP_DATA") or platformdirs.user_data_dir(NAME, appauthor=False))


def resources() -> Path:
    """`resources` of the repository, or of the bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).resolve().parent.parent / "resources"


def sample_checkpoint() -> Path:
    return resources() / "sample.safetensors"
