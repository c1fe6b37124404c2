"""Ten scenes, and the same in every format; a dozen to learn from, and a checkpoint to start from. Made once."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.conversion import FORMATS
from engine.datasets import shapes
from engine.recipes import RECIPES
from tests.engine.finishing_for_tests import finish
from tests.engine.foreign_for_tests import converted
from tests.engine.sharing_for_tests import made_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.datasets.index import Index
    from tests.engine.exported_for_tests import Exported


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


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`sample`, as the program makes it, and beside it `seconds`: how much work that was."""

    def make(place: Path) -> None:
        began = time.process_time()
        finish(shapes.write_scenes(str(place / "sample"), wrong=20))
        (place / "seconds").write_text(str(time.process_time() - began))

    return made_once(tmp_path_factory, "made sample", make)


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The small checkpoint's ONNX file."""
    from tests.engine import exported_for_tests as making

    return making.exported_from(made_once(tmp_path_factory, "exported", making.export_into))


@pytest.fixture(scope="module")
def small_squares() -> Iterator[None]:
    """What learns anew learns from squares of 64 pixels instead of 192: the same steps, in a fraction of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(RECIPES, "multi-small", replace(RECIPES["multi-small"], input=64))
        yield
