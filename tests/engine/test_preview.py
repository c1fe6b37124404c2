"""The picture grid of augmentations shows what a material hands to the network, and nothing else."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from engine import __main__ as program
from engine.datasets import shapes
from engine.errors import EngineError
from engine.training import picture_grid
from engine.training.materials import Squares
from engine.training.preview import augmentations
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

    from engine.training.picture_grid import Tile

STEP = picture_grid.SIDE + 8


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    for _ in shapes.write_scenes(str(folder), images=6, seed=3):
        pass
    return folder


def column(pixels: np.ndarray, number: int) -> np.ndarray:
    """The pictures of a column, without what is written under them."""
    left = 8 + number * STEP
    rows = [20 + row * (picture_grid.SIDE + 28) for row in range((pixels.shape[0] - 28) // (picture_grid.SIDE + 28))]
    return np.stack([pixels[top : top + picture_grid.SIDE, left : left + picture_grid.SIDE] for top in rows])


def test_the_first_column_is_plain_and_the_others_are_varied(scenes: Path) -> None:
    nothing = finish(augmentations(str(scenes), "multi-small", "none", 3, 2, seed=4))
    light = finish(augmentations(str(scenes), "multi-small", "light", 3, 2, seed=4))
    assert nothing["images"] == light["images"] and len(light["images"]) == 3
    assert nothing["pixels"].shape == light["pixels"].shape and light["pixels"].dtype == np.uint8
    plain = column(nothing["pixels"], 0)
    assert all(np.array_equal(column(nothing["pixels"], number), plain) for number in (1, 2))
    assert np.array_equal(column(light["pixels"], 0), plain)
    assert not np.array_equal(column(light["pixels"], 1), plain)
    assert not np.array_equal(column(light["pixels"], 2), column(light["pixels"], 1))
    again = finish(augmentations(str(scenes), "multi-small", "light", 3, 2, seed=4))
    assert np.array_equal(again["pixels"], light["pixels"])
    other = finish(augmentations(str(scenes), "multi-small", "light", 3, 2, seed=5))
    assert not np.array_equal(other["pixels"], light["pixels"])
    assert "3 pictures" in light["says"] and "(light)" in light["says"]


@pytest.mark.parametrize("recipe", ["multi-small", "detector-mobilenet_v3_large", "maskrcnn-resnet50", "unet"])
def test_what_is_drawn_is_what_the_material_gives(scenes: Path, recipe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[list[Tile]] = []
    given = []
    sound = Squares.prepare

    def prepare(self: Squares, places: Any, chance: Any) -> Any:
        given.append(sound(self, places, chance))
        return given[-1]

    def grid(rows: list[list[Tile]], *_: object) -> np.ndarray:
        drawn.extend(rows)
        return np.zeros((1, 1, 3), np.uint8)

    monkeypatch.setattr(Squares, "prepare", prepare)
    monkeypatch.setattr("engine.training.preview.grid", grid)
    finish(augmentations(str(scenes), recipe, "strong", 2, 3))
    assert len(given) == 4 and [len(row) for row in drawn] == [4, 4]
    for place, row in enumerate(drawn):
        for prepared, tile in zip(given, row, strict=True):
            assert np.array_equal(tile.picture, prepared.inputs[0][place].permute(1, 2, 0).numpy())
            assert np.array_equal(tile.mask, prepared.targets.masks[place].numpy())
            finds = recipe.startswith(("detector", "maskrcnn"))
            assert (tile.objects is not None) == finds and (tile.box is None or not finds)
            if finds:
                assert tile.objects is prepared.targets.objects[place]
    if recipe == "maskrcnn-resnet50":
        assert all(tile.objects is not None and tile.objects.masks is not None for row in drawn for tile in row)


def test_damaged_pictures_are_passed_over_and_none_is_said(scenes: Path, tmp_path: Path) -> None:
    folder = tmp_path / "scenes"
    shutil.copytree(scenes, folder)
    pictures = sorted((folder / "JPEGImages").iterdir())
    for picture in pictures[:-1]:
        picture.write_bytes(picture.read_bytes()[:500])
    assert finish(augmentations(str(folder), "multi-small"))["images"] == [pictures[-1].stem]
    pictures[-1].write_bytes(b"")
    with pytest.raises(EngineError, match="there is no picture to vary"):
        finish(augmentations(str(folder), "multi-small"))


def test_the_command_writes_a_picture(scenes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "grid.png"
    asked = ["augmentations", str(scenes), "--recipe", "multi-small", "--images", "2", "--variants", "3"]
    assert program.main([*asked, "--out", str(out), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["out"] == str(out) and document["policy"] == "light" and len(document["images"]) == 2
    with Image.open(out) as image:
        assert image.format == "PNG" and image.width == 8 + 4 * STEP
    assert program.main([*asked, "--out", str(out)]) == 0
    assert "The pictures: " in capsys.readouterr().out
    for bad, said in ((tmp_path / "no" / "grid.png", "cannot be written here"), (tmp_path, "cannot be written here")):
        assert program.main([*asked, "--out", str(bad)]) == 2
        assert said in capsys.readouterr().err
    assert program.main([*asked, "--out", str(out), "--policy", "fancy"]) == 2
