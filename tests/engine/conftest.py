"""Ten scenes, and the same in every format; a dozen to learn from, and a checkpoint to start from. Made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.conversion import FORMATS
from engine.datasets import shapes
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import converted

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.index import Index


@pytest.fixture(scope="session")
def ten_scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    finish(shapes.write_scenes(str(folder), images=10, seed=5))
    return folder


@pytest.fixture(scope="session")
def every(ten_scenes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenes in all formats."""
    root = tmp_path_factory.mktemp("every")
    for to in FORMATS:
        converted(ten_scenes, root / to, to)
    return root


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> Index:
    from tests.engine.training_for_tests import scenes_in  # torch comes with it

    return scenes_in(tmp_path_factory.mktemp("scenes") / "scenes")


@pytest.fixture(scope="session")
def start(found: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.engine.training_for_tests import start_in

    return start_in(tmp_path_factory.mktemp("start") / "start.safetensors", found)
