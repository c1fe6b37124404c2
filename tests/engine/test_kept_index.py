"""The second opening of a folder knows at once what the first has read, and reads only what changed since."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import places
from engine.datasets import kept, rows
from engine.datasets.columns import Columns
from engine.datasets.index import Index, index
from engine.datasets.shapes import write_scenes
from engine.formats.problem import Problem
from tests.engine.finishing_for_tests import followed

if TYPE_CHECKING:
    from engine.datasets.record import Record
    from engine.datasets.rows import Row

COLUMNS = ("sizes", "image_label", "owner", "label", "boxes", "difficult", "has_boxes", "has_mask", "verified")


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "root"
    for _ in write_scenes(str(folder), images=12, seed=3):
        pass
    return folder


@pytest.fixture
def folder(scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, a cache of one's own, and no folder too small to be kept."""
    monkeypatch.setattr(kept, "_LEAST", 1)
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    return Path(shutil.copytree(scenes, tmp_path / "root"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the records that are read."""
    names: list[str] = []
    real = rows.read

    def noting(form: str, record: Record) -> Row:
        names.append(record.name)
        return real(form, record)

    monkeypatch.setattr(rows, "read", noting)
    return names


def run(folder: Path) -> tuple[Index | None, Index]:
    """What is known at once, and the answer."""
    steps, found = followed(index(str(folder)))
    return next((step.values["index"] for step in reversed(steps) if step.kind == "index"), None), found


def alike(one: Index | None, other: Index) -> bool:
    assert one is not None
    arrays = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in COLUMNS)
    return arrays and (one.classes, one.problems, one.dataset) == (other.classes, other.problems, other.dataset)


def test_what_was_read_is_known_at_once_the_second_time(folder: Path, read: list[str]) -> None:
    (folder / "Annotations" / "scene_0003.xml").write_text("<annotation><object>", encoding="utf-8")
    early, first = run(folder)
    assert early is None and len(read) == 12 and [problem.code for problem in first.problems] == ["labels"]
    early, second = run(folder)
    assert len(read) == 12 and alike(early, first) and alike(second, first)
    assert second.target(5) == first.target(5) and second.position("scene_0007") == 7


@pytest.mark.parametrize("part", ["JPEGImages", "Annotations", "SegmentationClass"])
def test_only_what_changed_is_read_again(folder: Path, read: list[str], part: str) -> None:
    run(folder)
    changed = next((folder / part).glob("scene_0004.*"))
    state = changed.stat()
    changed.write_bytes(changed.read_bytes()[:-1] + b"\n" if part == "Annotations" else changed.read_bytes())
    os.utime(changed, ns=(state.st_atime_ns, state.st_mtime_ns))  # its old time, as some programs leave it
    read.clear()
    _, again = run(folder)
    assert read == ["scene_0004"]
    shutil.rmtree(places.cache() / "index")
    assert alike(again, run(folder)[1])


def test_a_changed_label_is_in_the_answer(folder: Path) -> None:
    _, first = run(folder)
    path = folder / "Annotations" / "scene_0000.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("<name>", "<name>my "), encoding="utf-8")
    early, again = run(folder)
    assert alike(early, first) and not alike(again, first)
    labels = again.label[again.owner == 0].tolist()
    assert labels and all(again.classes[label].startswith("my ") for label in labels)


def test_pictures_that_come_and_go_are_no_old_story(folder: Path, read: list[str]) -> None:
    run(folder)
    shutil.copy(folder / "JPEGImages" / "scene_0000.jpg", folder / "JPEGImages" / "scene_0000b.jpg")
    read.clear()
    early, again = run(folder)
    assert early is None and len(again.sizes) == len(read) == 13
    (folder / "Annotations" / "scene_0001.xml").unlink()
    assert run(folder)[0] is None


def test_limits_are_part_of_what_was_known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder)
    monkeypatch.setenv("OVERLAP_MAX_PIXELS", "100")
    early, again = run(folder)
    assert early is None and (again.sizes == 0).all()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no", None])
def test_a_damaged_cache_is_read_anew(folder: Path, read: list[str], damage: bytes | None) -> None:
    _, first = run(folder)
    (file,) = (places.cache() / "index").glob("*.npz")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] + b"xx" + whole[len(whole) // 2 + 2 :] if damage is None else damage)
    read.clear()
    early, again = run(folder)
    assert early is None and len(read) == 12 and alike(again, first)
    assert alike(run(folder)[0], first)


def test_problems_of_pictures_that_are_not_there_are_no_columns() -> None:
    columns = Columns.of([rows.Row()])
    for row in (-1, 1):
        with pytest.raises(ValueError, match="no row"):
            replace(columns, problems=((row, Problem("a.xml", None, "labels", "?")),))
