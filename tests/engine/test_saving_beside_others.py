"""A save while other programs, and other windows, write the same files: nothing of theirs is overwritten unasked."""

from __future__ import annotations

import errno
import os
import threading
from typing import TYPE_CHECKING

import pytest

from engine import files
from engine.datasets import labels, saving
from engine.errors import EngineError, FileChanged
from engine.limits import LIMITS
from engine.safekeeping import lock
from tests.engine.label_folder_for_tests import CAT, DOG, edit, make_folder, opened, paths

if TYPE_CHECKING:
    from pathlib import Path

    from engine.annotation import Instance


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A VOC folder, and a data folder of its own."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    return make_folder(tmp_path / "voc")


def test_a_change_between_the_look_and_the_rename_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, record = opened(folder)
    xml, mask = paths(record)
    before, after = edit(dataset, record)
    theirs = xml.read_bytes().replace(b"</annotation>", b"<!-- theirs --></annotation>")
    flush = os.fsync

    def meanwhile(handle: int) -> None:
        xml.write_bytes(theirs)
        flush(handle)

    monkeypatch.setattr(os, "fsync", meanwhile)
    old_mask = mask.read_bytes()
    with pytest.raises(FileChanged):
        labels.save(dataset, record, after, before.stamp)
    assert xml.read_bytes() == theirs and mask.read_bytes() == old_mask
    assert not [path for path in folder.rglob("*") if files.MARK in path.name]


@pytest.mark.parametrize("which", ["the one that comes", "the one that has come"])
def test_a_change_between_two_renames_is_noticed(folder: Path, which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another program writes then stays, whichever file it is, and what has taken its place goes back."""
    dataset, record = opened(folder)
    xml, mask = paths(record)
    before, after = edit(dataset, record)
    old = {path: path.read_bytes() for path in (xml, mask)}
    calls: list[Path] = []
    came: list[Path] = []
    real = files.Beside.take_place

    def take_place(self: files.Beside) -> None:
        calls.append(self.path)
        if len(calls) == 2 and which == "the one that has come":
            came[0].write_bytes(b"theirs")
            raise OSError(errno.EIO, "Input/output error")
        real(self)
        came.append(self.path)
        if which == "the one that comes":
            next(path for path in old if path not in came).write_bytes(b"theirs")

    monkeypatch.setattr(files.Beside, "take_place", take_place)
    with pytest.raises(FileChanged if which == "the one that comes" else EngineError):
        labels.save(dataset, record, after, before.stamp)
    (other,) = (path for path in old if path != came[0])
    theirs, ours = (other, came[0]) if which == "the one that comes" else (came[0], other)
    assert theirs.read_bytes() == b"theirs" and ours.read_bytes() == old[ours]
    assert not [path for path in folder.rglob("*") if files.MARK in path.name]


def test_two_windows_that_save_at_once_lose_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one looks when the first is done, and is told."""
    dataset, record = opened(folder)
    xml, _ = paths(record)
    before, _ = edit(dataset, record)
    real, other = files.Beside.take_place, []

    def save(instance: Instance) -> None:
        labels.save(dataset, record, before.annotation.with_instances((instance,)), before.stamp)

    def second() -> None:
        with pytest.raises(FileChanged):
            save(DOG)
        other.append("told")

    def take_place(self: files.Beside) -> None:
        if not started.is_set():
            started.set()
            thread.start()
            thread.join(0.3)
        real(self)

    started, thread = threading.Event(), threading.Thread(target=second)
    monkeypatch.setattr(files.Beside, "take_place", take_place)
    save(CAT)
    thread.join()
    assert other == ["told"] and b"cat" in xml.read_bytes()


def test_a_file_that_was_made_here_is_not_taken_away_while_another_window_saves_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    xml, mask = paths(opened(folder)[1])
    old, told = xml.read_bytes(), []

    def take_away() -> None:
        with pytest.raises(FileChanged):
            saving.remove(folder, xml, old)
        told.append("told")

    thread = threading.Thread(target=take_away)
    with lock.alone(folder):
        thread.start()
        thread.join(0.3)
        xml.write_bytes(old + b"<!-- theirs -->")
    thread.join()
    assert told and xml.read_bytes().endswith(b"<!-- theirs -->")
    monkeypatch.setenv(LIMITS["label_bytes"].variable, "10")  # which is none of masks
    saving.remove(folder, mask, mask.read_bytes())
    assert not mask.exists()
