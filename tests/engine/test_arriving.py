"""A folder that was renamed, or moved on its disk, is the same folder. Half a copy, or half a save, is no whole one."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine import files, reading
from engine.checking import check
from engine.conversion import convert
from engine.datasets import counting, labels, shapes
from engine.datasets.folder import open_beginning, open_folder
from engine.datasets.index import index
from engine.errors import EngineError
from engine.safekeeping import arriving, journal, lock, store, upkeep, versions
from tests.engine.finishing_for_tests import finish
from tests.engine.label_folder_for_tests import ordinary_user
from tests.engine.test_together import killed

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.datasets.record import Dataset


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Scenes with boxes and masks, read as 0-based, and a data folder of their own."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OVERLAP_CACHE", str(tmp_path / "cache"))
    finish(shapes.write_scenes(str(tmp_path / "in" / "scenes"), images=3, seed=3))
    open_folder(tmp_path / "in" / "scenes", 0)
    return tmp_path / "in" / "scenes"


def worked_in(root: Path, renames: int = 1) -> None:
    """A save, an edit that was only noted, and a save that was killed after some of its renames."""
    dataset = open_folder(root)
    saved, noted, broken = dataset.records[:3]
    now = labels.read(dataset.format, saved)
    labels.save(dataset, saved, now.annotation.with_instances(()), now.stamp)
    read = labels.read(dataset.format, noted)
    book = journal.Journal(root)
    book.note([journal.Unsaved(noted.name, read.annotation.with_instances(()), read.stamp, read.data)], ())
    book.close()
    killed(dataset, broken, renames)


def broken_off(root: Path) -> list[bytes]:
    """The files of the save that was killed."""
    return [path.read_bytes() for path in sorted(root.rglob("scene_0002.*")) if path.suffix != ".jpg"]


def kept(dataset: Dataset) -> tuple[int, int, int]:
    """Versions, unsaved edits, and the number of the first pixel."""
    xml = dataset.records[0].xml
    assert xml is not None
    unsaved = journal.newest(journal.left(dataset.root))
    return len(versions.listed(dataset.root, xml)), len(unsaved), dataset.records.first


def renamed(root: Path) -> Path:
    return root.rename(root.with_name("renamed"))


def moved_by_a_folder_around_it(root: Path) -> Path:
    return root.parent.rename(root.parent.with_name("elsewhere")) / root.name


def renamed_with_a_link_left(root: Path) -> Path:
    new = renamed(root)
    root.symlink_to(new)
    return new


def renamed_for_another_one(root: Path) -> Path:
    new = renamed(root)
    shutil.copytree(new, root)
    return new


def in_the_window(root: Path) -> Dataset:
    return finish(reading.open_folder(str(root)))


def its_beginning(root: Path) -> Dataset:
    found = open_beginning(root, most=2)
    assert found is not None and found.partial
    return found


WAYS = [renamed, moved_by_a_folder_around_it, renamed_with_a_link_left, renamed_for_another_one]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forks here")
@pytest.mark.parametrize("opening", [open_folder, in_the_window, its_beginning])
@pytest.mark.parametrize("way", WAYS)
def test_a_folder_of_another_name_keeps_all_that_was_kept_for_it(
    root: Path, opening: Callable[[Path], Dataset], way: Callable[[Path], Path]
) -> None:
    worked_in(root)
    new = way(root)
    before = broken_off(new)
    dataset = opening(new)
    assert kept(dataset) == (2, 1, 0)
    if opening != in_the_window:
        assert len(dataset.problems) == 1 and broken_off(new) == before
        assert not in_the_window(new).problems
    assert [one == other for one, other in zip(before, broken_off(new), strict=True)] == [False, True, False]
    finish(upkeep.look_after(str(new)))
    assert not [path for path in new.rglob("*") if files.MARK in path.name]
    assert kept(open_folder(new.rename(new.with_name("again")))) == (2, 1, 0), "it may be renamed once more"


def test_another_folder_is_not_taken_for_the_one_that_is_gone(root: Path) -> None:
    """A copy while the folder is there, one that has taken its place, and one that got the number it had."""
    worked_in(root)
    copy = Path(shutil.copytree(root, root.with_name("copy")))
    assert kept(open_folder(copy)) == (0, 0, 1)
    (numbers,) = (place for place in (store.of(root).parent / "numbers").iterdir())
    shutil.rmtree(root)
    state = copy.stat()
    numbers.rename(numbers.with_name(f"{state.st_dev:x}-{state.st_ino:x}"))
    assert store.former(copy) is None and kept(open_folder(copy)) == (0, 0, 1)
    assert kept(open_folder(Path(shutil.copytree(copy, root)))) == (2, 1, 0), "as before: what is kept under its path"


def test_what_another_folder_uses_by_now_is_not_taken_from_it(root: Path) -> None:
    worked_in(root)
    new = renamed_for_another_one(root)
    finish(upkeep.look_after(str(root)))
    assert kept(open_folder(new)) == (0, 0, 1) and kept(open_folder(root)) == (2, 1, 0)


def test_what_cannot_be_carried_yet_is_used_where_it_lies_and_carried_the_next_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows no folder is renamed in which a file is open: another window may hold it. The one that opens the
    folder meanwhile takes its lock, and what is saved and noted there is not lost either."""
    worked_in(root)
    new, rename = renamed(root), Path.rename

    def in_use(self: Path, target: Path) -> Path:
        if self.is_dir():
            raise PermissionError(13, "in use")
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", in_use)
        for times in range(2):
            dataset = in_the_window(new)
            assert kept(dataset) == (2 + times, 1 + times, 0)
            held = lock.take(new)
            assert isinstance(held, lock.Lock)
            assert len(finish(upkeep.look_after(str(new))).unsaved) == 1 + times
            saved = dataset.records[0]
            read = labels.read(dataset.format, saved)
            labels.save(dataset, saved, replace(read.annotation, verified=not times), read.stamp)
            book = journal.Journal(new)
            book.note([journal.Unsaved(saved.name, read.annotation, read.stamp, read.data)], ())
            book.close()
            held.release()
    assert kept(open_folder(new)) == (4, 3, 0)
    assert not store.of(root).exists() and store.of(new).exists()
    assert kept(open_folder(Path(shutil.copytree(new, root)))) == (0, 0, 1), "nor does its old name count from 0"


def test_two_who_open_a_renamed_folder_at_once_lose_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one has seen the old name, and comes when the first has carried all over."""
    worked_in(root)
    new, real = renamed(root), store.former

    def former(folder: Path) -> Path | None:
        was = real(folder)
        if was is not None and not first:
            first.append(was)
            open_folder(new)
        return was

    first: list[Path] = []
    monkeypatch.setattr(store, "former", former)
    assert kept(open_folder(new)) == (2, 1, 0) and first == [root]
    assert kept(open_folder(new)) == (2, 1, 0)


def test_a_folder_that_was_kept_by_an_earlier_version_is_known_again_once_it_was_opened(root: Path) -> None:
    worked_in(root)
    shutil.rmtree(store.of(root).parent / "numbers")
    assert store.former(renamed(root)) is None
    root = root.with_name("renamed").rename(root)
    finish(upkeep.look_after(str(root)))
    assert kept(open_folder(renamed(root))) == (2, 1, 0)


@pytest.mark.parametrize("junk", [b"", b"[]", b"{}", b'{"root": 7, "picture": "a", "state": 0}', b"\0", b"[" * 5000])
def test_damaged_numbers_harm_nothing(root: Path, junk: bytes) -> None:
    worked_in(root)
    (numbers,) = (place for place in (store.of(root).parent / "numbers").iterdir())
    numbers.write_bytes(junk)
    assert kept(open_folder(renamed(root))) == (0, 0, 1)
    assert store.sweep() == 0 and not numbers.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forks here")
def test_whoever_reads_a_folder_reads_whole_saves_or_is_told(root: Path) -> None:
    worked_in(root, renames=2)
    half = broken_off(root)
    parts = [root / part for part in ("Annotations", "SegmentationClass", "SegmentationObject")]
    for part in parts:
        part.chmod(0o555)
    try:
        with ordinary_user():
            dataset = in_the_window(root)
            (problem,) = finish(index(str(root))).problems
    finally:
        for part in parts:
            part.chmod(0o755)
    assert broken_off(root) == half and dataset.problems == (problem,)
    assert problem.file == "scene_0002.xml" and "nobody may write in" in problem.message
    assert not in_the_window(root).problems and broken_off(root) != half


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forks here")
@pytest.mark.parametrize("renames", range(4))
def test_the_terminal_says_that_a_save_was_broken_off_and_writes_nothing(root: Path, renames: int) -> None:
    worked_in(root, renames)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    found = [each for each in finish(check(str(root))).findings if each.code == "labels"]
    said = "only a part of the last save is in the files of this picture; open the folder in the window, which finishes"
    if renames in (1, 2):
        (finding,) = found
        assert finding.file.endswith("scene_0002.xml") and finding.severity == "error" and said in finding.message
    else:
        assert not found, "all is old, or all is new"
    assert open_folder(root).problems == finish(index(str(root))).problems
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_copy_counts_pixels_as_the_folder_does(root: Path) -> None:
    into = root.with_name("copy")
    counting.remember(into, 1)
    finish(upkeep.copy(str(root), str(into)))
    assert open_folder(into).records.first == 0
    counting.remember(root, 1)
    finish(upkeep.copy(str(root), f"{root}_again"))
    assert open_folder(Path(f"{root}_again")).records.first == 1


@pytest.mark.parametrize("form", ["copy", "voc", "yolo", "coco"])
def test_half_a_copy_or_conversion_is_not_opened_as_whole(
    root: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    half, real, copied = root.with_name("half"), shutil.copyfile, []

    def copyfile(source: Path, target: Path) -> None:
        copied.extend([source] if source.suffix == ".jpg" else [])
        if len(copied) == 2:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(shutil, "copyfile", copyfile)
    monkeypatch.setattr(shutil, "rmtree", lambda *_arguments, **_more: None)  # as one that is killed
    with pytest.raises(KeyboardInterrupt):
        finish(upkeep.copy(str(root), str(half)) if form == "copy" else convert(str(root), str(half), form))
    marker = half / (arriving.COPY if form == "copy" else arriving.CONVERSION)
    assert b"parts are missing" in marker.read_bytes()
    cure = f"broken off here and parts are missing; delete the folder and make it again, or delete {marker.name} in it"
    picture, json = next(half.rglob("*.jpg")), half / "annotations" / "whole.json"
    deep = picture.parent / "deep" / "deeper"
    for path in (deep, json.parent):
        path.mkdir(parents=True, exist_ok=True)
    (deep / "a.jpg").write_bytes(picture.read_bytes())
    json.write_text('{"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": []}')
    for path in (half, picture.parent, deep, json):
        for opening in (open_folder, in_the_window, lambda path: finish(check(str(path)))):
            with pytest.raises(EngineError, match=cure):
                opening(path)
        assert open_beginning(path, most=1) is None
    marker.unlink()
    assert open_folder(half).records


def test_a_file_that_goes_while_a_folder_is_copied_is_named(root: Path) -> None:
    work = upkeep.copy(str(root), str(root.with_name("copy")))
    next(work)
    real = upkeep._gathered

    def gathered(folder: Path) -> tuple[list[Path], list[Path]]:
        found = real(folder)
        next(root.rglob("scene_0001.xml")).unlink()
        return found

    with pytest.MonkeyPatch.context() as patched, pytest.raises(EngineError, match=r"scene_0001\.xml.*try again"):
        patched.setattr(upkeep, "_gathered", gathered)
        finish(work)
