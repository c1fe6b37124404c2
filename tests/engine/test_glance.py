"""What a person sees first of a folder is what its list begins with, or nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.folder import open_folder
from engine.datasets.glance import first_picture
from engine.datasets.shapes import write_scenes
from engine.reading import open_folder as opening

if TYPE_CHECKING:
    from pathlib import Path

NAMES = st.sets(st.from_regex(r"[aA0é_-]{1,3}\.(jpg|PNG|txt|mat)", fullmatch=True), max_size=8)


def touch(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


@given(names=NAMES, place=st.sampled_from(["", "JPEGImages/", "images/"]))
def test_it_is_the_first_of_the_list(tmp_path_factory: pytest.TempPathFactory, names: set[str], place: str) -> None:
    root = touch(tmp_path_factory.mktemp("glance"), *(place + name for name in names), place + ".hidden.jpg")
    found = first_picture(root)
    if place == "images/":  # such a folder is a root only with its labels
        touch(root, "annotations/list.txt")
    if found is None:
        stems = sorted(name.rpartition(".")[0] for name in names if name.lower().endswith((".jpg", ".png")))
        assert len(stems) < 2 or stems[0] == stems[1]
    else:
        assert open_folder(root).records[0].image == found


@pytest.mark.parametrize("name", ["JPEGImages/part/a.jpg", "VOC2012/JPEGImages/a.jpg", "notes.txt"])
def test_what_takes_more_than_a_look_is_left_to_the_listing(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name, *(["JPEGImages/b.jpg"] if "part" in name else []))
    assert first_picture(tmp_path) is None
    assert first_picture(tmp_path / "gone") is None


def test_it_comes_before_the_list_and_only_if_the_picture_is_whole(tmp_path: Path) -> None:
    for _ in write_scenes(str(tmp_path), images=3):
        pass
    kinds = [step.kind for step in opening(str(tmp_path))]
    assert kinds.index("glance") == 0 and "first" in kinds
    first = open_folder(tmp_path).records[0].image
    first.write_bytes(first.read_bytes()[:2000])
    assert [step.kind for step in opening(str(tmp_path))].count("glance") == 0
