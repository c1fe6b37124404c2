"""Limits are safe, named where they are met, and raised by the environment; names of classes that look alike."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine import limits
from engine.checks import names
from engine.datasets.facts import read_bytes
from engine.errors import EngineError, LabelError, PictureError
from engine.formats import voc
from tests.engine.pictures_for_tests import whole

if TYPE_CHECKING:
    from pathlib import Path


def test_limits_are_named_and_raised_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, image = tmp_path / "a.xml", tmp_path / "a.jpg"
    Image.new("RGB", (60, 40)).save(image)
    box = "<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox>"
    path.write_text(f"<annotation>{f'<object><name>cat</name>{box}</object>' * 2}</annotation>")
    for limit, act in {
        "OVERLAP_MAX_PIXELS": lambda: whole(image),
        "OVERLAP_MAX_OBJECTS": lambda: voc.parse(path, path.read_bytes()),
    }.items():
        monkeypatch.setenv(limit, "1")
        with pytest.raises((LabelError, PictureError), match=rf"a\.(xml|jpg).*{limit} raises that limit"):
            act()
        monkeypatch.setenv(limit, "2400")
        act()
        monkeypatch.setenv(limit, "a lot")
        with pytest.raises(EngineError, match=f"{limit}=a lot: give a whole number"):
            act()
        monkeypatch.delenv(limit)
    monkeypatch.setenv("OVERLAP_MAX_LABEL_BYTES", "100")
    with pytest.raises(LabelError, match=r"a\.xml: .*OVERLAP_MAX_LABEL_BYTES raises that limit"):
        read_bytes(path)


def test_every_limit_is_safe_and_named_once() -> None:
    assert len({limit.variable for limit in limits.LIMITS.values()}) == len(limits.LIMITS)
    assert limits.most("pixels") * 3 <= 500_000_000, "RGB pixels of the largest picture"


@given(st.text(max_size=12))
def test_any_name_has_a_skeleton_and_one_that_differs_in_what_nobody_sees_has_the_same(name: str) -> None:
    assert names.skeleton(name) == names.skeleton(f"\u200b{name} ")
    list(names.odd_class(name))


@pytest.mark.parametrize("name", ["cat", "caf\u00e9", "\U0001f431\u200d\U0001f464", "\u732b", "a/b\\c", "=1+1", "<b>"])
def test_plain_names_are_left_alone(name: str) -> None:
    assert list(names.odd_class(name)) == []


def test_a_file_without_an_end_is_not_read_to_it(tmp_path: Path) -> None:
    """A sparse file claims a terabyte and takes no room."""
    for name in ("a.xml", "a.png"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 40)
    with pytest.raises(LabelError, match=r"a\.xml: .*raises that limit"):
        read_bytes(tmp_path / "a.xml")
    with pytest.raises(PictureError, match=r"a\.png: .*raises that limit"):
        whole(tmp_path / "a.png")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")
@pytest.mark.timeout(10)
def test_only_plain_files_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(limits.NotPlainError, match="not a plain file"):
            limits.open_plain(path)
