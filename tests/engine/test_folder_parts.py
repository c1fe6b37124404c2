"""Parts of a folder without lists: those its checkpoint carries, else those a new run would draw."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

import pytest

from engine.datasets import shapes
from engine.datasets.index import Index
from engine.datasets.index import index as read_index
from engine.datasets.splits import make_split
from engine.folder_parts import parts
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ("class", "box", "mask", "detections")


@pytest.fixture
def index(tmp_path: Path) -> Index:
    for _ in shapes.write_scenes(str(tmp_path / "scenes"), images=12, seed=3):
        pass
    return finish(read_index(str(tmp_path / "scenes")))


def checkpoint(place: Path, split: dict[str, list[str]]) -> Path:
    about = json.dumps({"__metadata__": {"overlap": json.dumps({"split": split | {"hash": "0"}})}}).encode()
    place.write_bytes(struct.pack("<Q", len(about)) + about)
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
    other = {"train": ["a", "b", "c"], "validation": ["d"], "test": [names[0]]}
    assert finish(parts(index, str(checkpoint(tmp_path / "other", other)))) == finish(parts(index))


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
