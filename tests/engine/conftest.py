"""Ten scenes, and the same in every format; made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.conversion import FORMATS
from engine.datasets import shapes
from tests.engine.foreign_for_tests import converted, done

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def ten_scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    done(shapes.write_scenes(str(folder), images=10, seed=5))
    return folder


@pytest.fixture(scope="session")
def every(ten_scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenes in all formats."""
    root = tmp_path_factory.mktemp("every")
    for to in FORMATS:
        converted(ten_scenes, root / to, to)
    return root
