"""The survey of a folder: its counts are those of the index, add up part by part, and know their pictures."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.datasets import shapes
from engine.datasets.index import index
from engine.datasets.splits import PARTS
from engine.datasets.statistics import statistics
from engine.datasets.surveying import survey
from engine.datasets.tallies import Survey, tally
from engine.dividing import divide
from engine.folder_parts import parts
from engine.recipes import RECIPES
from engine.runs import FitSettings
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from engine.datasets.tallies import Tally

IMAGES = 80


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenes") / "scenes"
    finish(shapes.write_scenes(str(folder), images=IMAGES, seed=4))
    return folder


@pytest.fixture
def folder(scenes: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(scenes, tmp_path / "scenes"))


def tallies(found: Survey, key: str) -> tuple[Tally, ...]:
    chart = found.chart(key)
    assert chart is not None
    return chart.tallies


def thing(name: str, *edges: int) -> str:
    box = "".join(f"<{key}>{edge}</{key}>" for key, edge in zip(("xmin", "ymin", "xmax", "ymax"), edges, strict=True))
    return f"<object><name>{name}</name><bndbox>{box}</bndbox></object>"


def add(folder: Path, place: int, *things: str) -> str:
    """Write objects into a label file; returns the picture's name."""
    xml = sorted((folder / "Annotations").glob("*.xml"))[place]
    text = xml.read_text(encoding="utf-8")
    xml.write_text(text.replace("</annotation>", f"{''.join(things)}</annotation>"), encoding="utf-8")
    return xml.stem


def test_the_counts_are_those_of_the_index_and_add_up(scenes: Path) -> None:
    found, known = finish(survey(str(scenes))), finish(index(str(scenes)))
    first = statistics(known)
    assert {one.name: one.total for one in tallies(found, "classes")} == first["classes"]
    assert sum(len(members) for members in found.members) == IMAGES == len(found.names)
    for key in ("classes", "sides", "aspects"):
        assert sum(one.total for one in tallies(found, key)) == len(known.boxes) == found.objects
    for chart in found.charts:
        for one in chart.tallies:
            assert one.counts.sum() == one.total, "every picture of this folder is in one part"
            assert [one.count(part) for part in range(3)] == one.counts.tolist()
    masks = tallies(found, "masks")
    shares = {one.name: one.total / sum(each.total for each in masks) for one in masks}
    assert shares == pytest.approx(first["masks"]["pixels"])  # pyright: ignore[reportIndexIssue] the document's own
    assert (found.together == found.together.T).all()
    assert found.together.diagonal().tolist() == [
        len(next(one.pictures for one in tallies(found, "classes") if one.name == name)) for name in found.classes
    ]


def test_what_takes_long_comes_later_the_parts_and_then_the_masks(scenes: Path) -> None:
    early = [step.values["survey"] for step in survey(str(scenes)) if step.kind == "survey"]
    assert len(early) == 2
    for found, divided in zip(early, (False, True), strict=True):
        assert isinstance(found, Survey)
        assert [chart.key for chart in found.charts] == ["classes", "sides", "aspects", "sizes"]
        assert any(len(members) for members in found.members) == divided


def test_the_parts_are_those_of_a_run_near_copies_and_all(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "ImageSets", ignore_errors=True)
    drawn = finish(parts(finish(index(str(folder)))))
    twin, taken = folder / "JPEGImages" / f"{drawn['test'][0]}.jpg", folder / "JPEGImages" / f"{drawn['train'][0]}.jpg"
    with Image.open(taken) as picture:
        picture.save(twin, quality=60)
    known = finish(index(str(folder)))
    settings = FitSettings(str(folder), "multi-small", str(tmp_path / "run"))
    split = finish(divide(settings, known, RECIPES["multi-small"].heads))
    assert drawn["test"][0] in split.train, "a near copy of a picture that is learnt from"
    found = finish(survey(str(folder), recipe="multi-small"))
    assert found.names[0] in {*split.train, *split.validation, *split.test}
    for place, part in enumerate(PARTS):
        assert found.named(range(IMAGES), place) == getattr(split, part)
    told = finish(parts(known, "", "multi-small"))
    assert all(told[part] == getattr(split, part) for part in PARTS)
    again = finish(survey(str(folder), known={"test": [found.names[3], "gone"]}))
    assert [len(members) for members in again.members] == [0, 0, 1], "nobody looks for copies twice"


def test_a_count_leads_to_its_pictures(folder: Path) -> None:
    name = add(folder, 3, thing("comet", 10, 10, 15, 14), thing("comet", 30, 30, 33, 110))
    found = finish(survey(str(folder)))
    comet = next(one for one in tallies(found, "classes") if one.name == "comet")
    assert (comet.total, found.named(comet.pictures)) == (2, (name,))
    part = int(np.argmax(comet.counts))
    assert found.named(comet.pictures, part) == (name,)
    assert all(found.named(comet.pictures, other) == () for other in range(3) if other != part)
    tiny = next(one for one in tallies(found, "sides") if one.name == "under 8 px")
    assert found.named(tiny.pictures) == (name,) and tiny.word == "tiny"
    slim = next(one for one in tallies(found, "aspects") if one.name == "under 1:8")
    assert found.named(slim.pictures) == (name,) and slim.word == "stretched"


def test_what_is_suspicious_is_said_with_its_numbers_and_pictures(folder: Path) -> None:
    name = add(
        folder, 3, thing("comet", 10, 10, 15, 14), thing("comet", 30, 30, 33, 110), thing("moon", 1, 1, 320, 240)
    )
    bare = sorted((folder / "Annotations").glob("*.xml"))[7]
    bare.unlink()
    for mask in folder.rglob(f"{bare.stem}.png"):
        mask.unlink()
    found = finish(survey(str(folder)))
    said = {(one.word, one.said): found.named(one.pictures) for one in found.suspicions}
    assert said["rare", "moon: only 1 object"] == (name,)
    assert said["rare", "comet: only 2 objects"] == (name,)
    assert said["tiny", "2 boxes with a side under 8 px"] == (name,)
    assert said["stretched", "1 box 8 times as long as wide"] == (name,)
    assert said["full", "1 box over the whole picture"] == (name,)
    assert said["no labels", "1 picture without labels"] == (bare.stem,)
    (uneven,) = [text for word, text in said if word == "imbalance"]
    assert "times as many as moon (1)" in uneven
    (lone,) = [text for word, text in said if word == "one part only" and text.startswith("moon")]
    moon = next(one for one in tallies(found, "classes") if one.name == "moon")
    where = {0: "not in test: never measured", 1: "only in validation: neither", 2: "not in train: never learnt"}
    assert where[int(np.argmax(moon.counts))] in lone


def test_what_is_odd_of_many_classes_is_one_line(folder: Path) -> None:
    names = [f"moon{number}" for number in range(6)]
    add(folder, 3, *(thing(name, 10, 10, 60, 60) for name in names))
    found = finish(survey(str(folder)))
    lines = [one.said for one in found.suspicions if one.word == "one part only"]
    assert len(lines) == 1 and lines[0].startswith("6 classes are ")
    assert [one.said for one in found.suspicions if one.word == "rare"] == ["6 classes with fewer than 20 objects"]


def test_a_clean_folder_gives_no_reason_to_look(scenes: Path) -> None:
    assert finish(survey(str(scenes))).suspicions == ()


def test_pictures_without_labels_are_counted_too(scenes: Path, tmp_path: Path) -> None:
    bare = shutil.copytree(scenes / "JPEGImages", tmp_path / "bare")
    found = finish(survey(str(bare)))
    assert len(found.names) == IMAGES and found.objects == 0 and found.suspicions == ()
    assert [chart.key for chart in found.charts] == ["sizes"]


@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 5))), st.lists(st.integers(-1, 2), min_size=20, max_size=20)
)
def test_a_tally_counts_each_thing_once(things: list[tuple[int, int]], parts: list[int]) -> None:
    things.sort()
    owners = np.array([owner for owner, _ in things], np.int64)
    weights = np.array([weight for _, weight in things], np.int64)
    one = tally("x", owners, np.array(parts), weights)
    assert one.total == weights.sum()
    assert one.counts.tolist() == [sum(w for o, w in things if parts[o] == part) for part in range(3)]
    assert one.pictures.tolist() == sorted({owner for owner, weight in things if weight})
