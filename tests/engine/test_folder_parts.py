"""Parts of a folder without lists: those its checkpoint carries, else those a new run would draw."""

from __future__ import annotations

import json
import shutil
import struct
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.datasets import shapes
from engine.datasets.copies import fingerprint
from engine.datasets.index import Index
from engine.datasets.index import index as read_index
from engine.datasets.splits import make_split
from engine.dividing import divide
from engine.folder_parts import parts
from engine.recipes import RECIPES
from engine.runs import FitSettings
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ("class", "box", "mask", "detections")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    for _ in shapes.write_scenes(str(tmp_path / "scenes"), images=12, seed=3):
        pass
    return finish(read_index(str(tmp_path / "scenes")))


def checkpoint(place: Path, split: dict[str, list[str]], learnt: bytes = b"") -> Path:
    header = {"fingerprints": {"dtype": "U8", "shape": [len(learnt) // 16, 16], "data_offsets": [4, 4 + len(learnt)]}}
    header |= {"__metadata__": {"overlap": json.dumps({"split": split | {"hash": "0"}})}}
    about = json.dumps(header).encode()
    place.write_bytes(struct.pack("<Q", len(about)) + about + b"more" + learnt)
    return place


def test_without_a_checkpoint_they_are_those_of_a_new_run(index: Index) -> None:
    drawn = make_split(index, None, 0, HEADS)
    found = finish(parts(index))
    assert found == {"train": drawn.train, "validation": drawn.validation, "test": drawn.test}
    assert sorted(name for names in found.values() for name in names) == sorted(index.dataset.records.name)


def test_those_of_the_checkpoint_come_first_where_it_learnt_here(index: Index, tmp_path: Path) -> None:
    names = list(index.dataset.records.name)
    own = {"train": names[:6], "validation": [*names[6:8], "gone"], "test": names[8:]}
    found = finish(parts(index, str(checkpoint(tmp_path / "own", own))))
    assert found == {"train": tuple(names[:6]), "validation": tuple(names[6:8]), "test": tuple(names[8:])}
    new = {"train": names[:5], "validation": names[6:8], "test": names[8:]}
    assert finish(parts(index, str(checkpoint(tmp_path / "new", new))))["train"] == tuple(sorted(names[:6]))
    learnt = b"".join(fingerprint(record.image) for record in index.dataset.records[:8])
    elsewhere = checkpoint(tmp_path / "elsewhere", own, bytes(range(1, 33)))  # other pictures under the same names
    assert finish(parts(index, str(checkpoint(tmp_path / "own", own, learnt)))) == found
    assert finish(parts(index, str(elsewhere))) == finish(parts(index))
    other = {"train": ["a", "b", "c"], "validation": ["d"], "test": [names[0]]}
    assert finish(parts(index, str(checkpoint(tmp_path / "other", other)))) == finish(parts(index))


@pytest.mark.parametrize("recipe", ["multi-small", "unet", "localizer-resnet50", "nothing"])
def test_a_picture_has_the_part_that_a_run_of_the_recipe_gives_it_near_copies_too(tmp_path: Path, recipe: str) -> None:
    folder = tmp_path / "scenes"
    for _ in shapes.write_scenes(str(folder), images=16, seed=3):
        pass
    shutil.rmtree(folder / "ImageSets")
    heads = RECIPES[recipe].heads if recipe in RECIPES else HEADS
    drawn = make_split(finish(read_index(str(folder))), None, 0, heads)
    twin, taken = folder / "JPEGImages" / f"{drawn.test[0]}.jpg", folder / "JPEGImages" / f"{drawn.train[0]}.jpg"
    with Image.open(taken) as picture:
        picture.save(twin, quality=60)
    index = finish(read_index(str(folder)))
    settings = FitSettings(str(folder), recipe, str(tmp_path / "run"))
    found, wanted = finish(parts(index, "", recipe)), finish(divide(settings, index, heads))
    assert found == {"train": wanted.train, "validation": wanted.validation, "test": wanted.test}
    assert drawn.test[0] in found["train"], "a near copy of a picture that is learnt from is learnt from, too"


@pytest.mark.parametrize("data", [b"", b"12345678", struct.pack("<Q", 1 << 60) + b"{}", struct.pack("<Q", 2) + b"[]"])
def test_a_file_that_is_no_checkpoint_has_none(index: Index, tmp_path: Path, data: bytes) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(data)
    assert finish(parts(index, str(bad))) == finish(parts(index))
    assert finish(parts(index, str(tmp_path / "nowhere"))) == finish(parts(index))


def test_a_folder_without_labels_has_no_parts(tmp_path: Path) -> None:
    for _ in shapes.write_scenes(str(tmp_path / "scenes"), images=4, seed=3):
        pass
    for folder in ("Annotations", "SegmentationClass"):
        for path in (tmp_path / "scenes" / folder).iterdir():
            path.unlink()
    assert finish(parts(finish(read_index(str(tmp_path / "scenes"))))) == {}
