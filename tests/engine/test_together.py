"""A save of boxes and masks that is killed between two files: all are old or all are new at the next opening."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import files, reading
from engine.annotation import Box, Instance
from engine.datasets import labels, shapes
from engine.datasets.folder import open_folder
from engine.formats import voc
from engine.safekeeping import lock, store, together, versions
from engine.safekeeping.upkeep import look_after
from tests.engine.finishing_for_tests import finish, followed

if TYPE_CHECKING:
    from engine.annotation import Annotation
    from engine.datasets.record import Dataset, Record

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forks here")
FILES = 3  # class mask, label file, instance mask


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Dataset, Record]:
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    for _ in shapes.write_scenes(str(tmp_path / "scenes"), images=1, seed=3):
        pass
    dataset = open_folder(tmp_path / "scenes")
    return dataset, dataset.records[0]


def content(record: Record) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in (record.mask, record.xml, record.instance_mask) if path is not None)


def changed(read: labels.Labels) -> Annotation:
    """The first object is gone: all three files change, and the others have other numbers in the instance mask."""
    mask = read.annotation.mask
    assert mask is not None
    return replace(read.annotation, instances=read.annotation.instances[1:], mask=np.where(mask == 255, 0, mask))


def killed(dataset: Dataset, record: Record, renames: int) -> None:
    """Save in a child that ends, without a word to anybody, after so many of the label files took their places."""
    child = os.fork()
    if child == 0:
        try:
            real, done = files.Beside.take_place, []

            def take_place(self: files.Beside) -> None:
                if len(done) == renames:
                    os._exit(9)
                done.append(self)
                real(self)

            files.Beside.take_place = take_place  # type-checked nowhere: a child of its own
            read = labels.read(dataset.format, record)
            labels.save(dataset, record, changed(read), read.stamp)
        finally:
            os._exit(0 if renames == FILES else 70)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == (0 if renames == FILES else 9)


def reopen(dataset: Dataset) -> None:
    """What a window does as it opens a folder."""
    finish(reading.open_folder(str(dataset.root)))
    finish(look_after(str(dataset.root)))


@pytest.mark.parametrize("renames", range(FILES + 1))
def test_a_kill_between_two_files_leaves_all_old_or_all_new(opened: tuple[Dataset, Record], renames: int) -> None:
    dataset, record = opened
    old = content(record)
    read = labels.read(dataset.format, record)
    labels.save(dataset, record, changed(read), read.stamp)
    new = content(record)
    assert all(one != other for one, other in zip(old, new, strict=True)) and len(new) == FILES
    for path, data in zip((record.mask, record.xml, record.instance_mask), old, strict=True):
        assert path is not None
        path.write_bytes(data)
    killed(dataset, record, renames)
    assert content(record) == (*new[:renames], *old[renames:])
    reopen(dataset)
    assert content(record) == (new if renames else old)
    assert not [path for path in dataset.root.rglob("*") if files.MARK in path.name]
    assert not any((store.of(dataset.root) / "together").iterdir())


def test_what_another_program_wrote_after_the_kill_is_left_alone(opened: tuple[Dataset, Record]) -> None:
    dataset, record = opened
    killed(dataset, record, 1)
    assert record.xml is not None
    theirs = record.xml.read_bytes().replace(b"</annotation>", b"<!-- theirs --></annotation>")
    record.xml.write_bytes(theirs)
    before = content(record)
    reopen(dataset)
    assert content(record) == before and before[1] == theirs
    kept = [versions.read(each) for each in versions.listed(dataset.root, record.xml)]
    objects = [len(voc.parse(record.xml, text).instances) for text in kept]
    assert kept[0] == theirs and objects[1] == objects[0] - 1, "what could not take its place is one click away"


@pytest.mark.parametrize("junk", [b"", b"{}", b"[[1]]", b'[["/a", "/b", null, 7]]', b"\0" * 99, b"[" * 5000])
def test_a_damaged_note_harms_nothing(opened: tuple[Dataset, Record], junk: bytes) -> None:
    dataset, record = opened
    before = content(record)
    folder = store.made(dataset.root) / "together"
    folder.mkdir()
    (folder / f"{files.MARK}00000000-1-00.tmp").write_bytes(junk)
    (folder / "readme.txt").write_text(json.dumps([]))
    os.utime(folder / f"{files.MARK}00000000-1-00.tmp", (0, 0))
    together.settle(dataset.root)
    assert content(record) == before and not (folder / f"{files.MARK}00000000-1-00.tmp").exists()


def test_a_save_that_goes_on_is_not_touched_by_another_window(opened: tuple[Dataset, Record]) -> None:
    """Its note is of a process that is alive."""
    dataset, record = opened
    old = content(record)
    read = labels.read(dataset.format, record)
    seen: list[int] = []
    real = files.Beside.take_place

    def take_place(self: files.Beside) -> None:
        reopen(dataset)
        seen.append(len(list((store.of(dataset.root) / "together").iterdir())))
        real(self)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(files.Beside, "take_place", take_place)
        labels.save(dataset, record, changed(read), read.stamp)
    assert seen == [1] * FILES and all(one != other for one, other in zip(old, content(record), strict=True))


@pytest.mark.parametrize("locks", [True, False])
def test_the_number_of_the_process_counts_only_where_there_are_no_locks(
    opened: tuple[Dataset, Record], locks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container that starts again the window has the number that the killed one had."""
    dataset, record = opened
    if not locks:
        monkeypatch.setattr(lock, "claim", lambda _handle: None)
    killed(dataset, record, 1)
    half = content(record)
    with monkeypatch.context() as patched:
        patched.setattr(files, "alive", lambda _pid: True)
        reopen(dataset)
        assert (content(record) == half) is not locks
    reopen(dataset)
    assert content(record) != half
    assert not any((store.of(dataset.root) / "together").iterdir())


def first_shown(dataset: Dataset) -> tuple[Dataset, labels.Labels]:
    """The folder as the window opens it, and the labels of the picture that comes with it."""
    steps, opened = followed(reading.open_folder(str(dataset.root)))
    shown = next(step.values["shown"] for step in steps if step.kind == "first")
    assert isinstance(shown, reading.Shown) and shown.labels is not None
    return opened, shown.labels


@pytest.mark.parametrize("renames", [1, 2])
def test_the_first_picture_is_read_after_the_save_was_brought_to_its_end(
    opened: tuple[Dataset, Record], renames: int
) -> None:
    """Else the window would show half of it, and take the rest for the work of another program."""
    dataset, record = opened
    objects = len(labels.read(dataset.format, record).annotation.instances)
    killed(dataset, record, renames)
    _, shown = first_shown(dataset)
    assert shown.stamp == labels.stamp_on_disk(record) and len(shown.annotation.instances) == objects - 1


def test_files_that_were_not_there_before_the_kill_are_found_at_once(opened: tuple[Dataset, Record]) -> None:
    dataset, record = opened
    assert record.xml is not None
    record.xml.unlink()
    new = open_folder(dataset.root)
    child = os.fork()
    if child == 0:
        try:
            real = files.Beside.take_place

            def take_place(self: files.Beside) -> None:
                if self.path == record.xml:
                    os._exit(9)
                real(self)

            files.Beside.take_place = take_place
            read = labels.read(new.format, new.records[0])
            box = Instance("cat", Box(1, 2, 20, 30))
            assert read.annotation.mask is not None
            mask = np.zeros_like(read.annotation.mask)
            labels.save(new, new.records[0], replace(read.annotation, instances=(box,), mask=mask), read.stamp)
        finally:
            os._exit(70)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9 and not record.xml.exists()
    again, shown = first_shown(dataset)
    assert again.records[0].xml == record.xml and [one.label for one in shown.annotation.instances] == ["cat"]


def test_what_cannot_take_its_place_now_waits_for_the_next_opening(
    opened: tuple[Dataset, Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, record = opened
    old = content(record)
    killed(dataset, record, 1)
    half = content(record)

    def refuse(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        for _ in range(2):
            reopen(dataset)
    assert content(record) == half
    reopen(dataset)
    assert all(one != other for one, other in zip(old, content(record), strict=True))
    assert not [path for path in dataset.root.rglob("*") if files.MARK in path.name]
    assert not any((store.of(dataset.root) / "together").iterdir())


def test_a_mask_that_a_save_made_was_not_there_before(opened: tuple[Dataset, Record]) -> None:
    """What was there before its first save here was there at all earlier ones; a mask that one made was not."""
    dataset, record = opened
    assert record.xml is not None and record.mask is not None and record.instance_mask is not None
    painted = labels.read(dataset.format, record).annotation.mask
    for path in (record.mask, record.instance_mask):
        path.unlink()
    for state in ("boxes", "mask", "boxes", "mask"):
        dataset = open_folder(dataset.root)
        read = labels.read(dataset.format, dataset.records[0])
        moved = tuple(replace(one, rle=None, box=one.box.moved(-1, 0)) for one in read.annotation.instances)
        again = painted if read.annotation.mask is None else np.zeros_like(read.annotation.mask)
        new = {"instances": moved} if state == "boxes" else {"mask": again}
        labels.save(dataset, dataset.records[0], replace(read.annotation, **new), read.stamp)
    kept = versions.saves(dataset.root, [record.xml, record.mask])
    assert [[path for path, _ in save.files] for save in kept] == [
        *([record.mask], [record.xml], [record.mask], [record.xml], [record.xml])
    ]
    then = [versions.beside(dataset.root, save, record.mask) for save in kept if save.files[0][0] == record.xml]
    first = versions.read(kept[2].files[0][1])
    assert then == [(first, True), (None, False), (None, False)]


@pytest.mark.parametrize("step", [0, -1_000_000])
def test_a_clock_that_stands_or_runs_backwards_mixes_no_texts(
    opened: tuple[Dataset, Record], monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    dataset, record = opened
    paths = (record.mask, record.xml, record.instance_mask)
    read, old, now = labels.read(dataset.format, record), content(record), [time.time_ns()]

    def clock() -> int:
        now[0] += step
        return now[0]

    with monkeypatch.context() as patched:
        patched.setattr(time, "time_ns", clock)
        labels.save(dataset, record, changed(read), read.stamp)
    listed = versions.saves(dataset.root, [path for path in paths if path is not None])
    assert len(listed) == 2
    for save, texts in zip(listed, (content(record), old), strict=True):
        assert len(save.files) == FILES
        then = {path: versions.read(version) for path, version in save.files}
        assert tuple(then[path] for path in paths if path is not None) == texts


def test_saves_that_were_kept_against_the_clock_are_listed_in_their_order(opened: tuple[Dataset, Record]) -> None:
    """As they were before the clock was mistrusted."""
    dataset, record = opened
    assert record.mask is not None
    for number, text in ((2000, b"before"), (1000, b"after")):
        versions.keep(dataset.root, record.mask, text, number)
    listed = versions.saves(dataset.root, [record.mask])
    assert [versions.read(version) for save in listed for _, version in save.files] == [b"after", b"before"]
