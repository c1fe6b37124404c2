"""A save leaves the old file or the new one, never a part of either."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from engine import files

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path):
    path = tmp_path / "a.xml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    files.replace_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_save_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.xml"
    path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.replace_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path):
    target = tmp_path / "target.xml"
    target.write_bytes(b"old")
    link = tmp_path / "link.xml"
    link.symlink_to(target)
    files.replace_whole(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_what_a_crash_left_is_swept(tmp_path: Path):
    (tmp_path / f"{files.MARK}x.xml").write_bytes(b"half")
    keep = tmp_path / "keep.xml"
    keep.write_bytes(b"whole")
    files.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [keep]


def test_a_short_write_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.xml"
    path.write_bytes(b"old")
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data)[:-1]))
    with pytest.raises(OSError, match="no room"):
        files.replace_whole(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="there is no umask on Windows")
@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077, 0o002])
def test_a_new_file_gets_what_the_umask_leaves_and_an_old_one_keeps_its_mode(tmp_path: Path, mask: int):
    new, old = tmp_path / "new.xml", tmp_path / "old.xml"
    old.write_bytes(b"old")
    old.chmod(0o604)
    before = os.umask(mask)
    try:
        files.replace_whole(new, b"new")
        files.replace_whole(old, b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE(new.stat().st_mode) == 0o666 & ~mask
    assert stat.S_IMODE(old.stat().st_mode) == 0o604


@pytest.mark.skipif(os.name == "nt", reason="there are no owners to give on Windows")
def test_the_owner_and_the_attributes_of_a_file_stay(tmp_path: Path):
    path = tmp_path / "a.xml"
    path.write_bytes(b"old")
    if os.geteuid() == 0:
        os.chown(path, 1234, 4321)
    marked = True
    try:
        os.setxattr(path, "user.overlap", b"mine")
    except (OSError, AttributeError):
        marked = False
    owner = path.stat().st_uid, path.stat().st_gid
    files.replace_whole(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == owner
    assert not marked or os.getxattr(path, "user.overlap") == b"mine"


def test_an_attribute_that_may_not_be_set_costs_the_others_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As of `security.` ones, which only the system sets: an access list comes after them."""
    path, real, asked = tmp_path / "a.xml", getattr(os, "setxattr", None), []
    path.write_bytes(b"old")
    try:
        for name in ("user.first", "user.second", "user.third"):
            os.setxattr(path, name, b"mine")
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")
    names = os.listxattr(path)

    def refuse_the_first(target: int, name: str, value: bytes) -> None:
        asked.append(name)
        if len(asked) == 1:
            raise PermissionError(1, "Operation not permitted")
        assert real is not None
        real(target, name, value)

    monkeypatch.setattr(os, "setxattr", refuse_the_first)
    files.replace_whole(path, b"new")
    assert path.read_bytes() == b"new" and asked == names and os.listxattr(path) == names[1:]


@pytest.mark.skipif(os.name == "nt", reason="there are no owners to give on Windows")
@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP])
def test_a_drive_that_shows_all_files_as_another_person_s_can_be_saved_to(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
):
    """A share mounted for everybody under one owner: whoever may write there may give nothing away."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    path = tmp_path / "a.xml"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    monkeypatch.setattr(os, "chown", refuse)
    monkeypatch.setattr(os, "fchmod", refuse)
    files.replace_whole(path, b"new")
    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_chain_of_links_and_a_link_to_nothing_are_followed(tmp_path: Path):
    target, middle, link = tmp_path / "deep" / "target.xml", tmp_path / "middle.xml", tmp_path / "link.xml"
    target.parent.mkdir()
    middle.symlink_to("deep/target.xml")
    link.symlink_to("middle.xml")
    files.replace_whole(link, b"new")
    assert link.is_symlink() and middle.is_symlink() and target.read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "link.xml", "middle.xml"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes to name")
def test_only_a_plain_file_is_replaced(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.xml")
    with pytest.raises(OSError, match="no plain file"):
        files.replace_whole(tmp_path / "pipe.xml", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.xml"]


def test_what_is_being_written_is_not_swept(tmp_path: Path):
    with files.Beside(tmp_path / "a.xml", b"new") as new:
        assert files.sweep(tmp_path) == 0, "this very process writes it"
        new.take_place()
    assert [path.name for path in tmp_path.iterdir()] == ["a.xml"]


def test_what_another_machine_left_is_swept_when_it_is_old(tmp_path: Path):
    young, old = (tmp_path / f"{files.MARK}00000000-1-{part}.tmp" for part in ("aa", "bb"))
    for path in (young, old):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    assert files.sweep(tmp_path) == 1
    assert list(tmp_path.iterdir()) == [young]
