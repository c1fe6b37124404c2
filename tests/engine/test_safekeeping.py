"""What keeps labels safe beside the files: versions, the lock, a copy to work in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from engine import files
from engine.checking import check
from engine.datasets import labels
from engine.errors import EngineError
from engine.safekeeping import lock, store, upkeep, versions
from engine.safekeeping.journal import Journal
from tests.engine.finishing_for_tests import finish
from tests.engine.label_folder_for_tests import CAT, DOG, ROOT, make_folder, opened, paths
from tests.engine.test_journals import unsaved

if TYPE_CHECKING:
    from pathlib import Path

    from engine.annotation import Instance


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A VOC folder, and a data folder of its own."""
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "data"))
    return make_folder(tmp_path / "voc")


def test_the_last_versions_are_kept_and_say_what_they_changed(folder: Path) -> None:
    dataset, record = opened(folder)
    xml, _ = paths(record)
    texts = [xml.read_bytes()]
    now = labels.read(dataset.format, record)
    states = [(CAT,), (CAT, DOG), (replace(CAT, label="lion"), DOG), (DOG,), (replace(DOG, box=DOG.box.moved(2, 1)),)]
    for state in states:
        now = labels.save(dataset, record, now.annotation.with_instances(_placed(state, now)), now.stamp)
        texts.append(xml.read_bytes())
    now = labels.save(dataset, record, replace(now.annotation, verified=True), now.stamp)
    kept = versions.listed(folder, xml)
    assert [each.words for each in kept] == [
        "verified",
        "1 moved",
        "2 boxes → 1",
        "1 relabelled",
        "1 box → 2",
        "0 boxes → 1",
        "0 boxes",
    ]
    assert [versions.read(each) for each in reversed(kept[1:])] == texts
    for turn in range(40):
        box = CAT.box.moved(turn / 8, 0)
        now = labels.save(dataset, record, now.annotation.with_instances((replace(CAT, box=box),)), now.stamp)
    kept = versions.listed(folder, xml)
    assert len(kept) == versions.KEPT == 20 and versions.read(kept[0]) == xml.read_bytes()
    assert len(list(kept[0].file.parent.iterdir())) == 20
    assert kept == sorted(kept, key=lambda each: -each.seconds)


def _placed(state: tuple[Instance, ...], now: labels.Labels) -> tuple[Instance, ...]:
    """The objects at their places in the file, by their boxes."""
    places = {one.box: one.origin for one in now.annotation.instances}
    return tuple(
        replace(one, origin=places.get(one.box, 0 if len(state) == len(places) == 1 else None)) for one in state
    )


def test_half_a_version_is_never_taken_for_one(folder: Path) -> None:
    dataset, record = opened(folder)
    xml, _ = paths(record)
    now = labels.read(dataset.format, record)
    labels.save(dataset, record, now.annotation.with_instances((CAT,)), now.stamp)
    newest = versions.listed(folder, xml)[0]
    data = newest.file.read_bytes()
    for cut in (len(data) - 3, data.index(b"\n") + 1, 10, 0):
        newest.file.write_bytes(data[:cut])
        for each in versions.listed(folder, xml):
            if each.file == newest.file:
                with pytest.raises(EngineError, match="choose another"):
                    versions.read(each)


def test_a_label_file_that_is_a_link_to_itself_has_a_history_and_is_named_by_check(folder: Path) -> None:
    dataset, record = opened(folder)
    xml, _ = paths(record)
    now = labels.read(dataset.format, record)
    labels.save(dataset, record, now.annotation.with_instances((CAT,)), now.stamp)
    xml.unlink()
    xml.symlink_to(xml.name)
    assert [each.words for each in versions.listed(folder, xml)] == ["0 boxes → 1", "0 boxes"]
    found = finish(check(str(folder))).findings
    assert [each.code for each in found if each.file == "Annotations/a.xml"] == ["labels", "not-read"]


def test_a_save_does_not_need_the_data_folder(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("OVERLAP_DATA", str(tmp_path / "file" / "below"))
    dataset, record = opened(folder)
    now = labels.read(dataset.format, record)
    saved = labels.save(dataset, record, now.annotation.with_instances((CAT,)), now.stamp)
    assert [one.label for one in saved.annotation.instances] == ["cat"]
    assert record.xml is not None and versions.listed(folder, record.xml) == []


def test_the_second_window_is_told_who_holds_the_folder(folder: Path) -> None:
    first = lock.take(folder)
    assert isinstance(first, lock.Lock)
    second = lock.take(folder)
    assert isinstance(second, lock.Holder) and second.pid == os.getpid() and abs(second.since - time.time()) < 60
    assert second.host
    first.release()
    third = lock.take(folder)
    assert isinstance(third, lock.Lock)
    third.release()
    assert sorted(path.name for path in folder.iterdir()) == ["Annotations", "JPEGImages", "SegmentationClass"]


def test_a_killed_window_holds_nothing(folder: Path) -> None:
    code = "import sys, time; from pathlib import Path; from engine.safekeeping import lock; "
    code += "held = lock.take(Path(sys.argv[1])); print(type(held).__name__, flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None and child.stdout.readline().strip() == "Lock"
        held = lock.take(folder)
        assert isinstance(held, lock.Holder) and held.pid == child.pid
        child.kill()
        child.wait()
    taken = lock.take(folder)
    assert isinstance(taken, lock.Lock), "a stale lock is taken over"
    taken.release()


@pytest.mark.parametrize("stale", ["dead", "other boot", "alive", "other machine"])
def test_where_the_system_has_no_locks_the_file_s_word_counts(
    folder: Path, stale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "claim", lambda _handle: None)
    first = lock.take(folder)
    assert isinstance(first, lock.Lock)
    path = store.of(folder) / "lock"
    told = json.loads(path.read_text())
    with subprocess.Popen([sys.executable, "-c", "pass"]) as ended:
        ended.wait()
    changes = {
        "dead": {"pid": ended.pid},
        "other boot": {"boot": "another"},
        "alive": {},
        "other machine": {"host": "x"},
    }
    path.write_text(json.dumps(told | changes[stale]))
    second = lock.take(folder)
    assert isinstance(second, lock.Holder if stale in ("alive", "other machine") else lock.Lock)
    first.release()
    if isinstance(second, lock.Lock):
        second.release()


def test_a_folder_that_is_opened_is_cleared_of_what_crashes_left(folder: Path) -> None:
    xml, _ = paths(opened(folder)[1])
    dead = f"{files.MARK}{files._host()}-{2**22 + 1}-aa.tmp"
    for place in (xml.parent, folder, folder / "SegmentationClass"):
        (place / dead).write_bytes(b"half")
    before = {path for path in folder.rglob("*") if path.name != dead}
    book = Journal(folder)
    book.note([unsaved("a", CAT)], ())
    book.close()
    found = finish(upkeep.look_after(str(folder)))
    assert found.swept == 3 and set(folder.rglob("*")) == before
    assert [state.record for state in found.unsaved] == ["a"] and len(found.journals) == 1


def test_unsaved_edits_come_back_beside_what_the_file_says_now(folder: Path) -> None:
    dataset, record = opened(folder)
    mine = unsaved("a", CAT)
    (found,) = finish(upkeep.recover(dataset.format, ((record, mine),)))
    assert found.labels is not None and found.labels.annotation.instances == ()
    assert found.unsaved.annotation.mask is found.labels.annotation.mask, "a mask nobody edited is the file's"
    assert record.xml is not None
    record.xml.write_bytes(b"<annotation>")
    (found,) = finish(upkeep.recover(dataset.format, ((record, mine),)))
    assert found.labels is None and "a.xml" in found.error


def test_unsaved_edits_of_a_picture_that_has_another_size_by_now_wait(folder: Path) -> None:
    dataset, record = opened(folder)
    Image.fromarray(np.zeros((20, 60, 3), np.uint8)).save(record.image)
    (found,) = finish(upkeep.recover(dataset.format, ((record, unsaved("a", CAT)),)))
    assert found.labels is None and "a.jpg: the picture is 60×20 now" in found.error


def test_what_is_kept_for_folders_long_gone_goes(folder: Path, tmp_path: Path) -> None:
    gone, lately = tmp_path / "gone", tmp_path / "lately"
    for root in (gone, lately, folder):
        store.made(root)
    for path in (store.of(gone), store.of(folder)):
        for each in (*path.iterdir(), path):
            os.utime(each, (1, 1))
    assert store.sweep() == 1
    assert [store.of(root).exists() for root in (gone, lately, folder)] == [False, True, True]


def test_a_copy_is_whole_can_be_written_and_leaves_the_folder_alone(folder: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for path in before:
        path.chmod(0o444)
    (folder / "out.xml").symlink_to("/etc/hostname")
    target = tmp_path / "a copy"
    assert finish(upkeep.copy(str(folder), str(target))) == upkeep.Copied(str(target), ("out.xml",))
    copied = {path.relative_to(target): path.read_bytes() for path in target.rglob("*") if path.is_file()}
    assert copied == {path.relative_to(folder): data for path, data in before.items()}
    dataset, record = opened(target)
    now = labels.read(dataset.format, record)
    labels.save(dataset, record, now.annotation.with_instances((CAT,)), now.stamp)
    assert {path: path.read_bytes() for path in before} == before
    with pytest.raises(EngineError, match="not empty"):
        finish(upkeep.copy(str(folder), str(target)))
    with pytest.raises(EngineError, match="lies in the folder"):
        finish(upkeep.copy(str(folder), str(folder / "below")))


def test_a_copy_that_is_given_up_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    call = upkeep.copy(str(folder), str(tmp_path / "copy"))
    for _ in range(3):
        next(call)
    call.close()
    assert not (tmp_path / "copy").exists()
