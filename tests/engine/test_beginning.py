"""The first records of a large folder are known before it is listed, and are what its listing begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import reading
from engine.datasets import counting
from engine.datasets.folder import open_beginning, open_folder
from engine.datasets.shapes import write_scenes
from engine.errors import EngineError
from tests.engine.finishing_for_tests import finish

if TYPE_CHECKING:
    from pathlib import Path

    from engine.datasets.record import Dataset

NAMES = st.sets(st.from_regex(r"[aA0é -]{1,3}(\.a)?\.(jpg|PNG|txt|gif)", fullmatch=True), max_size=12)
OF_ONE_KIND = st.sets(st.from_regex(r"[a0 -]{1,3}(\.jpg)?\.jpg", fullmatch=True), min_size=4, max_size=12)


def touch(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def large(root: Path, pictures: int = 150, masks: int = 0) -> Path:
    stems = [f"p{number:03d}" for number in range(pictures)]
    touch(root, *(f"SegmentationClass/{stem}.png" for stem in stems[:masks]))
    return touch(root, *(f"JPEGImages/{s}.jpg" for s in stems), *(f"Annotations/{s}.xml" for s in stems))


@given(
    names=NAMES | OF_ONE_KIND,
    without=st.sets(st.integers(0, 11), max_size=2),
    inner=st.booleans(),
    hidden=st.booleans(),
)
def test_it_is_what_the_list_begins_with(
    tmp_path_factory: pytest.TempPathFactory, names: set[str], without: set[int], inner: bool, hidden: bool
) -> None:
    root = touch(
        tmp_path_factory.mktemp("beginning"), "Annotations/other.xml", *(["JPEGImages/.hidden.jpg"] if hidden else [])
    )
    (root / "JPEGImages").mkdir(exist_ok=True)
    touch(root, *(f"JPEGImages/{name}" for name in names), *(["JPEGImages/a0a0.jpg/b.jpg"] if inner else []))
    labelled = [name for place, name in enumerate(sorted(names)) if place not in without]
    touch(root, *(f"Annotations/{name.rpartition('.')[0]}.xml" for name in labelled))
    found = open_beginning(root, most=3)
    if found is None:
        return
    whole = open_folder(root)
    assert found.partial and 0 < len(found.records) <= 3 < len(whole.records)
    assert (found.root, found.format, found.xml_folder) == (whole.root, whole.format, whole.xml_folder)
    assert found.records[:] == whole.records[: len(found.records)]


def test_a_large_folder_answers_with_its_first_records_and_then_with_all(tmp_path: Path) -> None:
    root = large(tmp_path, masks=20)
    beginning = finish(reading.open_folder(str(root)))
    assert beginning.partial and len(beginning.records) == 100 and beginning.records[0].mask is not None
    whole = finish(reading.list_folder(beginning))
    assert not whole.partial and whole.records == open_folder(root).records


def test_decomposed_and_foreign_letters_are_found(tmp_path: Path) -> None:
    names = [f"{letter}{number:03d}" for letter in ("é", "ж") for number in range(80)]
    touch(tmp_path, *(f"JPEGImages/{name}.jpg" for name in names), *(f"Annotations/{name}.xml" for name in names))
    found = open_beginning(tmp_path)
    assert found is not None and found.records[:] == open_folder(tmp_path).records[:100]


@pytest.mark.parametrize(
    "made",
    [
        ["JPEGImages/part/x.jpg"],
        ["images/x.jpg"],
        ["JPEGImages/a.jpg"],
        ["JPEGImages/p000.png"],
        [f"JPEGImages/notes{number}.txt" for number in range(101)],
    ],
)
def test_what_takes_more_than_a_look_is_left_to_the_listing(tmp_path: Path, made: list[str]) -> None:
    root = large(tmp_path)
    assert open_beginning(root) is not None
    assert open_beginning(touch(root, *made)) is None


def test_small_plain_and_missing_folders_have_none(tmp_path: Path) -> None:
    assert open_beginning(large(tmp_path / "small", pictures=100)) is None
    assert open_beginning(touch(tmp_path / "plain", *(f"{number}.jpg" for number in range(150)))) is None
    assert open_beginning(tmp_path / "gone") is None


def test_it_ends_before_the_first_picture_without_labels(tmp_path: Path) -> None:
    root = large(tmp_path)
    (root / "Annotations" / "p007.xml").unlink()
    found = open_beginning(root)
    assert found is not None and found.records.name == tuple(f"p{number:03d}" for number in range(7))


def test_what_was_shown_stays_first_whatever_happens_to_the_folder_meanwhile(tmp_path: Path) -> None:
    root = large(tmp_path)
    beginning = finish(reading.open_folder(str(root)))
    touch(root, "JPEGImages/a.jpg", "Annotations/a.xml")
    (root / "JPEGImages" / "p003.jpg").unlink()
    (root / "Annotations" / "p004.xml").unlink()
    whole = finish(reading.list_folder(beginning))
    assert whole.records[:100] == beginning.records[:]
    assert set(whole.records.name[100:]) == {"a", *(f"p{number:03d}" for number in range(100, 150))}


def test_a_folder_that_is_gone_meanwhile_is_told(tmp_path: Path) -> None:
    beginning = finish(reading.open_folder(str(large(tmp_path / "root"))))
    (tmp_path / "root").rename(tmp_path / "elsewhere")
    with pytest.raises(EngineError, match="no such folder"):
        finish(reading.list_folder(beginning))


def test_what_was_chosen_for_the_folder_holds_from_its_first_record_on(tmp_path: Path) -> None:
    root = large(tmp_path)
    counting.remember(root, 0)
    found = open_beginning(root)
    assert found is not None and found.records.first == 0


def test_its_first_picture_comes_before_it_and_with_its_labels(tmp_path: Path) -> None:
    finish(write_scenes(str(tmp_path), images=1))
    for folder, ending in (("JPEGImages", "jpg"), ("Annotations", "xml")):
        scene = next((tmp_path / folder).iterdir())
        for number in range(100):
            (tmp_path / folder / f"t{number:03d}.{ending}").hardlink_to(scene)
    steps, call = [], reading.open_folder(str(tmp_path))
    dataset: Dataset | None = None
    while dataset is None:
        try:
            steps.append(next(call))
        except StopIteration as stop:
            dataset = stop.value
    assert dataset is not None and dataset.partial
    glance, first = (step for step in steps if step.kind != "progress")
    assert (glance.kind, first.kind) == ("glance", "first")
    shown = first.values["shown"]
    assert isinstance(shown, reading.Shown) and shown.screen is glance.values["screen"]  # decoded once
    assert shown.labels is not None and shown.labels.annotation.instances
