"""The journal of unsaved edits: what a window that went leaves of a person's work, and all of it."""

from __future__ import annotations

import os
import time
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.annotation import Annotation, Instance, Rle
from engine.safekeeping import journal, lock, store
from engine.safekeeping.journal import Journal, Unsaved
from tests.engine.label_folder_for_tests import CAT, DOG, make_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A VOC folder, and a data folder of its own."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    return make_folder(tmp_path / "voc")


def unsaved(name: str = "a", *instances: Instance, **more: object) -> Unsaved:
    return Unsaved(name, Annotation(60, 40, instances, **more), "stamp-", b"<annotation/>")


def test_a_journal_outlives_its_window_and_forgets_what_was_saved(folder: Path) -> None:
    book = Journal(folder)
    odd = replace(CAT, label="räv\n<b>", attributes=(("k", "v"),), polygons=(((1.5, 2.0), (3.0, 4.25), (0.1, 9.0)),))
    mask = np.arange(2400, dtype=np.uint8).reshape(40, 60)
    pixels = replace(DOG, rle=Rle(60, 40, "0`2"))
    book.note([unsaved("a", CAT, DOG), unsaved("b", CAT), unsaved("c", odd, pixels, verified=True)], ())
    book.note([unsaved("a", DOG), replace(unsaved("d", mask=mask), mask_edited=True)], ["b"])
    assert journal.left(folder) == {}, "its window is still there"
    book.close()
    left = journal.left(folder)
    states = {state.record: state for state in journal.newest(left)}
    assert sorted(states) == ["a", "c", "d"]
    assert states["a"].annotation.instances == (DOG,) and states["a"].basis == b"<annotation/>"
    assert states["c"].annotation.instances == (odd, pixels) and states["c"].annotation.verified
    found = states["d"].annotation.mask
    assert found is not None and np.array_equal(found, mask) and states["a"].annotation.mask is None
    journal.discard(left)
    assert journal.left(folder) == {}


def test_what_two_windows_left_of_one_picture_is_all_there(folder: Path) -> None:
    """Whatever the clock said. What both say is there once: killed between a note and the end of the old journal."""
    tomorrow = time.time() + 86_400
    for states in (
        [unsaved("a", CAT), replace(unsaved("a", CAT, DOG), seconds=tomorrow), unsaved("b", CAT)],
        [replace(unsaved("a", CAT, DOG), seconds=1.0), unsaved("b", DOG)],
        [unsaved("a", DOG)],
    ):
        book = Journal(folder)
        book.note(states, ())
        book.close()
    found = journal.newest(journal.left(folder))
    assert [(one.record, one.annotation.instances) for one in found] == [
        *(("a", (CAT, DOG)), ("b", (CAT,)), ("b", (DOG,)), ("a", (DOG,)))
    ]


def test_a_journal_that_was_cut_short_loses_its_last_line_alone(folder: Path) -> None:
    book = Journal(folder)
    for number in range(5):
        book.note([unsaved(f"r{number}", CAT)], ())
    book.close()
    (path,) = journal.left(folder)
    data = path.read_bytes()
    for cut in range(len(data) - 1, 0, -37):
        path.write_bytes(data[:cut])
        whole = data[:cut].count(b"\n")
        assert len(journal.newest(journal.left(folder))) == whole
        if not path.exists():
            break
        path.write_bytes(data)
    path.write_bytes(data.replace(b"cat", b"cow", 1))
    assert len(journal.newest(journal.left(folder))) == 4, "a line whose checksum is wrong is no state"


def test_a_note_that_found_no_room_spoils_none_that_follows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, real = Journal(folder), os.write
    book.note([unsaved("a", CAT)], ())
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda handle, data: real(handle, data[: len(data) // 2]))
        with pytest.raises(OSError, match="no room"):
            book.note([unsaved("b", CAT)], ())
    book.note([unsaved("c", DOG)], ())
    book.close()
    assert {state.record for state in journal.newest(journal.left(folder))} == {"a", "c"}


def test_an_empty_journal_leaves_nothing(folder: Path) -> None:
    book = Journal(folder)
    book.note([unsaved("a", CAT)], ())
    book.clear()
    book.close()
    assert list((store.of(folder) / "journals").iterdir()) == []


def test_a_long_journal_is_written_anew(folder: Path) -> None:
    book = Journal(folder)
    book.note([unsaved("a", CAT), unsaved("b", CAT)], ())
    book.rewrite([unsaved("b", DOG)])
    book.close()
    (path,) = journal.left(folder)
    assert [(one.record, one.annotation.instances) for one in journal.left(folder)[path]] == [("b", (DOG,))]


def test_a_journal_that_cannot_be_written_anew_keeps_all_it_had(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk: the new file finds no room, and neither does the next note in the old one."""
    book = Journal(folder)
    book.note([unsaved("a", CAT), unsaved("b", CAT)], ())
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            book.rewrite([unsaved("b", DOG)])
        with pytest.raises(OSError, match="No space"):
            book.note([unsaved("c", CAT)], ())
    book.close()
    assert {state.record for state in journal.newest(journal.left(folder))} == {"a", "b"}


@pytest.mark.parametrize("what", ["of another version", "damaged", "no object"])
def test_what_this_version_does_not_understand_is_kept(folder: Path, what: str) -> None:
    """A later one may; and of a damaged line somebody may make out the rest."""
    book = Journal(folder)
    book.note([unsaved("a", CAT)], ())
    book.close()
    (path,) = journal.left(folder)
    odd = path.read_bytes()
    text = {"of another version": odd.partition(b" ")[2].replace(b'"instances"', b'"shapes"'), "no object": b"[1]\n"}
    told = text.get(what, odd.partition(b" ")[2])
    check = zlib.crc32(told)
    odd = b"%08x " % (check ^ 1 if what == "damaged" else check) + told
    path.write_bytes(odd)
    assert journal.left(folder) == {} and path.read_bytes() == odd
    path.write_bytes(odd + journal._noted(unsaved("b", CAT)) + b"cut sho")
    assert [one.record for one in journal.newest(journal.left(folder))] == ["b"]
    journal.discard([path])
    assert journal.left(folder) == {} and path.read_bytes().startswith(odd)
    path.write_bytes(b"")
    assert journal.left(folder) == {} and not path.exists()


def test_another_window_that_looks_while_a_journal_begins_takes_nothing_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, looks = lock.claim, []

    def claim(handle: int) -> bool | None:
        if not looks:
            looks.append(handle)
            journal.left(folder)
        return real(handle)

    monkeypatch.setattr(lock, "claim", claim)
    book = Journal(folder)
    book.note([unsaved("a", CAT)], ())
    book.close()
    assert looks and [one.record for one in journal.newest(journal.left(folder))] == ["a"]


def test_a_journal_that_another_window_looks_at_as_it_begins_is_held_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows it has its name from the start: who looks whether it is deserted locks it for a moment."""
    real, looks = lock.claim, [False, False]
    monkeypatch.setattr(lock, "claim", lambda handle: looks.pop() if looks else real(handle))
    book = Journal(folder)
    book.note([unsaved("a", CAT)], ())
    assert not looks and journal.left(folder) == {}, "its window is still there"
    book.close()
    assert [one.record for one in journal.newest(journal.left(folder))] == ["a"]
